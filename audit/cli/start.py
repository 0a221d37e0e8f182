"""``audit init`` and ``audit serve``."""

import os
import socket
import sys

import click

from audit.cli.context import settings, unit_of_work
from audit.infra.migrate import upgrade


@click.command()
def init() -> None:
    """Make the database, or bring it to the present shape."""
    upgrade(unit_of_work().engine)
    settings().evidence_dir.mkdir(parents=True, exist_ok=True)
    click.echo("The database is ready.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the product, until Ctrl+C.

    With gunicorn: two workers, eight threads each.
    """
    settings()  # refuse unsafe settings with a sentence before a worker does with a traceback
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]
        raise click.ClickException(
            f"Nothing can be served at {host}:{port}: {why}. Choose another port: "
            f"audit serve --port {port % 65535 + 1}, or make demo PORT={port % 65535 + 1}."
        ) from None
    click.echo(f"Serving at http://{host}:{port} (stop with Ctrl+C)")
    words = [sys.executable, "-m", "gunicorn"]  # the gunicorn beside this Python, whatever PATH says
    words += ["audit.wsgi:app", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "8"]
    words += ["--worker-class", "gthread", "--access-logfile", "-", "--preload"]
    words += ["--log-level", "warning", "--no-control-socket"]
    os.execv(sys.executable, words)  # noqa: S606


COMMANDS = (init, serve)
