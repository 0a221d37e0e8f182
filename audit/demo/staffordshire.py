"""A closed round in the shape of the Staffordshire account of 2010-11: 28 services asked, 25 returned.

What follows the round (peer review, outcomes, actions, challenge, the review after six months) has modules of its own.
The services follow the kinds of body that took part there; their names and people are made up, and so is every
answer. Only the counts are the account's: see ``figures``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from audit.demo import (
    action_plans,
    challenge_event,
    feedback,
    good_practice,
    maturity,
    outcomes,
    peer_review,
    progress_review,
    training,
)
from audit.demo.case_audits import CaseStory
from audit.demo.chance import number
from audit.demo.clock import Timeline, moment, working_day
from audit.demo.county import BOARD, ROUND, County
from audit.demo.desk import Approver, Desk
from audit.demo.figures import spread
from audit.demo.names import STAFFORDSHIRE_DOMAIN, address, telephone
from audit.demo.sittings import papers
from audit.demo.stage import Stage
from audit.demo.words import LEVELS, narrative
from audit.domain.actor import OPERATOR, Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.domain.questionnaire import Questionnaire
from audit.rooms.organisations.operations import BoardSettings, OrganisationFacts, add_board, add_organisation
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations import (
    RoundPlan,
    close_round,
    create_round,
    extend_returns,
    open_round,
    remind,
)

ADMINISTRATOR = address("staffordshire")
START, END = moment(date(2010, 9, 1)), moment(date(2011, 7, 29), 17)
"""The clock stops six months after the round: the review of progress is half reported, an event lies ahead."""
_OPENED, _DUE, _EXTENDED = date(2010, 9, 20), date(2010, 11, 30), date(2010, 12, 17)

NOTES = """\
This round is built from a published account of the Section 11 audit of 2010-11 in one county. Services, people and \
answers are made up; the counts are the account's.

28 services were asked and 25 returned (89.3 %). Each return answers 45 questions, so the whole is 25 × 45 = 1,125 \
answers. 15 answers are red and 91 are grey, as published. The other 1,019 answers stand in the published proportions \
58 : 23.3 : 9 (green, amber, blue), shared out by the largest remainder: 654 green, 263 amber, 102 blue.

The percentages here differ from the published ones. The account gives 15 red as 1.5 % and 91 grey as 8.2 %. \
15 is 1.5 % of about 1,000, and 91 is 8.2 % of about 1,110: the two cannot have one denominator, and neither is \
1,125. Here every percentage has the same denominator, which is printed beside it: 15 of 1,125 is 1.3 %, and 91 of \
1,125 is 8.1 %.

