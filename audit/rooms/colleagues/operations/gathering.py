"""The gathered letter: what colleagues gave and asked since the last one, at most once a day for each person."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager

from audit.domain.dates import say_date
from audit.domain.together import last_gathering
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.queries import returns_with_rounds
from audit.rooms.colleagues.models import Assignment, GatheredLetter, Mention, Remark
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.outbox.operations import write_letter
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.models import Return, Round


def gather_letters(session: Session, clock: Clock, *, public_url: str, product: str) -> int:
    """Write the letters that are due and say how many. For the job that posts letters.

    What was given or asked before the last four o'clock in London goes into that day's letter; nobody is written to
    twice for one day, however often this runs. What has ended, was resolved, or is for somebody who has left is
    dropped without a word.
    """
    until = last_gathering(clock())
    given = _given(session, until)
    asked = _asked(session, until)
    people = {person.id: person for person, *_ in (*given, *asked)}
    lines: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    rows: dict[int, list[Assignment | Mention]] = defaultdict(list)
    for person, assignment, row in given:
        lines[person.id][0].append(_line(session, row, assignment))
        rows[person.id].append(assignment)
    for person, mention, row in asked:
        lines[person.id][1].append(_line(session, row, mention.remark))
        rows[person.id].append(mention)
    written, told = 0, list[Assignment | Mention]()
    for person_id, (of_given, of_asked) in sorted(lines.items()):
        if not _is_first(session, person_id, until):
            continue
        person = people[person_id]
        write_letter(
            session,
            clock,
            "from-colleagues",
            to_email=person.email,
            to_name=person.name,
            product=product,
            given=list(dict.fromkeys(of_given)),
            asked=list(dict.fromkeys(of_asked)),
            link=f"{public_url}/my-questions",
        )
        told += rows[person_id]
        written += 1
    # Past the versions: a letter is no change that a colleague has to be told of who has the assignment open.
    for kind in (Assignment, Mention):
        ids = [each.id for each in told if isinstance(each, kind)]
        if ids:
            session.execute(update(kind).where(kind.id.in_(ids)).values(told_at=clock()))
    return written


def _is_first(session: Session, person_id: int, until: datetime) -> bool:
    """Take the day for this person; not when it is taken, by a run before or by another at the same moment."""
    try:
        with session.begin_nested():
            session.add(GatheredLetter(person_id=person_id, day=until.date()))
    except IntegrityError:
        return False
    return True


def _still_here(person_id: object) -> object:
    return exists().where(RoleHeld.person_id == person_id, RoleHeld.organisation_id == Return.organisation_id)


def _given(session: Session, until: datetime) -> list[tuple[Person, Assignment, Return]]:
    rows = session.execute(
        returns_with_rounds()
        .join(Assignment, Assignment.return_id == Return.id)
        .join(Person, Person.id == Assignment.person_id)
        .with_only_columns(Person, Assignment, Return)
        .where(
            Assignment.told_at.is_(None),
            Assignment.ended_at.is_(None),
            Assignment.given_at < until,
            Round.state == RoundState.OPEN,
            Return.state.in_((ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS)),
            Person.is_closed.is_(False),
            _still_here(Person.id),  # type: ignore[arg-type]
        )
        .order_by(Assignment.id)
    )
    return [(person, assignment, row) for person, assignment, row in rows]


def _asked(session: Session, until: datetime) -> list[tuple[Person, Mention, Return]]:
    begin = select(Remark.id).where(Remark.resolved_at.is_(None), Remark.begins_id.is_(None))
    rows = session.execute(
        returns_with_rounds()
        .join(Remark, Remark.return_id == Return.id)
        .join(Mention, Mention.remark_id == Remark.id)
        .join(Person, Person.id == Mention.person_id)
        .with_only_columns(Person, Mention, Return)
        .options(contains_eager(Mention.remark))
        .add_columns(Remark.id)
        .where(
            Mention.told_at.is_(None),
            Remark.at < until,
            Remark.id.in_(begin) | Remark.begins_id.in_(begin),
            Person.is_closed.is_(False),
            _still_here(Person.id),  # type: ignore[arg-type]
        )
        .order_by(Mention.id)
    )
    return [(person, mention, row) for person, mention, row, _ in rows]


def _line(session: Session, row: Return, about: Assignment | Remark) -> str:
    """``1.2 Is it so? (Section 11 audit 2026, Our council), by 4 October 2026``."""
    questionnaire = questionnaire_by(session, row.round.edition)
    where = f"{row.round.title}, {row.organisation.name}"
    question = questionnaire.questions.get(about.question_code)
    if question is not None:
        words = f"{question.code} {question.text} ({where})"
    elif isinstance(about, Assignment):
        title = next((s.title for s in questionnaire.standards if s.code == about.standard_code), "")
        words = f"Standard {about.standard_code}. {title} ({where})"
    else:
        words = f"Question {about.question_code} ({where})"
    if isinstance(about, Assignment) and about.due_on:
        words += f", by {say_date(about.due_on)}"
    return words
