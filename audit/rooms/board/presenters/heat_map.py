"""The heat map: organisations down, standards across, a letter in each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.domain.rollup import Cell, Distribution, cell_of
from audit.rooms.board.presenters.links import Links
from audit.rooms.board.presenters.summary import OrganisationRow
from audit.rooms.board.queries import RoundFigures


@dataclass(frozen=True)
class HeatCell:
    """A cell with the answers that it stands for; without any there is nothing to follow."""

    cell: Cell
    href: str


@dataclass(frozen=True)
class HeatRow:
    """One organisation; ``cells`` is empty when its answers do not count, and ``blank`` says why."""

    row: OrganisationRow
    cells: tuple[HeatCell, ...]

    @property
    def blank(self) -> str:
        """Why there are no cells."""
        return self.row.blank


def heat_rows(
    figures: RoundFigures,
    rows: Sequence[OrganisationRow],
    counts: Mapping[int, Mapping[str, Distribution]],
    links: Links,
) -> list[HeatRow]:
    """The rows of one page of the heat map."""
    found = []
    for row in rows:
        organisation = row.asked.organisation_id
        by_standard = counts.get(row.asked.id, {})
        found.append(
            HeatRow(
                row,
                tuple(
                    HeatCell(
                        cell_of(distribution),
                        links.answers(organisation=organisation, standard=code) if distribution.asked else "",
                    )
                    for code, distribution in by_standard.items()
                ),
            )
        )
    return found
