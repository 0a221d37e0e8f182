"""The figures of a round, set beside a slow count of every answer that goes about it in another way."""

import random
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from audit.domain.actor import OPERATOR
from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.errors import NotVisible
from audit.domain.permissions import Role
from audit.domain.questionnaire import Kind, Respondent, questionnaire_from_data
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import today
from audit.rooms.assessments.models import Answer
from audit.rooms.board.queries import (
    AnswerFilter,
    board_round,
    find_answers,
    round_figures,
    standard_counts,
    unanswered,
)
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return
from tests.support.question_sets import shipped_set
from tests.support.rounds import make_round, staffordshire_grade
from tests.support.world import RAG, question_set


def figures_of(unit_of_work: Any, clock: Any, code: str) -> Any:
    with unit_of_work.read() as session:
        return round_figures(session, board_round(session, OPERATOR, code), today(clock))


def graded(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": "graded", "text": f"Question {code}?", "strength": "must", **more}


CONDITIONAL = question_set() | {
    "questionnaire": "conditional",
    "header": [
        {"code": "H1", "kind": "yes-no", "text": "Do you hold lettings?", "required": True},
        {"code": "H2", "kind": "choice", "text": "Which groups?", "multiple": True, "required": False,
         "choices": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]},
    ],
    "standards": [
        {"code": "1", "title": "One", "questions": [graded("1.1"), graded("1.2", strength="local")]},
        {"code": "2", "title": "Two", "questions": [
            graded("2.1", condition={"question": "H1", "is": ["yes"]}),
            graded("2.2", condition={"question": "2.1", "is": ["red", "amber"]}, strength="local"),
            graded("2.3", condition={"question": "H2", "is": ["b"]}),
            graded("2.4", applies_to={"kinds": ["health"]}, strength="local"),
        ]},
    ],
}  # fmt: skip


def slow_count(unit_of_work: Any, code: str) -> dict[str, Counter[str]]:
    """Every submitted return loaded whole and judged by the domain alone: by question, grades and blanks."""
    found: dict[str, Counter[str]] = {}
    with unit_of_work.read() as session:
        scope = board_round(session, OPERATOR, code)
        questionnaire = questionnaire_from_data(scope.round.edition.content)
        for row, organisation in session.execute(
            select(Return, Organisation).join(Return.organisation).where(Return.round_id == scope.round.id)
        ):
            if row.state != ReturnState.SUBMITTED:
                continue
            contents = {}
            for answer, question in session.execute(
                select(Answer, EditionQuestion).join(Answer.question).where(Answer.return_id == row.id)
            ):
                contents[question.code] = AnswerContent(
                    answer.grade, answer.value, answer.narrative, answer.not_applicable, answer.na_reason
                )
            asked = questionnaire.asked_of(
                Respondent(organisation.kind, organisation.phase, organisation.type, row.profile),
                {each: content.chosen() for each, content in contents.items()},
            )
            for question in asked:
                if question.kind is Kind.GRADED:
                    content = contents.get(question.code, EMPTY)
                    word = "n/a" if content.not_applicable else content.grade or "blank"
                    found.setdefault(question.code, Counter())[word] += 1
    return found


@pytest.fixture
def conditional(world: Any, unit_of_work: Any, clock: Any) -> str:
    """A round of 40 returns, 33 of them submitted, with conditions, stale answers, N/A and blanks."""
    chance = random.Random(7)
    board, edition = world.board(), world.edition(CONDITIONAL)
    row = make_round(
        unit_of_work, clock, board, edition, asked=40, returned=33, kinds=("council", "health", "police"),
        grade_of=lambda r, q: chance.choice(["red", "amber", "green", "green", "n/a", None]),
    )  # fmt: skip
    with unit_of_work.begin() as session:
        ids = {
            q.code: q.id
            for q in session.scalars(select(EditionQuestion).where(EditionQuestion.edition_id == edition.id))
        }
        values = []
        for each in session.scalars(select(Return.id).where(Return.round_id == row.id)):
            for code, value in (
                ("H1", chance.choice(["yes", "no", None])),
                ("H2", chance.choice([["a"], ["a", "b"], ["b"], None])),
            ):
                if value is not None:
                    values.append({"return_id": each, "question_id": ids[code], "value": value,
                                   "updated_by_name": "Lead", "updated_at": clock()})  # fmt: skip
        session.execute(insert(Answer), values)
    submit_all(unit_of_work, row.code)
    return row.code


