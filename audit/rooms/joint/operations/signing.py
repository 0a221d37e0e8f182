"""Sending and signing all returns of a piece of work at once: each by its own rules, all of them or none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.assessments.operations import approve, send_for_sign_off
from audit.rooms.joint.queries import joint_work
from audit.rooms.rounds.models import Return

CHOOSE = "Choose at least one return"


@dataclass(frozen=True)
class ToSign:
    """A return as it was on the approver's page."""

    reference: str
    attempt: int
    step: str


def send_all(
    session: Session,
    actor: Actor,
    clock: Clock,
    joint_id: int,
    references: Collection[str],
    *,
    public_url: str,
) -> list[Return]:
    """Send these returns of the work for sign-off, as ``send_for_sign_off`` does each; all or none.

    The caller ends the unit of work without keeping anything when one is refused. Raises as that does, naming the
    board, and RuleBroken when none is chosen.
    """
    joint = joint_work(session, actor, joint_id)
    chosen = [view for view in joint.views if view.row.reference in references]
    if len(chosen) != len(set(references)):
        raise NotVisible
    if not chosen:
        raise RuleBroken(CHOOSE, "returns")
    sent = []
    for view in chosen:
        try:
            sent.append(send_for_sign_off(session, actor, clock, view.row.reference, public_url=public_url))
        except RuleBroken as refusal:
            raise RuleBroken(f"{view.row.round.board.name}: {refusal.sentence}", "returns") from refusal
    return sent


def sign_all(
    session: Session,
    actor: Actor,
    clock: Clock,
    joint_id: int,
    to_sign: Sequence[ToSign],
    *,
    title: str,
    declared: bool,
    public_url: str,
    governing_body_on: date | None = None,
) -> tuple[list[str], list[str]]:
    """Sign these returns of the work, as ``approve`` does each; all or none, as in ``send_all``.

    Gives the references of the copies that were submitted by it, and the references of the returns that somebody
    else signs next. Raises as ``approve`` does, and RuleBroken when none is chosen.
    """
    joint = joint_work(session, actor, joint_id, Permission.RETURN_SIGN)
    if not to_sign:
        raise RuleBroken(CHOOSE, "returns")
    submitted, waiting = [], []
    order = [view.row.reference for view in joint.views]
    if any(each.reference not in order for each in to_sign):
        raise NotVisible
    for each in sorted(to_sign, key=lambda each: order.index(each.reference)):
        copy = approve(
            session, actor, clock, each.reference, attempt=each.attempt, step=each.step, title=title,
            declared=declared, governing_body_on=governing_body_on, public_url=public_url,
        )  # fmt: skip
        if copy is None:
            waiting.append(each.reference)
        else:
            submitted.append(copy.reference)
    return submitted, waiting
