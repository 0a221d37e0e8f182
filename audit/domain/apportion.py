"""Sharing a whole number out in proportions, so that the shares add up exactly."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def apportion(total: int, weights: Sequence[int | Decimal | Fraction]) -> list[int]:
    """Whole shares of ``total`` in the proportions of ``weights``, by the largest remainder.

    Each share is its exact part rounded down or up; what is left over goes one each to the largest
    remainders, and among equal remainders to the earlier one, so that the outcome is always the same.
    Weights are exact numbers (no floats). Raises ValueError for a negative total or weight, and when there
    is something to share and no weight to share it by.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("Only numbers from 0 upwards can be shared out.")
    if total == 0:
        return [0] * len(weights)
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    if whole == 0:
        raise ValueError("There is something to share out, but every weight is 0.")
    quotas = [total * weight / whole for weight in exact]
    shares = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda place: (shares[place] - quotas[place], place))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares
