"""``audit boards``: add a board and list those there are."""

import click

from audit.cli import context
from audit.domain.actor import OPERATOR
from audit.domain.permissions import Permission
from audit.rooms.organisations.operations import BoardSettings, add_board
from audit.rooms.organisations.queries import boards_where


@click.group()
def boards() -> None:
    """Safeguarding boards: add one, list them."""


@boards.command()
@click.argument("code")
@click.argument("name")
@click.option(
    "--accent", default="#1d70b8", show_default=True, help="The accent colour, dark enough for white."
)
@click.option("--contact-email", default="", help="Shown to the board's organisations.")
def add(code: str, name: str, accent: str, contact_email: str) -> None:
    """Add the board NAME with the short CODE that stands in its addresses."""
    with context.writing() as session:
        board = add_board(session, OPERATOR, context.clock, code, BoardSettings(name, accent, contact_email))
    click.echo(
        f"{board.code}: {board.name} was added. Invite its first administrator with audit people invite."
    )


@boards.command(name="list")
def list_boards() -> None:
    """List the boards: code and name, one a line."""
    with context.reading() as session:
        for board in boards_where(session, OPERATOR, Permission.BOARD_VIEW):
            click.echo(f"{board.code}: {board.name}")


COMMANDS = (boards,)
