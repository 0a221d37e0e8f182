"""The scene of the tests of surveys, and the browsers of those in it."""

from collections.abc import Callable

import pytest
from flask import Flask

from audit.rooms.accounts.models import Person
from audit.rooms.surveys.views.crowd import Crowd
from tests.support.pages import PageClient
from tests.support.surveys import Surveyed
from tests.support.world import World


@pytest.fixture
def scene(world: World) -> Surveyed:
    return Surveyed(world)


@pytest.fixture
def browser(app: Flask) -> Callable[[Person | None], PageClient]:
    """A browser of somebody, or of a member of staff who has no account."""
    app.extensions["surveys.crowd"] = Crowd()
    return lambda person: PageClient(app).sign_in(person.id) if person else PageClient(app)
