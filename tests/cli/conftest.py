"""Every test here runs the console script on its own database."""

import pytest


@pytest.fixture(autouse=True)
def _at_the_console(operator: None) -> None:
    """Use the operator's environment in every test of this folder."""
