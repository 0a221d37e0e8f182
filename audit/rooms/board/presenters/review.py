"""A progress review in words: its figures, its lines, and what the address narrows them to."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.domain.review import CHANGE_WORDS, Change, Standing
from audit.domain.rollup import Share
from audit.domain.scales import Grade, Scale
from audit.rooms.board.queries import ReviewFigures, ReviewLine, ToReport

LINES_A_PAGE = 50

CHANGE_COLOURS: Mapping[Change, str] = {
    Change.BETTER: "green",
    Change.SAME: "yellow",
    Change.WORSE: "red",
    Change.NOT_COMPARED: "grey",
    Change.NOT_REPORTED: "grey",
}


@dataclass(frozen=True)
class Tile:
    """One figure with its denominator, and where it leads (empty: nowhere)."""

    label: str
    share: Share
    href: str = ""


@dataclass(frozen=True)
class Cell:
    """A grade, or why there is none, in a table."""

    grade: Grade | None
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One answer before and after."""

    line: ReviewLine
    own: Cell
    agreed: Cell | None
    after: Cell
    change: str
    colour: str


def tiles(figures: ReviewFigures, narrowed: Mapping[Change, str], missing: str) -> list[Tile]:
    """The figures of a review; ``narrowed`` gives the list behind each change, ``missing`` who has not reported."""
    movement, actions = figures.movement, figures.all_actions
    reported = len(figures.returns) - len(figures.not_reported)
    found = [Tile("Reported", Share(reported, len(figures.returns)), missing)]
    found += [
        Tile(words, movement.share(change), narrowed[change])
        for change, words in ((Change.BETTER, "Better"), (Change.SAME, "The same"), (Change.WORSE, "Worse"))
    ]
    found += [
        Tile("Actions done", Share(actions.done, actions.total)),
        Tile("Actions overdue", Share(actions.overdue, actions.total)),
    ]
    return found


def rows(lines: list[ReviewLine], scale: Scale) -> list[Row]:
    """The lines as a table shows them."""
    return [
        Row(
            line,
            cell(scale, line.own, "No answer"),
            None if line.agreed is None else cell(scale, line.agreed, "No grade"),
            Cell(None, "Not reported yet") if line.after is None else cell(scale, line.after, "Not answered"),
            CHANGE_WORDS[line.change],
            CHANGE_COLOURS[line.change],
        )
        for line in lines
    ]


def cell(scale: Scale, standing: Standing, empty: str) -> Cell:
    """A grade to show."""
    if standing.not_applicable:
        return Cell(None, scale.not_applicable.label)
    grade = scale.by_key.get(standing.grade or "")
    return Cell(grade, "" if grade else standing.grade or empty)


@dataclass(frozen=True)
class Asked:
    """Who would be asked in a review, and how much."""

    asked: list[ToReport]
    left: list[ToReport]
    """Those who have left the area and are not asked."""

    @property
    def questions(self) -> int:
        """How many answers would be asked for again."""
        return sum(len(each.questions) for each in self.asked)

    @property
    def actions(self) -> int:
        """How many open actions would be reported on."""
        return sum(each.actions for each in self.asked)


def who_is_asked(found: list[ToReport]) -> Asked:
    """Those who are asked, and those who have left the area."""
    return Asked([each for each in found if each.is_in_area], [each for each in found if not each.is_in_area])
