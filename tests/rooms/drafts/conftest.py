"""What the tests of drafts begin with."""

import pytest
from flask import Flask

from audit.domain.permissions import Role
from audit.rooms.drafts.operations import start_draft
from tests.rooms.drafts.desk import Desk
from tests.support import question_sets
from tests.support.world import World


@pytest.fixture
def desk(world: World, app: Flask) -> Desk:
    board = world.board()
    admin_person = world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Ada Writer")
    viewer_person = world.person(Role.BOARD_VIEWER, board=board, name="Vic Reader")
    admin = world.actor(admin_person)
    with world.session() as session:
        id = start_draft(session, admin, world.clock, board.id, question_sets.content()).id
    return Desk(world, app, board, admin_person, viewer_person, admin, id)
