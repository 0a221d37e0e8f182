"""After the day: actions, feedback to each organisation, and the report of the event."""

from sqlalchemy.orm import Session

from audit.domain.actions import ActionOrigin
from audit.domain.actor import Actor
from audit.domain.challenge import EventState, EventVerb, next_event_state, why_not
from audit.domain.dates import say_date
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.hearing import ToldLine, feedback_words
from audit.infra.clock import Clock
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations import ActionFacts, ReturnAbout, add_action
from audit.rooms.challenge.models import ChallengeEvent, Line, LineAction, Slot
from audit.rooms.challenge.operations.letters import event_facts, write_to_organisations
from audit.rooms.challenge.operations.noting import note_event, note_slot
from audit.rooms.challenge.policy import checked_text
from audit.rooms.challenge.policy.day import AFTER_THE_BEGINNING, LONGEST_REPORT
from audit.rooms.challenge.queries import (
    event_to_change,
    line_to_change,
    panel_of,
    slot_to_change,
)
from audit.rooms.challenge.queries.day import agreed_actions, told_now
from audit.rooms.organisations.queries import administrators_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.questionnaires.queries import questionnaire_by

_CHANGED = "Somebody else changed this while you had it open. Nothing was overwritten."


class FeedbackConflict(Stale):
    """Somebody else changed the feedback in between. Carries the slot as it is now."""

    def __init__(self, theirs: Slot) -> None:
        super().__init__(_CHANGED)
        self.theirs = theirs


class ReportConflict(Stale):
    """Somebody else changed the report in between. Carries the event as it is now."""

    def __init__(self, theirs: ChallengeEvent) -> None:
        super().__init__(_CHANGED)
        self.theirs = theirs


def origin_words(event: ChallengeEvent) -> str:
    """Where an action came from: the title of the event, and its day."""
    return f"{event.title[:170]}, {say_date(event.held_on)}"


def agree_action(session: Session, actor: Actor, clock: Clock, line_id: int, facts: ActionFacts) -> Action:
    """Put an action that was agreed on a line into the organisation's plan, about the answer that the line is about.

    Raises NotVisible, NotAllowed, or RuleBroken with the field at fault.
    """
    line, slot = line_to_change(session, actor, line_id)
    _require_begun(slot.event)
    _require_there(line, slot)
    action = add_action(
        session,
        actor,
        clock,
        organisation_id=slot.organisation_id,
        board_id=slot.event.board_id,
        facts=facts,
        origin=ActionOrigin.CHALLENGE,
        origin_words=origin_words(slot.event),
        about=_about(session, line, slot),
    )
    session.add(LineAction(line_id=line.id, action_id=action.id))
    session.flush()
    note_slot(session, actor, clock, "challenge.action-agreed", slot, action=action.id)
    return action


def proposed_feedback(session: Session, slot: Slot) -> str:
    """The first words of a feedback letter, from the lines that the organisation was shown. Two queries.

    The caller has the slot in scope.
    """
    told = told_now(session, slot)
    shown = {line.id for line in told.lines}
    actions = agreed_actions(session, shown)
    return feedback_words(
        slot.organisation.name,
        slot.event.title,
        say_date(slot.event.held_on),
        [ToldLine(line.text, line.outcome, line.follow_up) for line in told.lines],
        [
            f"{action.what} ({action.owner_name or 'nobody named yet'}, by {say_date(action.due_on)})"
            for line in told.lines
            for action in actions.get(line.id, ())
        ],
    )


def save_feedback(
    session: Session, actor: Actor, clock: Clock, slot_id: int, text: str, *, seen: str
) -> Slot:
    """Keep a draft of the feedback; the organisation does not see it. ``seen`` is what was kept when it was typed.

    Raises NotVisible, NotAllowed, RuleBroken once it is sent, and FeedbackConflict.
    """
    slot = _slot_to_tell(session, actor, slot_id)
    text = checked_text(text, LONGEST_REPORT, "The feedback", "feedback")
    if slot.feedback == text:
        return slot
    if slot.feedback != seen:
        raise FeedbackConflict(slot)
    slot.feedback = text
    session.flush()
    note_slot(session, actor, clock, "challenge.feedback-drafted", slot)
    return slot


