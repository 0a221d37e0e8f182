"""An answer's content, what is still missing from it, and where a return stands.

Not started, not answered and not applicable are different things and are told apart here once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

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


@dataclass(frozen=True)
class Progress:
    """How far one question is, and in plain words what it still lacks.

    ``said`` tells whether anything is there at all, an answer or a file: a question that may be left alone is
    complete without.
    """

    question: Question
    status: Status
    missing: tuple[str, ...] = ()
    said: bool = False


def progress_of(question: Question, scale: Scale, content: AnswerContent, evidence: int) -> Progress:
    """Judge one answer. ``evidence`` is the number of files attached to it."""
    missing = tuple(_missing(question, scale, content, evidence))
    if content.is_empty and not evidence:
        # A question that need not be answered is complete when it is left alone.
        status = Status.NOT_STARTED if question.required else Status.COMPLETE
        return Progress(question, status, missing if question.required else ())
    return Progress(question, Status.INCOMPLETE if missing else Status.COMPLETE, missing, said=True)


def _missing(question: Question, scale: Scale, content: AnswerContent, evidence: int) -> Iterable[str]:
    if content.not_applicable and question.allow_not_applicable:
        if scale.not_applicable.reason_required and not content.na_reason.strip():
            yield "Say why this does not apply"
        return
    if question.kind is Kind.GRADED:
        if content.grade not in scale.by_key:
            yield "Choose a grade"
    elif question.kind is Kind.PERSON:
        if not isinstance(content.value, Mapping) or not str(content.value.get("name") or "").strip():
            yield "Give the person's name"
    elif not _said(content.value):
        yield "Answer the question"
    chosen = content.chosen()
    grade = scale.by_key.get(content.grade or "")
    grade_needs = grade.needs if grade else frozenset()
    word = f" for {grade.label}" if grade else ""
    narrative_needed = _required_for(question.narrative_for, chosen) or Need.NARRATIVE in grade_needs
    evidence_needed = _required_for(question.evidence_for, chosen) or Need.EVIDENCE in grade_needs
    if narrative_needed and not content.narrative.strip():
        yield f"Write a narrative{word}"
    if evidence_needed and not evidence:
        yield f"Attach evidence{word}"


def _required_for(values: frozenset[str], chosen: frozenset[str]) -> bool:
    return ALWAYS in values or bool(values & chosen)


@dataclass(frozen=True)
class StandardProgress:
    """How far one standard is: its questions that are asked, with their progress."""

    standard: Standard
    questions: tuple[Progress, ...]

    @property
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

    @property
    def done(self) -> int:
        """How many of the questions asked are complete."""
        return sum(s.done for s in self.standards)

    @property
    def asked(self) -> int:
        """How many questions are asked of this organisation."""
        return sum(s.asked for s in self.standards)

    @property
    def missing(self) -> tuple[Progress, ...]:
        """The questions that still lack something, in order."""
        return tuple(p for s in self.standards for p in s.questions if p.status is not Status.COMPLETE)

    @property
    def is_complete(self) -> bool:
        """Whether the return can be sent for sign-off."""
        return not self.missing


def progress_of_return(
    questionnaire: Questionnaire,
    respondent: Respondent,
    answers: Mapping[str, AnswerContent],
    evidence: Mapping[str, int],
) -> ReturnProgress:
    """Judge a whole return. ``answers`` and ``evidence`` (numbers of files) are keyed by question code."""
    values = {code: content.chosen() for code, content in answers.items()}
    judged = {
        question.code: progress_of(
            question, questionnaire.scale, answers.get(question.code, EMPTY), evidence.get(question.code, 0)
        )
        for question in questionnaire.asked_of(respondent, values)
    }
    standards = tuple(
        StandardProgress(standard, tuple(judged[q.code] for q in standard.questions if q.code in judged))
        for standard in questionnaire.standards
        if any(q.code in judged for q in standard.questions)
    )
    return ReturnProgress(standards, judged)
