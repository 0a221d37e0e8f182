"""The day: begun and ended, who came, notes by several at once, outcomes."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine

from audit.domain.challenge import EnquiryOutcome, EventState, PanelRole
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.challenge.models import PanelSeat
from audit.rooms.challenge.operations import remove_seat
from audit.rooms.challenge.operations.day import NoteConflict, OutcomeConflict
from tests.conftest import SteppingClock
from tests.rooms.challenge.day_scene import THE_DAY, Day, under_way
from tests.support.kept import Keeper
from tests.support.queries import count_queries
from tests.support.world import World

JSON = {"X-Requested-With": "fetch"}


@pytest.fixture
def day(keep: Keeper, world: World, app: Flask, clock: SteppingClock) -> Day:
    day: Day = keep(under_way, world, app, clock)
    return day


def test_an_event_is_begun_on_its_day_and_ended_and_taken_up_again(day: Day) -> None:
    admin = day.scene.browser(day.scene.admin_person)
    path = f"/challenge/{day.event.id}"
    day.clock.now = datetime(2026, 11, 17, 12, tzinfo=UTC)
    assert "You can begin the event on 18 November 2026" in admin.get(f"{path}/day").text_words
    admin.post(f"{path}/begin", status=422)
    assert day.state() is EventState.ANNOUNCED
    day.clock.now = THE_DAY
    admin.submit(admin.get(f"{path}/day"))
    assert day.state() is EventState.UNDER_WAY
    admin.post(f"{path}/begin", status=422)
    admin.post(f"{path}/end")
    assert day.state() is EventState.HELD
    with pytest.raises(RuleBroken, match="has ended"):
        day.note(day.scene.member, "a", "Too late?")
    admin.post(f"{path}/resume")
    assert day.state() is EventState.UNDER_WAY
    for person in (day.scene.member, day.scene.chair):
        day.scene.browser(person).post(f"{path}/end", status=403)


def test_before_the_beginning_nothing_is_noted(day: Day) -> None:
    with pytest.raises(RuleBroken, match="has not begun"):
        day.note(day.scene.member, "a", "Early?")
    page = day.scene.browser(day.scene.member).get(f"/challenge/lines/{day.line}/day")
    assert "once the board has begun the event" in page.text_words


def test_a_note_sent_twice_is_one_note(day: Day) -> None:
    day.begin()
    member = day.scene.member
    first = day.note(member, "k1", "How do you know?")
    assert day.note(member, "k1", "How do you know?").id == first.id
    with pytest.raises(NoteConflict):
        day.note(member, "k1", "How do you know that?", seen=0)
    changed = day.note(member, "k1", "How do you know that?", seen=first.version, by_whom="Mo  Member")
    (note,) = day.notes()
    assert (note.text, note.by_whom, note.version) == ("How do you know that?", "Mo Member", changed.version)
    with pytest.raises(RuleBroken, match="Write what was said"):
        day.note(member, "k2", "  ")
    with pytest.raises(RuleBroken, match="characters or fewer"):
        day.note(member, "k2", "x" * 8_001)
    with pytest.raises(RuleBroken, match="asked or answered"):
        day.note(member, "k2", "x", kind="thought")


def test_each_note_has_one_writer(day: Day) -> None:
    day.begin()
    scene = day.scene
    note = day.note(scene.member, "k1", "Mine")
    with pytest.raises(NotVisible):
        day.note(scene.chair, "k1", "Theirs", seen=note.version)
    chair, member = scene.browser(scene.chair), scene.browser(scene.member)
    chair.post(f"/challenge/notes/{note.id}/remove", status=404)
    member.post(f"/challenge/notes/{note.id}/remove")
    page = member.get(f"/challenge/lines/{day.line}/day")
    assert "Removed by you" in page.text_words
    assert "Mine" not in chair.get(f"/challenge/lines/{day.line}/day").text_words
    member.post(f"/challenge/notes/{note.id}/put-back")
    assert "Mine" in chair.get(f"/challenge/lines/{day.line}/day").text_words


def test_two_note_takers_see_each_other(day: Day) -> None:
    day.begin()
    scene = day.scene
    chair, member = scene.browser(scene.chair), scene.browser(scene.member)
    path = f"/challenge/lines/{day.line}"
    saved = member.raw.post(
        f"{path}/notes?note=abc",
        data={
            "csrf_token": member.csrf_token(),
            "kind": "answered",
            "by_whom": "Lee",
            "narrative": "<b>We ask.</b>",
            "version": "0",
        },
        headers=JSON,
    )
    assert saved.get_json()["version"] == 1
    assert saved.get_json()["saved"].startswith("Saved at 9:40am")
    seen = chair.raw.get(f"{path}/notes", headers=JSON).get_json()
    assert "&lt;b&gt;We ask.&lt;/b&gt;" in seen["html"]
    assert "noted by Mo Member" in seen["html"]
    assert "We ask." not in member.raw.get(f"{path}/notes", headers=JSON).get_json()["html"]
    refused = chair.raw.post(
        f"{path}/notes?note=abc",
        data={"csrf_token": chair.csrf_token(), "kind": "asked", "narrative": "Over it", "version": "1"},
        headers=JSON,
    )
    assert refused.status_code == 404


def test_it_works_without_the_script(day: Day) -> None:
    day.begin()
    member = day.scene.browser(day.scene.member)
    path = f"/challenge/lines/{day.line}/day"
    page = member.get(path)
    assert page.select_one("datalist option[value='Kit Chair']") is not None
    page = member.submit(page, {"narrative": "How do you know?", "by_whom": "Mo Member"})
    assert "How do you know?" in page.text_words
    assert page.select_one("#new-kind-2").has_attr("checked"), "after a question comes an answer"  # type: ignore[union-attr]
    page = member.submit(page, {"narrative": ""}, 422, form=2)
    assert page.errors() == ["Write what was said"]


def test_two_note_takers_on_one_outcome(day: Day) -> None:
    day.begin()
    scene = day.scene
    chair, member = scene.browser(scene.chair), scene.browser(scene.member)
    path = f"/challenge/lines/{day.line}/day"
    form_of_outcome = -1
    mine, theirs = member.get(path), chair.get(path)
    chair.submit(theirs, {"answer": "not-assured", "narrative": "Show us in May."}, form=form_of_outcome)
    page = member.submit(mine, {"answer": "assured", "narrative": "Well done."}, 409, form=form_of_outcome)
    assert "Kit Chair saved this line while you had it open" in page.text_words
    assert "Show us in May." in page.text_words
    assert page.values(form_of_outcome)["narrative"] == "Well done."
    member.submit(page, form=form_of_outcome)
    line = scene.lines(day.slots["Testshire Council"])[0]
    assert (line.outcome, line.follow_up, line.updated_by_name) == (
        EnquiryOutcome.ASSURED, "Well done.", "Mo Member",
    )  # fmt: skip
    with pytest.raises(OutcomeConflict):
        day.conclude(scene.chair, None, "", seen=1)
    refused = chair.raw.post(
        f"/challenge/lines/{day.line}/outcome",
        data={"csrf_token": chair.csrf_token(), "answer": "", "narrative": "", "version": "1"},
        headers=JSON,
    )
    assert refused.status_code == 409
    assert refused.get_json()["theirs"] == {"grade": "assured", "narrative": "Well done."}


def test_an_observer_reads_and_a_stranger_sees_nothing(day: Day, world: World) -> None:
    scene = day.scene
    day.begin()
    observer = world.person(Role.PANEL_MEMBER, board=scene.board, name="Ona Observer")
    taker = world.person(Role.PANEL_MEMBER, board=scene.board, name="Ned Notes")
    stranger = world.person(Role.PANEL_MEMBER, board=scene.board)
    scene.seat(day.event, observer, PanelRole.OBSERVER)
    seat = scene.seat(day.event, taker, PanelRole.NOTE_TAKER)
    day.note(taker, "t", "Written down.")
    page = scene.browser(observer).get(f"/challenge/lines/{day.line}/day")
    assert "Written down." in page.text_words
    assert "You can read this slot" in page.text_words
    with pytest.raises(NotAllowed):
        day.note(observer, "o", "And me?")
    for person in (stranger, scene.council_lead, scene.police_lead):
        browser = scene.browser(person)
        for path in (
            f"/challenge/lines/{day.line}/day", f"/challenge/lines/{day.line}/notes",
            f"/challenge/slots/{day.slots['Testshire Council']}/day", f"/challenge/{day.event.id}/day",
        ):  # fmt: skip
            status = browser.raw.get(path).status_code
            assert status in (403, 404), path
        with pytest.raises(NotVisible):
            day.note(person, "x", "Me?")
    with world.session() as session:
        remove_seat(session, scene.admin, world.clock, seat)
    with pytest.raises(NotVisible):
        day.note(taker, "t2", "Still here?")


def test_whoever_is_marked_out_takes_no_part_at_once(day: Day, world: World) -> None:
    scene = day.scene
    day.begin()
    day.note(scene.member, "a", "Before")
    world.give(scene.member, Role.CONTRIBUTOR, organisation=scene.council)
    with pytest.raises(NotVisible):
        day.note(scene.member, "b", "After")
    with pytest.raises(NotVisible):
        day.conclude(scene.member, EnquiryOutcome.ASSURED)
    page = scene.browser(scene.member).get(f"/challenge/{day.event.id}/day")
    assert "Testshire Council You take no part." in page.text_words
    # An administrator on the panel reads on, and writes nothing.
    scene.seat(day.event, scene.admin_person)
    world.give(scene.admin_person, Role.LEAD, organisation=scene.council)
    with pytest.raises(NotAllowed):
        day.note(scene.admin_person, "c", "Me?")


def test_who_came(day: Day) -> None:
    scene = day.scene
    day.begin()
    admin, chair = scene.browser(scene.admin_person), scene.browser(scene.chair)
    page = admin.get(f"/challenge/{day.event.id}/day")
    with day.world.session() as session:
        seats = {seat.person_id: seat.id for seat in session.query(PanelSeat)}
    data = {f"came-{seats[scene.chair.id]}": "yes", f"came-{seats[scene.member.id]}": "no"}
    admin.submit(page, data, form=1)
    with day.world.session() as session:
        assert {seat.person_id: seat.attended for seat in session.query(PanelSeat)} == {
            scene.chair.id: True, scene.member.id: False,
        }  # fmt: skip
    path = f"/challenge/slots/{day.slots['Testshire Council']}/day"
    mine, theirs = chair.get(path), admin.get(path)
    admin.submit(theirs, {"came": "yes", "attending": "Lee Council, director"})
    page = chair.submit(mine, {"came": "no", "attending": ""}, 409)
    assert "Somebody else saved this" in page.text_words
    assert "Lee Council, director" in page.text_words
    chair.submit(page, {"attending": "Lee Council\nAl Deputy"})
    slot = scene.slot(day.slots["Testshire Council"])
    assert (slot.attended, slot.attending) == (False, "Lee Council\nAl Deputy")
    page = chair.get(f"/challenge/lines/{day.line}/day")
    assert page.select_one("datalist option[value='Al Deputy']") is not None


def test_the_page_says_what_the_organisation_said(day: Day) -> None:
    day.begin()
    page = day.scene.browser(day.scene.chair).get(f"/challenge/lines/{day.line}/day")
    assert "Question 1.1: is this in place?" in page.text_words
    assert "Own grade: Red" in page.text_words
    assert page.select_one("[data-previous]") is not None


def test_statements_do_not_grow_with_notes_and_slots(
    day: Day, app: Flask, engine: Engine, world: World
) -> None:
    scene = day.scene
    day.begin()
    chair = scene.browser(scene.chair)
    paths = (f"/challenge/lines/{day.line}/day", f"/challenge/{day.event.id}/day",
             f"/challenge/slots/{day.slots['Testshire Council']}/day")  # fmt: skip
    day.note(scene.member, "first", "One")
    counts = []
    for many in (0, 6):
        for number in range(many):
            day.note(scene.member, f"m{number}", f"Note {number}")
            day.note(scene.chair, f"c{number}", f"Note {number}")
        if many:
            more = [world.organisation(scene.board, f"More {number}") for number in range(3)]
            for each in more:
                lead = world.person(Role.LEAD, organisation=each)
                scene.submit(each, lead, {"1.1": "red"})
            scene.hear(day.event, *more)
            scene.propose(day.event)
        for path in paths:
            chair.get(path)
            with count_queries(engine) as statements:
                chair.get(path)
            counts.append(statements.count)
    assert counts[:3] == counts[3:]


def test_the_home_page_leads_to_the_day_and_then_to_what_is_left(day: Day) -> None:
    admin, chair = day.scene.browser(day.scene.admin_person), day.scene.browser(day.scene.chair)
    day.begin()
    for browser in (admin, chair):
        assert "Go to the day" in browser.get("/").text_words
    address = f"/challenge/{day.event.id}"
    report = f'a[href="{address}/report"]'
    assert admin.get(address).select_one(report) is not None
    assert chair.get(address).select_one(report) is None, "the panel reads it once it is sent"
    day.end()
    assert "Finish it" in admin.get("/").text_words
    assert "Finish it" not in chair.get("/").text_words
