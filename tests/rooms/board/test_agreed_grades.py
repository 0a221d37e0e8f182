"""Agreed grades in the summary: counted by default where there are any, with the organisations' own a link away."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from audit.cli.board import figures_data
from audit.domain.actor import OPERATOR
from audit.domain.moderation import ModerationState, PlanState
from audit.infra.clock import today
from audit.rooms.board.exports import write_workbook
from audit.rooms.board.queries import (
    SELF,
    AnswerFilter,
    RoundFigures,
    board_round,
    find_answers,
    priority_answers,
    round_figures,
    standard_counts,
)
from audit.rooms.moderation.models import AgreedGrade, Moderation, ModerationPlan
from audit.rooms.rounds.models import Return
from tests.rooms.moderation.outcome_scene import OutcomeScene, handed_in
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


@pytest.fixture
def scene(keep: Keeper, world: World) -> OutcomeScene:
    scene: OutcomeScene = keep(handed_in, world)
    return scene


def figures_of(scene: OutcomeScene, grades: str = "agreed") -> RoundFigures:
    with scene.world.unit_of_work.read() as session:
        scope = board_round(session, OPERATOR, scene.round.code, grades=grades)
        return round_figures(session, scope, today(scene.world.clock))


def counts(figures: RoundFigures) -> dict[str, int]:
    return {grade.key: figures.overall.count(grade.key) for grade in figures.scope.scale.grades}


def plan_only(scene: OutcomeScene) -> None:
    with scene.world.session() as session:
        session.add(
            ModerationPlan(
                round_id=scene.round.id, state=PlanState.RUNNING, chosen=[], created_at=scene.world.clock()
            )
        )


def agree_not_applicable(scene: OutcomeScene, code: str) -> None:
    with scene.world.session() as session:
        row = session.query(AgreedGrade).filter_by(question_id=scene.view().question_ids[code]).one()
        row.grade, row.not_applicable, row.how = None, True, "settled"


def test_agreed_grades_count_by_default_and_own_grades_on_request(scene: OutcomeScene) -> None:
    scene.moderate(moved={"1.1": "red", "2.2": "green"})
    agreed, own = figures_of(scene), figures_of(scene, SELF)
    assert counts(agreed) == {"red": 2, "amber": 0, "green": 2}
    assert counts(own) == {"red": 1, "amber": 1, "green": 2}
    assert (agreed.scope.moderated, agreed.scope.counts_agreed, own.scope.counts_agreed) == (1, True, False)
    assert agreed.by_question["1.1"].count("red") == 1
    assert figures_data(agreed)["grades_counted"] == "agreed"
    assert figures_data(own)["grades_counted"] == "self"


def test_every_reading_counts_the_same_grades(scene: OutcomeScene) -> None:
    scene.moderate(moved={"1.1": "red", "2.2": "green"})
    agree_not_applicable(scene, "1.2")
    for grades, reds, not_applicable in (("agreed", ["1.1", "2.1"], 1), (SELF, ["2.1"], 0)):
        figures = figures_of(scene, grades)
        assert figures.overall.not_applicable == not_applicable
        with scene.world.unit_of_work.read() as session:
            listed, total = find_answers(session, figures, AnswerFilter(grade="red"), offset=0, limit=10)
            by_name = priority_answers(session, figures.scope, [scene.row.id])
            cells = standard_counts(session, figures, [scene.row.id])[scene.row.id]
            none, number = find_answers(
                session, figures, AnswerFilter(only="not-applicable"), offset=0, limit=10
            )
        assert [each.question for each in listed] == [code for _, code, _ in by_name] == reds
        assert total == len(reds) == sum(cell.count("red") for cell in cells.values())
        assert number == len(none) == not_applicable
        first = listed[0]
        if grades == "agreed":
            assert first.differs
            assert (first.own.grade, first.moderated and first.moderated.grade, first.grade) == (
                "green",
                "red",
                "red",
            )


def test_what_counts_no_longer_is_not_counted(scene: OutcomeScene) -> None:
    scene.moderate(moved={"1.1": "red"})
    with scene.world.session() as session:
        for row in session.query(AgreedGrade):
            row.is_current = False
    figures = figures_of(scene)
    assert not figures.scope.moderated
    assert counts(figures) == {"red": 1, "amber": 1, "green": 2}


def test_an_answer_left_empty_stays_not_answered(world: World) -> None:
    scene = OutcomeScene(world, _with_an_optional_question())
    scene.hand_in()
    scene.moderate()
    ids = scene.view().question_ids
    with world.session() as session:
        moderation = session.query(Moderation).one()
        session.add(
            AgreedGrade(
                moderation_id=moderation.id, return_id=scene.row.id, question_id=ids["2.3"], moderated_grade="red",
                grade="red", how="accepted", at=world.clock(),
            )
        )  # fmt: skip
    figures = figures_of(scene)
    assert figures.by_question["2.3"].not_answered == 1
    assert figures.overall.asked == 5


def _with_an_optional_question() -> dict[str, Any]:
    from tests.support.world import question_set

    data = question_set()
    optional = {"code": "2.3", "kind": "graded", "text": "Anything more?", "strength": "local"}
    data["standards"][1]["questions"].append(optional)
    return data


def test_a_round_without_moderation_costs_no_statement_more(scene: OutcomeScene, app: Flask) -> None:
    board = PageClient(app).sign_in(scene.admin_person.id)
    engine = app.extensions["audit.unit_of_work"].engine
    path = f"/rounds/{scene.round.code}/summary"
    board.get(path)
    with count_queries(engine) as without:
        page = board.get(path)
    assert "moderated" not in page.text_words
    assert not [text for text in without if "agreed_grade" in text]
    plan_only(scene)
    with count_queries(engine) as planned:
        board.get(path)
    assert planned.count == without.count + 1
    scene.moderate(moved={"1.1": "red"})
    with count_queries(engine) as moderated:
        board.get(path)
    assert moderated.count == planned.count


def test_the_pages_say_whose_grades_and_lead_to_the_others(scene: OutcomeScene, app: Flask) -> None:
    scene.moderate(moved={"1.1": "red"})
    board = PageClient(app).sign_in(scene.admin_person.id)
    code = scene.round.code
    for name in ("summary", "heat-map", "answers", "workbook"):
        page = board.get(f"/rounds/{code}/{name}")
        assert (
            "Agreed grades are counted: 1 of 1 (100.0 %) submitted returns were moderated." in page.text_words
        )
        link = page.find("a", string="Count the organisations’ own grades instead")
        assert link is not None
        own = board.get(str(link["href"]))
        assert "The organisations’ own grades are counted" in own.text_words
        assert own.find("a", string="Count the agreed grades") is not None
        kept = [a["href"] for a in own.select(".app-places a")]
        assert kept
        assert all("grades=self" in href for href in kept)
    answers = board.get(f"/rounds/{code}/answers?grade=red&grades=self")
    assert "1 answer" in answers.text_words
    assert answers.values()["grades"] == "self"
    both = board.get(f"/rounds/{code}/answers?question=1.1")
    assert "Own grade: Green. Moderated: Red. Agreed: Red." in both.text_words
    board.get(f"/rounds/{code}/summary?grades=nonsense")


def test_the_workbook_has_the_three_grades_side_by_side(scene: OutcomeScene, tmp_path: Path) -> None:
    scene.moderate(moved={"1.1": "red"})
    for grades, first in (("agreed", "Red"), (SELF, "Green")):
        path = tmp_path / f"{grades}.xlsx"
        with scene.world.unit_of_work.read() as session:
            scope = board_round(session, OPERATOR, scene.round.code, grades=grades)
            figures = round_figures(session, scope, today(scene.world.clock))
            write_workbook(session, figures, path, by="Kit", at=scene.world.clock())
        book = load_workbook(path)
        rows = list(book["Answers"].values)
        header = list(rows[0])
        line = dict(zip(header, rows[1], strict=True))
        assert header[5:9] == ["Grade", "Own grade", "Moderated grade", "Agreed grade"]
        assert (line["Question code"], line["Grade"]) == ("1.1", first)
        assert (line["Own grade"], line["Moderated grade"], line["Agreed grade"]) == ("Green", "Red", "Red")
        notes = {row[0]: row[1] for row in book["Notes"].values}
        assert ("Agreed grades are counted" in str(notes["Whose grades"])) is (grades == "agreed")


def test_moderation_under_way_counts_nothing_yet(scene: OutcomeScene) -> None:
    scene.moderate(ModerationState.IN_PROGRESS, moved={"1.1": "red"})
    assert counts(figures_of(scene)) == {"red": 1, "amber": 1, "green": 2}


def test_a_reopened_return_is_not_among_the_moderated(scene: OutcomeScene) -> None:
    scene.moderate(moved={"1.1": "red"})
    with scene.world.session() as session:
        row = session.get(Return, scene.row.id)
        assert row is not None
        row.state = "in-progress"
    assert figures_of(scene).scope.moderated == 0
