"""``audit moderation``, as an operator runs it."""

import json

import pytest

from audit.domain.moderation import Coverage
from audit.domain.workflows import RoundState
from audit.rooms.moderation.models import Moderation, ModerationPlan
from audit.rooms.moderation.queries.plans import PlanSettings
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Round
from tests.rooms.moderation.area import Area
from tests.support.operator import run
from tests.support.world import World

WORDS = ("moderation", "allocate", "--round", "autumn", "--seed")


@pytest.fixture
def area(world: World) -> Area:
    area = Area(world)
    area.peer(area.owners[0], "Nor District")
    area.peer(area.owners[2], "Hel Health")
    return area


def test_a_dry_run_writes_the_proposal_and_changes_nothing(area: Area) -> None:
    done = run(*WORDS, "5", "--dry-run")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [sorted(line) for line in found] == [
        ["moderator", "moderator_organisation", "organisation", "return", "why"]
    ] * 4
    assert [line["return"] for line in found] == ["RET-1", "RET-2", "RET-3", "RET-4"]
    by_organisation = {line["organisation"]: line for line in found}
    assert by_organisation["District 1"]["moderator"] in ("Hel Health", None)
    assert by_organisation["District 2"]["moderator_organisation"] in ("District 1", "Health 3")
    assert all(line["why"] for line in found)
    assert run(*WORDS, "5", "--dry-run").stdout == done.stdout
    with area.world.session() as session:
        assert not session.query(Moderation).count()
        assert not session.query(ModerationPlan).count()


def test_a_return_that_nobody_can_take_has_no_moderator_and_says_why(world: World) -> None:
    area = Area(world, ("health",))
    area.peer(area.owners[0], "Hel Health")
    [line] = json.loads(run(*WORDS, "1", "--dry-run").stdout)
    assert (line["moderator"], line["moderator_organisation"]) == (None, None)
    assert line["why"] == "Nobody can take it. Of the one moderator, 1 works there."
    refused = run(*WORDS, "1")
    assert refused.exit_code == 1
    assert "no submitted return that somebody can be given" in refused.stderr


def test_without_dry_run_it_allocates(area: Area) -> None:
    proposed = json.loads(run(*WORDS, "5", "--dry-run").stdout)
    done = run(*WORDS, "5")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == proposed
    with area.world.session() as session:
        given = {row.moderated.reference: row.moderator_name for row in session.query(Moderation)}
        assert session.query(ModerationPlan).one().seed == 5
        assert session.query(Letter).filter_by(kind="moderation-offered").count() == len(set(given.values()))
    assert given == {line["return"]: line["moderator"] for line in proposed if line["moderator"]}
    again = run(*WORDS, "5")
    assert again.exit_code in (0, 1)
    assert "Traceback" not in again.output


def test_it_keeps_to_the_plan_of_the_board(area: Area) -> None:
    area.plan(PlanSettings(coverage=Coverage.CHOSEN, chosen=("RET-4",)))
    [line] = json.loads(run(*WORDS, "5", "--dry-run").stdout)
    assert line["return"] == "RET-4"


def test_what_is_wrong_is_a_plain_sentence(area: Area) -> None:
    unknown = run("moderation", "allocate", "--round", "nowhere", "--seed", "1", "--dry-run")
    assert unknown.exit_code == 1
    assert "There is no round nowhere." in unknown.stderr
    with area.world.session() as session:
        session.get_one(Round, area.round.id).state = RoundState.DRAFT
    for words in ((*WORDS, "1"), (*WORDS, "1", "--dry-run")):
        draft = run(*words)
        assert draft.exit_code == 1
        assert "has not been opened yet" in draft.stderr
        assert "Traceback" not in draft.output
    assert run(*WORDS, "-4").exit_code == 2
    assert run(*WORDS, "many").exit_code == 2
