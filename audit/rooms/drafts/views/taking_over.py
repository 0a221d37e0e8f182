"""Taking over what is new in the set that a board copied."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.permissions import Permission
from audit.rooms.drafts import operations
from audit.rooms.drafts.models import DraftState
from audit.rooms.drafts.operations.taking_over import latest_of_copied
from audit.rooms.drafts.queries import remarks_on
from audit.rooms.drafts.views.blueprint import blueprint
from audit.rooms.drafts.views.places import draft_here
from audit.web.guard import actor, allow
from audit.web.places import board_place, page_if_there
from audit.web.transactions import clock, db


@blueprint.get("/boards/<board_code>/drafts/<int:draft_id>/take-over")
@allow(Permission.DRAFT_KEEP)
def ask_to_take_over(board_code: str, draft_id: int) -> str:
    """What taking over does; for a draft that was made so, what has still to be decided in it."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    row = draft_here(board, draft_id, keep=True)
    return render_template(
        "drafts/take_over.html",
        board=board,
        draft=row,
        is_open=row.state is DraftState.OPEN,
        latest=latest_of_copied(db(), actor(), row),
        remarks=remarks_on(db(), row),
        draft_page=page_if_there("drafts.show_draft", board_code=board_code, draft_id=draft_id),
        may_publish=board.id in actor().boards(Permission.QUESTIONNAIRE_PUBLISH),
    )


@blueprint.post("/boards/<board_code>/drafts/<int:draft_id>/take-over")
@allow(Permission.DRAFT_KEEP)
def take_over(board_code: str, draft_id: int) -> Response:
    """Make the draft with both changes."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    draft_here(board, draft_id, keep=True)
    taken = operations.take_changes_over(db(), actor(), clock(), draft_id)
    number = len(taken.undecided)
    decide = "Nothing is left to decide."
    if number:
        decide = f"{number} {'question has' if number == 1 else 'questions have'} to be decided; each is listed below."
    flash(f"A new draft has both the new edition and your own changes. {decide}", "success")
    return redirect(url_for(".ask_to_take_over", board_code=board_code, draft_id=taken.draft.id), 303)
