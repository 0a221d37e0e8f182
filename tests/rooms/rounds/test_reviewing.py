"""Planning a progress review, and what it asks of each organisation."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from audit.domain.actions import ActionOrigin, ActionState
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundKind, RoundState
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations import ActionFacts, add_action
from audit.rooms.assessments.operations import reopen
from audit.rooms.board.operations import ask_review_anew, create_review_of
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations import (
    ReviewPlan,
    add_organisations,
    choose_organisations,
    close_round,
    create_review,
    extend_returns,
    remind,
)
from tests.support.pages import PageClient
from tests.support.reviewing import PUBLIC_URL, Body, Reviewed
from tests.support.world import World

PLAN = ReviewPlan("Progress review", date(2027, 4, 30))
ALL_GREEN = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "green")


@pytest.fixture
def scene(world: World) -> Reviewed:
    return Reviewed(world)


@pytest.fixture
def below(scene: Reviewed) -> Body:
    body = scene.body("Below council")
    scene.returned(body, {**ALL_GREEN, "1.1": "red", "2.1": "amber"})
    return body


@pytest.fixture
def page(app: Any, scene: Reviewed) -> PageClient:
    return PageClient(app).sign_in(scene.admin_person.id)


def asked(scene: Reviewed) -> dict[str, list[str] | None]:
    with scene.world.unit_of_work.read() as session:
        rows = session.scalars(
            select(Return).join(Round, Round.id == Return.round_id).where(Round.reviews_id == scene.audit.id)
        )
        return {row.organisation.name: row.only_questions for row in rows}


def test_it_asks_what_was_below_the_minimum_and_whose_actions_are_open(scene: Reviewed, below: Body) -> None:
    scene.returned(scene.body("Green council"), ALL_GREEN)
    acting = scene.body("Acting council")
    scene.action(acting, scene.returned(acting, ALL_GREEN))
    unsent = scene.body("Unsent council")
    scene.answer(unsent, scene.world.asked(scene.audit, unsent.organisation).reference, {"1.1": "red"})
    none = scene.body("Not applicable council")
    scene.returned(none, {**ALL_GREEN, "1.1": "n/a"})
    row = scene.plan_review()
    assert (row.kind, row.state, row.edition_id) == (RoundKind.REVIEW, RoundState.DRAFT, scene.edition.id)
    assert row.code == "audit-review"
    assert asked(scene) == {"Below council": ["1.1", "2.1"], "Acting council": []}


def test_the_agreed_grade_decides_where_moderation_made_one(scene: Reviewed) -> None:
    lowered, lifted = scene.body("Lowered"), scene.body("Lifted")
    scene.moderate(scene.returned(lowered, ALL_GREEN), {"2.2": "amber"})
    scene.moderate(scene.returned(lifted, {**ALL_GREEN, "1.1": "red"}), {"1.1": "green"})
    scene.plan_review()
    assert asked(scene) == {"Lowered": ["2.2"]}


def test_actions_that_are_closed_and_those_of_other_rounds_do_not_count(scene: Reviewed, below: Body) -> None:
    other = scene.body("Other")
    given = scene.returned(other, ALL_GREEN)
    action = scene.action(other, given)
    with scene.world.session() as session:
        session.get_one(Action, action.id).state = ActionState.VERIFIED
        add_action(
            session, other.lead, scene.world.clock, organisation_id=other.organisation.id, board_id=scene.board.id,
            facts=ActionFacts("By hand", date(2027, 3, 1)), origin=ActionOrigin.BY_HAND,
        )  # fmt: skip
    scene.plan_review()
    assert asked(scene) == {"Below council": ["1.1", "2.1"]}


def test_an_organisation_that_left_the_area_is_not_asked(
    scene: Reviewed, below: Body, page: PageClient
) -> None:
    gone = scene.body("Gone council")
    scene.returned(gone, {**ALL_GREEN, "1.1": "red"})
    from audit.rooms.organisations.models import AreaMembership

    with scene.world.session() as session:
        held = session.scalars(
            select(AreaMembership).where(AreaMembership.organisation_id == gone.organisation.id)
        ).one()
        held.left_on = date(2026, 9, 1)
    assert "not in your area any more: Gone council" in page.get("/rounds/audit/review/new").text_words
    scene.plan_review()
    assert list(asked(scene)) == ["Below council"]


def test_nobody_to_ask_is_said_and_nothing_is_made(scene: Reviewed, page: PageClient) -> None:
    scene.returned(scene.body("Green"), ALL_GREEN)
    with pytest.raises(RuleBroken, match="Nobody would be asked"):
        scene.plan_review()
    assert "Nobody would be asked now" in page.get("/rounds/audit/review/new").text_words


def test_a_draft_a_review_and_a_second_review_are_refused(scene: Reviewed, below: Body) -> None:
    draft = scene.world.round(scene.board, scene.edition, code="draft", state=RoundState.DRAFT)
    review = scene.open_review()
    for code, sentence in ((draft.code, "not been opened"), (review.code, "itself"), ("audit", "already")):
        with pytest.raises(RuleBroken, match=sentence), scene.world.session() as session:
            create_review(
                session, scene.admin, scene.world.clock, code, PLAN, {below.organisation.id: ["1.1"]}
            )
    with scene.world.session() as session:
        close_round(session, scene.admin, scene.world.clock, review.code)
    again = scene.plan_review()
    assert again.code == "audit-review-2"


def test_a_question_that_the_edition_does_not_have_is_a_mistake_of_ours(scene: Reviewed, below: Body) -> None:
    with pytest.raises(ValueError, match=r"9\.9"), scene.world.session() as session:
        create_review(
            session, scene.admin, scene.world.clock, "audit", PLAN, {below.organisation.id: ["9.9"]}
        )


@pytest.mark.parametrize("role", [Role.BOARD_VIEWER, Role.MODERATOR, Role.PANEL_MEMBER])
def test_only_administrators_plan_one(app: Any, scene: Reviewed, below: Body, role: Role) -> None:
    person = scene.world.person(role, board=scene.board)
    with pytest.raises((NotAllowed, NotVisible)), scene.world.session() as session:
        create_review_of(session, scene.world.actor(person), scene.world.clock, "audit", PLAN)
    client = PageClient(app).sign_in(person.id)
    assert client.raw.get("/rounds/audit/review/new").status_code in (403, 404)


def test_another_boards_administrator_and_leads_find_nothing(app: Any, scene: Reviewed, below: Body) -> None:
    other = scene.world.person(Role.BOARD_ADMINISTRATOR, board=scene.world.board("other", "Other"))
    row = scene.open_review()
    for person in (other, below.lead_person):
        client = PageClient(app).sign_in(person.id)
        for path in ("audit/review/new", f"{row.code}/review", f"{row.code}/review/ask-anew"):
            assert client.raw.get(f"/rounds/{path}").status_code in (403, 404)
    with pytest.raises(NotVisible), scene.world.session() as session:
        create_review_of(session, scene.world.actor(other), scene.world.clock, "audit", PLAN)


def test_through_the_pages_from_the_round_to_the_letters(
    scene: Reviewed, below: Body, page: PageClient
) -> None:
    found = page.get("/rounds/audit")
    assert found.find("a", string="Progress review")
    form = page.get("/rounds/audit/review/new")
    assert "1 organisation, 2 answers below the minimum, 0 open actions" in form.text_words
    assert form.values()["title"] == "Progress review of Section 11 audit 2026"
    # Six months after the due date.
    assert [form.values()[f"due_on-{part}"] for part in ("day", "month", "year")] == ["30", "4", "2027"]
    draft = page.submit(form, {"notes": "Bring what you have."})
    assert draft.heading == "Check before you open"
    assert "Reviews Section 11 audit 2026" in draft.text_words
    opened = page.submit(draft)
    assert "is open. 1 letter is in the outbox" in opened.text_words
    assert "Progress review of Section 11 audit 2026" in page.get("/boards/testshire").text_words
    with scene.world.unit_of_work.read() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "invitation-to-review")).one()
    assert "asked for again: 2" in letter.body
    assert "Bring what you have." in letter.body
    again = page.get("/rounds/audit/review/new")
    assert "There is a review already" in again.text_words
    assert not again.main.find_all("form")  # type: ignore[union-attr]
    assert scene.review_of(below).reference in letter.body


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Enter a title"),
        ({"due_on-day": "", "due_on-month": "", "due_on-year": ""}, "Enter the due date"),
        ({"due_on-year": "2020"}, "has passed"),
        ({"due_on-month": "13"}, "month"),
        ({"sign_off": "nobody"}, "choice"),
        ({"notes": "x" * 5001}, "5,000 characters or fewer"),
    ],
)
def test_bad_plans_are_refused_and_keep_what_was_typed(
    scene: Reviewed, below: Body, page: PageClient, changes: dict[str, str], sentence: str
) -> None:
    found = page.submit(page.get("/rounds/audit/review/new"), {"notes": "Mine", **changes}, 422)
    assert sentence.lower() in " ".join(found.errors()).lower()
    assert found.values()["notes"] == changes.get("notes", "Mine")
    assert asked(scene) == {}


def test_the_day_in_the_plan_of_the_round_is_offered(scene: Reviewed, below: Body, page: PageClient) -> None:
    with scene.world.session() as session:
        session.get_one(Round, scene.audit.id).review_on = date(2027, 2, 3)
    values = page.get("/rounds/audit/review/new").values()
    assert (values["due_on-day"], values["due_on-month"]) == ("3", "2")
    with scene.world.session() as session:
        row = session.get_one(Round, scene.audit.id)
        row.review_on, row.due_on = None, date(2025, 1, 31)
    values = page.get("/rounds/audit/review/new").values()
    assert (values["due_on-day"], values["due_on-month"], values["due_on-year"]) == ("12", "10", "2026")


def test_it_keeps_its_question_set_and_whom_it_asks(scene: Reviewed, below: Body, page: PageClient) -> None:
    other = scene.world.edition({**_other_set()})
    row = scene.plan_review()
    changed = page.submit(
        page.get(f"/rounds/{row.code}/edit"), {"title": "Shorter", "edition_id": str(other.id)}
    )
    assert "Shorter" in changed.text_words
    with scene.world.unit_of_work.read() as session:
        assert session.get_one(Round, row.id).edition_id == scene.edition.id
    with pytest.raises(RuleBroken, match="Work out again"), scene.world.session() as session:
        choose_organisations(session, scene.admin, scene.world.clock, row.code, [])
    with pytest.raises(RuleBroken, match="Work out again"), scene.world.session() as session:
        add_organisations(
            session,
            scene.admin,
            scene.world.clock,
            row.code,
            [below.organisation.id],
            public_url="",
            product="",
        )
    assert page.get(f"/rounds/{row.code}/organisations").heading == "Work out again whom it asks"


def _other_set() -> dict[str, Any]:
    from tests.support.world import question_set

    return question_set(1, 1, questionnaire="other")


def test_a_draft_is_worked_out_again(scene: Reviewed, below: Body, page: PageClient) -> None:
    row = scene.plan_review()
    late = scene.body("Late council")
    scene.returned(late, {**ALL_GREEN, "2.2": "red"})
    with scene.world.session() as session:
        given = session.scalars(
            select(Return).where(
                Return.organisation_id == below.organisation.id, Return.round_id == scene.audit.id
            )
        ).one()
        reopen(session, scene.admin, scene.world.clock, given.reference, reason="Wrong", public_url="")
    found = page.get(f"/rounds/{row.code}/review/ask-anew")
    assert "Late council" in found.text_words
    page.submit(found)
    assert asked(scene) == {"Late council": ["2.2"]}


def test_an_open_review_asks_those_who_came_late_by_letter(
    scene: Reviewed, below: Body, page: PageClient
) -> None:
    row = scene.open_review()
    found = page.get(f"/rounds/{row.code}/review/ask-anew")
    assert "Everybody who has something to report is asked already" in found.text_words
    with pytest.raises(RuleBroken, match="asked already"), scene.world.session() as session:
        ask_review_anew(session, scene.admin, scene.world.clock, row.code, public_url="", product="")
    late = scene.body("Late council")
    scene.returned(late, {**ALL_GREEN, "2.2": "red"})
    page.submit(page.get(f"/rounds/{row.code}/review/ask-anew"))
    assert asked(scene) == {"Below council": ["1.1", "2.1"], "Late council": ["2.2"]}
    with scene.world.unit_of_work.read() as session:
        assert session.scalar(select(func.count()).where(Letter.kind == "invitation-to-review")) == 2
    with scene.world.session() as session:
        close_round(session, scene.admin, scene.world.clock, row.code)
    with pytest.raises(RuleBroken, match="closed"), scene.world.session() as session:
        ask_review_anew(session, scene.admin, scene.world.clock, row.code, public_url="", product="")


def test_it_runs_as_any_round_with_words_of_its_own(scene: Reviewed, below: Body) -> None:
    row = scene.open_review()
    with scene.world.session() as session:
        written = remind(
            session, scene.admin, scene.world.clock, row.code, public_url=PUBLIC_URL, product="Audit"
        )
        assert written.letters == 1
        extend_returns(
            session,
            scene.admin,
            scene.world.clock,
            row.code,
            date(2027, 5, 31),
            public_url=PUBLIC_URL,
            product="Audit",
        )
    with scene.world.unit_of_work.read() as session:
        kinds = session.scalars(select(Letter.kind).where(Letter.to_email == below.lead_person.email)).all()
        reminder = session.scalars(select(Letter).where(Letter.kind == "reminder-of-review")).one()
    assert {"invitation-to-review", "reminder-of-review", "extended"} <= set(kinds)
    assert "Section 11 audit 2026" in reminder.body
    assert scene.review_of(below).due == date(2027, 5, 31)
    assert scene.review_of(below).state is ReturnState.NOT_STARTED
