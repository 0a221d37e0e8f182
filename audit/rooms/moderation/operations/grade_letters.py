"""The letters on the way to agreed grades: to the leads, the moderator and those who run moderation for the board."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.allocation import too_near
from audit.domain.permissions import Role
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.queries import colleagues_with
from audit.rooms.moderation.models import Moderation
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.organisations.queries.near import home_organisations, interests_in, near_organisations
from audit.rooms.outbox.operations import write_letter


def tell_organisation(
    session: Session, clock: Clock, row: Moderation, kind: str, public_url: str, **facts: object
) -> None:
    """Tell each lead of the organisation, with the address at which the grades stand side by side."""
    link = f"{public_url}/returns/{row.moderated.reference}/moderation"
    for held in colleagues_with(session, row.moderated, Role.LEAD):
        _write(session, clock, row, kind, held.person, link=link, **facts)


def tell_moderator(
    session: Session,
    clock: Clock,
    row: Moderation,
    kind: str,
    public_url: str,
    page: str = "",
    **facts: object,
) -> None:
    """Tell the moderator, where they still have an account."""
    person = session.get(Person, row.moderator_id) if row.moderator_id is not None else None
    if person is not None and not person.is_closed:
        link = f"{public_url}/moderations/{row.id}{page}"
        _write(session, clock, row, kind, person, link=link, **facts)


def tell_board(
    session: Session, clock: Clock, row: Moderation, kind: str, public_url: str, **facts: object
) -> None:
    """Tell the administrators of the board, but for those who stand too near to settle it."""
    board_id, organisation_id = row.moderated.round.board_id, row.moderated.organisation_id
    held = session.scalars(
        select(RoleHeld)
        .join(RoleHeld.person)
        .where(
            RoleHeld.board_id == board_id,
            RoleHeld.role == Role.BOARD_ADMINISTRATOR,
            Person.is_closed.is_(False),
        )
        .options(contains_eager(RoleHeld.person))
        .order_by(RoleHeld.id)
    ).all()
    ids = [each.person_id for each in held]
    homes, interests = home_organisations(session, ids), interests_in(session, board_id, ids)
    near = near_organisations(session, board_id, [organisation_id])
    link = f"{public_url}/moderations/{row.id}/settle"
    for each in held:
        own, declared = homes.get(each.person_id, set()), interests.get(each.person_id, {})
        if not too_near(own, declared, near, organisation_id):
            _write(session, clock, row, kind, each.person, link=link, **facts)


def _write(
    session: Session, clock: Clock, row: Moderation, kind: str, person: Person, **facts: object
) -> None:
    round_ = row.moderated.round
    write_letter(
        session,
        clock,
        kind,
        to_email=person.email,
        to_name=person.name,
        board_id=round_.board_id,
        about=("return", row.moderated.reference),
        organisation=row.moderated.organisation.name,
        round=round_.title,
        board=round_.board.name,
        reference=row.moderated.reference,
        **facts,
    )
