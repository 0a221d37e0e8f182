"""Good practice of the closed round: three examples are shared, one is asked for."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from audit.demo.county import ROUND, County
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.operations import agree, ask_for, ask_praised
from audit.rooms.good_practice.queries import latest_copy, praised_answers, shareable_answers
from audit.rooms.rounds.models import Round


class _Example(NamedTuple):
    mailbox: str
    code: str
    why: str
    words: str


SHARED = (
    _Example(
        "childrens-services",
        "5.3",
        "Nobody’s training has run out since the log began to warn managers.",
        "Training is kept in one log for all teams. It writes to the manager two months before somebody’s course runs "
        "out, and again after one. Courses are booked in blocks, so that cover can be planned. In the past two years "
        "nobody has been out of date for longer than five weeks. Any service may have the table that we use.",
    ),
    _Example(
        "community-health",
        "2.1",
        "The statement is one page, and staff wrote it.",
        "The statement fits one page. Health visitors and school nurses wrote the first draft, parents at two clinics "
        "told us which words they did not understand, and only then did managers see it. It hangs in every clinic "
        "and is the first page of the pack for new staff.",
    ),
)
ASKED = _Example(
    "cawsey",
    "10.2",
    "Interpreters are booked by the person on duty within the hour, also at weekends.",
    "",
)


def plan(county: County) -> None:
    """Plan what is asked and shared."""
    for example in SHARED:
        county.at(date(2011, 4, 26), 10, lambda example=example: _ask(county, example), example.code)  # type: ignore[misc]
        county.at(
            date(2011, 5, 4),
            11,
            lambda example=example: _share(county, example.mailbox, example.code, example.words),  # type: ignore[misc]
            example.code,
        )
    county.at(date(2011, 4, 27), 10, lambda: _praised(county))
    county.at(date(2011, 7, 21), 10, lambda: _ask(county, ASKED))


def _ask(county: County, example: _Example) -> None:
    ask_for(
        county.stage.session,
        county.administrator,
        county.stage.clock,
        county.returns[example.mailbox].reference,
        [example.code],
        example.why,
        public_url=county.public_url,
    )


def _praised(county: County) -> None:
    """Ask for what the moderator of the probation trust praised; it is shared a week later."""
    session = county.stage.session
    row = session.scalars(select(Round).where(Round.code == ROUND)).one()
    reference = county.returns["probation"].reference
    found = next(each for each in praised_answers(session, row) if each.reference == reference)
    ask_praised(
        session,
        county.administrator,
        county.stage.clock,
        ROUND,
        [(reference, found.code)],
        public_url=county.public_url,
    )
    words = shareable_answers(latest_copy(session, county.returns["probation"]))[found.code].words
    county.stage.clock.wait(3 * 3600)
    _share(county, "probation", found.code, words)


def _share(county: County, mailbox: str, code: str, words: str) -> None:
    session, row = county.stage.session, county.returns[mailbox]
    example = session.scalars(
        select(GoodPractice).where(GoodPractice.return_id == row.id, GoodPractice.question_code == code)
    ).one()
    answer = shareable_answers(latest_copy(session, row))[code]
    agree(
        session,
        county.lead(mailbox),
        county.stage.clock,
        example.id,
        words=words,
        evidence_ids=[file["id"] for file in answer.evidence],
        seen_version=example.version,
    )