def submit_all(unit_of_work: Any, code: str) -> None:
    """What submitting does to the answers that stayed behind, in bulk."""
    with unit_of_work.begin() as session:
        scope = board_round(session, OPERATOR, code)
        for row in session.scalars(select(Return).where(Return.round_id == scope.round.id)).all():
            answers = session.scalars(select(Answer).where(Answer.return_id == row.id)).all()
            values = {
                scope.codes[a.question_id]: AnswerContent(a.grade, a.value, "", a.not_applicable).chosen()
                for a in answers
            }
            body = row.organisation
            respondent = Respondent(body.kind, body.phase, body.type, row.profile)
            asked = {q.code for q in scope.questionnaire.asked_of(respondent, values)}
            for answer in answers:
                answer.is_asked = scope.codes[answer.question_id] in asked


def test_staffordshire_has_its_published_counts(world: Any, unit_of_work: Any, clock: Any) -> None:
    edition = world.edition(shipped_set("staffordshire-2010"))
    row = make_round(
        unit_of_work, clock, world.board(), edition, asked=28, returned=25,
        grade_of=staffordshire_grade(), state=RoundState.CLOSED,
    )  # fmt: skip
    figures = figures_of(unit_of_work, clock, row.code)
    assert figures.response.words == "25 of 28 (89.3 %)"
    words = {each.grade.key: each.share.words for each in figures.overall.shares()}
    assert words["red"] == "15 of 1,125 (1.3 %)"
    assert words["grey"] == "91 of 1,125 (8.1 %)"
    assert (figures.overall.not_answered, figures.overall.not_applicable) == (0, 0)
    assert dict(figures.blanks) == {"no-response": 3}
    assert sum(d.of for d in figures.by_standard.values()) == 1125
    assert sum(d.of for d in figures.by_return.values()) == 1125
    assert sum(d.of for _, d in figures.sectors.values()) == 1125


def test_every_cut_agrees_with_a_slow_count(conditional: str, unit_of_work: Any, clock: Any) -> None:
    slow, figures = slow_count(unit_of_work, conditional), figures_of(unit_of_work, clock, conditional)
    assert sum(counter["blank"] for counter in slow.values()), "the round must have blanks to count"
    for code, distribution in figures.by_question.items():
        counter = slow.get(code, Counter())
        assert {key: distribution.count(key) for key in ("red", "amber", "green")} == {
            key: counter[key] for key in ("red", "amber", "green")
        }, code
        assert distribution.not_applicable == counter["n/a"], code
        assert distribution.not_answered == counter["blank"], code
    total = sum(slow.values(), Counter())
    for cut in (
        figures.by_standard.values(),
        figures.by_return.values(),
        [distribution for _, distribution in figures.sectors.values()],
    ):
        assert sum(d.of for d in cut) == total["red"] + total["amber"] + total["green"]
        assert sum(d.not_applicable for d in cut) == total["n/a"]
        assert sum(d.not_answered for d in cut) == total["blank"]


