"""Running the console script's commands on a test's own database and store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from audit.cli import context, main
from audit.settings import Settings


@pytest.fixture
def operator(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The commands work on this test's database, evidence folder and letters."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EVIDENCE_DIR", str(settings.evidence_dir))
    monkeypatch.setenv("MAIL_URL", settings.mail_url)
    context.settings.cache_clear()
    context.unit_of_work.cache_clear()
    yield
    context.unit_of_work().engine.dispose()
    context.settings.cache_clear()
    context.unit_of_work.cache_clear()


def run(*words: str | Path) -> Result:
    """Run ``audit`` with these words."""
    return CliRunner().invoke(main, [str(word) for word in words])
