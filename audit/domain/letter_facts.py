"""What a kind of letter is: the facts that its words may name, and those that they must say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FactKind(StrEnum):
    """What sort of thing a fact is."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    LIST = "list"
    YES_NO = "yes-no"


@dataclass(frozen=True)
class Fact:
    """Something that a letter can name: its name in the text, what it is, and an example of it."""

    name: str
    about: str
    example: Any
    kind: FactKind = FactKind.TEXT


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter. ``kind`` is the name of its file in ``templates/letters``."""

    kind: str
    title: str
    when: str
    """When it is sent, to whom."""
    facts: tuple[Fact, ...]
    needed: frozenset[str]
    """The facts that the words must say, whatever else they say."""
    of_board: bool = True
    """Whether a board sends it. The product's own letters (passwords) and those between colleagues keep their words."""

    @property
    def fact(self) -> Mapping[str, Fact]:
        """The facts by name."""
        return {fact.name: fact for fact in self.facts}

    def examples(self) -> list[dict[str, Any]]:
        """Facts to try words with: once with every yes-or-no fact true and every list full, once the other way."""
        full = {fact.name: True if fact.kind is FactKind.YES_NO else fact.example for fact in self.facts}
        empty = {FactKind.YES_NO: False, FactKind.LIST: []}
        return [full, {fact.name: empty.get(fact.kind, fact.example) for fact in self.facts}]


def unknown_facts(kind: LetterKind, named: Iterable[str]) -> list[str]:
    """What is named and is no fact of this kind of letter, in alphabetical order."""
    return sorted(set(named) - set(kind.fact))


def missing_facts(kind: LetterKind, said: Iterable[str]) -> list[Fact]:
    """The facts that this kind of letter must say and that are not said."""
    given = set(said)
    return [fact for fact in kind.facts if fact.name in kind.needed and fact.name not in given]
