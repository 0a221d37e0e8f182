"""An event on its day, for the tests of this room."""

from datetime import UTC, datetime

from flask import Flask

from audit.domain.challenge import EnquiryOutcome, EventState
from audit.rooms.accounts.models import Person
from audit.rooms.challenge.models import ChallengeEvent, Line, LineNote
from audit.rooms.challenge.operations import day as operations
from audit.rooms.challenge.operations.day import NoteWords
from tests.conftest import SteppingClock
from tests.rooms.challenge.scene import Scene
from tests.support.world import World

THE_DAY = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)


class Day:
    """An event under way, with a line of enquiry of the council and one of the police."""

    def __init__(self, scene: Scene, clock: SteppingClock) -> None:
        self.scene, self.world, self.clock = scene, scene.world, clock
        self.event, self.slots = scene.announced()
        scene.propose(self.event)
        clock.now = THE_DAY
        self.line = scene.lines(self.slots["Testshire Council"])[0].id

    def begin(self) -> None:
        with self.world.session() as session:
            operations.begin_event(session, self.scene.admin, self.world.clock, self.event.id)

    def end(self) -> None:
        with self.world.session() as session:
            operations.end_event(session, self.scene.admin, self.world.clock, self.event.id)

    def note(
        self, person: Person, key: str, text: str, seen: int = 0, kind: str = "asked", by_whom: str = ""
    ) -> LineNote:
        with self.world.session() as session:
            return operations.save_note(
                session, self.world.actor(person), self.world.clock, self.line, key,
                NoteWords(kind, by_whom, text), seen_version=seen,
            )  # fmt: skip

    def conclude(
        self,
        person: Person,
        outcome: EnquiryOutcome | None,
        follow_up: str = "",
        seen: int | None = None,
        line_id: int | None = None,
    ) -> int:
        id = line_id or self.line
        with self.world.session() as session:
            version = seen
            if version is None:
                version = session.get_one(Line, id).version
            return operations.save_outcome(
                session,
                self.world.actor(person),
                self.world.clock,
                id,
                outcome,
                follow_up,
                seen_version=version,
            ).version

    def notes(self) -> list[LineNote]:
        with self.world.session() as session:
            return session.query(LineNote).order_by(LineNote.id).all()

    def state(self) -> EventState:
        with self.world.session() as session:
            return session.get_one(ChallengeEvent, self.event.id).state


def under_way(world: World, app: Flask, clock: SteppingClock) -> Day:
    """The day of an event, with the scene it stands on."""
    return Day(Scene(world, app), clock)
