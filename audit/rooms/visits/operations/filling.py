"""Filling in the form of a visit: saved as it is typed, and sent once it is complete."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.challenge import parse_time
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.texts import checked_words
from audit.domain.visits import VisitState, VisitVerb, next_visit_state
from audit.infra.clock import Clock, today
from audit.rooms.assessments.operations import checked_content
from audit.rooms.assessments.queries import respondent_of
from audit.rooms.organisations.queries import administrators_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by
from audit.rooms.visits.models import Visit, VisitAnswer
from audit.rooms.visits.operations.asking import note_in_trail
from audit.rooms.visits.policy import LONGEST_NOTE, LONGEST_REASON
from audit.rooms.visits.queries.reading import VisitView, content_of_visit_answer, view_of_visit
from audit.rooms.visits.queries.visits import visit_of_visitor


class VisitConflict(Stale):
    """Another window of the visitor's saved this in between. Carries what is saved and its version."""

    def __init__(self, version: int, words: str = "") -> None:
        super().__init__(
            "This was changed in another window while you were writing. Nothing was overwritten: compare the two, "
            "and save again if yours is to stand."
        )
        self.version = version
        self.words = words


@dataclass(frozen=True)
class VisitDetails:
    """When the visitor came and whom they met, as it was typed."""

    visited_on: date | None
    time: str
    met: str


def save_visit_answer(
    session: Session,
    actor: Actor,
    clock: Clock,
    visit_id: int,
    code: str,
    content: AnswerContent,
    *,
    seen_version: int,
) -> VisitAnswer | None:
    """Save what was seen to one question. Nothing where nothing is gives ``None``.

    Raises NotVisible, RuleBroken for content that is no answer and once the form was sent, VisitConflict when it was
    typed over another version.
    """
    row = visit_of_visitor(session, actor, visit_id, lock=True)
    state = next_visit_state(row.state, VisitVerb.RECORD)
    questionnaire = questionnaire_by(session, row.edition)
    if not questionnaire.may_ask(respondent_of(row.visited), code):
        raise NotVisible
    content = checked_content(questionnaire.questions[code], questionnaire.scale, content)
    question_id = question_ids_of(session, row.edition)[code]
    answer = session.scalars(
        select(VisitAnswer)
        .where(VisitAnswer.visit_id == row.id, VisitAnswer.question_id == question_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    before = content_of_visit_answer(answer)
    if content == before:
        return answer
    if (answer.version if answer else 0) != seen_version:
        raise VisitConflict(answer.version if answer else 0, before.narrative)
    if answer is None:
        answer = VisitAnswer(visit_id=row.id, question_id=question_id, updated_at=clock())
        session.add(answer)
    answer.grade, answer.value, answer.narrative = content.grade, content.value, content.narrative
    answer.not_applicable, answer.na_reason = content.not_applicable, content.na_reason
    answer.updated_at = clock()
    _begin(session, actor, clock, row, state)
    session.flush()
    return answer


def save_visit_details(
    session: Session, actor: Actor, clock: Clock, visit_id: int, details: VisitDetails, *, seen_version: int
) -> Visit:
    """Save when the visitor came and whom they met. Raises as ``save_visit_answer``, with the field."""
    row = visit_of_visitor(session, actor, visit_id, lock=True)
    state = next_visit_state(row.state, VisitVerb.RECORD)
    met = checked_words(details.met, "This text", "met", LONGEST_NOTE)
    if details.visited_on is not None and details.visited_on > today(clock):
        raise RuleBroken("The day of the visit must not be in the future", "visited_on")
    time = parse_time(details.time, "visited_time") if details.time.strip() else ""
    if (details.visited_on, time, met) == (row.visited_on, row.visited_time, row.met):
        return row
    if row.details_version != seen_version:
        raise VisitConflict(row.details_version, row.met)
    row.visited_on, row.visited_time, row.met = details.visited_on, time, met
    row.details_version += 1
    _begin(session, actor, clock, row, state)
    session.flush()
    return row


def _begin(session: Session, actor: Actor, clock: Clock, row: Visit, state: VisitState) -> None:
    if row.state is not state:
        row.state = state
        note_in_trail(session, actor, clock, "visit.started", row, row.visited.round.board_id)


def lacking(view: VisitView) -> list[tuple[str, str]]:
    """What the form still lacks before it can be sent: the anchor of the field, and a sentence."""
    row = view.row
    found = []
    if row.visited_on is None:
        found.append(("visited_on-day", "Enter the day of the visit"))
    if not row.visited_time:
        found.append(("visited_time", "Enter the time at which you came"))
    if not row.met:
        found.append(("met", "Say whom you met, by the part they play"))
    for each in view.missing:
        code = each.question.code
        found.append((f"q-{code}-heading", f"{code}: {'. '.join(each.missing)}"))
    return found


def send_visit(session: Session, actor: Actor, clock: Clock, visit_id: int, *, public_url: str) -> Visit:
    """Send the form to the board, beside the copy that was the latest at that moment.

    Raises RuleBroken as long as something is missing, and NotVisible and NotAllowed as for every change.
    """
    row = visit_of_visitor(session, actor, visit_id, lock=True)
    state = next_visit_state(row.state, VisitVerb.SEND)
    view = view_of_visit(session, row)
    missing = lacking(view)
    if missing:
        raise RuleBroken(f"The form was not sent, because something is missing. {missing[0][1]}.")
    row.state, row.sent_at = state, clock()
    row.submission_id = view.copy.id if view.copy else None
    board = row.visited.round.board
    note_in_trail(session, actor, clock, "visit.sent", row, board.id)
    _tell_board(
        session,
        actor,
        clock,
        row,
        "visit-sent",
        f"{public_url}/visits/{row.id}",
        different=len(view.different),
    )
    return row


def decline_visit(
    session: Session, actor: Actor, clock: Clock, visit_id: int, reason: str, *, public_url: str
) -> Visit:
    """Give a visit back with a reason, which the board reads; also when the visitor stands too near."""
    row = visit_of_visitor(session, actor, visit_id, lock=True, near=True)
    state = next_visit_state(row.state, VisitVerb.DECLINE)
    row.ended_because = checked_words(
        reason, "The reason", "reason", LONGEST_REASON, "Say why you give this visit back"
    )
    row.state = state
    round_ = row.visited.round
    note_in_trail(session, actor, clock, "visit.declined", row, round_.board_id, reason=row.ended_because)
    _tell_board(
        session, actor, clock, row, "visit-declined", f"{public_url}/rounds/{round_.code}/visits",
        reason=row.ended_because,
    )  # fmt: skip
    return row


def _tell_board(
    session: Session, actor: Actor, clock: Clock, row: Visit, kind: str, link: str, **facts: object
) -> None:
    board = row.visited.round.board
    letters = [
        {
            "to_email": one.email,
            "to_name": one.name,
            "about": ("visit", str(row.id)),
            "organisation": row.visited.organisation.name,
            "round": row.visited.round.title,
            "board": board.name,
            "visitor": row.visitor_name,
            "link": link,
            **facts,
        }
        for one in administrators_of(session, actor, board.id)
    ]
    write_letters(session, clock, kind, letters, board_id=board.id)
