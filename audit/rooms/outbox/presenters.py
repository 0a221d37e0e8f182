"""How letters read to a board's people."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.domain.letter_facts import Fact, FactKind, LetterKind
from audit.domain.letters import LETTER_KINDS
from audit.infra.letter_text import fill
from audit.rooms.outbox.models import LetterState, LetterWording

STATE_WORDS: dict[LetterState, tuple[str, str]] = {
    LetterState.WAITING: ("Waiting", "blue"),
    LetterState.POSTED: ("Sent", "green"),
    LetterState.FAILED: ("Could not be sent", "red"),
}
"""The word for each state, and the colour of its tag."""


@dataclass(frozen=True)
class WordingLine:
    """One kind of letter in the list, with the board's own words for it if it has some."""

    kind: LetterKind
    own: LetterWording | None


def wording_lines(wordings: Mapping[str, LetterWording]) -> list[WordingLine]:
    """Every kind of letter that a board sends."""
    return [WordingLine(kind, wordings.get(kind.kind)) for kind in LETTER_KINDS.values() if kind.of_board]


@dataclass(frozen=True)
class FactLine:
    """One fact beside the editor: how it is written, what it is, what it would say."""

    placeholder: str
    about: str
    example: str
    is_needed: bool


def fact_lines(kind: LetterKind) -> list[FactLine]:
    """The facts of a kind of letter, those that must be said first."""
    lines = [
        FactLine(
            f"{{{{ {fact.name} }}}}"
            if fact.kind is not FactKind.YES_NO
            else f"{{% if {fact.name} %}} … {{% endif %}}",
            fact.about,
            _example(fact),
            fact.name in kind.needed,
        )
        for fact in kind.facts
    ]
    return sorted(lines, key=lambda line: not line.is_needed)


def _example(fact: Fact) -> str:
    return "" if fact.kind is FactKind.YES_NO else fill("{{ fact }}", {"fact": fact.example})


@dataclass(frozen=True)
class Preview:
    """A letter with example facts."""

    subject: str
    body: str


def preview(kind: LetterKind, subject: str, body: str) -> Preview:
    """How words that were found in order will read."""
    facts = kind.examples()[0]
    return Preview(" ".join(fill(subject, facts).split()), fill(body, facts).strip())
