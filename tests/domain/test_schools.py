"""Reading one row of the school register."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.domain.schools import (
    COLUMN_FIELDS,
    REQUIRED_COLUMNS,
    SchoolRecord,
    Skipped,
    fields_given,
    read_school,
    register_date,
    tidy,
    tidy_dfe_number,
    whole_number,
)
from tests.support.register_rows import ROW, read, skip


def test_a_whole_row() -> None:
    assert read() == SchoolRecord(
        urn="124087",
        dfe_number="860/2216",
        ukprn="10073083",
        name="Elm Bank Primary School",
        local_authority_code=860,
        local_authority_name="Staffordshire",
        status="open",
        kind="school",
        type="maintained",
        type_name="Foundation school",
        phase="primary",
        low_age=4,
        high_age=11,
        pupils=106,
        trust_name="Elm Learning Trust",
        trust_code="1579",
        opened_on=date(1975, 9, 1),
        closed_on=None,
        town="Tamworth",
        postcode="B78 3AD",
    )
    assert read().line == 7


def test_only_the_required_columns_are_enough() -> None:
    record = read_school({names[-1]: ROW[names[-1]] for names in REQUIRED_COLUMNS}, 1)
    assert isinstance(record, SchoolRecord)
    assert (record.type, record.dfe_number, record.local_authority_name) == ("maintained", None, "")
    assert (record.phase, record.town, record.postcode) == ("not-applicable", None, None)


@pytest.mark.parametrize("blank", ["", "NA", " na ", "N/A", "#N/A", "NULL", "nan"])
def test_a_row_of_blanks_is_empty(blank: str) -> None:
    skipped = read_school(dict.fromkeys(ROW, blank), 9)
    assert skipped == Skipped(9, "", "", "The row is empty.", "empty")


@pytest.mark.parametrize(
    ("changes", "kind", "reason"),
    [
        ({"urn": ""}, "unreadable", "There is no URN."),
        ({"urn": "12408"}, "unreadable", "The URN “12408” is not a number of six digits."),
        ({"urn": "1240871"}, "unreadable", "The URN “1240871” is not a number of six digits."),
        ({"urn": "EY1240"}, "unreadable", "The URN “EY1240” is not a number of six digits."),
        ({"name": " NA "}, "unreadable", "There is no name."),
        ({"authority": ""}, "unreadable", "There is no local authority code."),
        ({"authority": "000"}, "not-england", "The school belongs to no local authority in England."),
        ({"type_code": "37", "authority": "0"}, "not-england", "The school is abroad."),
        ({"type_code": "", "type_name": "Offshore Schools"}, "not-england", "The school is abroad."),
        (
            {"type_code": "", "type_name": "Service Children’s Education"},
            "not-england",
            "The school is abroad.",
        ),
        ({"type_code": "030"}, "not-england", "The school is in Wales."),
        (
            {"type_code": "", "type_name": "", "group": "Welsh schools"},
            "not-england",
            "The school is in Wales.",
        ),
        ({"status_code": "2"}, "not-open", "The school is closed."),
        (
            {"status_code": "2", "closed": "31-07-2024"},
            "not-open",
            "The school closed on 31 July 2024.",
        ),
        ({"status_code": "", "status": "CLOSED"}, "not-open", "The school is closed."),
        ({"status_code": "04"}, "not-open", "The school is not open yet."),
        ({"status_code": "", "status": "Proposed to Open"}, "not-open", "The school is not open yet."),
        (
            {"status_code": "10", "status": "Created in error"},
            "not-open",
            "The register gives its status as “Created in error”.",
        ),
        ({"status_code": "0", "status": ""}, "not-open", "The register gives its status as “0”."),
        (
            {"status_code": "", "status": ""},
            "unreadable",
            "The register does not say whether the school is open.",
        ),
        (
            {"type_code": "27", "type_name": "Miscellaneous", "group": "Other types"},
            "not-covered",
            "“Miscellaneous” is not a type of school or college that takes part.",
        ),
        (
            {"type_code": "", "type_name": "", "group": "Universities"},
            "not-covered",
            "“Universities” is not a type of school or college that takes part.",
        ),
        (
            {"type_code": "99", "type_name": "", "group": ""},
            "not-covered",
            "“type 99” is not a type of school or college that takes part.",
        ),
    ],
)
def test_rows_left_out_say_why(changes: dict[str, str], kind: str, reason: str) -> None:
    skipped = skip(**changes)
    assert (skipped.kind, skipped.reason, skipped.line) == (kind, reason, 7)


def test_a_row_left_out_keeps_its_urn_name_and_authority() -> None:
    skipped = skip(urn="0124087", status_code="2")
    assert (skipped.urn, skipped.name) == ("124087", "Elm Bank Primary School")
    assert skipped.local_authority_code == 860
    assert skip(urn="x", authority="").local_authority_code is None


@pytest.mark.parametrize(
    ("code", "name", "status"),
    [
        ("1", "", "open"),
        ("01", "Closed", "open"),
        ("3", "", "proposed-to-close"),
        ("", "Open", "open"),
        ("NA", "Open, but proposed to close", "proposed-to-close"),
        ("", "open but  proposed to close", "proposed-to-close"),
    ],
)
def test_open_and_proposed_to_close_are_both_taken(code: str, name: str, status: str) -> None:
    assert read(status_code=code, status=name).status == status


@pytest.mark.parametrize(
    ("authority", "number", "dfe"),
    [
        ("860", "4001", "860/4001"),
        ("0860", "41", "860/0041"),
        ("860.0", "4001.0", "860/4001"),
        ("860", "", None),
        ("860", "0", None),
        ("860", "8604001", None),
        ("860", "12345", None),
        ("1860", "4001", None),
    ],
)
def test_dfe_number(authority: str, number: str, dfe: str | None) -> None:
    assert read(authority=authority, number=number).dfe_number == dfe


@pytest.mark.parametrize("text", ["860/4001", "8604001", "860 4001", "860-4001", " 860/4001\t"])
def test_dfe_number_written_by_hand(text: str) -> None:
    assert tidy_dfe_number(text) == "860/4001"


@pytest.mark.parametrize("text", ["", "860", "860/401", "86/04001", "860/40011", "abc/defg"])
def test_what_is_no_dfe_number(text: str) -> None:
    assert tidy_dfe_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("007", 7), ("7.0", 7), ("1,234", 1234), ("1,234,567", 1234567), ("0", 0)]
    + [(text, None) for text in ("", "..", "-7", "7.5", "1,23", "٧", "7a", "9" * 5000)]
    + [("0" * 5000 + "7", 7)],
)
def test_whole_number(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"pupils": "1,018"}, "pupils", 1018),
        ({"pupils": ".."}, "pupils", None),
        ({"ukprn": "1007308"}, "ukprn", None),
        ({"ukprn": "Not applicable"}, "ukprn", None),
        ({"trust": "Not applicable"}, "trust_name", None),
        ({"trust": "does not apply"}, "trust_name", None),
        ({"trust_code": "0000"}, "trust_code", None),
        ({"trust_code": "TR00123"}, "trust_code", "TR00123"),
        ({"closed": "31/08/2025"}, "closed_on", date(2025, 8, 31)),
        ({"opened": "soon"}, "opened_on", None),
        ({"urn": "124087.0"}, "urn", "124087"),
        ({"name": "  The Jane Lane School,   A College\n"}, "name", "The Jane Lane School, A College"),
        ({"name": "JFS"}, "name", "JFS"),
        ({"name": "St Thomas à Becket"}, "name", "St Thomas à Becket"),
        ({"name": "\ufeffElm\u00a0Bank\u200b School"}, "name", "Elm Bank School"),
        ({"town": "", "postcode": "SW1P 4AU"}, "town", None),
        ({"postcode": ""}, "town", "Tamworth"),
        ({"postcode": ""}, "postcode", None),
    ],
)
def test_cells(changes: dict[str, str], field: str, value: object) -> None:
    assert getattr(read(**changes), field) == value


def test_a_row_that_slipped_sideways_gives_no_place() -> None:
    """Then the cells beside hold a head's name, which is never read."""
    record = read(town="Ada Example", postcode="Ms")
    assert (record.town, record.postcode) == (None, None)


