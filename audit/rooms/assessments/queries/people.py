"""Who signs a return and what they said to it, and who holds which role around it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.permissions import Role
from audit.domain.sign_off import Signature, SignOffStanding
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.models import SignOffDecision
from audit.rooms.assessments.queries.rows import AnyReturn
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.rounds.models import Return


def decisions_of(session: Session, rows: Sequence[AnyReturn]) -> dict[int, list[SignOffDecision]]:
    """What approvers said to the latest sending of these returns, which the caller has in scope, by return id."""
    found: dict[int, list[SignOffDecision]] = {row.id: [] for row in rows}
    if rows:
        for decision in session.scalars(
            select(SignOffDecision)
            .join(Return, Return.id == SignOffDecision.return_id)
            .where(SignOffDecision.return_id.in_(list(found)), SignOffDecision.attempt == Return.attempts)
            .order_by(SignOffDecision.id)
        ):
            found[decision.return_id].append(decision)
    return found


def sign_off_of(row: AnyReturn, decisions: Sequence[SignOffDecision]) -> SignOffStanding:
    """Where the sign-off of a return stands, from what approvers said to its latest sending."""
    return SignOffStanding(
        tuple(row.round.sign_off_steps),
        tuple(
            Signature(
                d.step,
                d.by_id,
                d.by_name,
                d.by_title,
                d.at,
                d.governing_body_on,
                d.on_paper_on,
                d.entered_by_name,
            )
            for d in decisions
            if d.approved
        ),
        row.round.governing_body_date,
    )


def colleagues_with(session: Session, row: AnyReturn, *roles: Role) -> list[RoleHeld]:
    """Who holds one of these roles in the organisation of this return, each person once."""
    held = session.scalars(
        select(RoleHeld)
        .join(RoleHeld.person)
        .where(
            RoleHeld.organisation_id == row.organisation_id,
            RoleHeld.role.in_(roles),
            Person.is_closed.is_(False),
        )
        .options(contains_eager(RoleHeld.person))
        .order_by(RoleHeld.id)
    )
    once: dict[int, RoleHeld] = {}
    for role in held:
        once.setdefault(role.person_id, role)
    return list(once.values())


def approvers_of(session: Session, row: AnyReturn) -> list[RoleHeld]:
    """Who can sign this return."""
    return colleagues_with(session, row, Role.APPROVER)
