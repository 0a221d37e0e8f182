"""The letters of a sign-off: to the approvers whose turn it is, to the leads, and the receipts."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.permissions import Role
from audit.domain.sign_off import SignOffStanding, signs, step_title
from audit.infra.clock import Clock
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.queries import colleagues_with
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.outbox.operations import write_letter
from audit.rooms.rounds.models import Return


def ask_approvers(
    session: Session,
    clock: Clock,
    row: Return,
    standing: SignOffStanding,
    approvers: Iterable[RoleHeld],
    *,
    sent_by: str,
    public_url: str,
) -> None:
    """Ask those of these approvers who sign the next step to sign it."""
    step = standing.next_step
    for held in approvers:
        if step is not None and not signs({held.signs_as}, step):
            continue
        _write(
            session,
            clock,
            row,
            "sign-off-asked",
            held,
            sent_by=sent_by,
            step=step_title(step or standing.steps[-1]),
            signed=[f"{s.name} as {step_title(s.step)}" for s in standing.signed],
            due=row.due,
            link=f"{public_url}/returns/{row.reference}/sign-off",
        )


def tell_leads(
    session: Session,
    clock: Clock,
    row: Return,
    kind: str,
    *,
    by: str,
    reason: str,
    public_url: str,
    board: bool,
) -> None:
    """Tell each lead that the return is theirs again, and why.

    ``board`` tells whether the letter is the board's. A word between colleagues is not shown to the board.
    """
    for held in colleagues_with(session, row, Role.LEAD):
        link = f"{public_url}/returns/{row.reference}"
        _write(session, clock, row, kind, held, board=board, by=by, reason=reason, due=row.due, link=link)


def tell_leads_of(
    session: Session, clock: Clock, row: Return, kind: str, *, public_url: str, **facts: Any
) -> None:
    """Tell each lead what the board did with a part of the return."""
    for held in colleagues_with(session, row, Role.LEAD):
        _write(
            session, clock, row, kind, held, link=f"{public_url}/returns/{row.reference}/quarantine", **facts
        )


def send_receipts(
    session: Session, clock: Clock, row: Return, copy: Submission, signed: SignOffStanding, public_url: str
) -> None:
    """Send the receipt to every lead and approver."""
    for held in colleagues_with(session, row, Role.LEAD, Role.APPROVER):
        _write(
            session,
            clock,
            row,
            "receipt",
            held,
            reference=copy.reference,
            submitted_at=copy.submitted_at,
            signed=[f"{s.name}, {s.title}, as {step_title(s.step)}" for s in signed.signed],
            link=f"{public_url}/returns/{row.reference}/copies/{copy.number}",
        )


def _write(
    session: Session,
    clock: Clock,
    row: Return,
    kind: str,
    held: RoleHeld,
    *,
    board: bool = True,
    **facts: object,
) -> None:
    write_letter(
        session,
        clock,
        kind,
        to_email=held.person.email,
        to_name=held.person.name,
        board_id=row.round.board_id if board else None,
        about=("return", row.reference),
        organisation=row.organisation.name,
        round=row.round.title,
        board=row.round.board.name,
        **facts,
    )
