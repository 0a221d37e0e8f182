"""Boards: added by the site, their settings changed by their administrators."""

import pytest

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Board, RoleHeld
from audit.rooms.organisations.operations import BoardSettings, add_board, change_board
from audit.rooms.outbox.models import Letter
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


def test_a_site_administrator_adds_a_board_and_invites_its_first_administrator(
    world: World, visitor: PageClient
) -> None:
    visitor.sign_in(world.person(Role.SITE_ADMINISTRATOR).id)
    page = visitor.get("/site/boards")
    assert "Add the first one" in page.text_words
    page = visitor.submit(
        visitor.get("/site/boards/add"),
        {"name": "North Shire Partnership", "code": "north-shire", "accent": "#00703c"},
    )
    assert page.heading == "Invite an administrator"
    assert "has no administrator yet" in page.text_words
    page = visitor.submit(page, {"name": "Ann Example", "email": "Ann@Example.ORG"})
    assert page.heading == "Boards"
    assert "north-shire" in page.text_words
    with world.session() as session:
        person = session.query(Person).filter_by(email="ann@example.org").one()
        held = session.query(RoleHeld).filter_by(person_id=person.id).one()
        letter = session.query(Letter).one()
    assert held.role == Role.BOARD_ADMINISTRATOR
    assert letter.to_email == "ann@example.org"
    assert letter.board_id == held.board_id
    assert "/invitations/" in letter.body


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the board's name"),
        ({"name": "N" * 201}, "200 characters or fewer"),
        ({"code": ""}, "Enter a code for the board"),
        ({"code": "North Shire!"}, "small letters, numbers and single hyphens"),
        ({"code": "x" * 61}, "at most 60"),
        ({"code": "testshire"}, "already a board with the code testshire"),
        ({"accent": "#ffdd00"}, "too pale to read on white"),
        ({"accent": "blue"}, "six letters or numbers"),
        ({"contact_email": "nobody"}, "email address like"),
        ({"contact_phone": "0" * 61}, "60 characters or fewer"),
    ],
)
def test_a_form_with_errors_keeps_what_was_typed(
    world: World, visitor: PageClient, changes: dict[str, str], sentence: str
) -> None:
    world.board()
    visitor.sign_in(world.person(Role.SITE_ADMINISTRATOR).id)
    typed = {
        "name": "New board",
        "code": "new-board",
        "accent": "#1d70b8",
        "contact_phone": "01234",
    } | changes
    page = visitor.submit(visitor.get("/site/boards/add"), typed, 422)
    assert any(sentence in error for error in page.errors()), page.errors()
    assert {name: page.values()[name] for name in typed} == typed
    with world.session() as session:
        assert session.query(Board).count() == 1


def test_only_the_site_adds_boards(world: World, visitor: PageClient) -> None:
    board = world.board()
    administrator = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    visitor.sign_in(administrator.id).get("/site/boards", 403)
    visitor.get("/site/boards/testshire/invite", 403)
    actor = world.actor(administrator)
    with world.session() as session, pytest.raises(NotAllowed):
        add_board(session, actor, world.clock, "mine", BoardSettings("Mine"))


def test_settings_are_changed_and_a_stale_form_shows_both(world: World, visitor: PageClient) -> None:
    board = world.board()
    visitor.sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    first, second = visitor.get("/boards/testshire/settings"), visitor.get("/boards/testshire/settings")
    page = visitor.submit(first, {"name": "Testshire and Border", "accent": "003078"})
    assert page.find("link", href="/accent/003078.css") is not None
    page = visitor.submit(second, {"name": "Testshire Children First"}, 409)
    assert "Saved now: Testshire and Border" in page.text_words
    assert "Yours: Testshire Children First" in page.text_words
    assert page.values()["name"] == "Testshire Children First"
    page = visitor.submit(page)
    assert page.values()["name"] == "Testshire Children First"


def test_another_boards_settings_are_not_there(world: World, visitor: PageClient) -> None:
    board = world.board()
    other = world.person(Role.BOARD_ADMINISTRATOR, board=world.board("elsewhere", "Elsewhere"))
    visitor.sign_in(other.id).get("/boards/testshire/settings", 404)
    for code in ("nowhere", "NOWHERE", "x" * 300, "%00", "a%2Fb"):
        visitor.get(f"/boards/{code}/settings", 404)
    own = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    stranger = world.actor(other)
    with world.session() as session:
        with pytest.raises(NotVisible):
            change_board(session, stranger, world.clock, board.code, BoardSettings("X"), seen_version=1)
        with pytest.raises(Stale):
            change_board(session, own, world.clock, board.code, BoardSettings("X"), seen_version=9)
        with pytest.raises(RuleBroken):
            change_board(session, own, world.clock, board.code, BoardSettings(" "), seen_version=1)


def test_the_list_of_boards_is_a_constant_number_of_queries(world: World, visitor: PageClient) -> None:
    visitor.sign_in(world.person(Role.SITE_ADMINISTRATOR).id)
    engine = visitor.app.extensions["audit.unit_of_work"].engine

    def count() -> int:
        with count_queries(engine) as statements:
            visitor.get("/site/boards")
        return statements.count

    for number in range(5):
        world.organisation(world.board(f"board-{number}", f"Board {number}"))
    few = count()
    for number in range(5, 30):
        world.organisation(world.board(f"board-{number}", f"Board {number}"))
    assert count() == few
