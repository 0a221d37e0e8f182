"""The board's page of a progress review: before and after, who has not reported, and the workbook."""

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine, select

from audit.domain.permissions import Role
from audit.domain.review import Change
from audit.infra.clock import today
from audit.rooms.action_plans.operations import finish_action, note_progress
from audit.rooms.assessments.operations import reopen
from audit.rooms.board.queries import review_figures, review_round
from audit.rooms.trail.models import TrailEntry
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries
from tests.support.reviewing import Body, Reviewed
from tests.support.world import World

ALL_GREEN = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "green")
LATER = datetime(2027, 3, 14, 9, 30, tzinfo=UTC)
REVIEW = "/rounds/audit-review/review"


@pytest.fixture
def scene(world: World, clock: Any) -> Reviewed:
    """Three organisations, two of which have reported: one answer better, one the same, one worse, one left out."""
    scene = Reviewed(world)
    alpha, beta, gamma = (scene.body(name) for name in ("Alpha", "Beta", "Gamma"))
    first = scene.returned(alpha, {**ALL_GREEN, "1.1": "red", "1.2": "amber"})
    second = scene.returned(beta, {**ALL_GREEN, "2.1": "amber", "2.2": "red"})
    scene.returned(gamma, {**ALL_GREEN, "1.1": "red"})
    scene.moderate(first, {"1.1": "amber"})
    done, late = scene.action(alpha, first), scene.action(beta, second, "2.1")
    clock.now = LATER
    scene.open_review()
    with world.session() as session:
        finish_action(session, alpha.lead, clock, done.id, impact="Staff know.")
        note_progress(session, beta.lead, clock, late.id, "Going on.")
    for body, grades in ((alpha, {"1.1": "green", "1.2": "amber"}), (beta, {"2.1": "red", "2.2": "n/a"})):
        reference = scene.review_of(body).reference
        scene.answer(body, reference, grades)
        scene.submit(body, reference)
    scene.alpha, scene.beta, scene.gamma = alpha, beta, gamma  # type: ignore[attr-defined]
    return scene


@pytest.fixture
def admin(app: Any, scene: Reviewed) -> PageClient:
    return PageClient(app).sign_in(scene.admin_person.id)


def figures(scene: Reviewed) -> Any:
    with scene.world.unit_of_work.read() as session:
        found = review_figures(
            session, review_round(session, scene.admin, "audit-review"), today(scene.world.clock)
        )
        assert found.reviewed.round.code == "audit"
        return found


def test_before_and_after_with_both_grades(scene: Reviewed) -> None:
    found = figures(scene)
    said = {
        (line.asked.name, line.question.code): (
            line.own.grade, line.agreed and line.agreed.grade, line.after and line.after.grade, line.change,
        )
        for line in found.lines
    }  # fmt: skip
    assert said == {
        ("Alpha", "1.1"): ("red", "amber", "green", Change.BETTER),
        ("Alpha", "1.2"): ("amber", None, "amber", Change.SAME),
        ("Beta", "2.1"): ("amber", None, "red", Change.WORSE),
        ("Beta", "2.2"): ("red", None, None, Change.NOT_COMPARED),
        ("Gamma", "1.1"): ("red", None, None, Change.NOT_REPORTED),
    }
    movement = found.movement
    assert (movement.better, movement.same, movement.worse, movement.compared) == (1, 1, 1, 3)
    assert (found.all_actions.done, found.all_actions.open, found.all_actions.overdue) == (1, 1, 1)


def test_the_page_says_it_with_denominators(admin: PageClient) -> None:
    page = admin.get(REVIEW)
    tiles = [words(tile) for tile in page.select(".app-tile")]
    assert tiles == [
        "Reported 2 of 3 (66.7 %)",
        "Better 1 of 3 (33.3 %)",
        "The same 1 of 3 (33.3 %)",
        "Worse 1 of 3 (33.3 %)",
        "Actions done 1 of 2 (50.0 %)",
        "Actions overdue 1 of 2 (50.0 %)",
    ]
    assert "Gamma not started" in page.text_words
    assert "Progress review of Section 11 audit 2026" in page.text_words
    row = next(
        row for row in page.select("table tr") if "1.1 Question" in words(row) and "Alpha" in words(row)
    )
    assert "Amber agreed; own: Red Green Better" in words(row)


def test_it_is_narrowed_by_organisation_standard_and_change(admin: PageClient, scene: Reviewed) -> None:
    beta = scene.beta.organisation.id  # type: ignore[attr-defined]
    for question, number in (
        (f"organisation={beta}", 2), ("standard=1", 3), (f"organisation={beta}&standard=1", 0), ("change=worse", 1),
        ("organisation=999999&standard=x&change=%00&page=-1", 5), ("page=99999999999999", 5),
    ):  # fmt: skip
        page = admin.get(f"{REVIEW}?{question}")
        assert words(page.find(attrs={"role": "status"})).startswith(f"{number} of 5")  # type: ignore[arg-type]


