"""``audit init`` and ``audit serve``."""

import os

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
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the product with gunicorn: two workers, eight threads each."""
    settings()  # refuse unsafe settings with a sentence before a worker does with a traceback
    click.echo(f"Serving at http://{host}:{port} (stop with Ctrl+C)")
    words = ["gunicorn", "audit.wsgi:app", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "8"]
    words += ["--worker-class", "gthread", "--access-logfile", "-", "--preload"]
    os.execvp(words[0], words)  # noqa: S606


COMMANDS = (init, serve)
