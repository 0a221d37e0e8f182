"""Whole rounds in bulk: many returns with graded answers, written straight into the tables."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import Clock
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.assessments.models import Answer, CitedEvidence, Submission
from audit.rooms.evidence.models import Evidence, StoredFile
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.questionnaires.models import Edition, EditionQuestion
from audit.rooms.rounds.models import Return, Round

KINDS = ("council", "district", "health", "police", "probation", "voluntary", "youth-justice")
_AT_ONCE = 5_000

GradeOf = Callable[[int, int], str | None]
"""The grade of return number r and graded question number q, both from 0; ``"n/a"``, or None for no answer."""


def staffordshire_grade(returned: int = 25, questions: int = 45) -> GradeOf:
    """Grades of the published shape: 15 red, 91 grey, the rest about 9.0 : 23.3 : 58.0 blue, amber and green.

    Spread unevenly over the organisations, so that a heat map has something to say.
    """
    total = returned * questions
    # Organisations first, so that greys gather with a few of them: position 0 is the worst.
    order = sorted(range(total), key=lambda n: ((n * 7919) % 997 + 40 * (n // questions), n))
    blue, amber = round(1019 * 0.0997), round(1019 * 0.2580)
    named = ["grey"] * 91 + ["red"] * 15 + ["blue"] * blue + ["amber"] * amber
    grades = dict(zip(order, [*named, *["green"] * (total - len(named))], strict=True))
    return lambda r, q: grades[r * questions + q]


def make_round(
    unit_of_work: UnitOfWork,
    clock: Clock,
    board: Board,
    edition: Edition,
    *,
    asked: int,
    returned: int,
    grade_of: GradeOf,
    code: str = "whole-round",
    state: RoundState = RoundState.OPEN,
    due_on: date = date(2026, 10, 30),
    kinds: Sequence[str] = KINDS,
    narrative: Callable[[int, int], str] = lambda r, q: f"Narrative of return {r} to question {q}.",
    not_returned: ReturnState = ReturnState.NOT_STARTED,
    evidence_every: int = 0,
    notes: str = "",
    title: str = "Section 11 audit",
) -> Round:
    """A round with ``asked`` returns, of which the first ``returned`` are submitted and answered.

    ``evidence_every`` attaches one file to each so many answers. Takes about a second for 60,000 answers.
    """
    now = clock()
    with unit_of_work.begin() as session:
        round = Round(
            code=code, title=title, board_id=board.id, edition_id=edition.id, state=state,
            due_on=due_on, sign_off_steps=["chief-officer"], notes=notes, opened_at=now, created_at=now,
        )  # fmt: skip
        session.add(round)
        organisations = [
            Organisation(
                name=f"Organisation {number + 1:03}", kind=kinds[number % len(kinds)], created_at=now
            )
            for number in range(asked)
        ]
        session.add_all(organisations)
        session.flush()
        returns = [
            Return(
                reference=f"WHOLE-{round.id}-{number + 1:04}",
                round_id=round.id,
                organisation_id=organisation.id,
                state=ReturnState.SUBMITTED if number < returned else not_returned,
                started_at=now if number < returned else None,
                submitted_at=now - timedelta(days=number % 14) if number < returned else None,
                created_at=now,
            )
            for number, organisation in enumerate(organisations)
        ]
        session.add_all(returns)
        session.flush()
        session.add_all(
            Submission(
                return_id=row.id, number=1, reference=f"{row.reference}-1", content={}, fingerprint="0" * 64,
                submitted_at=now, submitted_by="Chief officer",
            )
            for row in returns[:returned]
        )  # fmt: skip
        questions = session.scalars(
            select(EditionQuestion.id)
            .where(EditionQuestion.edition_id == edition.id, EditionQuestion.kind == "graded")
            .order_by(EditionQuestion.position)
        ).all()
        rows: list[dict[str, Any]] = []
        for r, row in enumerate(returns[:returned]):
            for q, question_id in enumerate(questions):
                grade = grade_of(r, q)
                if grade is None:
                    continue
                rows.append(
                    {
                        "return_id": row.id,
                        "question_id": question_id,
                        "grade": None if grade == "n/a" else grade,
                        "not_applicable": grade == "n/a",
                        "na_reason": "It is not done here." if grade == "n/a" else "",
                        "narrative": narrative(r, q),
                        "updated_by_name": f"Lead {r + 1}",
                        "updated_at": now,
                    }
                )
        for start in range(0, len(rows), _AT_ONCE):
            session.execute(insert(Answer), rows[start : start + _AT_ONCE])
        if evidence_every:
            _attach(session, organisations, returns, rows[::evidence_every], now)
    return round


def _attach(
    session: Any,
    organisations: list[Organisation],
    returns: list[Return],
    rows: list[dict[str, Any]],
    now: Any,
) -> None:
    owner = {row.id: organisations[number].id for number, row in enumerate(returns)}
    sha256 = "e" * 64
    session.merge(StoredFile(sha256=sha256, size=1000, content_type="application/pdf", stored_at=now))
    session.flush()
    for row in rows:
        item = Evidence(
            organisation_id=owner[row["return_id"]], sha256=sha256, file_name="policy.pdf",
            uploaded_by_name="Lead", uploaded_at=now,
        )  # fmt: skip
        session.add(item)
        session.flush()
        cited = CitedEvidence(
            return_id=row["return_id"], question_id=row["question_id"], evidence_id=item.id,
            added_by_name="Lead", added_at=now,
        )  # fmt: skip
        session.add(cited)
