"""Case audits in words: themes with what is held back, saved lines, before and after."""

from dataclasses import dataclass
from datetime import datetime

from audit.domain.case_audits import FEWEST_CASES, shown_parts
from audit.domain.child_details import warnings_in
from audit.domain.dates import in_london, say_date, say_time
from audit.rooms.case_audits.queries.figures import Beside, Figures, QuestionFigures


@dataclass(frozen=True)
class Theme:
    """One theme of cases. ``figures`` is None where too few cases have it to be shown apart."""

    name: str
    figures: QuestionFigures | None
    cases: str
    """How many cases, in words."""


def themes_of(figures: Figures) -> list[Theme]:
    """The themes of the cases with their grades, where there are enough of each."""
    shown = shown_parts(figures.categories)
    found = []
    for name, count in figures.categories.items():
        if name in shown:
            found.append(Theme(name, figures.of(category=name).overall, f"{count:,} cases"))
        else:
            found.append(
                Theme(name, None, "No cases" if not count else f"Fewer than {FEWEST_CASES}, or held back")
            )
    return found


def saved_words(at: datetime | None, by: str, me: str, now: datetime) -> str:
    """``Saved at 2:05pm``, with the day where it was another, and by whom where it was somebody else."""
    if at is None:
        return ""
    day = in_london(at).date()
    when = f"at {say_time(at)}" if day == in_london(now).date() else f"on {say_date(day)}"
    return f"Saved {when}{'' if by == me else f' by {by}'}"


def warnings_about(*texts: str) -> list[str]:
    """Sentences about what may tell who a child is. They never stop anybody."""
    return [warning.sentence for text in texts if text for warning in warnings_in(text)]


def change_words(line: Beside) -> str:
    """How a question has changed: ``Up 12.5 points`` (of a hundred); empty where there is nothing to compare."""
    now, then = line.now.met, line.then
    if now.percent is None or then.percent is None:
        return ""
    points = now.percent - then.percent
    if not points:
        return "The same"
    return f"{'Up' if points > 0 else 'Down'} {abs(points)} points"
