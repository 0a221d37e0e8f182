"""``audit board``: a round as a whole, as figures and as a workbook."""

import json
from pathlib import Path
from typing import Any

import click

from audit.cli import context
from audit.cli.out import check_out, out_option
from audit.domain.actor import OPERATOR
from audit.domain.errors import NotVisible
from audit.domain.rollup import Blank
from audit.infra.clock import today
from audit.rooms.board.exports import write_workbook
from audit.rooms.board.operations import note_export
from audit.rooms.board.queries import AGREED, SELF, RoundFigures, board_round, round_figures
from audit.rooms.board.queries.against import usual_against


@click.group()
def board() -> None:
    """A round as a whole: its figures and its workbook."""


@board.command()
@click.option("--round", "round_code", required=True, metavar="CODE", help="The round's code.")
def figures(round_code: str) -> None:
    """Write the figures of a round as JSON.

    The denominator of each grade is the number of graded answers in returned returns. "grades_counted" says
    whether the grades are those that moderation agreed, where there are any, or the organisations' own.
    """
    with context.reading() as session:
        found = round_figures(session, _scope(session, round_code), today(context.clock))
    click.echo(json.dumps(figures_data(found), ensure_ascii=False, indent=2))


@board.command()
@click.option("--round", "round_code", required=True, metavar="CODE", help="The round's code.")
@out_option
def export(round_code: str, out: Path) -> None:
    """Write the Excel workbook of a round: the same that the board downloads."""
    check_out(out, "then export again")
    with context.reading() as session:
        scope = _scope(session, round_code)
        found = round_figures(session, scope, today(context.clock))
        beside = usual_against(session, OPERATOR, scope)
        click.echo(f"Returns: {found.response.words}. Graded answers: {found.overall.of:,}.", err=True)
        write_workbook(session, found, out, by=OPERATOR.name, at=context.clock(), on_row=_say, beside=beside)
    with context.writing() as session:
        note_export(session, OPERATOR, context.clock, round_code)
    click.echo(f"Written to {out}.", err=True)


def figures_data(figures: RoundFigures) -> dict[str, Any]:
    """The figures as plain data; grades stand worst to best."""
    overall = figures.overall
    return {
        "returns": {"asked": figures.response.asked, "returned": figures.response.returned},
        "grades": [
            {"grade": grade.key, "count": overall.count(grade.key), "of": overall.of}
            for grade in figures.scope.scale.grades
        ],
        "not_answered": overall.not_answered,
        "not_applicable": overall.not_applicable,
        "not_started": figures.blanks.get(Blank.NOT_STARTED, 0),
        "no_response": figures.blanks.get(Blank.NO_RESPONSE, 0),
        "grades_counted": AGREED if figures.scope.counts_agreed else SELF,
    }


def _scope(session: Any, round_code: str) -> Any:
    try:
        return board_round(session, OPERATOR, round_code)
    except NotVisible:
        raise click.ClickException(
            f"There is no round {round_code}. See the codes with: audit rounds list"
        ) from None


def _say(sheet: str, count: int) -> None:
    if count % 5000 == 0:
        click.echo(f"{sheet}: {count:,} rows", err=True)


COMMANDS = (board,)
