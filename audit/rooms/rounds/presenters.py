"""What the pages of rounds show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Field, RadioField

from audit.domain.dates import say_date
from audit.domain.deadlines import RoundCounts, Standing
from audit.domain.rollup import Share
from audit.domain.workflows import RETURN_STATE_WORDS, ReturnState, RoundState
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.queries import ReturnLine, Week
from audit.web.forms import DateInput, Form

STATE_COLOURS: Mapping[ReturnState, str] = {
    ReturnState.NOT_STARTED: "grey",
    ReturnState.IN_PROGRESS: "blue",
    ReturnState.AWAITING_SIGN_OFF: "purple",
    ReturnState.SUBMITTED: "green",
}
ROUND_COLOURS: Mapping[RoundState, str] = {
    RoundState.DRAFT: "grey",
    RoundState.OPEN: "blue",
    RoundState.CLOSED: "grey",
}


@dataclass(frozen=True)
class Tile:
    """One figure with its denominator, and the filter that lists what it counts (none: it lists all)."""

    label: str
    share: Share | None
    number: int
    standing: str = ""


def tiles(counts: RoundCounts, state: RoundState) -> list[Tile]:
    """The four figures of a round."""
    asked = counts.asked
    found = [
        Tile("Asked", None, asked),
        Tile("Started", Share(counts.begun, asked), counts.begun, "begun"),
        Tile("Submitted", Share(counts.submitted, asked), counts.submitted, Standing.SUBMITTED),
    ]
    if state is RoundState.CLOSED:
        found.append(
            Tile("Not returned", Share(counts.outstanding, asked), counts.outstanding, "outstanding")
        )
    else:
        found.append(Tile("Late", Share(counts.late, asked), counts.late, Standing.LATE))
    return found


def status_tags(line: ReturnLine, state: RoundState) -> list[tuple[str, str]]:
    """The words and colours of a return's status; after the closing whatever did not come is no response."""
    row = line.row
    if state is RoundState.CLOSED and row.state is not ReturnState.SUBMITTED:
        return [("No response", "red")]
    tags = [(RETURN_STATE_WORDS[row.state], STATE_COLOURS[row.state])]
    if line.is_late:
        tags.append(("Late", "red"))
    if row.paper_received_on is not None:
        tags.append(("On paper", "light-blue"))
    return tags


@dataclass(frozen=True)
class Bar:
    """One week of the chart: where its bar stands, in units of the drawing, and what it says."""

    week: Week
    x: int
    y: int
    height: int
    width: int
    label: str


@dataclass(frozen=True)
class WeekChart:
    """Returns submitted a week, as bars."""

    bars: Sequence[Bar]
    width: int
    height: int
    most: int
    words: str


def week_chart(weeks: Sequence[Week]) -> WeekChart | None:
    """The chart of returns over time; None when nothing has come yet."""
    if not weeks:
        return None
    height, width = 120, 640
    most = max(week.submitted for week in weeks)
    step = width // max(len(weeks), 8)
    bars = [
        Bar(
            week,
            place * step,
            height - round(height * week.submitted / most),
            round(height * week.submitted / most),
            max(4, step - 6),
            f"{week.submitted} in the week of {say_date(week.begins_on)}",
        )
        for place, week in enumerate(weeks)
    ]
    first, last = weeks[0], weeks[-1]
    words = (
        f"{last.so_far} submitted from {say_date(first.begins_on)} to the week of {say_date(last.begins_on)}."
    )
    return WeekChart(bars, width, height, most, words)


@dataclass(frozen=True)
class Difference:
    """A field that two people gave different values."""

    label: str
    saved: str
    typed: str


def differences(form: Form, saved: Mapping[str, Any]) -> list[Difference]:
    """Where what was typed differs from what somebody else saved meanwhile."""
    found = []
    for field in form:
        if field.name in saved and field.name not in ("version", "code"):
            theirs, mine = _shown(field, saved[field.name]), _shown(field, field.data)
            if theirs != mine:
                found.append(Difference(field.label.text, theirs, mine))
    return found


def _shown(field: Field, value: Any) -> str:
    if isinstance(field, DateInput):
        return say_date(value) if isinstance(value, date) else ""
    if isinstance(field, RadioField):
        return {str(choice[0]): str(choice[1]) for choice in field.choices or ()}.get(str(value), "")
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value or "")


def date_rows(row: Round) -> list[tuple[str, date | None]]:
    """The dates of a round that are set, with their words, in order."""
    every = [
        ("Planned opening", row.opens_on),
        ("Ready for sign-off by", row.sign_off_by),
        ("Due", row.due_on),
        ("Moderation ends", row.moderation_by),
        ("Challenge event", row.challenge_on),
        ("Six-month review", row.review_on),
    ]
    return [(words, day) for words, day in every if day is not None]
