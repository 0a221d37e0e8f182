"""The list of drafts of a board, and the ways to start one."""

from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.infra.kept_folder import kept_library
from audit.infra.questionnaire_files import Library
from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.operations.beginning import (
    begin_blank,
    copy_edition,
    copy_set,
    discard_draft,
    follow_edition,
    put_back_draft,
)
from audit.rooms.drafts.queries import discarded_drafts, drafts_of
from audit.rooms.drafts.views.blueprint import blueprint, open_draft
from audit.rooms.drafts.views.saving import typed
from audit.rooms.drafts.views.scales import offered_scales
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import editions
from audit.web.guard import actor, allow
from audit.web.places import board_place
from audit.web.transactions import clock, db


@blueprint.get("/boards/<board_code>/drafts")
@allow(Permission.QUESTIONNAIRE_VIEW)
def list_drafts(board_code: str) -> str:
    """The drafts of a board, and those that were put away."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    return render_template(
        "drafts/list.html",
        board=board,
        drafts=drafts_of(db(), actor(), board.id),
        discarded=discarded_drafts(db(), actor(), board.id),
        may_change=board.id in actor().boards(Permission.DRAFT_KEEP),
    )


@blueprint.get("/boards/<board_code>/drafts/new")
@allow(Permission.DRAFT_KEEP)
def choose_start(board_code: str) -> Response:
    """What a new draft begins with."""
    return _choose(board_place(board_code, Permission.DRAFT_KEEP))


@blueprint.post("/boards/<board_code>/drafts/start")
@allow(Permission.DRAFT_KEEP)
def start(board_code: str) -> Response:
    """Start a draft.

    ``source`` is the id of an edition (with ``next:`` before it for the next edition of the board's own set), the code
    and edition of a set that comes with the product (``section-11/2026.1``), or ``blank``.
    """
    board = board_place(board_code, Permission.DRAFT_KEEP)
    try:
        draft = _start(board, request.form.get("source", ""))
    except (RuleBroken, NotAllowed) as refusal:
        return _choose(board, refusal.sentence, getattr(refusal, "field", None) or "source")
    flash(f"Your draft of {draft.title} is ready. Nobody is asked anything until you publish it.", "success")
    return redirect(url_for(".show_draft", board_code=board.key, draft_id=draft.id), 303)


@blueprint.post("/boards/<board_code>/drafts/<int:draft_id>/discard")
@allow(Permission.DRAFT_KEEP)
def discard(board_code: str, draft_id: int) -> Response:
    """Put a draft away."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    discard_draft(db(), actor(), clock(), draft_id)
    flash(f"{opened.draft.title} is discarded. You can put it back below.", "success")
    return redirect(url_for(".list_drafts", board_code=board_code), 303)


@blueprint.post("/boards/<board_code>/drafts/<int:draft_id>/put-back")
@allow(Permission.DRAFT_KEEP)
def put_back(board_code: str, draft_id: int) -> Response:
    """Open a discarded draft again."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    put_back_draft(db(), actor(), clock(), draft_id)
    flash(f"{opened.draft.title} is open again, as it was.", "success")
    return redirect(opened.address("show_draft"), 303)


def _start(board: Place, source: str) -> Draft:
    session, who, now = db(), actor(), clock()
    if source == "blank":
        if scale := offered_scales(board).get(request.form.get("scale", "")):
            return begin_blank(session, who, now, board.id, board.key, typed("title"), scale)
        raise RuleBroken("Choose the grades of the new set", "scale")
    if source.startswith("next:") and source[5:].isascii() and source[5:].isdecimal():
        return follow_edition(session, who, now, board.id, _id(source[5:]))
    if source.isascii() and source.isdecimal():
        return copy_edition(session, who, now, board.id, board.key, _id(source))
    for loaded in _library().sets:
        if f"{loaded.data['questionnaire']}/{loaded.data['edition']}" == source:
            return copy_set(session, who, now, board.id, board.key, loaded.data)
    raise RuleBroken("Choose what the draft begins with", "source")


def _id(digits: str) -> int:
    if len(digits) > 9:
        raise NotVisible
    return int(digits)


def _choose(board: Place, trouble: str = "", field: str = "") -> Response:
    library, found = _library(), editions(db(), actor())
    shown = render_template(
        "drafts/new.html",
        board=board,
        groups=_sources(board, library, found),
        scales=[(code, data["title"]) for code, data in offered_scales(board).items()],
        trouble=trouble,
        field=field,
        typed=request.form,
    )
    return make_response(shown, 422 if trouble else 200)


def _sources(board: Place, library: Library, found: list[Edition]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What can be begun with: heading, and radios as the design system takes them."""
    own = [edition for edition in found if edition.board_id == board.id]
    newest = {edition.code: edition for edition in reversed(own)}.values()
    others = [edition for edition in found if edition.board_id not in (None, board.id)]
    published = {(edition.code, edition.edition): edition.id for edition in found if edition.board_id is None}
    follow = [
        {"value": f"next:{edition.id}", "text": f"The next edition of {edition.title}",
         "hint": {"text": f"After edition {edition.edition}. Every question continues its own, so that last time’s "
                          "answers can stand beside it."}}
        for edition in newest
    ]  # fmt: skip
    copies = [
        {
            "value": str(edition.id),
            "text": f"A copy of {edition.title}",
            "hint": {"text": f"Edition {edition.edition}"},
        }
        for edition in own
    ]
    shipped: list[dict[str, Any]] = []
    for loaded in library.sets:
        code, edition = loaded.data["questionnaire"], loaded.data["edition"]
        source = published.pop((code, edition), f"{code}/{edition}")
        about = str(loaded.data.get("about") or "").split(". ")[0].rstrip(".")
        shipped.append(
            {"value": str(source), "text": f"A copy of {loaded.data['title']}",
             "hint": {"text": f"Edition {edition}. {about}."}}
        )  # fmt: skip
    shipped += [
        {
            "value": str(edition.id),
            "text": f"A copy of {edition.title}",
            "hint": {"text": f"Edition {edition.edition}"},
        }
        for edition in found
        if (edition.code, edition.edition) in published
    ]
    offered = [
        {"value": str(edition.id), "text": f"A copy of {edition.title}",
         "hint": {"text": f"Edition {edition.edition}, offered by another board"}}
        for edition in others
    ]  # fmt: skip
    groups = [("Your own sets", follow + copies), ("Sets that come with this service", shipped),
              ("Sets of other boards", offered)]  # fmt: skip
    return [(heading, radios) for heading, radios in groups if radios]


def _library() -> Library:
    return kept_library(current_app.config["AUDIT_SETTINGS"].questionnaires_dir)
