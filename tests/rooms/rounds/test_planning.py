"""Planning a round: the form, its errors, whom it asks, and changing a draft."""

from datetime import date
from typing import Any

import pytest

from audit.domain.actor import OPERATOR
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.domain.references import normalise_reference
from audit.domain.workflows import RoundState
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations import (
    RoundPlan,
    change_round,
    choose_organisations,
    create_round,
    pick,
    suggest_code,
)
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.world import World, question_set

NEW = "/boards/testshire/rounds/new"


class Planned:
    """A board with an edition and a browser in which its administrator is signed in."""

    def __init__(self, world: World, visitor: PageClient) -> None:
        self.world, self.visitor = world, visitor
        self.board: Board = world.board()
        self.edition = world.edition()
        self.person = world.person(Role.BOARD_ADMINISTRATOR, board=self.board)
        self.actor = world.actor(self.person)
        visitor.sign_in(self.person.id)

    def typed(self, **changes: Any) -> dict[str, Any]:
        return {
            "title": "Section 11 audit 2026",
            "edition_id": str(self.edition.id),
            "due_on-day": "30",
            "due_on-month": "10",
            "due_on-year": "2026",
        } | changes

    def send(self, status: int = 200, **changes: Any) -> Page:
        return self.visitor.submit(self.visitor.get(NEW), self.typed(**changes), status)


@pytest.fixture
def planned(world: World, visitor: PageClient) -> Planned:
    return Planned(world, visitor)


def only_round(world: World) -> Round:
    with world.session() as session:
        return session.query(Round).one()


def test_an_empty_board_says_what_to_do_next(world: World, visitor: PageClient) -> None:
    board = world.board()
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    assert "To begin:" in visitor.get("/boards/testshire").text_words
    assert "none is published yet" in visitor.get(NEW).text_words
    visitor.sign_in(world.person(Role.BOARD_VIEWER, board=board).id)
    assert "Plan a new round" not in visitor.get("/boards/testshire").text_words
    visitor.get(NEW, 403)


def test_a_round_is_planned_for_every_agency_by_its_services(planned: Planned, world: World) -> None:
    agency = world.organisation(planned.board, "Hospitals", "health")
    for name in ("Maternity", "Paediatrics"):
        world.organisation(planned.board, name, "health", parent_id=agency.id)
    world.organisation(planned.board, "Council", "council")
    world.organisation(planned.board, "Ash School", "school")
    world.organisation(planned.board, "Ash Trust", "trust")
    page = planned.send(who="agencies")
    assert page.heading == "Check before you open"
    assert "Organisations asked 3" in page.text_words
    assert "3 organisations have no lead" in page.text_words
    row = only_round(world)
    assert (row.code, row.state, row.due_on) == (
        "section-11-audit-2026",
        RoundState.DRAFT,
        date(2026, 10, 30),
    )
    assert (row.sign_off_steps, row.governing_body_date) == (["chief-officer"], False)
    with world.session() as session:
        returns = session.query(Return).all()
        names = {session.get(Organisation, each.organisation_id).name for each in returns}
    assert names == {"Maternity", "Paediatrics", "Council"}
    assert all(normalise_reference(each.reference) == each.reference for each in returns)


