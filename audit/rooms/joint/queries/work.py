"""Joint work with its returns, and the returns that could be answered together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.workflows import PaperState, RoundKind, RoundState
from audit.rooms.assessments.models import JointWork
from audit.rooms.assessments.queries import (
    AnyReturn,
    Joined,
    ReturnView,
    joined_with,
    returns_with_rounds,
    views_of,
)
from audit.rooms.joint.queries.groups import Group, groups_of
from audit.rooms.questionnaires.queries import same_questions
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class JointView:
    """The returns of a piece of work as one list of questions."""

    work: JointWork | None
    """None for returns that are looked at together before the work is begun."""
    organisation_id: int
    joined: Sequence[Joined]
    """What is agreed, by return; empty before the work is begun."""
    views: Sequence[ReturnView]
    groups: Sequence[Group]

    @cached_property
    def shared(self) -> list[Group]:
        """The questions that more than one board asks."""
        return [group for group in self.groups if group.is_shared]

    @cached_property
    def different(self) -> list[Group]:
        """The questions to which two returns say different things, while one of them can be answered."""
        return [group for group in self.shared if group.differs and group.can_be_settled]

    def own(self, view: ReturnView) -> list[Group]:
        """The questions that only this return asks."""
        return [g for g in self.groups if not g.is_shared and g.lead.view.row.id == view.row.id]

    @cached_property
    def done(self) -> int:
        """How many questions are complete wherever they are asked."""
        return sum(group.is_done for group in self.groups)

    @cached_property
    def agreed(self) -> Mapping[int, Joined]:
        """What is agreed, by return id."""
        return {each.row.id: each for each in self.joined}

    def name_of(self, row: AnyReturn) -> str:
        """The board that asks for a return; with the round where the board asks for two of them."""
        board = row.round.board
        twice = sum(view.row.round.board.id == board.id for view in self.views) > 1
        return f"{board.name} ({row.round.title})" if twice else board.name

    def view_of(self, reference: str) -> ReturnView:
        """One of the returns; raises NotVisible for any other."""
        for view in self.views:
            if view.row.reference == reference:
                return view
        raise NotVisible

    def group_of(self, reference: str, code: str) -> Group:
        """The question with its twins; raises NotVisible for one that is not asked."""
        row = self.view_of(reference).row
        for group in self.groups:
            member = group.goes_to(row)
            if member is not None and member.code == code:
                return group
        raise NotVisible


def joint_work(
    session: Session, actor: Actor, joint_id: int, permission: Permission = Permission.RETURN_VIEW
) -> JointView:
    """Work of one of the actor's organisations that has not ended; raises NotVisible for any other."""
    work = session.get(JointWork, joint_id)
    if work is None or work.ended_at is not None:
        raise NotVisible
    if not actor.is_operator and work.organisation_id not in actor.organisations(permission):
        raise NotVisible
    joined = joined_with(session, work.id)
    return _view(
        session, work, work.organisation_id, joined, views_of(session, [each.row for each in joined])
    )


_JOINABLE = (
    Return.joint_id.is_(None),
    Return.paper_state != PaperState.ENTERING,
    Round.state == RoundState.OPEN,
    Round.kind == RoundKind.AUDIT,
)

# Built once: the task list of every return runs it.
_BOARDS = (
    select(func.count(Round.board_id.distinct()))
    .select_from(Return)
    .join(Return.round)
    .where(Return.organisation_id == bindparam("organisation"), *_JOINABLE)
)


def boards_to_join(session: Session, actor: Actor, organisation_id: int) -> int:
    """How many boards ask for the returns of ``can_join``; none for somebody who may not see them."""
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.RETURN_VIEW):
        return 0
    return session.execute(_BOARDS, {"organisation": organisation_id}).scalar_one()


def can_join(session: Session, actor: Actor, organisation_id: int) -> list[Return]:
    """The organisation's returns, the first due first, in open audits, that are not in joint work yet."""
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.RETURN_VIEW):
        raise NotVisible
    found = session.scalars(
        returns_with_rounds().where(Return.organisation_id == organisation_id, *_JOINABLE)
    )
    return sorted(found, key=lambda row: (row.due, row.id))


def preview(session: Session, organisation_id: int, rows: Sequence[Return]) -> JointView:
    """How these returns, which the caller has in scope, would look as one."""
    return _view(session, None, organisation_id, (), views_of(session, rows))


def beside_question(
    session: Session, actor: Actor, view: ReturnView, code: str
) -> tuple[JointView, Group] | None:
    """The joint work in which a return, which the caller has in scope, is answered, with the group of a question."""
    if view.row.joint_id is None:
        return None
    joint = joint_work(session, actor, view.row.joint_id)
    return joint, joint.group_of(view.row.reference, code)


def boards_of(rows: Collection[Return]) -> int:
    """How many boards ask for these returns."""
    return len({row.round.board_id for row in rows})


def works_of(session: Session, actor: Actor, organisation_id: int) -> list[int]:
    """The ids of the organisation's work that has not ended; raises NotVisible for strangers."""
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.RETURN_VIEW):
        raise NotVisible
    return list(
        session.scalars(
            select(JointWork.id)
            .where(JointWork.organisation_id == organisation_id, JointWork.ended_at.is_(None))
            .order_by(JointWork.id)
        )
    )


def _view(
    session: Session,
    work: JointWork | None,
    organisation_id: int,
    joined: Sequence[Joined],
    views: Sequence[ReturnView],
) -> JointView:
    def same(one: ReturnView, other: ReturnView) -> Mapping[str, str]:
        return same_questions(session, one.row.round.edition, other.row.round.edition)

    narratives = {view.row.id: False for view in views}
    narratives |= {each.row.id: each.shares_narrative for each in joined}
    return JointView(work, organisation_id, joined, views, groups_of(views, narratives, same))
