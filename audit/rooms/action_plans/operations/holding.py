"""Holding back an action's words, or a note of progress, that may tell who a child is. It can be shown again.

Nothing is changed or deleted: the organisation's people read it as before, everybody else the reason.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.quarantine import LONGEST_REASON
from audit.infra.clock import Clock
from audit.rooms.action_plans.models import Action, ActionHold, ActionNote
from audit.rooms.action_plans.operations.keeping import note_in_trail
from audit.rooms.action_plans.operations.letters import tell_held
from audit.rooms.action_plans.queries import action_to_change

_ONLY_ADMINISTRATORS = "Only a board administrator can hold back parts of an action."


def hold_back_words(
    session: Session,
    actor: Actor,
    clock: Clock,
    action_id: int,
    note_id: int | None,
    *,
    reason: str,
    public_url: str,
) -> ActionHold:
    """Hold back an action's words, with all of its notes, or one note.

    Raises NotVisible, NotAllowed for anybody but an administrator of its board, and RuleBroken without a reason or
    when it is held back already.
    """
    action = _locked(session, actor, action_id)
    said = " ".join(reason.split())
    if not said:
        raise RuleBroken("Say why it is held back. Do not repeat the details", "reason")
    if len(said) > LONGEST_REASON:
        raise RuleBroken(f"The reason must be {LONGEST_REASON} characters or fewer", "reason")
    if note_id is not None:
        note = session.get(ActionNote, note_id)
        if note is None or note.action_id != action.id or not note.text:
            raise NotVisible
    live = select(ActionHold).where(
        ActionHold.action_id == action.id,
        ActionHold.note_id.is_(None) if note_id is None else ActionHold.note_id == note_id,
        ActionHold.lifted_at.is_(None),
    )
    if session.scalar(live) is not None:
        raise RuleBroken("This is held back already.", "what")
    held = ActionHold(action_id=action.id, note_id=note_id, reason=said, by_name=actor.name, at=clock())
    session.add(held)
    session.flush()
    note_in_trail(session, actor, clock, "action.held-back", action, what=_what(held), reason=said)
    tell_held(session, clock, action, "action-held-back", what=_what(held), by=actor.name, reason=said,
              public_url=public_url)  # fmt: skip
    return held


def show_words_again(
    session: Session, actor: Actor, clock: Clock, action_id: int, hold_id: int, *, public_url: str
) -> ActionHold:
    """Take holding back back. Raises NotVisible, NotAllowed, or RuleBroken when somebody else was faster."""
    action = _locked(session, actor, action_id)
    held = session.get(ActionHold, hold_id)
    if held is None or held.action_id != action.id:
        raise NotVisible
    if held.lifted_at is not None:
        raise RuleBroken("This is shown again already.")
    held.lifted_at, held.lifted_by_name = clock(), actor.name
    note_in_trail(session, actor, clock, "action.shown-again", action, what=_what(held))
    tell_held(session, clock, action, "action-shown-again", what=_what(held), by=actor.name, reason="",
              public_url=public_url)  # fmt: skip
    return held


def _locked(session: Session, actor: Actor, action_id: int) -> Action:
    action = action_to_change(session, actor, action_id)
    if not actor.is_operator and action.board_id not in actor.boards(Permission.RETURN_QUARANTINE):
        raise NotAllowed(_ONLY_ADMINISTRATORS)
    return action


def _what(held: ActionHold) -> str:
    # Never the words themselves.
    return f"{'the words' if held.note_id is None else 'a note'} of action {held.action_id}"
