"""``audit letters``: post what waits in the outbox."""

import time
from collections import Counter

import click

from audit.cli import context
from audit.infra.mail import make_message, poster
from audit.rooms.colleagues.operations import gather_letters
from audit.rooms.outbox.models import Letter
from audit.rooms.outbox.operations import post_next_letter

_POLL_SECONDS = 10


@click.group()
def letters() -> None:
    """Letters: invitations, reminders, receipts."""


@letters.command()
@click.option("--follow", is_flag=True, help="Stay, and look every 10 seconds for letters that are due.")
def post(follow: bool) -> None:
    """Post every letter that is due. One that could not be posted is tried again later."""
    while True:
        _gather()
        counts = _post_all()
        if counts or not follow:
            click.echo(
                f"{counts['posted']} posted, {counts['waiting']} to be tried again, {counts['failed']} given up."
            )
        if not follow:
            return
        time.sleep(_POLL_SECONDS)


def _gather() -> None:
    """Write the letters that are gathered into one a day, where they are due."""
    settings = context.settings()
    with context.writing() as session:
        gather_letters(session, context.clock, public_url=settings.public_url, product=settings.product_name)


def _post_all() -> Counter[str]:
    try:
        send = poster(context.settings().mail_url)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    sender = context.settings().mail_from

    def hand_over(letter: Letter) -> None:
        send(
            make_message(
                sender=sender,
                to_email=letter.to_email,
                to_name=letter.to_name,
                subject=letter.subject,
                body=letter.body,
            )
        )

    counts: Counter[str] = Counter()
    while (letter := post_next_letter(context.unit_of_work(), context.clock, hand_over)) is not None:
        counts[str(letter.state)] += 1
    return counts


COMMANDS = (letters,)
