"""Outcomes on the page: which returns wait for one, the form's suggestions, and an outcome to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from audit.domain.actions import ACTION_STATE_WORDS, ActionState
from audit.domain.agreement import HOW_WORDS
from audit.domain.child_details import warnings_in
from audit.domain.dates import days_left
from audit.domain.moderation import MODERATION_STATE_WORDS
from audit.domain.scales import Grade, Scale, scale_from_data
from audit.rooms.moderation.queries.outcome_lists import OutcomeLine
from audit.rooms.moderation.queries.outcomes import OutcomeView

PAGE = 50

STATES: Mapping[str, str] = {
    "": "All submitted returns",
    "waiting": "Without an outcome",
    "overdue": "Overdue",
    "draft": "Draft begun",
    "sent": "Outcome sent",
}
SORTS: Mapping[str, str] = {
    "due": "Due date",
    "name": "Name",
    "submitted": "Submitted",
    "moderation": "Moderation",
}


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    lines: Sequence[OutcomeLine]
    total: int
    page: int
    pages: int


def listing(
    lines: Sequence[OutcomeLine], state: str, sort: str, page: int, today: date, words: str = ""
) -> Listing:
    """The lines of a state and with these words in their name, sorted, one page of them."""
    wanted = [
        line
        for line in lines
        if _is_in(line, state, today)
        and words.casefold() in f"{line.organisation} {line.reference}".casefold()
    ]
    if sort == "due":
        wanted.sort(key=lambda line: (line.sent_at is not None, line.due))
    elif sort == "submitted":
        wanted.sort(key=lambda line: line.submitted_at)
    elif sort == "moderation":
        order = list(MODERATION_STATE_WORDS)
        wanted.sort(key=lambda line: -1 if line.moderation is None else order.index(line.moderation))
    pages = max(1, ceil(len(wanted) / PAGE))
    page = min(max(1, page), pages)
    return Listing(wanted[(page - 1) * PAGE : page * PAGE], len(wanted), page, pages)


def _is_in(line: OutcomeLine, state: str, today: date) -> bool:
    if state == "waiting":
        return line.sent_at is None
    if state == "overdue":
        return line.is_overdue(today)
    return not state or line.state == state


def clock_words(line: OutcomeLine, today: date) -> str:
    """How long there is, for a return that still waits."""
    return "" if line.sent_at else days_left(line.due, today)


def moderation_words(line: OutcomeLine) -> str:
    """Where its moderation stands."""
    return "Not moderated" if line.moderation is None else MODERATION_STATE_WORDS[line.moderation]


def state_words(view: OutcomeView) -> str:
    """Where the moderation of a return stands."""
    if view.moderation is None:
        return "Not moderated"
    return f"Moderation: {MODERATION_STATE_WORDS[view.moderation.state].lower()}"


@dataclass(frozen=True)
class Suggestion:
    """Something that the moderator noted of one answer and that may go into the outcome."""

    code: str
    text: str


def suggestions(view: OutcomeView) -> tuple[list[Suggestion], list[Suggestion]]:
    """Strengths and next steps, from what the moderator noted; both empty while the notes are unfinished."""
    judged = [(code, view.judgements[code]) for code in view.copy.content["asked"] if code in view.judgements]
    return (
        [Suggestion(code, each.good_practice.strip()) for code, each in judged if each.good_practice.strip()],
        [Suggestion(code, each.improvement.strip()) for code, each in judged if each.improvement.strip()],
    )


@dataclass(frozen=True)
class Standing:
    """A grade as it is shown: the grade, not applicable, or nothing said."""

    grade: Grade | None
    not_applicable: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return self.grade is None and not self.not_applicable

    def words(self, scale: Scale) -> str:
        """The grade's word."""
        if self.not_applicable:
            return scale.not_applicable.label
        return self.grade.label if self.grade else "Not answered"


@dataclass(frozen=True)
class GradeLine:
    """One graded answer with its grades side by side."""

    code: str
    text: str
    own: Standing
    moderated: Standing | None
    agreed: Standing | None
    how: str
    why: str

    @property
    def moved(self) -> bool:
        """Whether the grade that stands is another than the organisation's own."""
        return self.agreed is not None and self.agreed != self.own


@dataclass(frozen=True)
class GradeStandard:
    """A standard with its graded answers."""

    code: str
    title: str
    lines: Sequence[GradeLine]


@dataclass(frozen=True)
class OutcomePage:
    """An outcome to be read, from its content alone."""

    content: Mapping[str, Any]
    scale: Scale
    standards: Sequence[GradeStandard]
    asked: Sequence[tuple[str, str, date]]
    actions: Sequence[tuple[str, str, str, date, str]]
    """Question code, what, owner, due, state: what was in the plan when the outcome was sent."""
    submitted_at: datetime
    sent_at: datetime

    @property
    def moved(self) -> int:
        """How many grades were moved."""
        return sum(line.moved for standard in self.standards for line in standard.lines)

    @property
    def graded(self) -> int:
        """How many questions are graded."""
        return sum(len(standard.lines) for standard in self.standards)


def read_outcome(content: Mapping[str, Any]) -> OutcomePage:
    """An outcome, ready to be shown and to be written as a document."""
    scale = scale_of(content["scale"])
    return OutcomePage(
        content,
        scale,
        grade_standards(content["standards"], scale),
        [(each["code"], each["what"], date.fromisoformat(each["due_on"])) for each in content["asked"]],
        [
            (
                each["code"],
                each["what"],
                each["owner"],
                date.fromisoformat(each["due_on"]),
                ACTION_STATE_WORDS[ActionState(each["state"])],
            )
            for each in content["actions"]
        ],
        datetime.fromisoformat(content["submitted_at"]),
        datetime.fromisoformat(content["sent_at"]),
    )


def scale_of(data: Mapping[str, Any]) -> Scale:
    """The scale of a copy."""
    return scale_from_data({"scale": data["code"], **data})


def grade_standards(standards: Sequence[Mapping[str, Any]], scale: Scale) -> list[GradeStandard]:
    """The grades side by side, by standard."""

    def standing(data: Mapping[str, Any] | None) -> Standing | None:
        if data is None:
            return None
        return Standing(scale.by_key.get(data["grade"] or ""), data["not_applicable"])

    return [
        GradeStandard(
            each["code"],
            each["title"],
            [
                GradeLine(
                    line["code"],
                    line["text"],
                    standing(line["own"]) or Standing(None, False),
                    standing(line["moderated"]),
                    standing(line["agreed"]),
                    HOW_WORDS.get(line["how"], ""),
                    line["why"],
                )
                for line in each["questions"]
            ],
        )
        for each in standards
    ]


def child_warnings(*texts: str) -> list[str]:
    """What in these texts may tell who a child is."""
    return [warning.sentence for text in texts for warning in warnings_in(text)]


def grade_words(page: OutcomePage) -> str:
    """How the grades that stand came about, in a sentence."""
    if not page.content["moderated"]:
        return "This return was not moderated: the organisation’s own grades stand."
    return (
        f"This return was moderated. {page.moved} of {page.graded} grades moved. "
        "The agreed grade is the one that counts; the other two stay beside it."
    )
