"""Offering a set to other boards, and adopting one of theirs."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.drafts import operations
from audit.rooms.drafts.views.blueprint import blueprint
from audit.web.guard import actor, allow
from audit.web.places import board_place
from audit.web.transactions import clock, db


@blueprint.post("/boards/<board_code>/questionnaires/<int:edition_id>/offer")
@allow(Permission.QUESTIONNAIRE_PUBLISH)
def offer_edition(board_code: str, edition_id: int) -> Response:
    """Offer an edition of the board's own to other boards."""
    return _done(board_code, edition_id, operations.offer, "Other boards can see this set and adopt it now.")


@blueprint.post("/boards/<board_code>/questionnaires/<int:edition_id>/withdraw")
@allow(Permission.QUESTIONNAIRE_PUBLISH)
def withdraw_offer(board_code: str, edition_id: int) -> Response:
    """Offer it no more."""
    words = "It is not offered any more. Boards that adopted it keep it."
    return _done(board_code, edition_id, operations.withdraw, words)


@blueprint.post("/boards/<board_code>/questionnaires/<int:edition_id>/adopt")
@allow(Permission.QUESTIONNAIRE_PUBLISH)
def adopt_edition(board_code: str, edition_id: int) -> Response:
    """Adopt an edition that another board offers."""
    words = "Adopted. Your rounds can use it, and your administrators get a letter when its next edition is published."
    return _done(board_code, edition_id, operations.adopt, words)


@blueprint.post("/boards/<board_code>/questionnaires/<int:edition_id>/end-adoption")
@allow(Permission.QUESTIONNAIRE_PUBLISH)
def end_adoption(board_code: str, edition_id: int) -> Response:
    """Be told of its next edition no more."""
    words = "Your board is not told of its next edition any more. Your rounds keep what they have."
    return _done(board_code, edition_id, operations.end_adoption, words)


def _done(board_code: str, edition_id: int, change: Callable[..., Any], words: str) -> Response:
    board = board_place(board_code, Permission.QUESTIONNAIRE_PUBLISH)
    try:
        change(db(), actor(), clock(), board.id, edition_id)
    except RuleBroken as broken:
        flash(broken.sentence)
    else:
        flash(words, "success")
    return redirect(url_for("questionnaires.show_edition", board_code=board_code, edition_id=edition_id), 303)
