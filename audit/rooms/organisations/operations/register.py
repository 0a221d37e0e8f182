"""Bringing the schools of one authority into a board's area from the national register (GIAS)."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

from sqlalchemy import bindparam, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.domain.register_diff import Added, RegisterPreview, preview_register
from audit.domain.schools import REGISTER_URN, SchoolRecord, Skipped, fields_given, read_school
from audit.infra.clock import Clock, today
from audit.infra.register_file import open_register
from audit.rooms.organisations.models import AreaMembership, Board, Identifier, Organisation
from audit.rooms.organisations.operations.known_schools import (
    STORED,
    KnownArea,
    chunks,
    known_area,
    organisations_by_urn,
    without_others_numbers,
)
from audit.rooms.organisations.queries.boards import board_by_code
from audit.rooms.trail.operations import record

Progress = Callable[[int], None]
"""Told the number of rows read so far, now and then."""

_EVERY = 1000
_OTHER_REGISTERS = {"dfe": "dfe_number", "ukprn": "ukprn"}


def import_register(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_code: str,
    source: str | os.PathLike[str] | BinaryIO,
    local_authority_code: int,
    *,
    dry_run: bool = False,
    take_out_closed: bool = False,
    progress: Progress | None = None,
) -> RegisterPreview:
    """Add and change a board's schools as a file of the register has them, and say what was done.

    Schools are known by (register, number). ``take_out_closed`` also takes those schools of this authority
    out of the area that the file no longer shows as open. With ``dry_run`` nothing is written: the preview
    says what would be. Raises NotVisible, RegisterFileError, or RuleBroken when the file has no school of
    this authority. The number of statements does not grow with the file.
    """
    board = board_by_code(session, actor, board_code, Permission.REGISTER_KEEP)
    area = known_area(session, board.id)
    with open_register(source) as file:
        fields = fields_given(file.headings) & STORED
        kept, elsewhere = _rows(file, local_authority_code, area.by_urn, progress)
    records = [row for row in kept if isinstance(row, SchoolRecord)]
    if not any(row.local_authority_code == local_authority_code for row in kept):
        raise RuleBroken(
            f"The file has no school of local authority {local_authority_code}. Nothing was changed. Check the "
            "three digits of the authority, and that the file is for the right area.",
            "authority",
        )
    others = organisations_by_urn(session, [r.urn for r in records if r.urn not in area.by_urn])
    owner_of = {**others, **area.by_urn}
    tidied = without_others_numbers(session, records, owner_of, area)
    rows: Iterable[SchoolRecord | Skipped] = [
        tidied[row.urn] if isinstance(row, SchoolRecord) and row.line == tidied[row.urn].line else row
        for row in kept
    ]
    preview = preview_register(area.schools, rows, local_authority_code, fields)
    continued = {new.continues.urn for new in preview.added if new.continues}
    preview = replace(
        preview,
        elsewhere=preview.elsewhere + elsewhere,
        missing=tuple(gone for gone in preview.missing if gone.known.urn not in continued),
    )
    if not dry_run:
        _apply(session, actor, clock, board, area, preview, others, fields, take_out_closed)
    return preview


def _rows(
    file: Iterable[tuple[int, dict[str, str]]],
    authority: int,
    known_urns: Mapping[str, int],
    progress: Progress | None,
) -> tuple[list[SchoolRecord | Skipped], int]:
    """The rows that matter to this board, and how many other ones there are."""
    kept: list[SchoolRecord | Skipped] = []
    elsewhere = 0
    for number, (line, cells) in enumerate(file, 1):
        row = read_school(cells, line)
        if row.local_authority_code in (authority, None) or row.urn in known_urns:
            kept.append(_fitting(row))
        else:
            elsewhere += 1
        if progress and number % _EVERY == 0:
            progress(number)
    return kept, elsewhere


def _fitting(row: SchoolRecord | Skipped) -> SchoolRecord | Skipped:
    """The row with nothing longer or larger than its column: what cannot be right is left out."""
    if isinstance(row, Skipped):
        return replace(row, name=row.name[:200], urn=row.urn[:40])
    return replace(
        row,
        name=row.name[:200],
        trust_name=row.trust_name[:200] if row.trust_name else None,
        town=row.town[:100] if row.town else None,
        low_age=row.low_age if (row.low_age or 0) <= 120 else None,
        high_age=row.high_age if (row.high_age or 0) <= 120 else None,
        pupils=row.pupils if (row.pupils or 0) <= 100_000 else None,
    )


def _apply(
    session: Session,
    actor: Actor,
    clock: Clock,
    board: Board,
    area: KnownArea,
    preview: RegisterPreview,
    others: Mapping[str, int],
    fields: frozenset[str],
    take_out_closed: bool,
) -> None:
    """Write what the preview says, in grouped statements."""
    day = today(clock)
    records: dict[int, SchoolRecord] = {area.by_urn[c.record.urn]: c.record for c in preview.changed}
    new: list[SchoolRecord] = []
    joining: list[int] = []
    here = set(area.by_urn.values())
    for added in preview.added:
        id = _owner(added, area, others)
        if id is None:
            new.append(added.record)
            continue
        if added.continues is None and id in here:
            continue  # an earlier number of a school that is in the area under its present one
        records[id] = added.record
        if not added.continues:
            joining.append(id)
    _change(session, records, fields)
    made = _add(session, new, clock)
    _join(session, board.id, joining + list(made), day)
    _number(session, {**records, **made})
    left = []
    if take_out_closed:
        left = [area.by_urn[gone.known.urn] for gone in preview.missing]
        for some in chunks(left):
            session.execute(
                update(AreaMembership)
                .where(
                    AreaMembership.board_id == board.id,
                    AreaMembership.organisation_id.in_(some),
                    AreaMembership.left_on.is_(None),
                )
                .values(left_on=day)
            )
    session.expire_all()
    record(
        session, actor, clock, "register.imported",
        subject=("board", board.code), board_id=board.id, authority=preview.local_authority_code,
        added=len(preview.added), changed=len(preview.changed), left_out=len(preview.left_out), taken_out=len(left),
    )  # fmt: skip


def _owner(added: Added, area: KnownArea, others: Mapping[str, int]) -> int | None:
    """The organisation that a new number belongs to: the school it continues, one known elsewhere, or none."""
    if added.continues is not None:
        return area.by_urn[added.continues.urn]
    return others.get(added.record.urn)


def _values(record: SchoolRecord, fields: frozenset[str]) -> dict[str, Any]:
    """The columns that the file speaks about, as they are stored."""
    values: dict[str, Any] = {}
    for name in fields - set(_OTHER_REGISTERS.values()):
        value = getattr(record, name)
        values[name] = ("" if value is None else value) if name in _NEVER_NULL else value
    return values


_NEVER_NULL = frozenset({"type", "trust_name", "town", "postcode"})
_BLANK_COUNTS = frozenset({"trust_name", "closed_on"})


def _change(session: Session, records: Mapping[int, SchoolRecord], fields: frozenset[str]) -> None:
    """Update organisations by one statement run for many; a blank keeps what is known."""
    table = Organisation.__table__
    rows = []
    for some in chunks(list(records)):
        known = {o.id: o for o in session.scalars(select(Organisation).where(Organisation.id.in_(some)))}
        for id in some:
            record, now = records[id], known[id]
            values = _values(record, fields)
            for name, value in values.items():
                silent = value in (None, "") and name not in _BLANK_COUNTS
                silent = silent or (name == "kind" and record.type is None)
                silent = silent or (
                    name == "phase"
                    and value == "not-applicable"
                    and (record.low_age, record.high_age) == (None, None)
                )
                if silent:
                    values[name] = getattr(now, name)
            rows.append({f"new_{name}": value for name, value in values.items()} | {"the_id": id})
    if rows:
        statement = (
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("the_id"))
            .values({name.removeprefix("new_"): bindparam(name) for name in rows[0] if name != "the_id"})
            .values(version=table.c.version + 1)
        )
        session.execute(statement, rows)


def _add(session: Session, records: Sequence[SchoolRecord], clock: Clock) -> dict[int, SchoolRecord]:
    """Insert organisations by one statement and give their ids.

    Ids come back in any order, so each is matched by everything that was written: two rows that are alike
    in all of it may well change places.
    """
    if not records:
        return {}
    columns = sorted(STORED - set(_OTHER_REGISTERS.values()))
    waiting: dict[tuple[Any, ...], list[SchoolRecord]] = {}
    rows = []
    for school in records:
        values = _values(school, STORED)
        waiting.setdefault(tuple(values[name] for name in columns), []).append(school)
        rows.append(values | {"created_at": clock(), "version": 1})
    written = session.execute(
        insert(Organisation).returning(Organisation.id, *(getattr(Organisation, name) for name in columns)),
        rows,
    )
    return {id: waiting[tuple(values)].pop() for id, *values in written}


def _join(session: Session, board_id: int, ids: Sequence[int], day: date) -> None:
    """Put organisations into the area from today; whoever left today has never been away."""
    back: set[int] = set()
    for some in chunks(ids):
        back |= set(
            session.scalars(
                update(AreaMembership)
                .where(
                    AreaMembership.board_id == board_id,
                    AreaMembership.organisation_id.in_(some),
                    AreaMembership.joined_on == day,
                )
                .values(left_on=None)
                .returning(AreaMembership.organisation_id)
                .execution_options(synchronize_session=False)
            )
        )
    rows = [{"board_id": board_id, "organisation_id": id, "joined_on": day} for id in ids if id not in back]
    if rows:
        session.execute(insert(AreaMembership), rows)


def _number(session: Session, records: Mapping[int, SchoolRecord]) -> None:
    """Write the numbers of organisations. URNs are kept for ever; the other numbers are replaced."""
    wanted = {(REGISTER_URN, school.urn): id for id, school in records.items()}
    for register, field in _OTHER_REGISTERS.items():
        replaced = []
        for id, school in records.items():
            number = getattr(school, field)
            if number:
                wanted.setdefault((register, number), id)
                replaced.append(id)
        for some in chunks(replaced):
            session.execute(
                delete(Identifier).where(
                    Identifier.organisation_id.in_(some), Identifier.register == register
                )
            )
    taken: set[tuple[str, str]] = set()
    for numbers in chunks(list(wanted)):
        found = session.execute(
            select(Identifier.register, Identifier.number).where(
                tuple_(Identifier.register, Identifier.number).in_(numbers)
            )
        )
        taken |= {(register, number) for register, number in found}
    rows = [
        {"organisation_id": id, "register": register, "number": number}
        for (register, number), id in wanted.items()
        if (register, number) not in taken
    ]
    if rows:
        session.execute(insert(Identifier), rows)
