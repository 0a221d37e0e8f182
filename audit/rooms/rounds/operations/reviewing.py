"""A progress review: a round about another round, in which each organisation answers some of its questions again.

Which questions those are is worked out above, from answers, agreed grades and actions. Everything else is as in
any round: opening, reminding, extending, closing, and the returns themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken
from audit.domain.workflows import ReturnState, RoundKind, RoundState
from audit.infra.clock import Clock, today
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations.choosing import put_returns
from audit.rooms.rounds.operations.drafting import RoundPlan, checked_plan, code_of, code_taken
from audit.rooms.rounds.operations.letters import Written, write_to_leads
from audit.rooms.rounds.operations.loading import round_to_run
from audit.rooms.trail.operations import record

Questions = Mapping[int, Sequence[str]]
"""By organisation id, the codes of the questions that it is asked again; none: it reports on its actions only."""

_AT_ONCE = 500


@dataclass(frozen=True)
class ReviewPlan:
    """What a board decides of a progress review. Its question set is that of the round it reviews."""

    title: str
    due_on: date
    sign_off_steps: tuple[str, ...] | None = None
    """None: as in the round that is reviewed."""
    notes: str = ""
    code: str = ""
    """Empty: made from the code of the round that is reviewed."""


def create_review(
    session: Session, actor: Actor, clock: Clock, code: str, plan: ReviewPlan, questions: Questions
) -> Round:
    """Make the draft of a progress review of the round with this code, asking these organisations these questions.

    Raises NotVisible, NotAllowed, or RuleBroken with the field at fault: a draft and a review have no review, a
    round has one review at a time, and somebody has to be asked something.
    """
    reviewed = round_to_run(session, actor, code)
    _require_reviewable(session, reviewed)
    if not questions:
        raise RuleBroken(
            "Nobody would be asked: no submitted answer is below the minimum and no action is open."
        )
    steps = tuple(reviewed.sign_off_steps) if plan.sign_off_steps is None else plan.sign_off_steps
    values = checked_plan(
        session,
        actor,
        RoundPlan(
            title=plan.title,
            edition_id=reviewed.edition_id,
            due_on=plan.due_on,
            sign_off_steps=steps,
            governing_body_date=reviewed.governing_body_date and {"head", "chair"} <= set(steps),
            notes=plan.notes,
        ),
        today(clock),
        None,
    )
    row = Round(
        code=code_of(session, plan.code, f"{reviewed.code}-review"),
        board_id=reviewed.board_id,
        board=reviewed.board,
        kind=RoundKind.REVIEW,
        reviews_id=reviewed.id,
        reviews=reviewed,
        state=RoundState.DRAFT,
        created_at=clock(),
        **values,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else took the code between our look and our writing
        raise code_taken(row.code) from None
    record(
        session, actor, clock, "round.created",
        subject=("round", row.code), board_id=row.board_id, title=row.title, reviews=reviewed.code,
    )  # fmt: skip
    _put(session, actor, clock, row, questions)
    return row


def ask_anew(
    session: Session,
    actor: Actor,
    clock: Clock,
    code: str,
    questions: Questions,
    *,
    public_url: str,
    product: str,
) -> Written:
    """Let a review ask what it would ask if it were made now.

    A draft then asks exactly these organisations these questions. An open review asks the organisations that it
    does not ask yet, and writes to their leads; what others are answering stays as it is. Raises NotVisible,
    NotAllowed, or RuleBroken for a round that is no review, for a closed one and when there is nobody new.
    """
    row = round_to_run(session, actor, code)
    if row.kind is not RoundKind.REVIEW:
        raise RuleBroken("This is no progress review, so its organisations are chosen by hand.")
    if row.state is RoundState.CLOSED:
        raise RuleBroken("This review is closed. Open it again first.")
    rows = session.execute(select(Return.organisation_id, Return.id).where(Return.round_id == row.id))
    asked = {found.organisation_id: found.id for found in rows}
    if row.state is RoundState.DRAFT:
        ids = sorted(asked.values())
        for start in range(0, len(ids), _AT_ONCE):
            # Only what nobody has begun: a draft's returns have neither answers nor evidence.
            session.execute(
                delete(Return).where(
                    Return.id.in_(ids[start : start + _AT_ONCE]), Return.state == ReturnState.NOT_STARTED
                )
            )
        added = _put(session, actor, clock, row, questions)
        record(
            session, actor, clock, "round.changed",
            subject=("round", row.code), board_id=row.board_id, changed=["organisations"],
        )  # fmt: skip
        return Written(len(added))
    added = _put(
        session, actor, clock, row, {id: codes for id, codes in questions.items() if id not in asked}
    )
    if not added:
        raise RuleBroken("Everybody who has something to report is asked already.")
    for reference, organisation_id in added:
        record(
            session, actor, clock, "return.added",
            subject=("return", reference), board_id=row.board_id, organisation_id=organisation_id, round=row.code,
        )  # fmt: skip
    return write_to_leads(
        session, actor, clock, row, "invitation-to-review",
        references=[reference for reference, _ in added], public_url=public_url, product=product,
    )  # fmt: skip


def _require_reviewable(session: Session, row: Round) -> None:
    if row.kind is RoundKind.REVIEW:
        raise RuleBroken(
            "This round is a progress review itself. Open the review of the audit that it is about."
        )
    if row.state is RoundState.DRAFT:
        raise RuleBroken("This round has not been opened yet, so there is nothing to review.")
    other = session.scalar(
        select(Round.title).where(Round.reviews_id == row.id, Round.state != RoundState.CLOSED).limit(1)
    )
    if other is not None:
        raise RuleBroken(f"There is a progress review already: {other}. Close it before you make another.")


def _put(
    session: Session, actor: Actor, clock: Clock, row: Round, questions: Questions
) -> list[tuple[str, int]]:
    """Make the returns of a review; raises ValueError for a question that its edition does not have."""
    known = questionnaire_of(row.edition).questions
    unknown = {code for codes in questions.values() for code in codes} - known.keys()
    if unknown:
        raise ValueError(f"The edition {row.edition_id} has no question {', '.join(sorted(unknown))}.")
    only = {id: [code for code in known if code in set(codes)] for id, codes in questions.items()}
    return put_returns(session, actor, clock, row, only, only)
