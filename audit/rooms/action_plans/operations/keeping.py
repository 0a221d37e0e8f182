"""Adding actions, and changing what they say."""

from dataclasses import replace
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from audit.domain.actions import PRIORITY_WORDS, ActionOrigin, ActionState, why_closed
from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.infra.clock import Clock, today
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.action_plans.operations.letters import tell_added
from audit.rooms.action_plans.policy import (
    LONGEST_OWNER,
    ActionFacts,
    ReturnAbout,
    check_due,
    checked_words,
    on_behalf,
    require_adder,
    require_changer,
    require_overseer,
)
from audit.rooms.action_plans.queries.actions import action_to_change, added_on_behalf
from audit.rooms.action_plans.queries.held import holds_of
from audit.rooms.organisations.models import AreaMembership, RoleHeld
from audit.rooms.rounds.models import Return, Round
from audit.rooms.trail.operations import record

CHANGED_MEANWHILE = (
    "Somebody else changed this action while you had it open. Nothing was overwritten: "
    "compare the two and save again."
)
_SAID = {"what": "What", "why": "Why", "owner": "Owner", "due_on": "Due date", "priority": "Priority"}


def add_action(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    organisation_id: int,
    board_id: int,
    facts: ActionFacts,
    origin: ActionOrigin,
    origin_words: str = "",
    about: ReturnAbout | None = None,
) -> Action:
    """Add an action to an organisation's plan, which ``board_id`` sees.

    For the organisation's people with ACTION_KEEP and for administrators of the board. Raises NotVisible for
    strangers, for an organisation that has nothing to do with the board and for a return that is not its own;
    NotAllowed for those who only read; RuleBroken with the field: ``what``, ``why``, ``owner``, ``due_on``.
    """
    require_adder(actor, organisation_id, board_id)
    _require_related(session, organisation_id, board_id, about)
    facts = _checked(session, organisation_id, facts, today(clock))
    action = Action(
        board_id=board_id,
        organisation_id=organisation_id,
        round_id=about.round_id if about else None,
        return_id=about.return_id if about else None,
        standard_title=about.standard_title if about else "",
        question_code=about.question_code if about else "",
        question_text=about.question_text if about else "",
        origin=origin,
        origin_words=origin_words.strip()[:200],
        what=facts.what,
        why=facts.why,
        owner_id=facts.owner_id,
        owner_name=facts.owner_name,
        due_on=facts.due_on,
        priority=facts.priority,
        state=ActionState.OPEN,
        created_at=clock(),
        created_by_name=actor.name,
    )
    session.add(action)
    session.flush()
    write_note(session, actor, clock, action, after=ActionState.OPEN)
    note_in_trail(session, actor, clock, "action.added", action, origin=origin.value)
    return action


def add_for_organisation(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    organisation_id: int,
    board_id: int,
    facts: ActionFacts,
    public_url: str,
) -> Action:
    """Add an action by hand for the board, and tell the organisation's leads. Raises what ``add_action`` raises,
    and NotAllowed for those who are not administrators of the board.
    """
    require_overseer(actor, board_id)
    action = add_action(
        session,
        actor,
        clock,
        organisation_id=organisation_id,
        board_id=board_id,
        facts=facts,
        origin=ActionOrigin.BY_HAND,
    )
    tell_added(session, clock, action, by=actor.name, public_url=public_url)
    return action


def change_action(
    session: Session,
    actor: Actor,
    clock: Clock,
    action_id: int,
    facts: ActionFacts,
    *,
    seen_version: int,
    via: str = "typed",
) -> Action:
    """Change what an action says. The history keeps what it said before.

    For the organisation's keepers, and for the board where the board added it. Raises NotVisible, NotAllowed,
    RuleBroken with the field (a due date that had passed already may stay), and Stale when somebody else
    changed the action since it was seen, unless it says the same already.
    """
    action = action_to_change(session, actor, action_id)
    require_changer(actor, action.organisation_id, action.board_id, added_on_behalf(session, action.id))
    facts = _checked(session, action.organisation_id, facts, today(clock), action)
    wanted = {
        "what": facts.what,
        "why": facts.why,
        "owner_id": facts.owner_id,
        "owner_name": facts.owner_name,
        "due_on": facts.due_on,
        "priority": facts.priority,
    }
    changed = [name for name, value in wanted.items() if getattr(action, name) != value]
    if not changed:
        return action
    if action.version != seen_version:
        raise Stale(CHANGED_MEANWHILE)
    if closed := why_closed(action.state):
        raise RuleBroken(closed)
    is_of_board = on_behalf(actor, action.organisation_id) == "board" and not actor.is_operator
    if is_of_board and {"what", "why"} & set(changed) and holds_of(session, Action.id == action.id).actions:
        # Whoever does not read the words would write over them.
        raise RuleBroken(
            "The words of this action are held back. Show them again before you change them.", "what"
        )
    before = _said(action)
    for name in changed:
        setattr(action, name, wanted[name])
    session.flush()
    after = _said(action)
    fields = [name for name in _SAID if before[name] != after[name]]
    words = "\n".join(_change_words(name, before[name], after[name]) for name in fields)
    write_note(session, actor, clock, action, text=words, via=via)
    note_in_trail(session, actor, clock, "action.changed", action, changed=fields)
    return action


