"""One row of the national register of schools (GIAS), read as an organisation of a board.

Pure: a row comes in as a mapping from the register's own headings to text, and goes out either as a
`SchoolRecord` or as a `Skipped` with a plain reason. Heads' names and e-mail addresses are never read.

Codes are compared as integers, because spreadsheets drop leading zeros. Where the register gives both a
code and a name, the code decides. A school whose type the register leaves blank is still a school that
owes a return, so it is kept with `type` None for the board to fill in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from audit.domain.dates import say_date
from audit.domain.school_types import (
    ABROAD,
    ELSEWHERE_NAMES,
    GROUPS,
    PHASE_CODES,
    PHASE_NAMES,
    STATUS_NAMES,
    TYPE_CODES,
    TYPE_PHASES,
    TYPES,
    WELSH,
    Kind,
    Phase,
    SchoolType,
    Status,
    look_up_key,
)

SkipKind = Literal["empty", "unreadable", "not-open", "not-england", "not-covered"]

REGISTER_URN: Final = "urn"
"""The register's name in an organisation's key (register, number)."""

#: Each inner tuple is satisfied by any one of its headings.
REQUIRED_COLUMNS: Final[tuple[tuple[str, ...], ...]] = (
    ("URN",),
    ("LA (code)",),
    ("EstablishmentName",),
    ("TypeOfEstablishment (code)", "TypeOfEstablishment (name)", "EstablishmentTypeGroup (name)"),
    ("EstablishmentStatus (code)", "EstablishmentStatus (name)"),
)

#: Which fields of a record each heading speaks about. These are the only columns ever read.
COLUMN_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "URN": ("urn",),
    "LA (code)": ("local_authority_code",),
    "LA (name)": ("local_authority_name",),
    "EstablishmentNumber": ("dfe_number",),
    "EstablishmentName": ("name",),
    "TypeOfEstablishment (code)": ("type", "type_name", "kind"),
    "TypeOfEstablishment (name)": ("type", "type_name", "kind"),
    "EstablishmentTypeGroup (name)": ("type", "type_name", "kind"),
    "EstablishmentStatus (code)": ("status",),
    "EstablishmentStatus (name)": ("status",),
    "PhaseOfEducation (code)": ("phase",),
    "PhaseOfEducation (name)": ("phase",),
    "StatutoryLowAge": ("low_age", "phase"),
    "StatutoryHighAge": ("high_age", "phase"),
    "NumberOfPupils": ("pupils",),
    "Trusts (code)": ("trust_code",),
    "Trusts (name)": ("trust_name",),
    "UKPRN": ("ukprn",),
    "OpenDate": ("opened_on",),
    "CloseDate": ("closed_on",),
    "Town": ("town",),
    "Postcode": ("postcode",),
}


@dataclass(frozen=True, slots=True)
class SchoolRecord:
    """A school or college that the register calls open.

    `urn` is six digits as text; `dfe_number` is `860/4001` or None; `ukprn` is eight digits as text or None;
    ages are whole years; `line` is where the row begins in the file and takes no part in comparison.
    """

    urn: str
    dfe_number: str | None
    ukprn: str | None
    name: str
    local_authority_code: int
    local_authority_name: str
    status: Status
    kind: Kind
    type: SchoolType | None
    type_name: str
    phase: Phase
    low_age: int | None
    high_age: int | None
    pupils: int | None
    trust_name: str | None
    trust_code: str | None
    opened_on: date | None
    closed_on: date | None
    town: str | None
    postcode: str | None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not taken, and a plain sentence saying why; `urn` and `name` as far as readable."""

    line: int
    urn: str
    name: str
    reason: str
    kind: SkipKind
    local_authority_code: int | None = None


_BLANKS: Final = frozenset({"", "na", "n/a", "#n/a", "null", "nan"})
_NO_TRUST: Final = frozenset({"not applicable", "does not apply"})


# --- cells -------------------------------------------------------------------------------------------------

