"""``audit evidence``: have files checked again that no scanner has passed."""

import sys

import click

from audit.cli import context
from audit.domain.actor import OPERATOR
from audit.infra.antivirus import scan_file
from audit.infra.file_store import FileMissing, FileStore
from audit.rooms.evidence.operations import note_scan
from audit.rooms.evidence.queries import files_not_passed


@click.group()
def evidence() -> None:
    """Evidence: the files behind the answers."""


@evidence.command()
def scan() -> None:
    """Check every file that no virus scanner has passed: those in quarantine, and those older than the scanner."""
    address = context.settings().clamd_socket
    if not address:
        raise click.ClickException("No virus scanner is set up. Set CLAMD_SOCKET to its address.")
    store = FileStore(context.settings().evidence_dir)
    with context.reading() as session:
        waiting = [file.sha256 for file in files_not_passed(session, OPERATOR)]
    passed, missing = 0, []
    with click.progressbar(waiting, label="Checking", file=sys.stderr) as shown:
        for sha256 in shown:
            try:
                verdict = scan_file(store.path(sha256), address)
            except FileMissing:
                missing.append(sha256)
                continue
            # One unit of work a file: the slow part is done, and what was checked stays checked.
            with context.writing() as session:
                passed += note_scan(session, OPERATOR, sha256, verdict) == "clean"
    click.echo(f"{passed} of {len(waiting)} passed. The others stay closed.")
    for sha256 in missing:
        click.echo(f"The store does not hold {sha256}.")


COMMANDS = (evidence,)
