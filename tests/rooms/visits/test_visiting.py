"""A visit from asking to the reply: who sees what, when, and what is refused."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from audit.domain.actions import ActionOrigin
from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.visits import VisitState
from audit.rooms.action_plans.models import Action
from audit.rooms.outbox.models import Letter
from audit.rooms.trail.models import TrailEntry
from audit.rooms.visits.models import Visit, VisitAnswer
from audit.rooms.visits.operations.after import make_action, reply_to_visit
from audit.rooms.visits.operations.filling import (
    VisitConflict,
    VisitDetails,
    save_visit_answer,
    save_visit_details,
    send_visit,
)
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.reviewing import PUBLIC_URL
from tests.support.visits import GREEN, Visited

LIST, ASK = "/rounds/audit/visits", "/rounds/audit/visits/new"
FETCH = {"X-Requested-With": "fetch", "Accept": "application/json"}


def letters(scene: Visited, kind: str) -> list[Letter]:
    with scene.world.unit_of_work.read() as session:
        return list(session.scalars(select(Letter).where(Letter.kind == kind)))


def test_from_asking_to_the_reply(
    admin: PageClient, kit: PageClient, lead: PageClient, scene: Visited
) -> None:
    assert "Nobody has been asked to visit yet" in admin.get(LIST).text_words
    page = admin.get(f"{ASK}?draw=1&seed=5")
    assert "1 organisation is ticked below" in page.text_words
    page = admin.submit(page, {"visitor": scene.visitor_person.id, "note": "Look at the gate."}, form=1)
    assert "Kit Visitor is asked for 1 visit" in page.get_text()
    (letter,) = letters(scene, "visit-asked")
    assert letter.to_email == scene.visitor_person.email
    assert "- Elm school" in letter.body
    with scene.world.unit_of_work.read() as session:
        visit = session.scalars(select(Visit)).one()
        everything = session.scalars(select(Letter)).all()
        entry = session.scalars(select(TrailEntry).where(TrailEntry.event == "visit.asked")).one()
    assert not [
        one for one in everything if one.to_email == scene.elm.lead_person.email and "visit" in one.body
    ]
    assert entry.organisation_id is None, "nothing of the organisation's own tells it of the visit"

    assert "Visit: Elm school" in kit.get("/").text_words
    kit.get("/visits")
    form = f"/visits/{visit.id}/form"
    page = kit.get(form)
    assert "They said: Green 1.1 Question 1.1" in page.text_words
    assert "says green to 1.1" not in page.text_words, "the visitor sees grades, not what was written"
    page = kit.submit(
        page, {"q-1.1-answer": "amber", "q-1.1-narrative": "DOB 3/4/2015", "action": "send"}, 422
    )
    assert {"Enter the day of the visit", "1.1: Write a narrative for Amber"} & set(page.errors())
    assert "looks like a date of birth" in kit.get(form).text_words
    # The board reads nothing before the form is sent, and the organisation knows nothing of it.
    assert "DOB" not in admin.get(f"/visits/{visit.id}").text_words
    lead.get(f"/visits/{visit.id}/ours", 404)
    assert "visit" not in lead.get(f"/returns/{scene.elm_return.reference}").text_words
    page = kit.submit(
        kit.get(form),
        {
            "visited_on-day": "14", "visited_on-month": "9", "visited_on-year": "2026", "visited_time": "9.15am",
            "met": "The office manager", "q-1.1-narrative": "Two of three knew.", "q-1.2-answer": "yes",
            "action": "send",
        },
    )  # fmt: skip
    assert "You sent this form on" in page.text_words
    (letter,) = letters(scene, "visit-sent")
    assert "differ from what the organisation said: 1" in letter.body
    kit.post(form, {"q-1.1-version": "2", "q-1.1-answer": "green"}, 422)

    assert "Visits to read: Section 11 audit 2026" in admin.get("/").text_words
    page = admin.get(LIST)
    assert "Elm school 1.1 Do staff know? Green (1.1) Amber Not as they said" in page.text_words
    assert "1.2 Was it shown? 1 0 0 0" in page.text_words
    page = admin.get(f"/visits/{visit.id}")
    assert "14 September 2026, 9:15am" in page.text_words
    assert "Two of three knew." in page.text_words
    lead.get(f"/visits/{visit.id}/ours", 404)
    admin.submit(page, {"note": "Thank you for your welcome."})
    (letter,) = letters(scene, "visit-shared")
    assert letter.to_email == scene.elm.lead_person.email

    page = lead.get(f"/returns/{scene.elm_return.reference}")
    assert "Your board has shared what was seen on a visit." in page.text_words
    page = lead.get(f"/visits/{visit.id}/ours")
    assert "You said: Green (1.1)" in page.text_words
    assert "Not as you said" in page.text_words
    assert "Kit Visitor" not in page.text_words
    assert lead.submit(page, {"reply": " "}, 422).errors() == ["Write your reply"]
    page = lead.submit(page, {"reply": "We have told everybody again."})
    lead.post(f"/visits/{visit.id}/ours", {"reply": "Once more."}, 422)
    assert "We have told everybody again." in admin.get(f"/visits/{visit.id}").text_words
    assert len(letters(scene, "visit-replied")) == 1

    due = {"due_on-day": "1", "due_on-month": "3", "due_on-year": "2027"}
    page = admin.get(f"/visits/{visit.id}")
    assert admin.submit(page, {"question": "1.1", "what": "", **due}, 422).errors()
    page = admin.submit(page, {"question": "1.1", "what": "Tell every new colleague.", **due})
    with scene.world.unit_of_work.read() as session:
        action = session.scalars(select(Action)).one()
    assert (action.origin, action.question_code) == (ActionOrigin.BY_HAND, "1.1")
    assert action.origin_words == "Visit on 14 September 2026"
    book = admin.post(f"{LIST}/workbook").response.data
    sheets = load_workbook(BytesIO(book))
    rows = list(sheets["Answers"].iter_rows(min_row=2, values_only=True))
    assert rows[0][4:9] == ("Amber", "Two of three knew.", "1.1", "Green", "Not as they said")
    assert [cell.value for cell in sheets["Questions"][2]][2:] == [1, 0, 0, 1, 0]
    assert sheets["Visits"]["J2"].value.startswith("We have told everybody again.")


def test_who_cannot_be_asked(admin: PageClient, scene: Visited) -> None:
    unsent = scene.world.asked(scene.audit, scene.body("Ash school").organisation)
    outsider = scene.world.person(Role.LEAD, organisation=scene.elm.organisation)
    for more in ({"edition_id": scene.edition.id}, {"references": [unsent.reference]}):
        with pytest.raises(NotVisible):
            scene.ask(*more.pop("references", ()), **more)
    with pytest.raises(RuleBroken, match="Choose a moderator"):
        scene.ask(visitor_id=outsider.id)
    with pytest.raises(RuleBroken, match="must not have passed"):
        scene.ask(visit_by=scene.world.clock().date().replace(year=2025))
    near = scene.world.person(Role.MODERATOR, board=scene.board, name="Near One")
    scene.world.give(near, Role.ORGANISATION_VIEWER, organisation=scene.elm.organisation)
    with pytest.raises(RuleBroken, match="Near One cannot visit Elm school"):
        scene.ask(visitor_id=near.id)
    assert "Near One, Elm school: They hold a role" in admin.get(ASK).text_words
    page = admin.post(ASK, {"edition": scene.form.id, "visitor": scene.visitor_person.id}, 422)
    assert page.errors() == ["Choose at least one organisation"]
    scene.ask()
    with pytest.raises(RuleBroken, match="asked for already: Elm school"):
        scene.ask()
    assert "Everybody who has submitted is to be visited already." in admin.get(ASK).text_words


def test_giving_back_and_taking_back(admin: PageClient, kit: PageClient, scene: Visited) -> None:
    (visit,) = scene.ask()
    page = kit.get(f"/visits/{visit.id}/give-back")
    assert kit.submit(page, {"reason": ""}, 422).errors() == ["Say why you give this visit back"]
    kit.submit(page, {"reason": "I am away."})
    kit.get(f"/visits/{visit.id}/form", 404)
    assert "I am away." in letters(scene, "visit-declined")[0].body
    assert "Given back I am away." in admin.get(LIST).text_words
    (again,) = scene.ask()
    scene.note(again, "1.1", grade="red")
    page = admin.get(f"/visits/{again.id}")
    assert admin.submit(page, {"reason": ""}, 422).errors() == ["Say why you take this visit back"]
    admin.submit(page, {"reason": "Too soon."})
    assert scene.now(again).state is VisitState.WITHDRAWN
    assert "Too soon." in letters(scene, "visit-withdrawn")[0].body
    assert kit.get("/visits").text_words.startswith("Visits to make Visits that a board asks you")


def test_a_visitor_who_comes_too_near_sees_nothing_more(kit: PageClient, scene: Visited) -> None:
    (visit,) = scene.ask()
    scene.world.give(scene.visitor_person, Role.CONTRIBUTOR, organisation=scene.elm.organisation)
    kit.get(f"/visits/{visit.id}/form", 403)
    assert (
        "You hold a role in this organisation. Please give this visit back." in kit.get("/visits").text_words
    )
    with pytest.raises(NotAllowed):
        scene.note(visit, "1.1", grade="red")
    kit.submit(kit.get(f"/visits/{visit.id}/give-back"), {"reason": "I work there now."})
    assert scene.now(visit).state is VisitState.DECLINED


def test_an_interest_says_what_it_ends(kit: PageClient, scene: Visited) -> None:
    (visit,) = scene.ask()
    key = f"{scene.board.id}-{scene.elm.organisation.id}"
    page = kit.submit(kit.get("/interests"), {"organisation": key, "why": "My sister works there."})
    assert "The visit to Elm school that Kit Visitor was asked to make (asked for)." in page.text_words
    kit.get(f"/visits/{visit.id}/form")
    kit.submit(page)
    kit.get(f"/visits/{visit.id}/form", 403)


def test_what_cannot_be_noted(kit: PageClient, scene: Visited) -> None:
    (visit,) = scene.ask()
    clock = scene.world.clock
    with pytest.raises(NotVisible):
        scene.note(visit, "9.9", grade="red")
    with pytest.raises(RuleBroken):
        scene.note(visit, "1.1", grade="purple")
    scene.note(visit, "1.1", grade="red")
    with pytest.raises(VisitConflict):
        scene.note(visit, "1.1", grade="green")
    with scene.world.session() as session:
        unchanged = AnswerContent(grade="red")
        save_visit_answer(session, scene.visitor, clock, visit.id, "1.1", unchanged, seen_version=0)
    for details, field in (
        (VisitDetails(clock().date().replace(year=2027), "", ""), "visited_on"),
        (VisitDetails(None, "soon", ""), "visited_time"),
        (VisitDetails(None, "", "x" * 4001), "met"),
    ):
        with pytest.raises(RuleBroken) as refused, scene.world.session() as session:
            save_visit_details(session, scene.visitor, clock, visit.id, details, seen_version=0)
        assert refused.value.field == field
    with pytest.raises(RuleBroken, match="something is missing"), scene.world.session() as session:
        send_visit(session, scene.visitor, clock, visit.id, public_url=PUBLIC_URL)
    stranger = scene.world.actor(scene.world.person(Role.MODERATOR, board=scene.board))
    with pytest.raises(NotVisible), scene.world.session() as session:
        send_visit(session, stranger, clock, visit.id, public_url=PUBLIC_URL)


def test_saved_as_one_types_and_never_over_another_window(kit: PageClient, scene: Visited) -> None:
    (visit,) = scene.ask()
    form = f"/visits/{visit.id}/form"
    old = kit.get(form)
    data = {"q-1.1-answer": "red", "q-1.1-version": "0", "prefix": "q-1.1-"}
    said = kit.post(f"{form}/1.1", data, headers=FETCH).response.json
    assert (said["version"], said["saved"]) == (1, "Saved at 10:30am")
    assert (
        kit.post(f"{form}/1.1", {**data, "q-1.1-answer": "green"}, 409, headers=FETCH).response.json[
            "version"
        ]
        == 1
    )
    assert kit.post(f"{form}/1.1", {**data, "q-1.1-answer": "x"}, 422, headers=FETCH).response.json["error"]
    kit.post(f"{form}/9.9", data, 404)
    said = kit.post(f"{form}/details", {"met": "Ana, aged 9", "version": "0"}, headers=FETCH).response.json
    assert said["version"] == 1
    assert "child’s name and age" in said["warnings"][0]
    assert kit.post(f"{form}/details", {"met": "B", "version": "0"}, 422, headers=FETCH).response.json[
        "error"
    ]
    # Without script: what another window saved stands beside what is typed; everything else is saved.
    page = kit.submit(old, {"q-1.1-answer": "green", "q-1.2-answer": "yes", "met": "Ana, aged 9"}, 409)
    assert "Saved in the other window: Red" in page.text_words
    with scene.world.unit_of_work.read() as session:
        saved = {row.question.code: (row.grade, row.value) for row in session.scalars(select(VisitAnswer))}
    assert saved == {"1.1": ("red", None), "1.2": (None, "yes")}
    kit.submit(page, {"action": "save"})
    with scene.world.unit_of_work.read() as session:
        assert session.scalars(select(VisitAnswer).where(VisitAnswer.grade == "green")).one().version == 2


def test_after_the_form_was_sent(scene: Visited) -> None:
    visit = scene.sent(shown="yes")
    due = scene.world.clock().date().replace(year=2027)
    with pytest.raises(RuleBroken, match="Share the form"), scene.world.session() as session:
        make_action(session, scene.admin, scene.world.clock, visit.id, "1.1", "Do it", due)
    with pytest.raises(NotVisible), scene.world.session() as session:
        reply_to_visit(session, scene.elm.lead, scene.world.clock, visit.id, "No", public_url=PUBLIC_URL)
    assert scene.now(visit).submission_id is not None


def test_only_a_lead_replies_and_strangers_see_nothing(app: Any, scene: Visited) -> None:
    visit = scene.shared()
    with pytest.raises(NotAllowed), scene.world.session() as session:
        reply_to_visit(
            session, scene.elm.approver, scene.world.clock, visit.id, "Ours", public_url=PUBLIC_URL
        )
    page = PageClient(app).sign_in(scene.elm.approver_person.id).get(f"/visits/{visit.id}/ours")
    assert "The lead of your organisation can write one." in page.text_words
    stranger = scene.body("Oak school")
    PageClient(app).sign_in(stranger.lead_person.id).get(f"/visits/{visit.id}/ours", 404)
    other = scene.world.person(Role.BOARD_ADMINISTRATOR, board=scene.world.board("other", "Other"))
    PageClient(app).sign_in(other.id).get(f"/visits/{visit.id}", 404)
    with pytest.raises(RuleBroken) as refused, scene.world.session() as session:
        make_action(session, scene.admin, scene.world.clock, visit.id, "1.3", "Do it", None)
    assert refused.value.field == "due_on"


def test_pages_ask_no_more_for_more_visits(
    admin: PageClient, kit: PageClient, engine: Any, scene: Visited
) -> None:
    visit = scene.sent()
    pages = ((admin, LIST), (admin, ASK), (admin, f"/visits/{visit.id}"), (kit, "/visits"), (kit, "/"))
    counts = []
    for _ in range(2):
        found = []
        for client, path in pages:
            client.get(path)
            with count_queries(engine) as queries:
                client.get(path)
            found.append(queries.count)
        counts.append(found)
        for number in range(3):
            body = scene.body(f"More {number}")
            scene.fill(scene.ask(scene.returned(body, GREEN).reference)[0])
    assert counts[0] == counts[1]
