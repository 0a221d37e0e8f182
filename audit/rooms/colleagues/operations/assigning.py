"""Giving a question or a standard to a colleague, changing that, and taking it back."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.texts import checked_words
from audit.domain.together import LONGEST_NOTE
from audit.infra.clock import Clock, today
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.queries import ReturnView, own_row, view_of
from audit.rooms.colleagues.models import Assignment
from audit.rooms.colleagues.policy import require_assigner
from audit.rooms.colleagues.queries import assignable, given_to_read, live_assignment
from audit.rooms.outbox.operations import write_letter
from audit.rooms.trail.operations import record

NOT_NOW = "This return cannot be answered now, so its questions cannot be shared out."


@dataclass(frozen=True)
class About:
    """What is given: a question by its code, or the whole standard where ``question`` is empty."""

    standard: str
    question: str = ""

    @property
    def words(self) -> str:
        """``question 1.2`` or ``standard 1``."""
        return f"question {self.question}" if self.question else f"standard {self.standard}"


@dataclass(frozen=True)
class AssignmentFacts:
    """Who sees to it, by when (empty: with the return), and what they should know."""

    person_id: int
    due_on: date | None = None
    note: str = ""
    is_urgent: bool = False


class AssignmentStale(Stale):
    """Somebody else gave it, changed it or took it back meanwhile. Carries how it is now; ``None`` is nobody's."""

    def __init__(self, now: Assignment | None) -> None:
        super().__init__("A colleague changed this while you had it open. Nothing was overwritten.")
        self.now = now


def assign(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    about: About,
    facts: AssignmentFacts,
    *,
    seen_version: int,
    public_url: str,
) -> Assignment:
    """Give a question or a standard to a colleague who can answer, or change to whom, by when and with what note.

    ``seen_version`` is 0 where it was nobody's. Raises NotVisible for strangers and for what this return does not
    ask, NotAllowed for those who only read and while the return cannot be answered, RuleBroken with the field
    (``person``, ``due_on``, ``note``), and AssignmentStale.
    """
    row = own_row(session, actor, reference, Permission.RETURN_VIEW, lock=True)
    view = view_of(session, row, with_actions=False)
    title = title_of(view, about)
    require_assigner(actor, row.organisation_id)
    if not view.may_be_answered:
        raise NotAllowed(NOT_NOW)
    given = live_assignment(session, row, about.standard, about.question)
    facts = _checked(session, actor, row.organisation_id, facts, today(clock), given)
    if given is not None and _says(given) == facts:
        return given
    if (given.version if given else 0) != seen_version:
        raise AssignmentStale(given)
    before = _says(given) if given is not None else None
    is_new_to_them = before is None or before.person_id != facts.person_id
    if given is None:
        given = Assignment(return_id=row.id, standard_code=about.standard, question_code=about.question)
        session.add(given)
        event = "assignment.given"
    else:
        event = "assignment.changed"
    becomes_urgent = facts.is_urgent and (is_new_to_them or not given.is_urgent)
    given.person_id, given.due_on, given.note = facts.person_id, facts.due_on, facts.note
    given.is_urgent = facts.is_urgent
    given.given_by_name, given.given_at = actor.name, clock()
    person = session.get_one(Person, facts.person_id)
    if is_new_to_them:
        given.told_at = clock() if facts.person_id == actor.person_id else None
    elif before is not None and (before.due_on, before.note) != (facts.due_on, facts.note):
        # Another date or another note is news to whoever has it: the day's letter says so.
        given.told_at = clock() if facts.person_id == actor.person_id else None
    if becomes_urgent and facts.person_id != actor.person_id:
        _write_at_once(session, clock, view, about, title, given, person, actor.name, public_url)
        given.told_at = clock()
    session.flush()
    _note(session, actor, clock, event, row.organisation_id, reference, about, person.name)
    return given


def take_back(session: Session, actor: Actor, clock: Clock, assignment_id: int) -> Assignment:
    """End an assignment, so that it is nobody's. Twice is once. Raises NotVisible and NotAllowed."""
    given, asked = given_to_read(session, actor, assignment_id)
    require_assigner(actor, asked.organisation_id)
    if given.ended_at is None:
        given.ended_at, given.ended_by_name = clock(), actor.name
        about = About(given.standard_code, given.question_code)
        _note(
            session, actor, clock, "assignment.taken-back", asked.organisation_id, asked.reference, about,
            given.person.name,
        )  # fmt: skip
    return given


def title_of(view: ReturnView, about: About) -> str:
    """The question or the standard in words; raises NotVisible for what this return does not ask."""
    standard = view.standard(about.standard)
    if not about.question:
        return standard.title if standard.is_header else f"{standard.code}. {standard.title}"
    question = view.question(about.question)
    return f"{question.code} {question.text}"


def _says(given: Assignment) -> AssignmentFacts:
    return AssignmentFacts(given.person_id, given.due_on, given.note, given.is_urgent)


def _checked(
    session: Session,
    actor: Actor,
    organisation_id: int,
    facts: AssignmentFacts,
    day: date,
    before: Assignment | None,
) -> AssignmentFacts:
    if facts.person_id not in dict(assignable(session, actor, organisation_id)):
        raise RuleBroken(
            "Choose a colleague from the list. Only a lead or a contributor can answer.", "person"
        )
    unchanged = before is not None and before.due_on == facts.due_on
    if facts.due_on is not None and facts.due_on < day and not unchanged:
        raise RuleBroken(
            f"The date must be today or later, and {say_date(facts.due_on)} has passed", "due_on"
        )
    return replace(facts, note=checked_words(facts.note, "The note", "note", LONGEST_NOTE))


def _write_at_once(
    session: Session,
    clock: Clock,
    view: ReturnView,
    about: About,
    title: str,
    given: Assignment,
    person: Person,
    by: str,
    public_url: str,
) -> None:
    page = f"questions/{about.question}" if about.question else f"standards/{about.standard}"
    # Of no board: what colleagues say to one another is not for the board's list of letters.
    write_letter(
        session,
        clock,
        "assigned",
        to_email=person.email,
        to_name=person.name,
        about=("return", view.row.reference),
        organisation=view.row.organisation.name,
        round=view.row.round.title,
        by=by,
        what=title,
        by_when=f"by {say_date(given.due_on)}" if given.due_on else "",
        note=given.note,
        link=f"{public_url}/returns/{view.row.reference}/{page}",
    )


def _note(
    session: Session,
    actor: Actor,
    clock: Clock,
    event: str,
    organisation_id: int,
    reference: str,
    about: About,
    name: str,
) -> None:
    record(
        session, actor, clock, event,
        subject=("return", reference), organisation_id=organisation_id, question=about.words, name=name,
    )  # fmt: skip
