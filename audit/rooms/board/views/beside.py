"""Two rounds of a board side by side, standard by standard: two years, or the full and the short form."""

from flask import render_template, request

from audit.domain.beside import paired_standards
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind, RoundState
from audit.infra.clock import today
from audit.rooms.board.queries import board_round, round_figures
from audit.rooms.board.views.blueprint import blueprint
from audit.rooms.rounds.queries import rounds_of_board
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/rounds/<round_code>/beside")
@allow(Permission.SUMMARY_VIEW)
def show_beside(round_code: str) -> str:
    """How many answers are at or above the minimum, by standard, in this round and in another of the board."""
    scope = board_round(db(), actor(), round_code)
    stand_in("board", scope.round.board_id)
    day = today(clock())
    others = [
        line.round
        for line in rounds_of_board(db(), actor(), scope.round.board_id, day)
        if line.round.id != scope.round.id
        and line.round.kind is RoundKind.AUDIT
        and line.round.state is not RoundState.DRAFT
    ]
    wanted = request.args.get("with", "")
    chosen = next((each for each in others if each.code == wanted), None)
    rows = []
    other = None
    if chosen is not None:
        other = board_round(db(), actor(), chosen.code)
        here, there = round_figures(db(), scope, day), round_figures(db(), other, day)
        rows = [
            (
                pair.one or pair.other,
                here.by_standard[pair.one.code] if pair.one else None,
                there.by_standard[pair.other.code] if pair.other else None,
            )
            for pair in paired_standards(scope.questionnaire, other.questionnaire)
        ]
    return render_template(
        "board/beside.html",
        round=scope.round,
        others=others,
        chosen=chosen,
        rows=rows,
        is_other_scale=other is not None and other.scale.code != scope.scale.code,
    )
