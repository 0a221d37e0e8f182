"""The area that is moderated, and its board's browser."""

import pytest

from tests.rooms.moderation.area import Area
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.world import World


@pytest.fixture
def area(keep: Keeper, world: World) -> Area:
    area: Area = keep(Area, world)
    return area


@pytest.fixture
def board(area: Area, visitor: PageClient) -> PageClient:
    return visitor.sign_in(area.administrator.id)
