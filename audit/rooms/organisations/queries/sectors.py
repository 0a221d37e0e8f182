"""The organisations of an area by sector, as they are offered to be ticked. It reads no table."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.domain.organisations import SECTORS, sector_of
from audit.rooms.organisations.models import Organisation


@dataclass(frozen=True)
class SectorGroup:
    """The organisations of one sector, to be ticked."""

    sector: str
    organisations: Sequence[Organisation]
    ticked: int
    places: Mapping[int, str]
    """Town, or the agency of which it is a service, by id."""


def sector_groups(organisations: Iterable[Organisation], ticked: Collection[int]) -> list[SectorGroup]:
    """A board's organisations by sector, in the order in which sectors are listed."""
    listed = list(organisations)
    names = {one.id: one.name for one in listed}
    by_sector: dict[str, list[Organisation]] = {}
    for one in listed:
        by_sector.setdefault(sector_of(one.kind, one.phase, one.type), []).append(one)
    return [
        SectorGroup(
            sector,
            by_sector[sector],
            sum(one.id in ticked for one in by_sector[sector]),
            {one.id: names.get(one.parent_id or 0) or one.town for one in by_sector[sector]},
        )
        for sector in SECTORS
        if sector in by_sector
    ]
