"""What of a return is, or was, held back, and what can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.queries.returns import in_organisations, returns_with_rounds
from audit.rooms.evidence.models import Quarantine
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class QuarantineView:
    """A submitted return with what is held back of it, the latest first."""

    row: Return
    number: int
    """The latest copy."""
    held: Sequence[Quarantine]
    answers: Mapping[str, str]
    """The questions whose answers can be held back, by code, in order."""
    files: Mapping[int, str]
    """The files that can be held back, each with the questions that cite it, by id of evidence."""


def quarantine_of(session: Session, actor: Actor, reference: str) -> QuarantineView:
    """For the administrators of its board and for the organisation's own people; raises NotVisible for others."""
    boards = actor.boards(Permission.RETURN_QUARANTINE)
    row = session.scalar(
        returns_with_rounds().where(
            Return.reference == reference,
            or_(in_organisations(actor, Permission.RETURN_VIEW), Round.board_id.in_(boards)),
        )
    )
    copies = (
        []
        if row is None
        else session.execute(
            select(Submission.number, Submission.content)
            .where(Submission.return_id == row.id)
            .order_by(Submission.number)
        ).all()
    )
    if row is None or not copies:
        raise NotVisible
    held = session.scalars(
        select(Quarantine)
        .where(Quarantine.return_id == row.id)
        .options(joinedload(Quarantine.evidence))
        .order_by(Quarantine.id.desc())
    ).all()
    answers: dict[str, str] = {}
    files: dict[int, tuple[str, str]] = {}
    for _, content in copies:
        _gather(content, answers, files)
    live = [each for each in held if each.lifted_at is None]
    codes = {each.question_code for each in live}
    held_files = {each.evidence_id for each in live}
    return QuarantineView(
        row,
        copies[-1].number,
        held,
        {code: text for code, text in answers.items() if code not in codes},
        {id: f"File {', cited by '.join(each)}" for id, each in files.items() if id not in held_files},
    )


def _gather(content: Mapping[str, Any], answers: dict[str, str], files: dict[int, tuple[str, str]]) -> None:
    if scan := (content.get("on_behalf") or {}).get("scan"):
        files.setdefault(scan["id"], (scan["file_name"], "scan of the signed paper"))
    said = content.get("answers", {})
    for standard in content.get("standards", ()):
        for question in standard["questions"]:
            code = question["code"]
            if code in said:
                answers[code] = question["text"]
                for file in said[code]["evidence"]:
                    files.setdefault(file["id"], (file["file_name"], code))


def held_of(session: Session, row: Return) -> Sequence[Quarantine]:
    """What is held back of a return, which the caller has in scope, now."""
    return session.scalars(
        select(Quarantine)
        .where(Quarantine.return_id == row.id, Quarantine.lifted_at.is_(None))
        .order_by(Quarantine.id)
    ).all()
