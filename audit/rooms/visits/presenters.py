"""What pages show of visits, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.domain.answers import AnswerContent
from audit.domain.challenge import say_clock
from audit.domain.child_details import warnings_in
from audit.domain.dates import in_london, say_date, say_time
from audit.domain.visits import SeenCount, Sight, VisitState, count_sights
from audit.rooms.visits.models import Visit
from audit.rooms.visits.queries.reading import VisitLine, VisitView

COLOURS: Mapping[VisitState, str] = {
    VisitState.ASKED: "grey",
    VisitState.STARTED: "light-blue",
    VisitState.SENT: "orange",
    VisitState.SHARED: "purple",
    VisitState.REPLIED: "green",
    VisitState.DECLINED: "yellow",
    VisitState.WITHDRAWN: "yellow",
}
SIGHT_COLOURS: Mapping[Sight, str] = {
    Sight.AS_SAID: "green",
    Sight.BETTER: "blue",
    Sight.NOT_AS_SAID: "red",
}


def when_visited(row: Visit) -> str:
    """``18 November 2026, 9:30am``; empty before it is noted."""
    if row.visited_on is None:
        return ""
    return say_date(row.visited_on) + (f", {say_clock(row.visited_time)}" if row.visited_time else "")


def saved_at(at: datetime | None, now: datetime) -> str:
    """``Saved at 2:05pm``, with the day where it was another."""
    if at is None:
        return ""
    if in_london(at).date() == in_london(now).date():
        return f"Saved at {say_time(at)}"
    return f"Saved on {say_date(in_london(at).date())}"


def child_warnings(*texts: str) -> list[str]:
    """Sentences about what may tell who a child is. They never stop anybody."""
    return [warning.sentence for text in texts if text for warning in warnings_in(text)]


def warnings_of(content: AnswerContent) -> list[str]:
    """The same for what is noted to one question."""
    value = content.value if isinstance(content.value, str) else ""
    return child_warnings(content.narrative, content.na_reason, value)


@dataclass(frozen=True)
class QuestionSeen:
    """One question over all visits: how often it was as said."""

    line: VisitLine
    count: SeenCount


def seen_by_question(views: Iterable[VisitView]) -> list[QuestionSeen]:
    """Each question that stands beside one of the organisation's, over several visits, in order."""
    lines: dict[tuple[str, str], list[VisitLine]] = {}
    for view in views:
        for code, line in view.lines.items():
            if code in view.asked and line.said is not None:
                lines.setdefault((view.row.edition.code, code), []).append(line)
    return [QuestionSeen(each[0], count_sights(line.sight for line in each)) for each in lines.values()]


def differences(views: Sequence[VisitView]) -> list[tuple[VisitView, VisitLine]]:
    """Everything that was seen otherwise than it was said, by visit."""
    return [(view, line) for view in views for line in view.different]
