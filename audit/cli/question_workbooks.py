"""``audit questionnaires workbook`` and ``read``: a question set out to Excel, and what was changed there back in."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from audit.cli import context
from audit.cli.out import check_out, out_option
from audit.domain.actor import OPERATOR
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.infra.questionnaire_files import load_folder
from audit.rooms.drafts.exports import Source, write_set
from audit.rooms.drafts.operations.applying import apply_as_new
from audit.rooms.drafts.operations.comparing import changes_of, count_changes
from audit.rooms.drafts.operations.reading import SetRead, read_set
from audit.rooms.organisations.queries import board_by_code
from audit.rooms.questionnaires.queries import editions


@click.command()
@click.argument("code")
@click.option("--edition", default="", metavar="EDITION", help="Which edition; without it, the latest.")
@out_option
def workbook(code: str, edition: str, out: Path) -> None:
    """Write a question set as a workbook, to be changed in Excel and read again.

    CODE is that of a published set or of one that comes with the product; a published edition goes before.
    """
    check_out(out, "then try again")
    with context.reading() as session:
        content, source = _set(session, code, edition)
    write_set(out, content, source, by=OPERATOR.name, at=context.clock())
    click.echo(f"Written to {out}.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.xlsx")
@click.option("--apply", "is_applied", is_flag=True, help="Make a draft of what the workbook says.")
@click.option(
    "--board", "board_code", default="", metavar="CODE", help="With --apply: whose draft it becomes."
)
def read(file: Path, is_applied: bool, board_code: str) -> None:
    """Say as JSON what a changed workbook changes; with --apply, make a draft of it.

    "added", "changed" and "removed" count settings, standards and questions; what is moved counts as changed.
    "invalid" lists the cells that are not right, and why. With --apply, "draft" is the id of the new draft; there is
    none while a cell cannot be understood, and none of a workbook that was not changed.
    """
    if is_applied and not board_code:
        raise click.ClickException("Say whose draft it becomes with --board CODE. Nothing was changed.")
    found = read_set(file, file.name)
    said = _said(found)
    if is_applied:
        if found.slips:
            click.echo(json.dumps(said, ensure_ascii=False, indent=2))
            raise click.ClickException(
                "Cells that cannot be understood are listed under invalid. Mend them and try again. "
                "Nothing was changed."
            )
        if found.is_untouched:
            said["draft"] = None
        else:
            with context.writing() as session:
                try:
                    board = board_by_code(session, OPERATOR, board_code, Permission.DRAFT_KEEP)
                except NotVisible:
                    raise click.ClickException(
                        f"There is no board {board_code}. See the codes with: audit boards list"
                    ) from None
                said["draft"] = apply_as_new(session, OPERATOR, context.clock, board.id, found).id
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))


def _said(found: SetRead) -> dict[str, Any]:
    return {
        **count_changes(changes_of(found)),
        "invalid": [{"cell": slip.name, "why": slip.why} for slip in (*found.slips, *found.problems())],
    }


def _set(session: Session, code: str, edition: str) -> tuple[dict[str, Any], Source]:
    """The content of a set, with where it comes from."""
    rows = [row for row in editions(session, OPERATOR) if row.code == code]
    wanted = [row for row in rows if edition in ("", row.edition)]
    if wanted:
        return dict(wanted[0].content), Source(edition_id=wanted[0].id)
    folder = context.settings().questionnaires_dir
    sets = [
        one.data for one in load_folder(folder, starters=folder).sets if one.data["questionnaire"] == code
    ]
    sets = [data for data in sets if edition in ("", data["edition"])]
    if sets:
        return max(sets, key=lambda data: str(data["edition"])), Source()
    which = f"edition {edition} of {code}" if edition else f"question set {code}"
    raise click.ClickException(f"There is no {which}. See what there is with: audit questionnaires check")
