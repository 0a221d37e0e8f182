"""What the tests of case audits begin with."""

from typing import Any

import pytest
from flask import Flask

from audit.rooms.accounts.models import Person
from tests.support.case_audits import Cases
from tests.support.pages import PageClient


@pytest.fixture
def scene(world: Any) -> Cases:
    """An audit in draft, of three organisations."""
    return Cases(world)


@pytest.fixture
def as_(app: Flask) -> Any:
    """A browser in which somebody is signed in."""

    def signed_in(person: Person) -> PageClient:
        return PageClient(app).sign_in(person.id)

    return signed_in
