"""Every real design that was collected can be expressed, published, asked in a round, and taken to Excel."""

from pathlib import Path

import pytest

from audit.domain.permissions import Role
from audit.domain.questionnaire import questionnaire_from_data
from audit.infra.questionnaire_files import content_problems
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.rounds.operations import create_round
from audit.rooms.rounds.operations.drafting import RoundPlan
from tests.conftest import SteppingClock
from tests.rooms.drafts import designs
from tests.rooms.drafts.books import Book
from tests.support.world import World

pytestmark = pytest.mark.skipif(
    not designs.FILE.is_file(), reason=f"the collected designs are not here: {designs.FILE.name}"
)


def test_all_of_them(world: World, clock: SteppingClock, tmp_path: Path) -> None:
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    found = designs.designs()
    assert len(found) == 18
    for design in found:
        content = designs.built(design)
        assert content_problems(content) == [], design["id"]
        opens, due = designs.window(design)
        if opens is not None:
            clock.now = clock.now.replace(year=opens.year, month=opens.month, day=1)
        with world.session() as session:
            edition, is_new = publish_edition(session, admin, content, world.clock, board_id=board.id)
            plan = RoundPlan(
                title=f"Round of {design['id']}", edition_id=edition.id, due_on=due, opens_on=opens
            )
            row = create_round(session, admin, world.clock, board.code, plan)
            assert is_new
            assert (row.opens_on, row.due_on, row.sign_off_steps) == (
                opens,
                due,
                content["sign_off"]["steps"],
            )
        assert Book(content).read(tmp_path).is_untouched
        built = questionnaire_from_data(content)
        standards = [standard for standard in built.standards if not standard.is_header]
        assert [s.title for s in standards][: len(design.get("sections", []))] == design.get("sections", [])
        assert len([q for s in built.standards if s.is_header for q in s.questions]) >= len(
            design.get("header_fields", [])
        )


def test_what_the_designs_say_of_their_scales() -> None:
    sets = {design["id"]: questionnaire_from_data(designs.built(design)) for design in designs.designs()}
    assert sets["A01"].scale.not_applicable.offered
    assert sets["A07"].scale.shown[0].meets_minimum  # 1 is best, and shown first
    assert len(list(sets["A08"].graded())) == 24
    assert [grade.label for grade in sets["A14"].scale.grades] == ["No", "Actions", "Yes"]
    assert [grade.label for grade in sets["A22"].scale.grades] == [
        "Does not meet minimum",
        "Developing",
        "Embedded",
    ]
    assert all(q.narrative_for == {"always"} for q in sets["A17"].graded())
