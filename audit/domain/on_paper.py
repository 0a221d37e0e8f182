"""Returns that came to a board on paper: how the product marks them, everywhere alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from audit.domain.dates import say_date

VIA = "entered on behalf"
"""How the history of an answer notes what the board entered from paper."""
VIA_UNDONE = "entering undone"


def say_paper(received_on: date, *, finished_by_organisation: bool = False) -> str:
    """``Entered by the board from a paper return received on 4 September 2026``."""
    if finished_by_organisation:
        return (
            f"Begun by the board from a paper return received on {say_date(received_on)}, and finished by the "
            "organisation"
        )
    return f"Entered by the board from a paper return received on {say_date(received_on)}"


def paper_of_copy(content: Mapping[str, Any]) -> str:
    """The mark of a submitted copy, from its content alone; empty for a return that was answered here."""
    entered = content.get("on_behalf")
    if not entered:
        return ""
    return say_paper(
        date.fromisoformat(entered["received_on"]),
        finished_by_organisation=entered["finished_by_organisation"],
    )


def say_signature_on_paper(signature: Mapping[str, Any]) -> str:
    """``signed on paper on 3 September 2026, entered by Kit Board`` of a copy's signature; empty for others."""
    if not signature.get("on_paper_on"):
        return ""
    day = say_date(date.fromisoformat(signature["on_paper_on"]))
    return f"signed on paper on {day}, entered by {signature['entered_by']}"


def say_how(via: str, by: str) -> str:
    """How a change of an answer came, as its history says it; nothing for what was typed."""
    if via == VIA:
        return f"entered by {by} on the organisation’s behalf"
    if via == VIA_UNDONE:
        return "what the board had entered was taken out again"
    return "" if via == "typed" else via
