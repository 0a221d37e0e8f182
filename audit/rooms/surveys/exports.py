"""The workbook of a survey's results: sums of five replies or more, with their denominators, and nothing else."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from audit.domain.dates import say_date, say_moment
from audit.domain.disclosure import FEWEST
from audit.domain.rollup import Share
from audit.infra.workbook import Bold, CellValue, Column, Percent, Workbook
from audit.rooms.surveys.models import Survey
from audit.rooms.surveys.queries import BesideLine, Results, View

_FIGURES = (Column("Agree", 10), Column("Of", 10), Column("Share", 10))


def write_results(
    survey: Survey, results: Results, lines: Sequence[BesideLine], out: BinaryIO, *, by: str, at: datetime
) -> None:
    """Write the workbook. ``by`` and ``at`` say in the Notes who took it away and when."""
    book = Workbook(f"{survey.title}: {survey.board.name}")
    scale = results.questionnaire.scale
    book.sheet(
        "Standards",
        (Column("Who", 38), Column("Replies", 10), Column("Standard", 44, True), *_FIGURES),
        _standards(results),
    )
    book.sheet(
        "Statements",
        (
            Column("Who", 38),
            Column("Code", 10),
            Column("Statement", 60, True),
            *_FIGURES,
            *(Column(grade.label, 12) for grade in scale.grades),
            Column(scale.not_applicable.label, 12),
        ),
        _statements(results),
    )
    if results.by_role():
        book.sheet(
            "Kind of work",
            (Column("Kind of work", 50), Column("Replies", 10), *_FIGURES),
            ((label, view.replies, *_share(view.overall)) for label, view in results.by_role().items()),
        )
    if lines:
        book.sheet(
            "Beside the grades",
            (
                Column("Organisation", 38),
                Column("Standard", 44, True),
                Column("Grades and staff", 60),
                *_FIGURES,
            ),
            (
                (
                    each.organisation,
                    f"{each.standard.code} {each.standard.title}",
                    each.words,
                    *_share(each.agree),
                )
                for each in lines
            ),
        )
    book.sheet(
        "Notes",
        (Column("About", 34, True), Column("Note", 110, True)),
        _notes(survey, results, by, at),
        filters=False,
    )
    book.save(out)


def _share(share: Share) -> tuple[CellValue, ...]:
    if not share.denominator:
        return (None, None, None)
    return share.numerator, share.denominator, Percent(share.numerator / share.denominator)


def _views(results: Results) -> Iterator[tuple[str, View]]:
    yield "All organisations shown", results.everybody
    for id, name in results.names.items():
        yield name, results.of(id)


def _standards(results: Results) -> Iterator[tuple[CellValue, ...]]:
    for who, view in _views(results):
        for standard, questions in results.standards:
            words = f"{standard.code} {standard.title}"
            yield who, view.replies, words, *_share(view.agree(questions))


def _statements(results: Results) -> Iterator[tuple[CellValue, ...]]:
    scale = results.questionnaire.scale
    for who, view in _views(results):
        for question in results.questionnaire.graded():
            found = view.question(question)
            if found.of < FEWEST:
                yield who, question.code, question.text, "Fewer than five"
            else:
                grades = (found.count(grade.key) for grade in scale.grades)
                yield (
                    who, question.code, question.text, *_share(found.meets_minimum), *grades, found.not_applicable,
                )  # fmt: skip


def _notes(survey: Survey, results: Results, by: str, at: datetime) -> Iterator[tuple[CellValue, ...]]:
    scale = results.questionnaire.scale
    agree = " and ".join(grade.label for grade in scale.grades if grade.meets_minimum)
    yield Bold("Survey"), survey.title
    yield Bold("Question set"), f"{survey.edition.title}, edition {survey.edition.edition}"
    yield Bold("Last day"), say_date(survey.closes_on)
    yield (
        Bold("Organisations"),
        f"{len(results.names):,} of {results.asked:,} are shown. The others had fewer than five replies, and are in "
        "no figure here.",
    )
    yield (
        Bold("Agree"),
        f"Those who chose {agree}, of those who chose a grade. “{scale.not_applicable.label}” and "
        "what was left out are in no share.",
    )
    yield (
        Bold("Fewer than five"),
        "A statement that fewer than five graded, in an organisation or in a kind of work within it, is left out "
        "there and in every total, so that no reply can be worked out by taking one figure from another.",
    )
    yield Bold("Downloaded"), f"By {by} on {say_moment(at)}"