def write_note(
    session: Session,
    actor: Actor,
    clock: Clock,
    action: Action,
    *,
    text: str = "",
    before: ActionState | None = None,
    after: ActionState | None = None,
    via: str = "typed",
    behalf: str = "",
) -> ActionNote:
    """Write one entry of an action's history."""
    note = ActionNote(
        action_id=action.id,
        text=text,
        state_before=before.value if before else "",
        state_after=after.value if after else "",
        by_id=actor.person_id,
        by_name=actor.name,
        on_behalf=behalf or on_behalf(actor, action.organisation_id),
        at=clock(),
        via=via,
    )
    session.add(note)
    return note


def note_in_trail(
    session: Session, actor: Actor, clock: Clock, event: str, action: Action, **facts: object
) -> None:
    """Note in the trail what happened to an action; never its words, which are the organisation's."""
    record(
        session,
        actor,
        clock,
        event,
        subject=("action", str(action.id)),
        board_id=action.board_id,
        organisation_id=action.organisation_id,
        **facts,
    )


def _require_related(
    session: Session, organisation_id: int, board_id: int, about: ReturnAbout | None
) -> None:
    asked = (
        select(Return.id)
        .join(Round, Round.id == Return.round_id)
        .where(Return.organisation_id == organisation_id, Round.board_id == board_id)
    )
    if about is not None:
        asked = asked.where(Return.id == about.return_id, Return.round_id == about.round_id)
        related = session.scalar(select(asked.exists()))
    else:
        in_area = exists().where(
            AreaMembership.board_id == board_id, AreaMembership.organisation_id == organisation_id
        )
        related = session.scalar(select(asked.exists() | in_area))
    if not related:
        raise NotVisible


def _checked(
    session: Session, organisation_id: int, facts: ActionFacts, day: date, before: Action | None = None
) -> ActionFacts:
    """The facts, tidied; raises RuleBroken with the field at fault."""
    owner_name = " ".join(facts.owner_name.split())
    if facts.owner_id is not None and (before is None or before.owner_id != facts.owner_id):
        colleague = session.scalar(
            select(Person.name).where(
                Person.id == facts.owner_id,
                Person.is_closed.is_(False),
                exists().where(RoleHeld.person_id == Person.id, RoleHeld.organisation_id == organisation_id),
            )
        )
        if colleague is None:
            raise RuleBroken("Choose a colleague from the list, or type the owner’s name", "owner")
        owner_name = colleague
    elif facts.owner_id is not None and before is not None:
        owner_name = before.owner_name  # unchanged, perhaps somebody who has left since
    if len(owner_name) > LONGEST_OWNER:
        raise RuleBroken(f"The owner’s name must be {LONGEST_OWNER} characters or fewer", "owner")
    return replace(
        facts,
        what=checked_words(facts.what, "What will be done", "what", "Say what will be done"),
        why=checked_words(facts.why, "The reason", "why"),
        owner_name=owner_name,
        due_on=check_due(facts.due_on, day, before.due_on if before else None),
    )


def _said(action: Action) -> dict[str, str]:
    return {
        "what": action.what,
        "why": action.why,
        "owner": action.owner_name,
        "due_on": say_date(action.due_on),
        "priority": PRIORITY_WORDS[action.priority],
    }


def _change_words(field: str, before: str, after: str) -> str:
    return f"{_SAID[field]} changed from “{before or 'nothing'}” to “{after or 'nothing'}”."