def send_feedback(
    session: Session, actor: Actor, clock: Clock, slot_id: int, *, seen: str, public_url: str
) -> int:
    """Send the feedback, once: the organisation reads it with the outcomes of its shared lines; gives the letters.

    ``seen`` is the text that was previewed. Raises as ``save_feedback``, and RuleBroken before the event has ended or
    while there is no text.
    """
    slot = _slot_to_tell(session, actor, slot_id)
    if slot.event.state not in (EventState.HELD, EventState.REPORTED):
        raise RuleBroken("This event has not ended. Send the feedback afterwards.")
    if not slot.feedback:
        raise RuleBroken("Write the feedback before you send it", "feedback")
    if slot.feedback != seen:
        raise FeedbackConflict(slot)
    slot.feedback_sent_at = clock()
    session.flush()
    letters = write_to_organisations(
        session, actor, clock, "challenge-feedback", slot.event, [slot], public_url=public_url
    )
    note_slot(session, actor, clock, "challenge.feedback-sent", slot, count=letters)
    return letters


def save_report(
    session: Session,
    actor: Actor,
    clock: Clock,
    event_id: int,
    summary: str,
    themes: str,
    *,
    seen: tuple[str, str],
) -> ChallengeEvent:
    """Keep what is typed into the report. ``seen`` is what was kept when it was typed: summary and themes.

    Raises NotVisible, NotAllowed, RuleBroken once the report is sent, and ReportConflict.
    """
    event = event_to_change(session, actor, event_id)
    _require_begun(event)
    if event.state is EventState.REPORTED:
        raise RuleBroken(why_not(event.state))
    summary = checked_text(summary, LONGEST_REPORT, "The summary", "summary")
    themes = checked_text(themes, LONGEST_REPORT, "The themes", "themes")
    there = (event.report_summary, event.report_themes)
    if there == (summary, themes):
        return event
    if there != seen:
        raise ReportConflict(event)
    event.report_summary, event.report_themes = summary, themes
    session.flush()
    note_event(session, actor, clock, "challenge.report-drafted", event)
    return event


def send_report(
    session: Session, actor: Actor, clock: Clock, event_id: int, *, seen: tuple[str, str], public_url: str
) -> int:
    """Send the report to the panel and the administrators of the board; gives the letters. Nothing changes after.

    Raises NotVisible, NotAllowed, RuleBroken when the event has not ended, and ReportConflict when what was typed into
    it is not what was previewed.
    """
    event = event_to_change(session, actor, event_id)
    state = next_event_state(event.state, EventVerb.REPORT)
    if (event.report_summary, event.report_themes) != seen:
        raise ReportConflict(event)
    event.state, event.reported_at = state, clock()
    session.flush()
    to = {
        line.seat.person.email: line.seat.person.name
        for line in panel_of(session, event)
        if not line.has_left
    }
    to |= {held.email: held.name for held in administrators_of(session, actor, event.board_id)}
    letters = write_letters(
        session,
        clock,
        "challenge-report",
        (
            {
                "to_email": email,
                "to_name": name,
                **event_facts(event),
                "link": f"{public_url}/challenge/{event.id}/report",
            }
            for email, name in to.items()
        ),
        board_id=event.board_id,
    )
    note_event(session, actor, clock, "challenge.reported", event, count=letters)
    return letters


def _about(session: Session, line: Line, slot: Slot) -> ReturnAbout | None:
    """The answer that a line is about, in the question's own words: those of the line may be the panel's alone."""
    row, asked_in = slot.about, slot.event.round
    if row is None or asked_in is None or row.round_id != asked_in.id:
        return None
    question = questionnaire_by(session, asked_in.edition).questions.get(line.question_code)
    if question is None:
        return ReturnAbout(row.id, row.round_id, line.standard_title, "", "")
    return ReturnAbout(row.id, row.round_id, line.standard_title, question.code, question.text)


def _slot_to_tell(session: Session, actor: Actor, slot_id: int) -> Slot:
    slot = slot_to_change(session, actor, slot_id)
    _require_begun(slot.event)
    if slot.removed_at is not None:
        raise NotVisible
    if slot.feedback_sent_at is not None:
        raise RuleBroken(f"The feedback was sent on {say_date(slot.feedback_sent_at)}, so it stays as it is.")
    return slot


def _require_begun(event: ChallengeEvent) -> None:
    if event.state not in AFTER_THE_BEGINNING:
        raise RuleBroken(why_not(event.state))


def _require_there(line: Line, slot: Slot) -> None:
    if line.dropped_at is not None or slot.removed_at is not None:
        raise NotVisible
