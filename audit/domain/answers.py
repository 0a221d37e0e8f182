"""An answer's content, what is still missing from it, and where a return stands.

Not started, not answered and not applicable are different things and are told apart here once.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from audit.domain.actions import needs_action
from audit.domain.figures import number_of
from audit.domain.questionnaire import Kind, Question, Questionnaire, Respondent, Standard
from audit.domain.scales import Need, Scale

ALWAYS = "always"


class Status(StrEnum):
    """How far one question, one standard or one return is."""

    NOT_STARTED = "not-started"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"


STATUS_WORDS: Mapping[Status, str] = {
    Status.NOT_STARTED: "Not started",
    Status.INCOMPLETE: "Incomplete",
    Status.COMPLETE: "Complete",
}


@dataclass(frozen=True)
class AnswerContent:
    """What an organisation has said to one question.

    ``grade`` is a grade key (graded questions). ``value`` is the answer to the other kinds: text for
    yes-no, choice, text, number, percentage and date (ISO); a list of choice keys where several may
    be chosen; ``{"name", "role", "trained_on"}`` for a person. ``narrative`` goes with any kind.
    """

    grade: str | None = None
    value: Any = None
    narrative: str = ""
    not_applicable: bool = False
    na_reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all has been said."""
        return not (
            self.grade or self.narrative.strip() or self.not_applicable or self.na_reason.strip()
        ) and not _said(self.value)

    def chosen(self) -> frozenset[str]:
        """The value or values that conditions and requirements look at."""
        if self.not_applicable:
            return frozenset()
        if self.grade:
            return frozenset({self.grade})
        if isinstance(self.value, str) and self.value:
            return frozenset({self.value})
        if isinstance(self.value, list):
            return frozenset(self.value)
        return frozenset()


EMPTY = AnswerContent()


def _said(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(str(part or "").strip() for part in value.values())
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value)


class Progress(NamedTuple):
    """How far one question is, and in plain words what it still lacks.

    ``said`` tells whether anything is there at all, an answer or a file: a question that may be left alone is
    complete without.
    """

    question: Question
    status: Status
    missing: tuple[str, ...] = ()
    said: bool = False


def progress_of(
    question: Question, scale: Scale, content: AnswerContent, evidence: int, actions: int | None = None
) -> Progress:
    """Judge one answer. ``evidence`` is the number of files attached to it.

    ``actions`` is the number of its actions that are not given up, or ``None`` where the round asks for none.
    """
    missing = _missing(question, scale, content, evidence, actions)
    if not evidence and (content is EMPTY or content.is_empty):
        # A question that need not be answered is complete when it is left alone.
        status = Status.NOT_STARTED if question.required else Status.COMPLETE
        return Progress(question, status, missing if question.required else ())
    return Progress(question, Status.INCOMPLETE if missing else Status.COMPLETE, missing, said=True)


def _missing(
    question: Question, scale: Scale, content: AnswerContent, evidence: int, actions: int | None
) -> tuple[str, ...]:
    if content.not_applicable and question.allow_not_applicable:
        if scale.not_applicable.reason_required and not content.na_reason.strip():
            return ("Say why this does not apply",)
        return ()
    missing = []
    grade = scale.by_key.get(content.grade) if content.grade else None
    if question.kind is Kind.GRADED:
        if grade is None:
            missing.append("Choose a grade")
    elif question.kind is Kind.PERSON:
        if not isinstance(content.value, Mapping) or not str(content.value.get("name") or "").strip():
            missing.append("Give the person's name")
    elif not _said(content.value):
        missing.append("Answer the question")
    needs = grade.needs if grade else frozenset()
    word = f" for {grade.label}" if grade else ""
    if (
        Need.NARRATIVE in needs or _wanted(question.narrative_for, content)
    ) and not content.narrative.strip():
        missing.append(f"Write a narrative{word}")
    if not evidence and (Need.EVIDENCE in needs or _wanted(question.evidence_for, content)):
        missing.append(f"Attach evidence{word}")
    if actions == 0 and question.kind is Kind.GRADED and needs_action(grade):
        missing.append(f"Add an action{word}")
    return tuple(missing)


def _wanted(values: frozenset[str], content: AnswerContent) -> bool:
    return bool(values) and (ALWAYS in values or not values.isdisjoint(content.chosen()))


@dataclass(frozen=True)
class StandardProgress:
    """How far one standard is: its questions that are asked, with their progress."""

    standard: Standard
    questions: tuple[Progress, ...]

    @cached_property
    def done(self) -> int:
        """How many questions are complete."""
        return sum(p.status is Status.COMPLETE for p in self.questions)

    @property
    def asked(self) -> int:
        """How many questions are asked."""
        return len(self.questions)

    @property
    def status(self) -> Status:
        """Complete when every question is; not started when nothing has been said to any."""
        if self.done == self.asked:
            return Status.COMPLETE
        # Not by status: a question that may be left alone is complete, but that does not start a standard.
        return Status.INCOMPLETE if any(p.said for p in self.questions) else Status.NOT_STARTED


