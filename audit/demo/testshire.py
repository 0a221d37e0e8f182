"""The board of Testshire: its people, its agencies and schools, and two open rounds in mixed states."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.demo import last_year, section_11, section_175, staff_survey, testshire_ahead, together, visits
from audit.demo.clock import Timeline
from audit.demo.names import address, telephone
from audit.demo.places import AGENCIES, AUTHORITY, register_file, schools
from audit.demo.staffordshire import ADMINISTRATOR as STAFFORDSHIRE_ADMINISTRATOR
from audit.demo.staffordshire import BOARD as STAFFORDSHIRE
from audit.demo.stage import Stage
from audit.domain.actor import OPERATOR, Actor
from audit.domain.permissions import Permission, Role
from audit.rooms.organisations.operations import (
    BoardSettings,
    OrganisationFacts,
    add_board,
    add_organisation,
    import_register,
)
from audit.rooms.organisations.queries import board_by_code
from audit.rooms.questionnaires.operations import publish_edition

BOARD = "testshire"
LENGTH = last_year.BEFORE
"""How long before now the building begins: with a trial year."""
_THIS_YEAR = timedelta(days=62)
"""How long before now this year's work begins."""


@dataclass(frozen=True)
class _Seat:
    mailbox: str
    role: Role
    title: str = ""


SEATS = (
    _Seat("moderator", Role.MODERATOR, "Quality assurance officer"),
    _Seat("panel", Role.PANEL_MEMBER, "Panel member"),
    _Seat("executive", Role.BOARD_VIEWER, "Executive"),
    _Seat("lay", Role.BOARD_VIEWER, "Lay member"),
    _Seat("councillor", Role.BOARD_VIEWER, "Lead member"),
    _Seat("scrutineer", Role.BOARD_VIEWER, "Independent scrutineer"),
)
"""The board's people beside its administrators."""
SEVERAL = address("several")
"""Somebody who holds several roles, in two boards, an agency and a school."""


def build(stage: Stage, now: datetime) -> None:
    """Build the board from its first day until now."""
    stage.tell("Testshire: the board, its agencies, schools and people")
    session, clock, cast = stage.session, stage.clock, stage.cast
    board = add_board(
        session,
        OPERATOR,
        clock,
        BOARD,
        BoardSettings(
            "Testshire Safeguarding Children Partnership", "#00625a", address("board"), telephone("testshire")
        ),
    )
    cast.join(OPERATOR, address("site"), Role.SITE_ADMINISTRATOR, title="Site administrator")
    administrator = cast.join(
        OPERATOR, address("board"), Role.BOARD_ADMINISTRATOR, board_id=board.id, title="Business manager"
    )
    agencies = _agencies(stage, administrator)
    last_year.run(stage, administrator, agencies, now)
    clock.wait_until(now - _THIS_YEAR)
    for seat in SEATS:
        cast.join(administrator, address(seat.mailbox), seat.role, board_id=board.id, title=seat.title)
    for data in stage.sets.values():
        publish_edition(session, administrator, data, clock)
    import_register(session, administrator, clock, BOARD, register_file(schools()), AUTHORITY)
    timeline = Timeline(clock)
    section_11.plan(stage, timeline, administrator, board.id, agencies, now)
    section_175.plan(stage, timeline, administrator, board.id, now)
    _several(stage, administrator, board.id, agencies)
    testshire_ahead.plan(stage, timeline, administrator, agencies, now)
    together.plan(stage, timeline, administrator, agencies, now)
    visits.plan(stage, timeline, administrator, now)
    staff_survey.plan(stage, timeline, administrator, agencies, now)
    stage.tell("Testshire: two open rounds, answered, sent, signed and moderated in part")
    timeline.run()


def _agencies(stage: Stage, administrator: Actor) -> dict[str, int]:
    ids: dict[str, int] = {}
    for agency in AGENCIES:
        stage.clock.wait(60)
        facts = OrganisationFacts(agency.name, agency.kind, parent_id=ids.get(agency.parent))
        ids[agency.mailbox] = add_organisation(stage.session, administrator, stage.clock, BOARD, facts).id
    return ids


def _several(stage: Stage, administrator: Actor, board_id: int, agencies: dict[str, int]) -> None:
    """One person in many places: the header's switch, and a home page with something from each."""
    elsewhere = stage.cast.actor(STAFFORDSHIRE_ADMINISTRATOR)
    there = board_by_code(stage.session, elsewhere, STAFFORDSHIRE, Permission.BOARD_VIEW)
    join = stage.cast.join
    join(administrator, SEVERAL, Role.PANEL_MEMBER, board_id=board_id, title="Panel member")
    join(elsewhere, SEVERAL, Role.BOARD_VIEWER, board_id=there.id, title="Observer")
    join(administrator, SEVERAL, Role.CONTRIBUTOR, organisation_id=agencies["lantern"], title="Trustee")
    school = section_175.organisation_named(stage, section_175.FEATURED)
    join(administrator, SEVERAL, Role.ORGANISATION_VIEWER, organisation_id=school, title="Governor")
