"""How the parts of a question set are said in the cells of a workbook, and how such words are understood again."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from audit.infra.workbook import CUT_NOTE, LONGEST

_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?")
YES, NO, ALWAYS = "Yes", "No", "Always"

Row = Mapping[str, Any]
Say = Callable[[Any, Row, "Words"], str]
Read = Callable[[str, Row, "Words"], Any]


class NotUnderstood(Exception):
    """What a cell says is not understood; the message says why and what would be."""


@dataclass(frozen=True)
class Words:
    """What the words of a row are understood by: the grades of the scale, and the questions by their codes."""

    grades: Sequence[tuple[str, str]]
    """Key and label of each grade, worst first."""
    rows: Mapping[str, Row] = field(default_factory=dict)

    def answers_to(self, row: Row) -> Sequence[tuple[str, str]]:
        """Key and words of each answer that a question can have, as far as it can be chosen."""
        kind = row.get("kind")
        if kind == "graded":
            return self.grades
        if kind == "yes-no":
            return (("yes", YES), ("no", NO))
        choices = row.get("choices") or ()
        return [(str(one.get("key", "")), str(one.get("label", ""))) for one in choices]

    def answers_of(self, code: object) -> Sequence[tuple[str, str]]:
        """The same for the question with a code; none when there is no such question."""
        row = self.rows.get(str(code))
        return self.answers_to(row) if row is not None else ()


def as_written(text: str) -> str:
    """A text as its cell will hold it: without what a cell cannot hold, and no longer than it can."""
    if not text.isprintable():
        text = _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT_NOTE)] + CUT_NOTE


def plain(text: str) -> str:
    """A text as it is compared and taken over: trimmed, its line breaks alike."""
    if text.isprintable() and "_x000D_" not in text:
        return text.strip()
    text = text.replace("\r\n", "\n").replace("_x000D_", "")
    return _UNSTORABLE.sub("", text).strip()


def say_text(value: Any, _row: Row, _words: Words) -> str:
    """A text as it is."""
    return "" if value is None else str(value)


def read_text(text: str, _row: Row, _words: Words) -> Any:
    """A text as it is."""
    return text


def say_flag(value: Any, _row: Row, _words: Words) -> str:
    """Yes, No, or nothing where nothing is said."""
    return YES if value is True else NO if value is False else ""


def read_flag(text: str, _row: Row, _words: Words) -> bool:
    """Yes or No."""
    if text.casefold() in ("yes", "y", "true"):
        return True
    if text.casefold() in ("no", "n", "false"):
        return False
    raise NotUnderstood(f"“{_short(text)}” is neither “Yes” nor “No”.")


def say_number(value: Any, _row: Row, _words: Words) -> str:
    """A number with a point, without thousands and powers."""
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return "" if value is None else str(value)


def read_number(text: str, _row: Row, _words: Words) -> int | float:
    """A number; one without a point is whole."""
    text = text.replace(",", "").removesuffix("%").strip()
    if not _NUMBER.fullmatch(text):
        raise NotUnderstood(f"“{_short(text)}” is not a number. Type figures, for example 25.")
    return float(text) if "." in text else int(text)


def one_of(known: Mapping[str, str]) -> tuple[Say, Read]:
    """Saying and reading one of some words, by their keys."""

    def say(value: Any, _row: Row, _words: Words) -> str:
        return "" if value is None else known.get(str(value), str(value))

    def read(text: str, _row: Row, _words: Words) -> str:
        return _key_of(text, list(known.items()))

    return say, read


def some_of(known: Mapping[str, str]) -> tuple[Say, Read]:
    """Saying and reading several of some words, one a line."""

    def say(value: Any, _row: Row, _words: Words) -> str:
        return "\n".join(known.get(str(one), str(one)) for one in value or ())

    def read(text: str, _row: Row, _words: Words) -> list[str]:
        return _keys_of(text, list(known.items()))

    return say, read


def say_lines(value: Any, _row: Row, _words: Words) -> str:
    """A list, one item a line."""
    return "\n".join(str(one) for one in value or ())


def read_lines(text: str, _row: Row, _words: Words) -> list[str]:
    """One item a line; empty lines are passed over."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def say_themes(value: Any, _row: Row, _words: Words) -> str:
    """A list of short words, with commas."""
    return ", ".join(str(one) for one in value or ())


