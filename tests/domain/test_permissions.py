"""Roles and what they may ever do."""

import re

import pytest

from audit.domain.permissions import (
    BOARD_ROLES,
    ORGANISATION_ROLES,
    ROLE_PERMISSIONS,
    ROLE_TITLES,
    Permission,
    Role,
)

P = Permission
ANSWERING = {P.RETURN_ANSWER, P.RETURN_SEND, P.RETURN_SIGN, P.EVIDENCE_KEEP}


def test_every_role_has_a_title_and_its_permissions() -> None:
    assert set(ROLE_TITLES) == set(ROLE_PERMISSIONS) == set(Role)


def test_every_role_is_held_in_exactly_one_sort_of_place() -> None:
    assert not BOARD_ROLES & ORGANISATION_ROLES
    assert BOARD_ROLES | ORGANISATION_ROLES | {Role.SITE_ADMINISTRATOR} == set(Role)


def test_every_permission_is_given_to_somebody() -> None:
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_permissions_are_room_thing_verb() -> None:
    for permission in Permission:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*", permission), permission


@pytest.mark.parametrize("role", Role)
def test_everybody_has_a_home_and_keeps_their_own_account(role: Role) -> None:
    assert ROLE_PERMISSIONS[role] >= {P.HOME_VIEW, P.ACCOUNT_KEEP}


@pytest.mark.parametrize("role", sorted(BOARD_ROLES | {Role.SITE_ADMINISTRATOR}))
def test_nobody_outside_an_organisation_writes_in_its_return(role: Role) -> None:
    assert not ROLE_PERMISSIONS[role] & (ANSWERING | {P.RETURN_VIEW, P.EVIDENCE_VIEW})


@pytest.mark.parametrize("role", sorted(ORGANISATION_ROLES))
def test_nobody_in_an_organisation_runs_the_audit_or_sees_the_others(role: Role) -> None:
    allowed = ROLE_PERMISSIONS[role]
    # A submitted copy, its outcome and an action are read on both sides; the queries say which. What is shared as
    # good practice is for all.
    shared = {P.HOME_VIEW, P.ACCOUNT_KEEP, P.COPY_VIEW, P.OUTCOME_READ, P.ACTION_VIEW, P.GOOD_PRACTICE_VIEW}
    assert not allowed & ROLE_PERMISSIONS[Role.BOARD_ADMINISTRATOR] - shared


def test_the_one_who_sends_is_not_the_one_who_signs() -> None:
    assert P.RETURN_SIGN not in ROLE_PERMISSIONS[Role.LEAD]
    assert P.RETURN_SIGN in ROLE_PERMISSIONS[Role.APPROVER]
    assert not ROLE_PERMISSIONS[Role.APPROVER] & {P.RETURN_ANSWER, P.RETURN_SEND}
    assert P.RETURN_SEND not in ROLE_PERMISSIONS[Role.CONTRIBUTOR]


def test_the_figures_of_the_whole_are_not_the_words_of_one() -> None:
    assert P.SUMMARY_VIEW in ROLE_PERMISSIONS[Role.BOARD_VIEWER]
    assert P.RETURN_READ_SUBMITTED not in ROLE_PERMISSIONS[Role.BOARD_VIEWER]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PANEL_MEMBER])
def test_moderators_and_panels_read_what_is_given_to_them_and_no_more(role: Role) -> None:
    assert not ROLE_PERMISSIONS[role] & {
        P.SUMMARY_VIEW,
        P.ROUND_VIEW,
        P.RETURN_READ_SUBMITTED,
        P.PLANS_OVERSEE,
    }


def test_the_site_administrator_keeps_the_site_and_reads_no_audit() -> None:
    assert ROLE_PERMISSIONS[Role.SITE_ADMINISTRATOR] == {P.HOME_VIEW, P.ACCOUNT_KEEP, P.SITE_KEEP}
