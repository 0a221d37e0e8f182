"""Who may keep boards, their areas and their people. Pure answers from the actor's places."""

from collections.abc import Collection

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.permissions import BOARD_ROLES, ORGANISATION_ROLES, Permission, Role


def may_in_board(actor: Actor, permission: Permission, board_id: int) -> bool:
    """Whether the actor may do this in this board."""
    return actor.is_operator or board_id in actor.boards(permission)


def require_in_board(actor: Actor, permission: Permission, board_id: int) -> None:
    """Raise NotVisible unless the actor may do this in this board."""
    if not may_in_board(actor, permission, board_id):
        raise NotVisible


def require_site(actor: Actor) -> None:
    """Raise NotAllowed unless the actor keeps the whole site."""
    if not actor.may(Permission.SITE_KEEP):
        raise NotAllowed("Only a site administrator can do this.")


def may_keep_role_in_board(actor: Actor, board_id: int, role: Role) -> bool:
    """Whether the actor may give or end this role in this board.

    A board's administrators keep all its roles. Site administrators keep its administrators, so that a
    new board gets its first one and no board is ever without.
    """
    if role not in BOARD_ROLES:
        return False
    if may_in_board(actor, Permission.PEOPLE_KEEP, board_id):
        return True
    return actor.may(Permission.SITE_KEEP) and role is Role.BOARD_ADMINISTRATOR


def is_leads_own(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor keeps the colleagues of this organisation as one of its own leads."""
    return organisation_id in actor.organisations(Permission.COLLEAGUES_KEEP)


def may_keep_role_in_organisation(
    actor: Actor, organisation_id: int, area_board_ids: Collection[int], role: Role
) -> bool:
    """Whether the actor may give or end this role in this organisation.

    ``area_board_ids`` are the boards in whose area the organisation is now.
    """
    if role not in ORGANISATION_ROLES:
        return False
    return (
        actor.is_operator
        or is_leads_own(actor, organisation_id)
        or bool(actor.boards(Permission.PEOPLE_KEEP) & set(area_board_ids))
    )
