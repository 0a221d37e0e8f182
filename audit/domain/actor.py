"""The person who acts, with the roles they hold and where they hold them."""

from dataclasses import dataclass, field
from functools import cached_property

from audit.domain.permissions import BOARD_ROLES, ROLE_PERMISSIONS, Permission, Role


@dataclass(frozen=True)
class Membership:
    """One role in one place: a board, an organisation, or (site administrator) neither."""

    id: int
    role: Role
    board_id: int | None = None
    organisation_id: int | None = None
    signs_as: str = ""
    """Of an approver: the one step of a sign-off that they sign; empty for any."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, as operations and queries see them.

    ``person_id`` is ``None`` for the operator at the command line and for the product itself.
    Operations take an actor as their first argument and never ask who is signed in.
    """

    person_id: int | None
    name: str
    memberships: tuple[Membership, ...] = field(default=())
    is_operator: bool = False

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything that this person may do somewhere."""
        if self.is_operator:
            return frozenset(Permission)
        found: set[Permission] = set()
        for membership in self.memberships:
            found |= ROLE_PERMISSIONS[membership.role]
        return frozenset(found)

    def may(self, permission: Permission) -> bool:
        """Whether this person may do it anywhere at all."""
        return permission in self.permissions

    def boards(self, permission: Permission) -> frozenset[int]:
        """Ids of the boards in which this person may do it."""
        return frozenset(
            m.board_id
            for m in self.memberships
            if m.board_id is not None and permission in ROLE_PERMISSIONS[m.role]
        )

    def organisations(self, permission: Permission) -> frozenset[int]:
        """Ids of the organisations in which this person may do it."""
        return frozenset(
            m.organisation_id
            for m in self.memberships
            if m.organisation_id is not None and permission in ROLE_PERMISSIONS[m.role]
        )

    def signs_as(self, organisation_id: int) -> frozenset[str]:
        """The steps of a sign-off for which this person approves in an organisation; ``""`` among them means any."""
        if self.is_operator:
            return frozenset({""})
        return frozenset(
            m.signs_as
            for m in self.memberships
            if m.organisation_id == organisation_id and Permission.RETURN_SIGN in ROLE_PERMISSIONS[m.role]
        )

    @property
    def needs_second_factor(self) -> bool:
        """Board staff and site administrators sign in with a one-time code as well as a password."""
        return any(m.role in BOARD_ROLES or m.role is Role.SITE_ADMINISTRATOR for m in self.memberships)


OPERATOR = Actor(person_id=None, name="Operator at the command line", is_operator=True)
"""The operator at the console, who may do everything; the trail names them so."""
