"""What reopening a return does to the work of later rooms, which tell it here: they are asked, never imported."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.infra.clock import Clock
from audit.rooms.rounds.models import Return

Says = Callable[[Session, Return], str | None]
"""Says, before it is confirmed, what reopening a return in scope will do; ``None`` when it does nothing."""

Does = Callable[[Session, Actor, Clock, Return], None]
"""Does it, in the transaction that reopens the return."""

_consequences: list[tuple[Says, Does]] = []


def add_consequence(says: Says, does: Does) -> None:
    """Let a later room say, and do, what follows for it. Adding the same once more changes nothing."""
    if (says, does) not in _consequences:
        _consequences.append((says, does))


def say_consequences(session: Session, row: Return) -> list[str]:
    """What reopening this return, which the caller has in scope, will do beyond the return itself."""
    return [sentence for says, _ in _consequences if (sentence := says(session, row))]


def do_consequences(session: Session, actor: Actor, clock: Clock, row: Return) -> None:
    """Do all of it."""
    for _, does in _consequences:
        does(session, actor, clock, row)
