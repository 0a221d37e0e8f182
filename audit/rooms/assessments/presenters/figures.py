"""What a return makes of its numbers, to be read from a copy's content alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from audit.domain.figures import Ratio


@dataclass(frozen=True)
class ReadRate:
    """A rate with the numbers that it comes from; without a value where one of them is missing."""

    title: str
    unit: str
    made_of: str
    """``2.1 out of 1.3``, by the codes of the questions."""
    value: Ratio | None
    missing: tuple[str, ...]

    @property
    def words(self) -> str:
        """``30,938 of 57,293 (54.0 %)``, or which number is missing."""
        if self.value is None:
            return f"Not worked out: there is no number in {' and '.join(self.missing)}"
        return self.value.words


@dataclass(frozen=True)
class ReadFigures:
    """The rates of a return, and a sentence for whatever numbers of it do not fit together."""

    rates: tuple[ReadRate, ...] = ()
    unfit: tuple[str, ...] = ()


def read_figures(content: Mapping[str, Any]) -> ReadFigures:
    """The figures of a copy; none where its question set reckons with no numbers."""
    data = content.get("figures") or {}
    return ReadFigures(
        tuple(
            ReadRate(
                rate["title"],
                rate["unit"],
                f"{rate['of']} out of {rate['out_of']}",
                None
                if rate["numerator"] is None
                else Ratio(Decimal(rate["numerator"]), Decimal(rate["denominator"])),
                tuple(rate["missing"]),
            )
            for rate in data.get("rates", ())
        ),
        tuple(data.get("unfit", ())),
    )
