"""What a question keeps when the grades of its set change: descriptions, what is asked for, and conditions go along.

Each of these names grades by their keys. A grade that is only called otherwise keeps its key, so nothing is lost.
"""

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Carried:
    """A question after the grades have changed, and what it loses, in words that name the earlier grades."""

    content: Mapping[str, Any]
    losses: tuple[str, ...] = ()


def carry(
    content: Mapping[str, Any],
    equals: Mapping[str, str | None],
    labels: Mapping[str, str],
    graded: Collection[str],
) -> Carried:
    """A question over the new grades.

    ``equals`` has each earlier grade's key and the key that it becomes, None where it is gone; ``labels`` what the
    earlier grades are called; ``graded`` the codes of the graded questions of the set.
    """
    made = deepcopy(dict(content))
    losses: list[str] = []
    if made.get("kind") == "graded":
        _descriptors(made, equals, labels, losses)
        _requires(made, equals, labels, losses)
    _condition(made, equals, labels, graded, losses)
    return Carried(made, tuple(losses))


def _descriptors(
    made: dict[str, Any], equals: Mapping[str, str | None], labels: Mapping[str, str], losses: list[str]
) -> None:
    before: Mapping[str, str] = made.get("descriptors") or {}
    if not before:
        return
    after: dict[str, str] = {}
    for key, text in before.items():
        now = equals.get(key, key)
        if now is None:
            losses.append(f"what {labels.get(key, key)} looks like")
        elif now not in after:
            after[now] = text
        elif text != after[now]:
            # Two earlier grades are one now: both texts stay, for the author to shorten.
            after[now] = f"{after[now]} {text}"
    _put(made, "descriptors", after)


def _requires(
    made: dict[str, Any], equals: Mapping[str, str | None], labels: Mapping[str, str], losses: list[str]
) -> None:
    before: Mapping[str, Any] = made.get("requires") or {}
    if not before:
        return
    after: dict[str, Any] = {}
    for need, keys in before.items():
        if not isinstance(keys, list):
            after[need] = keys
            continue
        gone = [key for key in keys if equals.get(key, key) is None]
        losses += [f"that {labels.get(key, key)} needs {_NEEDS.get(need, need)}" for key in gone]
        kept = list(dict.fromkeys(now for key in keys if (now := equals.get(key, key)) is not None))
        if kept:
            after[need] = kept
    _put(made, "requires", after)


_NEEDS = {"narrative": "a narrative", "evidence": "evidence", "action": "an action"}


def _condition(
    made: dict[str, Any],
    equals: Mapping[str, str | None],
    labels: Mapping[str, str],
    graded: Collection[str],
    losses: list[str],
) -> None:
    condition: Mapping[str, Any] = made.get("condition") or {}
    if condition.get("question") not in graded:
        return
    keys = condition.get("is") or []
    kept = list(dict.fromkeys(now for key in keys if (now := equals.get(key, key)) is not None))
    if kept:
        made["condition"] = {**condition, "is": kept}
    else:
        del made["condition"]
    gone = [labels.get(key, key) for key in keys if equals.get(key, key) is None]
    if gone and kept:
        losses.append(f"that it is asked when {condition['question']} is {' or '.join(gone)}")
    elif gone:
        losses.append(
            f"its condition, so that it is always asked (it was asked when {condition['question']} is "
            f"{' or '.join(gone)})"
        )


def _put(made: dict[str, Any], key: str, value: Mapping[str, Any]) -> None:
    if value:
        made[key] = value
    else:
        del made[key]
