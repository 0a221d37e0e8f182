"""``audit demo``: fill the database with the demonstration."""

import json
from pathlib import Path

import click

from audit.cli import context
from audit.demo.building import build
from audit.demo.credentials import credentials
from audit.infra.migrate import upgrade


@click.command()
@click.option(
    "--credentials",
    "file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write how everybody of the demonstration signs in, as JSON.",
)
def demo(file: Path | None) -> None:
    """Fill the database with examples.

    Two made-up boards, their people and their rounds. What is there already is left alone: twice is the same
    as once. Not for production.
    """
    if file is not None and not file.absolute().parent.is_dir():
        raise click.ClickException(
            f"There is no folder {file.absolute().parent}. Make it first, then ask again."
        )
    unit_of_work, settings = context.unit_of_work(), context.settings()
    if not settings.is_production:
        upgrade(unit_of_work.engine)
    is_new = build(unit_of_work, settings, context.clock, lambda line: click.echo(line, err=True))
    click.echo("The demonstration is ready." if is_new else "The demonstration was there already.", err=True)
    if file is None:
        return
    with context.reading() as session:
        rows = [credential.as_json() for credential in credentials(session)]
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    click.echo(f"How to sign in is in {file}.", err=True)


COMMANDS = (demo,)
