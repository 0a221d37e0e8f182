"""The summary of a round: its response, its organisations in order and those with grades that the board lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from audit.domain.questionnaire import Question
from audit.domain.rollup import BLANK_WORDS, Blank, Distribution, Share, worst_first
from audit.domain.scales import Grade
from audit.domain.workflows import RETURN_STATE_WORDS, ReturnState
from audit.rooms.board.presenters.charts import Bar, stacked_bar
from audit.rooms.board.presenters.links import Links
from audit.rooms.board.queries import AskedReturn, RoundFigures

ORGANISATIONS_A_PAGE = 100
NAMED_AT_ONCE = 50
"""Organisations with priority grades that the summary names; the rest are a link away."""

SORTS: Mapping[str, str] = {"worst": "Worst first", "name": "Name", "sector": "Sector"}
"""The orders in which organisations may stand; a grade's key is one more, for those with most of it first."""


@dataclass(frozen=True)
class Figure:
    """One figure of the response, with its denominator and the returns that it counts."""

    label: str
    share: Share
    href: str
    note: str = ""


@dataclass(frozen=True)
class FigureRow:
    """One row of a table of grades: what it is about, its answers, and how a link narrows the answers to it."""

    name: str
    distribution: Distribution
    narrowed: Mapping[str, object]
    code: str = ""
    bar: Bar | None = None
    beside: str = ""
    questions: tuple["FigureRow", ...] = ()


@dataclass(frozen=True)
class OrganisationRow:
    """One organisation: its answers, or in a word why there are none."""

    asked: AskedReturn
    distribution: Distribution | None
    blank: str = ""


@dataclass(frozen=True)
class Named:
    """One organisation with its answers that have a priority grade."""

    asked: AskedReturn
    answers: tuple[tuple[Question, Grade], ...]


def status_words(each: AskedReturn) -> str:
    """Where a return stands, in a word."""
    if each.is_reopened and each.blank is not Blank.NO_RESPONSE:
        return "Reopened"
    return BLANK_WORDS[each.blank] if each.blank else RETURN_STATE_WORDS[each.state]


def counted(figures: RoundFigures) -> str:
    """Whose grades are counted, with how many returns were moderated; nothing in a round without agreed grades."""
    scope = figures.scope
    if not scope.moderated:
        return ""
    moderated = Share(scope.moderated, max(scope.moderated, figures.response.returned)).words
    if scope.counts_agreed:
        rest = figures.response.returned - scope.moderated
        own = " In the others the organisations’ own grades count." if rest > 0 else ""
        return f"Agreed grades are counted: {moderated} submitted returns were moderated.{own}"
    return (
        f"The organisations’ own grades are counted, although {moderated} submitted returns were moderated."
    )


def response_figures(figures: RoundFigures, links: Links) -> list[Figure]:
    """How many returns there are of each sort. Those that cannot be in this round are left out."""
    asked = figures.response.asked

    def figure(label: str, count: int, state: str, note: str = "") -> Figure:
        return Figure(label, Share(count, asked), links.response(state=state), note)

    missing = figures.blanks.get(Blank.NO_RESPONSE, 0)
    found = [figure("Returned", figures.response.returned, "returned")]
    if figures.scope.round.state == "closed":
        found.append(figure("No response", missing, "no-response", "The round closed without them."))
    else:
        found += [
            figure(
                "Waiting for sign-off", figures.states[ReturnState.AWAITING_SIGN_OFF], "awaiting-sign-off"
            ),
            figure("In progress", figures.states[ReturnState.IN_PROGRESS], "in-progress"),
            figure("Not started", figures.blanks.get(Blank.NOT_STARTED, 0), "not-started"),
            figure("Late", figures.late, "late", "Past their day, whatever their state."),
        ]
    if figures.reopened:
        found.append(
            figure("Reopened", figures.reopened, "reopened", "Their answers count again once resubmitted.")
        )
    return found


