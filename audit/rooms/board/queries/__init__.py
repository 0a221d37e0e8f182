"""Every reading of a round as a whole, each by one grouped statement, scoped by the actor's board."""

from audit.rooms.board.queries.answers import (
    AnswerFilter,
    AnswerRow,
    all_answers,
    all_priorities,
    find_answers,
    priority_answers,
    unanswered,
)
from audit.rooms.board.queries.figures import RoundFigures, round_figures, standard_counts
from audit.rooms.board.queries.scope import AskedReturn, Scope, asked_returns, board_round

__all__ = [
    "AnswerFilter",
    "AnswerRow",
    "AskedReturn",
    "RoundFigures",
    "Scope",
    "all_answers",
    "all_priorities",
    "asked_returns",
    "board_round",
    "find_answers",
    "priority_answers",
    "round_figures",
    "standard_counts",
    "unanswered",
]
