"""Forms over a part of a question set: a field reads its value from the content and writes it back.

Only what was changed is written, so that a part which nobody touched stays exactly as its file had it.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from audit.domain.errors import RuleBroken
from audit.web.forms import tidy

Value = str | tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """A field: ``sort`` is text, area, one, many, tick or rows (as ``drafts/_fields.html`` shows them)."""

    name: str
    label: str
    sort: str
    read: Callable[[Mapping[str, Any]], Value]
    write: Callable[[dict[str, Any], Any], None]
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    most: int = 20_000
    classes: str = ""
    columns: Sequence[tuple[str, str]] = ()
    """Of rows: the name and the label of each column."""

    def typed(self, sent: Any) -> Value:
        """What was typed or chosen."""
        if self.sort == "many":
            known = {value for value, _label in self.choices}
            return tuple(value for value in sent.getlist(self.name) if value in known)
        if self.sort == "rows":
            columns = [
                [str(tidy(v)) for v in sent.getlist(f"{self.name}-{name}")] for name, _label in self.columns
            ]
            return tuple(
                "\t".join(cell.replace("\t", " ") for cell in row) for row in zip(*columns, strict=False)
            )
        return str(tidy(sent.get(self.name, "") or ""))


class Difference(NamedTuple):
    """A field that two people filled differently, for ``conflict_notice``."""

    label: str
    saved: str
    typed: str


class PartForm:
    """The fields of one part with what stands in them, as templates and the page's layout take a form."""

    def __init__(self, fields: Sequence[Field], content: Mapping[str, Any], sent: Any = None) -> None:
        self.fields = {field.name: field for field in fields}
        self.before = content
        self.values: dict[str, Value] = {
            field.name: field.read(content) if sent is None else field.typed(sent) for field in fields
        }
        self.problems: dict[str, str] = {}

    def content(self) -> dict[str, Any]:
        """The content with what was typed in it; raises RuleBroken for what cannot be kept."""
        content = deepcopy(dict(self.before))
        for field in self.fields.values():
            value = self.values[field.name]
            if isinstance(value, str) and len(value) > field.most:
                raise RuleBroken(
                    f"{field.label}: {len(value):,} characters are too long; at most {field.most:,} fit. Shorten it.",
                    field.name,
                )
            if _settled(field.read(content)) != _settled(value):
                field.write(content, _settled(value))
        return content

    def differences(self, saved: Mapping[str, Any]) -> list[Difference]:
        """What stands in the saved content otherwise than here."""
        found = []
        for field in self.fields.values():
            theirs, mine = _settled(field.read(saved)), _settled(self.values[field.name])
            if theirs != mine:
                found.append(Difference(field.label, _said(field, theirs), _said(field, mine)))
        return found

    def refuse(self, refusal: RuleBroken) -> None:
        """Show why it was not saved."""
        self.problems[refusal.field if refusal.field in self.fields else ""] = refusal.sentence

    @property
    def errors(self) -> dict[str, str]:
        """The errors, as the page's layout asks for them."""
        return self.problems

    def error_list(self) -> list[dict[str, str]]:
        """The errors for the error summary, each linked to its field."""
        return [
            {"text": sentence, "href": f"#{name}" if name else "#main-content"}
            for name, sentence in self.problems.items()
        ]

    def __getitem__(self, name: str) -> Any:
        field, value = self.fields[name], self.values[name]
        error = self.problems.get(name)
        return SimpleNamespace(
            id=name,
            name=name,
            sort=field.sort,
            classes=field.classes,
            columns=field.columns,
            label=SimpleNamespace(text=field.label),
            description=field.hint,
            choices=field.choices,
            data=[row.split("\t") for row in value] if field.sort == "rows" else value,
            errors=[error] if error else [],
        )

    def __contains__(self, name: str) -> bool:
        return name in self.fields


def _settled(value: Value) -> Value:
    """As it counts: without spaces at the ends, and without rows in which nothing stands."""
    return str(tidy(value)) if isinstance(value, str) else tuple(row for row in value if row.strip())


def _said(field: Field, value: Value) -> str:
    if isinstance(value, str):
        return (
            dict(field.choices).get(value, value)
            if field.sort == "one"
            else ("Yes" if value == "y" else value)
        )
    words = dict(field.choices)
    return ", ".join(words.get(row, row.replace("\t", ", ").strip(", ")) for row in value)


# Readers and writers that many fields share.


def words(name: str, label: str, sort: str = "text", *, kept: bool = False, **more: Any) -> Field:
    """A text under a key; taken out when it is empty, unless it is ``kept``."""

    def write(content: dict[str, Any], value: str) -> None:
        if value or kept:
            content[name] = value
        else:
            content.pop(name, None)

    return Field(name, label, sort, lambda content: str(content.get(name) or ""), write, **more)


def one_of(name: str, label: str, choices: Sequence[tuple[str, str]], default: str, **more: Any) -> Field:
    """One of some words under a key."""

    def write(content: dict[str, Any], value: str) -> None:
        if value not in dict(choices):
            raise RuleBroken(f"{label}: choose one of the answers", name)
        content[name] = value

    return Field(
        name, label, "one", lambda content: str(content.get(name) or default), write, choices=choices, **more
    )


def tick(name: str, label: str, effective: Callable[[Mapping[str, Any]], bool], **more: Any) -> Field:
    """A yes or no whose meaning, when nothing is said, depends on the rest of the content."""

    def write(content: dict[str, Any], value: str) -> None:
        wanted = value == "y"
        content.pop(name, None)
        if effective(content) != wanted:
            content[name] = wanted

    return Field(name, label, "tick", lambda content: "y" if effective(content) else "", write, **more)


def inside(group: str, part: str, label: str, *, sort: str = "text", name: str = "", **more: Any) -> Field:
    """A text inside a group of the content; the group goes when nothing is left in it."""

    def read(content: Mapping[str, Any]) -> str:
        return str((content.get(group) or {}).get(part) or "")

    def write(content: dict[str, Any], value: str) -> None:
        kept = {key: text for key, text in (content.get(group) or {}).items() if key != part}
        if value:
            kept[part] = value
        set_or_drop(content, group, kept)

    return Field(name or f"{group}-{part}", label, sort, read, write, **more)


def set_or_drop(content: dict[str, Any], key: str, value: Any) -> None:
    """Write a list or a group, or take its key out when nothing is in it."""
    if value:
        content[key] = value
    else:
        content.pop(key, None)
