"""Writing letters, and posting those that wait."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.dates import say_date, say_moment
from audit.infra.clock import Clock
from audit.infra.mail import PostError
from audit.rooms.outbox.models import Letter, LetterState

_TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "letters"
_letters = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701  letters are plain text
    trim_blocks=True,
    lstrip_blocks=True,
)
_letters.filters.update(date=say_date, moment=say_moment)

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long to wait after each failed try; after the last one the letter is marked as failed."""


def write_letter(
    session: Session,
    clock: Clock,
    kind: str,
    *,
    to_email: str,
    to_name: str,
    board_id: int | None = None,
    about: tuple[str, str] = ("", ""),
    **facts: Any,
) -> Letter:
    """Put a letter into the outbox, in the transaction of what it tells of.

    The words are in ``templates/letters/<kind>.txt``: the first line is the subject, the rest the body.
    ``facts`` are what the template names; a missing one raises ``jinja2.UndefinedError``.
    """
    text = _letters.get_template(f"{kind}.txt").render(name=to_name, **facts)
    subject, _, body = text.partition("\n")
    letter = Letter(
        kind=kind,
        to_email=to_email,
        to_name=to_name,
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        board_id=board_id,
        about_kind=about[0],
        about_id=about[1],
        created_at=clock(),
        next_try_at=clock(),
    )
    session.add(letter)
    return letter


def post_next_letter(session: Session, clock: Clock, post: Callable[[Letter], None]) -> Letter | None:
    """Post the oldest letter that is due; ``None`` when none is. One letter is one unit of work.

    ``post`` raises PostError when the letter could not be handed over; it is tried again later.
    """
    letter = session.scalar(
        select(Letter)
        .where(Letter.state == LetterState.WAITING, Letter.next_try_at <= clock())
        .order_by(Letter.next_try_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if letter is None:
        return None
    letter.attempts += 1
    try:
        post(letter)
    except PostError as error:
        letter.last_error = str(error)[:500]
        if letter.attempts > len(RETRY_AFTER):
            letter.state = LetterState.FAILED
        else:
            letter.next_try_at = clock() + RETRY_AFTER[letter.attempts - 1]
    else:
        letter.state, letter.posted_at, letter.last_error = LetterState.POSTED, clock(), ""
    return letter
