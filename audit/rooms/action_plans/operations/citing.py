"""Evidence that an action is done: files of the organisation's library. Removing one keeps its history."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actions import ActionState
from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.infra.clock import Clock
from audit.rooms.action_plans.models import Action, ActionEvidence
from audit.rooms.action_plans.operations.keeping import note_in_trail
from audit.rooms.action_plans.policy import require_keeper
from audit.rooms.action_plans.queries.actions import action_to_change
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.queries import evidence_to_cite

CLOSED = "The board has verified this action, so its evidence stays as it is."


def require_attachable(session: Session, actor: Actor, action_id: int) -> Action:
    """The action, if evidence may be attached to it now. Raises NotVisible, NotAllowed, RuleBroken when verified."""
    action = action_to_change(session, actor, action_id)
    require_keeper(actor, action.organisation_id)
    if action.state is ActionState.VERIFIED:
        raise RuleBroken(CLOSED)
    return action


def attach_evidence(
    session: Session, actor: Actor, clock: Clock, action_id: int, evidence_ids: Collection[int]
) -> list[ActionEvidence]:
    """Let an action point to these items of the organisation's library; those attached already stay.

    Gives the new ones. Raises as ``require_attachable``, and NotVisible for another organisation's items.
    """
    action = require_attachable(session, actor, action_id)
    items = evidence_to_cite(session, actor, action.organisation_id, set(evidence_ids))
    known = {link.evidence_id for link in _current(session, action)}
    added = [_link(session, actor, clock, action, item) for item in items if item.id not in known]
    session.flush()
    return added


def remove_evidence(
    session: Session, actor: Actor, clock: Clock, action_id: int, evidence_id: int
) -> ActionEvidence | None:
    """Take an item off an action. The row stays; ``None`` when it was not attached. Raises alike."""
    action = require_attachable(session, actor, action_id)
    link = next((one for one in _current(session, action) if one.evidence_id == evidence_id), None)
    if link is None:
        return None
    link.removed_at, link.removed_by_name = clock(), actor.name
    note_in_trail(session, actor, clock, "action.evidence-removed", action, evidence=evidence_id)
    return link


def attach_again(
    session: Session, actor: Actor, clock: Clock, action_id: int, evidence_id: int
) -> ActionEvidence | None:
    """Undo ``remove_evidence``; ``None`` when it is attached anyway.

    Raises alike, and NotVisible for an item that never was.
    """
    action = require_attachable(session, actor, action_id)
    evidence = session.scalar(
        select(Evidence)
        .join(ActionEvidence, ActionEvidence.evidence_id == Evidence.id)
        .where(ActionEvidence.action_id == action.id, Evidence.id == evidence_id)
        .limit(1)
    )
    if evidence is None:
        raise NotVisible
    if any(link.evidence_id == evidence_id for link in _current(session, action)):
        return None
    return _link(session, actor, clock, action, evidence)


def _current(session: Session, action: Action) -> list[ActionEvidence]:
    return list(
        session.scalars(
            select(ActionEvidence).where(
                ActionEvidence.action_id == action.id, ActionEvidence.removed_at.is_(None)
            )
        )
    )


def _link(session: Session, actor: Actor, clock: Clock, action: Action, evidence: Evidence) -> ActionEvidence:
    link = ActionEvidence(
        action_id=action.id,
        evidence_id=evidence.id,
        added_by_name=actor.name,
        added_at=clock(),
        evidence=evidence,
    )
    session.add(link)
    note_in_trail(session, actor, clock, "action.evidence-added", action, evidence=evidence.id)
    return link
