"""Writing letters, in the board's words where it has some and else in the product's."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from audit.domain.dates import say_date, say_moment
from audit.infra.clock import Clock
from audit.infra.letter_text import TextProblem, fill
from audit.rooms.outbox.models import Letter, LetterState, LetterWording

log = logging.getLogger(__name__)

_TEMPLATES = Path(__file__).resolve().parents[4] / "templates" / "letters"
_letters = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701  letters are plain text
    trim_blocks=True,
    lstrip_blocks=True,
)
_letters.filters.update(date=say_date, moment=say_moment)

_WORDINGS = "outbox.wordings"


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

    The words are the board's, where it has some for this kind, and else those of ``templates/letters/<kind>.txt``:
    the first line is the subject, the rest the body. ``facts`` are those that ``audit.domain.letters`` lists; one
    that the file names and that is missing raises ``jinja2.UndefinedError``.
    """
    values = _letter(
        clock,
        kind,
        _wording(session, board_id, kind),
        to_email=to_email,
        to_name=to_name,
        board_id=board_id,
        about=about,
        facts=facts,
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

    Each of ``letters`` holds ``to_email``, ``to_name``, ``about`` and whatever the words name.
    """
    rows = []
    wording = _wording(session, board_id, kind)
    for facts in letters:
        own = dict(facts)
        to_email, to_name, about = own.pop("to_email"), own.pop("to_name"), own.pop("about")
        rows.append(
            _letter(
                clock,
                kind,
                wording,
                to_email=to_email,
                to_name=to_name,
                board_id=board_id,
                about=about,
                facts=own,
            )
        )
    if rows:
        session.execute(insert(Letter), rows)
    return len(rows)


def product_words(kind: str) -> tuple[str, str]:
    """The product's subject and body for a kind of letter, with their placeholders."""
    subject, _, body = (_TEMPLATES / f"{kind}.txt").read_text(encoding="utf-8").partition("\n")
    return subject.strip(), body.strip() + "\n"


def forget_wordings(session: Session) -> None:
    """Read the wordings anew for the next letter of this unit: one of them has just been changed."""
    session.info.pop(_WORDINGS, None)


def _wording(session: Session, board_id: int | None, kind: str) -> tuple[str, str] | None:
    """The board's subject and body for this kind. All of a board's are read once a unit, not once a letter."""
    if board_id is None:
        return None
    known = session.info.setdefault(_WORDINGS, {})
    if board_id not in known:
        with session.no_autoflush:
            rows = session.execute(
                select(LetterWording.kind, LetterWording.subject, LetterWording.body).where(
                    LetterWording.board_id == board_id
                )
            )
            known[board_id] = {kind: (subject, body) for kind, subject, body in rows}
    found: tuple[str, str] | None = known[board_id].get(kind)
    return found


def _words(kind: str, wording: tuple[str, str] | None, facts: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the body of a letter. A wording that cannot be filled in never holds a letter up."""
    if wording is not None:
        try:
            return fill(wording[0], facts), fill(wording[1], facts)
        except TextProblem:
            log.warning(
                "the wording of a board for the letter %s cannot be filled in; the product's is sent", kind
            )
    text = _letters.get_template(f"{kind}.txt").render(**facts)
    subject, _, body = text.partition("\n")
    return subject, body


def _letter(
    clock: Clock,
    kind: str,
    wording: tuple[str, str] | None,
    *,
    to_email: str,
    to_name: str,
    board_id: int | None,
    about: tuple[str, str],
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """A letter's columns, written from its template."""
    subject, body = _words(kind, wording, {"name": to_name, **facts})
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
