"""Making the copy of a return whose every step is signed."""

import json
from dataclasses import replace

from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.questionnaire import Respondent, fingerprint
from audit.domain.sign_off import SignOffStanding
from audit.domain.workflows import PaperState, ReturnVerb, next_return_state
from audit.infra.clock import Clock
from audit.rooms.assessments.models import Answer, OnBehalf, Submission
from audit.rooms.assessments.operations.letters import send_receipts
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.operations.origins import origins_of
from audit.rooms.assessments.operations.snapshot import copy_content, on_behalf_content
from audit.rooms.assessments.queries import (
    actions_to_report,
    is_review,
    joined_with,
    last_begun,
    view_of,
)
from audit.rooms.rounds.models import Return


def submit_signed(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: Return,
    signed: SignOffStanding,
    public_url: str,
    on_paper: OnBehalf | None = None,
) -> Submission:
    """Make the copy of a return whose every step is signed. ``on_paper`` when the board entered it from paper.

    The caller has authorised the person, holds the return's lock and has found that nothing is missing.
    """
    number = 1 + (
        session.scalar(select(func.max(Submission.number)).where(Submission.return_id == row.id)) or 0
    )
    copy_reference = f"{row.reference}-{number}"
    added = row.added_questions if row.added_state is not None else None
    if added is not None:
        row.added_questions = row.added_state = row.added_due_on = None
        session.flush()
    view = view_of(session, row, with_actions=True)
    if added is not None:
        # The copy says everything again; what the organisation was when it first submitted decided what that is.
        view = replace(view, respondent=_as_submitted(row, view.respondent))
    content = copy_content(
        view,
        reference=copy_reference,
        number=number,
        signed=signed.signed,
        submitted_at=clock(),
        submitted_by=actor.name,
        progress=actions_to_report(session, row) if is_review(row) else None,
        together_with=[
            other.row.round.board.name
            for other in (joined_with(session, row.joint_id) if row.joint_id is not None else ())
            if other.row.id != row.id
        ],
        origins=origins_of(session, view),
        on_behalf=on_behalf_content(row, on_paper or last_begun(session, row), by_board=on_paper is not None),
    )
    # As it will come back from the database, so that the fingerprint proves what is read.
    content = json.loads(json.dumps(content))
    copy = Submission(
        return_id=row.id,
        number=number,
        reference=copy_reference,
        content=content,
        fingerprint=fingerprint(content),
        submitted_at=clock(),
        submitted_by=actor.name,
    )
    session.add(copy)
    if on_paper is None and row.paper_state is PaperState.ENTERED:
        row.paper_state = PaperState.TAKEN_OVER  # reopened since, and finished by the organisation
    ids = view.question_ids
    if added is None:
        row.state = next_return_state(row.state, ReturnVerb.SUBMIT)
        row.submitted_at = clock()
        # What the organisation is now decided what it was asked: both stay with the return, whatever becomes of it.
        body = row.organisation
        row.submitted_kind, row.submitted_phase, row.submitted_type = body.kind, body.phase, body.type
        is_asked: ColumnElement[bool] = Answer.question_id.in_([ids[code] for code in view.progress.by_code])
        touched: ColumnElement[bool] = true()
    else:
        # Only the answers to what was added begin to count; no other row is touched.
        is_asked, touched = true(), Answer.question_id.in_([ids[code] for code in added if code in ids])
    session.execute(
        update(Answer)
        .where(Answer.return_id == row.id, touched)
        .values(is_asked=is_asked)
        .execution_options(synchronize_session=False)
    )
    note_return(
        session, actor, clock, "return.submitted", row,
        reference=copy_reference, fingerprint=copy.fingerprint,
    )  # fmt: skip
    send_receipts(session, clock, row, copy, signed, public_url)
    return copy


def _as_submitted(row: Return, now: Respondent) -> Respondent:
    return replace(
        now,
        kind=row.submitted_kind or now.kind,
        phase=row.submitted_phase or now.phase,
        type=now.type if row.submitted_type is None else row.submitted_type,
    )
