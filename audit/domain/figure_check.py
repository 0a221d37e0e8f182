"""What the checks, rates and totals of a question set must keep to beyond their schema."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.domain.figures import Sum, Unreadable, read_comparison, read_sum
from audit.domain.problem import Problem, use_one_of
from audit.domain.question_check import Asked

_FORMULAS: Mapping[str, tuple[str, ...]] = {"checks": ("that",), "rates": ("of", "out_of"), "totals": ("of",)}
"""Which keys of each list hold a formula."""


def check_figures(data: Mapping[str, Any], by_code: Mapping[str, Asked]) -> Iterator[Problem]:
    """What is wrong in what a set makes of its numbers. ``by_code`` holds its questions."""
    for what, keys in _FORMULAS.items():
        first: dict[str, int] = {}
        for place, row in enumerate(data.get(what) or ()):
            if first.setdefault(row["code"].casefold(), place) != place:
                yield Problem(
                    (what, place, "code"),
                    f"The code '{row['code']}' stands twice among the {what}. Give each a code of its own.",
                )
            for key in keys:
                yield from _formula((what, place, key), row[key], by_code, compares=what == "checks")


def _formula(
    path: tuple[str | int, ...], text: str, by_code: Mapping[str, Asked], *, compares: bool
) -> Iterator[Problem]:
    sums: Sequence[Sum]
    try:
        if compares:
            left, _, right = read_comparison(text)
            sums = (left, right)
        else:
            sums = (read_sum(text),)
    except Unreadable as error:
        yield Problem(path, error.sentence)
        return
    numbers = [code for code, asked in by_code.items() if asked.kind == "number"]
    for code in dict.fromkeys(code for each in sums for code in each.codes):
        asked = by_code.get(code)
        if asked is None:
            yield Problem(
                path,
                f"'{text}' names question {code}, which this set does not have. {use_one_of(numbers, code)}",
            )
        elif asked.kind != "number":
            yield Problem(
                path,
                f"'{text}' names question {code}, which is of kind {asked.kind}. Only numbers are reckoned with. "
                f"{use_one_of(numbers)}",
            )
