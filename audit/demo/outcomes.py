"""The written outcomes of the closed round: most of those moderated in spring are sent, others lie as drafts."""

from datetime import date, timedelta

from sqlalchemy import select

from audit.demo.action_stories import STORIES
from audit.demo.chance import number, pick, some
from audit.demo.county import County
from audit.demo.peer_words import PRAISE
from audit.demo.words import topic_of_question
from audit.rooms.moderation.models import Outcome
from audit.rooms.moderation.operations.outcomes import OutcomeWords, save_outcome, send_outcome
from audit.rooms.rounds.models import Return

SENT = (
    "adult-services youth-offending hospitals-north dunmere ambulance court-advisory hartsmoor childrens-services "
    "police cawsey probation primary-care-north community-health"
).split()
DRAFTED = ("brindle-vale", "hospitals-south")
"""Begun and not sent; of the others nothing is written yet."""
_FROM = date(2011, 3, 15)
_ASKED_BY = date(2011, 9, 14)
"""Within six months of the outcome that asks."""

_GREYS: dict[str, tuple[tuple[str, str], ...]] = {
    "hospitals-north": (
        ("4.2", "Show one service that was changed by what children said, and how they were told."),
        ("9.1", "Send the procedure for allegations, with the date on which staff were told of it."),
        ("11.2", "Count the supervision sessions that were held and missed, ward by ward, for one quarter."),
    ),
    "dunmere": (("10.2", "Say who interprets in safeguarding work, and send the contract."),),
}
_NEXT = (
    "Please show this letter to your governing body at its next meeting. We shall ask in six months how far you are.",
    "Share this letter with the teams that helped with the return. The next step is the progress review in July.",
    "We suggest that you begin with the standards in which moderation moved a grade. We shall write again in July.",
)
_EXPECTED = (
    "Each red needs an action with an owner and a date within six months. Tell us at once when a date will not be met.",
    "Nothing beyond what your plan says already. Keep the notes of progress up to date.",
    "An answer was missing where a grey stands. Please answer it in your plan, with what shows it.",
)


def plan(county: County) -> None:
    """Plan the outcomes."""
    for mailbox in (*SENT, *DRAFTED):
        day = _FROM + timedelta(days=number("outcome", mailbox, below=9))
        county.at(day, 10, lambda mailbox=mailbox: _write(county, mailbox), mailbox)  # type: ignore[misc]
        if mailbox in SENT:
            county.at(
                day + timedelta(days=5),
                14,
                lambda mailbox=mailbox: _send(county, mailbox),  # type: ignore[misc]
                mailbox,
            )


def _write(county: County, mailbox: str) -> None:
    first, second = _strengths(county, mailbox)
    grades = set(county.grades[mailbox].values())
    expected = _EXPECTED[0] if "red" in grades else _EXPECTED[2] if "grey" in grades else _EXPECTED[1]
    asked = tuple(
        (story.code, story.what) for story in STORIES if story.mailbox == mailbox and story.due_on is None
    )
    asked += _GREYS.get(mailbox, ())
    save_outcome(
        county.stage.session,
        county.administrator,
        county.stage.clock,
        county.returns[mailbox].reference,
        OutcomeWords(
            first,
            second,
            pick(_NEXT, "next", mailbox),
            expected,
            asked,
            _ASKED_BY if asked else None,
        ),
        seen_version=0,
    )


def _strengths(county: County, mailbox: str) -> list[str]:
    """Two strengths, from green answers about different things."""
    found: dict[str, str] = {}
    for code in some(list(county.grades[mailbox]), 45, "strength", mailbox):
        question = county.questionnaire.questions[code]
        topic = topic_of_question(question.text, county.questionnaire.standard_of[code].title)
        if county.grades[mailbox][code] == "green" and topic not in found:
            found[topic] = f"{county.questionnaire.standard_of[code].title}: {PRAISE[topic]}"
    return list(found.values())[:2]


def _send(county: County, mailbox: str) -> None:
    reference, stage = county.returns[mailbox].reference, county.stage
    draft = stage.session.scalars(
        select(Outcome).join(Outcome.outcome_of).where(Return.reference == reference)
    ).one()
    send_outcome(
        stage.session,
        county.administrator,
        stage.clock,
        reference,
        seen_version=draft.version,
        public_url=county.public_url,
    )
