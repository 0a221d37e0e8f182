"""The written outcome of a return: drafted, read once more, sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actions import ActionOrigin, default_due_on, default_priority
from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.domain.scales import Grade
from audit.infra.clock import Clock, today
from audit.rooms.action_plans.operations import ActionFacts, ReturnAbout, add_action
from audit.rooms.assessments.queries import colleagues_with
from audit.rooms.moderation.models import Outcome
from audit.rooms.moderation.operations.outcome_content import below_minimum, day, outcome_content
from audit.rooms.moderation.policy import checked_text
from audit.rooms.moderation.queries.outcomes import OutcomeView, outcome_to_write
from audit.rooms.outbox.operations import write_letter
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.trail.operations import record

CHANGED = "Somebody else changed this outcome since you opened the page. Nothing was overwritten."
SENT = "This outcome has been sent, so it stays as it is."
OPEN_AGAIN = "This return has been reopened. Its outcome is written once it is submitted again."
BEING_MODERATED = "This return is still being moderated. Send its outcome once its grades are agreed."
OWN = "You belong to this organisation yourself, so somebody else of the board writes its outcome."


@dataclass(frozen=True)
class OutcomeWords:
    """What the board writes. ``asked`` holds, by question code, what the organisation is asked to do."""

    strength_1: str = ""
    strength_2: str = ""
    next_steps: str = ""
    actions_expected: str = ""
    asked: tuple[tuple[str, str], ...] = ()
    asked_by: date | None = None
    """One due date for all that is asked; without it each keeps its own, or has the one that its grade suggests."""


def save_outcome(
    session: Session, actor: Actor, clock: Clock, reference: str, words: OutcomeWords, *, seen_version: int
) -> Outcome:
    """Keep a draft of an outcome. What is still missing is no fault before it is sent.

    ``seen_version`` is 0 where there was no draft. Raises NotVisible, NotAllowed, RuleBroken with the field and
    Stale when somebody was quicker.
    """
    view = _to_write(session, actor, reference)
    outcome = view.outcome
    checked = {
        "strength_1": checked_text(words.strength_1, "strength_1", "The first strength"),
        "strength_2": checked_text(words.strength_2, "strength_2", "The second strength"),
        "next_steps": checked_text(words.next_steps, "next_steps", "The next steps"),
        "actions_expected": checked_text(words.actions_expected, "actions_expected", "The actions expected"),
        "asked": _asked(session, view, words, today(clock)),
    }
    if (outcome.version if outcome is not None else 0) != seen_version:
        raise Stale(CHANGED)
    if outcome is None:
        outcome = Outcome(
            return_id=view.row.id,
            submission_number=view.copy.number,
            updated_at=clock(),
            updated_by_name=actor.name,
            **checked,
        )
        try:
            with session.begin_nested():
                session.add(outcome)
        except IntegrityError:
            raise Stale(CHANGED) from None
        _note(session, actor, clock, "outcome.drafted", view)
        return outcome
    if any(getattr(outcome, name) != value for name, value in checked.items()):
        for name, value in checked.items():
            setattr(outcome, name, value)
        outcome.updated_at, outcome.updated_by_name = clock(), actor.name
        session.flush()
    return outcome


def send_outcome(
    session: Session, actor: Actor, clock: Clock, reference: str, *, seen_version: int, public_url: str
) -> Outcome:
    """Send an outcome: what it says is kept for ever, its actions come into the organisation's plan, its people
    have a letter.

    Raises as ``save_outcome``, and RuleBroken when something is missing or the grades are still to be agreed.
    """
    view = _to_write(session, actor, reference)
    outcome = view.outcome
    if view.is_being_moderated:
        raise RuleBroken(BEING_MODERATED)
    if outcome is None or outcome.version != seen_version:
        raise Stale(CHANGED)
    missing = lacking(outcome)
    if missing:
        raise RuleBroken(f"Before the outcome can be sent, write {' and '.join(missing)}")
    _ask_for_actions(session, actor, clock, view, outcome)
    content = outcome_content(view, outcome, sent_at=clock(), sent_by=actor.name)
    # As it will come back from the database.
    outcome.content = json.loads(json.dumps(content))
    outcome.sent_at, outcome.sent_by_name = clock(), actor.name
    session.flush()
    _note(session, actor, clock, "outcome.sent", view, number=view.copy.number)
    _tell(session, clock, view, public_url)
    return outcome


def lacking(outcome: Outcome) -> list[str]:
    """What an outcome must still say before it can be sent, in words."""
    texts = {
        "the first strength": outcome.strength_1,
        "the second strength": outcome.strength_2,
        "the next steps": outcome.next_steps,
    }
    return [name for name, text in texts.items() if not text.strip()]


def _to_write(session: Session, actor: Actor, reference: str) -> OutcomeView:
    view = outcome_to_write(session, actor, reference, lock=True)
    if view.is_own_of(actor):
        raise NotAllowed(OWN)
    if not view.is_submitted:
        raise RuleBroken(OPEN_AGAIN)
    if view.outcome is not None and view.outcome.sent_at is not None:
        raise RuleBroken(SENT)
    return view


def _asked(session: Session, view: OutcomeView, words: OutcomeWords, day_now: date) -> list[dict[str, str]]:
    if words.asked_by is not None and words.asked_by < day_now:
        raise RuleBroken(
            f"The date for the actions must be today or later, and {say_date(words.asked_by)} has passed",
            "asked_by",
        )
    below, grades = below_minimum(view), _grades(session, view)
    before = (
        {each["code"]: day(each["due_on"]) for each in view.outcome.asked} if view.outcome is not None else {}
    )
    found = []
    for code, what in words.asked:
        if code not in below:
            raise RuleBroken("Ask for actions on answers below the minimum only", "asked")
        text = checked_text(what, "asked", f"The action on {code}", 2000)
        if not text:
            raise RuleBroken(f"Say what the organisation shall do about {code}", "asked")
        due = words.asked_by or before.get(code) or default_due_on(grades[below[code][0]], day_now)
        found.append({"code": code, "what": text, "due_on": due.isoformat()})
    return found


def _grades(session: Session, view: OutcomeView) -> Mapping[str, Grade]:
    """The grades as the edition has them: the copy does not say which of them the board lists by name."""
    return questionnaire_by(session, view.row.round.edition).scale.by_key


def _ask_for_actions(
    session: Session, actor: Actor, clock: Clock, view: OutcomeView, outcome: Outcome
) -> None:
    below, grades = below_minimum(view), _grades(session, view)
    row = view.row
    for asked in outcome.asked:
        known = below.get(asked["code"])
        if known is None:
            raise RuleBroken(
                f"{asked['code']} is no longer below the minimum. Change the draft, then send it.", "asked"
            )
        if day(asked["due_on"]) < today(clock):
            raise RuleBroken(
                f"The due date of the action on {asked['code']} has passed. Change the draft, then send it.",
                "asked_by",
            )
        key, line = known
        add_action(
            session,
            actor,
            clock,
            organisation_id=row.organisation_id,
            board_id=row.round.board_id,
            facts=ActionFacts(
                what=asked["what"], due_on=day(asked["due_on"]), priority=default_priority(grades[key])
            ),
            origin=ActionOrigin.MODERATION,
            origin_words=f"The written outcome of {row.round.title}",
            about=ReturnAbout(row.id, row.round_id, line["standard"][:300], asked["code"], line["text"]),
        )


def _note(
    session: Session, actor: Actor, clock: Clock, event: str, view: OutcomeView, **facts: object
) -> None:
    record(
        session,
        actor,
        clock,
        event,
        subject=("return", view.row.reference),
        board_id=view.row.round.board_id,
        organisation_id=view.row.organisation_id,
        **facts,
    )


def _tell(session: Session, clock: Clock, view: OutcomeView, public_url: str) -> None:
    row = view.row
    for held in colleagues_with(session, row, Role.LEAD, Role.APPROVER):
        write_letter(
            session,
            clock,
            "outcome",
            to_email=held.person.email,
            to_name=held.person.name,
            board_id=row.round.board_id,
            about=("return", row.reference),
            organisation=row.organisation.name,
            round=row.round.title,
            board=row.round.board.name,
            reference=row.reference,
            link=f"{public_url}/returns/{row.reference}/outcome",
            contact_email=row.round.board.contact_email,
            contact_phone=row.round.board.contact_phone,
        )
