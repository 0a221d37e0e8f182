"""The signed-in person as the pages need them."""

from dataclasses import replace
from datetime import UTC, datetime

from audit.domain.actor import Actor, Membership
from audit.domain.identity import Identity, Place
from audit.domain.permissions import Role

BOARD = Place("board", 3, "testshire", "Testshire", "#1d70b8", ("Board viewer",))
SCHOOL = Place("organisation", 7, "7", "A school")


def someone(*places: Place, at: str = "") -> Identity:
    moment = datetime(2026, 9, 14, tzinfo=UTC)
    return Identity(
        1, "the key", "a@testshire.example", Actor(1, "A"), False, False, moment, moment, places, at
    )


def test_flask_login_is_given_the_key_and_never_an_id() -> None:
    assert someone().get_id() == "the key"
    assert someone().is_authenticated


def test_the_place_is_the_one_last_looked_at_else_the_first() -> None:
    assert someone(BOARD, SCHOOL, at="organisation:7").place == SCHOOL
    assert someone(BOARD, SCHOOL).place == BOARD
    assert someone(BOARD, at="board:99").place == BOARD, "a place that one has left is forgotten"
    assert someone().place is None


def test_a_place_is_remembered_by_kind_and_id() -> None:
    assert (BOARD.token, SCHOOL.token) == ("board:3", "organisation:7")


def test_a_code_is_owed_by_people_of_a_board_and_by_whoever_switched_codes_on() -> None:
    plain = someone()
    board = replace(plain, actor=Actor(1, "A", (Membership(1, Role.BOARD_VIEWER, board_id=3),)))
    assert not plain.owes_code
    assert board.owes_code
    assert replace(plain, has_second_factor_set=True).owes_code
    assert not replace(board, has_second_factor_set=True, second_factor=True).owes_code
