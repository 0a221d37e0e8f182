"""What the board does with a round's whole: it takes it away, and it asks again about what was below the minimum."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.infra.database import StaleRow
from audit.rooms.board.models import AgreedLevel
from audit.rooms.board.policy import must_export
from audit.rooms.board.queries import (
    ToReport,
    agreed_level,
    asked_returns,
    board_round,
    matrix_round,
    review_round,
    to_report,
)
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.operations import ReviewPlan, Written, ask_anew, create_review
from audit.rooms.trail.operations import record

LONGEST_NOTE = 5_000
_MEANWHILE = "Somebody else recorded this level while you were writing. Nothing was overwritten: both are on this page."


def note_export(session: Session, actor: Actor, clock: Clock, round_code: str) -> None:
    """Note that the workbook of a round was taken away.

    Raises NotVisible or NotAllowed. The workbook is built before, from a session for reading, so that a long
    export never keeps the people who are answering from saving.
    """
    scope = board_round(session, actor, round_code)
    must_export(actor, scope.round.board_id)
    record(
        session,
        actor,
        clock,
        "workbook.exported",
        subject=("round", scope.round.code),
        board_id=scope.round.board_id,
    )


@dataclass(frozen=True)
class LevelOpinion:
    """What a board records after its partners have talked about one question."""

    grade: str
    note: str = ""


def agree_level(
    session: Session,
    actor: Actor,
    clock: Clock,
    round_code: str,
    question_code: str,
    opinion: LevelOpinion,
    *,
    seen_version: int,
) -> AgreedLevel:
    """Record the level that partners agreed on for a question. ``seen_version`` is 0 where there is none yet.

    Raises NotVisible; RuleBroken with the field at fault, or before anybody has returned; Stale when somebody was
    quicker. What each partner gave stays as it is.
    """
    scope = matrix_round(session, actor, round_code, Permission.ROUND_RUN)
    row = agreed_level(session, scope, question_code)
    note = opinion.note.replace("\r\n", "\n").strip()
    if opinion.grade not in scope.scale.by_key:
        raise RuleBroken("Choose the level that was agreed", "grade")
    if len(note) > LONGEST_NOTE:
        raise RuleBroken(f"The note must be {LONGEST_NOTE:,} characters or fewer", "note")
    if not any(each.is_returned for each in asked_returns(session, scope)):
        raise RuleBroken("No partner has returned yet, so there is nothing to agree on.")
    if row is not None and row.version != seen_version:
        raise Stale(_MEANWHILE)
    if row is None:
        row = AgreedLevel(round_id=scope.round.id, question_id=scope.question_ids[question_code])
        session.add(row)
    elif (row.grade, row.note) == (opinion.grade, note):
        return row
    row.grade, row.note, row.by_name, row.at = opinion.grade, note, actor.name, clock()
    try:
        with session.begin_nested():
            session.flush()
    except (IntegrityError, StaleRow):
        raise Stale(_MEANWHILE) from None
    record(
        session, actor, clock, "level.agreed",
        subject=("round", scope.round.code), board_id=scope.round.board_id, question=question_code,
        grade=scope.scale.grade(opinion.grade).label,
    )  # fmt: skip
    return row


def create_review_of(
    session: Session, actor: Actor, clock: Clock, round_code: str, plan: ReviewPlan
) -> Round:
    """Make the draft of a progress review of a round: of every answer below the minimum and every open action.

    An organisation that has left the area is not asked. Raises NotVisible, NotAllowed, or RuleBroken with the
    field at fault.
    """
    scope = board_round(session, actor, round_code, Permission.ROUND_VIEW)
    return create_review(session, actor, clock, round_code, plan, _questions(to_report(session, scope)))


def ask_review_anew(
    session: Session, actor: Actor, clock: Clock, round_code: str, *, public_url: str, product: str
) -> Written:
    """Work out again whom a progress review asks; see ``audit.rooms.rounds.operations.ask_anew``."""
    scope = review_round(session, actor, round_code, Permission.ROUND_VIEW)
    if scope.round.reviews is None:
        raise NotVisible
    reviewed = board_round(session, actor, scope.round.reviews.code, Permission.ROUND_VIEW)
    questions = _questions(to_report(session, reviewed))
    return ask_anew(session, actor, clock, round_code, questions, public_url=public_url, product=product)


def _questions(found: list[ToReport]) -> dict[int, tuple[str, ...]]:
    return {each.organisation_id: each.questions for each in found if each.is_in_area}
