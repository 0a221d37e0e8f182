"""Scenes for the tests of this room."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.rooms.assessments.scene import Scene
from tests.support.world import World


@pytest.fixture
def make_scene(world: World) -> Callable[..., Scene]:
    """Makes a scene with a question set of the test's own."""
    return partial(Scene, world)


@pytest.fixture
def scene(make_scene: Callable[..., Scene]) -> Scene:
    """A scene with two standards of two graded questions each."""
    return make_scene()