def moderation_on(day: str, month: str) -> dict[str, str]:
    return {"moderation_by-day": day, "moderation_by-month": month, "moderation_by-year": "2026"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "Enter a title"),
        ({"title": "T" * 4000}, "200 characters or fewer"),
        ({"due_on-day": "", "due_on-month": "", "due_on-year": ""}, "Enter the due date"),
        ({"due_on-year": "2025"}, "has passed"),
        ({"due_on-month": "13"}, "number from 1 to 12"),
        ({"due_on-day": "31", "due_on-month": "2"}, "real date"),
        ({"due_on-year": ""}, "must include a year"),
        (moderation_on("1", "10"), "is before the due date"),
        ({"sign_off_by-day": "1", "sign_off_by-month": "11", "sign_off_by-year": "2026"}, "before the date for"),
        ({"opens_on-day": "1", "opens_on-month": "9", "opens_on-year": "2026"}, "has passed"),
        ({"edition_id": ""}, "Choose a question set"),
        ({"edition_id": "999999"}, ""),
        ({"code": "Section 11"}, "small letters, numbers and single hyphens"),
        ({"code": "taken"}, "already a round with the code taken"),
        ({"code": "c" * 61}, "60 characters or fewer"),
        ({"sign_off": "gardener"}, ""),
        ({"who": "kinds"}, "at least one kind"),
        ({"notes": "n" * 6000}, "5,000 characters or fewer"),
    ],
)  # fmt: skip
def test_a_form_with_errors_keeps_everything_typed(
    planned: Planned, world: World, changes: dict[str, str], sentence: str
) -> None:
    world.round(planned.board, planned.edition, code="taken", state=RoundState.DRAFT)
    review = {"review_on-day": "1", "review_on-month": "May", "review_on-year": "2027"}
    page = planned.send(422, **({"notes": "Ours"} | review | changes))
    assert any(sentence in error for error in page.errors()), page.errors()
    assert len(page.errors()) == len(set(page.errors()))
    kept = page.values()
    for name, value in planned.typed(**changes).items():
        if name in ("edition_id", "sign_off") or name not in kept:
            continue
        assert kept[name] == value.strip(), name
    assert only_round(world).code == "taken"


def test_a_code_is_made_from_the_title_and_is_never_twice_the_same(planned: Planned, world: World) -> None:
    for _ in range(3):
        planned.send()
    with world.session() as session:
        codes = {row.code for row in session.query(Round)}
    assert codes == {f"section-11-audit-2026{end}" for end in ("", "-2", "-3")}
    assert suggest_code("  Größe & Café's 2026!  ") == "groe-cafes-2026"
    assert suggest_code("!!!") == "round"
    assert len(suggest_code("x" * 500)) <= 60


def test_two_approvers_and_the_governing_body(planned: Planned, world: World) -> None:
    planned.send(sign_off="head+chair", title="One")
    edition = world.edition(
        question_set(
            questionnaire="schools", sign_off={"steps": ["head", "chair"], "governing_body_date": True}
        )
    )
    planned.send(title="Two", edition_id=str(edition.id))
    with world.session() as session:
        for row in session.query(Round):
            assert (row.sign_off_steps, row.governing_body_date) == (["head", "chair"], True)


def test_whom_a_choice_means() -> None:
    def one(id: int, kind: str, parent_id: int | None = None) -> Organisation:
        return Organisation(id=id, kind=kind, parent_id=parent_id)

    here = [one(1, "health"), one(2, "health", 1), one(3, "council"), one(4, "school", 9), one(5, "college"),
            one(6, "alternative-provider"), one(9, "trust")]  # fmt: skip
    assert pick(here, "schools") == [4, 5, 6]
    assert pick(here, "agencies") == [2, 3]
    assert pick(here, "kinds", ["health", "nonsense"]) == [2]
    assert pick(here, "later") == []


def test_organisations_are_ticked_one_by_one(planned: Planned, world: World) -> None:
    ids = [world.organisation(planned.board, f"Agency {n}").id for n in range(3)]
    page = planned.send(who="later")
    assert page.heading == "Choose the organisations"
    assert not page.select("input[checked]")
    page = planned.visitor.submit(page, {"organisations": [str(ids[0]), str(ids[2])]})
    assert "Organisations asked 2" in page.text_words
    code = only_round(world).code
    page = planned.visitor.get(f"/rounds/{code}/organisations")
    assert sorted(page.values()["organisations"]) == sorted([str(ids[0]), str(ids[2])])
    planned.visitor.submit(page, {"organisations": [str(ids[1])]})
    with world.session() as session:
        assert [each.organisation_id for each in session.query(Return)] == [ids[1]]
    away = world.organisation(world.board("elsewhere", "Elsewhere")).id
    for strange in (str(away), "999999"):
        page = planned.visitor.submit(page, {"organisations": [str(ids[0]), strange]}, 422)
        assert "not in your area any more" in page.errors()[0]
    planned.visitor.submit(page, {"organisations": ["99999999999999999999", "x"]})


