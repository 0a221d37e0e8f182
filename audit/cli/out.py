"""Where a command writes an Excel workbook."""

from pathlib import Path

import click

out_option = click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE.xlsx",
    help="Where to write the workbook.",
)
"""The option that names the file."""


def check_out(out: Path, again: str) -> None:
    """Raise ClickException for a name that is no workbook's or a folder that is not there.

    ``again`` says what to do once that is mended, as ``then export again``.
    """
    if out.suffix.lower() != ".xlsx":
        raise click.ClickException(f"{out} is not the name of an Excel workbook. End it with .xlsx, {again}.")
    folder = out.absolute().parent
    if not folder.is_dir():
        raise click.ClickException(f"There is no folder {folder}. Make it first, {again}.")