STATES: Mapping[str, str] = {
    "": "All",
    "returned": "Returned",
    "awaiting-sign-off": "Waiting for sign-off",
    "in-progress": "In progress",
    "not-started": "Not started",
    "late": "Late",
    "reopened": "Reopened",
    "no-response": "No response",
}


def in_state(figures: RoundFigures, state: str, sector: str = "") -> list[AskedReturn]:
    """The returns that a figure of the response counts, by name."""
    wanted: dict[str, Callable[[AskedReturn], bool]] = {
        "returned": lambda each: each.is_returned,
        "late": lambda each: each.is_late(figures.today),
        "reopened": lambda each: each.is_reopened,
        "no-response": lambda each: each.blank is Blank.NO_RESPONSE,
        "not-started": lambda each: each.blank is Blank.NOT_STARTED,
        "in-progress": lambda each: each.state is ReturnState.IN_PROGRESS,
        "awaiting-sign-off": lambda each: each.state is ReturnState.AWAITING_SIGN_OFF,
    }
    fits = wanted.get(state, lambda _each: True)
    return [each for each in figures.returns if fits(each) and (not sector or each.sector == sector)]


def standard_rows(figures: RoundFigures) -> list[FigureRow]:
    """The standards with their bars, and under each its questions."""
    found = []
    for standard in figures.scope.standards:
        distribution = figures.by_standard[standard.code]
        questions = tuple(
            FigureRow(q.text, figures.by_question[q.code], {"question": q.code}, code=q.code)
            for q in standard.questions
            if q.code in figures.by_question
        )
        found.append(
            FigureRow(
                standard.title,
                distribution,
                {"standard": standard.code},
                code=standard.code,
                bar=stacked_bar(distribution, f"Standard {standard.code}, {standard.title}"),
                questions=questions,
            )
        )
    return found


def sector_rows(figures: RoundFigures) -> list[FigureRow]:
    """The sectors, each with how many of its returns came."""
    return [
        FigureRow(sector, distribution, {"sector": sector}, beside=response.words)
        for sector, (response, distribution) in figures.sectors.items()
    ]


def organisation_rows(figures: RoundFigures, sort: str, sector: str = "") -> list[OrganisationRow]:
    """The organisations in the order asked for. Those whose answers do not count go last, by name."""
    rows = [
        OrganisationRow(
            each,
            figures.by_return.get(each.id),
            "" if each.is_returned else status_words(each),
        )
        for each in figures.returns
        if not sector or each.sector == sector
    ]
    if sort == "name":
        return rows
    if sort == "sector":
        places = {name: place for place, name in enumerate(figures.sectors)}
        return sorted(rows, key=lambda row: places[row.asked.sector])
    empty = Distribution(figures.scope.scale, {})
    if sort in figures.scope.scale.by_key:
        return sorted(
            rows,
            key=lambda row: (row.distribution is None, -(row.distribution or empty).count(sort)),
        )
    return sorted(
        rows,
        key=lambda row: (
            row.distribution is None,
            worst_first(row.distribution or empty, row.asked.name),
        ),
    )


def most_named(figures: RoundFigures) -> list[AskedReturn]:
    """The organisations with priority grades, those with most of them first."""
    return sorted(
        (each for each in figures.returned if figures.by_return[each.id].priorities),
        key=lambda each: -figures.by_return[each.id].priorities,
    )


def named(
    figures: RoundFigures, organisations: Sequence[AskedReturn], rows: Sequence[tuple[int, str, str]]
) -> list[Named]:
    """Organisations with their priority answers; ``rows`` are return id, question code, grade key, in order."""
    scale, questions = figures.scope.scale, figures.scope.questionnaire.questions
    answers: dict[int, list[tuple[Question, Grade]]] = {}
    for return_id, code, key in rows:
        answers.setdefault(return_id, []).append((questions[code], scale.grade(key)))
    return [Named(each, tuple(answers.get(each.id, ()))) for each in organisations]
