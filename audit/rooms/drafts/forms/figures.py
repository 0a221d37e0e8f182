"""The fields of a set's checks, rates and totals. Whether a formula can be read, the check list says."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit.domain.errors import RuleBroken
from audit.rooms.drafts.forms.parts import Field, set_or_drop

_MUST = "must"


def figure_fields() -> list[Field]:
    """What a set makes of its numbers."""
    return [
        _rows(
            "checks", "Checks across numbers",
            (("code", "Code"), ("that", "What must be so"), ("says", "Otherwise say"), (_MUST, "must, or empty")),
            "For example C1, 2.1 <= 1.3, More people are trained than need it. With must it cannot be sent.",
            needed=3,
        ),
        _rows(
            "rates", "Rates",
            (("code", "Code"), ("title", "Name"), ("of", "Number"), ("out_of", "Out of"), ("unit", "Unit (optional)")),
            "For example R1, Trained, 2.1 + 2.2, 1.3, people.",
            needed=4,
        ),
        _rows(
            "totals", "Totals over organisations",
            (("code", "Code"), ("title", "Name"), ("of", "Number"), ("unit", "Unit (optional)")),
            "For example T1, Staff, 1.1, people.",
            needed=3,
        ),
    ]  # fmt: skip


def _rows(key: str, label: str, columns: Sequence[tuple[str, str]], hint: str, *, needed: int) -> Field:
    names = [name for name, _ in columns]

    def read(content: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple("\t".join(_cell(row, name) for name in names) for row in content.get(key) or ())

    def write(content: dict[str, Any], value: Sequence[str]) -> None:
        made = []
        for line in value:
            cells = [cell.strip() for cell in (*line.split("\t"), *[""] * len(names))[: len(names)]]
            if not any(cells):
                continue
            if not all(cells[:needed]):
                missing = columns[next(place for place, cell in enumerate(cells) if not cell)][1]
                raise RuleBroken(f"{label}: fill in “{missing}” in every row", key)
            row: dict[str, Any] = {name: cell for name, cell in zip(names, cells, strict=True) if cell}
            if _MUST in row:
                if row[_MUST].casefold() != _MUST:
                    raise RuleBroken("Write the word must in the last column, or leave it empty", key)
                row[_MUST] = True
            made.append(row)
        set_or_drop(content, key, made)

    return Field(key, label, "rows", read, write, hint=hint, columns=columns)


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return _MUST if value is True else str(value or "")
