"""``audit returns``: the returns of a round, and answering one in a workbook."""

import json
from pathlib import Path

import click
from sqlalchemy.orm import Session

from audit.cli import context
from audit.cli.out import check_out, out_option
from audit.domain.actor import OPERATOR
from audit.domain.errors import NotVisible
from audit.infra.clock import today
from audit.rooms.assessments.queries import return_of_organisation
from audit.rooms.offline.exports import write_return
from audit.rooms.offline.operations import (
    LineKind,
    Preview,
    apply_upload,
    note_download,
    preview_upload,
    read_upload,
    return_named_in,
)
from audit.rooms.rounds.queries import ReturnFilter, ReturnLine, returns_of_round, round_by_code


@click.group()
def returns() -> None:
    """Returns: what each organisation of a round answers."""


@returns.command(name="list")
@click.option("--round", "round_code", required=True, metavar="CODE", help="The round's code.")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON list instead of a table.")
def list_returns(round_code: str, as_json: bool) -> None:
    """List the returns of a round: reference, organisation, state and the day by which it is due."""
    with context.reading() as session:
        lines = [_facts(line) for line in _lines(session, round_code)]
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False, indent=2))
    elif lines:
        widths = {key: max(len(key), *(len(line[key]) for line in lines)) for key in lines[0]}
        for row in ({key: key.upper() for key in widths}, *lines):
            click.echo("  ".join(row[key].ljust(width) for key, width in widths.items()).rstrip())
    else:
        click.echo("This round asks nobody for a return yet.")


@returns.command()
@click.option("--return", "reference", required=True, metavar="REF", help="The return's reference.")
@out_option
def workbook(reference: str, out: Path) -> None:
    """Write the workbook of a return, to be filled in and uploaded: the same that its organisation downloads."""
    check_out(out, "then try again")
    with context.writing() as session:
        try:
            view = return_of_organisation(session, OPERATOR, reference, with_actions=False)
        except NotVisible:
            raise _no_return(reference) from None
        write_return(out, view, by=OPERATOR.name, at=context.clock())
        note_download(session, OPERATOR, context.clock, view.row)
    click.echo(f"Written to {out}.", err=True)


@returns.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.xlsx")
@click.option("--apply", "is_applied", is_flag=True, help="Take over what is new or changed.")
def upload(file: Path, is_applied: bool) -> None:
    """Say as JSON what a filled workbook would change; with --apply, change it.

    "new", "changed", "unchanged" and "conflict" count rows; "invalid" lists the cells that cannot be taken, and why.
    What was changed online since the workbook was written is a conflict and stays as it is online. With --apply,
    "applied" says how many answers were changed.
    """
    table = read_upload(file, file.name)
    reference = return_named_in(table)
    try:
        with context.writing() if is_applied else context.reading() as session:
            _, preview = preview_upload(session, OPERATOR, reference, table)
            found = _counted(preview)
            if is_applied:
                found["applied"] = apply_upload(session, OPERATOR, context.clock, reference, table, file.name)
    except NotVisible:
        raise _no_return(reference) from None
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _counted(preview: Preview) -> dict[str, object]:
    kinds = (LineKind.NEW, LineKind.CHANGED, LineKind.UNCHANGED, LineKind.CONFLICT)
    return {
        **{kind.value: preview.count(kind) for kind in kinds},
        "invalid": [
            {"cell": line.cell, "why": line.problem}
            for line in preview.lines
            if line.kind is LineKind.INVALID
        ],
    }


def _lines(session: Session, round_code: str) -> list[ReturnLine]:
    try:
        row = round_by_code(session, OPERATOR, round_code)
    except NotVisible:
        raise click.ClickException(
            f"There is no round {round_code}. See the codes with: audit rounds list"
        ) from None
    found: list[ReturnLine] = []
    page = pages = 1
    while page <= pages:
        listing = returns_of_round(session, OPERATOR, row, ReturnFilter(page=page), today(context.clock))
        found += listing.rows
        page, pages = page + 1, listing.pages
    return found


def _facts(line: ReturnLine) -> dict[str, str]:
    return {
        "reference": line.row.reference,
        "organisation": line.organisation.name,
        "state": line.row.state.value,
        "due": line.row.due.isoformat(),
    }


def _no_return(reference: str) -> click.ClickException:
    return click.ClickException(
        f"There is no return {reference} in a round that has been opened. "
        "See the references with: audit returns list --round CODE"
    )


COMMANDS = (returns,)
