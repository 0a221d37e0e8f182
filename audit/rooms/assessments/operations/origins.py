"""Where answers came from, when not from the organisation itself: a later room knows, and is asked here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.inheriting import say_origin
from audit.rooms.assessments.queries import AnyReturn


@dataclass(frozen=True)
class Origin:
    """Where one answer of a return came from."""

    trust: str
    by_trust: bool
    """Whether the answer is the trust's; else the organisation answers differently from it."""
    reason: str
    """Why the organisation answers differently."""
    by_name: str
    at: datetime
    is_kept: bool
    """Whether the answer is shown to read, until somebody says that the organisation answers differently."""
    wants_reason: bool
    is_outdated: bool = False
    """Whether the trust has answered anew since."""

    @property
    def words(self) -> str:
        """Where it came from, in a sentence."""
        return say_origin(self.by_trust, self.trust, self.reason)

    def content(self) -> dict[str, Any]:
        """What a copy holds of it."""
        return {"by": "trust" if self.by_trust else "school", "trust": self.trust, "reason": self.reason}


OriginsOf = Callable[[Session, AnyReturn, Mapping[int, Any]], Mapping[int, Origin]]
"""Says where answers of a return in scope came from, by question id, given its answers by question id."""

_providers: list[OriginsOf] = []


def add_origins(provider: OriginsOf) -> None:
    """Let a later room say where answers came from. Adding the same once more changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def origins_of(session: Session, view: Any) -> dict[str, Origin]:
    """Where answers of this return, whose view the caller has in scope, came from, by question code."""
    ids = {view.question_ids[code]: answer for code, answer in view.answers.items()}
    codes = {id: code for code, id in view.question_ids.items()}
    found = {
        codes[id]: origin
        for provider in _providers
        for id, origin in provider(session, view.row, ids).items()
    }
    return {code: found[code] for code in view.question_ids if code in found}
