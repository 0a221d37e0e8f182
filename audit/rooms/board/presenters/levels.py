"""The spread of levels as its page and its workbook show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.domain.dates import in_london, say_date
from audit.domain.levels import Spread, widest_first
from audit.rooms.board.presenters.charts import Bar, stacked_bar
from audit.rooms.board.queries import QuestionLevels, RoundLevels

SORTS = {"spread": "Widest spread first", "set": "As in the question set"}


@dataclass(frozen=True)
class LevelRow:
    """One question with its bar, in words how far apart the partners are, and what it was last time."""

    levels: QuestionLevels
    standard: str
    bar: Bar
    words: str
    agreed_by: str
    last_time: str


def level_rows(figures: RoundLevels, sort: str) -> list[LevelRow]:
    """The questions in the order asked for."""
    questions = list(figures.questions.values())
    if sort != "set":
        questions.sort(key=lambda each: widest_first(each.spread))
    standard_of = figures.scope.questionnaire.standard_of
    return [
        LevelRow(
            each,
            f"{standard_of[each.question.code].code}. {standard_of[each.question.code].title}",
            stacked_bar(each.spread.distribution, f"Question {each.question.code}"),
            spread_words(each.spread),
            f"Recorded by {each.agreed.by_name} on {say_date(in_london(each.agreed.at).date())}"
            if each.agreed
            else "",
            last_time_words(figures, each),
        )
        for each in questions
    ]


def spread_words(spread: Spread) -> str:
    """How far apart the partners are, in a sentence."""
    lowest, highest, median = spread.lowest, spread.highest, spread.median
    if lowest is None or highest is None or median is None:
        return "No partner has given a level."
    count = len(spread.given)
    if count == 1:
        return f"One partner has given a level: {lowest.label}."
    if not spread.width:
        return f"All {count} partners give {lowest.label}."
    steps = "1 level" if spread.width == 1 else f"{spread.width} levels"
    return f"From {lowest.label} to {highest.label}: {steps} apart. In the middle of {count} partners: {median.label}."


def last_time_words(figures: RoundLevels, each: QuestionLevels) -> str:
    """What the question was in the round before; empty where there is none."""
    before = each.before
    if before is None or figures.before is None:
        return ""
    agreed = f"agreed {before.agreed_grade.label}" if before.agreed_grade else "no level was agreed"
    middle = f"in the middle {before.spread.median.label}, " if before.spread.median else ""
    return f"{figures.before.title}: {middle}{agreed}."


def count_agreed(rows: Sequence[LevelRow]) -> int:
    """On how many questions a level has been agreed."""
    return sum(row.levels.agreed is not None for row in rows)
