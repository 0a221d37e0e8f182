"""Numbers of a return that belong together: checks across questions, rates and totals.

A question set says them in a small language of its own: codes of number questions, added and taken away
(``1.3 + 1.4 - 2.1``), and for a check one comparison of two such sums (``2.1 <= 1.3``). It is read by the parser
here and by nothing else.

A number counts only where it was asked and given. A sum of which one number is missing has no value: a figure that
took the gap for nought would look like a finding.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any


class Comparison(StrEnum):
    """How the two sides of a check must stand to each other."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EQUAL = "=="


class Unreadable(ValueError):
    """A formula that cannot be read, with one sentence that says what to mend."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Term:
    """A number question of a sum, and whether it is taken away."""

    code: str
    minus: bool = False


@dataclass(frozen=True)
class Sum:
    """Numbers added and taken away, in the order in which they are written."""

    terms: tuple[Term, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The questions that it names, in order; one that stands twice is named twice."""
        return tuple(term.code for term in self.terms)

    def value(self, numbers: Mapping[str, Decimal]) -> Decimal | None:
        """Its value, or None where one of the numbers is missing."""
        if not numbers.keys() >= set(self.codes):
            return None
        return sum((-numbers[t.code] if t.minus else numbers[t.code] for t in self.terms), Decimal(0))

    def __str__(self) -> str:
        words = [("- " if term.minus else "+ ") + term.code for term in self.terms]
        return " ".join(words).removeprefix("+ ")


@dataclass(frozen=True)
class Check:
    """What the numbers of one return must keep to. With ``must`` a return that does not is not sent."""

    code: str
    left: Sum
    comparison: Comparison
    right: Sum
    says: str
    must: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The questions that it looks at."""
        return self.left.codes + self.right.codes

    def broken_by(self, numbers: Mapping[str, Decimal]) -> str:
        """A sentence that names both numbers where they do not fit; empty where they do or one is missing."""
        left, right = self.left.value(numbers), self.right.value(numbers)
        if left is None or right is None or _holds(left, self.comparison, right):
            return ""
        return (
            f"{self.says.rstrip(' .:')}: {self.left} is {say_number(left)}, "
            f"and {self.right} is {say_number(right)}."
        )


@dataclass(frozen=True)
class Rate:
    """A part of a whole, computed from numbers: ``of`` out of ``out_of``."""

    code: str
    title: str
    of: Sum
    out_of: Sum
    unit: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The questions that it is made of."""
        return self.of.codes + self.out_of.codes

    def value(self, numbers: Mapping[str, Decimal]) -> "Ratio | None":
        """The rate of these numbers, or None where one is missing."""
        of, out_of = self.of.value(numbers), self.out_of.value(numbers)
        return None if of is None or out_of is None else Ratio(of, out_of)


@dataclass(frozen=True)
class Total:
    """Numbers that are added up over organisations."""

    code: str
    title: str
    of: Sum
    unit: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The questions that it is made of."""
        return self.of.codes


@dataclass(frozen=True)
class Ratio:
    """Two numbers, and the one as a share of the other. Never a mean of other rates."""

    numerator: Decimal
    denominator: Decimal

    @property
    def percent(self) -> Decimal | None:
        """Percentage, rounded half up to one place; None when there is nothing to take a share of."""
        if self.denominator <= 0:
            return None
        return (100 * self.numerator / self.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def words(self) -> str:
        """``57,293 of 61,605 (93.0 %)``, ``0 of 0``."""
        counts = f"{say_number(self.numerator)} of {say_number(self.denominator)}"
        return counts if self.percent is None else f"{counts} ({self.percent} %)"


@dataclass(frozen=True)
class Figures:
    """Everything that a question set makes of its numbers."""

    checks: tuple[Check, ...] = ()
    rates: tuple[Rate, ...] = ()
    totals: tuple[Total, ...] = ()

    @property
    def are_added_up(self) -> bool:
        """Whether there is anything to add up over organisations."""
        return bool(self.rates or self.totals)

    @property
    def codes(self) -> frozenset[str]:
        """The questions of which the numbers are needed."""
        found: set[str] = set()
        every: tuple[Check | Rate | Total, ...] = (*self.checks, *self.rates, *self.totals)
        for each in every:
            found.update(each.codes)
        return frozenset(found)

    def broken(self, numbers: Mapping[str, Decimal]) -> list[tuple[Check, str]]:
        """The checks that these numbers do not keep to, each with its sentence."""
        found = ((check, check.broken_by(numbers)) for check in self.checks)
        return [(check, sentence) for check, sentence in found if sentence]


NO_FIGURES = Figures()


def number_of(value: Any) -> Decimal | None:
    """The number that an answer holds; None for anything that is not a finite number."""
    if value in (None, "") or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def say_number(number: Decimal) -> str:
    """``61,605``, ``12.5``: without zeros that say nothing."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_TOKEN = re.compile(r"\s*(<=|>=|==|\+|-(?=\s)|[A-Za-z0-9][A-Za-z0-9.-]*)")
