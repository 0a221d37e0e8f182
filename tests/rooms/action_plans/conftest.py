"""A board, an organisation with a lead and a contributor, and an action to work on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from audit.domain.actions import ActionOrigin
from audit.domain.actor import Actor
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.action_plans.operations import ActionFacts, ReturnAbout, add_action
from audit.rooms.organisations.models import Board, Organisation
from tests.support.world import World

DUE = date(2027, 3, 14)


@dataclass
class Scene:
    """Who and what the tests of actions begin with."""

    world: World
    board: Board
    ours: Organisation
    lead: Person
    contributor: Person
    approver: Person
    administrator: Person
    people: dict[int, Actor] = field(default_factory=dict)

    def actor(self, person: Person) -> Actor:
        """The person as operations see them."""
        return self.world.actor(person)

    def add(self, what: str = "Write a policy", by: Person | None = None, **more: Any) -> Action:
        """An action of our organisation."""
        about: ReturnAbout | None = more.pop("about", None)
        organisation = more.pop("organisation", self.ours)
        board = more.pop("board", self.board)
        facts = ActionFacts(what=what, due_on=more.pop("due_on", DUE), **more)
        with self.world.session() as session:
            return add_action(
                session,
                self.actor(by or self.lead),
                self.world.clock,
                organisation_id=organisation.id,
                board_id=board.id,
                facts=facts,
                origin=ActionOrigin.ANSWER if about else ActionOrigin.BY_HAND,
                about=about,
            )

    def do(self, operation: Callable[..., Any], person: Person, *args: Any, **more: Any) -> Any:
        """Run an operation in a unit of work of its own."""
        with self.world.session() as session:
            return operation(session, self.actor(person), self.world.clock, *args, **more)

    def now(self, action: Action) -> Action:
        """The action as it is stored now."""
        with self.world.session() as session:
            return session.get_one(Action, action.id)

    def history(self, action: Action) -> list[ActionNote]:
        """The history of an action, the oldest first."""
        with self.world.session() as session:
            return list(session.query(ActionNote).filter_by(action_id=action.id).order_by(ActionNote.id))

    def about(self, organisation: Organisation | None = None, **more: Any) -> ReturnAbout:
        """The answer to question 1.1 of a return of ours in a new round."""
        round = self.world.round(self.board, self.world.edition(), **more)
        asked = self.world.asked(round, organisation or self.ours)
        return ReturnAbout(asked.id, round.id, "Standard number 1", "1.1", "Is this in place?")


@pytest.fixture
def scene(world: World) -> Scene:
    board = world.board()
    ours = world.organisation(board, "Our council")
    return Scene(
        world,
        board,
        ours,
        world.person(Role.LEAD, organisation=ours, name="Lea Lead"),
        world.person(Role.CONTRIBUTOR, organisation=ours, name="Con Tributor"),
        world.person(Role.APPROVER, organisation=ours, name="App Rover"),
        world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Ada Board"),
    )
