"""After the day: actions, feedback, the report; and what the next event starts from."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import Engine

from audit.domain.actions import ActionOrigin, ActionState, Priority
from audit.domain.challenge import EnquiryOutcome, EventState
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Role
from audit.rooms.action_plans.models import Action
from audit.rooms.challenge.models import Line, LineAction
from audit.rooms.challenge.operations import after as operations
from audit.rooms.challenge.operations import share_lines
from audit.rooms.challenge.operations.after import ReportConflict
from audit.rooms.challenge.queries import event_to_read, facts_of, slots_of
from audit.rooms.challenge.queries.report import report_to_read
from tests.conftest import SteppingClock
from tests.rooms.challenge.day_scene import Day, under_way
from tests.support.kept import Keeper
from tests.support.queries import count_queries
from tests.support.world import World

ACTION = {
    "what": "Supervise every practitioner monthly.",
    "owner_name": "Director",
    "due_on-day": "1",
    "due_on-month": "5",
    "due_on-year": "2027",
    "priority": "high",
}


def heard(world: World, app: Flask, clock: SteppingClock) -> Day:
    """The council was heard: its first line is shared and not assured, its second is the panel's own."""
    found = under_way(world, app, clock)
    council, admin = found.slots["Testshire Council"], found.scene.admin
    with world.session() as session:
        from audit.rooms.challenge.operations import add_line, mark_line

        mark_line(session, admin, world.clock, found.line, is_shared=True)
        add_line(session, admin, world.clock, council, "Is the chief officer up to it?")
    with world.session() as session:
        share_lines(session, admin, world.clock, council, public_url="https://audit.example")
    found.begin()
    found.conclude(found.scene.chair, EnquiryOutcome.NOT_ASSURED, "Show us in May.")
    return found


@pytest.fixture
def day(keep: Keeper, world: World, app: Flask, clock: SteppingClock) -> Day:
    day: Day = keep(heard, world, app, clock)
    return day


def council(day: Day) -> int:
    return day.slots["Testshire Council"]


def actions(day: Day) -> list[Action]:
    with day.world.session() as session:
        return session.query(Action).order_by(Action.id).all()


def agree(day: Day, **changes: Any) -> None:
    admin = day.scene.browser(day.scene.admin_person)
    admin.submit(admin.get(f"/challenge/lines/{day.line}/action"), {**ACTION, **changes})


def send_feedback(day: Day, slot_id: int | None = None) -> None:
    admin = day.scene.browser(day.scene.admin_person)
    path = f"/challenge/slots/{slot_id or council(day)}/feedback"
    page = admin.submit(admin.get(path), {"action": "preview"})
    admin.submit(page)


def send_report(day: Day) -> None:
    admin = day.scene.browser(day.scene.admin_person)
    admin.submit(admin.get(f"/challenge/{day.event.id}/report/send"))


def test_an_action_from_a_line_comes_into_the_plan(day: Day) -> None:
    admin = day.scene.browser(day.scene.admin_person)
    page = admin.get(f"/challenge/lines/{day.line}/action")
    assert page.values()["what"] == "Show us in May."
    assert page.values()["priority"] == "high"
    page = admin.submit(page, {**ACTION, "due_on-year": "2020"}, 422)
    assert page.errors()
    assert page.values()["what"] == ACTION["what"], "what was typed stays"
    page = admin.submit(page, ACTION)
    assert "Supervise every practitioner monthly." in page.text_words
    (action,) = actions(day)
    assert (action.origin, action.origin_words) == (ActionOrigin.CHALLENGE, "Challenge day, 18 November 2026")
    assert (action.question_code, action.question_text) == ("1.1", "Question 1.1: is this in place?")
    assert (action.organisation_id, action.priority) == (day.scene.council.id, Priority.HIGH)
    lead = day.scene.browser(day.scene.council_lead)
    assert (
        "Supervise every practitioner"
        in lead.get(f"/organisations/{day.scene.council.id}/actions").text_words
    )
    assert "Made from this line already" in admin.get(f"/challenge/lines/{day.line}/action").text_words
    for person in (day.scene.chair, day.scene.council_lead):
        assert day.scene.browser(person).raw.get(f"/challenge/lines/{day.line}/action").status_code in (
            403,
            404,
        )


def test_an_action_says_nothing_of_a_line_that_is_the_panels_own(day: Day) -> None:
    own = day.scene.lines(council(day))[-1]
    admin = day.scene.browser(day.scene.admin_person)
    admin.submit(admin.get(f"/challenge/lines/{own.id}/action"), ACTION)
    (action,) = actions(day)
    assert "chief officer" not in " ".join(
        (action.what, action.why, action.question_text, action.standard_title)
    )


