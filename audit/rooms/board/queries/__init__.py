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
from audit.rooms.board.queries.levels import (
    QuestionLevels,
    RoundLevels,
    agreed_level,
    matrix_round,
    round_levels,
)
from audit.rooms.board.queries.numbers import Added, RoundNumbers, round_numbers
from audit.rooms.board.queries.review import (
    ReviewFigures,
    ReviewLine,
    ToReport,
    agreed_standings,
    narratives_after,
    review_figures,
    review_round,
    reviews_of,
    to_report,
)
from audit.rooms.board.queries.scope import AGREED, SELF, AskedReturn, Scope, asked_returns, board_round

__all__ = [
    "AGREED",
    "SELF",
    "Added",
    "AnswerFilter",
    "AnswerRow",
    "AskedReturn",
    "QuestionLevels",
    "ReviewFigures",
    "ReviewLine",
    "RoundFigures",
    "RoundLevels",
    "RoundNumbers",
    "Scope",
    "ToReport",
    "agreed_level",
    "agreed_standings",
    "all_answers",
    "all_priorities",
    "asked_returns",
    "board_round",
    "find_answers",
    "matrix_round",
    "narratives_after",
    "priority_answers",
    "review_figures",
    "review_round",
    "reviews_of",
    "round_figures",
    "round_levels",
    "round_numbers",
    "standard_counts",
    "to_report",
    "unanswered",
]
