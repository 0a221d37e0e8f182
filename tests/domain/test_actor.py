"""The person who acts: what they may do, and where."""

import pytest

from audit.domain.actor import OPERATOR, Actor, Membership
from audit.domain.errors import NotAllowed, NotVisible, Refusal, RuleBroken, Stale
from audit.domain.permissions import BOARD_ROLES, ORGANISATION_ROLES, Permission, Role

SEVERAL = Actor(
    person_id=7,
    name="Example Person",
    memberships=(
        Membership(1, Role.BOARD_ADMINISTRATOR, board_id=10),
        Membership(2, Role.BOARD_VIEWER, board_id=11),
        Membership(3, Role.LEAD, organisation_id=20),
        Membership(4, Role.APPROVER, organisation_id=21),
    ),
)


def test_what_a_person_may_do_somewhere_is_all_that_their_roles_may() -> None:
    assert SEVERAL.may(Permission.ROUND_RUN)
    assert SEVERAL.may(Permission.RETURN_SIGN)
    assert not SEVERAL.may(Permission.SITE_KEEP)


def test_a_right_in_one_place_is_no_right_in_another() -> None:
    assert SEVERAL.boards(Permission.ROUND_RUN) == {10}
    assert SEVERAL.boards(Permission.SUMMARY_VIEW) == {10, 11}
    assert SEVERAL.organisations(Permission.RETURN_ANSWER) == {20}
    assert SEVERAL.organisations(Permission.RETURN_VIEW) == {20, 21}
    # Everybody may see their home page, and so it is found in places of both kinds, each in its own list.
    assert SEVERAL.boards(Permission.HOME_VIEW) == {10, 11}
    assert SEVERAL.organisations(Permission.HOME_VIEW) == {20, 21}


def test_a_stranger_may_do_nothing() -> None:
    stranger = Actor(person_id=None, name="Somebody")
    assert stranger.permissions == frozenset()
    assert not stranger.needs_second_factor
    assert (
        stranger.boards(Permission.HOME_VIEW) == stranger.organisations(Permission.HOME_VIEW) == frozenset()
    )


def test_the_operator_may_do_everything() -> None:
    assert OPERATOR.permissions == set(Permission)
    assert not OPERATOR.needs_second_factor


@pytest.mark.parametrize("role", Role)
def test_who_signs_in_with_a_code_as_well(role: Role) -> None:
    actor = Actor(1, "Example Person", (Membership(1, role),))
    assert actor.needs_second_factor == (role in BOARD_ROLES or role is Role.SITE_ADMINISTRATOR)
    assert actor.needs_second_factor != (role in ORGANISATION_ROLES)


@pytest.mark.parametrize("kind", [NotAllowed, RuleBroken, Stale, NotVisible])
def test_a_refusal_carries_its_sentence(kind: type[Refusal]) -> None:
    refusal = kind("This round is closed.")
    assert isinstance(refusal, Refusal)
    assert refusal.sentence == str(refusal) == "This round is closed."


def test_a_thing_not_visible_has_one_sentence_and_a_broken_rule_may_name_its_field() -> None:
    assert NotVisible().sentence == "We could not find that page."
    assert RuleBroken("Enter a title.", "title").field == "title"
    assert RuleBroken("Enter a title.").field is None


def test_whom_an_approver_signs_for_is_said_organisation_by_organisation() -> None:
    approver = Actor(
        7,
        "Example Person",
        (
            Membership(1, Role.APPROVER, organisation_id=20, signs_as="chair"),
            Membership(2, Role.APPROVER, organisation_id=21),
            Membership(3, Role.LEAD, organisation_id=20),
        ),
    )
    assert approver.signs_as(20) == {"chair"}
    assert approver.signs_as(21) == {""}
    assert approver.signs_as(22) == frozenset()
    assert OPERATOR.signs_as(22) == {""}
