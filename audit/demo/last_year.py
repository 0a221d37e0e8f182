"""The year before in Testshire: three agencies tried the self-assessment, in an earlier edition of its questions.

What they sent then is what they are offered to bring forward now: most questions are the same, one was reworded, two
are new and one is asked no more.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from audit.demo.answering import Answering
from audit.demo.chance import number
from audit.demo.clock import Timeline, at_work, moment
from audit.demo.desk import Approver, Desk
from audit.demo.places import AGENCIES
from audit.demo.section_11 import BOARD, people_of
from audit.demo.sittings import papers, plan_sittings
from audit.demo.stage import Stage
from audit.domain.actor import Actor
from audit.domain.questionnaire import Respondent
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.operations import RoundPlan, close_round, create_round, open_round

ROUND, EDITION = "section-11-trial", "2025.1"
BEFORE = timedelta(days=430)
"""How long before now the trial year begins."""
TOOK_PART = ("hospitals", "childrens-care", "lantern")
REWORDED = "14.3"
NEW = ("14.5", "15.4")
"""Codes of questions of this year that were not asked then."""
_OPENED, _DUE, _CLOSED = timedelta(days=420), timedelta(days=385), timedelta(days=375)
_STRONG = 0.9
_THEN = {
    "text": "Can staff recognise signs that a child is being sexually exploited?",
    "red": "Staff have had no training on sexual exploitation.",
}
_ASKED_NO_MORE = {
    "code": "14.9",
    "kind": "graded",
    "text": "Did safeguarding stay safe while services were moved or merged in the past year?",
    "strength": "local",
    "descriptors": {
        "red": "Nobody looked at safeguarding while services were moved.",
        "amber": "Risks were written down, but seldom looked at again.",
        "green": "Risks were looked at every month, and staff knew whom to ask throughout.",
    },
    "requires": {"narrative": ["red", "amber"]},
}


def edition_then(data: Mapping[str, Any]) -> dict[str, Any]:
    """The question set as it was asked in the trial year."""
    then = deepcopy(dict(data))
    then["edition"] = EDITION
    for standard in then["standards"]:
        standard["questions"] = [q for q in standard["questions"] if q["code"] not in NEW]
        for question in standard["questions"]:
            if question["code"] == REWORDED:
                question["text"] = _THEN["text"]
                question["descriptors"]["red"] = _THEN["red"]
        if standard["code"] == "14":
            standard["questions"].append(deepcopy(_ASKED_NO_MORE))
    return then


def run(stage: Stage, administrator: Actor, agencies: Mapping[str, int], now: datetime) -> None:
    """Let the trial year happen, from the publishing of its questions to the closing of its round."""
    session, clock, settings = stage.session, stage.clock, stage.settings
    edition, _ = publish_edition(session, administrator, edition_then(stage.sets["section-11"]), clock)
    questionnaire = questionnaire_of(edition)
    asked = [agency for agency in AGENCIES if agency.mailbox in TOOK_PART]
    opened, due = now - _OPENED, (now - _DUE).date()
    plan = RoundPlan(
        title="Section 11 self-assessment: the trial year",
        edition_id=edition.id,
        code=ROUND,
        opens_on=opened.date(),
        due_on=due,
        notes="A demonstration. Three agencies tried the questions a year before everybody was asked.",
    )
    create_round(session, administrator, clock, BOARD, plan, [agencies[a.mailbox] for a in asked])
    references = stage.references(ROUND)
    timeline = Timeline(clock)
    words = {"public_url": settings.public_url, "product": settings.product_name}
    timeline.at(
        moment(opened.date(), 7, 30), lambda: open_round(session, administrator, clock, ROUND, **words)
    )
    for agency in asked:
        organisation_id = agencies[agency.mailbox]
        lead, chief, contributor = people_of(stage, administrator, agency, organisation_id)
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
        name, day = f"{agency.mailbox} then", opened.date()
        respondent = Respondent(agency.kind, profile=questionnaire.profile)
        answering = Answering(questionnaire, respondent, name, day, _STRONG)
        files = [replace(paper, name=paper.name.replace(".", f" {day.year}.")) for paper in papers(name, day)]
        end = now - _DUE - timedelta(days=6 + number("end", name, below=5))
        begin = opened + timedelta(days=4)
        plan_sittings(stage, timeline, desk, answering, answering.answers(), 1.0, begin, end, files)
        timeline.at(at_work(end + timedelta(days=2), 16), desk.send)
        timeline.at(at_work(end + timedelta(days=3), 16, 30), desk.sign)
    timeline.at(at_work(now - _CLOSED, 16), lambda: close_round(session, administrator, clock, ROUND))
    timeline.run()
