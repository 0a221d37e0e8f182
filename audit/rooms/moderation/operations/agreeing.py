"""What every step of a moderation shares: moving it, noting it, and writing the grades that stand."""

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.agreement import How
from audit.domain.errors import RuleBroken
from audit.domain.moderation import ModerationState, ModerationVerb, next_moderation_state
from audit.infra.clock import Clock
from audit.rooms.moderation.models import AgreedGrade, Moderation
from audit.rooms.moderation.operations.grade_letters import tell_moderator, tell_organisation
from audit.rooms.moderation.queries.reading import ModerationView
from audit.rooms.trail.operations import record

REOPENED = (
    "The board has reopened this return, so nothing was saved. Wait until it has been submitted again; what you noted "
    "is kept."
)


def require_submitted(view: ModerationView) -> None:
    """Raise RuleBroken while the return is open again: there is nothing final to judge."""
    if view.is_reopened:
        raise RuleBroken(REOPENED)


def move(row: Moderation, verb: ModerationVerb) -> None:
    """Take a moderation to its next state; raises RuleBroken with the reason when the verb is not open."""
    row.state = next_moderation_state(row.state, verb)


def note(session: Session, actor: Actor, clock: Clock, event: str, row: Moderation, **facts: object) -> None:
    """Put a step into the trail of the board and of the organisation."""
    record(
        session,
        actor,
        clock,
        event,
        subject=("return", row.moderated.reference),
        board_id=row.moderated.round.board_id,
        organisation_id=row.moderated.organisation_id,
        **facts,
    )


def agree_grades(
    session: Session,
    actor: Actor,
    clock: Clock,
    view: ModerationView,
    verb: ModerationVerb,
    *,
    public_url: str,
) -> None:
    """End a moderation: write the grade that stands for every graded question, and tell everybody.

    What was agreed of this return before, in an earlier moderation, is kept and counts no more.
    """
    row = view.row
    move(row, verb)
    assert row.state is ModerationState.AGREED
    row.agreed_at = clock()
    session.flush()
    no_longer_current(session, row.return_id)
    rows, otherwise = [], 0
    for item in view.graded:
        exchange = item.exchange
        agreed = exchange.agreed
        assert agreed is not None, f"{row.moderated.reference} {item.code} is not agreed"
        otherwise += agreed.verdict != exchange.own
        moderated = exchange.own if exchange.moderated.is_empty else exchange.moderated
        rows.append(
            {
                "moderation_id": row.id,
                "return_id": row.return_id,
                "question_id": view.question_ids[item.code],
                "self_grade": exchange.own.grade,
                "moderated_grade": moderated.grade,
                "grade": agreed.verdict.grade,
                "not_applicable": agreed.verdict.not_applicable,
                "how": How(agreed.how).value,
                "is_current": True,
                "at": clock(),
            }
        )
    if rows:
        session.execute(insert(AgreedGrade), rows)
    note(session, actor, clock, "moderation.agreed", row, count=len(rows), otherwise=otherwise)
    tell_organisation(session, clock, row, "grades-agreed", public_url, otherwise=otherwise)
    tell_moderator(session, clock, row, "grades-agreed", public_url, otherwise=otherwise)


def no_longer_current(session: Session, return_id: int) -> bool:
    """Let the agreed grades of a return count no more, and say whether there were any. The rows stay."""
    taken = session.execute(
        update(AgreedGrade)
        .where(AgreedGrade.return_id == return_id, AgreedGrade.is_current)
        .values(is_current=False)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]
