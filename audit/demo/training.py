"""A training audit with numbers, in the shape of the same county's account: 20 organisations with 61,605 staff.

93 % of them need level 1, and 54 % of those have it. Only these figures are the account's: how they are spread over
the organisations is made up, as are the two organisations that were asked and did not return.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from audit.demo.chance import number, pick
from audit.demo.clock import moment
from audit.demo.county import BOARD, County
from audit.demo.names import name_number
from audit.demo.words import FAIR, TEXTS, narrative
from audit.domain.actor import OPERATOR
from audit.domain.answers import AnswerContent
from audit.domain.apportion import apportion
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.rounds.operations import RoundPlan, close_round, create_round, open_round

ROUND, SET = "staffordshire-training-2011", "single-agency-training"
STAFF, NEED_LEVEL_1, HAVE_LEVEL_1 = 61_605, 57_293, 30_938
"""93.0 % of the staff, and 54.0 % of those."""
_OPENED, _DUE, _CLOSED = date(2011, 3, 7), date(2011, 4, 29), date(2011, 5, 13)
_COUNTED_ON = date(2011, 3, 31)

SIZES: Mapping[str, int] = {
    "childrens-services": 9_400, "adult-services": 6_100, "ashmoor": 610, "brindle-vale": 480, "cawsey": 700,
    "dunmere": 830, "eastmarch": 760, "fernlow": 540, "hartsmoor": 690, "police": 4_300, "probation": 720,
    "fire": 1_150, "primary-care-north": 1_900, "primary-care-south": 2_300, "hospitals-north": 9_800,
    "hospitals-south": 8_700, "mental-health": 3_900, "community-health": 6_400, "ambulance": 4_100,
    "family-support": 60,
}  # fmt: skip
"""About how many work for each that returns; together they are brought to the account's number."""
NOT_RETURNED = ("careers", "youth-clubs")

NOTES = """\
This round is built from a published account of a training audit in one county: 20 organisations with 61,605 staff, \
93 % of whom need level 1, and 54 % of those have it. The organisations are made up, and so is every single number; \
only the sums are the account's."""


def plan(county: County) -> None:
    """Plan the round, from its opening to its end."""
    stage, administrator = county.stage, county.administrator
    session, clock = stage.session, stage.clock
    words = {"public_url": county.public_url, "product": stage.settings.product_name}

    def begin() -> None:
        edition, _ = publish_edition(session, OPERATOR, stage.sets[SET], clock)
        asked = [county.organisations[mailbox] for mailbox in (*SIZES, *NOT_RETURNED)]
        create_round(
            session,
            administrator,
            clock,
            BOARD,
            RoundPlan(
                title="Training audit 2011", edition_id=edition.id, code=ROUND, opens_on=_OPENED, due_on=_DUE,
                notes=NOTES,
            ),
            asked,
        )  # fmt: skip
        open_round(session, administrator, clock, ROUND, **words)

    county.timeline.at(moment(_OPENED), begin)
    for place, (mailbox, answers) in enumerate(answers_of_all()):
        day = _OPENED + timedelta(days=28 + place)
        county.at(day, 10, partial(county.at_one_sitting, ROUND, mailbox, answers), mailbox)
    county.at(_CLOSED, 16, lambda: close_round(session, administrator, clock, ROUND))


def answers_of_all() -> Iterator[tuple[str, dict[str, AnswerContent]]]:
    """What each organisation answers. Staff, need and training add up to the account's numbers exactly."""
    staff = apportion(STAFF, list(SIZES.values()))
    need = _within(NEED_LEVEL_1, staff, "need", 90, 7)
    have = _within(HAVE_LEVEL_1, need, "have", 40, 29)
    for mailbox, everybody, needing, having in zip(SIZES, staff, need, have, strict=True):
        yield mailbox, dict(_answers(mailbox, everybody, needing, having))


def _within(whole: int, of: Sequence[int], word: str, least: int, spread: int) -> list[int]:
    """Parts of these numbers, each about so many per cent of its own, that add up to the whole."""
    wanted = [count * (least + number(word, place, below=spread)) for place, count in enumerate(of)]
    parts = [min(part, count) for part, count in zip(apportion(whole, wanted), of, strict=True)]
    # What did not fit where it was due goes to those who still have room, the largest first.
    left = whole - sum(parts)
    for place in sorted(range(len(parts)), key=lambda place: parts[place] - of[place]):
        more = min(left, of[place] - parts[place])
        parts[place] += more
        left -= more
    return parts


def _answers(mailbox: str, staff: int, need: int, have: int) -> Iterator[tuple[str, AnswerContent]]:
    level_2, level_3 = need * 3 // 10, need // 20
    have_2, have_3 = have * 5 // 20, have // 30
    have_2, have_3 = min(have_2, level_2), min(have_3, level_3)
    began = need // 12
    numbers = {
        "1.1": staff, "1.2": staff - need, "1.3": need, "1.4": level_2, "1.5": level_3,
        "2.1": have, "2.2": have_2, "2.3": have_3, "2.4": began,
        "2.5": began * (55 + number("induction", mailbox, below=40)) // 100, "2.6": 2 + need // 90,
        "3.1": 36, "3.2": have * 4 // 5, "3.3": have_2 * 4 // 5, "3.4": have_3 * 9 // 10,
        "3.5": 60 + number("places", mailbox, below=35),
    }  # fmt: skip
    person = {
        "name": name_number(400 + number("trainer", mailbox, below=400)),
        "role": "Learning and development lead",
        "trained_on": "2010-06-14",
    }
    yield "H1", AnswerContent(value=person)
    yield "H2", AnswerContent(value=_COUNTED_ON.isoformat())
    yield "H3", AnswerContent(value="All services and all staff groups.")
    yield "H4", AnswerContent(value="no")
    yield "H5", AnswerContent(value="no")
    for code, value in numbers.items():
        if code == "2.1":
            yield "1.6", AnswerContent(value="yes")
            yield "1.7", AnswerContent(value="2010-09-30")
        yield code, AnswerContent(value=str(value))
    yield "3.6", AnswerContent(grade="amber", narrative=narrative(FAIR, "training record", mailbox, "3.6"))
    yield "4.3", AnswerContent(grade="amber", narrative=narrative(FAIR, "training", mailbox, "4.3"))
    yield "4.5", AnswerContent(value="yes")
    yield "4.6", AnswerContent(value=pick(TEXTS, "training", mailbox))