_TIDY_ASCII = re.compile(r"[!-~]+(?: [!-~]+)*", re.ASCII)
_WHOLE = re.compile(r"0*([0-9]{1,12})(?:\.0+)?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,3}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?")
_BRITISH = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})(?: .*)?")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")
_DFE = re.compile(r"([0-9]{3})[/ -]?([0-9]{4})")


def tidy(text: str) -> str:
    """Text with each run of white space as one space and no invisible characters; letters keep their case."""
    if _TIDY_ASCII.fullmatch(text):  # nearly every cell: nothing to do
        return text
    seen = "".join(
        " " if c.isspace() else c
        for c in unicodedata.normalize("NFC", text)
        if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf")
    )
    return " ".join(seen.split())


def whole_number(text: str) -> int | None:
    """`007`, `7`, `7.0` and `1,234` as an integer; None for anything else."""
    if found := _WHOLE.fullmatch(text):
        return int(found[1])
    return int(text.replace(",", "")) if _THOUSANDS.fullmatch(text) else None


def register_date(text: str) -> date | None:
    """A date written 31-07-2024, 31/07/2024 or 2024-07-31 (a time behind it is ignored), else None."""
    if found := _ISO.fullmatch(text):
        year, month, day = found[1], found[2], found[3]
    elif found := _BRITISH.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def tidy_dfe_number(text: str) -> str | None:
    """A DfE number written 860/4001, 860 4001, 860-4001 or 8604001, as 860/4001; None if it is none."""
    found = _DFE.fullmatch(tidy(text))
    return f"{found[1]}/{found[2]}" if found else None


def _cell(row: Mapping[str, str], heading: str) -> str:
    text = tidy(row.get(heading) or "")
    return "" if text.casefold() in _BLANKS else text


# --- the rules ---------------------------------------------------------------------------------------------


def phase_from_ages(low: int | None, high: int | None) -> Phase:
    """The phase that statutory ages speak of, for schools to which the register gives none.

    An upper age is the age that pupils reach in their last year: a primary school ends at 11, a preparatory
    school at 13, a middle school starts at 8 to 10 and ends at 12 to 14.
    """
    if low is None or high is None or low > high:
        return "not-applicable"
    if low >= 16:
        return "sixteen-plus"
    if high <= 5:
        return "nursery"
    if high <= 11 or (low < 8 and high <= 13):
        return "primary"
    if 8 <= low <= 10 and high <= 14:
        return "middle"
    return "secondary" if low >= 9 else "all-through"


def fields_given(headings: Iterable[str]) -> frozenset[str]:
    """The fields of a record that a file with these headings speaks about."""
    return frozenset(name for heading in headings for name in COLUMN_FIELDS.get(heading, ()))


def read_school(row: Mapping[str, str], line: int) -> SchoolRecord | Skipped:
    """Read one row of the register. `row` maps the register's headings to cells; `line` is counted from 1."""
    if not any(_cell(row, heading) for heading in row):
        return Skipped(line, "", "", "The row is empty.", "empty")
    urn, name = _cell(row, "URN"), _cell(row, "EstablishmentName")
    number = whole_number(urn)
    authority = whole_number(_cell(row, "LA (code)"))

    def skip(reason: str, kind: SkipKind) -> Skipped:
        return Skipped(line, urn, name, reason, kind, authority)

    if number is None or not 100_000 <= number <= 999_999:
        return skip(
            f"The URN “{urn}” is not a number of six digits." if urn else "There is no URN.", "unreadable"
        )
    urn = str(number)
    if not name:
        return skip("There is no name.", "unreadable")
    code = _type_code(row)
    if code in ABROAD:
        return skip("The school is abroad.", "not-england")
    if code == WELSH:
        return skip("The school is in Wales.", "not-england")
    if not authority:
        if authority == 0:
            return skip("The school belongs to no local authority in England.", "not-england")
        return skip("There is no local authority code.", "unreadable")
    status, reason = _status(row)
    if status is None:
        if reason:
            return skip(reason, "not-open")
        return skip("The register does not say whether the school is open.", "unreadable")
    type_, type_name = _type(row, code)
    if type_ is None and type_name:
        return skip(f"“{type_name}” is not a type of school or college that takes part.", "not-covered")

    low, high = whole_number(_cell(row, "StatutoryLowAge")), whole_number(_cell(row, "StatutoryHighAge"))
    ukprn = whole_number(_cell(row, "UKPRN")) or 0
    town, postcode = _place(row)
    return SchoolRecord(
        urn=urn,
        dfe_number=_dfe_number(authority, whole_number(_cell(row, "EstablishmentNumber"))),
        ukprn=str(ukprn) if 10_000_000 <= ukprn <= 99_999_999 else None,
        name=name,
        local_authority_code=authority,
        local_authority_name=_cell(row, "LA (name)"),
        status=status,
        kind="college" if type_ == "college" else "school",
        type=type_,
        type_name=type_name,
        phase=_phase(row, code, low, high),
        low_age=low,
        high_age=high,
        pupils=whole_number(_cell(row, "NumberOfPupils")),
        trust_name=_trust(_cell(row, "Trusts (name)")),
        trust_code=_trust(_cell(row, "Trusts (code)").lstrip("0")),
        opened_on=register_date(_cell(row, "OpenDate")),
        closed_on=register_date(_cell(row, "CloseDate")),
        town=town,
        postcode=postcode,
        line=line,
    )


