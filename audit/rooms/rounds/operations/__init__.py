"""Everything that changes rounds: drafting, choosing organisations, opening, extending, closing."""

from audit.rooms.rounds.operations.choosing import add_organisations, choose_organisations, pick
from audit.rooms.rounds.operations.drafting import RoundPlan, change_round, create_round, suggest_code
from audit.rooms.rounds.operations.letters import Written
from audit.rooms.rounds.operations.loading import round_to_run
from audit.rooms.rounds.operations.profiles import set_profiles
from audit.rooms.rounds.operations.reviewing import ReviewPlan, ask_anew, create_review
from audit.rooms.rounds.operations.running import (
    close_round,
    extend_returns,
    open_round,
    remind,
    reopen_round,
)

__all__ = [
    "ReviewPlan",
    "RoundPlan",
    "Written",
    "add_organisations",
    "ask_anew",
    "change_round",
    "choose_organisations",
    "close_round",
    "create_review",
    "create_round",
    "extend_returns",
    "open_round",
    "pick",
    "remind",
    "reopen_round",
    "round_to_run",
    "set_profiles",
    "suggest_code",
]
