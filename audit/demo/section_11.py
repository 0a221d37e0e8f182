"""The open Section 11 round of Testshire: 24 agencies and services, from not started to submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from audit.demo.answer_actions import AnswerActions
from audit.demo.answering import Answering
from audit.demo.chance import number, share
from audit.demo.clock import Timeline, at_work, moment
from audit.demo.desk import Approver, Desk
from audit.demo.names import address
from audit.demo.places import AGENCIES, Agency
from audit.demo.sittings import begins, papers, plan_sittings
from audit.demo.stage import Stage, edition_of
from audit.demo.words import REASON_FOR_RETURNING
from audit.domain.actor import Actor
from audit.domain.permissions import Role
from audit.domain.questionnaire import Respondent
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.operations import RoundPlan, create_round, extend_returns, open_round, remind

BOARD, ROUND = "testshire", "section-11-demo"
_OPENED = timedelta(days=40)
_DUE_IN, _EXTENDED_BY = timedelta(days=17), timedelta(days=14)


class Stand(StrEnum):
    """Where a return stands at the end."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    WAITING = "waiting for sign-off"
    GIVEN_BACK = "given back by its approver"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class _Going:
    """How one return goes: where it ends, and how much of it is answered by then."""

    stand: Stand
    share: float = 1.0


_IN_PROGRESS = Stand.IN_PROGRESS
_GOINGS: Mapping[str, _Going] = {
    "childrens-care": _Going(_IN_PROGRESS, 0.8),
    "adult-care": _Going(_IN_PROGRESS, 0.3),
    "hospitals": _Going(_IN_PROGRESS, 0.6),
    "ambulance": _Going(_IN_PROGRESS, 0.2),
    "lantern": _Going(_IN_PROGRESS, 0.5),
    "damsonleigh": _Going(_IN_PROGRESS, 0.1),
    "youth-justice": _Going(Stand.GIVEN_BACK),
    "police": _Going(Stand.WAITING),
    "mental-health": _Going(Stand.WAITING),
    "alderbrook": _Going(Stand.NOT_STARTED),
    "prison": _Going(Stand.NOT_STARTED),
    "stepping-stones": _Going(Stand.NOT_STARTED),
    "swimmers": _Going(Stand.NOT_STARTED),
    "nurseries": _Going(Stand.NOT_STARTED),
}
"""Whoever is not named has submitted."""
EXTENDED = ("ambulance",)
_WITH_ACTIONS = 0.5
"""How much of a return is answered before its lead adds actions."""
FEATURED = "hospitals"
"""The agency whose people stand on the start page: lead, contributor, approver and viewer."""


