"""Good practice in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.domain.good_practice import Sharing
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.queries import AllGreen, AskedExample, Praised

COLOURS: Mapping[Sharing, str] = {
    Sharing.ASKED: "blue",
    Sharing.SHARED: "green",
    Sharing.DECLINED: "grey",
    Sharing.WITHDRAWN: "grey",
}
EXCERPT = 300
"""Characters of an example in a list."""


@dataclass(frozen=True)
class PraisedLine:
    """A praised answer, with what was asked of it already."""

    praised: Praised
    state: Sharing | None

    @property
    def key(self) -> str:
        """What a tick sends: the reference and the question code."""
        return f"{self.praised.reference} {self.praised.code}"


@dataclass(frozen=True)
class GreenLine:
    """An all-green return, with how often its organisation was asked already."""

    green: AllGreen
    asked: int


def praised_lines(praised: Iterable[Praised], asked: Sequence[AskedExample]) -> list[PraisedLine]:
    """The praised answers with where each stands."""
    states = {(each.return_id, each.code): each.state for each in asked}
    return [PraisedLine(each, states.get((each.return_id, each.code))) for each in praised]


def green_lines(green: Iterable[AllGreen], asked: Sequence[AskedExample]) -> list[GreenLine]:
    """The all-green returns with how often each was asked."""
    return [GreenLine(each, sum(one.return_id == each.return_id for one in asked)) for each in green]


def excerpt(row: GoodPractice) -> str:
    """The beginning of an example, cut between words."""
    if len(row.words) <= EXCERPT:
        return row.words
    return row.words[:EXCERPT].rsplit(" ", 1)[0] + "…"
