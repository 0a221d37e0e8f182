"""Asking for feedback on an audit, and giving it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Kind, Questionnaire
from audit.domain.workflows import RoundState
from audit.infra.clock import Clock
from audit.rooms.assessments.operations import checked_content
from audit.rooms.outbox.operations import write_letters
from audit.rooms.questionnaires.queries import edition_by_id, questionnaire_by
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.queries import round_by_code
from audit.rooms.trail.operations import record
from audit.rooms.visits.models import Feedback, FeedbackAsk
from audit.rooms.visits.queries.feedback import ask_of, invited, own_feedback, return_to_give_for

KINDS = frozenset({Kind.GRADED, Kind.YES_NO, Kind.CHOICE, Kind.TEXT})
"""The kinds of question that feedback can ask. Who a person is, is none of them."""


def ask_for_feedback(
    session: Session, actor: Actor, clock: Clock, round_code: str, edition_id: int
) -> FeedbackAsk:
    """Ask those who submit in a round for feedback with this question set, or ask again after stopping.

    Raises NotVisible for a round or a set that the board does not have; RuleBroken with the field ``edition`` for
    another set once somebody has answered the first, for a set that asks who somebody is, and in a draft.
    """
    row = round_by_code(session, actor, round_code, Permission.FEEDBACK_RUN)
    if row.state is RoundState.DRAFT:
        raise RuleBroken("Open the round first. Feedback is asked of those who have submitted.")
    if not edition_id:
        raise RuleBroken("Choose a question set", "edition")
    edition = edition_by_id(session, actor, edition_id)
    if edition.instrument is not Instrument.FEEDBACK:
        raise NotVisible
    questionnaire = questionnaire_by(session, edition)
    if any(each.kind not in KINDS or each.multiple for each in questionnaire.questions.values()):
        raise RuleBroken(
            "This set asks for a number, a date, a person or several choices at once, which feedback cannot count "
            "without telling who gave it. Choose another set.",
            "edition",
        )
    ask = ask_of(session, row, lock=True)
    if ask is None:
        ask = FeedbackAsk(round_id=row.id, written_to=[])
        session.add(ask)
    elif ask.edition_id != edition.id and _is_answered(session, row):
        raise RuleBroken(
            "People have answered the questions that were asked first. Keep that set for this round.",
            "edition",
        )
    ask.edition_id, ask.asked_at, ask.asked_by_name, ask.stopped_at = edition.id, clock(), actor.name, None
    session.flush()
    _note(session, actor, clock, "feedback.asked", row, question_set=f"{edition.code} {edition.edition}")
    return ask


def stop_asking(session: Session, actor: Actor, clock: Clock, round_code: str) -> None:
    """Ask nobody any more. What was given stays, and can still be changed back to being asked."""
    row = round_by_code(session, actor, round_code, Permission.FEEDBACK_RUN)
    ask = ask_of(session, row, lock=True)
    if ask is None or ask.stopped_at is not None:
        raise RuleBroken("Nobody is asked for feedback in this round.")
    ask.stopped_at = clock()
    _note(session, actor, clock, "feedback.stopped", row)


def write_about_feedback(
    session: Session, actor: Actor, clock: Clock, round_code: str, *, public_url: str
) -> int:
    """Write to leads and approvers of returns submitted since the last time; gives how many letters there are."""
    row = round_by_code(session, actor, round_code, Permission.FEEDBACK_RUN)
    ask = ask_of(session, row, lock=True)
    if ask is None or ask.stopped_at is not None or row.state is not RoundState.OPEN:
        raise RuleBroken("Nobody is asked for feedback in this round now, so no letter was written.")
    people = [one for one in invited(session, row) if one.return_id not in set(ask.written_to)]
    letters: list[dict[str, Any]] = [
        {
            "to_email": one.email,
            "to_name": one.name,
            "about": ("return", one.reference),
            "organisation": one.organisation,
            "round": row.title,
            "board": row.board.name,
            "link": f"{public_url}/returns/{one.reference}/feedback",
        }
        for one in people
    ]
    if not letters:
        raise RuleBroken("Everybody who has submitted has had a letter already.")
    ask.written_to = sorted({*ask.written_to, *(one.return_id for one in people)})
    _note(session, actor, clock, "feedback.letters-sent", row, count=len(letters))
    return write_letters(session, clock, "feedback-asked", letters, board_id=row.board_id)


def give_feedback(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    contents: Mapping[str, AnswerContent],
    *,
    is_named: bool = False,
) -> Feedback:
    """Give feedback, or change what one has given, until the round closes.

    Every question may be left out, but not all. The trail says that somebody of the organisation gave it, and the
    board's trail says nothing. Raises NotVisible for others' returns, NotAllowed and RuleBroken.
    """
    row, ask = return_to_give_for(session, actor, reference, lock=True)
    if row.round.state is not RoundState.OPEN:
        raise NotAllowed("This round is closed, so feedback cannot be given or changed any more.")
    if ask.stopped_at is not None:
        raise NotAllowed("The board does not ask for feedback any more. Nothing was saved.")
    answers = _checked(questionnaire_by(session, ask.edition), contents)
    if not answers:
        raise RuleBroken("Answer at least one question, or leave this page: nobody has to give feedback.")
    given = own_feedback(session, actor, row)
    event = "feedback.given" if given is None else "feedback.changed"
    if given is None:
        given = Feedback(round_id=row.round_id, return_id=row.id, person_id=actor.person_id)
        session.add(given)
    given.answers, given.is_named = answers, is_named
    session.flush()
    record(
        session, actor, clock, event,
        subject=("return", row.reference), organisation_id=row.organisation_id,
    )  # fmt: skip
    return given


def _checked(questionnaire: Questionnaire, contents: Mapping[str, AnswerContent]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for code, question in questionnaire.questions.items():
        if code not in contents:
            continue
        try:
            content = checked_content(question, questionnaire.scale, contents[code])
        except RuleBroken as refusal:
            raise RuleBroken(refusal.sentence, code) from None
        said = content.grade or content.value
        if said:
            answers[code] = said
    return answers


def _is_answered(session: Session, row: Round) -> bool:
    return session.scalar(select(Feedback.id).where(Feedback.round_id == row.id).limit(1)) is not None


def _note(session: Session, actor: Actor, clock: Clock, event: str, row: Round, **facts: Any) -> None:
    record(session, actor, clock, event, subject=("round", row.code), board_id=row.board_id, **facts)
