"""``audit trail``: check that the record of who did what is whole."""

import click

from audit.cli import context
from audit.rooms.trail import queries


@click.group()
def trail() -> None:
    """The trail: who did what, when."""


@trail.command()
def verify() -> None:
    """Check the whole chain of the trail.

    Writes how many entries were checked and the hash of the last: keep both elsewhere, and the loss of
    the newest entries is found as well. Ends with 1, and says where, when the chain is broken.
    """
    with context.reading() as session:
        verdict = queries.verify(session)
    if verdict.broken_at is not None:
        raise click.ClickException(
            f"The chain is broken at entry {verdict.broken_at} ({verdict.entries} checked). {verdict.why}"
        )
    click.echo(f"{verdict.entries} entries checked, all in order. The last hash is {verdict.last_hash}")


COMMANDS = (trail,)
