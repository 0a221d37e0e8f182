"""The workbooks of visits and of feedback."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from audit.domain.dates import say_moment
from audit.domain.visits import SIGHT_WORDS, VISIT_STATE_WORDS
from audit.infra.workbook import CellValue, Column, Shaded, Workbook
from audit.rooms.rounds.models import Round
from audit.rooms.visits.presenters import seen_by_question, when_visited
from audit.rooms.visits.queries.feedback import FeedbackResults
from audit.rooms.visits.queries.reading import VisitView

_VISITS = (
    Column("Organisation", 34, True),
    Column("Visitor", 24),
    Column("Status", 14),
    Column("Visited", 26),
    Column("Met", 40, True),
    Column("Compared", 11),
    Column("As they said", 13),
    Column("Better", 10),
    Column("Not as they said", 16),
    Column("Reply", 50, True),
)
_ANSWERS = (
    Column("Organisation", 34, True),
    Column("Standard", 24, True),
    Column("Question", 10),
    Column("Question text", 50, True),
    Column("Seen", 22),
    Column("What was seen", 60, True),
    Column("Their question", 14),
    Column("They said", 22),
    Column("Beside each other", 22),
)
_QUESTIONS = (
    Column("Question", 10),
    Column("Question text", 50, True),
    Column("Visits compared", 16),
    Column("As they said", 13),
    Column("Better than they said", 20),
    Column("Not as they said", 16),
    Column("Not compared", 13),
)
_RESULTS = (
    Column("Question", 10),
    Column("Question text", 50, True),
    Column("Who", 30),
    Column("Answer", 26),
    Column("How many", 10),
    Column("Of", 8),
    Column("Per cent", 10),
)
_COMMENTS = (
    Column("Question", 10),
    Column("Question text", 50, True),
    Column("What was written", 80, True),
    Column("Organisation, where it may be known", 34, True),
)


def visits_workbook(round_: Round, views: Sequence[VisitView]) -> bytes:
    """Every visit whose form was sent, its answers beside the organisation's own, and each question over all."""
    book = Workbook(f"Visits: {round_.title}")
    book.sheet("Visits", _VISITS, _visits(views))
    book.sheet("Answers", _ANSWERS, _answers(views))
    book.sheet("Questions", _QUESTIONS, _questions(views))
    return _saved(book)


def feedback_workbook(results: FeedbackResults) -> bytes:
    """Counts by question and sector, and what was written. Nothing in it tells who said it."""
    book = Workbook(f"Feedback: {results.round.title}")
    book.sheet("Results", _RESULTS, _results(results))
    book.sheet("Comments", _COMMENTS, _comments(results))
    about: list[list[CellValue]] = [
        ["Round", results.round.title],
        ["Returns with feedback", results.returns.words],
        ["People who gave feedback", len(results.given)],
        ["How it is counted", "Sectors with fewer than three people are counted together."],
    ]
    book.sheet("Notes", (Column("", 30), Column("", 60, True)), about, filters=False)
    return _saved(book)


def _visits(views: Sequence[VisitView]) -> Iterator[list[CellValue]]:
    for view in views:
        row = view.row
        sights = [line.sight for code, line in view.lines.items() if code in view.asked and line.sight]
        counts = [sum(sight is each for sight in sights) for each in SIGHT_WORDS]
        yield [
            row.visited.organisation.name, row.visitor_name, VISIT_STATE_WORDS[row.state], when_visited(row),
            row.met, len(sights), *counts,
            f"{row.reply} ({row.replied_by_name}, {say_moment(row.replied_at)})" if row.replied_at else "",
        ]  # fmt: skip


def _answers(views: Sequence[VisitView]) -> Iterator[list[CellValue]]:
    for view in views:
        for standard, lines in view.answered:
            for line in lines:
                seen: CellValue = line.answer_words
                said: CellValue = line.own_words
                if line.grade:
                    seen = Shaded(line.grade.label, line.grade.colour)
                if line.own_grade:
                    said = Shaded(line.own_grade.label, line.own_grade.colour)
                yield [
                    view.row.visited.organisation.name, f"{standard.code} {standard.title}", line.question.code,
                    line.question.text, seen, line.content.narrative,
                    line.said.question.code if line.said else "", said,
                    SIGHT_WORDS[line.sight] if line.sight else "",
                ]  # fmt: skip


def _questions(views: Sequence[VisitView]) -> Iterator[list[CellValue]]:
    for each in seen_by_question(views):
        count, question = each.count, each.line.question
        yield [
            question.code, question.text, count.compared, count.as_said, count.better, count.not_as_said,
            count.not_compared,
        ]  # fmt: skip


def _results(results: FeedbackResults) -> Iterator[list[CellValue]]:
    for each in results.results:
        groups = {"Everybody": each.counts, **each.by_sector}
        for name, counts in groups.items():
            total = sum(counts.values())
            for key, label in each.options:
                percent = round(100 * counts[key] / total, 1) if total else ""
                yield [each.question.code, each.question.text, name, label, counts[key], total, percent]


def _comments(results: FeedbackResults) -> Iterator[list[CellValue]]:
    for each in results.results:
        for words, organisation in each.comments:
            yield [each.question.code, each.question.text, words, organisation]


def _saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()
