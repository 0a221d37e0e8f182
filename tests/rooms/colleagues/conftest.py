"""Scenes for the tests of this room."""

import pytest

from tests.rooms.colleagues.together import Together
from tests.support.world import World


@pytest.fixture
def together(world: World) -> Together:
    """One return of two standards with two questions each, and the colleagues around it."""
    return Together(world)
