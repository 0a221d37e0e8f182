"""The workbook of a progress review: its figures, every answer before and after, and who has not reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

from audit.domain.dates import in_london, say_moment
from audit.domain.review import CHANGE_WORDS, Change, Standing
from audit.domain.rollup import Share
from audit.domain.scales import Scale
from audit.domain.workflows import RETURN_STATE_WORDS
from audit.infra.workbook import Bold, CellValue, Column, Percent, Shaded, Workbook
from audit.rooms.board.queries import ReviewFigures, narratives_after

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def write_review(
    session: Session, figures: ReviewFigures, out: BinaryIO, *, by: str, at: datetime, today: date
) -> None:
    """Write the workbook of a review. ``by`` and ``at`` say in the Notes who took it away and when."""
    scope = figures.scope
    book = Workbook(f"{scope.round.title}: {scope.round.board.name}")
    book.sheet(
        "Summary",
        (Column("What", 40), Column("Count", 10), Column("Of", 10), Column("Share", 10)),
        _summary(figures),
        filters=False,
    )
    book.sheet(
        "Before and after",
        (
            Column("Organisation", 38),
            Column("Sector", 22),
            Column("Standard", 34, True),
            Column("Question code", 14),
            Column("Question", 50, True),
            Column("Own grade before", 16),
            Column("Agreed grade before", 16),
            Column("Grade now", 16),
            Column("Change", 16),
            Column("What has changed", 70, True),
        ),
        _lines(session, figures),
    )
    book.sheet(
        "Organisations",
        (
            Column("Organisation", 38),
            Column("Sector", 22),
            Column("Reference", 18),
            Column("Review", 20),
            Column("Due", 18),
            Column("Submitted", 18),
            Column("Late", 8),
            Column("Actions done", 10),
            Column("Actions open", 10),
            Column("Actions overdue", 10),
        ),
        _organisations(figures, today),
    )
    book.sheet(
        "Notes",
        (Column("About", 34, True), Column("Note", 110, True)),
        _notes(figures, by, at),
        filters=False,
    )
    book.save(out)


def _summary(figures: ReviewFigures) -> Iterator[tuple[CellValue, ...]]:
    movement, actions = figures.movement, figures.all_actions
    asked = len(figures.returns)
    yield (Bold("Organisations"),)
    yield _share("Reported", Share(asked - len(figures.not_reported), asked))
    yield (Bold("Answers that can be compared"),)
    for change in (Change.BETTER, Change.SAME, Change.WORSE):
        yield _share(CHANGE_WORDS[change], movement.share(change))
    yield ("Not compared", movement.not_compared)
    yield ("Not reported yet", movement.not_reported)
    yield (Bold("Actions of the reviewed round"),)
    yield _share("Done", Share(actions.done, actions.total))
    yield _share("Open", Share(actions.open, actions.total))
    yield _share("Of those, overdue", Share(actions.overdue, actions.total))
    yield ("No longer needed", actions.not_needed)


def _share(what: str, share: Share) -> tuple[CellValue, ...]:
    percent = Percent(share.numerator / share.denominator) if share.denominator else None
    return (what, share.numerator, share.denominator, percent)


def _lines(session: Session, figures: ReviewFigures) -> Iterator[tuple[CellValue, ...]]:
    scope = figures.scope
    written = narratives_after(session, scope)
    for line in figures.lines:
        standard = scope.questionnaire.standard_of[line.question.code]
        yield (
            line.asked.name,
            line.asked.sector,
            f"{standard.code} {standard.title}",
            line.question.code,
            line.question.text,
            _grade(scope.scale, line.own),
            "" if line.agreed is None else _grade(scope.scale, line.agreed),
            "" if line.after is None else _grade(scope.scale, line.after),
            CHANGE_WORDS[line.change],
            written.get((line.asked.organisation_id, line.question.code), "") if line.after else "",
        )


def _grade(scale: Scale, standing: Standing) -> Shaded | str:
    if standing.not_applicable:
        return scale.not_applicable.label
    grade = scale.by_key.get(standing.grade or "")
    return Shaded(grade.label, grade.colour) if grade else standing.grade or ""


def _organisations(figures: ReviewFigures, today: date) -> Iterator[tuple[CellValue, ...]]:
    for each in figures.returns:
        actions = figures.actions.get(each.organisation_id)
        yield (
            each.name,
            each.sector,
            each.reference,
            RETURN_STATE_WORDS[each.state],
            each.due,
            in_london(each.submitted_at).date() if each.submitted_at and each.is_returned else None,
            "Late" if each.is_late(today) else "",
            actions.done if actions else 0,
            actions.open if actions else 0,
            actions.overdue if actions else 0,
        )


def _notes(figures: ReviewFigures, by: str, at: datetime) -> Iterator[tuple[CellValue, ...]]:
    yield ("Review", f"{figures.scope.round.title} ({figures.scope.round.code})")
    yield ("Reviews", f"{figures.reviewed.round.title} ({figures.reviewed.round.code})")
    yield ("Board", figures.scope.round.board.name)
    yield ("Taken from the service", f"{say_moment(at)} by {by}")
    yield (
        "Before",
        "The agreed grade where moderation made one, else the organisation's own. Both are in the list.",
    )
    yield ("Not compared", "Before or now the question has no grade: it was left empty or does not apply.")
    yield (
        "Actions",
        "Those of the reviewed round, of the organisations asked. No longer needed is in no share.",
    )
