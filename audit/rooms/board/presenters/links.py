"""Addresses of what a figure counts. Built by hand, because a heat map has thousands of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Links:
    """The pages of one round. Each takes what narrows it; what is empty is left out."""

    summary: str
    heat_map: str
    answers_page: str
    response_page: str
    workbook: str
    totals: str = ""
    """Totals and rates; empty in a round whose question set has none."""
    levels: str = ""
    """The spread of levels; empty unless the round is a maturity matrix."""
    grades: str = ""
    """``self`` where the organisations' own grades are counted instead of the agreed ones; the pages above say so."""
    against: str = ""
    """Against an earlier round."""

    def answers(self, **narrowed: object) -> str:
        """The answers that a figure counts."""
        return _with(self.answers_page, narrowed)

    def response(self, **narrowed: object) -> str:
        """The returns that a figure counts."""
        return _with(self.response_page, narrowed)

    def summary_with(self, anchor: str = "", **narrowed: object) -> str:
        """The summary in another order, or another page of its organisations."""
        return _with(self.summary, narrowed) + (f"#{anchor}" if anchor else "")

    def heat_map_with(self, **narrowed: object) -> str:
        """The heat map in another order, of another sector, or another page of it."""
        return _with(self.heat_map, narrowed)


def _with(page: str, narrowed: Mapping[str, object]) -> str:
    kept = {name: value for name, value in narrowed.items() if value}
    return f"{page}{'&' if '?' in page else '?'}{urlencode(kept)}" if kept else page
