"""A maturity matrix in Staffordshire's story: eight partners grade the partnership, and then agree on some levels.

Everything in it is made up.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

from audit.demo.chance import number, pick
from audit.demo.clock import moment
from audit.demo.county import BOARD, County
from audit.demo.names import name_number
from audit.domain.actor import OPERATOR
from audit.domain.answers import AnswerContent
from audit.domain.questionnaire import Kind, Questionnaire, questionnaire_from_data
from audit.rooms.board.operations import LevelOpinion, agree_level
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.rounds.operations import RoundPlan, close_round, create_round, open_round

ROUND, SET = "staffordshire-maturity-2011", "maturity-matrix"
PARTNERS = (
    "childrens-services", "police", "hospitals-north", "community-health", "mental-health", "probation",
    "youth-offending", "fire",
)  # fmt: skip
NOT_YET = "ashmoor"
_OPENED, _DUE, _TALKED, _CLOSED = date(2011, 6, 6), date(2011, 7, 15), date(2011, 7, 18), date(2011, 7, 22)

AGREED: Mapping[str, tuple[str, str]] = {
    "1.1": ("level-3", "Most could say who decides; two gave examples of decisions that were made twice. A page on "
            "who decides what goes to the next meeting."),
    "4.2": ("level-2", "The highest grades came from partners with a group of young people of their own. For the "
            "partnership as a whole it is a beginning."),
    "6.1": ("level-3", "There is challenge in the room; it is seldom followed up. Each challenge gets an owner and a "
            "date in the minutes."),
}  # fmt: skip
"""What the board agreed on when it talked about the widest spreads: by question, the level and the note."""


def plan(county: County) -> None:
    """Plan the round and the talk about it."""
    stage, administrator = county.stage, county.administrator
    session, clock = stage.session, stage.clock

    def begin() -> None:
        edition, _ = publish_edition(session, OPERATOR, stage.sets[SET], clock)
        plan = RoundPlan(
            title="Our partnership in 2011", edition_id=edition.id, code=ROUND, opens_on=_OPENED, due_on=_DUE
        )
        asked = [county.organisations[mailbox] for mailbox in (*PARTNERS, NOT_YET)]
        create_round(session, administrator, clock, BOARD, plan, asked)
        words = {"public_url": county.public_url, "product": stage.settings.product_name}
        open_round(session, administrator, clock, ROUND, **words)

    def talk() -> None:
        for code, (grade, note) in AGREED.items():
            clock.wait(600)
            agree_level(session, administrator, clock, ROUND, code, LevelOpinion(grade, note), seen_version=0)

    county.timeline.at(moment(_OPENED), begin)
    questionnaire = questionnaire_from_data(stage.sets[SET])
    for place, mailbox in enumerate(PARTNERS):
        day = _OPENED + timedelta(days=10 + place)
        county.at(
            day, 11, partial(county.at_one_sitting, ROUND, mailbox, _answers(questionnaire, mailbox)), mailbox
        )
    county.at(_TALKED, 14, talk)
    county.at(_CLOSED, 16, lambda: close_round(session, administrator, clock, ROUND))


def _answers(questionnaire: Questionnaire, mailbox: str) -> dict[str, AnswerContent]:
    """Partners mostly stand near each other; on what was agreed later they did not."""
    person = {"name": name_number(400 + number("matrix", mailbox, below=400)), "role": "Partnership lead"}
    found = {
        "H1": AnswerContent(value=person),
        "H2": AnswerContent(value=pick(("own", "asked", "agreed"), "whose", mailbox)),
    }
    for question in questionnaire.questions.values():
        if question.kind is Kind.GRADED:
            about = 2 + number("about", question.code, below=2)
            spread = 5 if question.code in AGREED else 2
            level = 1 + number("level", mailbox, question.code, below=5) if spread == 5 else about
            level += number("more", mailbox, question.code, below=2) if spread == 2 else 0
            found[question.code] = AnswerContent(grade=f"level-{level}")
    return found
