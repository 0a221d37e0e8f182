"""What remains between an organisation and its moderator is settled by the board, with a reason."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.agreement import Verdict
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.moderation import ModerationState, ModerationVerb, next_moderation_state
from audit.infra.clock import Clock, today
from audit.rooms.moderation.models import Judgement, Moderation
from audit.rooms.moderation.operations.agreeing import agree_grades, move, note, require_submitted
from audit.rooms.moderation.operations.grade_letters import tell_board
from audit.rooms.moderation.operations.replying import WordsConflict
from audit.rooms.moderation.policy import checked_text, checked_verdict
from audit.rooms.moderation.queries.moderating import moderation_of_board
from audit.rooms.moderation.queries.near import why_too_near
from audit.rooms.moderation.queries.reading import ModerationView


def refer(session: Session, actor: Actor, clock: Clock, moderation_id: int, *, public_url: str) -> Moderation:
    """Bring a moderation before the board whose organisation has let its time to reply pass.

    What the organisation typed and never sent counts for nothing and is read by nobody. Raises NotVisible; NotAllowed
    for somebody who stands too near; RuleBroken before the day has passed or when it is not with the organisation.
    """
    view = _of_board(session, actor, moderation_id)
    row = view.row
    next_moderation_state(row.state, ModerationVerb.REFER)
    if row.reply_by is not None and today(clock) <= row.reply_by:
        raise RuleBroken("The organisation still has time to reply, so nothing was changed.")
    move(row, ModerationVerb.REFER)
    for judgement in view.judgements.values():
        judgement.accepted = None
    note(session, actor, clock, "moderation.referred", row)
    remaining = len(view.moved)
    tell_board(session, clock, row, "moderation-to-settle", public_url, remaining=remaining, is_silent=True)
    return row


def keep_settlement(
    session: Session,
    actor: Actor,
    clock: Clock,
    moderation_id: int,
    code: str,
    *,
    verdict: Verdict,
    reason: str,
    seen_version: int,
) -> Judgement:
    """Keep the board's decision on one question; it counts once all are settled.

    Raises NotVisible; NotAllowed for somebody who stands too near; RuleBroken for a grade that the scale does not have,
    a reason that is too long, or when it is not for the board now; WordsConflict.
    """
    view = _of_board(session, actor, moderation_id)
    next_moderation_state(view.row.state, ModerationVerb.SETTLE)
    item = view.items.get(code)
    if item is None or item.judgement is None or not item.exchange.is_for_the_board:
        raise NotVisible
    row = item.judgement
    verdict = checked_verdict(item.question, view.questionnaire.scale, verdict, f"grade-{code}")
    said = checked_text(reason, f"reason-{code}", "The reason")
    now = (row.settled_grade, row.settled_not_applicable, row.settled_reason)
    if now != (verdict.grade, verdict.not_applicable, said):
        if row.version != seen_version:
            raise WordsConflict(row, code)
        row.settled_grade, row.settled_not_applicable = verdict.grade, verdict.not_applicable
        row.settled_reason, row.settled_by_name = said, actor.name
        session.flush()
    return row


def settle(
    session: Session, actor: Actor, clock: Clock, moderation_id: int, *, public_url: str
) -> Moderation:
    """Make the board's decisions count: every grade is then agreed.

    Raises NotVisible; NotAllowed for somebody who stands too near; RuleBroken naming what is missing, or when it is not
    for the board now.
    """
    view = _of_board(session, actor, moderation_id)
    next_moderation_state(view.row.state, ModerationVerb.SETTLE)
    remaining = [item for item in view.graded if item.exchange.is_for_the_board]
    for item in remaining:
        for sentence in item.exchange.settlement_lacks():
            field = "reason" if "reason" in sentence else "grade"
            raise RuleBroken(f"{item.code}: {sentence}", f"{field}-{item.code}")
    note(session, actor, clock, "moderation.settled", view.row, count=len(remaining))
    agree_grades(session, actor, clock, view, ModerationVerb.SETTLE, public_url=public_url)
    return view.row


def _of_board(session: Session, actor: Actor, moderation_id: int) -> ModerationView:
    view = moderation_of_board(session, actor, moderation_id, lock=True)
    if why_too_near(session, actor, view.row):
        raise NotAllowed(
            f"You stand too near to {view.organisation_name} to settle its grades. Somebody else of the board has to."
        )
    if view.row.state is not ModerationState.AGREED:
        require_submitted(view)
    return view