def test_a_draft_is_changed_and_a_stale_form_shows_both(planned: Planned) -> None:
    planned.send()
    first = planned.visitor.get("/rounds/section-11-audit-2026/edit")
    second = planned.visitor.get("/rounds/section-11-audit-2026/edit")
    page = planned.visitor.submit(first, {"title": "Their title", "due_on-month": "11"})
    assert page.heading.startswith("Their title")
    assert "30 November 2026" in page.text_words
    page = planned.visitor.submit(second, {"title": "My title"}, 409)
    assert "Saved now: Their title Yours: My title" in page.text_words
    assert "Saved now: 30 November 2026 Yours: 30 October 2026" in page.text_words
    page = planned.visitor.submit(page)
    assert page.heading.startswith("My title")


def test_what_stands_after_the_opening_cannot_be_changed(planned: Planned, world: World) -> None:
    row = world.round(planned.board, planned.edition, world.organisation(planned.board), code="open-one")
    page = planned.visitor.get("/rounds/open-one/edit")
    assert "edition_id" not in page.values()
    planned.visitor.submit(page, {"title": "New words", "edition_id": "999", "due_on-year": "2030"})
    with world.session() as session:
        now = session.get(Round, row.id)
        assert (now.title, now.edition_id, now.due_on) == (
            "New words",
            planned.edition.id,
            date(2026, 10, 30),
        )
    world.round(planned.board, planned.edition, code="shut", state=RoundState.CLOSED)
    page = planned.visitor.submit(planned.visitor.get("/rounds/shut/edit"), {"title": "No"}, 422)
    assert "closed" in page.errors()[0]


def test_other_boards_rounds_are_not_there(planned: Planned, world: World) -> None:
    other = world.board("elsewhere", "Elsewhere")
    world.round(other, planned.edition, world.organisation(other), code="theirs")
    for code in ("theirs", "nowhere", "NOWHERE", "x" * 300, "%00"):
        for path in ("", "/edit", "/organisations", "/open", "/extend", "/remind", "/close", "/reopen"):
            planned.visitor.get(f"/rounds/{code}{path}", 404)
    planned.visitor.get("/boards/elsewhere", 404)
    planned.visitor.get("/boards/elsewhere/rounds/new", 404)
    plan = RoundPlan("T", planned.edition.id, date(2027, 1, 1))
    viewer = world.person(Role.BOARD_VIEWER, board=planned.board)
    lead = world.actor(world.person(Role.LEAD, organisation=world.organisation(planned.board)))
    world.round(planned.board, planned.edition, code="ours", state=RoundState.DRAFT)
    with world.session() as session:
        for code in ("theirs", "nowhere"):
            with pytest.raises(NotVisible):
                change_round(session, planned.actor, world.clock, code, plan, seen_version=1)
        with pytest.raises(NotVisible):
            create_round(session, lead, world.clock, "testshire", plan)
        with pytest.raises(Stale):
            change_round(session, planned.actor, world.clock, "ours", plan, seen_version=7)
        with pytest.raises(RuleBroken):
            create_round(session, OPERATOR, world.clock, "testshire", plan, [999999])
    actor = world.actor(viewer)
    with world.session() as session:
        with pytest.raises(NotAllowed):
            create_round(session, actor, world.clock, "testshire", plan)
        with pytest.raises(NotAllowed):
            choose_organisations(session, actor, world.clock, "ours", [])


def test_planning_for_many_takes_as_many_queries_as_for_few(planned: Planned, world: World) -> None:
    engine = planned.visitor.app.extensions["audit.unit_of_work"].engine

    def count(title: str) -> int:
        page = planned.visitor.get(NEW)
        with count_queries(engine) as statements:
            planned.visitor.submit(page, planned.typed(title=title, who="agencies"), follow=False, status=303)
        return statements.count

    for _ in range(5):
        world.organisation(planned.board)
    count("warm")
    few = count("Few")
    for _ in range(55):
        world.organisation(planned.board)
    assert count("Many") == few
