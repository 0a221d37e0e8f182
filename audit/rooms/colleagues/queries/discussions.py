"""What colleagues say about questions, and who is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.queries import AnyReturn, in_organisations, returns_with_rounds
from audit.rooms.colleagues.models import Mention, Remark
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.rounds.models import Return


@dataclass(frozen=True)
class Said:
    """A remark, with the names of the colleagues it mentions."""

    remark: Remark
    mentions: Sequence[str]


@dataclass(frozen=True)
class Discussion:
    """What began a discussion, and the replies, the oldest first."""

    begin: Said
    replies: Sequence[Said]

    @property
    def is_open(self) -> bool:
        """Whether it waits to be resolved."""
        return self.begin.remark.resolved_at is None


def discussions_of(session: Session, row: AnyReturn, question_code: str) -> list[Discussion]:
    """The discussions of a question of a return that the caller has in scope: open ones first. Two queries."""
    found = _discussions(session, Remark.return_id == row.id, Remark.question_code == question_code)
    return sorted(found, key=lambda each: not each.is_open)


def discussions_of_return(session: Session, row: AnyReturn) -> list[Discussion]:
    """Every discussion of a return that the caller has in scope, the oldest first. Two queries."""
    return _discussions(session, Remark.return_id == row.id)


def _discussions(session: Session, *which: ColumnElement[bool]) -> list[Discussion]:
    remarks = session.scalars(select(Remark).where(*which).order_by(Remark.id)).all()
    if not remarks:
        return []
    names: dict[int, list[str]] = {}
    for remark_id, name in session.execute(
        select(Mention.remark_id, Person.name)
        .join(Mention.person)
        .join(Mention.remark)
        .where(*which)
        .order_by(Mention.id)
    ):
        names.setdefault(remark_id, []).append(name)
    said = {remark.id: Said(remark, names.get(remark.id, ())) for remark in remarks}
    replies: dict[int, list[Said]] = {}
    for remark in remarks:
        if remark.begins_id is not None:
            replies.setdefault(remark.begins_id, []).append(said[remark.id])
    return [
        Discussion(said[remark.id], replies.get(remark.id, ()))
        for remark in remarks
        if remark.begins_id is None
    ]


def begun_to_change(session: Session, actor: Actor, remark_id: int) -> tuple[Remark, Return]:
    """The remark that began a discussion, locked, with its return; raises NotVisible for strangers and replies."""
    row = session.scalar(
        select(Remark)
        .where(Remark.id == remark_id, Remark.begins_id.is_(None))
        .with_for_update(of=Remark)
        .execution_options(populate_existing=True)
    )
    asked = None
    if row is not None:
        asked = session.scalar(
            returns_with_rounds().where(
                Return.id == row.return_id, in_organisations(actor, Permission.RETURN_VIEW)
            )
        )
    if row is None or asked is None:
        raise NotVisible
    return row, asked


def said_to_remove(session: Session, actor: Actor, remark_id: int) -> tuple[Remark, Return]:
    """Any remark, with its return; raises NotVisible outside the actor's organisations."""
    found = session.execute(
        select(Remark, Return)
        .join(Return, Return.id == Remark.return_id)
        .where(Remark.id == remark_id, in_organisations(actor, Permission.RETURN_VIEW))
    ).one_or_none()
    if found is None:
        raise NotVisible
    return found[0], found[1]


def colleagues_to_mention(session: Session, row: AnyReturn) -> list[tuple[int, str]]:
    """Everybody with a role in the organisation of a return, which the caller has in scope: id and name."""
    here = exists().where(RoleHeld.person_id == Person.id, RoleHeld.organisation_id == row.organisation_id)
    rows = session.execute(
        select(Person.id, Person.name)
        .where(here, Person.is_closed.is_(False))
        .order_by(func.lower(Person.name), Person.id)
    )
    return [(id, name) for id, name in rows]


def open_mentions(session: Session, actor: Actor) -> list[tuple[Remark, Return]]:
    """Remarks that name the actor, in discussions that are open and in which they have not answered since."""
    if actor.person_id is None or not actor.organisations(Permission.RETURN_VIEW):
        return []
    begin, answer = aliased(Remark), aliased(Remark)
    begins = func.coalesce(Remark.begins_id, Remark.id)
    answered = exists().where(
        answer.by_id == actor.person_id,
        answer.id > Remark.id,
        func.coalesce(answer.begins_id, answer.id) == begins,
    )
    rows = session.execute(
        select(Remark, Return)
        .join(Mention, Mention.remark_id == Remark.id)
        .join(begin, begin.id == begins)
        .join(Return, Return.id == Remark.return_id)
        .join(Return.round)
        .join(Return.organisation)
        .options(contains_eager(Return.round), contains_eager(Return.organisation))
        .where(
            Mention.person_id == actor.person_id,
            begin.resolved_at.is_(None),
            in_organisations(actor, Permission.RETURN_VIEW),
            ~answered.correlate(Remark),
        )
        .order_by(Remark.id.desc())
    )
    return [(remark, asked) for remark, asked in rows]
