"""The forms of the exchange about moved grades: a part of the page for each question, one button for the whole.

The organisation's words, the moderator's answer and the board's decision have the same shape: a choice and a text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.domain.agreement import Exchange
from audit.domain.errors import RuleBroken
from audit.domain.scales import Scale
from audit.rooms.moderation.models import Judgement
from audit.rooms.moderation.queries.reading import Item
from audit.rooms.moderation.views.judging_forms import number_in, value_of

YES, NO = "yes", "no"


def prefix_of(code: str) -> str:
    """What the fields of a question begin with."""
    return f"q-{code}-"


@dataclass
class Part:
    """What is said to one question: the choice, the text, and the version that they were typed over."""

    item: Item
    heard: Exchange
    choice: str = ""
    text: str = ""
    version: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    """By field: ``choice`` or ``text``."""
    theirs: Judgement | None = None
    """What somebody else saved meanwhile."""

    @property
    def prefix(self) -> str:
        """What its fields begin with."""
        return prefix_of(self.item.code)

    def id(self, name: str) -> str:
        """The id and the name of a field."""
        return f"{self.prefix}{name}"

    @property
    def yes_or_no(self) -> bool | None:
        """The choice as an answer to a yes-or-no question; empty when neither is chosen."""
        return {YES: True, NO: False}.get(self.choice)


@dataclass
class ExchangeForm:
    """All parts of the page, as the layout's error summary takes them."""

    parts: list[Part]
    scale: Scale
    refusal: str = ""

    def part(self, code: str) -> Part | None:
        """The part of one question."""
        return next((part for part in self.parts if part.item.code == code), None)

    @property
    def errors(self) -> list[dict[str, str]]:
        """Every error, linked to its field."""
        found = [{"text": self.refusal, "href": "#main-content"}] if self.refusal else []
        for part in self.parts:
            for name, sentence in part.errors.items():
                anchor = part.id("choice-0" if name == "choice" else "text")
                code = part.item.code
                text = sentence if sentence.startswith(f"{code}:") else f"{code}: {sentence}"
                found.append({"text": text, "href": f"#{anchor}"})
        return found

    def error_list(self) -> list[dict[str, str]]:
        """The errors for the summary."""
        return self.errors


def read_parts(parts: list[Part], sent: Mapping[str, str]) -> list[Part]:
    """Put what was sent into the parts; gives those whose fields were on the page."""
    found = []
    for part in parts:
        if part.id("version") in sent:
            part.choice = sent.get(part.id("choice"), "")
            part.text = sent.get(part.id("text"), "")
            part.version = number_in(sent.get(part.id("version")))
            found.append(part)
    return found


def reply_part(item: Item, heard: Exchange) -> Part:
    """What the organisation says to a moved grade, as it is saved."""
    row = item.judgement
    assert row is not None
    return Part(item, heard, _choice(row.accepted), row.reply, row.version)


def rejoinder_part(item: Item, heard: Exchange) -> Part:
    """What the moderator says to a reply, as it is saved."""
    row = item.judgement
    assert row is not None
    return Part(item, heard, _choice(row.gives_way), row.rejoinder, row.version)


def settlement_part(item: Item, heard: Exchange) -> Part:
    """What the board decides, as it is saved."""
    row = item.judgement
    assert row is not None
    choice = value_of(item.exchange.settled)
    return Part(item, heard, choice, row.settled_reason if row.settled_by_name else "", row.version)


def place_refusal(part: Part, refusal: RuleBroken) -> None:
    """Note why a part could not be taken."""
    part.errors["choice" if (refusal.field or "").startswith("grade") else "text"] = refusal.sentence


def _choice(said: bool | None) -> str:
    return "" if said is None else YES if said else NO
