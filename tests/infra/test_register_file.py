"""Reading files of the school register in the shapes in which they arrive."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import BinaryIO

import pytest

from audit.domain.schools import COLUMN_FIELDS
from audit.infra.register_file import RegisterFile, RegisterFileError, RegisterLimits, open_register

HEADER = "URN,LA (code),EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),Town"
FIRST = "100001,860,Elm School,Community school,Open,Stafford"
SECOND = "100002,860,Oak School,Community school,Open,Stone"


def opened(
    *lines: str, encoding: str = "utf-8", end: str = "\n", limits: RegisterLimits | None = None
) -> RegisterFile:
    return open_register(io.BytesIO(end.join(lines).encode(encoding)), limits)


def names(file: RegisterFile) -> list[str]:
    return [row["EstablishmentName"] for _, row in file]


def refusal(content: bytes, limits: RegisterLimits | None = None) -> str:
    """The sentence with which a file is refused, at once or while it is read."""
    with pytest.raises(RegisterFileError) as caught:
        for _ in open_register(io.BytesIO(content), limits):
            pass
    sentence = caught.value.sentence
    assert "Nothing was changed." in sentence
    assert "invalid" not in sentence
    return sentence


# --- shapes that are read ----------------------------------------------------------------------------------


def test_rows_carry_their_line_and_only_the_columns_in_use() -> None:
    file = opened(HEADER + ",HeadLastName", FIRST + ",Example", SECOND + ",Example")
    rows = list(file)
    assert [line for line, _ in rows] == [2, 3]
    assert rows[0][1] == {
        "URN": "100001",
        "LA (code)": "860",
        "EstablishmentName": "Elm School",
        "TypeOfEstablishment (name)": "Community school",
        "EstablishmentStatus (name)": "Open",
        "Town": "Stafford",
    }
    assert file.headings == tuple(HEADER.split(","))
    assert (file.rows_read, file.long_rows, file.short_rows, file.fallback_lines) == (2, 0, 0, 0)


def test_a_file_by_its_path_is_closed_and_a_stream_is_left_open(tmp_path: Path) -> None:
    path = tmp_path / "edubasealldata.csv"
    path.write_text(f"{HEADER}\r\n{FIRST}\r\n", encoding="utf-8", newline="")
    for argument in (path, str(path)):
        with open_register(argument) as file:
            assert names(file) == ["Elm School"]
        with open_register(argument) as file:
            pass
        with pytest.raises(ValueError, match="closed"):
            names(file)
    stream = path.open("rb")
    with stream:
        with open_register(stream) as file:
            assert names(file) == ["Elm School"]
        assert not stream.closed


@pytest.mark.parametrize(
    ("content", "encoding", "fallback"),
    [
        (b"Elm", "utf-8", 0),
        ("Becket à".encode(), "utf-8", 0),
        ("Becket à – “one”".encode("cp1252"), "windows-1252", 1),
    ],
)
def test_encodings(content: bytes, encoding: str, fallback: int) -> None:
    line = b"100001,860," + content + b",Community school,Open,Stone\r\n"
    for mark in (b"", b"\xef\xbb\xbf"):
        file = open_register(io.BytesIO(mark + HEADER.encode() + b"\r\n" + line))
        assert names(file) == [content.decode(encoding)]
        assert (file.encoding, file.fallback_lines) == (encoding, fallback)


def test_a_file_glued_from_two_encodings() -> None:
    utf8 = FIRST.replace("Elm", "Élm").encode("utf-8")
    windows = SECOND.replace("Oak", "Öak").encode("cp1252")
    file = open_register(io.BytesIO(b"\n".join([HEADER.encode(), utf8, windows, windows])))
    assert names(file) == ["Élm School", "Öak School", "Öak School"]
    assert (file.encoding, file.fallback_lines) == ("mixed", 2)


def test_a_byte_that_no_encoding_knows_costs_one_letter_and_not_the_file() -> None:
    file = open_register(io.BytesIO(f"{HEADER}\n".encode() + FIRST.encode().replace(b"Elm", b"\x81lm")))
    assert names(file) == ["\ufffdlm School"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(mark: str, end: str) -> None:
    file = opened(*(line.replace(",", mark) for line in (HEADER, FIRST, SECOND)), end=end)
    assert names(file) == ["Elm School", "Oak School"]
    assert file.delimiter == mark


def test_commas_within_a_file_of_semicolons() -> None:
    file = opened(
        HEADER.replace(",", ";"), "100001;860;Elm, Ash, and Oak, School;Community school;Open;Stone"
    )
    assert names(file) == ["Elm, Ash, and Oak, School"]


def test_quoted_commas_quotation_marks_and_line_ends() -> None:
    file = opened(
        HEADER, '100001,860,"Elm, ""the"" School",Community school,Open,"Stone,\r\nStaffordshire"', SECOND
    )
    rows = list(file)
    assert rows[0][1]["EstablishmentName"] == 'Elm, "the" School'
    assert rows[0][1]["Town"] == "Stone,\nStaffordshire"
    assert [line for line, _ in rows] == [2, 4]


def test_rows_with_more_or_fewer_cells_than_headings() -> None:
    file = opened(HEADER, FIRST + ",one,two", "100002,860,Oak School,Community school,Open")
    assert [row["Town"] for _, row in file] == ["Stafford", ""]
    assert (file.long_rows, file.short_rows) == (1, 1)


def test_blank_lines_before_between_and_after() -> None:
    file = opened("", ",,,,,", "   ", HEADER, "", FIRST, "", SECOND, "", "")
    assert names(file) == ["Elm School", "Oak School"]
    assert file.rows_read == 2


def test_lines_are_counted_with_the_blank_ones() -> None:
    assert [line for line, _ in opened("", HEADER, "", FIRST)] == [4]


def test_odd_spaces_and_case_in_headings() -> None:
    odd = " urn ,La(CODE),Establishment  Name,TYPEOFESTABLISHMENT (NAME),Establishment_Status (name),town"
    file = opened(odd, FIRST)
    assert file.headings == tuple(HEADER.split(","))
    assert names(file) == ["Elm School"]


def test_the_first_of_two_equal_headings_counts() -> None:
    file = opened(HEADER + ",establishmentname", FIRST + ",Another")
    assert names(file) == ["Elm School"]
    assert file.repeated_headings == ("EstablishmentName",)


def test_a_carriage_return_within_a_line() -> None:
    assert names(opened(HEADER, FIRST.replace("Elm School", "Elm\rSchool"))) == ["Elm School"]


def test_a_stream_that_gives_little_at_a_time() -> None:
    class Drops(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(7, size or 7))

    assert names(open_register(Drops("\n".join([HEADER, FIRST, SECOND]).encode()))) == [
        "Elm School",
        "Oak School",
    ]


def test_lines_that_straddle_the_blocks_in_which_a_file_is_read() -> None:
    count = 5_000
    lines = [f"{100_000 + n},860,Schoöl {n},Community school,Open,Stone" for n in range(count)]
    file = opened(HEADER, *lines, end="\r\n")
    assert names(file) == [f"Schoöl {n}" for n in range(count)]
    assert (file.encoding, file.fallback_lines) == ("utf-8", 0)


# --- files that are refused --------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\r\n \r\n", b"\xef\xbb\xbf", b",,,\n,,,\n"])
def test_an_empty_file(content: bytes) -> None:
    assert refusal(content).startswith("The file is empty.")


def test_headings_and_nothing_else() -> None:
    assert refusal(HEADER.encode()).startswith("The file has headings but no schools below them.")


def zipped(name: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as folder:
        folder.writestr(name, "one")
    return into.getvalue()


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (zipped("[Content_Types].xml"), "This is a workbook, not a CSV file."),
        (zipped("edubasealldata.csv"), "This is a zip folder."),
        (b"%PDF-1.7\n", "This is a PDF document, not a CSV file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is an older Excel workbook, not a CSV file."),
        (b"\x1f\x8b\x08", "This file is compressed."),
        (HEADER.encode("utf-16"), "This file is saved as “Unicode text”."),
        ("\ufeff".encode("utf-16-be") + HEADER.encode("utf-16-be"), "This file is saved as “Unicode text”."),
        (b"\n<!DOCTYPE html><html>", "This is a web page, not a CSV file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is not a CSV file."),
    ],
)
def test_what_is_no_csv_file(content: bytes, start: str) -> None:
    assert refusal(content).startswith(start)


def test_something_that_is_not_text_far_down() -> None:
    content = "\n".join([HEADER, *[FIRST] * 2_000]).encode() + b"\n1000\0" + "é".encode()
    assert refusal(content).startswith("Line 2,002 holds something that is not text.")


def test_a_missing_column_is_named_with_the_nearest_heading() -> None:
    sentence = refusal(
        HEADER.replace("EstablishmentName", "Establishment title").encode() + b"\n" + FIRST.encode()
    )
    assert sentence.startswith(
        "The file lacks a column that is needed: “EstablishmentName” (the nearest heading is “Establishment title”)."
    )


def test_several_missing_columns() -> None:
    sentence = refusal(b"URN,Name of the school\n100001,Elm School\n")
    assert sentence.startswith("The file lacks 4 columns that are needed: “LA (code)”; “EstablishmentName”")
    assert "“EstablishmentStatus (code)” or “EstablishmentStatus (name)”" in sentence


def test_prose_is_no_register() -> None:
    assert refusal("Dear all,\nplease find attached …\n".encode()).startswith("The file lacks 5 columns")


def test_too_many_rows() -> None:
    content = "\n".join([HEADER, FIRST, SECOND]).encode()
    assert len(list(open_register(io.BytesIO(content), RegisterLimits(rows=2)))) == 2
    assert refusal(content, RegisterLimits(rows=1)).startswith("The file has more than 1 rows")


def test_too_large(tmp_path: Path) -> None:
    content = "\n".join([HEADER, *[FIRST] * 40_000]).encode()
    limits = RegisterLimits(bytes=1024 * 1024)
    assert refusal(content, limits).startswith("The file is larger than 1 MB")
    path = tmp_path / "large.csv"
    path.write_bytes(content)
    with pytest.raises(RegisterFileError, match="larger than 1 MB"):
        open_register(path, limits)


def test_a_line_without_end() -> None:
    content = f"{HEADER}\n{FIRST}".encode() + b"x" * 400_000
    assert refusal(content).startswith("Line 2 is far too long for a register file.")


def test_a_path_that_is_refused_is_closed_again(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(RegisterFileError):
        open_register(path)
    path.unlink()


# A quotation mark that is never closed must not swallow schools in silence.
OPEN = FIRST.replace("Elm", '"Elm')


@pytest.mark.parametrize(
    "lines",
    [
        [HEADER, OPEN, SECOND, SECOND],
        [HEADER, OPEN, "100002,860,Oak School"],
        [HEADER, OPEN, SECOND.replace("Oak School", '"Oak School"')],
        [HEADER, FIRST.replace("Stafford", '"Stafford'), SECOND],
        [HEADER, FIRST.replace("Stafford", '"Stafford'), SECOND.replace("100002", '"100002"'), SECOND],
    ],
)
def test_a_quotation_mark_that_is_never_closed(lines: list[str]) -> None:
    assert refusal("\n".join(lines).encode()).startswith("A quotation mark on line 2 is never closed")


def test_a_quotation_mark_that_is_never_closed_in_a_large_file() -> None:
    lines = [HEADER, OPEN, *[SECOND] * 20_000]
    assert refusal("\n".join(lines).encode()).startswith("A cell on line 2 is far too long")


# --- the size of the whole register ------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A register of many rows that is never held anywhere as a whole."""

    def __init__(self, rows: int) -> None:
        self.left = rows
        self.pending = (",".join(COLUMN_FIELDS) + "\r\n").encode()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self.pending) < size and self.left:
            self.left -= 1
            self.pending += (
                b"100001,860,Staffordshire,2001,Elm School" + b",x" * (len(COLUMN_FIELDS) - 5) + b"\r\n"
            )
        given, self.pending = self.pending[:size], self.pending[size:]
        return given


def test_a_large_file_is_never_held_as_a_whole() -> None:
    stream: BinaryIO = Endless(50_000)  # type: ignore[assignment]
    tracemalloc.start()
    try:
        count = sum(1 for _ in open_register(stream))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 50_000
    assert peak < 2 * 1024 * 1024, f"{peak:,} bytes were held at once"
