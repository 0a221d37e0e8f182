"""The workbook of a round: the summary's figures, and every answer as one flat sheet with filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.agreement import Verdict
from audit.domain.dates import in_london, say_date, say_moment
from audit.domain.instruments import Instrument
from audit.domain.rollup import Blank, Distribution, Share
from audit.domain.scales import Scale
from audit.domain.workflows import ROUND_STATE_WORDS, RoundState
from audit.infra.workbook import LONGEST, Bold, CellValue, Column, Percent, Shaded, Workbook
from audit.rooms.board.exports.against import AGAINST_COLUMNS, against_rows
from audit.rooms.board.exports.counting import NO_GRADES, counting_notes
from audit.rooms.board.exports.levels import add_levels
from audit.rooms.board.exports.totals import add_totals
from audit.rooms.board.presenters.links import Links
from audit.rooms.board.presenters.summary import organisation_rows, response_figures, status_words
from audit.rooms.board.presenters.words import value_of
from audit.rooms.board.queries import (
    AnswerRow,
    RoundFigures,
    Scope,
    all_answers,
    all_priorities,
    round_levels,
    round_numbers,
)
from audit.rooms.board.queries.against import Against

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OnRow = Callable[[str, int], None]
"""Told the name of the sheet and how many of its rows are written."""

_ORGANISATION = (Column("Organisation", 38), Column("Sector", 22))
_SIDE_BY_SIDE = (Column("Own grade", 16), Column("Moderated grade", 16), Column("Agreed grade", 16))
"""Beside the grade that is counted, in a round in which some were agreed."""


def write_workbook(
    session: Session,
    figures: RoundFigures,
    path: Path,
    *,
    by: str,
    at: datetime,
    on_row: OnRow | None = None,
    beside: Against | None = None,
) -> None:
    """Write the workbook of a round to a file. ``by`` and ``at`` say in the Notes who took it away and when.

    A question set that adds numbers up has their sheets, a maturity matrix those of its levels; without a graded
    question there are no sheets of grades. ``beside`` is the round against an earlier one, with a sheet of its own.
    """
    scope = figures.scope
    book = Workbook(f"{scope.round.title}: {scope.round.board.name}")

    def told(sheet: str) -> Callable[[int], None] | None:
        return (lambda count: on_row(sheet, count)) if on_row else None

    book.sheet(
        "Summary",
        (
            Column("What", 40),
            Column("Count", 10),
            Column("Of", 10),
            Column("Share", 10),
            Column("Remark", 60, True),
        ),
        _summary(figures),
        filters=False,
    )
    if scope.questionnaire.figures.are_added_up:
        add_totals(book, round_numbers(session, scope))
    if scope.questionnaire.instrument is Instrument.MATURITY_MATRIX:
        add_levels(book, round_levels(session, scope))
    if scope.graded:
        _grades(book, figures)
    if beside is not None and scope.graded and not beside.is_empty:
        book.sheet("Against an earlier round", AGAINST_COLUMNS, against_rows(beside), filters=False)
    book.sheet(
        "Returns",
        (
            *_ORGANISATION,
            Column("Reference", 18),
            Column("Return", 20),
            Column("Due", 18),
            Column("Submitted", 18),
            Column("Late", 8),
            Column("From paper", 44, True),
        ),
        _returns(figures),
    )
    if scope.graded:
        _named(book, session, scope, told("Priorities"))
    book.sheet(
        "Answers",
        (
            *_ORGANISATION,
            Column("Standard", 34, True),
            Column("Question code", 14),
            Column("Question", 50, True),
            Column("Grade", 16),
            *(_SIDE_BY_SIDE if scope.moderated else ()),
            Column("Answer", 24, True),
            Column("Narrative", 70, True),
            Column("Not applicable", 14),
            Column("Reason", 40, True),
            Column("Evidence", 40, True),
            Column("Answered by", 24),
            Column("Answered on", 18),
            Column("From paper", 44, True),
        ),
        _answers(figures, all_answers(session, scope)),
        on_row=told("Answers"),
    )
    # The last, because it lists what was cut in the others.
    book.sheet(
        "Notes",
        (Column("About", 34, True), Column("Note", 110, True)),
        _notes(figures, book, by, at),
        filters=False,
    )
    book.save(path)


def _named(book: Workbook, session: Session, scope: Scope, on_row: Callable[[int], None] | None) -> None:
    book.sheet(
        "Priorities",
        (
            *_ORGANISATION,
            Column("Standard", 34, True),
            Column("Question code", 14),
            Column("Question", 50, True),
            Column("Grade", 16),
            Column("Narrative", 70, True),
            Column("Evidence", 40, True),
        ),
        _priorities(scope, all_priorities(session, scope)),
        on_row=on_row,
    )


def _grades(book: Workbook, figures: RoundFigures) -> None:
    scope = figures.scope
    book.sheet(
        "By standard",
        (Column("Standard", 10), Column("Title", 46, True), *_grade_columns(scope.scale)),
        (
            (standard.code, standard.title, *_counts(figures.by_standard[standard.code]))
            for standard in scope.standards
        ),
    )
    book.sheet(
        "By organisation",
        (*_ORGANISATION, Column("Return", 20), *_grade_columns(scope.scale)),
        (
            (
                row.asked.name,
                row.asked.sector,
                status_words(row.asked),
                *(_counts(row.distribution) if row.distribution else ()),
            )
            for row in organisation_rows(figures, "name")
        ),
    )
    book.sheet(
        "By question",
        (
            Column("Standard", 10),
            Column("Question code", 14),
            Column("Question", 70, True),
            *_grade_columns(scope.scale),
        ),
        (
            (
                scope.questionnaire.standard_of[question.code].code,
                question.code,
                question.text,
                *_counts(figures.by_question[question.code]),
            )
            for question in scope.graded
        ),
    )


def _grade_columns(scale: Scale) -> tuple[Column, ...]:
    return (
        Column("Graded answers", 12),
        *(Column(grade.label, 10) for grade in scale.shown),
        Column("Meets the minimum", 12),
        Column("Share that meets the minimum", 14),
        Column("Not applicable", 12),
        Column("Not answered", 12),
    )


def _counts(distribution: Distribution) -> tuple[CellValue, ...]:
    meets = distribution.meets_minimum
    return (
        distribution.of,
        *(distribution.count(grade.key) for grade in distribution.scale.shown),
        meets.numerator,
        _percent(meets),
        distribution.not_applicable,
        distribution.not_answered,
    )


def _percent(share: Share) -> Percent | None:
    return Percent(share.numerator / share.denominator) if share.denominator else None


def _line(what: str | Shaded, share: Share, remark: str = "") -> tuple[CellValue, ...]:
    return (what, share.numerator, share.denominator, _percent(share), remark)


def _summary(figures: RoundFigures) -> Iterator[tuple[CellValue, ...]]:
    overall, asked = figures.overall, figures.response.asked
    yield (Bold("Returns"),)
    yield ("Asked", asked)
    for each in response_figures(figures, Links("", "", "", "", "")):
        yield _line(each.label, each.share, each.note)
    yield (None,)
    if not figures.scope.graded:
        yield (NO_GRADES,)
        return
    yield (Bold("Graded answers in returned returns"),)
    for count in overall.shares():
        yield _line(Shaded(count.grade.label, count.grade.colour), count.share, count.grade.meaning)
    yield _line("Meets the minimum", overall.meets_minimum)
    yield _line("Below the minimum", overall.below_minimum)
    yield (None,)
    yield (Bold("Counted apart"),)
    yield ("Not applicable", overall.not_applicable, None, None, "In no denominator above.")
    yield ("Not answered", overall.not_answered, None, None, "Asked, optional and left empty.")
    if figures.scope.round.state is not RoundState.CLOSED:
        yield ("Not started", figures.blanks.get(Blank.NOT_STARTED, 0), None, None, "Returns, not answers.")
    else:
        yield ("No response", figures.blanks.get(Blank.NO_RESPONSE, 0), None, None, "Returns, not answers.")


def _returns(figures: RoundFigures) -> Iterator[tuple[CellValue, ...]]:
    for each in figures.returns:
        submitted = in_london(each.submitted_at).date() if each.submitted_at and each.is_returned else None
        yield (
            each.name,
            each.sector,
            each.reference,
            status_words(each),
            each.due,
            submitted,
            "Late" if each.is_late(figures.today) else "",
            each.from_paper,
        )


def _priorities(scope: Scope, rows: Iterable[AnswerRow]) -> Iterator[tuple[CellValue, ...]]:
    about = _about(scope)
    for row in rows:
        standard, text = about[row.question]
        yield (
            row.organisation,
            row.sector,
            standard,
            row.question,
            text,
            _grade(scope.scale, row.grade),
            row.narrative,
            row.evidence,
        )


def _answers(figures: RoundFigures, rows: Iterable[AnswerRow]) -> Iterator[tuple[CellValue, ...]]:
    scope = figures.scope
    from_paper = {each.id: each.from_paper for each in figures.returns}
    about, questions = _about(scope), scope.questionnaire.questions
    for row in rows:
        standard, text = about[row.question]
        yield (
            row.organisation,
            row.sector,
            standard,
            row.question,
            text,
            _grade(scope.scale, row.grade),
            *(_side_by_side(scope, row) if scope.moderated else ()),
            "" if row.value is None else value_of(questions[row.question], row.value),
            row.narrative,
            "Yes" if row.not_applicable else "",
            row.na_reason,
            row.evidence,
            row.updated_by,
            in_london(row.updated_at).date(),
            from_paper.get(row.return_id, ""),
        )


def _side_by_side(scope: Scope, row: AnswerRow) -> tuple[CellValue, ...]:
    return tuple(_verdict(scope.scale, verdict) for verdict in (row.own, row.moderated, row.agreed))


def _verdict(scale: Scale, verdict: Verdict | None) -> Shaded | str:
    if verdict is not None and verdict.not_applicable:
        return scale.not_applicable.label
    return _grade(scale, verdict.grade if verdict else None)


def _about(scope: Scope) -> Mapping[str, tuple[str, str]]:
    """By question: its standard's code and title, and its text."""
    found = {}
    for code, question in scope.questionnaire.questions.items():
        standard = scope.questionnaire.standard_of[code]
        name = standard.title if standard.is_header else f"{standard.code} {standard.title}"
        found[code] = (name, question.text)
    return found


