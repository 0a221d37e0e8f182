"""The scene of this room's tests."""

import pytest
from flask import Flask

from tests.rooms.challenge.scene import Scene
from tests.support.kept import Keeper
from tests.support.world import World


@pytest.fixture
def scene(keep: Keeper, world: World, app: Flask) -> Scene:
    """A board with a round, a council and the police that submitted, and two members of a panel."""
    scene: Scene = keep(Scene, world, app)
    return scene
