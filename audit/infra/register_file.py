"""Reading an uploaded file of the school register (GIAS), row by row, whatever shape it arrives in.

Extracts are usually Windows-1252, sometimes UTF-8, sometimes glued together from both; rows may have more or
fewer cells than headings. The file is streamed: only one row is held at a time. Only the columns that the
project reads (`schools.COLUMN_FIELDS`) leave this module, so heads' names never do.
"""

from __future__ import annotations

import csv
import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Literal, Self

from audit.domain.errors import Refusal
from audit.domain.schools import COLUMN_FIELDS, REQUIRED_COLUMNS, tidy

Encoding = Literal["utf-8", "windows-1252", "mixed"]

_CHUNK: Final = 64 * 1024
_DELIMITERS: Final = (",", ";", "\t")
_NOTHING: Final = " ,;\t\r\n"
"""A cell of these alone is blank, whichever of them turns out to part the cells."""
_KEPT: Final = "Nothing was changed."


class RegisterFileError(Refusal):
    """A register file that cannot be read; `sentence` says what is wrong, what was kept and what to do."""


@dataclass(frozen=True, slots=True)
class RegisterLimits:
    """How much is read at most: data rows, bytes of the file, bytes of one line."""

    rows: int = 200_000
    bytes: int = 200 * 1024 * 1024
    line_bytes: int = 256 * 1024


def open_register(
    path_or_stream: str | os.PathLike[str] | BinaryIO, limits: RegisterLimits | None = None
) -> RegisterFile:
    """Open a register file and read its headings. A context manager; a stream stays the caller's to close.

    Raises `RegisterFileError` when the file is empty, too large, not a CSV file or lacks a needed column;
    reading the rows raises the same error for faults further down.
    """
    limits = limits or RegisterLimits()
    if isinstance(path_or_stream, (str, os.PathLike)):
        path = Path(path_or_stream)
        if path.stat().st_size > limits.bytes:
            raise _too_large(limits)
        stream: BinaryIO = path.open("rb")
        try:
            return RegisterFile(stream, limits, owned=True)
        except BaseException:
            stream.close()
            raise
    return RegisterFile(path_or_stream, limits, owned=False)


class RegisterFile:
    """The rows of a register file, once, as `(line, {heading: cell})`; counts grow while it is read.

    `headings` are the register's own names of the columns that are used, `repeated_headings` those of them
    that stand twice (the first column counts). `long_rows` had more cells than headings (the rest is
    ignored), `short_rows` fewer (the rest is blank). `fallback_lines` were not UTF-8. `line` is where the row
    begins.
    """

    def __init__(self, stream: BinaryIO, limits: RegisterLimits, *, owned: bool) -> None:
        self._stream, self._limits, self._owned = stream, limits, owned
        self.rows_read = self.long_rows = self.short_rows = self.fallback_lines = 0
        self._utf8_lines = 0
        head = _read_full(stream, _CHUNK)
        _refuse_other_kinds(head)
        sample = _sample(head)
        self.delimiter = max(_DELIMITERS, key=lambda mark: _likeness(sample, mark))
        self._reader = csv.reader(self._lines(head), delimiter=self.delimiter)
        header = self._find_header()
        self._width = len(header)
        self._columns, self.repeated_headings = _columns(header)
        self.headings = tuple(self._columns)
        _refuse_missing_columns(header, self._columns)

    @property
    def encoding(self) -> Encoding:
        """The encoding, as far as the file has been read; plain ASCII counts as UTF-8."""
        if not self.fallback_lines:
            return "utf-8"
        return "mixed" if self._utf8_lines else "windows-1252"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._owned:
            self._stream.close()

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        columns = tuple(self._columns.items())
        width = self._width
        for line, cells in self._records():
            if not cells:
                continue
            self.rows_read += 1
            if self.rows_read > self._limits.rows:
                raise RegisterFileError(
                    f"The file has more than {self._limits.rows:,} rows, more than the whole register. "
                    f"{_KEPT} Choose the register's own download, or an extract of it."
                )
            if self._reader.line_num > line:
                self._refuse_open_quotation(line, cells)
            if len(cells) != width:
                if len(cells) > width:
                    self.long_rows += 1
                else:
                    self.short_rows += 1
                    cells = cells + [""] * (width - len(cells))
            yield line, {heading: cells[place] for heading, place in columns}
        if not self.rows_read:
            raise RegisterFileError(
                f"The file has headings but no schools below them. {_KEPT} Download the register again."
            )

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                raise RegisterFileError(
                    f"A cell on line {line:,} is far too long: a quotation mark may be missing. {_KEPT} "
                    "Download the register again, without opening it in another program first."
                ) from None
            yield line, cells

    def _refuse_open_quotation(self, line: int, cells: list[str]) -> None:
        """A row over several lines whose quotation mark was never closed has swallowed the schools below it.

        It shows by a whole row inside one cell, a quotation mark left over at a cell's end, or cells lost.
        """
        for place, cell in enumerate(cells):
            swallowed = cell.split("\n")[1:]
            if swallowed and (
                cell.endswith('"')
                or any(part.count(self.delimiter) >= self._width - 1 for part in swallowed)
                or place == len(cells) - 1 < self._width - 1
            ):
                raise RegisterFileError(
                    f"A quotation mark on line {line:,} is never closed, so the schools after it cannot be "
                    f"told apart. {_KEPT} Download the register again, or mend that line."
                )

    def _find_header(self) -> list[str]:
        for _, cells in self._records():
            if any(cell.strip(_NOTHING) for cell in cells):
                return cells
        raise RegisterFileError(f"The file is empty. {_KEPT} Choose the register file again.")

    def _lines(self, head: bytes) -> Iterator[str]:
        """Decoded lines with their ends. Lines that are not UTF-8 are read as Windows-1252, and counted."""
        read, buffer = len(head), head.removeprefix(b"\xef\xbb\xbf")
        # Old spreadsheets end lines with a carriage return alone.
        end = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
        number, chunk = 0, head
        while chunk:
            if read > self._limits.bytes:
                raise _too_large(self._limits)
            *whole, buffer = buffer.split(end)
            for line in whole:
                number += 1
                yield self._decode(line, number) + "\n"
            if len(buffer) > self._limits.line_bytes:
                raise RegisterFileError(
                    f"Line {number + 1:,} is far too long for a register file. {_KEPT} {_OFFERED}"
                )
            chunk = _read_full(self._stream, _CHUNK)
            read += len(chunk)
            buffer += chunk
        if buffer:
            yield self._decode(buffer, number + 1)

    def _decode(self, line: bytes, number: int) -> str:
        # A carriage return within a line is a slip of some other program, and upsets the csv module.
        line = line.removesuffix(b"\r").replace(b"\r", b" ")
        if b"\0" in line:
            raise RegisterFileError(
                f"Line {number:,} holds something that is not text. {_KEPT} Download the register again."
            )
        if line.isascii():
            return line.decode("ascii")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            self.fallback_lines += 1
            return line.decode("cp1252", errors="replace")
        self._utf8_lines += 1
        return text


