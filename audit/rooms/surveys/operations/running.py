"""Running a survey: opening it, sending the links, closing it and adding its replies up, opening it again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.disclosure import Sheet, add_up
from audit.domain.errors import RuleBroken
from audit.domain.surveys import (
    NOT_KNOWN,
    SurveyState,
    SurveyVerb,
    check_survey_dates,
    next_survey_state,
)
from audit.infra.clock import Clock, today
from audit.infra.secrets import decrypt
from audit.infra.survey_links import code_of
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries import HeldRole, leads_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.surveys.models import SpentForm, Survey, SurveyPlace, SurveyReply, SurveySum
from audit.rooms.surveys.operations.planning import note
from audit.rooms.surveys.queries.surveys import survey_to_run

_AT_ONCE = 500


@dataclass(frozen=True)
class Sent:
    """What came of sending the links."""

    places: int
    letters: int
    without_lead: Sequence[Organisation]
    """Organisations to which no letter could be written."""


def open_survey(
    session: Session, actor: Actor, clock: Clock, survey_id: int, *, public_url: str, secret_key: str
) -> Sent:
    """Open a survey, and send every lead the link for their staff.

    Raises NotVisible, NotAllowed, or RuleBroken: opened already, nobody asked, or over already.
    """
    row = survey_to_run(session, actor, survey_id)
    state = next_survey_state(row.state, SurveyVerb.OPEN)
    asked = session.scalar(select(func.count()).where(SurveyPlace.survey_id == row.id)) or 0
    if not asked:
        raise RuleBroken("Nobody is asked yet. Choose the organisations first.")
    check_survey_dates(row.opens_on, row.closes_on, today(clock))
    row.state, row.opened_at, row.openings = state, clock(), row.openings + 1
    note(session, actor, clock, row, "survey.opened", asked=asked)
    return send_links(session, actor, clock, survey_id, public_url=public_url, secret_key=secret_key)


def send_links(
    session: Session, actor: Actor, clock: Clock, survey_id: int,
    *, only_new: bool = False, public_url: str, secret_key: str,
) -> Sent:  # fmt: skip
    """Write the link to every lead, or to those who have not been sent it yet."""
    row = survey_to_run(session, actor, survey_id)
    if row.state is not SurveyState.OPEN:
        raise RuleBroken("Links are sent while a survey is open.")
    if row.closes_on < today(clock):
        raise RuleBroken("The last day has passed, so the links open nothing. Choose a later day first.")
    statement = (
        select(SurveyPlace)
        .join(SurveyPlace.organisation)
        .where(SurveyPlace.survey_id == row.id)
        .options(contains_eager(SurveyPlace.organisation))
        .order_by(Organisation.name, SurveyPlace.id)
    )
    if only_new:
        statement = statement.where(SurveyPlace.told_on.is_(None))
    places = session.scalars(statement).all()
    leads: dict[int, list[HeldRole]] = defaultdict(list)
    ids = [place.organisation_id for place in places]
    for start in range(0, len(ids), _AT_ONCE):
        for held in leads_of(session, actor, ids[start : start + _AT_ONCE]):
            leads[held.organisation_id or 0].append(held)
    keys = {place.id: decrypt(place.sealed, secret_key) for place in places}
    told = [place for place in places if leads.get(place.organisation_id) and keys[place.id]]
    letters = write_letters(
        session,
        clock,
        "survey-links",
        (
            {
                "to_email": lead.email,
                "to_name": lead.name,
                "about": ("survey", str(row.id)),
                "organisation": place.organisation.name,
                "board": row.board.name,
                "survey": row.title,
                "staff_link": f"{public_url}/surveys/{keys[place.id]}",
                "code": code_of(str(keys[place.id])),
                "code_link": f"{public_url}/survey",
                "closes_on": row.closes_on,
                "link": f"{public_url}/organisations/{place.organisation_id}/surveys/{row.id}",
                "contact_email": row.board.contact_email,
                "contact_phone": row.board.contact_phone,
            }
            for place in told
            for lead in leads[place.organisation_id]
        ),
        board_id=row.board_id,
    )
    for start in range(0, len(told), _AT_ONCE):
        some = [place.id for place in told[start : start + _AT_ONCE]]
        session.execute(update(SurveyPlace).where(SurveyPlace.id.in_(some)).values(told_on=today(clock)))
    note(session, actor, clock, row, "survey.links-sent", count=letters)
    missing = [place.organisation for place in places if not leads.get(place.organisation_id)]
    return Sent(len(told), letters, missing)


def close_survey(session: Session, actor: Actor, clock: Clock, survey_id: int) -> Survey:
    """Close a survey: nobody can reply any more, and the replies are added up.

    Where an organisation has five new replies or more, their sums are kept and the replies themselves removed. Fewer
    wait, and are shown nowhere. Grouped statements, whatever the number of organisations.
    """
    row = survey_to_run(session, actor, survey_id)
    row.state, row.closed_at = next_survey_state(row.state, SurveyVerb.CLOSE), clock()
    counted = _add_up(session, row)
    session.execute(delete(SpentForm).where(SpentForm.survey_id == row.id))
    note(session, actor, clock, row, "survey.closed", counted=counted)
    return row


def reopen_survey(session: Session, actor: Actor, clock: Clock, survey_id: int, closes_on: date) -> Survey:
    """Open a closed survey again, until a new last day. What was added up stays as it is."""
    row = survey_to_run(session, actor, survey_id)
    state = next_survey_state(row.state, SurveyVerb.REOPEN)
    check_survey_dates(None, closes_on, today(clock))
    row.state, row.closed_at, row.closes_on, row.openings = state, None, closes_on, row.openings + 1
    note(session, actor, clock, row, "survey.reopened", closes_on=closes_on.isoformat())
    return row


def note_export(session: Session, actor: Actor, clock: Clock, survey: Survey) -> None:
    """Write into the trail that the results were taken away; the caller has the survey in scope."""
    note(session, actor, clock, survey, "survey.exported")


def _add_up(session: Session, row: Survey) -> int:
    """Add up what came since the last closing; says how many replies were counted."""
    session.flush()
    mine = select(SurveyPlace.id).where(SurveyPlace.survey_id == row.id)
    sheets: dict[int, list[Sheet]] = defaultdict(list)
    for place_id, role, chosen in session.execute(
        select(SurveyReply.place_id, SurveyReply.role, SurveyReply.chosen).where(
            SurveyReply.place_id.in_(mine)
        )
    ):
        sheets[place_id].append(Sheet(role, chosen))
    codes = [question.code for question in questionnaire_by(session, row.edition).graded()]
    places: Mapping[int, SurveyPlace] = {
        place.id: place
        for place in session.scalars(select(SurveyPlace).where(SurveyPlace.survey_id == row.id))
    }
    sums, added = [], {}
    for place_id, replies in sheets.items():
        found = add_up(replies, codes, NOT_KNOWN)
        if found:
            closing = places[place_id].closings + 1
            added[place_id] = len(replies)
            sums += [
                {
                    "place_id": place_id,
                    "closing": closing,
                    "role": one.role,
                    "replies": one.replies,
                    "counts": one.counts,
                }
                for one in found
            ]
            places[place_id].counted += len(replies)
            places[place_id].closings = closing
    session.flush()
    if sums:
        session.execute(insert(SurveySum), sums)
    done = sorted(added)
    for start in range(0, len(done), _AT_ONCE):
        some = SurveyReply.place_id.in_(done[start : start + _AT_ONCE])
        session.execute(delete(SurveyReply).where(some))
    return sum(added.values())
