"""Surveys as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.disclosure import FEWEST, say_progress
from audit.domain.questionnaire import Question, Standard
from audit.domain.rollup import Distribution, Share
from audit.domain.surveys import NOT_KNOWN, SurveyState, agree_words, percent_words
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.surveys.models import SurveyPlace
from audit.rooms.surveys.operations import Asked
from audit.rooms.surveys.queries import PlaceLine, Results, View

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SURVEY_COLOURS: Mapping[SurveyState, str] = {
    SurveyState.DRAFT: "grey",
    SurveyState.OPEN: "blue",
    SurveyState.CLOSED: "green",
}


@dataclass(frozen=True)
class Statement:
    """One statement on the page that staff see, with what was chosen before it came back."""

    code: str
    text: str
    hint: str
    chosen: str


@dataclass(frozen=True)
class ReplyPage:
    """Everything on the page that staff see."""

    statements: Sequence[Statement]
    options: Sequence[tuple[str, str]]
    """What can be chosen for each, with its words."""
    role: Question | None
    chosen_role: str


def reply_page(session: Session, asked: Asked, chosen: Mapping[str, str], role: str) -> ReplyPage:
    """The page, with what was chosen if it came back."""
    scale = questionnaire_by(session, asked.place.survey.edition).scale
    options = [(grade.key, grade.label) for grade in scale.shown]
    if scale.not_applicable.offered:
        options.append((NOT_KNOWN, scale.not_applicable.label))
    return ReplyPage(
        [Statement(q.code, q.text, q.hint, chosen.get(q.code, "")) for q in asked.questions],
        options,
        asked.role,
        role,
    )


@dataclass(frozen=True)
class StatementRow:
    """What was said to one statement. ``is_hidden``: fewer than five graded it."""

    question: Question
    distribution: Distribution
    is_hidden: bool


@dataclass(frozen=True)
class StandardRow:
    """What was said to the statements of one standard."""

    standard: Standard
    agree: Share
    words: str
    statements: Sequence[StatementRow]


def standard_rows(results: Results, view: View) -> list[StandardRow]:
    """The standards of a survey in order, with what these staff said."""
    rows = []
    for standard, questions in results.standards:
        shown = [StatementRow(q, found, found.of < FEWEST) for q in questions for found in [view.question(q)]]
        agree = view.agree(questions)
        counted = sum(not row.is_hidden for row in shown)
        rows.append(
            StandardRow(
                standard,
                agree,
                agree_words(agree, view.replies, counted) if counted else "Fewer than five said something",
                shown,
            )
        )
    return rows


@dataclass(frozen=True)
class PlaceRow:
    """An organisation in the list of a survey. ``agree`` is None where nothing is shown."""

    place: SurveyPlace
    replies: str
    agree: str


def place_rows(lines: Sequence[PlaceLine], results: Results, state: SurveyState) -> list[PlaceRow]:
    """The organisations of a survey: replies in steps of five, and the share that agrees once it was added up."""
    rows = []
    for line in lines:
        place = line.place
        is_added_up = state is SurveyState.CLOSED and place.counted > 0
        replies = f"{place.counted:,}" if is_added_up else say_progress(line.replies)
        agree = percent_words(results.of(place.organisation_id).overall) if place.counted else ""
        rows.append(PlaceRow(place, replies, agree))
    return rows
