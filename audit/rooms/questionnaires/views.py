"""The pages of question sets: what is published, what could be, and what each asks of whom."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.domain.question_words import (
    KIND_OF_ANSWER,
    STRENGTH_WORDS,
    say_counts,
    what_is_needed,
    who_is_asked,
)
from audit.domain.questionnaire import SIGN_OFF_TITLES, Questionnaire
from audit.infra.questionnaire_files import Library, load_folder
from audit.rooms.questionnaires import presenters
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.questionnaires.presenters import OTHER_CONTENT, PUBLISHED, Offer
from audit.rooms.questionnaires.queries import edition_by_id, editions, questionnaire_of
from audit.web.gathering import PageLink, add_page_links, page_facts
from audit.web.guard import actor, allow
from audit.web.places import board_place, has_page
from audit.web.transactions import clock, db

blueprint = Blueprint("questionnaires", __name__)

_Signature = tuple[tuple[str, int, int], ...]


def register(app: Flask) -> None:
    """Add the room's pages and its place in the navigation."""
    app.register_blueprint(blueprint)
    app.extensions["audit.starters"] = None
    add_page_links(
        app,
        PageLink(
            "board", "Question sets", "questionnaires.list_editions", Permission.QUESTIONNAIRE_VIEW, 10,
            "what is asked, edition by edition",
        ),
    )  # fmt: skip


@blueprint.get("/boards/<board_code>/questionnaires")
@allow(Permission.QUESTIONNAIRE_VIEW)
def list_editions(board_code: str) -> str:
    """The published editions and the sets that could be published."""
    return _list_page(board_place(board_code, Permission.QUESTIONNAIRE_VIEW))


@blueprint.get("/boards/<board_code>/questionnaires/<int:edition_id>")
@allow(Permission.QUESTIONNAIRE_VIEW)
def show_edition(board_code: str, edition_id: int) -> str:
    """A published edition, as one sort of organisation sees it or with everything in it."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    edition = edition_by_id(db(), actor(), edition_id)
    return _preview_page(board, questionnaire_of(edition), edition=edition)


@blueprint.get("/boards/<board_code>/questionnaires/starters/<code>/<edition>")
@allow(Permission.QUESTIONNAIRE_VIEW)
def show_starter(board_code: str, code: str, edition: str) -> str:
    """A set that could be published, as it would be."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    offer = _offer(code, edition)
    return _preview_page(board, offer.questionnaire, offer=offer)


@blueprint.post("/boards/<board_code>/questionnaires/starters/<code>/<edition>/publish")
@allow(Permission.QUESTIONNAIRE_PUBLISH)
def publish_starter(board_code: str, code: str, edition: str) -> Response | tuple[str, int]:
    """Publish a set: from now on rounds can use it, and it never changes."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_PUBLISH)
    offer = _offer(code, edition)
    try:
        published, is_new = publish_edition(db(), actor(), offer.data, clock())
    except RuleBroken as broken:
        return _list_page(board, trouble=broken.sentence), 422
    name = f"{published.title}, edition {published.edition}"
    if is_new:
        flash(f"Published: {name}. A new round can use it now.", "success")
    else:
        flash(f"{name} was published already, with the same content. Nothing was changed.", "success")
    return redirect(url_for(".show_edition", board_code=board.key, edition_id=published.id), 303)


def _list_page(board: Place, trouble: str = "") -> str:
    library = _library()
    found = editions(db(), actor())
    facts = page_facts("library", board)
    chosen = presenters.chosen_from(request.args)
    waiting = [offer for offer in presenters.offers(library, found) if offer.state != PUBLISHED]
    return render_template(
        "questionnaires/list.html",
        board=board,
        groups=presenters.grouped(found, board.id, facts.adopted if facts else (), chosen),
        nothing=not found,
        many=len(found) > 4,
        chosen=chosen,
        shows=presenters.SHOWS,
        sorts=presenters.SORTS,
        facts=facts,
        waiting=waiting,
        other_content=OTHER_CONTENT,
        problems=[presenters.plain_problem(problem) for problem in library.problems],
        may_publish=board.id in actor().boards(Permission.QUESTIONNAIRE_PUBLISH),
        trouble=trouble,
    )


def _preview_page(board: Place, questionnaire: Questionnaire, **more: Any) -> str:
    preview = presenters.preview_from(request.args)
    edition = more.get("edition")
    standards = presenters.previewed(questionnaire, preview)
    return render_template(
        "questionnaires/edition.html",
        board=board,
        questionnaire=questionnaire,
        preview=preview,
        selects=presenters.selects_of(preview),
        standards=standards,
        shown=sum(len(standard.questions) for standard in standards),
        of=len(questionnaire.questions),
        counts=say_counts(questionnaire),
        sign_off=[SIGN_OFF_TITLES[step] for step in questionnaire.sign_off.steps],
        who_is_asked=who_is_asked,
        what_is_needed=what_is_needed,
        strength_words=STRENGTH_WORDS,
        strength_colours=presenters.STRENGTH_COLOURS,
        kind_of_answer=KIND_OF_ANSWER,
        may_publish=board.id in actor().boards(Permission.QUESTIONNAIRE_PUBLISH),
        other_content=OTHER_CONTENT,
        facts=page_facts("library", board) if edition else None,
        copy_page=url_for("drafts.start", board_code=board.key) if has_page("drafts.start") else None,
        **{"edition": None, "offer": None, **more},
    )


def _offer(code: str, edition: str) -> Offer:
    for offer in presenters.offers(_library(), editions(db(), actor())):
        if (offer.questionnaire.code, offer.questionnaire.edition) == (code, edition):
            return offer
    raise NotVisible


def _library() -> Library:
    """The question sets of the folder in the settings, read again only when a file there has changed."""
    folder = current_app.config["AUDIT_SETTINGS"].questionnaires_dir
    signature = _signature(folder)
    kept: tuple[_Signature, Library] | None = current_app.extensions["audit.starters"]
    if kept is None or kept[0] != signature:
        kept = (signature, load_folder(folder))
        current_app.extensions["audit.starters"] = kept
    return kept[1]


def _signature(folder: Path) -> _Signature:
    files = [*sorted(folder.glob("*.y*ml")), *sorted((folder / "scales").glob("*.y*ml"))]
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
