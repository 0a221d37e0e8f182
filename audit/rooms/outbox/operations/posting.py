"""Posting the letters that wait."""

import re
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.infra.clock import Clock
from audit.infra.mail import PostError
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.outbox.models import Letter, LetterState

_SECRET_LINK = re.compile(r"\S*/(?:invitations|reset)/[\w-]{20,}\S*")
_TAKEN_OUT = "(the link was taken out when this was posted)"

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long to wait after each failed try; after the last one the letter is marked as failed."""


def post_next_letter(unit_of_work: UnitOfWork, clock: Clock, post: Callable[[Letter], None]) -> Letter | None:
    """Post the letter that has been due for longest; ``None`` when none is.

    ``post`` raises PostError when the letter could not be handed over; it is tried again later. It is
    called between two units of work: a slow mail server must not hold up whoever saves an answer.
    When the program dies in between, the letter is tried again: better twice than never.
    """
    with unit_of_work.begin() as session:
        letter = _take_due(session, clock)
        if letter is None:
            return None
        letter_id = letter.id
        session.flush()
        session.expunge(letter)
    why = ""
    try:
        post(letter)
    except PostError as error:
        why = str(error)[:500] or "The letter could not be posted."
    with unit_of_work.begin() as session:
        letter = session.get_one(Letter, letter_id)
        letter.last_error = why
        if not why:
            letter.state, letter.posted_at = LetterState.POSTED, clock()
        elif letter.attempts > len(RETRY_AFTER):
            letter.state = LetterState.FAILED
        if letter.state != LetterState.WAITING:
            _take_out_links(letter)
    return letter


def _take_due(session: Session, clock: Clock) -> Letter | None:
    """Take a letter in hand: it counts as tried, and nobody else takes it before its next try is due."""
    letter = session.scalar(
        select(Letter)
        .where(Letter.state == LetterState.WAITING, Letter.next_try_at <= clock())
        .order_by(Letter.next_try_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if letter is not None:
        letter.next_try_at = clock() + RETRY_AFTER[min(letter.attempts, len(RETRY_AFTER) - 1)]
        letter.attempts += 1
    return letter


def _take_out_links(letter: Letter) -> None:
    """A link that lets its reader set a password belongs to the addressee alone, so it is not kept here."""
    letter.body = _SECRET_LINK.sub(_TAKEN_OUT, letter.body)
