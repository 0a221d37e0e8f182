"""Calibration: where moderators move grades most, by question and by moderator."""

from flask import render_template, request

from audit.domain.calibration import most_moved
from audit.domain.permissions import Permission
from audit.rooms.moderation.queries.calibration import calibration_of
from audit.rooms.moderation.views.blueprint import blueprint
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import db

SORTS = {
    "moved": "Most moved",
    "down": "Most moved down",
    "up": "Most moved up",
    "order": "As the questions stand",
}


@blueprint.get("/rounds/<round_code>/calibration")
@allow(Permission.MODERATION_RUN)
def show_calibration(round_code: str) -> str:
    """How grades were moved, with counts. The board alone sees moderators by name."""
    found = calibration_of(db(), actor(), round_code)
    stand_in("board", found.round.board_id)
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else "moved"
    questions, moderators = list(found.questions), list(found.moderators)
    if sort == "moved":
        questions.sort(key=lambda line: most_moved(line.counts))
        moderators.sort(key=lambda line: most_moved(line.counts))
    elif sort != "order":
        questions.sort(key=lambda line: -getattr(line.counts, sort).numerator)
        moderators.sort(key=lambda line: -getattr(line.counts, sort).numerator)
    return render_template(
        "moderation/calibration.html",
        row=found.round,
        found=found,
        questions=questions,
        moderators=moderators,
        sort=sort,
        sorts=SORTS,
    )
