"""Scenes for the tests of this room."""

import pytest

from tests.rooms.trusts.scene import TrustScene
from tests.support.world import World


@pytest.fixture
def scene(world: World) -> TrustScene:
    """Elm Trust with three schools."""
    return TrustScene(world)