def _status(row: Mapping[str, str]) -> tuple[Status | None, str]:
    """The status of a school that is open, else the reason for leaving it out."""
    name = _cell(row, "EstablishmentStatus (name)")
    code = whole_number(_cell(row, "EstablishmentStatus (code)"))
    if code is None:
        code = STATUS_NAMES.get(look_up_key(name))
    if code == 1:
        return "open", ""
    if code == 3:
        return "proposed-to-close", ""
    if code == 2:
        closed = register_date(_cell(row, "CloseDate"))
        return None, f"The school closed on {say_date(closed)}." if closed else "The school is closed."
    if code == 4:
        return None, "The school is not open yet."
    return None, f"The register gives its status as “{name or code}”." if name or code is not None else ""


def _type_code(row: Mapping[str, str]) -> int | None:
    """The register's code, from the code, else the type's name, else a group that is not in England."""
    code = whole_number(_cell(row, "TypeOfEstablishment (code)"))
    if code is not None:
        return code
    by_name = TYPE_CODES.get(look_up_key(_cell(row, "TypeOfEstablishment (name)")))
    return by_name or ELSEWHERE_NAMES.get(look_up_key(_cell(row, "EstablishmentTypeGroup (name)")))


def _type(row: Mapping[str, str], code: int | None) -> tuple[SchoolType | None, str]:
    """Our type and the register's name for it. Both are blank when the register is silent; a name without a
    type of ours does not take part. A code that is new to us is judged by its group."""
    if code is not None and code in TYPES:
        return TYPES[code]
    name, group = _cell(row, "TypeOfEstablishment (name)"), _cell(row, "EstablishmentTypeGroup (name)")
    said = name or group or ("" if code is None else f"type {code}")
    return GROUPS.get(look_up_key(group)), said


def _phase(row: Mapping[str, str], code: int | None, low: int | None, high: int | None) -> Phase:
    given = PHASE_CODES.get(whole_number(_cell(row, "PhaseOfEducation (code)")) or 0)
    given = given or PHASE_NAMES.get(look_up_key(_cell(row, "PhaseOfEducation (name)")))
    return given or TYPE_PHASES.get(code or 0) or phase_from_ages(low, high)


def _dfe_number(authority: int, number: int | None) -> str | None:
    return f"{authority:03}/{number:04}" if number and number <= 9999 and authority <= 999 else None


def _trust(text: str) -> str | None:
    return None if not text or text.casefold() in _NO_TRUST else text


def _place(row: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Town and postcode. A postcode that is none means that the row has slipped sideways: then neither is
    taken, because the cell beside it may hold the head's name."""
    town, postcode = _cell(row, "Town"), _cell(row, "Postcode")
    found = _POSTCODE.fullmatch(postcode.upper())
    if postcode and not found:
        return None, None
    return town or None, f"{found[1]} {found[2]}" if found else None
