"""What pages show of returns and answers, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from audit.domain.answers import STATUS_WORDS, AnswerContent, Progress, StandardProgress, Status
from audit.domain.child_details import warnings_in
from audit.domain.dates import days_left, in_london, say_date, say_time
from audit.domain.on_paper import say_how
from audit.domain.questionnaire import Kind, Question, Standard
from audit.domain.scales import Grade, Scale
from audit.domain.workflows import RETURN_STATE_WORDS, ReturnState, RoundState
from audit.rooms.assessments.models import AnswerRevision, Submission
from audit.rooms.assessments.policy import YES_NO
from audit.rooms.assessments.queries import AnyReturn, GivenAnswer, ReturnView, content_of
from audit.rooms.rounds.models import Return


@dataclass(frozen=True)
class Said:
    """An answer in words: its grade, or that it does not apply, or the lines of another kind of answer."""

    grade: Grade | None = None
    grade_word: str = ""
    """The grade's key where the scale does not know it, so that nothing is hidden."""
    not_applicable: bool = False
    lines: tuple[str, ...] = ()
    narrative: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.grade or self.grade_word or self.not_applicable or self.lines or self.narrative)


def say(question: Question, scale: Scale, content: AnswerContent) -> Said:
    """What an answer says."""
    grade = scale.by_key.get(content.grade or "")
    return Said(
        grade=grade,
        grade_word="" if grade else content.grade or "",
        not_applicable=content.not_applicable,
        lines=tuple(_lines(question, content)),
        narrative=content.narrative,
        reason=content.na_reason,
    )


def _lines(question: Question, content: AnswerContent) -> list[str]:
    value = content.value
    if isinstance(value, Mapping):
        trained = value.get("trained_on")
        return [
            *(str(value[part]) for part in ("name", "role") if value.get(part)),
            *([f"Last trained on {say_date(date.fromisoformat(str(trained)))}"] if trained else []),
        ]
    if value in (None, "", []):
        return []
    if question.kind is Kind.YES_NO:
        return [YES_NO.get(str(value), str(value))]
    if question.kind is Kind.CHOICE:
        labels = dict(question.choices)
        return [labels.get(str(key), str(key)) for key in (value if isinstance(value, list) else [value])]
    if question.kind is Kind.DATE:
        return [say_date(date.fromisoformat(str(value)))]
    if question.kind is Kind.PERCENTAGE:
        return [f"{value} %"]
    if question.kind is Kind.NUMBER:
        return [f"{value} {question.unit}".strip()]
    return [str(value)]


def saved_words(answer: GivenAnswer | None, now: datetime, person_id: int | None) -> str:
    """``Saved at 2:05pm``, with the day where it was another, and by whom where it was somebody else."""
    if answer is None:
        return ""
    at, today = in_london(answer.updated_at).date(), in_london(now).date()
    when = f"at {say_time(answer.updated_at)}" if at == today else f"on {say_date(at)}"
    by = "" if answer.updated_by_id == person_id else f" by {answer.updated_by_name}"
    return f"Saved {when}{by}"


def child_warnings(content: AnswerContent) -> list[str]:
    """Sentences about what may tell who a child is, anywhere in an answer. They never stop anybody."""
    texts = [content.narrative, content.na_reason]
    if isinstance(content.value, str):
        texts.append(content.value)
    return [warning.sentence for text in texts if text for warning in warnings_in(text)]


@dataclass(frozen=True)
class Change:
    """One entry of an answer's history: who changed it when, from what and to what."""

    by: str
    at: datetime
    how: str
    before: Said | None
    after: Said


def changes(
    question: Question,
    scale: Scale,
    revisions: list[AnswerRevision],
    carried: Mapping[int, str] | None = None,
    shared: Mapping[int, str] | None = None,
) -> list[Change]:
    """The history of an answer, the latest change first, as the revisions are.

    ``carried`` gives, by version, the title of the round that an answer was brought forward from; ``shared`` the
    board from whose return it came.
    """
    said = [say(question, scale, content_of(row)) for row in revisions]
    return [
        Change(row.by_name, row.at, _how(row, carried or {}, shared or {}), before, after)
        for row, after, before in zip(revisions, said, [*said[1:], None], strict=True)
    ]


def _how(row: AnswerRevision, carried: Mapping[int, str], shared: Mapping[int, str]) -> str:
    if row.version in shared:
        return f"from the return to {shared[row.version]}"
    if row.version in carried:
        return f"still true, carried from {carried[row.version]}"
    return say_how(row.via, row.by_name)


@dataclass(frozen=True)
class Due:
    """When a return is due, in words; ``late`` when that day is over and it has not been submitted."""

    on: date
    words: str
    late: bool


def due_of(row: AnyReturn, today: date) -> Due:
    """When a return is due, and how long that is."""
    if row.now is ReturnState.SUBMITTED or row.round.state is RoundState.CLOSED:
        return Due(row.due, "", late=False)
    return Due(row.due, days_left(row.due, today), today > row.due)


