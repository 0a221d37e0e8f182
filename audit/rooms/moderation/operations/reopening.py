"""What becomes of a moderation when the board reopens its return: the notes stay, the agreed grades count no more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.moderation import (
    ModerationState,
    ModerationVerb,
    open_moderation_verbs,
)
from audit.infra.clock import Clock
from audit.rooms.assessments.operations.reopening import add_consequence
from audit.rooms.moderation.models import AgreedGrade, Moderation, ModerationPlan
from audit.rooms.moderation.operations.agreeing import move, no_longer_current, note
from audit.rooms.moderation.queries.reading import locked, moderation_view, moderations
from audit.rooms.rounds.models import Return


def say_consequence(session: Session, row: Return) -> str | None:
    """What reopening this return does to its moderation, in words; ``None`` when there is none."""
    touched = _touched(session, row)
    sentences = []
    if touched:
        latest = touched[0]
        view = moderation_view(session, latest)
        sentences.append(f"{view.judged} of {len(view.to_judge)} answers have been judged.")
        if latest.state in (
            ModerationState.WITH_ORGANISATION,
            ModerationState.REPLIED,
            ModerationState.WITH_BOARD,
        ):
            sentences.append(
                "What the organisation and the moderator have said to each other has to be said anew."
            )
        sentences.append("The notes are kept; answers that change are to be judged again.")
    if _has_agreed(session, row):
        sentences.append("The agreed grades count no more until they are agreed anew.")
    return " ".join(sentences) or None


def do_consequence(session: Session, actor: Actor, clock: Clock, row: Return) -> None:
    """Put the moderation back into the moderator's hands, in the transaction that reopens the return."""
    for moderation in _touched(session, row, lock=True):
        was = moderation.state
        move(moderation, ModerationVerb.REOPEN)
        moderation.agreed_at = moderation.replied_at = moderation.reply_by = None
        note(session, actor, clock, "moderation.reopened", moderation, was=was.value)
    no_longer_current(session, row.id)


def _touched(session: Session, row: Return, *, lock: bool = False) -> list[Moderation]:
    """The latest moderation that has begun, of this return that the caller has in scope, if any.

    A first moderation that a second one has followed stays as it ended.
    """
    states = [state for state in ModerationState if ModerationVerb.REOPEN in open_moderation_verbs(state)]
    statement = (
        moderations()
        .where(Moderation.return_id == row.id, Moderation.state.in_(states))
        .order_by(ModerationPlan.stage.desc(), Moderation.id.desc())
        .limit(1)
    )
    return list(session.scalars(locked(statement) if lock else statement))


def _has_agreed(session: Session, row: Return) -> bool:
    found = select(AgreedGrade.id).where(AgreedGrade.return_id == row.id, AgreedGrade.is_current).limit(1)
    return session.scalar(found) is not None


add_consequence(say_consequence, do_consequence)
