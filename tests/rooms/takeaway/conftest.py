"""An organisation with a submitted return, an unfinished one, files, actions and a past."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from audit.settings import Settings
from tests.rooms.takeaway.scene import TakeawayScene
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.world import World


@pytest.fixture
def scene(keep: Keeper, world: World, settings: Settings) -> TakeawayScene:
    """An organisation with something of everything."""
    scene: TakeawayScene = keep(TakeawayScene, world, settings)
    return scene


@pytest.fixture
def browse(app: Flask) -> Callable[[Any], PageClient]:
    """A browser in which somebody is signed in."""
    return lambda person: PageClient(app).sign_in(person.id)
