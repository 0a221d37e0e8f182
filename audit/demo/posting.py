"""Posting the demonstration's letters at the moments at which they would have gone; the latest ones still wait."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from audit.demo.clock import DemoClock
from audit.demo.names import DOMAIN, STAFFORDSHIRE_DOMAIN
from audit.demo.testshire import BOARD, LENGTH
from audit.infra.mail import make_message, poster
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.organisations.models import Board
from audit.rooms.outbox.models import Letter, LetterState
from audit.rooms.outbox.operations import post_next_letter
from audit.settings import Settings

_WAITING_FOR = timedelta(hours=30)
"""Letters of the last hours before the building wait in the outbox."""


def post_letters(unit_of_work: UnitOfWork, settings: Settings) -> None:
    """Post what was written before the last hours. Nobody has these addresses, so those letters go nowhere."""
    with unit_of_work.read() as session:
        built_at = session.scalars(select(Board.created_at).where(Board.code == BOARD)).one() + LENGTH
        moments = _moments(session, built_at - _WAITING_FOR)

    def post(letter: Letter) -> None:
        if not letter.to_email.endswith((f"@{DOMAIN}", f"@{STAFFORDSHIRE_DOMAIN}")):
            # Somebody else's letter that was due before: it is posted as it would be at any other time.
            poster(settings.mail_url)(
                make_message(
                    sender=settings.mail_from,
                    to_email=letter.to_email,
                    to_name=letter.to_name,
                    subject=letter.subject,
                    body=letter.body,
                )
            )

    for moment in moments:
        clock = DemoClock(moment, moment)
        while post_next_letter(unit_of_work, clock, post) is not None:
            pass


def _moments(session: Session, until: datetime) -> list[datetime]:
    """When letters to people of the demonstration were written that have not been tried yet."""
    ours = or_(*(Letter.to_email.endswith(f"@{domain}") for domain in (DOMAIN, STAFFORDSHIRE_DOMAIN)))
    written = select(Letter.created_at).where(
        Letter.state == LetterState.WAITING, Letter.attempts == 0, Letter.created_at < until, ours
    )
    return sorted(set(session.scalars(written)))
