"""What this room puts on the pages of others: the list of returns, the task list, and the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState, RoundKind, RoundState
from audit.rooms.assessments.queries import joined_with
from audit.rooms.joint.policy import may
from audit.rooms.joint.presenters import and_words
from audit.rooms.joint.queries import Group, JointView, beside_question, boards_to_join, works_of
from audit.web.gathering import PagePart, ReturnNote

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Where:
    """Another return to which the answer goes, or why it does not."""

    board: str
    reference: str
    code: str
    what: str
    is_open: bool


@dataclass(frozen=True)
class SharedPart:
    """What stands on the page of a question that other boards ask too."""

    joint: JointView
    group: Group
    others: Sequence[Where]
    may_settle: bool


def organisation_note(session: Session, actor: Actor, organisation: Any) -> Sequence[ReturnNote]:
    """The way to joint work that there is, or to begin one."""
    notes = [
        ReturnNote(
            "You answer returns to several boards together.",
            url_for("joint.show_joint", joint_id=id),
            "Go to the joint task list" if number == 1 else f"Go to joint task list {number}",
        )
        for number, id in enumerate(works_of(session, actor, organisation.id), 1)
    ]
    if may(actor, Permission.JOINT_KEEP, organisation.id):
        boards = boards_to_join(session, actor, organisation.id)
        if boards > 1:
            notes.append(_offer(organisation.id, boards))
    return notes


def return_note(session: Session, actor: Actor, row: Any) -> Sequence[ReturnNote]:
    """That a return is answered together with others, or could be."""
    if not may(actor, Permission.RETURN_VIEW, row.organisation_id):
        return []
    if row.joint_id is not None:
        others = [each.row for each in joined_with(session, row.joint_id) if each.row.id != row.id]
        if not others:
            return []
        boards = and_words([other.round.board.name for other in others])
        return [
            ReturnNote(
                f"You answer this together with the return to {boards}.",
                url_for("joint.show_joint", joint_id=row.joint_id),
                "Go to the joint task list",
            )
        ]
    joinable = row.round.state is RoundState.OPEN and row.round.kind is RoundKind.AUDIT
    if (
        not joinable
        or row.now is ReturnState.SUBMITTED
        or not may(actor, Permission.JOINT_KEEP, row.organisation_id)
    ):
        return []
    boards_asking = boards_to_join(session, actor, row.organisation_id)
    return [_offer(row.organisation_id, boards_asking)] if boards_asking > 1 else []


def question_part(session: Session, actor: Actor, view: Any, question: Any) -> PagePart | None:
    """Where else the answer goes."""
    found = beside_question(session, actor, view, question.code)
    if found is None:
        return None
    joint, group = found
    own = joint.agreed[view.row.id]
    others = []
    for member in group.members:
        row = member.view.row
        if row.id == view.row.id:
            continue
        agreed = joint.agreed[row.id]
        shared = ["answer"]
        if own.shares_narrative and agreed.shares_narrative:
            shared.append("narrative")
        if own.shares_evidence and agreed.shares_evidence:
            shared.append("evidence")
        others.append(
            Where(
                joint.name_of(row), row.reference, member.code, and_words(shared), member.view.may_be_answered
            )
        )
    settles = may(actor, Permission.RETURN_ANSWER, view.row.organisation_id)
    return PagePart("joint/_question.html", SharedPart(joint, group, others, settles))


def _offer(organisation_id: int, boards: int) -> ReturnNote:
    return ReturnNote(
        f"You are asked by {NUMBERS.get(boards, str(boards))} boards. "
        f"What {'both' if boards == 2 else 'more than one of them'} ask{'' if boards == 2 else 's'}, you answer once.",
        url_for("joint.begin_joint", organisation_id=organisation_id),
        "Answer together",
    )