def test_no_column_about_people_is_read() -> None:
    assert not [
        heading for heading in COLUMN_FIELDS if "head" in heading.casefold() or "mail" in heading.casefold()
    ]


def test_fields_given_by_headings() -> None:
    assert fields_given(["URN", "StatutoryLowAge", "Something else"]) == {"urn", "low_age", "phase"}
    everything = {name for name in SchoolRecord.__dataclass_fields__ if name != "line"}
    assert fields_given(COLUMN_FIELDS) == everything


@pytest.mark.parametrize(
    "text",
    ["31-07-2024", "31/07/2024", "31/7/2024", "2024-07-31", "2024-07-31T00:00:00", "31/07/2024 00:00"],
)
def test_dates(text: str) -> None:
    assert register_date(text) == date(2024, 7, 31)


@pytest.mark.parametrize("text", ["", "31-02-2024", "2024-13-01", "July 2024", "31.07.2024", "31-07-24"])
def test_what_is_no_date(text: str) -> None:
    assert register_date(text) is None


# --- for every row ---------------------------------------------------------------------------------------


cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "NA", "Open", "Closed", "860", "124087", "1", "3", "34", "..", "Academy converter", "B78 3AD"]
    ),
    st.integers(-5, 10**9).map(str),
)


# Drawing the first text of all loads tables, which on a busy machine takes longer than the check allows.
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@patient
@given(st.dictionaries(st.sampled_from([*COLUMN_FIELDS, "HeadLastName"]), cells), st.integers(1, 10**6))
def test_any_row_is_read_or_skipped_with_a_sentence(some: dict[str, str], line: int) -> None:
    check(read_school(some, line), line)