def test_heat_map_and_lists_agree_with_the_figures(conditional: str, unit_of_work: Any, clock: Any) -> None:
    with unit_of_work.read() as session:
        figures = round_figures(session, board_round(session, OPERATOR, conditional), today(clock))
        cells = standard_counts(session, figures, [each.id for each in figures.returned])
        for code, distribution in figures.by_standard.items():
            assert sum(row[code].of for row in cells.values()) == distribution.of
            assert sum(row[code].not_answered for row in cells.values()) == distribution.not_answered
        for key in ("red", "amber", "green"):
            rows, total = find_answers(session, figures, AnswerFilter(grade=key), offset=0, limit=1000)
            assert total == len(rows) == figures.overall.count(key)
        for only, expected in (
            ("not-applicable", figures.overall.not_applicable),
            ("below", figures.overall.below_minimum.numerator),
            ("meets", figures.overall.meets_minimum.numerator),
            ("priority", figures.overall.priorities),
            ("graded", figures.overall.of),
        ):
            assert find_answers(session, figures, AnswerFilter(only=only), offset=0, limit=1)[1] == expected
        assert (
            len(unanswered(session, figures, AnswerFilter(only="not-answered")))
            == figures.overall.not_answered
        )
        one = figures.returned[3]
        asked = AnswerFilter(organisation=one.organisation_id, standard="1")
        rows, _ = find_answers(session, figures, asked, offset=0, limit=100)
        assert {row.organisation for row in rows} == {one.name}
        assert len(rows) == cells[one.id]["1"].of + cells[one.id]["1"].not_applicable


def test_a_reopened_return_counts_again_once_resubmitted(world: Any, unit_of_work: Any, clock: Any) -> None:
    row = make_round(
        unit_of_work, clock, world.board(), world.edition(), asked=3, returned=2, grade_of=lambda r, q: "red"
    )
    reopened = (
        select(Return.id).where(Return.round_id == row.id).order_by(Return.id).limit(1).scalar_subquery()
    )

    def put(state: ReturnState) -> None:
        with unit_of_work.begin() as session:
            session.execute(update(Return).where(Return.id == reopened).values(state=state))

    put(ReturnState.IN_PROGRESS)
    figures = figures_of(unit_of_work, clock, row.code)
    assert (figures.overall.of, figures.response.returned, figures.reopened) == (4, 1, 1)
    put(ReturnState.SUBMITTED)
    figures = figures_of(unit_of_work, clock, row.code)
    assert (figures.overall.of, figures.response.returned, figures.reopened) == (8, 2, 0)


def test_what_an_organisation_becomes_later_changes_no_figure(
    conditional: str, world: Any, unit_of_work: Any, clock: Any
) -> None:
    with unit_of_work.begin() as session:
        for row, organisation in session.execute(
            select(Return, Organisation).join(Return.organisation)
        ).all():
            row.submitted_kind, row.submitted_phase, row.submitted_type = (
                organisation.kind, organisation.phase, organisation.type,
            )  # fmt: skip
    before = figures_of(unit_of_work, clock, conditional)
    with unit_of_work.begin() as session:
        session.execute(update(Organisation).values(kind="fire"))
    after = figures_of(unit_of_work, clock, conditional)
    assert after.by_question == before.by_question
    assert after.sectors == before.sectors


def test_nothing_counts_before_it_is_submitted(world: Any, unit_of_work: Any, clock: Any) -> None:
    row = make_round(
        unit_of_work,
        clock,
        world.board(),
        world.edition(),
        asked=4,
        returned=4,
        grade_of=lambda r, q: "green",
    )
    with unit_of_work.begin() as session:
        session.execute(update(Return).values(state=ReturnState.AWAITING_SIGN_OFF))
    figures = figures_of(unit_of_work, clock, row.code)
    assert figures.overall.asked == 0
    assert figures.overall.meets_minimum.words == "0 of 0"
    assert figures.response.words == "0 of 4 (0.0 %)"
    assert figures.states[ReturnState.AWAITING_SIGN_OFF] == 4


def test_a_round_without_returns_has_no_figures(world: Any, unit_of_work: Any, clock: Any) -> None:
    row = world.round(world.board(), world.edition())
    figures = figures_of(unit_of_work, clock, row.code)
    assert figures.response.words == "0 of 0"
    assert figures.overall.of == 0


def test_a_round_of_another_board_is_not_visible(world: Any, unit_of_work: Any) -> None:
    mine, theirs = world.board("mine"), world.board("theirs")
    row = world.round(theirs, world.edition())
    actor = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=mine))
    with unit_of_work.read() as session, pytest.raises(NotVisible):
        board_round(session, actor, row.code)


def test_the_scale_of_the_tests_lists_red(world: Any) -> None:
    assert [grade["key"] for grade in RAG["grades"] if grade.get("priority")] == ["red"]
