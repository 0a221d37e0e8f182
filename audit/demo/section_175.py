"""The open Section 175 round of Testshire: 40 schools and colleges, past its date, so that some are late."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select

from audit.demo.answering import Answering
from audit.demo.chance import number, share
from audit.demo.clock import Timeline, at_work, moment
from audit.demo.desk import Approver, Desk
from audit.demo.names import address
from audit.demo.sittings import begins, papers, plan_sittings
from audit.demo.stage import Stage, edition_of
from audit.domain.actor import Actor
from audit.domain.permissions import Role
from audit.domain.questionnaire import Questionnaire, Respondent
from audit.rooms.organisations.models import AreaMembership, Organisation
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.operations import RoundPlan, create_round, extend_returns, open_round, remind

BOARD, ROUND = "testshire", "section-175-demo"
FEATURED = "Larkfield Primary School"
"""The school whose people stand on the start page; its return waits for the head."""
_OPENED, _DUE = timedelta(days=47), timedelta(days=4)
_EXTENDED_BY = timedelta(days=15)

SUBMITTED, FOR_HEAD, FOR_CHAIR, IN_PROGRESS, NOT_STARTED = (
    "submitted",
    "head",
    "chair",
    "in progress",
    "not started",
)
_STANDS = (FOR_HEAD, *[SUBMITTED] * 4, IN_PROGRESS, NOT_STARTED, SUBMITTED, IN_PROGRESS, NOT_STARTED)
"""Where ten schools in a row stand at the end; every fourth head has signed before the chair does."""


def organisation_named(stage: Stage, name: str) -> int:
    """The id of the school with this name."""
    return stage.session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


def plan(stage: Stage, timeline: Timeline, administrator: Actor, board_id: int, now: datetime) -> None:
    """Make and open the round, and plan what each school does until now."""
    session, clock, settings = stage.session, stage.clock, stage.settings
    edition = edition_of(stage, "section-175")
    schools = session.scalars(
        select(Organisation)
        .join(AreaMembership)
        .where(AreaMembership.board_id == board_id, Organisation.kind.in_(("school", "college")))
        .order_by(Organisation.id)
    ).all()
    opened, due = now - _OPENED, (now - _DUE).date()
    words = {"public_url": settings.public_url, "product": settings.product_name}
    stands = {school.id: _stand(place, school.name) for place, school in enumerate(schools)}
    people = {school.id: _people(stage, administrator, school, stands[school.id]) for school in schools}
    create_round(
        session,
        administrator,
        clock,
        BOARD,
        RoundPlan(
            title="Section 175 and 157 return of schools and colleges",
            edition_id=edition.id,
            code=ROUND,
            opens_on=opened.date(),
            due_on=due,
            moderation_by=due + timedelta(days=60),
            notes="A demonstration: the schools, their numbers, their people and all that they say are made up.",
        ),
        [school.id for school in schools],
    )
    references = stage.references(ROUND)
    timeline.at(
        moment(opened.date(), 7, 30), lambda: open_round(session, administrator, clock, ROUND, **words)
    )
    for school in schools:
        found = people[school.id]
        if found is None:
            continue
        lead, head, chair = found
        desk = Desk(
            session,
            clock,
            settings.public_url,
            school.id,
            references[school.id],
            lead,
            (Approver(head, "head", "Head teacher"), Approver(chair, "chair", "Chair of governors")),
        )
        _plan_return(stage, timeline, desk, school, stands[school.id], questionnaire_of(edition), opened, now)
    extended = [
        references[school.id]
        for place, school in enumerate(schools)
        if stands[school.id] in (IN_PROGRESS, NOT_STARTED) and place % 2 == 0
    ]
    timeline.at(
        now - timedelta(days=6),
        lambda: extend_returns(session, administrator, clock, ROUND, due + _EXTENDED_BY, extended, **words),
    )
    timeline.at(
        now - timedelta(hours=22),
        lambda: remind(session, administrator, clock, ROUND, _owed(stands, references), **words),
    )


def _owed(stands: Mapping[int, str], references: Mapping[int, str]) -> list[str]:
    return [references[id] for id, stand in stands.items() if stand in (IN_PROGRESS, NOT_STARTED)]


def _stand(place: int, name: str) -> str:
    if name == FEATURED:
        return FOR_HEAD
    stand = _STANDS[place % len(_STANDS)]
    return FOR_CHAIR if stand == FOR_HEAD and place % 20 == 0 else stand


def mailbox(name: str) -> str:
    """The part of an address that names a school."""
    short = re.sub(r" (Primary|Secondary|Middle|Nursery|Special)?\s?(School|Academy)$", "", name)
    return re.sub(r"[^a-z0-9]+", "-", short.lower()).strip("-")


def _people(
    stage: Stage, administrator: Actor, school: Organisation, stand: str
) -> tuple[Actor, Actor, Actor] | None:
    """The lead, the head and the chair; where nothing has been started, half of the leads have not joined yet."""
    name, join = mailbox(school.name), stage.cast.join
    if stand == NOT_STARTED and number("joined", name, below=2):
        stage.cast.invite(
            administrator,
            address(f"{name}.lead"),
            Role.LEAD,
            organisation_id=school.id,
            title="Designated safeguarding lead",
        )
        return None
    lead = join(
        administrator,
        address(f"{name}.lead"),
        Role.LEAD,
        organisation_id=school.id,
        title="Designated safeguarding lead",
    )
    if stand == NOT_STARTED:
        return None
    head = join(
        lead,
        address(f"{name}.head"),
        Role.APPROVER,
        organisation_id=school.id,
        title="Head teacher",
        signs_as="head",
    )
    chair = join(
        lead,
        address(f"{name}.chair"),
        Role.APPROVER,
        organisation_id=school.id,
        title="Chair of governors",
        signs_as="chair",
    )
    return lead, head, chair


def _plan_return(
    stage: Stage,
    timeline: Timeline,
    desk: Desk,
    school: Organisation,
    stand: str,
    questionnaire: Questionnaire,
    opened: datetime,
    now: datetime,
) -> None:
    name = mailbox(school.name)
    answering = Answering(
        questionnaire,
        Respondent(school.kind, school.phase, school.type, questionnaire.profile),
        name,
        opened.date(),
        strength=0.3 + 0.7 * share("strength", name),
    )
    finished = stand != IN_PROGRESS
    part = 1.0 if finished else 0.15 + 0.7 * share("part", name)
    begin = begins(opened, name, below=10)
    end = now - timedelta(days=6 + number("end", name, below=12)) if finished else now - timedelta(hours=31)
    plan_sittings(
        stage,
        timeline,
        desk,
        answering,
        answering.answers(),
        part,
        begin,
        end,
        papers(answering.name, answering.day)[:2],
    )
    if not finished:
        return
    minute = number("minute", name, below=12)
    timeline.at(at_work(end + timedelta(days=1), 16, minute), desk.send)
    if stand != FOR_HEAD:
        timeline.at(at_work(end + timedelta(days=2), 16, 15 + minute), desk.sign)
    if stand == SUBMITTED:
        met: date = at_work(end + timedelta(days=1), 18).date()
        timeline.at(at_work(end + timedelta(days=3), 16, 30 + minute), lambda: desk.sign(1, met))
