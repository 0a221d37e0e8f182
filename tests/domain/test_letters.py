"""The kinds of letter and their facts."""

from datetime import date, datetime

import pytest

from audit.domain.letter_facts import Fact, FactKind, LetterKind, missing_facts, unknown_facts
from audit.domain.letters import LETTER_KINDS

KIND = LetterKind(
    "trial",
    "A trial",
    "To nobody",
    (
        Fact("name", "Who", "Ana"),
        Fact("link", "Where", "https://audit.example"),
        Fact("late", "Whether", True, FactKind.YES_NO),
        Fact("lines", "What", ["One"], FactKind.LIST),
    ),
    frozenset({"link"}),
)


def test_examples_stand_for_both_ways() -> None:
    assert KIND.examples() == [
        {"name": "Ana", "link": "https://audit.example", "late": True, "lines": ["One"]},
        {"name": "Ana", "link": "https://audit.example", "late": False, "lines": []},
    ]


def test_unknown_and_missing_facts() -> None:
    assert unknown_facts(KIND, {"name", "size", "colour"}) == ["colour", "size"]
    assert [fact.name for fact in missing_facts(KIND, {"name"})] == ["link"]
    assert missing_facts(KIND, {"link"}) == []


@pytest.mark.parametrize("kind", LETTER_KINDS.values(), ids=LETTER_KINDS)
def test_each_kind_is_whole(kind: LetterKind) -> None:
    names = [fact.name for fact in kind.facts]
    assert len(names) == len(set(names))
    assert "name" in names
    assert kind.needed
    assert kind.needed <= set(names)
    assert kind.title
    assert kind.when
    of_kind = {FactKind.DATE: date, FactKind.MOMENT: datetime, FactKind.LIST: list, FactKind.YES_NO: bool}
    for fact in kind.facts:
        assert not fact.about.endswith("."), "the page puts the full stop"
        assert isinstance(fact.example, of_kind.get(fact.kind, (str, int)))


def test_letters_with_a_secret_say_their_link() -> None:
    assert "link" in LETTER_KINDS["invitation"].needed
    assert "link" in LETTER_KINDS["reset"].needed
