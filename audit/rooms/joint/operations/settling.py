"""Two returns say different things: one of the answers is chosen for all that are answered together."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.assessments.operations import let_follow, return_to_change
from audit.rooms.assessments.operations.answering import READ_ONLY
from audit.rooms.joint.policy import may
from audit.rooms.joint.queries import joint_work
from audit.rooms.joint.queries.groups import Group
from audit.rooms.trail.operations import record

CHANGED = (
    "One of the answers has changed since you opened this page, so nothing was changed. "
    "Both are shown as they are now: choose again."
)


def settle(
    session: Session, actor: Actor, clock: Clock, joint_id: int, reference: str, code: str, *, seen: str
) -> int:
    """Let the answer of one return stand in the others that can be answered; gives how many changed.

    What they said stays in their history. ``seen`` is ``stand_of`` the answers that were on the page. Raises
    NotVisible; NotAllowed for those who only read; RuleBroken when no other return can be answered; Stale when one
    of the answers has changed since.
    """
    row = return_to_change(session, actor, reference)
    joint = joint_work(session, actor, joint_id)
    group = joint.group_of(reference, code)
    if not may(actor, Permission.RETURN_ANSWER, row.organisation_id) and not actor.is_operator:
        raise NotAllowed(READ_ONLY)
    if seen != stand_of(group):
        raise Stale(CHANGED)
    if not any(member.view.may_be_answered for member in group.members if member.view.row.id != row.id):
        raise RuleBroken("The other return cannot be answered now, so its answer stays as it is.", "keep")
    content = joint.view_of(reference).content(code)
    changed = let_follow(session, actor, clock, row, code, content)
    record(
        session, actor, clock, "joint.settled",
        subject=("return", row.reference), organisation_id=row.organisation_id, question=code,
    )  # fmt: skip
    return changed


def stand_of(group: Group) -> str:
    """The versions of the answers of a group as one word, to see whether one of them has changed."""
    found = []
    for member in group.members:
        answer = member.view.answers.get(member.code)
        found.append(f"{member.view.row.id}-{answer.version if answer else 0}")
    return ".".join(sorted(found))
