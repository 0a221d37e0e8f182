"""Reading YAML written by people: plain data, and the line and column of every key and item.

Only what JSON can say is read: mappings with text keys, lists, text, numbers, true, false, null. The file is
walked event by event, so that no input can build a deep or an endless thing in memory before it is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_VALUES = 100_000
"""How many values a file may hold once every alias is written out."""

Step = str | int
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# Control characters and halves of characters cannot be stored or shown.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Slip:
    """Something wrong at a place of a file, with a sentence that says how to mend it. Lines count from 1."""

    line: int
    column: int
    sentence: str


class YamlUnreadable(Exception):
    """The file cannot be read as YAML at all; ``slip`` says where and why."""

    def __init__(self, slip: Slip) -> None:
        super().__init__(slip.sentence)
        self.slip = slip


@dataclass
class _Node:
    line: int
    column: int
    value: Any = None
    written: str = ""
    """For a single value: the characters in the file, if they stand without quotes."""
    size: int = 1
    children: dict[Step, "_Node"] = field(default_factory=dict)
    keys: dict[Step, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """What a file says, and where it says it."""

    data: Any
    slips: tuple[Slip, ...]
    """What is wrong but did not stop the reading, such as a key that stands twice."""
    root: _Node

    def place(self, path: tuple[Step, ...]) -> tuple[int, int]:
        """Line and column of the key or item at a path, or of the nearest thing around it."""
        node, place = self.root, (self.root.line, self.root.column)
        for step in path:
            if step not in node.children:
                break
            place = node.keys[step]
            node = node.children[step]
        return place

    def written(self, path: tuple[Step, ...]) -> str:
        """The unquoted characters of the value at a path (``yes``, ``2026.1``); empty if quoted or no single value."""
        node = self.root
        for step in path:
            if step not in node.children:
                return ""
            node = node.children[step]
        return node.written


def read_yaml(path: Path) -> Document:
    """Read one file. Raises YamlUnreadable when it is missing, too large, not text or not YAML."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _unreadable(1, 1, "There is no such file. Check the name.") from None
    except OSError as error:
        raise _unreadable(
            1, 1, f"The file could not be opened ({error.strerror}). Name a file that can be read."
        ) from None
    return parse_yaml(content)


def parse_yaml(content: bytes) -> Document:
    """Read a file's bytes. Raises YamlUnreadable when they are too many, not text or not YAML."""
    if len(content) > MAX_BYTES:
        raise _unreadable(1, 1, f"The file is larger than {MAX_BYTES // 1_000_000} MB. Is it the right file?")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(
            line, 1, "The file is not UTF-8 text. Save it again with the encoding UTF-8."
        ) from None
    try:
        return _Builder().build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _unreadable(
            line,
            column,
            f"The YAML cannot be read from here ({error.problem or error.context}). Look at this line and the one "
            "above it: indentation, a missing colon or quote, or a text with a colon that needs quotes.",
        ) from None
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", None) or 0) + 1
        raise _unreadable(
            line, 1, "The file holds a character that YAML does not allow. Type the line again."
        ) from None


def _unreadable(line: int, column: int, sentence: str) -> YamlUnreadable:
    return YamlUnreadable(Slip(line, column, sentence))


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


@dataclass
class _Open:
    """A mapping or list that is being read."""

    node: _Node
    anchor: str | None
    is_mapping: bool
    key: str | None = None
    key_place: tuple[int, int] = (1, 1)


