"""The files of the library, as they go into the ZIP: each once, and those that cannot be there, with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from audit.infra.workbook import CellValue, Column
from audit.rooms.evidence.models import Scan
from audit.rooms.takeaway.queries import LibraryFile

MISSING = "It is missing from the store of this service."
HELD_BACK = "It is held back until the check for viruses has passed it."


@dataclass(frozen=True)
class TakenFile:
    """An item of the library: where it is in the ZIP, or why it is not there."""

    item: LibraryFile
    path: str | None
    why_not: str | None = None


def held_back(item: LibraryFile) -> bool:
    """Whether the scanner has not passed this file."""
    return item.scan is Scan.QUARANTINED


def file_document(taken: TakenFile) -> dict[str, Any]:
    """An item as ``organisation.json`` says it."""
    item = taken.item
    return {
        "id": item.id,
        "name": item.file_name,
        "path": taken.path,
        "why_not_here": taken.why_not,
        "description": item.description,
        "review_on": item.review_on.isoformat() if item.review_on else None,
        "size": item.size,
        "sha256": item.sha256,
        "uploaded_by": item.uploaded_by_name,
        "uploaded_at": stamp(item.uploaded_at),
        "withdrawn_at": stamp(item.withdrawn_at),
    }


COLUMNS = (
    Column("File in this folder", 44, True),
    Column("Name in the library", 44, True),
    Column("Description", 50, True),
    Column("Review date", 20),
    Column("Uploaded by", 24),
    Column("Uploaded", 20),
    Column("Withdrawn", 20),
    Column("Cited by", 44, True),
    Column("SHA-256 of the file", 66),
)


def library_rows(files: list[TakenFile], cited: dict[int, list[str]]) -> Iterator[list[CellValue]]:
    """The rows of ``list of evidence.xlsx``; ``cited`` says which answers cite an item now."""
    for each in files:
        item = each.item
        yield [
            each.path.rpartition("/")[2] if each.path else f"Not here. {each.why_not}",
            item.file_name,
            item.description,
            item.review_on,
            item.uploaded_by_name,
            item.uploaded_at.date(),
            item.withdrawn_at.date() if item.withdrawn_at else None,
            "\n".join(cited.get(item.id, ())),
            item.sha256,
        ]


def stamp(at: datetime | None) -> str | None:
    """A moment as JSON holds it: ISO 8601 in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat()
