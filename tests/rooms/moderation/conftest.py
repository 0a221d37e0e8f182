"""The area that is moderated, and its board's browser."""

import pytest

from tests.rooms.moderation.area import Area
from tests.support.pages import PageClient
from tests.support.world import World


@pytest.fixture
def area(world: World) -> Area:
    return Area(world)


@pytest.fixture
def board(area: Area, visitor: PageClient) -> PageClient:
    return visitor.sign_in(area.administrator.id)