@dataclass(frozen=True)
class ReturnProgress:
    """How far a whole return is."""

    standards: tuple[StandardProgress, ...]
    by_code: Mapping[str, Progress] = field(default_factory=dict)

    @cached_property
    def done(self) -> int:
        """How many of the questions asked are complete."""
        return sum(s.done for s in self.standards)

    @property
    def asked(self) -> int:
        """How many questions are asked of this organisation."""
        return sum(s.asked for s in self.standards)

    @cached_property
    def missing(self) -> tuple[Progress, ...]:
        """The questions that still lack something, in order."""
        return tuple(p for s in self.standards for p in s.questions if p.status is not Status.COMPLETE)

    @property
    def is_complete(self) -> bool:
        """Whether the return can be sent for sign-off."""
        return not self.missing


def questions_asked(
    questionnaire: Questionnaire, respondent: Respondent, answers: Mapping[str, AnswerContent]
) -> dict[str, Question]:
    """The questions that are asked, by code and in order. Of ``answers``, only the deciding ones matter."""
    values = {code: answers[code].chosen() for code in questionnaire.deciding if code in answers}
    return {question.code: question for question in questionnaire.asked_of(respondent, values)}


def numbers_said(
    questionnaire: Questionnaire, asked: Container[str], answers: Mapping[str, AnswerContent]
) -> dict[str, Decimal]:
    """The numbers that checks, rates and totals look at, by question code: those that are asked and were given."""
    found = {}
    for code in questionnaire.figures.codes:
        content = answers.get(code, EMPTY)
        number = None if content.not_applicable or code not in asked else number_of(content.value)
        if number is not None:
            found[code] = number
    return found


def numbers_that_hinder(
    questionnaire: Questionnaire, asked: Mapping[str, Question], answers: Mapping[str, AnswerContent]
) -> dict[str, tuple[str, ...]]:
    """Why a return cannot be sent because its numbers do not fit, by the last question that each check looks at."""
    if not any(check.must for check in questionnaire.figures.checks):
        return {}
    place = {code: number for number, code in enumerate(asked)}
    found: dict[str, tuple[str, ...]] = {}
    for check, sentence in questionnaire.figures.broken(numbers_said(questionnaire, asked, answers)):
        if check.must:
            last = max(check.codes, key=lambda code: place[code])
            found[last] = (*found.get(last, ()), sentence.rstrip("."))
    return found


def progress_of_standard(
    standard: Standard,
    scale: Scale,
    asked: Container[str],
    answers: Mapping[str, AnswerContent],
    evidence: Mapping[str, int],
    actions: Mapping[str, int] | None = None,
    unfit: Mapping[str, tuple[str, ...]] | None = None,
) -> StandardProgress:
    """Judge one standard. ``asked`` holds the codes of the questions asked; the rest is as for a whole return.

    ``unfit`` says of which questions the numbers hinder sending; see ``numbers_that_hinder``.
    """
    found = [
        progress_of(
            question,
            scale,
            answers.get(question.code, EMPTY),
            evidence.get(question.code, 0),
            None if actions is None else actions.get(question.code, 0),
        )
        for question in standard.questions
        if question.code in asked
    ]
    if unfit:
        found = [
            Progress(each.question, Status.INCOMPLETE, each.missing + unfit[each.question.code], said=True)
            if each.question.code in unfit
            else each
            for each in found
        ]
    return StandardProgress(standard, tuple(found))


def progress_of_return(
    questionnaire: Questionnaire,
    respondent: Respondent,
    answers: Mapping[str, AnswerContent],
    evidence: Mapping[str, int],
    actions: Mapping[str, int] | None = None,
) -> ReturnProgress:
    """Judge a whole return. ``answers`` and ``evidence`` (numbers of files) are keyed by question code.

    ``actions`` (numbers of actions that are not given up) is ``None`` where the round asks for none.
    """
    asked = questions_asked(questionnaire, respondent, answers)
    unfit = numbers_that_hinder(questionnaire, asked, answers)
    standards = [
        progress_of_standard(standard, questionnaire.scale, asked, answers, evidence, actions, unfit)
        for standard in questionnaire.standards
    ]
    return ReturnProgress(
        tuple(standard for standard in standards if standard.questions),
        {progress.question.code: progress for standard in standards for progress in standard.questions},
    )