_SIGNS = frozenset({"+", "-"})


def read_sum(text: str) -> Sum:
    """Read ``1.3 + 1.4``. Raises Unreadable."""
    tokens = _tokens(text)
    found, rest = _sum(tokens, text)
    if rest:
        raise Unreadable(f"'{text}' has a comparison in it. A sum holds only codes of questions, + and -.")
    return found


def read_comparison(text: str) -> tuple[Sum, Comparison, Sum]:
    """Read ``2.1 <= 1.3``. Raises Unreadable."""
    left, rest = _sum(_tokens(text), text)
    if not rest:
        raise Unreadable(f"'{text}' compares nothing. Write <=, >= or == between two sums, as in 2.1 <= 1.3.")
    right, more = _sum(rest[1:], text, after=rest[0])
    if more:
        raise Unreadable(f"'{text}' compares more than two things. Make a check of each comparison.")
    return left, Comparison(rest[0]), right


def _tokens(text: str) -> list[str]:
    found, at, text = [], 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unreadable(
                f"'{text}' cannot be read from '{text[at:].strip()}' on. Write codes of questions with +, -, <=, >= "
                "or == between them, and a space on each side of a minus."
            )
        found.append(match[1])
        at = match.end()
    return found


def _sum(tokens: list[str], text: str, after: str = "") -> tuple[Sum, list[str]]:
    """A sum from the beginning of these tokens, and what comes after it."""
    terms: list[Term] = []
    minus, at, last = False, 0, after
    while True:
        if at >= len(tokens) or tokens[at] in _SIGNS or tokens[at] in set(Comparison):
            where = f"after '{last}'" if last else "at the beginning"
            raise Unreadable(f"'{text}' lacks the code of a question {where}.")
        terms.append(Term(tokens[at], minus))
        at += 1
        if at >= len(tokens) or tokens[at] in set(Comparison):
            return Sum(tuple(terms)), tokens[at:]
        if tokens[at] not in _SIGNS:
            raise Unreadable(f"'{text}' lacks a sign between '{tokens[at - 1]}' and '{tokens[at]}'.")
        minus, last = tokens[at] == "-", tokens[at]
        at += 1


def _holds(left: Decimal, comparison: Comparison, right: Decimal) -> bool:
    if comparison is Comparison.AT_MOST:
        return left <= right
    if comparison is Comparison.AT_LEAST:
        return left >= right
    return left == right


def figures_from_data(data: Mapping[str, Any]) -> Figures:
    """The figures of a question set, whose data has been checked."""
    return Figures(
        tuple(_check(row) for row in data.get("checks") or ()),
        tuple(
            Rate(
                row["code"], row["title"], read_sum(row["of"]), read_sum(row["out_of"]), row.get("unit") or ""
            )
            for row in data.get("rates") or ()
        ),
        tuple(
            Total(row["code"], row["title"], read_sum(row["of"]), row.get("unit") or "")
            for row in data.get("totals") or ()
        ),
    )


def _check(row: Mapping[str, Any]) -> Check:
    left, comparison, right = read_comparison(row["that"])
    return Check(row["code"], left, comparison, right, row["says"], row.get("must", False))


def about(checks: Iterable[tuple[Check, str]], code: str) -> list[str]:
    """The sentences of those broken checks that look at one question."""
    return [sentence for check, sentence in checks if code in check.codes]
