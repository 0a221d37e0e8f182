"""The sheets of a round's workbook that hold the spread of levels."""

from collections.abc import Iterator

from audit.domain.scales import Grade
from audit.infra.workbook import CellValue, Column, Shaded, Workbook
from audit.rooms.board.presenters.levels import last_time_words
from audit.rooms.board.queries import RoundLevels


def add_levels(book: Workbook, figures: RoundLevels) -> None:
    """Add the sheets Levels, a row a question, and Levels by partner, a row a question and partner."""
    scale = figures.scope.scale
    book.sheet(
        "Levels",
        (
            Column("Question code", 14),
            Column("Question", 60, True),
            *(Column(grade.label, 12, True) for grade in scale.shown),
            Column("Lowest", 18),
            Column("Middle", 18),
            Column("Highest", 18),
            Column("Levels apart", 10),
            Column("Agreed level", 18),
            Column("Note", 60, True),
            Column("Last time", 50, True),
        ),
        _questions(figures),
    )
    book.sheet(
        "Levels by partner",
        (
            Column("Question code", 14),
            Column("Question", 60, True),
            Column("Partner", 38),
            Column("Level", 18),
        ),
        _partners(figures),
    )


def _shaded(grade: Grade | None) -> CellValue:
    return Shaded(grade.label, grade.colour) if grade else None


def _questions(figures: RoundLevels) -> Iterator[tuple[CellValue, ...]]:
    for code, each in figures.questions.items():
        spread = each.spread
        yield (
            code,
            each.question.text,
            *(len(spread.named.get(grade.key, ())) for grade in figures.scope.scale.shown),
            _shaded(spread.lowest),
            _shaded(spread.median),
            _shaded(spread.highest),
            spread.width,
            _shaded(each.agreed_grade),
            each.agreed.note if each.agreed else "",
            last_time_words(figures, each),
        )


def _partners(figures: RoundLevels) -> Iterator[tuple[CellValue, ...]]:
    for code, each in figures.questions.items():
        for grade in figures.scope.scale.grades:
            for name in each.spread.named.get(grade.key, ()):
                yield (code, each.question.text, name, _shaded(grade))
