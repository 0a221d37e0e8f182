"""Setting up the moderation of a round: the form, its errors, its changes and the board's page."""

from datetime import date

import pytest

from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.moderation import Coverage, Match, Moderators, PlanState, Stratum
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.moderation.models import ModerationPlan
from audit.rooms.moderation.operations.planning import set_up_moderation
from audit.rooms.moderation.queries.plans import DEFAULTS, PlanSettings
from audit.rooms.rounds.models import Round
from tests.rooms.moderation.area import Area
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World

PLAN, PAGE = "/rounds/autumn/moderation/plan", "/rounds/autumn/moderation"


@pytest.fixture
def area(keep: Keeper, world: World) -> Area:
    area: Area = keep(Area, world)
    return area


@pytest.fixture
def board(area: Area, visitor: PageClient) -> PageClient:
    return visitor.sign_in(area.administrator.id)


def test_a_round_without_a_plan_says_what_to_do(board: PageClient) -> None:
    page = board.get(PAGE)
    assert "Set up moderation" in page.text_words
    assert "Set up moderation" in board.get(PLAN).heading


def test_a_plan_is_set_up_and_the_proposal_follows(area: Area, board: PageClient) -> None:
    page = board.submit(
        board.get(PLAN),
        {
            "coverage": "sample", "sample_size": "1", "stratum": "sector", "seed": "1,204", "moderators": "peers",
            "matching": "across", "allow_mutual": "y", "reply_days": "14", "moderate_by-day": "30",
            "moderate_by-month": "11", "moderate_by-year": "2026",
        },
    )  # fmt: skip
    assert page.heading == "Who moderates what: a proposal"
    plan = area.the_plan()
    assert (plan.coverage, plan.sample_size, plan.stratum, plan.seed) == (
        Coverage.SAMPLE,
        1,
        Stratum.SECTOR,
        1204,
    )
    assert (plan.moderators, plan.matching, plan.allow_mutual) == (Moderators.PEERS, Match.ACROSS, True)
    assert (plan.reply_days, plan.moderate_by, plan.state) == (14, date(2026, 11, 30), PlanState.DRAFT)
    shown = board.get(PAGE).text_words
    assert "A random sample of 1: so many from each sector" in shown
    assert "The round has 4 returns; these are the ones that are moderated." in shown
    assert "Returns submitted 3 of 3" in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"coverage": "sample", "sample_size": ""},
            "Enter how many returns the sample holds, a whole number",
        ),
        ({"coverage": "sample", "sample_size": "0"}, "Enter how many returns the sample holds, 1 or more"),
        (
            {"coverage": "sample", "sample_size": "many"},
            "Enter how many returns the sample holds, a whole number",
        ),
        ({"coverage": "chosen"}, "Choose at least one return"),
        ({"coverage": "chosen", "chosen": ["OTHER-1"]}, "Choose at least one return"),
        ({"coverage": "nonsense"}, "Not a valid choice"),
        ({"seed": "-3"}, "The seed must be a whole number"),
        ({"seed": "99999999999"}, "The seed must be a whole number"),
        ({"seed": "9999999999"}, "The seed must be a whole number from 0 to 2,147,483,647"),
        ({"reply_days": "0"}, "Enter how many days there are to reply, from 1 to 90"),
        ({"reply_days": "soon"}, "The number of days must be a whole number"),
        (
            {"moderate_by-day": "1", "moderate_by-month": "9", "moderate_by-year": "2026"},
            "1 September 2026 has passed. Choose today or a later date",
        ),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(
    board: PageClient, changes: dict[str, str], sentence: str
) -> None:
    page = board.submit(board.get(PLAN), {"matching": "across", **changes}, 422)
    if "nonsense" not in changes.values():
        assert any(error.startswith(sentence) for error in page.errors()), page.errors()
    assert page.errors()
    assert page.values()["matching"] == "across"


def test_two_people_who_change_a_plan_never_overwrite_silently(area: Area, board: PageClient) -> None:
    area.plan()
    mine = board.get(PLAN)
    with area.world.session() as session:
        set_up_moderation(
            session, area.actor, area.world.clock, "autumn", 1, PlanSettings(reply_days=21), seen_version=1
        )
    page = board.submit(mine, {"reply_days": "7"}, 409)
    assert "Somebody else saved this plan" in page.text_words
    assert "Days to reply 21" in page.text_words
    assert page.values()["reply_days"] == "7"
    board.submit(page)
    assert area.the_plan().reply_days == 7


