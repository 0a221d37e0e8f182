"""The grades of the closed round: exactly the published counts where counts were published, and the rest in proportion.

The account of 2010-11 gives 15 red and 91 grey. 25 returns of 45 questions are 1,125 answers; the other 1,019
are shared out as 58 : 23.3 : 9 (green, amber, blue), the percentages that it gives for them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from audit.demo.chance import share
from audit.domain.apportion import apportion

RED, GREY = 15, 91
_REST = (("blue", Decimal("9")), ("amber", Decimal("23.3")), ("green", Decimal("58")))
"""From the worst to the best."""

_WEAK_STANDARDS: Mapping[str, float] = {
    "4": 0.5,
    "5": 0.35,
    "11": 0.3,
    "10": 0.25,
    "8": 0.15,
    "1": -0.3,
    "6": -0.2,
}
"""Standards that were harder, or easier, to meet than others."""


def counts(total: int) -> dict[str, int]:
    """How many answers have each grade, from the worst to the best; they add up to ``total``."""
    rest = apportion(total - RED - GREY, [weight for _, weight in _REST])
    return {"grey": GREY, "red": RED, **dict(zip((grade for grade, _ in _REST), rest, strict=True))}


def spread(services: Sequence[str], questions: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """A grade for each service and question (code, with the code of its standard).

    Some services and some standards are weaker than others; greys gather where little was sent in, reds where
    practice is weakest. The same services and questions always have the same grades.
    """
    cells = [(service, code) for service in services for code in questions]
    wanted = counts(len(cells))
    silent = {service: share("silent", service) ** 4 * 1.3 for service in services}
    weak = {service: share("weak", service) * 0.9 for service in services}

    def silence(cell: tuple[str, str]) -> float:
        return silent[cell[0]] + 0.8 * _WEAK_STANDARDS.get(questions[cell[1]], 0) + share("grey", *cell)

    def weakness(cell: tuple[str, str]) -> float:
        return weak[cell[0]] + _WEAK_STANDARDS.get(questions[cell[1]], 0) + 1.4 * share("grade", *cell)

    by_silence = sorted(cells, key=silence, reverse=True)
    found = dict.fromkeys(by_silence[: wanted["grey"]], "grey")
    rest = sorted((cell for cell in cells if cell not in found), key=weakness, reverse=True)
    place = 0
    for grade, count in wanted.items():
        if grade != "grey":
            found |= dict.fromkeys(rest[place : place + count], grade)
            place += count
    return found
