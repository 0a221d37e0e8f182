"""Scenes for the tests of this room."""

import pytest

from tests.rooms.joint.force import Force
from tests.support.world import World


@pytest.fixture
def force(world: World) -> Force:
    """A police force that two boards ask."""
    return Force(world)
