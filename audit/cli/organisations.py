"""``audit organisations``: list them, and bring schools in from the national register."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from audit.cli import context
from audit.domain.actor import OPERATOR
from audit.domain.permissions import Permission
from audit.domain.register_diff import RegisterPreview
from audit.rooms.organisations.models import Board
from audit.rooms.organisations.operations import import_register
from audit.rooms.organisations.presenters import changed_fields, left_out_groups, preview_lines
from audit.rooms.organisations.queries import boards_where
from audit.rooms.organisations.queries.register import Filter, organisations_in_area

_SHOWN = 10


@click.group()
def organisations() -> None:
    """The organisations of a board's area."""


@organisations.command(name="list")
@click.option("--board", "board_code", required=True, metavar="CODE", help="The board's code.")
@click.option(
    "--find", "words", default="", metavar="WORDS", help="Only those with these words in their name."
)
def list_organisations(board_code: str, words: str) -> None:
    """List the organisations of a board's area: number, name and sector, one a line.

    The number is what audit people invite --organisation asks for.
    """
    with context.reading() as session:
        board, page, pages = _board(session, board_code), 1, 1
        while page <= pages:
            listing = organisations_in_area(session, OPERATOR, board.id, Filter(words=words, page=page))
            for row in listing.rows:
                click.echo(f"{row.organisation.id}: {row.organisation.name} ({row.sector})")
            page, pages = page + 1, listing.pages


@organisations.command(name="import-gias")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--board", "board_code", required=True, metavar="CODE", help="The board's code.")
@click.option(
    "--la", "authority", required=True, type=click.IntRange(1, 999), metavar="CODE",
    help="The local authority's code, three digits.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@click.option(
    "--take-out-closed", is_flag=True,
    help="Take schools that the file no longer shows as open out of the area.",
)  # fmt: skip
def import_gias(file: Path, board_code: str, authority: int, dry_run: bool, take_out_closed: bool) -> None:
    """Add and change a board's schools as FILE, a download of the national register, has them.

    The encoding is detected and columns are found by name. Only open establishments of the authority are
    taken; what is left out is listed with the reason.
    """

    def progress(rows: int) -> None:
        if rows % 5000 == 0:
            click.echo(f"{rows:,} rows read", err=True)

    with context.unit_of_work().begin() if not dry_run else context.reading() as session:
        _board(session, board_code)
        preview = import_register(
            session, OPERATOR, context.clock, board_code, file, authority,
            dry_run=dry_run, take_out_closed=take_out_closed, progress=progress,
        )  # fmt: skip
    _say(preview, file.name, dry_run)


def _board(session: Session, code: str) -> Board:
    known = {board.code: board for board in boards_where(session, OPERATOR, Permission.REGISTER_KEEP)}
    if code not in known:
        there = f"There are: {', '.join(sorted(known))}." if known else "There is none yet."
        raise click.ClickException(
            f"There is no board with the code {code}. {there} Add one with: audit boards add CODE NAME"
        )
    return known[code]


def _say(preview: RegisterPreview, name: str, dry_run: bool) -> None:
    click.echo(f"{name}, local authority {preview.local_authority_code:03}")
    for words, number in preview_lines(preview):
        click.echo(f"{number:>8,}  {words}")
    if preview.changed:
        click.echo(
            "What changed: " + ", ".join(f"{label} {count:,}" for label, count in changed_fields(preview))
        )
    for added in preview.added:
        if added.continues is not None:
            click.echo(
                f"{added.record.name} ({added.record.urn}) continues {added.continues.name} ({added.continues.urn})."
            )
    for group in left_out_groups(preview):
        click.echo(f"Left out, {group.words}")
        for row in group.rows[:_SHOWN]:
            named = " ".join(part for part in (row.name, f"({row.urn})" if row.urn else "") if part)
            click.echo(f"          line {row.line:,}: {named + ': ' if named else ''}{row.reason}")
        if len(group.rows) > _SHOWN:
            click.echo(f"          … and {len(group.rows) - _SHOWN:,} more")
    for gone in preview.missing[:_SHOWN]:
        click.echo(f"No longer open: {gone.known.name} ({gone.known.urn}): {gone.reason}")
    if len(preview.missing) > _SHOWN:
        click.echo(f"          … and {len(preview.missing) - _SHOWN:,} more that are no longer open")
    click.echo("Nothing was changed." if dry_run else "Saved.")


COMMANDS = (organisations,)
