"""The scene of visits, with its people's browsers."""

from typing import Any

import pytest

from tests.support.pages import PageClient
from tests.support.visits import Visited


@pytest.fixture
def scene(world: Any) -> Visited:
    return Visited(world)


@pytest.fixture
def admin(app: Any, scene: Visited) -> PageClient:
    return PageClient(app).sign_in(scene.admin_person.id)


@pytest.fixture
def kit(app: Any, scene: Visited) -> PageClient:
    return PageClient(app).sign_in(scene.visitor_person.id)


@pytest.fixture
def lead(app: Any, scene: Visited) -> PageClient:
    return PageClient(app).sign_in(scene.elm.lead_person.id)
