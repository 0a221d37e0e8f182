"""``audit people``: invite somebody to a role, help somebody who lost their phone, close an account."""

import click
from sqlalchemy.orm import Session

from audit.cli import context
from audit.domain.actor import OPERATOR
from audit.domain.errors import NotVisible
from audit.domain.permissions import BOARD_ROLES, ORGANISATION_ROLES, ROLE_TITLES, Permission, Role
from audit.rooms.accounts.operations import close_account, remove_second_factor
from audit.rooms.accounts.queries import person_by_email
from audit.rooms.organisations.operations import invite_person
from audit.rooms.organisations.queries import boards_where


@click.group()
def people() -> None:
    """People and their roles."""


@people.command()
@click.argument("email")
@click.option("--name", required=True, help="Their name.")
@click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]), help="What they will do."
)
@click.option("--board", "board_code", metavar="CODE", help="The board, for a role in a board.")
@click.option("--organisation", "organisation_id", type=click.IntRange(1, 2**31 - 1), metavar="ID",
              help="The organisation's number, for a role in an organisation.")  # fmt: skip
@click.option("--title", default="", help="What they are called there: lay member, head, chair.")
def invite(
    email: str, name: str, role: str, board_code: str | None, organisation_id: int | None, title: str
) -> None:
    """Give EMAIL a role and write the invitation into the outbox (audit letters post sends it)."""
    chosen, settings = Role(role), context.settings()
    wanted = (
        "--board CODE"
        if chosen in BOARD_ROLES
        else "--organisation ID"
        if chosen in ORGANISATION_ROLES
        else ""
    )
    given = "--board CODE" if board_code else "--organisation ID" if organisation_id else ""
    if wanted != given or (board_code and organisation_id):
        where = f"needs {wanted} and nothing else" if wanted else "is held in no board and no organisation"
        raise click.ClickException(f"The role {role} {where}.")
    with context.writing() as session:
        boards = {board.code: board for board in boards_where(session, OPERATOR, Permission.BOARD_VIEW)}
        if board_code and board_code not in boards:
            there = f"There are: {', '.join(sorted(boards))}." if boards else "There is none yet."
            raise click.ClickException(f"There is no board with the code {board_code}. {there}")
        try:
            invite_person(
                session, OPERATOR, context.clock, email=email, name=name, role=chosen,
                board_id=boards[board_code].id if board_code else None, organisation_id=organisation_id,
                title=title, public_url=settings.public_url, product=settings.product_name,
            )  # fmt: skip
        except NotVisible:
            raise click.ClickException(
                f"There is no organisation with the number {organisation_id}. "
                "Its number stands in the address of its page."
            ) from None
    click.echo(f"{ROLE_TITLES[chosen]}: the invitation to {email.strip().lower()} is in the outbox.")


@people.command("reset-codes")
@click.argument("email")
def reset_codes(email: str) -> None:
    """Take EMAIL's one-time codes away: for somebody who has lost both phone and recovery codes.

    Make sure first, by a way that you trust, that it is they who ask. People of a board set their codes
    up again when they next sign in.
    """
    with context.writing() as session:
        remove_second_factor(session, OPERATOR, context.clock, _person(session, email))
    click.echo(
        "Done. Their next sign-in asks for the password alone, and people of a board set up new codes."
    )


@people.command()
@click.argument("email")
def close(email: str) -> None:
    """Close the account of EMAIL: nobody can sign in with it, and what they did keeps their name."""
    with context.writing() as session:
        close_account(session, OPERATOR, context.clock, _person(session, email))
    click.echo("The account is closed.")


def _person(session: Session, email: str) -> int:
    person = person_by_email(session, email)
    if person is None:
        raise click.ClickException(f"There is no open account with the address {email}.")
    return person.id


COMMANDS = (people,)
