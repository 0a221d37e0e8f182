"""What the pages of a trust show: a line for each school, and where each stands with each question."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.domain.inheriting import STAND_WORDS, Stand
from audit.domain.questionnaire import Question, Standard
from audit.domain.workflows import RETURN_STATE_WORDS, ReturnState
from audit.rooms.assessments.exports.reading import due_of
from audit.rooms.rounds.models import Return
from audit.rooms.trusts.queries import SchoolStand, TrustItem, TrustRound, is_open

STATE_COLOURS = {
    ReturnState.NOT_STARTED: "grey",
    ReturnState.IN_PROGRESS: "blue",
    ReturnState.AWAITING_SIGN_OFF: "purple",
    ReturnState.SUBMITTED: "green",
}
STAND_COLOURS = {
    Stand.NOT_YET: "grey",
    Stand.THE_TRUSTS: "green",
    Stand.DIFFERENT: "yellow",
    Stand.REASON_MISSING: "orange",
    Stand.ITS_OWN: "blue",
}
_COUNTS = {
    Stand.THE_TRUSTS: ("has your answer", "have your answer"),
    Stand.DIFFERENT: ("answers differently", "answer differently"),
    Stand.REASON_MISSING: ("answers differently, reason missing", "answer differently, reason missing"),
    Stand.ITS_OWN: ("has its own answer", "have their own answer"),
    Stand.NOT_YET: ("not answered yet", "not answered yet"),
}
DIFFERS = (Stand.DIFFERENT, Stand.REASON_MISSING)


@dataclass(frozen=True)
class SchoolLine:
    """One school in the trust's list of a round."""

    row: Return
    state: str
    colour: str
    due: date
    is_late: bool
    answered: int
    asked: int
    inherited: int
    differs: int
    its_own: int
    lacking: int
    """How many of the trust's answers it can still take."""


@dataclass(frozen=True)
class ItemLine:
    """One question that a trust answers for all, in its list."""

    question: Question
    item: TrustItem
    counts: Sequence[str]
    """How many schools stand where, in words; those that are never asked it are left out."""


@dataclass(frozen=True)
class StandLine:
    """One school on the page of a question."""

    row: Return
    words: str
    colour: str
    detail: str
    reason: str


def school_lines(
    here: TrustRound,
    items: Mapping[str, TrustItem],
    stands: Mapping[str, Mapping[int, SchoolStand]],
    answered: Mapping[int, tuple[int, int]],
    today: date,
) -> list[SchoolLine]:
    """A line for each school, by name."""
    lines = []
    for row in here.returns:
        count = Counter(found[row.id].stand for found in stands.values() if row.id in found)
        late = due_of(row, today).late
        lacking = sum(
            found[row.id].stand is Stand.NOT_YET and not items[code].content.is_empty
            for code, found in stands.items()
            if row.id in found
        )
        done, asked = answered[row.id]
        lines.append(
            SchoolLine(
                row,
                "Late" if late else RETURN_STATE_WORDS[row.state],
                "red" if late else STATE_COLOURS[row.state],
                row.due,
                late,
                done,
                asked,
                count[Stand.THE_TRUSTS],
                sum(count[stand] for stand in DIFFERS),
                count[Stand.ITS_OWN],
                lacking if is_open(row) else 0,
            )
        )
    return lines


def item_lines(
    here: TrustRound,
    items: Mapping[str, TrustItem],
    stands: Mapping[str, Mapping[int, SchoolStand]],
) -> list[ItemLine]:
    """A line for each question that the trust answers for all."""
    lines = []
    for code, item in items.items():
        count = Counter(found.stand for found in stands[code].values())
        words = [
            f"{count[stand]} {one if count[stand] == 1 else many}"
            for stand, (one, many) in _COUNTS.items()
            if count[stand]
        ]
        lines.append(ItemLine(here.questionnaire.questions[code], item, words))
    return lines


def stand_lines(here: TrustRound, item: TrustItem, stands: Mapping[int, SchoolStand]) -> list[StandLine]:
    """Where each school that can be asked a question stands with it, by name."""
    lines = []
    for row in here.returns:
        if row.id not in stands:
            continue
        found = stands[row.id]
        lines.append(
            StandLine(
                row,
                STAND_WORDS[found.stand],
                STAND_COLOURS[found.stand],
                _detail(row, found, item),
                found.reason if found.stand is Stand.DIFFERENT else "",
            )
        )
    return lines


def standards_to_choose(here: TrustRound) -> list[tuple[Standard, Sequence[Question]]]:
    """The questions that can be chosen, by standard."""
    offered = here.questions
    found = [
        (standard, [question for question in standard.questions if question.code in offered])
        for standard in here.questionnaire.standards
    ]
    return [(standard, questions) for standard, questions in found if questions]


def themes_to_choose(here: TrustRound) -> list[tuple[str, str, int]]:
    """The themes of the questions that can be chosen: key, words and how many questions have it."""
    count = Counter(theme for question in here.questions.values() for theme in question.themes)
    return [(key, key.replace("-", " ").capitalize(), count[key]) for key in sorted(count)]


def _detail(row: Return, found: SchoolStand, item: TrustItem) -> str:
    if not is_open(row):
        if row.state is ReturnState.SUBMITTED:
            return "Submitted: it stays as it was sent"
        if row.state is ReturnState.AWAITING_SIGN_OFF:
            return "Waiting for sign-off: it stays as it is"
        return "The round is closed"
    if found.stand is Stand.ITS_OWN:
        return "Its own words are never replaced. Its lead is offered yours"
    if found.stand is Stand.THE_TRUSTS and found.given_version < item.version:
        return "It has an earlier answer of yours"
    return ""
