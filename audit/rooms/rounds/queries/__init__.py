"""Every reading of rounds and of the returns asked for in them."""

from audit.rooms.rounds.queries.returns import (
    PAGE,
    ReturnFilter,
    ReturnLine,
    ReturnListing,
    asked_organisations,
    outstanding_returns,
    returns_of_round,
    without_leads,
)
from audit.rooms.rounds.queries.rounds import (
    Figures,
    RoundLine,
    Week,
    board_of_rounds,
    figures_of_round,
    round_by_code,
    rounds_of_board,
    rounds_where,
)

__all__ = [
    "PAGE",
    "Figures",
    "ReturnFilter",
    "ReturnLine",
    "ReturnListing",
    "RoundLine",
    "Week",
    "asked_organisations",
    "board_of_rounds",
    "figures_of_round",
    "outstanding_returns",
    "returns_of_round",
    "round_by_code",
    "rounds_of_board",
    "rounds_where",
    "without_leads",
]
