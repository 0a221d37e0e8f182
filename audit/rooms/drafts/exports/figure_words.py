"""The checks, rates and totals of a question set as the cells of its workbook say them: one a line, bars between."""

from typing import Any

from audit.rooms.drafts.exports.words import NotUnderstood, Row, Words, read_lines

MUST = "must"

_EXAMPLES = {
    "check": "C1 | 2.1 <= 1.3 | More people are trained than need it | must",
    "rate": "R1 | Trained | 2.1 | 1.3 | people",
    "total": "T1 | Staff | 1.1 | people",
}
CHECKS_ABOUT = (
    f"One a line: code | formula | sentence, and | must where it hinders sending. {_EXAMPLES['check']}"
)
RATES_ABOUT = f"One a line: code | title | formula | out of | unit. {_EXAMPLES['rate']}"
TOTALS_ABOUT = f"One a line: code | title | formula | unit. {_EXAMPLES['total']}"


def say_checks(value: Any, _row: Row, _words: Words) -> str:
    """Code, formula, sentence, and ``must`` where a return that breaks it is not sent."""
    return _lines(
        [each.get("code"), each.get("that"), each.get("says"), MUST if each.get("must") else ""]
        for each in value or ()
    )


def say_rates(value: Any, _row: Row, _words: Words) -> str:
    """Code, title, both formulas and unit."""
    return _lines(
        [each.get(key) for key in ("code", "title", "of", "out_of", "unit")] for each in value or ()
    )


def say_totals(value: Any, _row: Row, _words: Words) -> str:
    """Code, title, formula and unit."""
    return _lines([each.get(key) for key in ("code", "title", "of", "unit")] for each in value or ())


def read_checks(text: str, row: Row, words: Words) -> list[dict[str, Any]]:
    """What ``say_checks`` says."""
    found = []
    for code, that, says, must in _parts(text, row, words, "check", 3):
        if must and must.casefold() != MUST:
            raise NotUnderstood(f"Only the word must can stand at the end of a check, not “{must[:40]}”.")
        found.append({"code": code, "that": that, "says": says, **({"must": True} if must else {})})
    return found


def read_rates(text: str, row: Row, words: Words) -> list[dict[str, Any]]:
    """What ``say_rates`` says."""
    return [
        {"code": code, "title": title, "of": of, "out_of": out_of, **({"unit": unit} if unit else {})}
        for code, title, of, out_of, unit in _parts(text, row, words, "rate", 4)
    ]


def read_totals(text: str, row: Row, words: Words) -> list[dict[str, Any]]:
    """What ``say_totals`` says."""
    return [
        {"code": code, "title": title, "of": of, **({"unit": unit} if unit else {})}
        for code, title, of, unit in _parts(text, row, words, "total", 3)
    ]


def _lines(rows: Any) -> str:
    found = []
    for row in rows:
        *parts, last = [str(part or "") for part in row]
        found.append(" | ".join([*parts, last] if last else parts))
    return "\n".join(found)


def _parts(text: str, row: Row, words: Words, what: str, needed: int) -> list[list[str]]:
    """The parts of each line: so many that are needed, and one more that may be left out."""
    found = []
    for line in read_lines(text, row, words):
        parts = [part.strip() for part in line.split("|")]
        if not needed <= len(parts) <= needed + 1 or not all(parts[:needed]):
            raise NotUnderstood(f"“{line[:60]}” is not a whole {what}. Write it as {_EXAMPLES[what]}.")
        found.append([*parts, ""][: needed + 1])
    return found
