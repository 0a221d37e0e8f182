"""How far an action is: notes, done, no longer needed, taken back; and the board's verifying and sending back."""

from sqlalchemy.orm import Session

from audit.domain.actions import ActionVerb, next_action_state
from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations.keeping import note_in_trail, write_note
from audit.rooms.action_plans.operations.letters import tell_sent_back
from audit.rooms.action_plans.policy import checked_words, on_behalf, require_keeper, require_overseer
from audit.rooms.action_plans.queries.actions import action_to_change

MOVED_MEANWHILE = (
    "Somebody else moved this action on while you had it open, so nothing was changed. "
    "Look at where it stands now, then go on."
)


def note_progress(
    session: Session, actor: Actor, clock: Clock, action_id: int, text: str, *, via: str = "typed"
) -> Action:
    """Write a note of progress; the first one starts the action.

    For the organisation's keepers. Raises NotVisible, NotAllowed, RuleBroken without words or when the action is
    closed. Two people's notes stand side by side, so no version is asked for.
    """
    action = _own(session, actor, action_id)
    said = checked_words(text, "The note", "note", "Write what has been done since the last note")
    _move(session, actor, clock, action, ActionVerb.NOTE, "action.noted", said, via=via)
    return action


def finish_action(
    session: Session,
    actor: Actor,
    clock: Clock,
    action_id: int,
    *,
    impact: str,
    text: str = "",
    via: str = "typed",
) -> Action:
    """Mark an action as done, with what is better now. For the organisation's keepers; raises as ``note_progress``."""
    action = _own(session, actor, action_id)
    difference = checked_words(impact, "The impact", "impact", "Say what is better now that this is done")
    said = checked_words(text, "The note", "note")
    words = "\n".join(part for part in (said, f"Impact: {difference}") if part)
    _move(session, actor, clock, action, ActionVerb.FINISH, "action.finished", words, via=via)
    action.impact, action.done_at = difference, clock()
    return action


def drop_action(
    session: Session, actor: Actor, clock: Clock, action_id: int, reason: str, *, via: str = "typed"
) -> Action:
    """Mark an action as no longer needed, with the reason. For the organisation's keepers; raises alike."""
    action = _own(session, actor, action_id)
    said = checked_words(reason, "The reason", "reason", "Say why this is no longer needed")
    _move(session, actor, clock, action, ActionVerb.DROP, "action.dropped", said, via=via)
    action.closed_reason = said
    return action


def take_back_action(
    session: Session, actor: Actor, clock: Clock, action_id: int, text: str = "", *, via: str = "typed"
) -> Action:
    """Take an action that was closed back into work. For the organisation's keepers; raises alike."""
    action = _own(session, actor, action_id)
    said = checked_words(text, "The note", "note")
    _move(session, actor, clock, action, ActionVerb.TAKE_BACK, "action.taken-back", said, via=via)
    _reopen(action)
    return action


def verify_action(
    session: Session,
    actor: Actor,
    clock: Clock,
    action_id: int,
    text: str = "",
    *,
    seen_version: int,
    via: str = "typed",
) -> Action:
    """Close an action that is done, for the board.

    ``seen_version`` is that of the action as the board read it. Raises NotVisible; NotAllowed for anybody but the
    board's administrators, and for somebody of the organisation itself; RuleBroken when it is not done; Stale when
    it was changed since.
    """
    action = _overseen(session, actor, action_id, seen_version, ActionVerb.VERIFY)
    said = checked_words(text, "The note", "note")
    _move(session, actor, clock, action, ActionVerb.VERIFY, "action.verified", said, via=via, behalf="board")
    action.verified_at, action.verified_by_name = clock(), actor.name
    return action


def send_back_action(
    session: Session,
    actor: Actor,
    clock: Clock,
    action_id: int,
    reason: str,
    *,
    seen_version: int,
    public_url: str,
    via: str = "typed",
) -> Action:
    """Give a closed action back to its organisation with a reason, by letter too. Raises as ``verify_action``."""
    action = _overseen(session, actor, action_id, seen_version, ActionVerb.SEND_BACK)
    said = checked_words(reason, "The reason", "reason", "Say what is still to be done, so that they know")
    _move(
        session, actor, clock, action, ActionVerb.SEND_BACK, "action.sent-back", said, via=via, behalf="board"
    )
    _reopen(action)
    tell_sent_back(session, clock, action, by=actor.name, reason=said, public_url=public_url)
    return action


def _own(session: Session, actor: Actor, action_id: int) -> Action:
    action = action_to_change(session, actor, action_id)
    require_keeper(actor, action.organisation_id)
    return action


def _overseen(session: Session, actor: Actor, action_id: int, seen_version: int, verb: ActionVerb) -> Action:
    action = action_to_change(session, actor, action_id)
    require_overseer(actor, action.board_id)
    if action.organisation_id in actor.organisations(Permission.ACTION_VIEW):
        raise RuleBroken(
            "This action belongs to your own organisation, so somebody else of the board has to judge it."
        )
    next_action_state(action.state, verb)  # where it stands says more than that it moved
    if action.version != seen_version:
        raise Stale(MOVED_MEANWHILE)
    return action


def _move(
    session: Session,
    actor: Actor,
    clock: Clock,
    action: Action,
    verb: ActionVerb,
    event: str,
    text: str,
    *,
    via: str = "typed",
    behalf: str = "",
) -> None:
    before, action.state = action.state, next_action_state(action.state, verb)
    write_note(
        session,
        actor,
        clock,
        action,
        text=text,
        before=before,
        after=action.state,
        via=via,
        behalf=behalf or on_behalf(actor, action.organisation_id),
    )
    note_in_trail(session, actor, clock, event, action)


def _reopen(action: Action) -> None:
    """What was said when it was closed stays in the history; the impact stays to be improved on."""
    action.done_at = action.verified_at = None
    action.verified_by_name = action.closed_reason = ""