def test_the_summary_counts_only_what_was_asked(admin: PageClient) -> None:
    page = admin.get("/rounds/audit-review/summary")
    assert "2 of 3 (66.7 %)" in page.text_words
    # Three graded answers and one not applicable, of four that were asked; 1.2 and 2.2 of nobody else.
    assert "1 of 3 (33.3 %)" in page.text_words
    with_blanks = [words(row) for row in page.select("dl.app-response__row, .app-response__row")]
    assert any(row.startswith("Not answered 0") for row in with_blanks)


def test_a_reviewed_return_that_is_open_again_keeps_what_it_said(scene: Reviewed, admin: PageClient) -> None:
    before = {(line.asked.name, line.question.code): line.own for line in figures(scene).lines}
    with scene.world.session() as session:
        from audit.rooms.rounds.models import Return

        row = session.scalars(
            select(Return).where(
                Return.round_id == scene.audit.id,
                Return.organisation_id == scene.gamma.organisation.id,  # type: ignore[attr-defined]
            )
        ).one()
        reopen(session, scene.admin, scene.world.clock, row.reference, reason="Wrong", public_url="")
    assert {(line.asked.name, line.question.code): line.own for line in figures(scene).lines} == before


def test_excel_with_what_was_written(admin: PageClient, scene: Reviewed) -> None:
    answer = admin.raw.post(f"{REVIEW}/workbook", data={"csrf_token": admin.csrf_token()})
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Summary", "Before and after", "Organisations", "Notes"]
    rows = [[cell or "" for cell in row] for row in book["Before and after"].iter_rows(values_only=True)]
    alpha = next(row for row in rows if row[0] == "Alpha" and row[3] == "1.1")
    assert alpha[5:] == ["Red", "Amber", "Green", "Better", "Alpha says green to 1.1."]
    gamma = next(row for row in rows if row[0] == "Gamma")
    assert gamma[5:] == ["Red", "", "", "Not reported yet", ""]
    summary = {row[0]: row[1:3] for row in book["Summary"].iter_rows(values_only=True)}
    assert summary["Reported"] == (2, 3)
    assert summary["Better"] == (1, 3)
    with scene.world.unit_of_work.read() as session:
        entry = session.scalars(select(TrailEntry).where(TrailEntry.event == "workbook.exported")).one()
    assert entry.subject_id == "audit-review"


def test_who_sees_it(app: Any, scene: Reviewed) -> None:
    viewer = PageClient(app).sign_in(scene.world.person(Role.BOARD_VIEWER, board=scene.board).id)
    page = viewer.get(REVIEW)
    assert "Download Excel" not in page.text_words
    assert "says green" not in page.text_words
    viewer.post(f"{REVIEW}/workbook", status=403)
    alpha: Body = scene.alpha  # type: ignore[attr-defined]
    other = scene.world.person(Role.BOARD_ADMINISTRATOR, board=scene.world.board("other", "Other"))
    for person in (alpha.lead_person, other):
        client = PageClient(app).sign_in(person.id)
        assert client.raw.get(REVIEW).status_code in (403, 404)


def test_an_audit_has_no_such_page_and_a_draft_leads_to_its_round(
    admin: PageClient, world: World, scene: Reviewed
) -> None:
    admin.get("/rounds/audit/review", 404)
    admin.get("/rounds/nothing/review", 404)
    other = scene.body("Other")
    again = world.round(scene.board, scene.edition, code="second")
    scene.returned(other, {**ALL_GREEN, "1.1": "red"}, again)
    with world.session() as session:
        from audit.rooms.board.operations import create_review_of
        from audit.rooms.rounds.operations import ReviewPlan

        create_review_of(session, scene.admin, world.clock, "second", ReviewPlan("Again", date(2028, 1, 1)))
    assert "This is a draft" in admin.get("/rounds/second-review/review").text_words


def test_queries_do_not_grow(app: Any, admin: PageClient, scene: Reviewed) -> None:
    engine: Engine = app.extensions["audit.unit_of_work"].engine
    pages = (REVIEW, "/rounds/audit/review/new", "/rounds/audit-review/review/ask-anew", "/boards/testshire")

    def counts() -> list[int]:
        found = []
        for page in pages:
            admin.get(page)
            with count_queries(engine) as statements:
                admin.get(page)
            found.append(len(statements))
        return found

    before = counts()
    for number in range(4):
        body = scene.body(f"More {number}")
        given = scene.returned(body, {**ALL_GREEN, "1.1": "red", "2.1": "red"})
        scene.action(body, given, due_on=date(2027, 9, 1))
    admin.submit(admin.get("/rounds/audit-review/review/ask-anew"))
    body = scene.body("Later still")
    scene.returned(body, {**ALL_GREEN, "1.1": "red"})
    assert counts() == before