@patient
@given(st.dictionaries(st.sampled_from(sorted(ROW)), cells), st.integers(1, 10**6))
def test_any_slip_in_a_good_row(some: dict[str, str], line: int) -> None:
    check(read_school(ROW | some, line), line)


def check(outcome: SchoolRecord | Skipped, line: int) -> None:
    assert outcome.line == line
    if isinstance(outcome, Skipped):
        assert outcome.reason.endswith(".")
        return
    assert len(outcome.urn) == 6
    assert outcome.urn.isdigit()
    assert outcome.name == tidy(outcome.name) != ""
    assert outcome.local_authority_code > 0
    assert outcome.dfe_number is None or tidy_dfe_number(outcome.dfe_number) == outcome.dfe_number
    assert outcome.ukprn is None or len(outcome.ukprn) == 8
    assert (outcome.kind == "college") == (outcome.type == "college")
    assert "" not in (outcome.trust_name, outcome.trust_code, outcome.town, outcome.postcode)


@patient
@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once == once.strip()
    assert "  " not in once


@patient
@given(st.text("abcXYZ ’éÀ\n\t", max_size=30))
def test_tidying_never_changes_letters(text: str) -> None:
    assert "".join(tidy(text).split()) == "".join(text.split())


@given(st.integers(0, 10**9), st.integers(0, 3))
def test_leading_zeros_do_not_count(number: int, zeros: int) -> None:
    assert whole_number("0" * zeros + str(number)) == number


@given(st.dates(min_value=date(1500, 1, 1)))
def test_every_date_in_every_form(day: date) -> None:
    for form in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        assert register_date(day.strftime(form)) == day
