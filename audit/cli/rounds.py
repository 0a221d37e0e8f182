"""``audit rounds``: what rounds there are and how they stand."""

import json

import click

from audit.cli import context
from audit.domain.actor import OPERATOR
from audit.domain.permissions import Permission
from audit.domain.rollup import Share
from audit.infra.clock import today
from audit.rooms.rounds.queries import RoundLine, rounds_where


@click.group()
def rounds() -> None:
    """Rounds: one audit each, with its dates and returns."""


@rounds.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON list instead of a table.")
def list_rounds(as_json: bool) -> None:
    """List every round: its code, board, state, due date and how many returns have been submitted."""
    with context.reading() as session:
        lines = rounds_where(session, OPERATOR, Permission.ROUND_VIEW, today(context.clock))
        if as_json:
            click.echo(json.dumps([_facts(line) for line in lines], ensure_ascii=False, indent=2))
        elif lines:
            for row in _table(lines):
                click.echo(row)
        else:
            click.echo("There are no rounds yet.")


def _facts(line: RoundLine) -> dict[str, str | int]:
    row, counts = line.round, line.counts
    return {
        "code": row.code,
        "title": row.title,
        "board": row.board.code,
        "questionnaire": f"{row.edition.code} {row.edition.edition}",
        "state": row.state,
        "due_on": row.due_on.isoformat(),
        "asked": counts.asked,
        "not_started": counts.not_started,
        "started": counts.started,
        "awaiting_sign_off": counts.awaiting_sign_off,
        "submitted": counts.submitted,
        "late": counts.late,
    }


def _table(lines: list[RoundLine]) -> list[str]:
    cells = [("CODE", "BOARD", "STATE", "DUE", "SUBMITTED", "LATE")]
    cells += [
        (
            line.round.code,
            line.round.board.code,
            line.round.state,
            line.round.due_on.isoformat(),
            Share(line.counts.submitted, line.counts.asked).words,
            f"{line.counts.late:,}",
        )
        for line in lines
    ]
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


COMMANDS = (rounds,)