def test_only_those_who_run_moderation_see_it(area: Area, visitor: PageClient) -> None:
    area.plan()
    other = area.world.board("othershire", "Othershire")
    for person, status in (
        (area.world.person(Role.BOARD_ADMINISTRATOR, board=other), 404),
        (area.world.person(Role.BOARD_VIEWER, board=area.board), 403),
        (area.of_board(), 403),
        (area.world.person(Role.LEAD, organisation=area.owners[0]), 403),
    ):
        visitor.sign_in(person.id)
        for path in (PAGE, PLAN, f"{PAGE}/proposal", f"{PAGE}/returns/RET-1"):
            visitor.get(path, status)
    stranger = area.world.actor(area.world.person(Role.BOARD_ADMINISTRATOR, board=other))
    with pytest.raises(NotVisible), area.world.session() as session:
        set_up_moderation(session, stranger, area.world.clock, "autumn", 1, DEFAULTS, seen_version=1)


def test_a_second_moderation_waits_for_the_first(area: Area, board: PageClient) -> None:
    area.plan()
    board.get(f"{PLAN}?stage=2", 404)
    board.get(f"{PLAN}?stage=3", 404)
    board.get(f"{PAGE}?stage=2", 404)
    with pytest.raises(RuleBroken, match="a first time"):
        area.plan(stage=2)
    area.give(1, area.of_board())
    assert "second moderation" in board.get(f"{PLAN}?stage=2").heading
    board.submit(board.get(f"{PLAN}?stage=2"))
    with area.world.session() as session:
        assert [plan.stage for plan in session.query(ModerationPlan).order_by(ModerationPlan.stage)] == [1, 2]
    assert "Second moderation" in board.get(f"{PAGE}?stage=2").heading
    assert "The first moderation of this round" in board.get(f"{PAGE}?stage=2").text_words


def test_a_plan_that_is_already_there_is_not_made_twice(area: Area) -> None:
    area.plan()
    with pytest.raises(Stale):
        area.plan()


def test_a_draft_round_is_planned_but_not_moderated(area: Area, board: PageClient) -> None:
    with area.world.session() as session:
        session.get_one(Round, area.round.id).state = RoundState.DRAFT
    area.plan()
    person = area.of_board()
    refused = board.post(f"{PAGE}/proposal", {"m-RET-1": str(person.id)}, 422)
    assert "has not been opened yet" in " ".join(refused.errors())


def test_the_page_sorts_filters_and_pages(area: Area, board: PageClient) -> None:
    for number in range(60):
        owner = area.world.organisation(area.board, f"Agency {number:02}", "police")
        area.world.asked(area.round, owner, ReturnState.IN_PROGRESS)
    area.plan()
    area.give(1, area.of_board())
    page = board.get(PAGE)
    assert "64 of 64 , page 1 of 2." in page.text_words
    assert "Given to a moderator 1 of 4 (25.0 %)" in page.text_words
    assert "60 of 64 , page 1 of 2." in board.get(f"{PAGE}?show=not-submitted").text_words
    assert "1 of 64 ." in board.get(f"{PAGE}?show=offered").text_words
    assert "3 of 64 ." in board.get(f"{PAGE}?show=needed").text_words
    assert "1 of 64 ." in board.get(f"{PAGE}?words=bo+board").text_words
    assert "No return fits this filter." in board.get(f"{PAGE}?words=zzz").text_words
    for sort in ("name", "state", "moderator", "days", "nonsense"):
        board.get(f"{PAGE}?sort={sort}&show=nonsense&page=x")


def test_the_number_of_queries_does_not_grow(area: Area, board: PageClient) -> None:
    def count(path: str) -> int:
        with count_queries(board.app.extensions["audit.unit_of_work"].engine) as statements:
            board.get(path)
        return len(statements)

    area.plan()
    area.give(1, area.of_board())
    paths = (PAGE, PLAN, f"{PAGE}/proposal", f"{PAGE}/returns/RET-1")
    before = [count(path) for path in paths]
    for number in range(5, 30):
        owner = area.world.organisation(area.board, f"Health {number}", "health", trust_name="One Trust")
        area.world.asked(area.round, owner, ReturnState.SUBMITTED, reference=f"RET-{number}")
        area.give(
            number, area.peer(area.owners[number % 4], f"Peer {number}")
        ) if number % 2 else area.of_board()
    assert [count(path) for path in paths] == before
    assert max(before) <= 20