def test_feedback_is_drafted_previewed_and_sent_once(day: Day) -> None:
    scene = day.scene
    admin, lead = scene.browser(scene.admin_person), scene.browser(scene.council_lead)
    agree(day)
    path = f"/challenge/slots/{council(day)}/feedback"
    page = admin.get(path)
    text = page.values()["feedback"]
    shared = scene.lines(council(day))[0].text
    assert shared in text
    assert "Not assured. Show us in May." in text
    assert "Supervise every practitioner monthly. (Director, by 1 May 2027)" in text
    assert "chief officer" not in text, "what is the panel's own is no part of a letter"
    assert "1 line was kept to the panel" in page.text_words
    page = admin.submit(page, {"feedback": text + "\n\nThank you.", "action": "preview"})
    assert "It can be sent once the event has ended" in page.text_words
    own = f"/challenge/slots/{council(day)}/ours"
    assert "Thank you." not in lead.get(own).text_words
    assert lead.raw.get(f"{own}/feedback.docx").status_code == 404
    day.end()
    admin.submit(admin.get(f"{path}/preview"))
    (letter,) = scene.letters("challenge-feedback")
    assert letter.to_email == scene.council_lead.email
    assert own in letter.body
    page = lead.get(own)
    assert "Thank you." in page.text_words
    assert "Not assured" in page.text_words
    assert "chief officer" not in page.text_words
    assert "Supervise every practitioner monthly." in page.text_words
    document = lead.raw.get(f"{own}/feedback.docx")
    words = "\n".join(p.text for p in Document(BytesIO(document.data)).paragraphs)
    assert "Thank you." in words
    assert scene.browser(scene.police_lead).raw.get(f"{own}/feedback.docx").status_code == 404
    admin.post(f"{path}/preview", {"seen": ""}, 422)
    assert len(scene.letters("challenge-feedback")) == 1
    # What it was told stays, also when the event is taken up again.
    admin.post(f"/challenge/{day.event.id}/resume")
    with pytest.raises(RuleBroken, match="has its feedback already"):
        day.conclude(scene.chair, EnquiryOutcome.ASSURED)


def test_two_administrators_on_one_feedback(day: Day, world: World) -> None:
    colleague = world.person(Role.BOARD_ADMINISTRATOR, board=day.scene.board)
    mine, theirs = day.scene.browser(day.scene.admin_person), day.scene.browser(colleague)
    path = f"/challenge/slots/{council(day)}/feedback"
    page, other = mine.get(path), theirs.get(path)
    theirs.submit(other, {"feedback": "Theirs.\nTwo lines."})
    page = mine.submit(page, {"feedback": "Mine."}, 409)
    assert "Theirs." in page.text_words
    assert page.values()["feedback"] == "Mine."
    mine.submit(page, {"action": "stay"})
    assert day.scene.slot(council(day)).feedback == "Mine."


def test_the_report_says_what_is_unfinished_and_is_then_frozen(day: Day) -> None:
    scene = day.scene
    admin, chair = scene.browser(scene.admin_person), scene.browser(scene.chair)
    path = f"/challenge/{day.event.id}/report"
    agree(day)
    page = admin.get(path)
    assert "Not assured 1 of 1 (100.0 %)" in page.text_words
    assert "Standard number 1: 1 of 1 (100.0 %)" in page.text_words
    assert chair.raw.get(path).status_code == 404, "until it is sent it is the board's"
    admin.post(f"{path}/send", {}, 422)
    day.end()
    page = admin.get(f"{path}/send")
    assert "Testshire Council: 1 line has no outcome." in page.text_words
    assert "Feedback has not been sent to Testshire Council, Testshire Police." in page.text_words
    assert "The report has no summary yet." in page.text_words
    admin.submit(admin.get(f"{path}/write"), {"summary": "A good day.", "themes": "Supervision."})
    admin.submit(page, status=409)
    send_report(day)
    assert {letter.to_email for letter in scene.letters("challenge-report")} == {
        scene.chair.email, scene.member.email, scene.admin_person.email,
    }  # fmt: skip
    assert day.state() is EventState.REPORTED
    page = chair.get(path)
    assert "A good day." in page.text_words
    assert "Director" in page.text_words
    for person in (scene.council_lead, scene.police_lead):
        assert scene.browser(person).raw.get(path).status_code in (403, 404)
    with pytest.raises(RuleBroken, match="stay as they are"):
        day.conclude(scene.chair, EnquiryOutcome.ASSURED)
    with pytest.raises(RuleBroken, match="stay as they are"):
        day.note(scene.chair, "late", "One more thing")
    admin.post(f"/challenge/{day.event.id}/resume", status=422)
    admin.post(f"{path}/send", {}, 422)
    send_feedback(day)
    assert len(scene.letters("challenge-feedback")) == 1, "feedback can follow the report"