def _grade(scale: Scale, key: str | None) -> Shaded | str:
    grade = scale.by_key.get(key or "")
    return Shaded(grade.label, grade.colour) if grade else ""


def _notes(figures: RoundFigures, book: Workbook, by: str, at: datetime) -> Iterator[tuple[CellValue, ...]]:
    scope, row = figures.scope, figures.scope.round
    state = ROUND_STATE_WORDS[RoundState(row.state)]
    yield ("Round", f"{row.title} ({row.code}), {state.lower()}, due {say_date(row.due_on)}")
    yield ("Board", row.board.name)
    if row.notes.strip():
        yield ("The board's notes on this round", row.notes)
    yield ("Question set", f"{row.edition.title}, edition {row.edition.edition} of {row.edition.code}")
    yield ("Fingerprint of the edition", row.edition.fingerprint)
    yield ("Taken from the service", f"{say_moment(at)} by {by}")
    yield (None,)
    yield (Bold("The scale, worst grade first"), scope.scale.title)
    for grade in scope.scale.grades:
        minimum = "Meets the minimum." if grade.meets_minimum else "Below the minimum."
        yield (Shaded(grade.label, grade.colour), f"{grade.meaning} {minimum}")
    yield (None,)
    yield (Bold("How the figures are counted"),)
    yield from counting_notes(figures)
    if book.cuts:
        yield (None,)
        yield (
            Bold("Texts that were cut"),
            f"A cell holds {LONGEST:,} characters. The whole text is in the return.",
        )
        for cut in book.cuts:
            yield (f"{cut.sheet}, cell {cut.cell}", f"{cut.characters:,} characters")
