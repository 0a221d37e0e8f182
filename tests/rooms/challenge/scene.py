"""A board, a round with submitted returns, a panel and an event, for the tests of this room."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.challenge import EventKind, PanelRole
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.operations import approve, save_answer, send_for_sign_off
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.challenge.models import ChallengeEvent, Line, Slot
from audit.rooms.challenge.operations import (
    EventPlan,
    add_slots,
    announce_event,
    give_seat,
    plan_event,
    propose_lines,
)
from audit.rooms.organisations.models import Organisation
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Return, Round
from tests.support.evidence import add_item
from tests.support.pages import PageClient
from tests.support.world import World, question_set

CODES = ("1.1", "1.2", "2.1", "2.2")
DAY = date(2026, 11, 18)


def wide_set(**more: Any) -> dict[str, Any]:
    """The small question set with grades that ask for nothing beside themselves."""
    data = question_set(**more)
    data["scale"] = {**data["scale"], "grades": [{**grade, "needs": []} for grade in data["scale"]["grades"]]}
    return data


class Scene:
    """A board with a round in which the council and the police have submitted, and people of every kind."""

    def __init__(self, world: World, app: Flask) -> None:
        self.world, self.app = world, app
        self.board = world.board()
        self.admin_person = world.person(Role.BOARD_ADMINISTRATOR, board=self.board, name="Ada Board")
        self.admin = world.actor(self.admin_person)
        self.edition = world.edition(wide_set())
        self.round: Round = world.round(self.board, self.edition, title="Section 11 audit", code="audit-2026")
        self.council = world.organisation(self.board, "Testshire Council")
        self.police = world.organisation(self.board, "Testshire Police", "police")
        self.council_lead = world.person(Role.LEAD, organisation=self.council, name="Lee Council")
        self.police_lead = world.person(Role.LEAD, organisation=self.police, name="Pat Police")
        self.chair = world.person(Role.PANEL_MEMBER, board=self.board, name="Kit Chair")
        self.member = world.person(Role.PANEL_MEMBER, board=self.board, name="Mo Member")
        self.council_return = self.submit(self.council, self.council_lead, {"1.1": "red"})
        self.police_return = self.submit(self.police, self.police_lead, {})

    def submit(
        self,
        organisation: Organisation,
        lead: Person,
        grades: Mapping[str, str],
        *,
        round: Round | None = None,
        files: tuple[str, ...] = (),
    ) -> Return:
        """A return of the round, answered green but for ``grades``, signed and submitted."""
        world = self.world
        row = world.asked(round or self.round, organisation)
        actor = world.actor(lead)
        approver = world.actor(world.person(Role.APPROVER, organisation=organisation))
        with world.session() as session:
            for code in CODES:
                content = AnswerContent(grade=grades.get(code, "green"))
                save_answer(session, actor, world.clock, row.reference, code, content, seen_version=0)
        for code in files:
            item = add_item(
                world, self.app.config["AUDIT_SETTINGS"], organisation, f"{code}.pdf", actor=actor
            )
            with world.session() as session:
                cite(session, actor, world.clock, row.reference, code, [item.id])
        with world.session() as session:
            send_for_sign_off(session, actor, world.clock, row.reference, public_url="")
        with world.session() as session:
            approve(
                session, approver, world.clock, row.reference,
                attempt=1, step="chief-officer", title="Chief officer", declared=True, public_url="",
            )  # fmt: skip
        return row

    def draft(self, **changes: Any) -> ChallengeEvent:
        """The draft of an event about the round."""
        plan = EventPlan(
            **{
                "title": "Challenge day",
                "held_on": DAY,
                "round_id": self.round.id,
                "place": "Town hall",
                **changes,
            }
        )
        with self.world.session() as session:
            return plan_event(session, self.admin, self.world.clock, self.board.code, plan)

    def seat(self, event: ChallengeEvent, person: Person, role: PanelRole = PanelRole.MEMBER) -> int:
        """Somebody on the panel; the id of the seat."""
        with self.world.session() as session:
            return give_seat(session, self.admin, self.world.clock, event.id, person.id, role).id

    def hear(self, event: ChallengeEvent, *organisations: Organisation) -> dict[str, int]:
        """Organisations on the agenda; ids of the slots by the organisation's name."""
        with self.world.session() as session:
            slots = add_slots(
                session, self.admin, self.world.clock, event.id, [each.id for each in organisations]
            )
            names = {each.id: each.name for each in organisations}
            return {names[slot.organisation_id]: slot.id for slot in slots}

    def planned(self, **changes: Any) -> tuple[ChallengeEvent, dict[str, int]]:
        """A draft with a panel of two and both organisations on its agenda."""
        event = self.draft(**changes)
        self.seat(event, self.chair, PanelRole.CHAIR)
        self.seat(event, self.member)
        return event, self.hear(event, self.council, self.police)

    def announced(self, **changes: Any) -> tuple[ChallengeEvent, dict[str, int]]:
        """An event that everybody has been told of."""
        event, slots = self.planned(**changes)
        self.announce(event)
        return event, slots

    def announce(self, event: ChallengeEvent) -> None:
        """Announce it."""
        with self.world.session() as session:
            announce_event(
                session, self.admin, self.world.clock, event.id, public_url="https://audit.example"
            )

    def propose(self, event: ChallengeEvent) -> int:
        """Propose lines for every slot."""
        with self.world.session() as session:
            return propose_lines(session, self.admin, self.world.clock, event.id)

    def lines(self, slot_id: int) -> list[Line]:
        """The lines of a slot that stand on its list."""
        with self.world.session() as session:
            return (
                session.query(Line)
                .filter(Line.slot_id == slot_id, Line.dropped_at.is_(None))
                .order_by(Line.position)
                .all()
            )

    def slot(self, slot_id: int) -> Slot:
        """A slot as it is in the database."""
        with self.world.session() as session:
            return session.get_one(Slot, slot_id)

    def letters(self, kind: str) -> list[Letter]:
        """The letters of this kind in the outbox."""
        with self.world.session() as session:
            return session.query(Letter).filter(Letter.kind == kind).order_by(Letter.id).all()

    def browser(self, person: Person) -> PageClient:
        """A browser in which somebody is signed in."""
        return PageClient(self.app).sign_in(person.id)

    def actor(self, person: Person) -> Actor:
        """Somebody as operations see them."""
        return self.world.actor(person)


ACTION_PLANS = {"kind": EventKind.ACTION_PLANS, "round_id": None}
