"""What an upload of the school register would change for one authority of a board: a preview, nothing more.

Schools are known by (register, number), here ("urn", "124087"). The file's rows may be passed as they are
read, for all authorities: the ones of other authorities are counted and forgotten. The outcome is the same in
whatever order the rows stand, apart from a URN given twice, where the first row counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from audit.domain.dates import say_date
from audit.domain.schools import REGISTER_URN, SchoolRecord, Skipped

LeftOutKind = Literal["duplicate", "conversion", "not-open", "not-england", "not-covered", "unreadable"]

#: The fields compared, in the order shown, with the users' words for them. The authority's name is not among
#: them: the register spells one authority in several ways.
COMPARED: Final[Mapping[str, str]] = {
    "name": "Name",
    "dfe_number": "DfE number",
    "ukprn": "UKPRN",
    "local_authority_code": "Local authority code",
    "status": "Status",
    "kind": "School or college",
    "type": "Type",
    "type_name": "Type in the register",
    "phase": "Phase",
    "low_age": "Lowest age",
    "high_age": "Highest age",
    "pupils": "Number of pupils",
    "trust_name": "Trust",
    "trust_code": "Trust number",
    "opened_on": "Opened on",
    "closed_on": "Closes on",
    "town": "Town",
    "postcode": "Postcode",
}
#: A blank in the register removes what the board knows only here: a school can leave its trust, and a closure
#: can be called off. Anywhere else a blank is silence.
_BLANK_COUNTS: Final = frozenset({"trust_name", "trust_code", "closed_on"})


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school as the board has it, with `SchoolRecord`'s fields. `status` "closed": no longer expected."""

    urn: str
    name: str
    dfe_number: str | None = None
    ukprn: str | None = None
    local_authority_code: int | None = None
    status: str = "open"
    kind: str = "school"
    type: str | None = None
    type_name: str = ""
    phase: str = "not-applicable"
    low_age: int | None = None
    high_age: int | None = None
    pupils: int | None = None
    trust_name: str | None = None
    trust_code: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    town: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: its name in the code, its label, and both values in users' words."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Added:
    """A school new to the board.

    `continues` is the known school whose DfE number it took over, if that one is no longer open in the file:
    usually a conversion, and the return should follow the school.
    """

    record: SchoolRecord
    continues: KnownSchool | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A known school with at least one difference."""

    record: SchoolRecord
    known: KnownSchool
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of the authority that would not be taken.

    For a `conversion` the record is there, so that a person may decide, and `other_urn` is the open school
    that already holds its DfE number.
    """

    line: int
    urn: str
    name: str
    reason: str
    kind: LeftOutKind
    other_urn: str | None = None
    record: SchoolRecord | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A known school of the authority that the file does not show as open there."""

    known: KnownSchool
    reason: str


@dataclass(frozen=True, slots=True)
class RegisterPreview:
    """Everything an upload would do for one authority. `elsewhere` counts the rows of other authorities and
    `empty_rows` the rows with nothing in them."""

    local_authority_code: int
    added: tuple[Added, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[SchoolRecord, ...]
    left_out: tuple[LeftOut, ...]
    missing: tuple[Missing, ...]
    elsewhere: int
    empty_rows: int

    @property
    def conversions(self) -> tuple[LeftOut, ...]:
        """The rows held back because an open school already has their DfE number."""
        return tuple(row for row in self.left_out if row.kind == "conversion")


def preview_register(
    known: Mapping[tuple[str, str], KnownSchool],
    rows: Iterable[SchoolRecord | Skipped],
    local_authority_code: int,
    fields: Collection[str] = tuple(COMPARED),
) -> RegisterPreview:
    """Compare the register's rows for one authority with the schools that a board has.

    `known` may hold organisations under other registers; only ("urn", number) keys are looked at. `fields`
    are those that the file speaks about (`schools.fields_given`): a column that is not there is no change.
    """
    records: dict[str, SchoolRecord] = {}
    left_out: list[LeftOut] = []
    gone: dict[str, str] = {}
    elsewhere = empty_rows = 0
    for row in rows:
        here = row.local_authority_code == local_authority_code
        if isinstance(row, Skipped):
            if row.kind == "empty":
                empty_rows += 1
                continue
            gone.setdefault(row.urn, row.reason)
            if here or row.local_authority_code is None:
                left_out.append(LeftOut(row.line, row.urn, row.name, row.reason, row.kind))
            else:
                elsewhere += 1
        elif not here:
            elsewhere += 1
            place = row.local_authority_name or f"authority {row.local_authority_code}"
            gone.setdefault(row.urn, f"The file lists it under {place}.")
        elif first := records.get(row.urn):
            reason = f"The same URN stands on line {first.line}, which was taken."
            left_out.append(LeftOut(row.line, row.urn, row.name, reason, "duplicate", row.urn, row))
        else:
            records[row.urn] = row

    schools = {number: school for (register, number), school in known.items() if register == REGISTER_URN}
    added, held = _new_schools(records, schools)
    left_out += held
    changed: list[Changed] = []
    unchanged: list[SchoolRecord] = []
    for record in _in_order(records[urn] for urn in records.keys() & schools.keys()):
        changes = _changes(schools[record.urn], record, fields)
        if changes:
            changed.append(Changed(record, schools[record.urn], changes))
        else:
            unchanged.append(record)
    missing = [
        Missing(school, gone.get(urn, "It is not in the file."))
        for urn, school in schools.items()
        if urn not in records
        and school.local_authority_code == local_authority_code
        and school.status != "closed"
    ]
    return RegisterPreview(
        local_authority_code,
        tuple(added),
        tuple(changed),
        tuple(unchanged),
        tuple(sorted(left_out, key=lambda row: (row.line, row.urn, row.kind))),
        tuple(sorted(missing, key=lambda gone: (gone.known.name.casefold(), gone.known.urn))),
        elsewhere,
        empty_rows,
    )


def _in_order(records: Iterable[SchoolRecord]) -> list[SchoolRecord]:
    return sorted(records, key=lambda record: (record.name.casefold(), record.urn))


def _new_schools(
    records: Mapping[str, SchoolRecord], schools: Mapping[str, KnownSchool]
) -> tuple[list[Added], list[LeftOut]]:
    """Part the new schools into those to add and those held back because an open school has their DfE number.

    Among several new schools with one number the oldest URN is taken first, whatever the order of the rows.
    """
    # Keys that are None stand for "no number", which nobody holds.
    holders: dict[str | None, SchoolRecord] = {
        record.dfe_number: record
        for urn, record in sorted(records.items(), reverse=True)
        if record.dfe_number and urn in schools
    }
    former: dict[str | None, KnownSchool] = {
        school.dfe_number: school
        for urn, school in sorted(schools.items(), reverse=True)
        if school.dfe_number and urn not in records
    }
    added: list[Added] = []
    held: list[LeftOut] = []
    for record in sorted((r for urn, r in records.items() if urn not in schools), key=lambda r: r.urn):
        holder = holders.get(record.dfe_number)
        if holder is not None:
            reason = (
                f"{holder.name} (URN {holder.urn}) is still open with the same DfE number, "
                f"{record.dfe_number}. This is usually a school becoming an academy: check which of the "
                "two should take part."
            )
            held.append(
                LeftOut(record.line, record.urn, record.name, reason, "conversion", holder.urn, record)
            )
            continue
        if record.dfe_number:
            holders[record.dfe_number] = record
        added.append(Added(record, former.get(record.dfe_number)))
    return sorted(added, key=lambda new: (new.record.name.casefold(), new.record.urn)), held


def _changes(known: KnownSchool, record: SchoolRecord, fields: Collection[str]) -> tuple[FieldChange, ...]:
    found = []
    for name, label in COMPARED.items():
        before, after = getattr(known, name), getattr(record, name)
        if name not in fields or before == after or _is_silence(name, record):
            continue
        found.append(FieldChange(name, label, _say(before), _say(after)))
    return tuple(found)


def _is_silence(name: str, record: SchoolRecord) -> bool:
    """Whether the register's value is only a blank, or was only assumed because of a blank."""
    if name == "kind":
        return record.type is None
    if name == "phase":
        return record.phase == "not-applicable" and record.low_age is None and record.high_age is None
    return getattr(record, name) in (None, "") and name not in _BLANK_COUNTS


def _say(value: object) -> str:
    if value is None or value == "":
        return "not given"
    if isinstance(value, date):
        return say_date(value)
    return _WORDS.get(str(value), str(value))


#: Words of the code that a person would write otherwise.
_WORDS: Final[Mapping[str, str]] = {
    "proposed-to-close": "open, but proposed to close",
    "free-school": "free school",
    "pupil-referral-unit": "pupil referral unit",
    "sixteen-plus": "16 plus",
    "not-applicable": "not applicable",
}