def test_two_administrators_on_one_report(day: Day) -> None:
    world, admin = day.world, day.scene.admin
    with world.session() as session:
        operations.save_report(session, admin, world.clock, day.event.id, "Theirs.", "", seen=("", ""))
    with world.session() as session, pytest.raises(ReportConflict):
        operations.save_report(session, admin, world.clock, day.event.id, "Mine.", "", seen=("", ""))
    browser = day.scene.browser(day.scene.admin_person)
    page = browser.get(f"/challenge/{day.event.id}/report/write")
    page = browser.submit(page, {"summary": "Mine.", "seen_summary": ""}, 409)
    assert "Theirs." in page.text_words
    browser.submit(page)
    assert "Mine." in browser.get(f"/challenge/{day.event.id}/report").text_words


def test_a_member_who_is_marked_out_reads_the_report_without_that_organisation(
    day: Day, world: World
) -> None:
    day.end()
    send_report(day)
    world.give(day.scene.member, Role.CONTRIBUTOR, organisation=day.scene.council)
    page = day.scene.browser(day.scene.member).get(f"/challenge/{day.event.id}/report")
    assert "you take no part in the slot: Testshire Council" in page.text_words
    assert "chief officer" not in page.text_words
    assert "Show us in May." not in page.text_words
    assert "another organisation" in page.text_words


def test_the_report_in_word(day: Day) -> None:
    agree(day)
    admin = day.scene.browser(day.scene.admin_person)
    answer = admin.raw.get(f"/challenge/{day.event.id}/report.docx")
    document = Document(BytesIO(answer.data))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == [
        "Summary", "Who came", "Outcomes", "Themes", "Testshire Council", "Testshire Police", "Actions agreed",
        "Still open",
    ]  # fmt: skip
    cells = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "1 of 1 (100.0 %)" in cells
    assert "Supervise every practitioner monthly." in cells


def test_the_next_event_starts_from_what_is_still_open(day: Day) -> None:
    """Open are a line that is not assured, one without an outcome, and a follow-up that is not done."""
    scene, world = day.scene, day.world
    police = day.slots["Testshire Police"]
    with world.session() as session:
        from audit.rooms.challenge.operations import add_line

        ids = [
            add_line(session, scene.admin, world.clock, police, text).id
            for text in ("Done well?", "Followed up?", "Seen to?", "Never reached?")
        ]
    day.conclude(scene.chair, EnquiryOutcome.ASSURED, line_id=ids[0])
    for id in ids[1:3]:
        day.conclude(scene.chair, EnquiryOutcome.PARTLY_ASSURED, "Tell us.", line_id=id)
    admin = scene.browser(scene.admin_person)
    for id in ids[1:3]:
        admin.submit(admin.get(f"/challenge/lines/{id}/action"), ACTION)
    with world.session() as session:
        link = session.query(LineAction).filter_by(line_id=ids[2]).one()
        session.get_one(Action, link.action_id).state = ActionState.DONE
    day.end()
    following = scene.draft(
        title="Next", previous_id=day.event.id, held_on=day.clock.now.date().replace(year=2027)
    )
    scene.hear(following, scene.council, scene.police)
    with world.unit_of_work.read() as session:
        event = event_to_read(session, scene.admin, following.id)
        facts = facts_of(session, event, slots_of(session, event), event.held_on)
        report = report_to_read(session, scene.admin, day.event.id)
    carried = {line.text for each in facts.values() for line in each.carried}
    shown = {line.text for _heard, lines in report.still_open for line in lines}
    assert carried == shown
    assert {"Followed up?", "Never reached?", "Is the chief officer up to it?"} < carried
    assert not carried & {"Done well?", "Seen to?"}


def test_statements_do_not_grow_with_organisations(day: Day, engine: Engine, world: World) -> None:
    scene = day.scene
    admin = scene.browser(scene.admin_person)
    agree(day)
    paths = (f"/challenge/{day.event.id}/report", f"/challenge/{day.event.id}/report.docx",
             f"/challenge/slots/{council(day)}/after")  # fmt: skip
    counts = []
    for more in (0, 3):
        for number in range(more):
            organisation = world.organisation(scene.board, f"More {number}")
            scene.submit(organisation, world.person(Role.LEAD, organisation=organisation), {"1.1": "red"})
            scene.hear(day.event, organisation)
        if more:
            scene.propose(day.event)
            with world.session() as session:
                ids = [id for (id,) in session.query(Line.id).filter(Line.outcome.is_(None))]
            for id in ids:
                day.conclude(scene.chair, EnquiryOutcome.PARTLY_ASSURED, "More.", line_id=id)
                admin.submit(admin.get(f"/challenge/lines/{id}/action"), ACTION)
        for path in paths:
            with count_queries(engine) as statements:
                assert admin.raw.get(path).status_code == 200
            counts.append(statements.count)
    assert counts[:3] == counts[3:]
