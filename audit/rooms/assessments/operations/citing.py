"""Citing evidence: an answer points to files of the organisation's library. Removing one keeps its history."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState
from audit.infra.clock import Clock
from audit.rooms.assessments.models import CitedEvidence
from audit.rooms.assessments.operations.answering import start_return
from audit.rooms.assessments.operations.sharing import share_citations
from audit.rooms.assessments.policy import as_keeper, enters, may_write, require_answerable
from audit.rooms.assessments.queries import own_return, respondent_of
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.queries import evidence_to_cite
from audit.rooms.questionnaires.queries import question_ids, questionnaire_of
from audit.rooms.rounds.models import Return
from audit.rooms.trail.operations import record


@dataclass(frozen=True)
class _Place:
    """The question of the return at which evidence is cited."""

    row: Return
    code: str
    question_id: int


def require_citable(session: Session, actor: Actor, reference: str, code: str) -> Return:
    """The return, if evidence may be cited at this question now; raises as ``cite`` does."""
    return _answerable(session, actor, reference, code)[0].row


def cite(
    session: Session, actor: Actor, clock: Clock, reference: str, code: str, evidence_ids: Collection[int]
) -> list[CitedEvidence]:
    """Let an answer cite these items of the organisation's library; what it cites already stays as it is.

    The first citation starts a return. Gives the new citations. Raises NotVisible for another organisation's
    return or evidence and for a question that is never asked; NotAllowed for those who only read and for a round
    that is closed; RuleBroken once the return is waiting for sign-off or submitted.
    """
    place, next_state = _answerable(session, actor, reference, code)
    keeper = as_keeper(actor, place.row)
    evidence = evidence_to_cite(session, keeper, place.row.organisation_id, set(evidence_ids))
    known = {link.evidence_id for link in _current(session, place)}
    added = [_link(session, actor, clock, place, item) for item in evidence if item.id not in known]
    if added and next_state is not place.row.now:
        start_return(session, actor, clock, place.row, next_state)
    session.flush()
    share_citations(session, actor, clock, place.row, {code: [item.id for item in evidence]})
    return added


def uncite(
    session: Session, actor: Actor, clock: Clock, reference: str, code: str, evidence_id: int
) -> CitedEvidence | None:
    """Stop citing an item. The row stays, with who removed it and when; ``None`` when it was not cited.

    Raises as ``cite`` does.
    """
    place, _ = _answerable(session, actor, reference, code)
    link = next((one for one in _current(session, place) if one.evidence_id == evidence_id), None)
    if link is None:
        return None
    if enters(actor, place.row) and not link.on_behalf:
        raise RuleBroken("The organisation attached this file itself, so the board cannot remove it.")
    link.removed_at, link.removed_by_name = clock(), actor.name
    _note(session, actor, clock, place, "evidence.citation-removed", evidence_id)
    share_citations(session, actor, clock, place.row, {}, {code: [evidence_id]})
    return link


def cite_again(
    session: Session, actor: Actor, clock: Clock, reference: str, code: str, evidence_id: int
) -> CitedEvidence | None:
    """Undo ``uncite``: cite once more what this answer cited before, even if it was withdrawn meanwhile.

    A new row is written, so that the history shows the gap. ``None`` when it is cited anyway. Raises as
    ``cite`` does, and NotVisible for an item that this answer never cited.
    """
    place, _ = _answerable(session, actor, reference, code)
    evidence = session.scalar(
        select(Evidence)
        .join(CitedEvidence, CitedEvidence.evidence_id == Evidence.id)
        .where(
            CitedEvidence.return_id == place.row.id,
            CitedEvidence.question_id == place.question_id,
            CitedEvidence.evidence_id == evidence_id,
        )
        .limit(1)
    )
    if evidence is None:
        raise NotVisible
    if any(link.evidence_id == evidence_id for link in _current(session, place)):
        return None
    share_citations(session, actor, clock, place.row, {code: [evidence_id]})
    return _link(session, actor, clock, place, evidence)


def _answerable(session: Session, actor: Actor, reference: str, code: str) -> tuple[_Place, ReturnState]:
    row = own_return(session, actor, reference, Permission.RETURN_VIEW, lock=True, entering=True)
    if not may_write(actor, row):
        raise NotAllowed(
            "Your role lets you read this return, but not attach evidence to it. "
            "Ask the lead of your organisation."
        )
    if not questionnaire_of(row.round.edition).may_ask(respondent_of(row), code):
        raise NotVisible
    next_state = require_answerable(actor, row)
    return _Place(row, code, question_ids(session, row.round.edition_id)[code]), next_state


def _current(session: Session, place: _Place) -> list[CitedEvidence]:
    return list(
        session.scalars(
            select(CitedEvidence).where(
                CitedEvidence.return_id == place.row.id,
                CitedEvidence.question_id == place.question_id,
                CitedEvidence.removed_at.is_(None),
            )
        )
    )


def _link(session: Session, actor: Actor, clock: Clock, place: _Place, evidence: Evidence) -> CitedEvidence:
    link = CitedEvidence(
        return_id=place.row.id,
        question_id=place.question_id,
        evidence_id=evidence.id,
        added_by_name=actor.name,
        added_at=clock(),
        on_behalf=enters(actor, place.row),
        evidence=evidence,
    )
    session.add(link)
    _note(session, actor, clock, place, "evidence.cited", evidence.id)
    return link


def _note(session: Session, actor: Actor, clock: Clock, place: _Place, event: str, evidence_id: int) -> None:
    record(
        session,
        actor,
        clock,
        event,
        subject=("return", place.row.reference),
        board_id=place.row.round.board_id,
        organisation_id=place.row.organisation_id,
        question=place.code,
        evidence=evidence_id,
    )
