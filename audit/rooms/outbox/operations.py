"""Writing letters, and posting those that wait."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from audit.domain.dates import say_date, say_moment
from audit.infra.clock import Clock
from audit.infra.mail import PostError
from audit.infra.unit_of_work import UnitOfWork
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

_SECRET_LINK = re.compile(r"\S*/(?:invitations|reset)/[\w-]{20,}\S*")
_TAKEN_OUT = "(the link was taken out when this was posted)"

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
    values = _letter(
        clock, kind, to_email=to_email, to_name=to_name, board_id=board_id, about=about, facts=facts
    )
    letter = Letter(**values)
    session.add(letter)
    return letter


def write_letters(
    session: Session,
    clock: Clock,
    kind: str,
    letters: Iterable[Mapping[str, Any]],
    *,
    board_id: int | None = None,
) -> int:
    """Put many letters of one kind into the outbox by one statement, and say how many.

    Each of ``letters`` holds ``to_email``, ``to_name``, ``about`` and whatever the template names.
    """
    rows = []
    for facts in letters:
        own = dict(facts)
        to_email, to_name, about = own.pop("to_email"), own.pop("to_name"), own.pop("about")
        rows.append(
            _letter(
                clock, kind, to_email=to_email, to_name=to_name, board_id=board_id, about=about, facts=own
            )
        )
    if rows:
        session.execute(insert(Letter), rows)
    return len(rows)


def _letter(
    clock: Clock,
    kind: str,
    *,
    to_email: str,
    to_name: str,
    board_id: int | None,
    about: tuple[str, str],
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """A letter's columns, written from its template."""
    text = _letters.get_template(f"{kind}.txt").render(name=to_name, **facts)
    subject, _, body = text.partition("\n")
    now = clock()
    return {
        "kind": kind,
        "to_email": to_email,
        "to_name": to_name,
        "subject": " ".join(subject.split())[:200],
        "body": body.strip() + "\n",
        "board_id": board_id,
        "about_kind": about[0],
        "about_id": about[1],
        "state": LetterState.WAITING,
        "created_at": now,
        "next_try_at": now,
        "attempts": 0,
        "last_error": "",
    }


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