def read_themes(text: str, _row: Row, _words: Words) -> list[str]:
    """Short words with commas or line breaks, as keys: ``Online safety`` becomes ``online-safety``."""
    return list(dict.fromkeys(slug(one, 60) for one in re.split(r"[,;\n]", text) if slug(one, 60)))


def say_needed(value: Any, row: Row, words: Words) -> str:
    """Always, or the answers for which something is needed, one a line."""
    if isinstance(value, str):
        return ALWAYS if value == "always" else value
    known = dict(words.answers_to(row))
    return "\n".join(known.get(str(one), str(one)) for one in value or ())


def read_needed(text: str, row: Row, words: Words) -> str | list[str]:
    """Always, or answers, one a line."""
    if text.casefold() == ALWAYS.casefold():
        return "always"
    known = words.answers_to(row)
    if not known:
        raise NotUnderstood(
            f"A question of this kind has no answers to name. Type “{ALWAYS}”, or empty the cell."
        )
    return _keys_of(text, known)


def say_values(value: Any, row: Row, words: Words) -> str:
    """The answers on which a question hangs, in the words of the question that it hangs on."""
    known = dict(words.answers_of((row.get("condition") or {}).get("question")))
    return "\n".join(known.get(str(one), str(one)) for one in value or ())


def read_values(text: str, row: Row, words: Words) -> list[str]:
    """Answers to the question that this one hangs on; as typed where that question is not there."""
    known = words.answers_of((row.get("condition") or {}).get("question"))
    return _keys_of(text, known) if known else read_themes(text, row, words)


def say_choices(value: Any, _row: Row, _words: Words) -> str:
    """What can be chosen, one a line, each with its key."""
    return "\n".join(f"{one.get('key', '')} = {one.get('label', '')}" for one in value or ())


def read_choices(text: str, row: Row, _words: Words) -> list[dict[str, str]]:
    """One choice a line, ``key = words`` or only its words: then it keeps the key it had, or gets a new one."""
    had = {str(one.get("label", "")): str(one.get("key", "")) for one in row.get("choices") or ()}
    found: list[dict[str, str]] = []
    for line in read_lines(text, row, Words(())):
        key, equals, label = (part.strip() for part in line.partition("="))
        if not (equals and label and _KEY.fullmatch(key)):
            key, label = had.get(line, ""), line
        taken = {one["key"] for one in found}
        if not key:
            key = wanted = slug(label, 30) or "choice"
            number = 2
            while key in taken:
                key = f"{wanted[:26]}-{number}"
                number += 1
        found.append({"key": key, "label": label})
    return found


def say_guidance(value: Any, _row: Row, _words: Words) -> str:
    """The guidance that a set rests on, one a line: title, edition and part with bars between."""
    parts = (
        [str(one.get("title", "")), str(one.get("edition", "")), str(one.get("part", ""))]
        for one in value or ()
    )
    return "\n".join(" | ".join(part if part[2] else part[:2]) for part in parts)


def read_guidance(text: str, row: Row, words: Words) -> list[dict[str, str]]:
    """One title a line, with edition and part after bars."""
    found = []
    for line in read_lines(text, row, words):
        title, edition, *part = [*(piece.strip() for piece in line.split("|", 2)), ""][:3]
        if not edition:
            raise NotUnderstood(
                f"“{_short(line)}” does not say its edition. Write title | edition, for example "
                "Working Together to Safeguard Children | 2026."
            )
        found.append({"title": title, "edition": edition, **({"part": part[0]} if part and part[0] else {})})
    return found


def slug(text: str, longest: int) -> str:
    """Words as a key: small letters, figures and hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold()))[:longest].strip("-")


def _keys_of(text: str, known: Sequence[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        whole = _found(line, known)
        if whole is not None:
            found.append(whole)
        else:
            pieces: Iterable[str] = (piece.strip() for piece in re.split(r"[,;]", line))
            found += [_key_of(piece, known) for piece in pieces if piece]
    return list(dict.fromkeys(found))


def _key_of(text: str, known: Sequence[tuple[str, str]]) -> str:
    key = _found(text, known)
    if key is None:
        offered = ", ".join(f"“{_short(label)}”" for _, label in known)
        raise NotUnderstood(f"“{_short(text)}” is not one of {offered}.")
    return key


def _found(text: str, known: Sequence[tuple[str, str]]) -> str | None:
    folded = " ".join(text.casefold().split())
    for key, label in known:
        if " ".join(label.casefold().split()) == folded:
            return key
    return next((key for key, _ in known if key.casefold() == folded), None)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
