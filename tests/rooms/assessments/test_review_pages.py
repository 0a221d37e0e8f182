"""Answering a progress review: what was said before, what has changed, and a note on each open action."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from bs4 import Tag
from openpyxl import load_workbook
from sqlalchemy import Engine, select

from audit.domain.actions import ActionOrigin, ActionState
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.action_plans.operations import change_action, finish_action, note_progress
from audit.rooms.action_plans.policy import ActionFacts
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.operations import report_progress
from audit.rooms.rounds.models import Return, Round
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries
from tests.support.reviewing import Body, Reviewed
from tests.support.world import World, question_set

ALL_GREEN = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "green")
LATER = datetime(2027, 3, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def scene(world: World) -> Reviewed:
    return Reviewed(world)


@pytest.fixture
def body(scene: Reviewed) -> Body:
    return scene.body("Below council")


@pytest.fixture
def given(scene: Reviewed, body: Body) -> Return:
    return scene.returned(body, {**ALL_GREEN, "1.1": "red", "2.1": "amber"})


@pytest.fixture
def action(scene: Reviewed, body: Body, given: Return) -> Action:
    return scene.action(body, given)


@pytest.fixture
def review(scene: Reviewed, body: Body, given: Return, action: Action, clock: Any) -> Return:
    """Six months later the review opens."""
    clock.now = LATER
    scene.open_review()
    return scene.review_of(body)


@pytest.fixture
def lead(app: Any, body: Body, review: Return) -> PageClient:
    """Signed in once the review is open: nobody stays signed in for six months."""
    return PageClient(app).sign_in(body.lead_person.id)


def inset(page: Any) -> str:
    found = page.select_one(".app-before")
    assert isinstance(found, Tag)
    return words(found)


def test_the_question_shows_what_was_said_before(lead: PageClient, review: Return) -> None:
    page = lead.get(f"/returns/{review.reference}/questions/1.1")
    assert "Before: Section 11 audit 2026" in inset(page)
    assert "Submitted on 14 September 2026" in inset(page)
    assert "Red" in inset(page)
    assert "Below council says red to 1.1." in inset(page)
    assert "Agreed" not in inset(page)
    assert page.find("label", string="What has changed since then")
    assert not page.find("label", string="Narrative")


def test_the_agreed_grade_stands_beside_the_own(
    app: Any, scene: Reviewed, body: Body, given: Return, clock: Any
) -> None:
    scene.moderate(given, {"2.2": "amber", "1.1": "red"})
    clock.now = LATER
    scene.open_review()
    client = PageClient(app).sign_in(body.lead_person.id)
    page = client.get(f"/returns/{scene.review_of(body).reference}/questions/2.2")
    assert "Agreed after moderation Amber Your own grade Green" in inset(page)


def test_the_standard_page_shows_it_too_and_only_what_is_asked(
    lead: PageClient, scene: Reviewed, review: Return
) -> None:
    page = lead.get(f"/returns/{review.reference}/standards/1")
    assert len(page.select(".app-before")) == 1
    assert len(page.select("section.app-answer")) == 1
    lead.get(f"/returns/{review.reference}/questions/1.2", 404)
    with scene.world.session() as session:
        session.get_one(Round, review.round_id).notes = "Bring your training log."
    tasks = lead.get(f"/returns/{review.reference}")
    assert "Bring your training log." in tasks.text_words
    assert "Questions asked again" in tasks.text_words
    assert "0 of 2 questions done" in tasks.text_words
    assert "Progress on actions 0 of 1 reported on" in tasks.text_words


def test_an_ordinary_return_is_as_it_was(
    lead: PageClient, scene: Reviewed, body: Body, review: Return
) -> None:
    row = scene.world.asked(scene.world.round(scene.board, scene.edition, code="next"), body.organisation)
    page = lead.get(f"/returns/{row.reference}/questions/1.1")
    assert not page.select(".app-before")
    assert page.find("label", string="Narrative")
    assert "Questions by standard" in lead.get(f"/returns/{row.reference}").text_words
    lead.get(f"/returns/{row.reference}/progress", 404)
    lead.post(f"/returns/{row.reference}/progress/1", {"note": "x"}, 404)


def test_a_note_is_saved_and_starts_the_review(
    lead: PageClient, scene: Reviewed, body: Body, review: Return, action: Action
) -> None:
    page = lead.get(f"/returns/{review.reference}/progress")
    assert "One action still needs a note" in page.text_words
    assert "Note needed Overdue" in page.text_words
    page = lead.submit(page, {"note": "Staff have been trained."})
    assert "Your note is saved" in page.text_words
    assert "Staff have been trained." in page.text_words
    assert "Every action has a note" in page.text_words
    assert scene.review_of(body).state is ReturnState.IN_PROGRESS
    with scene.world.unit_of_work.read() as session:
        assert session.get_one(Action, action.id).state is ActionState.IN_PROGRESS


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", "Write what has been done"),
        ("   ", "Write what has been done"),
        ("x" * 4001, "4,000 characters or fewer"),
    ],
)
def test_a_bad_note_is_refused_and_kept(lead: PageClient, review: Return, note: str, sentence: str) -> None:
    page = lead.submit(lead.get(f"/returns/{review.reference}/progress"), {"note": note}, 422)
    assert sentence in page.errors()[0]
    assert page.values()["note"] == note.strip()


def test_details_of_a_child_are_pointed_out(lead: PageClient, review: Return) -> None:
    page = lead.submit(
        lead.get(f"/returns/{review.reference}/progress"), {"note": "The child born on 3 May 2015 is safe."}
    )
    assert "Please look at your note" in page.text_words


def test_what_the_script_is_told(lead: PageClient, review: Return, action: Action) -> None:
    address = f"/returns/{review.reference}/progress/{action.id}"
    for note, status in (("", 422), ("Done.", 200)):
        answer = lead.raw.post(
            address,
            data={"csrf_token": lead.csrf_token(), "note": note},
            headers={"X-Requested-With": "fetch"},
        )
        assert answer.status_code == status
        assert ("error" in answer.json) is (status == 422)  # type: ignore[operator]


def test_nobody_else_writes_notes(
    app: Any, scene: Reviewed, body: Body, review: Return, action: Action, given: Return
) -> None:
    other = scene.body("Other council")
    theirs = scene.returned(other, {**ALL_GREEN, "1.1": "red"})
    mine = scene.action(other, theirs, due_on=date(2027, 9, 1))
    for person, status in ((other.lead_person, 404), (body.approver_person, 403), (scene.admin_person, 404)):
        client = PageClient(app).sign_in(person.id)
        client.post(f"/returns/{review.reference}/progress/{action.id}", {"note": "Mine"}, status)
    lead = PageClient(app).sign_in(body.lead_person.id)
    lead.post(f"/returns/{review.reference}/progress/{mine.id}", {"note": "Mine"}, 404)
    with pytest.raises(NotVisible), scene.world.session() as session:
        report_progress(session, body.lead, scene.world.clock, given.reference, action.id, "Not a review")
    viewer = scene.world.person(Role.ORGANISATION_VIEWER, organisation=body.organisation)
    page = PageClient(app).sign_in(viewer.id).get(f"/returns/{review.reference}/progress")
    assert not page.main.find_all("textarea")  # type: ignore[union-attr]


def test_a_missing_note_holds_it_back(lead: PageClient, scene: Reviewed, body: Body, review: Return) -> None:
    scene.answer(body, review.reference, {"1.1": "green", "2.1": "green"})
    page = lead.get(f"/returns/{review.reference}/check")
    assert "One action still needs a note of progress" in page.text_words
    assert "Send for sign-off" not in page.text_words
    with pytest.raises(RuleBroken, match="note of progress"):
        scene.send(body, review.reference)
    assert lead.post(f"/returns/{review.reference}/send-for-sign-off", {}, 422).errors()


def test_only_the_organisations_words_since_the_opening_count(
    scene: Reviewed, body: Body, given: Return, action: Action, clock: Any
) -> None:
    with scene.world.session() as session:
        note_progress(session, body.lead, clock, action.id, "Begun in autumn.")
    clock.now = LATER
    scene.open_review()
    review = scene.review_of(body)
    scene.answer(body, review.reference, {"1.1": "green", "2.1": "green"})
    with scene.world.session() as session:
        # Another due date is no report.
        row = session.get_one(Action, action.id)
        facts = ActionFacts(what=row.what, due_on=date(2027, 6, 1))
        change_action(session, body.lead, clock, action.id, facts, seen_version=row.version)
    with pytest.raises(RuleBroken, match="note of progress"):
        scene.send(body, review.reference)
    with scene.world.session() as session:
        finish_action(session, body.lead, clock, action.id, impact="Staff know whom to call.")
    scene.send(body, review.reference)


def test_signed_and_kept_with_its_notes(
    app: Any, lead: PageClient, scene: Reviewed, body: Body, review: Return, action: Action
) -> None:
    scene.answer(body, review.reference, {"1.1": "green", "2.1": "amber"})
    lead.submit(lead.get(f"/returns/{review.reference}/progress"), {"note": "Staff have been trained."})
    check = lead.get(f"/returns/{review.reference}/check")
    assert "Staff have been trained." in check.text_words
    lead.post(f"/returns/{review.reference}/send-for-sign-off")
    approver = PageClient(app).sign_in(body.approver_person.id)
    assert "Staff have been trained." in approver.get(f"/returns/{review.reference}/sign-off").text_words
    page = approver.submit(
        approver.get(f"/returns/{review.reference}/sign-off"), {"title": "Chief", "declared": "y"}
    )
    assert page.heading == "Return submitted"
    copy = lead.get(f"/returns/{review.reference}/copies/1").text_words
    assert "Progress on actions" in copy
    assert "Staff have been trained." in copy
    with scene.world.unit_of_work.read() as session:
        content = session.scalars(select(Submission.content).where(Submission.return_id == review.id)).one()
    assert content["asked"] == ["1.1", "2.1"]
    assert [note["text"] for note in content["progress"][0]["notes"]] == ["Staff have been trained."]
    answer = lead.raw.get(f"/returns/{review.reference}/copies/1/workbook")
    rows = list(load_workbook(BytesIO(answer.data))["Progress"].iter_rows(values_only=True))
    said = [(row[0], row[4], row[5]) for row in rows]
    assert said == [
        ("Question", "State", "Note of progress"),
        ("1.1", "In progress", "Staff have been trained."),
    ]


def test_an_action_that_is_added_in_a_review_says_so(
    lead: PageClient, scene: Reviewed, body: Body, review: Return
) -> None:
    form = lead.get(f"/returns/{review.reference}/questions/1.1/actions/new")
    lead.submit(form, {"what": "Train the rest"})
    with scene.world.unit_of_work.read() as session:
        added = session.scalars(select(Action).where(Action.what == "Train the rest")).one()
    assert (added.origin, added.return_id) == (ActionOrigin.REVIEW, review.id)


def test_with_actions_alone_there_is_nothing_to_answer(app: Any, scene: Reviewed, clock: Any) -> None:
    body = scene.body("Acting council")
    action = scene.action(body, scene.returned(body, ALL_GREEN))
    clock.now = LATER
    scene.open_review()
    review = scene.review_of(body)
    lead = PageClient(app).sign_in(body.lead_person.id)
    page = lead.get(f"/returns/{review.reference}")
    assert "No question is asked again: report on your actions only." in page.text_words
    with scene.world.session() as session:  # in the plan of actions, not by way of the review
        note_progress(session, body.lead, clock, action.id, "Going on.")
    assert scene.review_of(body).state is ReturnState.NOT_STARTED
    page = lead.get(f"/returns/{review.reference}/check")
    assert "1 of 1 actions reported on" in page.text_words
    lead.submit(page)
    assert scene.review_of(body).state is ReturnState.AWAITING_SIGN_OFF
    assert scene.review_of(body).started_at is not None


def test_a_closed_action_asks_for_no_note(
    scene: Reviewed, body: Body, given: Return, action: Action, clock: Any
) -> None:
    with scene.world.session() as session:
        finish_action(session, body.lead, clock, action.id, impact="Better.")
    clock.now = LATER
    scene.open_review()
    review = scene.review_of(body)
    scene.answer(body, review.reference, {"1.1": "green", "2.1": "green"})
    scene.send(body, review.reference)
    assert scene.review_of(body).state is ReturnState.AWAITING_SIGN_OFF


def test_after_the_closing_nothing_is_noted(
    lead: PageClient, scene: Reviewed, review: Return, action: Action
) -> None:
    from audit.rooms.rounds.operations import close_round

    with scene.world.session() as session:
        close_round(session, scene.admin, scene.world.clock, "audit-review")
    page = lead.post(f"/returns/{review.reference}/progress/{action.id}", {"note": "Too late"}, 403)
    assert "This round is closed" in " ".join(page.errors())
    with scene.world.unit_of_work.read() as session:
        assert not session.scalars(select(ActionNote).where(ActionNote.text == "Too late")).all()


@pytest.mark.parametrize("page", ["", "/check", "/progress", "/standards/1", "/questions/1.1"])
def test_queries_do_not_grow_with_questions_and_actions(
    app: Any, world: World, engine: Engine, clock: Any, page: str
) -> None:
    scene = Reviewed(world, question_set(2, 8))
    grades = {f"{s}.{q}": "red" for s in (1, 2) for q in range(1, 9)}
    small, large = scene.body("Small"), scene.body("Large")
    few = scene.returned(small, {**dict.fromkeys(grades, "green"), "1.1": "red"})
    many = scene.returned(large, grades)
    scene.action(small, few)
    for code in grades:
        scene.action(large, many, code)
    clock.now = LATER
    scene.open_review()
    counts = []
    for body in (small, large):
        client = PageClient(app).sign_in(body.lead_person.id)
        address = f"/returns/{scene.review_of(body).reference}{page}"
        client.get(address)
        with count_queries(app.extensions["audit.unit_of_work"].engine) as statements:
            client.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1]
