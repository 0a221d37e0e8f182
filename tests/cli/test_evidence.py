"""``audit evidence scan``, as an operator runs it after the scanner was down."""

from dataclasses import replace

import pytest
from click.testing import Result
from sqlalchemy import select

from audit.rooms.evidence.models import Scan, StoredFile
from audit.settings import Settings
from tests.support import operator
from tests.support.evidence import add_item, pdf
from tests.support.scanner import EICAR, Scanner
from tests.support.world import World


def run() -> Result:
    return operator.run("evidence", "scan")


def test_files_in_quarantine_are_passed_and_a_virus_is_not(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = replace(settings, clamd_socket="127.0.0.1:1")
    organisation = world.organisation()
    good = add_item(world, down, organisation, "a.pdf", pdf("a"))
    bad = add_item(world, down, organisation, "b.txt", EICAR)
    old = add_item(world, settings, organisation, "c.pdf", pdf("c"))
    lost = add_item(world, down, organisation, "d.pdf", pdf("d"))
    (settings.evidence_dir / lost.sha256[:2] / lost.sha256[2:4] / lost.sha256).unlink()
    with Scanner() as scanner:
        monkeypatch.setenv("CLAMD_SOCKET", scanner.address)
        done = run()
    assert "2 of 4 passed." in done.output
    assert f"The store does not hold {lost.sha256}." in done.output
    with world.session() as session:
        found = {file.sha256: file.scan for file in session.scalars(select(StoredFile))}
    assert found == {
        good.sha256: Scan.CLEAN,
        bad.sha256: Scan.QUARANTINED,
        old.sha256: Scan.CLEAN,
        lost.sha256: Scan.QUARANTINED,
    }


def test_without_a_scanner_it_says_what_to_set() -> None:
    done = run()
    assert done.exit_code == 1
    assert "CLAMD_SOCKET" in done.output
