"""Everything that changes boards, organisations, areas and roles."""

from audit.rooms.organisations.operations.boards import BoardSettings, add_board, change_board
from audit.rooms.organisations.operations.interests import declare_interest, end_interest
from audit.rooms.organisations.operations.links import link_organisations, unlink_organisations
from audit.rooms.organisations.operations.people import (
    end_role,
    give_role,
    invite_again,
    invite_person,
)
from audit.rooms.organisations.operations.places import (
    OrganisationFacts,
    add_organisation,
    change_organisation,
    leave_area,
    rejoin_area,
)
from audit.rooms.organisations.operations.predecessors import name_predecessor, remove_predecessor
from audit.rooms.organisations.operations.register import import_register

__all__ = [
    "BoardSettings",
    "OrganisationFacts",
    "add_board",
    "add_organisation",
    "change_board",
    "change_organisation",
    "declare_interest",
    "end_interest",
    "end_role",
    "give_role",
    "import_register",
    "invite_again",
    "invite_person",
    "leave_area",
    "link_organisations",
    "name_predecessor",
    "rejoin_area",
    "remove_predecessor",
    "unlink_organisations",
]
