"""The library: what is shared, for everybody of the board and of the organisations in its area."""

from flask import render_template, request
from werkzeug.wrappers import Response

from audit.domain.permissions import Permission
from audit.rooms.evidence.operations import record_opened, require_shown_to_others
from audit.rooms.good_practice.policy import is_member, may_ask, may_consent
from audit.rooms.good_practice.presenters import excerpt
from audit.rooms.good_practice.queries import (
    LibraryFilter,
    example_to_read,
    library_board,
    library_of,
    shared_file,
    shared_files,
)
from audit.rooms.good_practice.views.blueprint import asked, blueprint, number_in
from audit.web.files import send_kept_file
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, unit_of_work


@blueprint.get("/boards/<board_code>/good-practice")
@allow(Permission.GOOD_PRACTICE_VIEW)
def show_library(board_code: str) -> str:
    """The library of a board, to be searched."""
    board = library_board(db(), actor(), board_code)
    _stand(board.id)
    chosen = LibraryFilter(
        asked("words", 100), asked("standard"), asked("sector"), number_in(asked("page", 6)) or 1
    )
    return render_template(
        "good_practice/library.html",
        board=board,
        chosen=chosen,
        library=library_of(db(), actor(), board, chosen),
        excerpt=excerpt,
        may_ask=may_ask(actor(), board.id),
    )


@blueprint.get("/good-practice/<int:example_id>")
@allow(Permission.GOOD_PRACTICE_VIEW)
def show_example(example_id: int) -> str:
    """One example, with what it is shared with and nothing else of its return."""
    row = example_to_read(db(), actor(), example_id)
    _stand(row.board_id)
    return render_template(
        "good_practice/example.html",
        row=row,
        files=shared_files(db(), row),
        may_consent=may_consent(actor(), row.organisation_id),
    )


@blueprint.get("/good-practice/<int:example_id>/evidence/<int:evidence_id>")
@allow(Permission.GOOD_PRACTICE_VIEW)
def download(example_id: int, evidence_id: int) -> Response:
    """A file that an example is shared with. That it was opened is noted, in a unit of work of its own."""
    row, evidence = shared_file(db(), actor(), example_id, evidence_id)
    _stand(row.board_id)
    require_shown_to_others(evidence)
    answer = send_kept_file(evidence.sha256, evidence.file_name)
    if request.method == "GET":
        behalf = "organisation" if is_member(actor(), row.organisation_id) else "library"
        with unit_of_work().begin() as session:
            record_opened(session, actor(), clock(), evidence, on_behalf=behalf, board_id=row.board_id)
    return answer


def _stand(board_id: int) -> None:
    """The board is where its own people stand; those of an organisation stay where they were."""
    if board_id in actor().boards(Permission.GOOD_PRACTICE_VIEW):
        stand_in("board", board_id)
