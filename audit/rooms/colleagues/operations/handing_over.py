"""Handing all of a colleague's work of one organisation over to another, also after they have left."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.infra.clock import Clock
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations.keeping import note_in_trail, write_note
from audit.rooms.colleagues.models import Assignment
from audit.rooms.colleagues.policy import require_hand_over
from audit.rooms.colleagues.queries import Held, assignable, held_by
from audit.rooms.colleagues.queries.held import actions_held, assignments_held
from audit.rooms.trail.operations import record


def hand_over(
    session: Session, actor: Actor, clock: Clock, organisation_id: int, from_id: int, to_id: int
) -> Held:
    """Give everything that a person holds in an organisation to a colleague; says what that was.

    Their questions in returns that are still to be sent, and their outstanding actions. For leads. Raises
    NotVisible for strangers and for a person who holds nothing and has nothing to do with the organisation,
    NotAllowed for others of the organisation, RuleBroken with ``person``.
    """
    require_hand_over(actor, organisation_id)
    held = held_by(session, actor, organisation_id, from_id)
    colleagues = dict(assignable(session, actor, organisation_id))
    if held is None or not (held.is_something or from_id in colleagues):
        raise NotVisible
    if to_id == from_id:
        raise RuleBroken("Choose another colleague: this is the one who hands over", "person")
    if to_id not in colleagues:
        raise RuleBroken(
            "Choose a colleague from the list. Only a lead or a contributor can answer.", "person"
        )
    if not held.is_something:
        return held
    assignments = assignments_held([organisation_id]).where(Assignment.person_id == from_id)
    for given in session.scalars(assignments.with_for_update(of=Assignment)):
        given.person_id, given.given_by_name, given.given_at = to_id, actor.name, clock()
        given.told_at = clock() if to_id == actor.person_id else None
    actions = actions_held([organisation_id]).where(Action.owner_id == from_id)
    for action in session.scalars(actions.with_for_update(of=Action, key_share=True)):
        before = action.owner_name
        action.owner_id, action.owner_name = to_id, colleagues[to_id]
        words = f"Owner changed from “{before}” to “{action.owner_name}”."
        write_note(session, actor, clock, action, text=words)
        note_in_trail(session, actor, clock, "action.changed", action, changed=["owner"])
    session.flush()
    record(
        session, actor, clock, "work.handed-over",
        subject=("person", str(from_id)), organisation_id=organisation_id,
        name=held.name, to=colleagues[to_id], count=held.assignments + held.actions,
    )  # fmt: skip
    return held
