"""Scenes for the tests of this room, and a person at the pages of a return."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask

from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.sheet import Desk
from tests.support.pages import PageClient
from tests.support.world import World


@pytest.fixture
def make_scene(world: World) -> Callable[..., Scene]:
    """Makes a scene with a question set of the test's own."""
    return partial(Scene, world)


@pytest.fixture
def scene(make_scene: Callable[..., Scene]) -> Scene:
    """A scene with two standards of two graded questions each."""
    return make_scene()


@pytest.fixture
def make_desk(app: Flask) -> Callable[[Scene], Desk]:
    """Seats the contributor of a scene at the pages of its return."""
    return lambda scene: Desk(PageClient(app).sign_in(scene.contributor_person.id), scene.reference)


@pytest.fixture
def desk(make_desk: Callable[[Scene], Any], scene: Scene) -> Desk:
    """The contributor of the scene, at the pages of its return."""
    return make_desk(scene)