In the account three services could not use the web tool from their networks and returned on paper. Here they return \
like everybody else, and three others stand for the three that did not return (no response)."""


@dataclass(frozen=True)
class Service:
    """One service that is asked."""

    mailbox: str
    name: str
    kind: str
    returns: bool = True


SERVICES = (
    Service("childrens-services", "County Council Children’s Services", "council"),
    Service("adult-services", "County Council Adult Services", "council"),
    Service("youth-service", "County Council Youth Service", "council"),
    Service("ashmoor", "Ashmoor District Council", "district"),
    Service("brindle-vale", "Brindle Vale District Council", "district"),
    Service("cawsey", "Cawsey Borough Council", "district"),
    Service("dunmere", "Dunmere Borough Council", "district"),
    Service("eastmarch", "Eastmarch Borough Council", "district"),
    Service("fernlow", "Fernlow District Council", "district"),
    Service("granby-heath", "Granby Heath District Council", "district", returns=False),
    Service("hartsmoor", "Hartsmoor Borough Council", "district"),
    Service("police", "County Police", "police"),
    Service("probation", "County Probation Trust", "probation"),
    Service("youth-offending", "County Youth Offending Service", "youth-justice"),
    Service("fire", "County Fire and Rescue Service", "fire"),
    Service("primary-care-north", "North Primary Care Trust", "health"),
    Service("primary-care-south", "South Primary Care Trust", "health"),
    Service("hospitals-north", "North Hospitals NHS Trust", "health"),
    Service("hospitals-south", "South Hospitals NHS Foundation Trust", "health"),
    Service("mental-health", "Mental Health Care NHS Trust", "health"),
    Service("community-health", "Community Health NHS Trust", "health"),
    Service("ambulance", "Ambulance Service NHS Trust", "health"),
    Service("army-welfare", "Army Welfare Service", "armed-forces"),
    Service("young-offenders", "Heathbarn Young Offender Institution", "prison"),
    Service("careers", "Careers and Guidance Service", "commissioned", returns=False),
    Service("family-support", "Lanternlight Family Support", "voluntary"),
    Service("youth-clubs", "Association of Youth Clubs", "voluntary", returns=False),
    Service("court-advisory", "Family Court Advisory Service", "other"),
)


CITED: Mapping[str, Sequence[str]] = {
    "childrens-services": ("2.4", "5.3", "9.1", "11.2"),
    "police": ("3.3", "5.3", "9.1", "10.3"),
    "hospitals-north": ("3.2", "9.4", "11.1"),
    "fire": ("2.4", "5.4", "6.1"),
    "community-health": ("2.1", "4.1", "5.3"),
    "cawsey": ("4.2", "10.2", "11.3"),
}
"""The services that send evidence, and the answers that cite it. Nothing in the question set asks for any."""


def build(stage: Stage) -> None:
    """Build the board and its round, from the first invitation to the end of the six months after it."""
    stage.tell("Staffordshire 2010-11: the board, 28 services and their people")
    session, clock, cast, settings = stage.session, stage.clock, stage.cast, stage.settings
    edition, _ = publish_edition(session, OPERATOR, stage.sets["staffordshire-2010"], clock)
    board = add_board(
        session,
        OPERATOR,
        clock,
        BOARD,
        BoardSettings(
            "Staffordshire 2010-11 (demonstration)", "#4c2c92", ADMINISTRATOR, telephone("staffordshire")
        ),
    )
    administrator = cast.join(
        OPERATOR, ADMINISTRATOR, Role.BOARD_ADMINISTRATOR, board_id=board.id, title="Board manager"
    )
    ids = {service.mailbox: _add(stage, administrator, service) for service in SERVICES}
    people = {
        service.mailbox: _people(stage, administrator, service, ids[service.mailbox]) for service in SERVICES
    }
    create_round(
        session,
        administrator,
        clock,
        BOARD,
        RoundPlan(
            title="Section 11 audit 2010-11",
            edition_id=edition.id,
            code=ROUND,
            opens_on=_OPENED,
            due_on=_DUE,
            moderation_by=peer_review.MODERATION_BY,
            challenge_on=challenge_event.HELD_ON,
            review_on=progress_review.DUE_ON,
            notes=NOTES,
        ),
        list(ids.values()),
    )
    clock.wait_until(moment(_OPENED))
    words = {"public_url": settings.public_url, "product": settings.product_name}
    open_round(session, administrator, clock, ROUND, **words)
    references = stage.references(ROUND)
    timeline = Timeline(clock)
    returning = [service for service in SERVICES if service.returns]
    questionnaire = questionnaire_of(edition)
    grades = _grades(questionnaire, [service.mailbox for service in returning])
    for service in returning:
        lead, chief = people[service.mailbox]
        desk = Desk(
            session,
            clock,
            settings.public_url,
            ids[service.mailbox],
            references[ids[service.mailbox]],
            lead,
            (Approver(chief, "chief-officer", _chief_title(service)),),
        )
        _plan_return(stage, timeline, desk, service, questionnaire, grades[service.mailbox])
    timeline.at(
        moment(date(2010, 11, 16)), lambda: remind(session, administrator, clock, ROUND, None, **words)
    )
    timeline.at(
        moment(_DUE, 16, 30),
        lambda: extend_returns(
            session,
            administrator,
            clock,
            ROUND,
            _EXTENDED,
            [references[ids[service.mailbox]] for service in SERVICES if _is_extended(service)],
            **words,
        ),
    )
    feedback.plan(
        stage,
        timeline,
        administrator,
        ROUND,
        {service.mailbox: people[service.mailbox] for service in returning},
        {service.mailbox: references[ids[service.mailbox]] for service in returning},
    )
    timeline.at(moment(date(2011, 1, 14), 16), lambda: close_round(session, administrator, clock, ROUND))
    cases = CaseStory(stage, timeline, administrator, board.id, BOARD, ids, ADMINISTRATOR)
    cases.plan_first()
    stage.tell("Staffordshire 2010-11: 25 returns of 45 questions, signed and submitted")
    timeline.run()
    stage.tell(
        "Staffordshire 2011: peer review, outcomes, actions, challenge and the review after six months"
    )
    rows = session.scalars(select(Return).join(Round).where(Round.code == ROUND))
    by_organisation = {row.organisation_id: row for row in rows}
    county = County(
        stage,
        timeline,
        administrator,
        board.id,
        questionnaire,
        ids,
        people,
        {service.mailbox: _chief_title(service) for service in SERVICES},
        {service.mailbox: by_organisation[ids[service.mailbox]] for service in returning},
        grades,
    )
    for chapter in (
        peer_review, outcomes, action_plans, challenge_event, good_practice, progress_review, training, maturity,
    ):  # fmt: skip
        chapter.plan(county)
    cases.plan_second()
    timeline.run()


def _add(stage: Stage, administrator: Actor, service: Service) -> int:
    facts = OrganisationFacts(service.name, service.kind)
    stage.clock.wait(60)
    return add_organisation(stage.session, administrator, stage.clock, BOARD, facts).id


def _people(
    stage: Stage, administrator: Actor, service: Service, organisation_id: int
) -> tuple[Actor, Actor]:
    """The lead, whom the board invites, and the chief officer, whom the lead invites."""
    lead = stage.cast.join(
        administrator,
        address(f"{service.mailbox}.lead", STAFFORDSHIRE_DOMAIN),
        Role.LEAD,
        organisation_id=organisation_id,
        title="Safeguarding lead",
    )
    chief = stage.cast.join(
        lead,
        address(f"{service.mailbox}.chief", STAFFORDSHIRE_DOMAIN),
        Role.APPROVER,
        organisation_id=organisation_id,
        title=_chief_title(service),
    )
    return lead, chief


def _chief_title(service: Service) -> str:
    return {
        "council": "Director",
        "district": "Chief executive",
        "police": "Assistant chief constable",
        "health": "Director of nursing",
        "prison": "Governor",
        "fire": "Deputy chief fire officer",
    }.get(service.kind, "Chief officer")


def _is_extended(service: Service) -> bool:
    return service.returns and number("late", service.mailbox, below=6) == 0


def _grades(questionnaire: Questionnaire, services: list[str]) -> Mapping[str, dict[str, str]]:
    standards = {code: questionnaire.standard_of[code].code for code in questionnaire.questions}
    found: dict[str, dict[str, str]] = {service: {} for service in services}
    for (service, code), grade in spread(services, standards).items():
        found[service][code] = grade
    return found


def _plan_return(
    stage: Stage,
    timeline: Timeline,
    desk: Desk,
    service: Service,
    questionnaire: Questionnaire,
    grades: Mapping[str, str],
) -> None:
    """A sitting a standard over some weeks; then it is sent, and a few days later signed."""
    levels = LEVELS[questionnaire.scale.code]
    begin = _OPENED + timedelta(days=4 + number("begin", service.mailbox, below=25))
    last = (_EXTENDED if _is_extended(service) else _DUE) - timedelta(
        days=2 + number("end", service.mailbox, below=12)
    )
    days = (last - begin).days - 6
    for place, standard in enumerate(questionnaire.standards):
        answers = {
            question.code: AnswerContent(
                grade=grades[question.code],
                narrative=narrative(
                    levels[grades[question.code]],
                    f"{question.text} {standard.title}",
                    service.mailbox,
                    question.code,
                ),
            )
            for question in standard.questions
        }
        day = working_day(begin + timedelta(days=days * place // len(questionnaire.standards)))
        at = moment(
            day, 9 + number("hour", service.mailbox, place, below=7), number(service.mailbox, below=60)
        )
        timeline.at(at, lambda answers=answers: desk.save(answers))  # type: ignore[misc]
    if service.mailbox in CITED:
        at = moment(working_day(last - timedelta(days=5)), 11, number("papers", service.mailbox, below=60))
        timeline.at(at, lambda: desk.attach(stage.intake, papers(service.mailbox, begin)))
        timeline.at(at, lambda: desk.cite(CITED[service.mailbox]))
    sent = working_day(last - timedelta(days=4))
    timeline.at(moment(sent, 15, number("sent", service.mailbox, below=60)), desk.send)
    timeline.at(moment(working_day(last), 10, number("signed", service.mailbox, below=60)), desk.sign)