# --- what the file is -------------------------------------------------------------------------------------

_AS_CSV: Final = "Save it as CSV and choose that file."
_OFFERED: Final = "Choose the CSV file that the register offers."
_UTF16: Final = f"This file is saved as “Unicode text”. {_KEPT} Save it as “CSV UTF-8” and choose that file."
_KINDS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", f"This is a PDF document, not a CSV file. {_KEPT} {_OFFERED}"),
    (b"\xd0\xcf\x11\xe0", f"This is an older Excel workbook, not a CSV file. {_KEPT} {_AS_CSV}"),
    (b"\x1f\x8b", f"This file is compressed. {_KEPT} Unpack it and choose the CSV file inside."),
    (b"\xff\xfe", _UTF16),
    (b"\xfe\xff", _UTF16),
)


def _read_full(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes: fewer only at the end, even from streams that hand out little at a time."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _too_large(limits: RegisterLimits) -> RegisterFileError:
    return RegisterFileError(
        f"The file is larger than {limits.bytes / 1024 / 1024:,.0f} MB, more than the whole register. "
        f"{_KEPT} Choose the register's own download, or an extract of it."
    )


def _refuse_other_kinds(head: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise RegisterFileError(f"The file is empty. {_KEPT} Choose the register file again.")
    if head.startswith(b"PK\x03\x04"):
        if b"[Content_Types].xml" in head or b"opendocument" in head:
            raise RegisterFileError(f"This is a workbook, not a CSV file. {_KEPT} {_AS_CSV}")
        raise RegisterFileError(f"This is a zip folder. {_KEPT} Unpack it and choose the CSV file inside.")
    for magic, sentence in _KINDS:
        if head.startswith(magic):
            raise RegisterFileError(sentence)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)", head, re.IGNORECASE):
        raise RegisterFileError(
            f"This is a web page, not a CSV file: the download may have been interrupted. {_KEPT} "
            "Download the register again."
        )
    if b"\0" in head:
        raise RegisterFileError(f"This is not a CSV file. {_KEPT} {_OFFERED}")


# --- the headings -----------------------------------------------------------------------------------------


def _heading_key(heading: str) -> str:
    """Headings are compared by letters and digits alone: `LA (code)`, ` la(CODE)` and `LA_code` are one."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


_BY_KEY: Final = {_heading_key(heading): heading for heading in COLUMN_FIELDS}


def _sample(head: bytes) -> list[str]:
    return head.removeprefix(b"\xef\xbb\xbf").decode("cp1252", errors="replace").splitlines(keepends=True)


def _likeness(sample: list[str], delimiter: str) -> tuple[int, int]:
    """How many known headings, and how many cells, the first row that is not blank has under a delimiter."""
    for cells in csv.reader(sample, delimiter=delimiter):
        if any(cell.strip(_NOTHING) for cell in cells):
            return sum(_heading_key(cell) in _BY_KEY for cell in cells), len(cells)
    return 0, 0


def _columns(header: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each known column stands, and which known headings stand more than once."""
    places: dict[str, int] = {}
    repeated: list[str] = []
    for place, heading in enumerate(header):
        known = _BY_KEY.get(_heading_key(heading))
        if known is None:
            continue
        if known in places:
            repeated.append(known)
        else:
            places[known] = place
    return places, tuple(repeated)


def _refuse_missing_columns(header: list[str], columns: dict[str, int]) -> None:
    missing = [names for names in REQUIRED_COLUMNS if not any(name in columns for name in names)]
    if not missing:
        return
    others = [tidy(cell) for cell in header if _heading_key(cell) and _heading_key(cell) not in _BY_KEY]
    by_key = {_heading_key(cell): cell for cell in reversed(others)}
    said = []
    for names in missing:
        near = next(
            (
                by_key[close[0]]
                for name in names
                if (close := difflib.get_close_matches(_heading_key(name), by_key, n=1, cutoff=0.6))
            ),
            None,
        )
        wanted = " or ".join(f"“{name}”" for name in names)
        said.append(f"{wanted} (the nearest heading is “{near[:60]}”)" if near else wanted)
    what = "a column that is needed" if len(said) == 1 else f"{len(said)} columns that are needed"
    raise RegisterFileError(
        f"The file lacks {what}: {'; '.join(said)}. {_KEPT} "
        "Choose the register's own download, with its first row of headings."
    )
