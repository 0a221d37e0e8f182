"""``audit questionnaires``: check question sets and publish them."""

import json
from pathlib import Path

import click

from audit.cli import context
from audit.cli.question_workbooks import read, workbook
from audit.domain.actor import OPERATOR
from audit.domain.questionnaire import Questionnaire, questionnaire_from_data
from audit.infra.questionnaire_files import Library, load_files, load_folder
from audit.rooms.questionnaires.operations import publish_edition


@click.group()
def questionnaires() -> None:
    """Question sets and grade scales."""


@questionnaires.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE…]")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON list instead of lines.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Check question sets and scales; without FILE, every one that the product has.

    Writes one line a set: code, edition, and how many standards, questions and graded questions it has.
    The details that head a return are counted neither as a standard nor as questions. What is wrong goes
    to the error output as file:line: key: what and how to mend it, and the command ends with 1.
    """
    library = _read(files)
    counts = [_counts(questionnaire_from_data(loaded.data)) for loaded in library.sets]
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False, indent=2))
    else:
        for row in counts:
            click.echo(
                f"{row['code']} {row['edition']}: {row['standards']} standards, {row['questions']} questions, "
                f"{row['graded']} graded"
            )
    _end_with_problems(library)


@questionnaires.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE…]")
def publish(files: tuple[Path, ...]) -> None:
    """Publish question sets; without FILE, every one that the product has.

    A set that is published already with the same content stays as it is. All are published or none.
    """
    library = _read(files)
    _end_with_problems(library, "Nothing was published.")
    lines = []
    with context.writing() as session:
        for loaded in library.sets:
            edition, is_new = publish_edition(session, OPERATOR, loaded.data, context.clock)
            lines.append(f"{edition.code} {edition.edition}: {'published' if is_new else 'unchanged'}")
    for line in lines:
        click.echo(line)


def _read(files: tuple[Path, ...]) -> Library:
    folder = context.settings().questionnaires_dir
    return load_files(files, starters=folder) if files else load_folder(folder, starters=folder)


def _counts(questionnaire: Questionnaire) -> dict[str, str | int]:
    standards = [standard for standard in questionnaire.standards if not standard.is_header]
    return {
        "code": questionnaire.code,
        "edition": questionnaire.edition,
        "standards": len(standards),
        "questions": sum(len(standard.questions) for standard in standards),
        "graded": sum(1 for _ in questionnaire.graded()),
    }


def _end_with_problems(library: Library, outcome: str = "") -> None:
    """Write what is wrong, if anything is, and end the command with 1."""
    if not library.problems:
        return
    for problem in library.problems:
        click.echo(str(problem), err=True)
    count = len(library.problems)
    click.echo(f"{count} problem{'' if count == 1 else 's'} found. {outcome}".strip(), err=True)
    raise click.exceptions.Exit(1)


questionnaires.add_command(workbook)
questionnaires.add_command(read)

COMMANDS = (questionnaires,)
