"""Builders: the boards, organisations, people, rounds and returns that tests begin with. All plainly made up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import OPERATOR, Actor, Membership
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import Clock
from audit.infra.secrets import hash_password
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import AreaMembership, Board, Organisation, RoleHeld
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.rounds.models import Return, Round

PASSWORD = "correct horse battery staple"
_PASSWORD_HASH = hash_password(PASSWORD)

RAG: dict[str, Any] = {
    "scale": "rag",
    "title": "Red, amber, green",
    "about": "For tests.",
    "kind": "grades",
    "order": "worst-first",
    "grades": [
        {"key": "red", "label": "Red", "letter": "R", "meaning": "Not met", "colour": "red", "points": 0,
         "meets_minimum": False, "priority": True, "needs": []},
        {"key": "amber", "label": "Amber", "letter": "A", "meaning": "Partly met", "colour": "yellow", "points": 1,
         "meets_minimum": False, "needs": ["narrative"]},
        {"key": "green", "label": "Green", "letter": "G", "meaning": "Met", "colour": "green", "points": 2,
         "meets_minimum": True, "needs": []},
    ],
    "not_applicable": {"offered": True, "label": "Not applicable", "letter": "N/A", "reason_required": True},
}  # fmt: skip


def question_set(standards: int = 2, questions: int = 2, **more: Any) -> dict[str, Any]:
    """A small question set: ``standards`` × ``questions`` graded questions, codes 1.1, 1.2, 2.1 …"""
    return {
        "questionnaire": "small",
        "edition": "2026.1",
        "title": "A small audit",
        "duty": "section-11",
        "scale": RAG,
        "sign_off": {"steps": ["chief-officer"]},
        "header": [],
        "standards": [
            {
                "code": str(s),
                "title": f"Standard number {s}",
                "questions": [
                    {
                        "code": f"{s}.{q}",
                        "kind": "graded",
                        "text": f"Question {s}.{q}: is this in place?",
                        "strength": "must",
                    }
                    for q in range(1, questions + 1)
                ],
            }
            for s in range(1, standards + 1)
        ],
        **more,
    }


class World:
    """Makes things, each in a unit of work of its own, and hands back detached rows with their ids."""

    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self.unit_of_work = unit_of_work
        self.clock = clock
        self.things_made = 0
        self.is_used = False

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A unit of work, committed at the end."""
        self.is_used = True
        with self.unit_of_work.begin() as session:
            yield session

    def _next(self) -> int:
        self.things_made += 1
        return self.things_made

    def _add(self, row: Any) -> Any:
        with self.session() as session:
            session.add(row)
        return row

    def board(
        self, code: str = "testshire", name: str = "Testshire Safeguarding Children Partnership"
    ) -> Board:
        """A board."""
        return self._add(Board(code=code, name=name, created_at=self.clock()))

    def organisation(
        self, board: Board | None = None, name: str | None = None, kind: str = "council", **more: Any
    ) -> Organisation:
        """An organisation, in the board's area if one is given."""
        number = self._next()
        row = self._add(
            Organisation(name=name or f"Organisation {number}", kind=kind, created_at=self.clock(), **more)
        )
        if board is not None:
            self._add(AreaMembership(board_id=board.id, organisation_id=row.id, joined_on=date(2020, 4, 1)))
        return row

    def person(
        self, role: Role | None = None, *, board: Board | None = None, organisation: Organisation | None = None,
        name: str | None = None, email: str | None = None,
    ) -> Person:  # fmt: skip
        """Somebody who can sign in with PASSWORD, with one role if given."""
        number = self._next()
        row = self._add(
            Person(
                email=email or f"person{number}@testshire.example",
                name=name or f"Person {number}",
                password_hash=_PASSWORD_HASH,
                created_at=self.clock(),
            )
        )
        if role is not None:
            self.give(row, role, board=board, organisation=organisation)
        return row

    def give(
        self,
        person: Person,
        role: Role,
        *,
        board: Board | None = None,
        organisation: Organisation | None = None,
    ) -> RoleHeld:
        """Give a person a role in a place."""
        return self._add(
            RoleHeld(
                person_id=person.id,
                role=role,
                board_id=board.id if board else None,
                organisation_id=organisation.id if organisation else None,
                created_at=self.clock(),
            )
        )

    def actor(self, person: Person) -> Actor:
        """The person as operations see them."""
        with self.unit_of_work.read() as session:
            held = session.query(RoleHeld).filter_by(person_id=person.id).all()
            memberships = tuple(
                Membership(h.id, Role(h.role), h.board_id, h.organisation_id, h.signs_as) for h in held
            )
        return Actor(person.id, person.name, memberships)

    def edition(self, data: dict[str, Any] | None = None) -> Edition:
        """A published edition."""
        with self.session() as session:
            edition, _ = publish_edition(session, OPERATOR, data or question_set(), self.clock)
        return edition

    def round(
        self,
        board: Board,
        edition: Edition,
        *organisations: Organisation,
        state: RoundState = RoundState.OPEN,
        **more: Any,
    ) -> Round:
        """A round with a return for each organisation."""
        number = self._next()
        row = self._add(
            Round(
                code=more.pop("code", f"round-{number}"),
                title=more.pop("title", f"Audit {number}"),
                board_id=board.id,
                edition_id=edition.id,
                state=state,
                due_on=more.pop("due_on", date(2026, 10, 30)),
                sign_off_steps=more.pop("sign_off_steps", ["chief-officer"]),
                opened_at=self.clock() if state is not RoundState.DRAFT else None,
                created_at=self.clock(),
                **more,
            )
        )
        for organisation in organisations:
            self.asked(row, organisation)
        return row

    def asked(
        self,
        round: Round,
        organisation: Organisation,
        state: ReturnState = ReturnState.NOT_STARTED,
        **more: Any,
    ) -> Return:
        """A return of one organisation in a round."""
        number = self._next()
        return self._add(
            Return(
                reference=more.pop("reference", f"TEST-{number:04}"),
                round_id=round.id,
                organisation_id=organisation.id,
                state=state,
                created_at=self.clock(),
                **more,
            )
        )
