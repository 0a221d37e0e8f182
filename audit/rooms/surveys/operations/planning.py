"""Making a survey, changing its plan, choosing whose staff it asks, and their links."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.surveys import SurveyState, check_survey_dates, unfit
from audit.infra.clock import Clock, today
from audit.infra.secrets import encrypt
from audit.infra.survey_links import hashes_of, new_key
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries import board_by_code, now_in_area
from audit.rooms.questionnaires.queries import edition_by_id, questionnaire_of
from audit.rooms.rounds.models import Round
from audit.rooms.surveys.models import Survey, SurveyPlace
from audit.rooms.surveys.policy import LONGEST_TITLE, may_run
from audit.rooms.surveys.queries.surveys import asked_in_survey, survey_to_run
from audit.rooms.trail.operations import record

_AT_ONCE = 500


@dataclass(frozen=True)
class SurveyPlan:
    """What a board decides of a survey."""

    title: str
    edition_id: int
    closes_on: date
    opens_on: date | None = None
    round_id: int | None = None
    """The round beside whose grades the results stand."""
    shares_results: bool = True


def create_survey(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_code: str,
    plan: SurveyPlan,
    organisation_ids: Collection[int] = (),
    *,
    secret_key: str,
) -> Survey:
    """Make a draft of a survey that asks the staff of these organisations, each with a link of its own.

    Raises NotVisible, NotAllowed, or RuleBroken with the field at fault.
    """
    board = board_by_code(session, actor, board_code, Permission.SURVEY_VIEW)
    if not may_run(actor, board.id):
        raise NotAllowed("Only an administrator of the board can make a survey.")
    values = _checked(session, actor, plan, board.id, today(clock), None)
    row = Survey(board_id=board.id, board=board, state=SurveyState.DRAFT, created_at=clock(), **values)
    session.add(row)
    session.flush()
    note(session, actor, clock, row, "survey.created", title=row.title)
    put_places(session, row, organisation_ids, secret_key)
    return row


def change_survey(
    session: Session, actor: Actor, clock: Clock, survey_id: int, plan: SurveyPlan, *, seen_version: int
) -> Survey:
    """Change the plan: all of it in a draft; once it is open all but the question set and the first day.

    Raises NotVisible, NotAllowed, RuleBroken with the field at fault, or Stale.
    """
    row = survey_to_run(session, actor, survey_id)
    if row.version != seen_version:
        raise Stale("Somebody else changed this survey while you had it open. Nothing was overwritten.")
    values = _checked(session, actor, plan, row.board_id, today(clock), row)
    if row.state is not SurveyState.DRAFT:
        del values["edition_id"], values["opens_on"]
    if row.state is SurveyState.CLOSED:
        del values["closes_on"]
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        note(session, actor, clock, row, "survey.changed", changed=changed)
    return row


def choose_places(
    session: Session, actor: Actor, clock: Clock, survey_id: int, organisation_ids: Collection[int],
    *, secret_key: str,
) -> int:  # fmt: skip
    """Ask the staff of exactly these organisations (in a draft), or of these as well; says how many were added.

    Raises NotVisible, NotAllowed, or RuleBroken.
    """
    row = survey_to_run(session, actor, survey_id)
    if row.state is SurveyState.CLOSED:
        raise RuleBroken("This survey is closed. Open it again to ask more organisations.")
    wanted, before = set(organisation_ids), asked_in_survey(session, actor, row)
    if row.state is SurveyState.DRAFT:
        out = sorted(before - wanted)
        for start in range(0, len(out), _AT_ONCE):
            some = SurveyPlace.organisation_id.in_(out[start : start + _AT_ONCE])
            session.execute(delete(SurveyPlace).where(SurveyPlace.survey_id == row.id, some))
    elif not wanted - before:
        raise RuleBroken("Choose at least one organisation that is not asked yet.")
    else:
        out = []
    added = put_places(session, row, wanted - before, secret_key)
    if added or out:
        note(
            session, actor, clock, row, "survey.changed",
            changed=["organisations"], added=added, taken_out=len(out),
        )  # fmt: skip
    return added


def renew_link(
    session: Session, actor: Actor, clock: Clock, survey_id: int, place_id: int, *, secret_key: str
) -> SurveyPlace:
    """Give an organisation a new link and code; the old ones open nothing any more. Replies stay."""
    row = survey_to_run(session, actor, survey_id)
    place = session.get(SurveyPlace, place_id)
    if place is None or place.survey_id != row.id:
        raise NotVisible
    key = new_key()
    place.key_hash, place.code_hash = hashes_of(key)
    place.sealed, place.told_on = encrypt(key, secret_key), None
    note(session, actor, clock, row, "survey.link-renewed", organisation_id=place.organisation_id)
    return place


def put_places(session: Session, row: Survey, organisation_ids: Collection[int], secret_key: str) -> int:
    """Make a place with a link for each of these organisations, by one statement; says how many."""
    wanted = sorted(set(organisation_ids))
    if not wanted:
        return 0
    here: set[int] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found = select(Organisation.id).where(Organisation.id.in_(some), now_in_area(row.board_id))
        here |= set(session.scalars(found))
    if here != set(wanted):
        raise RuleBroken(
            f"{len(wanted) - len(here):,} of the organisations chosen are not in your area any more. Nothing was "
            "saved. Choose again.",
            "organisations",
        )
    session.execute(insert(SurveyPlace), [_place(row.id, one, secret_key) for one in wanted])
    return len(wanted)


def note(session: Session, actor: Actor, clock: Clock, row: Survey, event: str, **facts: Any) -> None:
    """Write into the trail what was done to a survey."""
    record(session, actor, clock, event, subject=("survey", str(row.id)), board_id=row.board_id, **facts)


def _place(survey_id: int, organisation_id: int, secret_key: str) -> dict[str, Any]:
    key = new_key()
    key_hashed, code_hashed = hashes_of(key)
    return {
        "survey_id": survey_id,
        "organisation_id": organisation_id,
        "key_hash": key_hashed,
        "code_hash": code_hashed,
        "sealed": encrypt(key, secret_key),
        "counted": 0,
        "closings": 0,
    }


def _checked(
    session: Session, actor: Actor, plan: SurveyPlan, board_id: int, day: date, row: Survey | None
) -> dict[str, Any]:
    title = " ".join(plan.title.split())
    if not title:
        raise RuleBroken("Enter a title, for example Staff survey 2026", "title")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(f"The title must be {LONGEST_TITLE} characters or fewer", "title")
    check_survey_dates(plan.opens_on, plan.closes_on, day, row.closes_on if row else None)
    if row is None or row.state is SurveyState.DRAFT:
        try:
            edition = edition_by_id(session, actor, plan.edition_id)
        except NotVisible:
            raise RuleBroken("Choose a question set", "edition_id") from None
        why = unfit(questionnaire_of(edition)) if edition.instrument is Instrument.STAFF_SURVEY else (
            f"{edition.title} is not a staff survey"
        )  # fmt: skip
        if why:
            raise RuleBroken(why, "edition_id")
    if plan.round_id is not None:
        beside = session.get(Round, plan.round_id)
        if beside is None or beside.board_id != board_id:
            raise RuleBroken("Choose a round of your board, or none", "round_id")
    return {
        "title": title,
        "edition_id": plan.edition_id,
        "opens_on": plan.opens_on,
        "closes_on": plan.closes_on,
        "round_id": plan.round_id,
        "shares_results": plan.shares_results,
    }
