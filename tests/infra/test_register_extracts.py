"""Reading real, public extracts of the school register, where they lie beside this repository."""

from __future__ import annotations

import csv
import io
import sys
import time
from pathlib import Path
from typing import TypeAlias

import pytest

from audit.domain.register_diff import preview_register
from audit.domain.schools import SchoolRecord, Skipped, fields_given, read_school
from audit.infra.register_file import RegisterFile, RegisterFileError, open_register

REGISTER = Path(__file__).resolve().parents[3] / "shared" / "data" / "gias"
SHAPED = REGISTER / "gias_shaped.csv"
FIXTURES = (
    "gias_subset_real_header_itt.csv",
    "edubase_2018_fixture_quoted.csv",
    "claim_example_schools_data.csv",
    "tv_example_schools_data.csv",
)

Extract: TypeAlias = tuple[RegisterFile, list[SchoolRecord | Skipped]]


def needs(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"the public extract {path.name} is not beside this repository")
    return path


def read_all(path: Path) -> Extract:
    with open_register(needs(path)) as file:
        return file, [read_school(row, line) for line, row in file]


def plainly(path: Path) -> list[dict[str, str]]:
    """The same file by the shortest way, to compare with."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def shaped() -> Extract:
    return read_all(SHAPED)


def test_every_open_school_of_staffordshire_is_found(shaped: Extract) -> None:
    file, rows = shaped
    expected = {
        row["URN"]: row["EstablishmentName"]
        for row in plainly(SHAPED)
        if row["LA (code)"] == "860" and row["EstablishmentStatus (name)"].startswith("Open")
    }
    found = {
        row.urn: row.name for row in rows if isinstance(row, SchoolRecord) and row.local_authority_code == 860
    }
    assert len(found) == 426
    assert found == {urn: " ".join(name.split()) for urn, name in expected.items()}
    assert (file.rows_read, file.long_rows, file.short_rows) == (22_348, 0, 0)


def test_the_whole_extract(shaped: Extract) -> None:
    _, rows = shaped
    schools = [row for row in rows if isinstance(row, SchoolRecord)]
    skipped = [row for row in rows if isinstance(row, Skipped)]
    assert (len(schools), len(skipped)) == (22_348 - 36, 36)
    assert {row.reason for row in skipped} == {"The school is closed."}
    assert sum(school.status == "proposed-to-close" for school in schools) == 114
    assert sum(school.type is None for school in schools) == 2_658


def test_a_preview_for_staffordshire(shaped: Extract) -> None:
    file, rows = shaped
    preview = preview_register({}, rows, 860, fields_given(file.headings))
    assert len(preview.added) + len(preview.conversions) == 426
    assert len(preview.conversions) == 11
    assert preview.elsewhere == 22_348 - 426


def test_the_whole_extract_is_read_quickly() -> None:
    needs(SHAPED)
    begun = time.process_time()
    read_all(SHAPED)
    allowed = 2 if sys.gettrace() is None else 10  # measuring coverage slows reading several times
    assert time.process_time() - begun < allowed


@pytest.mark.parametrize("name", FIXTURES)
def test_every_extract_is_read(name: str) -> None:
    file, rows = read_all(REGISTER / name)
    plain = plainly(REGISTER / name)
    assert len(rows) == len(plain) == file.rows_read
    assert file.long_rows == sum(None in row for row in plain)
    for outcome, row in zip(rows, plain, strict=True):
        assert (outcome.urn, outcome.name) == (row["URN"], " ".join(row["EstablishmentName"].split()))
        if row["EstablishmentStatus (name)"] in ("Closed", "Proposed to open"):
            assert isinstance(outcome, Skipped)


def test_ragged_extracts_and_their_encodings() -> None:
    ragged, _ = read_all(REGISTER / "tv_example_schools_data.csv")
    assert ragged.long_rows == 10
    windows, rows = read_all(REGISTER / "claim_example_schools_data.csv")
    assert (windows.long_rows, windows.encoding) == (1, "windows-1252")
    assert any("à Becket" in row.name for row in rows)


def test_schools_abroad_are_left_out() -> None:
    _, rows = read_all(REGISTER / "gias_subset_real_header_itt.csv")
    assert [
        (row.urn, row.reason) for row in rows if isinstance(row, Skipped) and row.kind == "not-england"
    ] == [("150516", "The school is abroad.")]


def test_the_file_of_links_is_another_file() -> None:
    with pytest.raises(RegisterFileError, match=r"lacks 4 columns"):
        open_register(needs(REGISTER / "links_edubasealldata20250422.csv"))
