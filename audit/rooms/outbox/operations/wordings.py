"""A board's own words for its letters: keeping them, and going back to the product's."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.outbox.models import LetterWording
from audit.rooms.outbox.operations.writing import forget_wordings
from audit.rooms.outbox.policy import board_kind, check_wording
from audit.rooms.trail.operations import record

_CHANGED = "Somebody else changed these words since you opened the page. Nothing was overwritten."


def keep_wording(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_id: int,
    kind: str,
    *,
    subject: str,
    body: str,
    seen_version: int,
) -> LetterWording:
    """Keep a board's own words for a kind of letter; every letter from now on is written with them.

    ``seen_version`` is 0 where the board had none. Raises RuleBroken with the field for words that cannot be used,
    and Stale when somebody was quicker.
    """
    found = board_kind(kind)
    row = _to_change(session, actor, board_id, kind)
    check_wording(found, subject, body)
    if (row.version if row is not None else 0) != seen_version:
        raise Stale(_CHANGED)
    subject, body = " ".join(subject.split()), body.strip() + "\n"
    if row is None:
        row = LetterWording(
            board_id=board_id,
            kind=kind,
            subject=subject,
            body=body,
            updated_at=clock(),
            updated_by_name=actor.name,
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            raise Stale(_CHANGED) from None
    elif (row.subject, row.body) == (subject, body):
        return row
    else:
        row.subject, row.body = subject, body
        row.updated_at, row.updated_by_name = clock(), actor.name
    forget_wordings(session)
    record(session, actor, clock, "letter-wording.changed", subject=("letter", kind), board_id=board_id)
    return row


def drop_wording(
    session: Session, actor: Actor, clock: Clock, board_id: int, kind: str, *, seen_version: int
) -> None:
    """Go back to the product's words for a kind of letter. Raises Stale when somebody changed them meanwhile."""
    board_kind(kind)
    row = _to_change(session, actor, board_id, kind)
    if row is None:
        return
    if row.version != seen_version:
        raise Stale(_CHANGED)
    session.delete(row)
    session.flush()
    forget_wordings(session)
    record(session, actor, clock, "letter-wording.dropped", subject=("letter", kind), board_id=board_id)


def _to_change(session: Session, actor: Actor, board_id: int, kind: str) -> LetterWording | None:
    if not actor.is_operator and board_id not in actor.boards(Permission.LETTERS_KEEP):
        if board_id in actor.boards(Permission.LETTERS_VIEW):
            raise NotAllowed("Only an administrator of the board can change the words of its letters.")
        raise NotVisible
    return session.scalar(
        select(LetterWording)
        .where(LetterWording.board_id == board_id, LetterWording.kind == kind)
        .with_for_update()
    )