@dataclass(frozen=True)
class ListedReturn:
    """One line of an organisation's list of returns."""

    row: Return
    due: Due
    state: ReturnState
    words: str
    is_open: bool
    copies: tuple[Submission, ...]


def list_of_returns(
    rows: list[Return], copies: Mapping[int, list[Submission]], today: date
) -> list[ListedReturn]:
    """An organisation's returns as its list shows them."""
    return [
        ListedReturn(
            row,
            due_of(row, today),
            row.now,
            RETURN_STATE_WORDS[row.now],
            row.round.state is RoundState.OPEN,
            tuple(copies.get(row.id, ())),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Count:
    """How many questions are done, of those that count.

    A question that may be left alone counts once something has been said to it; until then it is only optional.
    """

    done: int
    asked: int
    optional: int = 0

    @property
    def words(self) -> str:
        """``3 of 7 done, 2 more optional``."""
        if not self.asked:
            return f"{self.optional} optional"
        more = f", {self.optional} more optional" if self.optional else ""
        return f"{self.done} of {self.asked} done{more}"

    @property
    def percent(self) -> str:
        """``42.9 %``; empty when there is nothing to count."""
        return f"{100 * self.done / self.asked:.1f} %" if self.asked else ""


def is_optional(progress: Progress) -> bool:
    """Whether a question has been left alone and may be."""
    return not progress.said and not progress.question.required


def count_of(questions: Iterable[Progress]) -> Count:
    """Count questions as people do."""
    done = asked = optional = 0
    for progress in questions:
        if is_optional(progress):
            optional += 1
        else:
            asked += 1
            done += progress.status is Status.COMPLETE
    return Count(done, asked, optional)


def status_word(progress: Progress) -> str:
    """The status of a question; ``Optional`` when it has been left alone and may be."""
    return "Optional" if is_optional(progress) else STATUS_WORDS[progress.status]


@dataclass(frozen=True)
class Task:
    """A standard on the task list, with the question to go on with."""

    progress: StandardProgress
    count: Count
    go_on_with: str


def tasks_of(view: ReturnView) -> list[Task]:
    """The task list: each standard leads to its first question that lacks something."""
    return [
        Task(
            standard,
            count_of(standard.questions),
            next(
                (p.question.code for p in standard.questions if p.status is not Status.COMPLETE),
                standard.questions[0].question.code,
            ),
        )
        for standard in view.progress.standards
    ]


def count_of_all(tasks: Iterable[Task]) -> Count:
    """Count the questions of a whole task list, whose standards have been counted."""
    counts = [task.count for task in tasks]
    return Count(sum(c.done for c in counts), sum(c.asked for c in counts), sum(c.optional for c in counts))


def started_but_missing(view: ReturnView) -> list[Progress]:
    """The questions that were begun and still lack something."""
    return [p for p in view.progress.missing if p.status is Status.INCOMPLETE]


@dataclass(frozen=True)
class Neighbours:
    """The questions before and after one question, across standards."""

    before: Question | None
    after: Question | None


def neighbours(asked: list[Question], code: str) -> Neighbours:
    """What stands before and after a question among those that are asked."""
    codes = [question.code for question in asked]
    if code not in codes:
        return Neighbours(None, asked[0] if asked else None)
    place = codes.index(code)
    return Neighbours(
        asked[place - 1] if place else None, asked[place + 1] if place + 1 < len(asked) else None
    )


def asked_in_order(view: ReturnView) -> list[Question]:
    """The questions that are asked, in order."""
    return list(view.questions.values())


def standards_around(view: ReturnView, code: str) -> tuple[Standard | None, Standard | None]:
    """The standards before and after one."""
    standards = [
        standard
        for standard in view.questionnaire.standards
        if any(question.code in view.questions for question in standard.questions)
    ]
    place = next(i for i, standard in enumerate(standards) if standard.code == code)
    return (
        standards[place - 1] if place else None,
        standards[place + 1] if place + 1 < len(standards) else None,
    )


def changed_questions(before: list[Question], after: list[Question]) -> str:
    """A sentence about the questions that an answer brought or took away; empty when there are none."""
    old, new = {q.code for q in before}, {q.code for q in after}
    added = [q.code for q in after if q.code not in old]
    gone = [q.code for q in before if q.code not in new]
    sentences = []
    if added:
        sentences.append(f"Your answer adds {_questions(added)}.")
    if gone:
        sentences.append(f"Your answer takes away {_questions(gone)}. What was written there is kept.")
    return " ".join(sentences)


def _questions(codes: list[str]) -> str:
    if len(codes) == 1:
        return f"question {codes[0]}"
    return f"{len(codes)} questions: {', '.join(codes[:-1])} and {codes[-1]}"
