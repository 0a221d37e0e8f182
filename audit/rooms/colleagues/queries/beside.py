"""What stands beside a return that the caller has in scope: who sees to what, marks and open discussions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.queries import AnyReturn, in_organisations
from audit.rooms.colleagues.models import Assignment, LookedAt, Remark
from audit.rooms.colleagues.policy import ANSWERING_ROLES
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.rounds.models import Return


class Given(NamedTuple):
    """A live assignment with the colleague who has it."""

    id: int
    standard_code: str
    question_code: str
    person_id: int
    name: str
    due_on: date | None
    note: str
    is_urgent: bool
    given_by_name: str
    given_at: datetime
    version: int
    has_left: bool
    """Whether the colleague can no longer answer for the organisation."""


class Mark(NamedTuple):
    """A question was looked at and is not finished."""

    by_name: str
    at: datetime


@dataclass(frozen=True)
class Beside:
    """Everything of a return among colleagues, by one query."""

    given: dict[tuple[str, str], Given]
    """By the codes of standard and question; the question's is empty where it is the whole standard."""
    looked_at: dict[str, Mark]
    talk: dict[str, int]
    """How many discussions are open, by question code."""

    def seen_to(self, standard: str, question: str) -> Given | None:
        """Who sees to a question: its own colleague, else that of its standard."""
        return self.given.get((standard, question)) or self.given.get((standard, ""))


def has_left() -> ColumnElement[bool]:
    """The condition that the colleague of an assignment can no longer answer the return it is of."""
    here = exists().where(
        RoleHeld.person_id == Assignment.person_id,
        RoleHeld.organisation_id == Return.organisation_id,
        RoleHeld.role.in_(ANSWERING_ROLES),
    )
    return ~here.correlate(Assignment, Return) | Person.is_closed


def _statement() -> CompoundSelect[Any]:
    """Assignments, marks and counts of discussions as rows of one statement: the pages of a return are read often."""
    given = (
        select(
            literal("given"), Assignment.id, Assignment.standard_code, Assignment.question_code,
            Assignment.person_id, Person.name, Assignment.due_on, Assignment.note, Assignment.is_urgent,
            Assignment.given_by_name, Assignment.given_at, Assignment.version, has_left(),
        )
        .join(Assignment.person)
        .join(Assignment.asked_in)
        .where(Assignment.return_id == bindparam("return_id"), Assignment.ended_at.is_(None))
    )  # fmt: skip
    nothing, no = cast(null(), Date), false()
    marks = select(
        literal("mark"), LookedAt.id, literal(""), LookedAt.question_code, literal(0), literal(""), nothing,
        literal(""), no, LookedAt.by_name, LookedAt.at, literal(0), no,
    ).where(LookedAt.return_id == bindparam("return_id"))  # fmt: skip
    talk = (
        select(
            literal("talk"), func.min(Remark.id), literal(""), Remark.question_code, literal(0), literal(""), nothing,
            literal(""), no, literal(""), func.max(Remark.at), func.count(), no,
        )
        .where(
            Remark.return_id == bindparam("return_id"), Remark.begins_id.is_(None), Remark.resolved_at.is_(None)
        )
        .group_by(Remark.question_code)
    )  # fmt: skip
    return union_all(given, marks, talk)


_BESIDE = _statement()


def beside_return(session: Session, row: AnyReturn) -> Beside:
    """What colleagues share out, mark and say in a return that the caller has in scope. One query."""
    session.flush()  # as the ORM does before it reads
    found = Beside({}, {}, {})
    for kind, *values in session.connection().execute(_BESIDE, {"return_id": row.id}):
        one = Given._make([*values[:-1], bool(values[-1])])
        if kind == "given":
            found.given[one.standard_code, one.question_code] = one
        elif kind == "mark":
            found.looked_at[one.question_code] = Mark(one.given_by_name, one.given_at)
        else:
            found.talk[one.question_code] = one.version
    return found


def live_assignment(
    session: Session, row: AnyReturn, standard_code: str, question_code: str
) -> Assignment | None:
    """The live assignment of one question or standard of a return that the caller has in scope."""
    return session.scalar(
        select(Assignment)
        .where(
            Assignment.return_id == row.id,
            Assignment.standard_code == standard_code,
            Assignment.question_code == question_code,
            Assignment.ended_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )


def given_to_read(session: Session, actor: Actor, assignment_id: int) -> tuple[Assignment, Return]:
    """An assignment, ended or not, with its return; raises NotVisible outside the actor's organisations."""
    found = session.execute(
        select(Assignment, Return)
        .join(Assignment.asked_in)
        .join(Assignment.person)
        .options(contains_eager(Assignment.person))
        .where(Assignment.id == assignment_id, in_organisations(actor, Permission.RETURN_VIEW))
    ).one_or_none()
    if found is None:
        raise NotVisible
    return found[0], found[1]


def assignable(session: Session, actor: Actor, organisation_id: int) -> list[tuple[int, str]]:
    """The colleagues who can be given questions of an organisation of the actor's: id and name."""
    if organisation_id not in actor.organisations(Permission.COLLEAGUES_VIEW):
        return []
    here = exists().where(
        RoleHeld.person_id == Person.id,
        RoleHeld.organisation_id == organisation_id,
        RoleHeld.role.in_(ANSWERING_ROLES),
    )
    rows = session.execute(
        select(Person.id, Person.name)
        .where(here, Person.is_closed.is_(False))
        .order_by(func.lower(Person.name), Person.id)
    )
    return [(id, name) for id, name in rows]
