"""The board holds back what may tell who a child is, and shows it again. Copies are never changed."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.quarantine import LONGEST_REASON, say_held
from audit.infra.clock import Clock
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.operations.letters import tell_leads_of
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.queries import submitted_evidence, submitted_return
from audit.rooms.evidence.models import Evidence, Quarantine
from audit.rooms.rounds.models import Return

_ONLY_ADMINISTRATORS = "Only a board administrator can hold back parts of a return."
_ALREADY = "This is held back already."


def hold_back_answer(
    session: Session, actor: Actor, clock: Clock, reference: str, code: str, *, reason: str, public_url: str
) -> Quarantine:
    """Hold back the words of a submitted answer, in every copy of the return.

    Raises NotVisible, NotAllowed for anybody but a board administrator, RuleBroken without a reason or when it is
    held back already.
    """
    row = _locked(session, actor, reference)
    copies = session.scalars(select(Submission.content).where(Submission.return_id == row.id))
    if not any(code in copy.get("answers", {}) for copy in copies):
        raise NotVisible
    live = select(Quarantine).where(
        Quarantine.return_id == row.id, Quarantine.question_code == code, Quarantine.lifted_at.is_(None)
    )
    if session.scalar(live) is not None:
        raise RuleBroken(_ALREADY, "what")
    held = Quarantine(return_id=row.id, question_code=code)
    return _hold(session, actor, clock, row, held, _checked(reason), public_url)


def hold_back_file(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    evidence_id: int,
    *,
    reason: str,
    public_url: str,
) -> Quarantine:
    """Hold back a file that a submitted copy cites, wherever it is cited. Raises as ``hold_back_answer`` does."""
    row = _locked(session, actor, reference)
    submitted_evidence(session, actor, reference, evidence_id)
    evidence = _evidence(session, evidence_id)
    if evidence.held_back:
        raise RuleBroken(_ALREADY, "what")
    said = _checked(reason)
    evidence.held_back = say_held("file", clock(), actor.name, said)
    held = Quarantine(return_id=row.id, evidence_id=evidence.id)
    return _hold(session, actor, clock, row, held, said, public_url)


def show_again(
    session: Session, actor: Actor, clock: Clock, reference: str, quarantine_id: int, *, public_url: str
) -> Quarantine:
    """Take holding back back. Raises NotVisible, NotAllowed, or RuleBroken when somebody else was faster."""
    row = _locked(session, actor, reference)
    held = session.scalar(
        select(Quarantine).where(Quarantine.id == quarantine_id, Quarantine.return_id == row.id)
    )
    if held is None:
        raise NotVisible
    if held.lifted_at is not None:
        raise RuleBroken("This is shown again already.")
    if held.evidence_id is not None:
        _evidence(session, held.evidence_id).held_back = ""
    held.lifted_at, held.lifted_by_name = clock(), actor.name
    _tell(session, actor, clock, row, held, "return.shown-again", "shown-again", public_url)
    return held


def _locked(session: Session, actor: Actor, reference: str) -> Return:
    row = submitted_return(session, actor, reference)
    if not actor.is_operator and row.round.board_id not in actor.boards(Permission.RETURN_QUARANTINE):
        raise NotAllowed(_ONLY_ADMINISTRATORS)
    session.refresh(row, ["version"], with_for_update={"key_share": True})
    return row


def _evidence(session: Session, evidence_id: int) -> Evidence:
    return session.scalars(
        select(Evidence)
        .where(Evidence.id == evidence_id)
        .with_for_update(of=Evidence, key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _checked(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise RuleBroken("Say why it is held back. Do not repeat the details", "reason")
    if len(said) > LONGEST_REASON:
        raise RuleBroken(f"The reason must be {LONGEST_REASON} characters or fewer", "reason")
    return said


def _hold(
    session: Session, actor: Actor, clock: Clock, row: Return, held: Quarantine, reason: str, public_url: str
) -> Quarantine:
    held.reason, held.by_name, held.at = reason, actor.name, clock()
    session.add(held)
    session.flush()
    _tell(session, actor, clock, row, held, "return.held-back", "held-back", public_url, reason=reason)
    return held


def _tell(
    session: Session, actor: Actor, clock: Clock, row: Return, held: Quarantine, event: str, kind: str,
    public_url: str, **facts: Any,
) -> None:  # fmt: skip
    # The name of the file may be what has to be held back: the trail and the letter leave it out.
    what = f"the answer to question {held.question_code}" if held.question_code else "a file of evidence"
    note_return(session, actor, clock, event, row, what=what, **facts)
    tell_leads_of(session, clock, row, kind, by=actor.name, what=what, public_url=public_url, **facts)
