"""What is known of a board's schools before a file of the register is compared with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.register_diff import KnownSchool
from audit.domain.schools import REGISTER_URN, SchoolRecord
from audit.rooms.organisations.models import AreaMembership, Identifier, Organisation

STORED = frozenset(
    "name dfe_number ukprn local_authority_code kind type phase low_age high_age pupils trust_name opened_on "
    "closed_on town postcode".split()
)
"""The fields of a school that an organisation keeps. The register's others are not compared."""

_AT_ONCE = 500

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class KnownArea:
    """The schools now in a board's area, by the newest URN of each."""

    schools: Mapping[tuple[str, str], KnownSchool]
    by_urn: Mapping[str, int]
    """The organisation's id by its newest URN."""


def chunks(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """The items in portions that fit into one statement."""
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def known_area(session: Session, board_id: int) -> KnownArea:
    """The schools now in a board's area, by one query."""
    rows = session.execute(
        select(Organisation, Identifier.register, Identifier.number)
        .join(AreaMembership)
        .join(Identifier, Identifier.organisation_id == Organisation.id)
        .where(AreaMembership.board_id == board_id, AreaMembership.left_on.is_(None))
        .order_by(Identifier.id)
    )
    organisations: dict[int, Organisation] = {}
    numbers: dict[int, dict[str, str]] = {}
    for organisation, register, number in rows:
        organisations[organisation.id] = organisation
        numbers.setdefault(organisation.id, {})[register] = number  # the newest stands last and stays
    schools: dict[tuple[str, str], KnownSchool] = {}
    by_urn: dict[str, int] = {}
    for id, own in numbers.items():
        urn = own.get(REGISTER_URN)
        if urn is not None:
            schools[(REGISTER_URN, urn)] = _known(organisations[id], urn, own)
            by_urn[urn] = id
    return KnownArea(schools, by_urn)


def _known(organisation: Organisation, urn: str, numbers: Mapping[str, str]) -> KnownSchool:
    return KnownSchool(
        urn=urn,
        name=organisation.name,
        dfe_number=numbers.get("dfe"),
        ukprn=numbers.get("ukprn"),
        local_authority_code=organisation.local_authority_code,
        kind=organisation.kind,
        type=organisation.type or None,
        phase=organisation.phase,
        low_age=organisation.low_age,
        high_age=organisation.high_age,
        pupils=organisation.pupils,
        trust_name=organisation.trust_name or None,
        opened_on=organisation.opened_on,
        closed_on=organisation.closed_on,
        town=organisation.town or None,
        postcode=organisation.postcode or None,
    )


def organisations_by_urn(session: Session, urns: Sequence[str]) -> dict[str, int]:
    """The organisations that have these URNs, in whatever area: one that several boards share is one row."""
    found: dict[str, int] = {}
    for some in chunks(urns):
        rows = session.execute(
            select(Identifier.number, Identifier.organisation_id).where(
                Identifier.register == REGISTER_URN, Identifier.number.in_(some)
            )
        )
        found |= {row.number: row.organisation_id for row in rows}
    return found


def without_others_numbers(
    session: Session, records: Sequence[SchoolRecord], owner_of: Mapping[str, int], area: KnownArea
) -> dict[str, SchoolRecord]:
    """The first record of each URN, without a UKPRN or DfE number that belongs to somebody else.

    A number stands once in its register. Where the file gives it twice, or gives one that another
    organisation holds, it is left blank rather than written down for two. The DfE number of a school of
    this area stays: that is how a conversion is recognised.
    """
    holders: dict[tuple[str, str], int] = {}
    numbers = [r.ukprn for r in records if r.ukprn] + [r.dfe_number for r in records if r.dfe_number]
    for some in chunks(numbers):
        rows: Any = session.execute(
            select(Identifier.register, Identifier.number, Identifier.organisation_id).where(
                Identifier.register.in_(("ukprn", "dfe")), Identifier.number.in_(some)
            )
        )
        holders |= {(register, number): id for register, number, id in rows}
    in_area = set(area.by_urn.values())
    seen: set[str] = set()
    tidied: dict[str, SchoolRecord] = {}
    for record in records:
        if record.urn in tidied:
            continue
        own = owner_of.get(record.urn)
        ukprn, dfe = record.ukprn, record.dfe_number
        if ukprn and (ukprn in seen or holders.get(("ukprn", ukprn), own) != own):
            ukprn = None
        holder = holders.get(("dfe", dfe), own) if dfe else own
        if holder != own and (own is not None or holder not in in_area):
            dfe = None
        if ukprn:
            seen.add(ukprn)
        tidied[record.urn] = replace(record, ukprn=ukprn, dfe_number=dfe)
    return tidied
