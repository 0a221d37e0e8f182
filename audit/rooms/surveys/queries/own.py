"""Surveys as an organisation sees them, and as a member of staff with a link or a code finds them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.surveys import SurveyState
from audit.infra.secrets import key_hash
from audit.infra.survey_links import plain_code
from audit.rooms.organisations.models import Organisation
from audit.rooms.surveys.models import Survey, SurveyPlace, SurveyReply
from audit.rooms.surveys.policy import is_member

_WHOLE = (
    joinedload(SurveyPlace.organisation),
    joinedload(SurveyPlace.survey).options(joinedload(Survey.board), joinedload(Survey.edition)),
)


def organisation_with_surveys(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """The actor's organisation; raises NotVisible for any other."""
    found = session.get(Organisation, organisation_id) if is_member(actor, organisation_id) else None
    if found is None:
        raise NotVisible
    return found


def own_places(session: Session, actor: Actor, organisation_id: int) -> Sequence[SurveyPlace]:
    """The surveys that ask the staff of the actor's organisation, the latest first; drafts are the board's own."""
    if not is_member(actor, organisation_id):
        return []
    return session.scalars(
        select(SurveyPlace)
        .join(SurveyPlace.survey)
        .where(SurveyPlace.organisation_id == organisation_id, Survey.state != SurveyState.DRAFT)
        .options(*_WHOLE)
        .order_by(Survey.closes_on.desc(), SurveyPlace.id.desc())
    ).all()


def own_place(session: Session, actor: Actor, organisation_id: int, survey_id: int) -> SurveyPlace:
    """The actor's organisation in a survey that was opened; raises NotVisible otherwise."""
    row = None
    if is_member(actor, organisation_id):
        row = session.scalar(
            select(SurveyPlace)
            .join(SurveyPlace.survey)
            .where(
                SurveyPlace.organisation_id == organisation_id,
                SurveyPlace.survey_id == survey_id,
                Survey.state != SurveyState.DRAFT,
            )
            .options(*_WHOLE)
        )
    if row is None:
        raise NotVisible
    return row


def replies_of(session: Session, place: SurveyPlace) -> int:
    """How many of the staff of an organisation have replied. Show it in steps of five."""
    waiting = select(func.count()).select_from(SurveyReply).where(SurveyReply.place_id == place.id)
    return place.counted + (session.scalar(waiting) or 0)


def place_by_link(session: Session, key: str) -> SurveyPlace | None:
    """The place behind a link, for whoever has it; None for one that nobody has."""
    return session.scalar(
        select(SurveyPlace).where(SurveyPlace.key_hash == key_hash(key[:200])).options(*_WHOLE)
    )


def place_by_code(session: Session, typed: str) -> SurveyPlace | None:
    """The place behind a code, however it was typed; None for one that nobody has."""
    code = plain_code(typed)
    if not code:
        return None
    return session.scalar(select(SurveyPlace).where(SurveyPlace.code_hash == key_hash(code)).options(*_WHOLE))


def running_places(session: Session, actor: Actor, today: date) -> Sequence[SurveyPlace]:
    """The surveys that run now in organisations of which the actor is a lead: they have a link to pass on."""
    organisations = actor.organisations(Permission.RETURN_SEND)
    if not organisations:
        return []
    return session.scalars(
        select(SurveyPlace)
        .join(SurveyPlace.survey)
        .where(
            SurveyPlace.organisation_id.in_(organisations),
            Survey.state == SurveyState.OPEN,
            or_(Survey.opens_on.is_(None), Survey.opens_on <= today),
            Survey.closes_on >= today,
        )
        .options(*_WHOLE)
        .order_by(Survey.closes_on, SurveyPlace.id)
    ).all()