def plan(
    stage: Stage,
    timeline: Timeline,
    administrator: Actor,
    board_id: int,
    agencies: Mapping[str, int],
    now: datetime,
) -> None:
    """Make and open the round, and plan what each agency does until now."""
    session, clock, settings = stage.session, stage.clock, stage.settings
    edition = edition_of(stage, "section-11")
    asked = [agency for agency in AGENCIES if agency.is_asked]
    people = {
        agency.mailbox: people_of(stage, administrator, agency, agencies[agency.mailbox]) for agency in asked
    }
    opened, due = now - _OPENED, (now + _DUE_IN).date()
    words = {"public_url": settings.public_url, "product": settings.product_name}
    create_round(
        session,
        administrator,
        clock,
        BOARD,
        RoundPlan(
            title="Section 11 self-assessment",
            edition_id=edition.id,
            code=ROUND,
            opens_on=opened.date(),
            due_on=due,
            moderation_by=due + timedelta(days=30),
            challenge_on=due + timedelta(days=50),
            review_on=due + timedelta(days=190),
            actions_required=True,
            notes="A demonstration: the agencies, their people and all that they say are made up.",
        ),
        [agencies[agency.mailbox] for agency in asked],
    )
    references = stage.references(ROUND)
    timeline.at(
        moment(opened.date(), 7, 30), lambda: open_round(session, administrator, clock, ROUND, **words)
    )
    for agency in asked:
        going = _GOINGS.get(agency.mailbox, _Going(Stand.SUBMITTED))
        organisation_id = agencies[agency.mailbox]
        lead, chief, contributor = people[agency.mailbox]
        desk = Desk(
            session,
            clock,
            settings.public_url,
            organisation_id,
            references[organisation_id],
            lead,
            (Approver(chief, "chief-officer", agency.chief),),
            contributor,
        )
        answering = Answering(
            questionnaire_of(edition),
            Respondent(agency.kind, profile=questionnaire_of(edition).profile),
            agency.mailbox,
            opened.date(),
            strength=0.2 + 0.8 * share("strength", agency.mailbox),
        )
        actions = AnswerActions(desk, board_id, answering.questionnaire, agency.mailbox)
        _plan_return(stage, timeline, desk, answering, actions, going, opened, now)
    timeline.at(
        now - timedelta(days=6),
        lambda: extend_returns(
            session,
            administrator,
            clock,
            ROUND,
            due + _EXTENDED_BY,
            [references[agencies[mailbox]] for mailbox in EXTENDED],
            **words,
        ),
    )
    timeline.at(
        now - timedelta(hours=20),
        lambda: remind(
            session,
            administrator,
            clock,
            ROUND,
            [references[agencies[m]] for m, going in _GOINGS.items() if going.stand is Stand.NOT_STARTED],
            **words,
        ),
    )


def people_of(
    stage: Stage, administrator: Actor, agency: Agency, organisation_id: int
) -> tuple[Actor, Actor, Actor | None]:
    """The lead and the chief officer; and in some agencies a contributor and somebody who reads.

    Whoever has joined before stays who they are.
    """
    join = stage.cast.join

    def mailbox(part: str) -> str:
        return address(f"{agency.mailbox}.{part}")

    lead = join(
        administrator, mailbox("lead"), Role.LEAD, organisation_id=organisation_id, title="Safeguarding lead"
    )
    chief = join(lead, mailbox("chief"), Role.APPROVER, organisation_id=organisation_id, title=agency.chief)
    contributor = None
    if agency.mailbox in (FEATURED, "childrens-care", "police"):
        contributor = join(
            lead,
            mailbox("contributor"),
            Role.CONTRIBUTOR,
            organisation_id=organisation_id,
            title="Team manager",
        )
        join(
            lead,
            mailbox("viewer"),
            Role.ORGANISATION_VIEWER,
            organisation_id=organisation_id,
            title="Trainer",
        )
    return lead, chief, contributor


def _plan_return(
    stage: Stage,
    timeline: Timeline,
    desk: Desk,
    answering: Answering,
    actions: AnswerActions,
    going: _Going,
    opened: datetime,
    now: datetime,
) -> None:
    if going.stand is Stand.NOT_STARTED:
        return
    answers = answering.answers()
    finished = going.stand is not _IN_PROGRESS
    begin = begins(opened, answering.name, below=8)
    end = (
        now - timedelta(days=4 + number("end", answering.name, below=10))
        if finished
        else now - timedelta(hours=30)
    )
    plan_sittings(
        stage,
        timeline,
        desk,
        answering,
        answers,
        going.share,
        begin,
        end,
        papers(answering.name, answering.day),
        actions if going.share >= _WITH_ACTIONS else None,
    )
    if not finished:
        return
    minute = number("minute", answering.name, below=15)
    timeline.at(at_work(end + timedelta(days=1), 16, minute), desk.send)
    if going.stand is Stand.SUBMITTED:
        timeline.at(at_work(end + timedelta(days=2), 16, 20 + minute), desk.sign)
    elif going.stand is Stand.GIVEN_BACK:
        timeline.at(
            at_work(end + timedelta(days=3), 16, 20 + minute), lambda: desk.give_back(REASON_FOR_RETURNING)
        )
