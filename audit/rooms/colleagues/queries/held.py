"""What a colleague still holds in an organisation, so that nothing is orphaned when they leave."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from audit.domain.actions import OUTSTANDING
from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.queries.actions import owner_has_left
from audit.rooms.colleagues.models import Assignment
from audit.rooms.colleagues.queries.beside import has_left
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries.register import board_ids_of
from audit.rooms.rounds.models import Return, Round

FINISHED = (ReturnState.SUBMITTED,)


@dataclass(frozen=True)
class Held:
    """How many questions (or whole standards) and actions a colleague holds in an organisation."""

    person_id: int
    name: str
    organisation_id: int
    organisation: str
    assignments: int
    actions: int

    @property
    def is_something(self) -> bool:
        """Whether there is anything to hand over."""
        return bool(self.assignments or self.actions)


def assignments_held(organisation_ids: Collection[int]) -> Select[Assignment]:
    """The live assignments of returns that are still to be sent, in organisations that the caller has in scope."""
    return (
        select(Assignment)
        .join(Assignment.asked_in)
        .join(Round, Round.id == Return.round_id)
        .join(Assignment.person)
        .where(
            Return.organisation_id.in_(organisation_ids),
            Assignment.ended_at.is_(None),
            Return.state.not_in(FINISHED),
            Round.state != RoundState.CLOSED,
        )
    )


def actions_held(organisation_ids: Collection[int]) -> Select[Action]:
    """The outstanding actions of organisations that the caller has in scope."""
    return select(Action).where(Action.organisation_id.in_(organisation_ids), Action.state.in_(OUTSTANDING))


def held_by(session: Session, actor: Actor, organisation_id: int, person_id: int) -> Held | None:
    """What a person holds in an organisation, for its people and those who keep its people; else ``None``."""
    if organisation_id not in actor.organisations(Permission.COLLEAGUES_VIEW):
        keeps = actor.boards(Permission.PEOPLE_KEEP)
        if not keeps or not keeps & board_ids_of(session, actor, organisation_id):
            return None
    person, organisation = session.get(Person, person_id), session.get(Organisation, organisation_id)
    if person is None or organisation is None:
        return None
    given = session.scalars(
        assignments_held([organisation_id]).where(Assignment.person_id == person_id)
    ).all()
    owned = session.scalars(actions_held([organisation_id]).where(Action.owner_id == person_id)).all()
    return Held(person_id, person.name, organisation_id, organisation.name, len(given), len(owned))


def left_behind(session: Session, actor: Actor) -> list[Held]:
    """What people who have left still hold, in the organisations that the actor leads. Two queries."""
    led = actor.organisations(Permission.HAND_OVER)
    if not led:
        return []
    counts: dict[tuple[int, int], list[int]] = {}
    names: dict[tuple[int, int], tuple[str, str]] = {}
    given = assignments_held(led).join(Return.organisation).where(has_left())
    owned = (
        actions_held(led)
        .join(Action.organisation)
        .join(Person, Person.id == Action.owner_id)
        .where(owner_has_left())
    )
    for place, statement in enumerate((given, owned)):
        for person_id, name, organisation_id, organisation in session.execute(
            statement.with_only_columns(Person.id, Person.name, Organisation.id, Organisation.name)
        ):
            key = (organisation_id, person_id)
            counts.setdefault(key, [0, 0])[place] += 1
            names[key] = (name, organisation)
    return [
        Held(person_id, names[organisation_id, person_id][0], organisation_id,
             names[organisation_id, person_id][1], *numbers)
        for (organisation_id, person_id), numbers in sorted(counts.items())
    ]  # fmt: skip
