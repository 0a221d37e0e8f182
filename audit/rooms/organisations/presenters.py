"""What the pages of boards and organisations show, made from what was read and typed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field, SelectField

from audit.domain.register_diff import LeftOut, RegisterPreview
from audit.web.forms import Form

REGISTER_WORDS: Mapping[str, str] = {
    "urn": "URN",
    "dfe": "DfE number",
    "ukprn": "UKPRN",
    "ods": "ODS code",
}
"""The registers in the users' words."""


@dataclass(frozen=True)
class Difference:
    """A field that two people gave different values."""

    label: str
    saved: str
    typed: str


def differences(form: Form, saved: Mapping[str, Any]) -> list[Difference]:
    """Where what was typed differs from what somebody else saved meanwhile."""
    found = []
    for field in form:
        if field.name not in saved or field.name == "version":
            continue
        theirs, mine = _shown(field, saved[field.name]), _shown(field, field.data)
        if theirs != mine:
            found.append(Difference(field.label.text, theirs, mine))
    return found


def _shown(field: Field, value: Any) -> str:
    if isinstance(field, SelectField):
        words = {str(choice[0]): str(choice[1]) for choice in field.choices or ()}
        return words.get(str(value), str(value or ""))
    return str(value or "")


_WHY = {
    "duplicate": "given twice in the file",
    "conversion": "same DfE number as a school that is still open",
    "not-open": "not open",
    "not-england": "not in England",
    "not-covered": "of a type that takes no part",
    "unreadable": "not readable",
}


@dataclass(frozen=True)
class LeftOutGroup:
    """Rows left out for one kind of reason."""

    words: str
    rows: tuple[LeftOut, ...]


def left_out_groups(preview: RegisterPreview) -> list[LeftOutGroup]:
    """The rows left out, gathered by kind of reason, what needs a person's eye first."""
    order = ("conversion", "unreadable", "duplicate", "not-covered", "not-england", "not-open")
    return [
        LeftOutGroup(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}, {_WHY[kind]}", rows)
        for kind in order
        if (rows := tuple(row for row in preview.left_out if row.kind == kind))
    ]


def preview_lines(preview: RegisterPreview) -> list[tuple[str, int]]:
    """The figures of a preview with their words."""
    return [
        ("New in the area", len(preview.added)),
        ("Changed", len(preview.changed)),
        ("As they were", len(preview.unchanged)),
        ("In the area, but no longer open in the file", len(preview.missing)),
        ("Left out", len(preview.left_out)),
        ("Schools of other authorities, left alone", preview.elsewhere),
    ]


def changed_fields(preview: RegisterPreview) -> list[tuple[str, int]]:
    """How often each field changes, the most frequent first."""
    return Counter(change.label for school in preview.changed for change in school.changes).most_common()


def option_pairs(words: Mapping[str, str] | Iterable[str]) -> list[tuple[str, str]]:
    """Values and words for a filter's select, whether words are keyed or speak for themselves."""
    if isinstance(words, Mapping):
        return [(str(key), text) for key, text in words.items()]
    return [(text, text) for text in words]
