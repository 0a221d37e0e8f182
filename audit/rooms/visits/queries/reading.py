"""The form of a visit beside what the organisation had said of itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.answers import EMPTY, AnswerContent, Progress, Status, progress_of, questions_asked
from audit.domain.questionnaire import Kind, Question, Questionnaire, Standard
from audit.domain.scales import Grade
from audit.domain.visits import Said, Sight, counterpart, sight_of
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.queries import respondent_of
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.visits.models import Visit, VisitAnswer


@dataclass(frozen=True)
class VisitLine:
    """One question of the form: what the visitor noted, and what the organisation had said to the same."""

    question: Question
    standard: Standard
    seen: Said
    version: int = 0
    said: Said | None = None

    @property
    def content(self) -> AnswerContent:
        """What the visitor noted."""
        return self.seen.content

    @property
    def sight(self) -> Sight | None:
        """Whether it is as the organisation said; ``None`` where there is nothing to compare."""
        return None if self.said is None else sight_of(self.said, self.seen)

    @property
    def grade(self) -> Grade | None:
        """The visitor's grade."""
        return self.seen.scale.by_key.get(self.content.grade or "")

    @property
    def own_grade(self) -> Grade | None:
        """The organisation's grade."""
        return self.said.scale.by_key.get(self.said.content.grade or "") if self.said else None

    @property
    def answer_words(self) -> str:
        """What the visitor answered, in words: a grade's label, yes, a choice; empty when nothing."""
        return words_of(self.seen)

    @property
    def own_words(self) -> str:
        """What the organisation had answered, in words."""
        return words_of(self.said) if self.said else ""


def words_of(said: Said) -> str:
    """The answer itself in words, without its narrative."""
    content = said.content
    if content.not_applicable:
        return said.scale.not_applicable.label
    if content.grade:
        grade = said.scale.by_key.get(content.grade)
        return grade.label if grade else content.grade
    if said.question.kind is Kind.YES_NO:
        return {"yes": "Yes", "no": "No"}.get(str(content.value or ""), "")
    if said.question.kind is Kind.CHOICE:
        chosen = content.chosen()
        return ", ".join(label for key, label in said.question.choices if key in chosen)
    if isinstance(content.value, Mapping):
        return ", ".join(str(part) for part in content.value.values() if part)
    return str(content.value or "")


@dataclass(frozen=True)
class VisitView:
    """A visit with its form: every question that this organisation may be asked, in order."""

    row: Visit
    questionnaire: Questionnaire
    lines: Mapping[str, VisitLine]
    asked: frozenset[str]
    """Codes of the questions that are asked given what is noted so far."""
    copy: Submission | None

    @cached_property
    def standards(self) -> list[tuple[Standard, list[VisitLine]]]:
        """The lines by standard."""
        found = []
        for standard in self.questionnaire.standards:
            mine = [line for line in self.lines.values() if line.standard is standard]
            if mine:
                found.append((standard, mine))
        return found

    @cached_property
    def answered(self) -> list[tuple[Standard, list[VisitLine]]]:
        """The lines to read: those that were asked."""
        return [
            (standard, asked)
            for standard, lines in self.standards
            if (asked := [line for line in lines if line.question.code in self.asked])
        ]

    @cached_property
    def progress(self) -> list[Progress]:
        """How far each question is that is asked. A form takes no files."""
        scale = self.questionnaire.scale
        return [
            progress_of(line.question, scale, line.content, 1 if line.content != EMPTY else 0)
            for code, line in self.lines.items()
            if code in self.asked
        ]

    @property
    def missing(self) -> list[Progress]:
        """The questions that lack something before the form can be sent."""
        return [each for each in self.progress if each.status is not Status.COMPLETE]

    @cached_property
    def different(self) -> list[VisitLine]:
        """What was seen otherwise than it was said, the worse first."""
        found = [
            line
            for code, line in self.lines.items()
            if code in self.asked and line.sight in (Sight.NOT_AS_SAID, Sight.BETTER)
        ]
        return sorted(found, key=lambda line: line.sight is not Sight.NOT_AS_SAID)


def view_of_visit(session: Session, row: Visit) -> VisitView:
    """The form of a visit that the caller has in scope. Two queries, and one each for editions not seen before."""
    return views_of(session, [row])[0]


def views_of(session: Session, rows: Sequence[Visit]) -> list[VisitView]:
    """The forms of visits that the caller has in scope. Two queries, however many there are."""
    answers = _answers(session, [row.id for row in rows])
    copies = _copies(session, rows)
    return [_view(session, row, answers.get(row.id, {}), copies.get(row.id)) for row in rows]


def content_of_visit_answer(answer: VisitAnswer | None) -> AnswerContent:
    """What is noted in a row."""
    if answer is None:
        return EMPTY
    return AnswerContent(
        answer.grade, answer.value, answer.narrative, answer.not_applicable, answer.na_reason
    )


def _answers(session: Session, ids: Sequence[int]) -> dict[int, dict[str, VisitAnswer]]:
    found: dict[int, dict[str, VisitAnswer]] = {}
    rows = session.scalars(
        select(VisitAnswer)
        .join(VisitAnswer.question)
        .where(VisitAnswer.visit_id.in_(ids))
        .options(contains_eager(VisitAnswer.question))
        .execution_options(populate_existing=True)
    )
    for row in rows:
        found.setdefault(row.visit_id, {})[row.question.code] = row
    return found


def _copies(session: Session, rows: Iterable[Visit]) -> dict[int, Submission]:
    """By visit: the copy beside which its form was sent, or as long as it was not, the latest."""
    listed = list(rows)
    kept = [row.submission_id for row in listed if row.submission_id is not None]
    returns = [row.return_id for row in listed if row.submission_id is None]
    copies = session.scalars(
        select(Submission)
        .where(or_(Submission.id.in_(kept), Submission.return_id.in_(returns)))
        .order_by(Submission.number)
    ).all()
    by_id = {copy.id: copy for copy in copies}
    latest = {copy.return_id: copy for copy in copies}
    found = {
        row.id: by_id.get(row.submission_id) if row.submission_id is not None else latest.get(row.return_id)
        for row in listed
    }
    return {id: copy for id, copy in found.items() if copy is not None}


def _view(
    session: Session, row: Visit, answers: Mapping[str, VisitAnswer], copy: Submission | None
) -> VisitView:
    questionnaire = questionnaire_by(session, row.edition)
    own = questionnaire_by(session, row.visited.round.edition)
    respondent = respondent_of(row.visited)
    contents = {code: content_of_visit_answer(answer) for code, answer in answers.items()}
    given: Mapping[str, Any] = (copy.content.get("answers") or {}) if copy is not None else {}
    lines = {}
    for question in questionnaire.meant_for(respondent):
        theirs = counterpart(question, own)
        said = given.get(theirs.code) if theirs else None
        lines[question.code] = VisitLine(
            question,
            questionnaire.standard_of[question.code],
            Said(question, questionnaire.scale, contents.get(question.code, EMPTY)),
            answers[question.code].version if question.code in answers else 0,
            Said(theirs, own.scale, _said(said)) if theirs and said else None,
        )
    asked = frozenset(questions_asked(questionnaire, respondent, contents))
    return VisitView(row, questionnaire, lines, asked, copy)


def _said(answer: Mapping[str, Any]) -> AnswerContent:
    """The answer of a copy, without its words: a visitor sees what was said, not why."""
    return AnswerContent(
        answer.get("grade"), answer.get("value"), not_applicable=bool(answer.get("not_applicable"))
    )
