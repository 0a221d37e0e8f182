"""The organisations of a board's area: listed, added, changed, leaving and coming back."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission, Role
from audit.rooms.organisations.models import AreaMembership, Board, Identifier, Organisation
from audit.rooms.organisations.operations import OrganisationFacts, add_organisation, leave_area, rejoin_area
from audit.rooms.organisations.queries import Filter, organisation_in_area, organisations_in_area
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World

HOME = "/boards/testshire/organisations"


@pytest.fixture
def administrator(world: World, visitor: PageClient) -> PageClient:
    board = world.board()
    return visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)


def test_an_empty_area_says_how_to_begin(administrator: PageClient) -> None:
    assert "Begin with the agencies" in administrator.get(HOME).text_words


def test_an_agency_and_its_service_are_added_and_changed(world: World, administrator: PageClient) -> None:
    page = administrator.submit(
        administrator.get(HOME + "/add"),
        {"name": "  North   Hospitals ", "kind": "health", "postcode": "ab1 2cd"},
    )
    assert page.heading == "North Hospitals"
    assert "AB1 2CD" in page.text_words
    assert "Invite the lead" in page.text_words
    form = administrator.get(HOME + "/add")
    agency = form.find("option", string="North Hospitals")["value"]
    page = administrator.submit(form, {"name": "Maternity", "kind": "health", "parent_id": agency})
    assert "Part of North Hospitals" in page.text_words
    edit = administrator.get(page.path + "/edit")
    stale = administrator.get(page.path + "/edit")
    page = administrator.submit(edit, {"name": "Maternity and neonatal"})
    assert page.heading == "Maternity and neonatal"
    page = administrator.submit(stale, {"kind": "voluntary"}, 409)
    assert "Saved now: Maternity and neonatal Yours: Maternity" in page.text_words
    assert "Saved now: Health body Yours: Voluntary organisation" in page.text_words
    with world.session() as session:
        assert session.query(Organisation).filter_by(kind="voluntary").count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "   "}, "Enter the organisation's name"),
        ({"name": "N" * 5000}, "200 characters or fewer"),
        ({"kind": ""}, "Choose what kind"),
        ({"kind": "council", "phase": "primary"}, "Only schools and colleges have a phase"),
        ({"kind": "council", "type": "academy"}, "Only schools and colleges have a type"),
        ({"parent_id": "999999"}, "Not a valid choice"),
        ({"town": "T" * 101}, "100 characters or fewer"),
        ({"postcode": "12345678901"}, "10 characters or fewer"),
        ({"name": "Known Council"}, "is in the area already"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    world: World, administrator: PageClient, changes: dict[str, str], sentence: str
) -> None:
    with world.session() as session:
        board = organisation_board(session)
    world.organisation(board, "Known Council", "council")
    typed = {"name": "New one", "kind": "council", "town": "Northtown"} | changes
    page = administrator.submit(administrator.get(HOME + "/add"), typed, 422)
    if sentence != "Not a valid choice":
        assert any(sentence in error for error in page.errors()), page.errors()
    assert page.values()["name"] == typed["name"].strip()
    with world.session() as session:
        assert session.query(Organisation).count() == 1


def organisation_board(session: Session) -> Board:
    return session.query(Board).filter_by(code="testshire").one()


def test_filters_sorting_and_pages(world: World) -> None:
    board = world.board()
    actor = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    world.organisation(board, "Ash Primary", "school", phase="primary", type="academy", town="Zell")
    world.organisation(board, "Beech Special", "school", phase="primary", type="special", town="Alton")
    world.organisation(board, "Cedar 100% Council", "council")
    school = world.organisation(board, "Dale Secondary", "school", phase="secondary", type="maintained")
    world.organisation(world.board("elsewhere", "Elsewhere"), "Not ours", "council")
    with world.session() as session:
        session.add(Identifier(organisation_id=school.id, register="urn", number="123456"))

    def names(**chosen: object) -> list[str]:
        with world.unit_of_work.read() as session:
            listing = organisations_in_area(session, actor, board.id, Filter(**chosen))  # type: ignore[arg-type]
            return [row.organisation.name for row in listing.rows]

    assert names() == ["Ash Primary", "Beech Special", "Cedar 100% Council", "Dale Secondary"]
    assert names(sector="Primary schools") == ["Ash Primary"]
    assert names(sector="Special schools") == ["Beech Special"]
    assert names(sector="Councils") == ["Cedar 100% Council"]
    assert names(kind="school", phase="primary") == ["Ash Primary", "Beech Special"]
    assert names(words="100%") == ["Cedar 100% Council"]
    assert names(words="%") == ["Cedar 100% Council"]
    assert names(words="123456") == ["Dale Secondary"]
    assert names(sort="town")[2:] == ["Beech Special", "Ash Primary"]
    assert names(page=99) == names()
    assert names(left=True) == []


def test_bad_words_in_the_address_are_ignored(administrator: PageClient) -> None:
    for query in (
        "page=-1",
        "page=x",
        "page=999999999999",
        "sector=nonsense",
        "kind=%00",
        "words=%00%27",
        "sort=;--",
    ):
        administrator.get(f"{HOME}?{query}")
    for id in ("0", "999999", "99999999999999999999", "abc"):
        administrator.get(f"{HOME}/{id}", 404)


def test_leaving_and_coming_back_keep_the_history(world: World, administrator: PageClient) -> None:
    with world.session() as session:
        board = organisation_board(session)
    gone = world.organisation(board, "Old Academy", "school")
    page = administrator.get(f"{HOME}/{gone.id}")
    page = administrator.submit(
        page, form=[f["action"] for f in page.main.find_all("form")].index(f"{HOME}/{gone.id}/leave")
    )
    assert "left your area on 14 September 2026" in page.text_words
    assert "Old Academy" not in administrator.get(HOME).text_words
    assert "Old Academy" in administrator.get(HOME + "?left=yes").text_words
    administrator.post(f"{HOME}/{gone.id}/leave", {"csrf_token": administrator.csrf_token()}, 422)
    page = administrator.submit(page)
    assert "in your area again" in page.text_words
    with world.session() as session:
        stays = session.query(AreaMembership).filter_by(organisation_id=gone.id).all()
    assert sorted((stay.joined_on, stay.left_on) for stay in stays) == [
        (date(2020, 4, 1), date(2026, 9, 14)),
        (date(2026, 9, 14), None),
    ]


def test_back_within_a_day_is_as_if_it_had_never_left(world: World) -> None:
    board = world.board()
    actor = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    with world.session() as session:
        made = add_organisation(session, actor, world.clock, board.code, OrganisationFacts("One", "council"))
        leave_area(session, actor, world.clock, board.code, made.id)
        session.flush()
        rejoin_area(session, actor, world.clock, board.code, made.id)
        session.flush()
        with pytest.raises(RuleBroken):
            rejoin_area(session, actor, world.clock, board.code, made.id)
        assert (
            len(organisation_in_area(session, actor, board.id, made.id, Permission.REGISTER_VIEW).stays) == 1
        )


def test_another_boards_organisation_is_not_there(world: World, administrator: PageClient) -> None:
    other = world.board("elsewhere", "Elsewhere")
    theirs = world.organisation(other, "Theirs")
    for path in ("", "/edit", "/invite"):
        administrator.get(f"{HOME}/{theirs.id}{path}", 404)
    administrator.get("/boards/elsewhere/organisations", 404)
    administrator.post(f"{HOME}/{theirs.id}/leave", {"csrf_token": administrator.csrf_token()}, 404)
    actor = world.actor(world.person(Role.BOARD_VIEWER, board=other))
    with world.session() as session, pytest.raises(NotVisible):
        organisations_in_area(session, actor, other.id, Filter())


def test_the_list_is_a_constant_number_of_queries(world: World, administrator: PageClient) -> None:
    with world.session() as session:
        board = organisation_board(session)
    engine = administrator.app.extensions["audit.unit_of_work"].engine

    def count() -> int:
        with count_queries(engine) as statements:
            administrator.get(HOME)
        return statements.count

    for _ in range(5):
        world.organisation(board)
    few = count()
    for _ in range(55):
        world.organisation(board)
    assert count() == few
    assert "page 1 of 2" in administrator.get(HOME).text_words