class _Builder:
    """Builds the document from the events of the parser, without recursion."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []
        self.open: list[_Open] = []
        self.anchors: dict[str, _Node] = {}
        self.root: _Node | None = None

    def build(self, events: Iterator[Any]) -> Document:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _unreadable(
                        *_place(event), "A second document starts here (---). Keep one per file."
                    )
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._start(event)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                done = self.open.pop()
                self._remember(done.anchor, done.node)
                self._add(done.node)
        if self.root is None:
            raise _unreadable(1, 1, "The file is empty.")
        return Document(self.root.value, tuple(self.slips), self.root)

    def _start(self, event: Any) -> None:
        self._refuse_tag(event)
        line, column = _place(event)
        if len(self.open) >= MAX_DEPTH:
            raise _unreadable(
                line, column, f"Things are nested more than {MAX_DEPTH} deep here. Lay it out flatter."
            )
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if self._expects_key():
            raise _unreadable(line, column, "A key must be a plain word, not a list or a group of keys.")
        self.open.append(_Open(_Node(line, column, value={} if is_mapping else []), event.anchor, is_mapping))

    def _scalar(self, event: Any) -> None:
        self._refuse_tag(event)
        line, column = _place(event)
        plain = event.style in (None, "")
        if _UNSTORABLE.search(event.value):
            raise _unreadable(line, column, "This text holds a control character. Type it again without.")
        value = _plain_value(event.value) if plain else event.value
        if self._expects_key():
            self._key(event.value, value, line, column)
            return
        node = _Node(line, column, value=value, written=event.value if plain else "")
        self._remember(event.anchor, node)
        self._add(node)

    def _key(self, written: str, value: Any, line: int, column: int) -> None:
        parent = self.open[-1]
        if not isinstance(value, str):
            self.slips.append(
                Slip(
                    line,
                    column,
                    f"The key {written or '(nothing)'} is not read as text. {in_quotes(written)}",
                )
            )
        if written in parent.node.keys:
            first = parent.node.keys[written][0]
            self.slips.append(
                Slip(
                    line,
                    column,
                    f"The key '{written}' stands here a second time; the first is on line {first}. Keep one.",
                )
            )
        parent.key, parent.key_place = written, (line, column)

    def _alias(self, event: Any) -> None:
        line, column = _place(event)
        target = self.anchors.get(event.anchor)
        if target is None or self._expects_key():
            raise _unreadable(
                line,
                column,
                f"The alias *{event.anchor} does not point to a finished value. Write the words out.",
            )
        # The value may be shared, because data is only read; its place is where the alias stands.
        self._add(
            _Node(line, column, target.value, target.written, target.size, target.children, target.keys)
        )

    def _remember(self, anchor: str | None, node: _Node) -> None:
        if anchor:
            self.anchors[anchor] = node

    def _expects_key(self) -> bool:
        return bool(self.open) and self.open[-1].is_mapping and self.open[-1].key is None

    def _add(self, node: _Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.node.size += node.size
        if parent.node.size > MAX_VALUES:
            raise _unreadable(
                node.line,
                node.column,
                f"The file holds more than {MAX_VALUES:,} values, aliases (*) written out. Is it the right file?",
            )
        step: Step
        if parent.is_mapping:
            assert parent.key is not None
            step, place, parent.key = parent.key, parent.key_place, None
            parent.node.value[step] = node.value
        else:
            step, place = len(parent.node.value), (node.line, node.column)
            parent.node.value.append(node.value)
        parent.node.children[step] = node
        parent.node.keys[step] = place

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            raise _unreadable(*_place(event), f"The tag {event.tag} is not used here. Take it out.")


def in_quotes(written: str) -> str:
    """How to mend a value that YAML does not read as text."""
    word = written.strip()
    if word.lower() in _TRUTHS:
        truth = str(_TRUTHS[word.lower()]).lower()
        return f'Without quotes YAML reads {word} as {truth}: write it in quotes, "{word}".'
    return f'Write it in quotes, "{word}".'


def _plain_value(written: str) -> Any:
    """What a value without quotes means. Dates stay text; so do figures that are not plain numbers."""
    if written in ("", "~", "null", "Null", "NULL"):
        return None
    if written.lower() in _TRUTHS and (written.islower() or written.isupper() or written.istitle()):
        return _TRUTHS[written.lower()]
    if _INTEGER.fullmatch(written):
        return int(written)
    if _DECIMAL.fullmatch(written):
        return float(written)
    return written
