"""A board's letters: what was sent to whom, what waits, what could not be sent. Never what a letter says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.rooms.outbox import queries
from audit.rooms.outbox.forms import WordingForm
from audit.rooms.outbox.models import LetterState
from audit.rooms.outbox.operations import drop_wording, keep_wording, product_words
from audit.rooms.outbox.policy import board_kind, check_wording
from audit.rooms.outbox.presenters import STATE_WORDS, fact_lines, preview, wording_lines
from audit.web.gathering import PageLink, add_page_links
from audit.web.guard import actor, allow
from audit.web.home import Waiting, add_waiting
from audit.web.places import board_codes, board_place
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

blueprint = Blueprint("outbox", __name__)
PAGE = 50
"""Letters on one page."""


@blueprint.get("/boards/<board_code>/letters")
@allow(Permission.LETTERS_VIEW)
def list_letters(board_code: str) -> str:
    """The board's letters, newest first."""
    board = board_place(board_code, Permission.LETTERS_VIEW)
    state = next((s for s in LetterState if s == request.args.get("state")), None)
    before = request.args.get("before", type=int)
    letters = queries.letters_of_board(db(), actor(), board.id, state, before, PAGE + 1)
    return render_template(
        "outbox/letters.html",
        board=board,
        letters=letters[:PAGE],
        older=letters[PAGE - 1].id if len(letters) > PAGE else None,
        newest=before is None,
        state=state,
        counts=queries.counts_by_state(db(), actor(), board.id),
        words=STATE_WORDS,
    )


@blueprint.get("/boards/<board_code>/letters/wordings")
@allow(Permission.LETTERS_VIEW)
def list_wordings(board_code: str) -> str:
    """The kinds of letter that the board sends, and which of them have words of its own."""
    board = board_place(board_code, Permission.LETTERS_VIEW)
    lines = wording_lines(queries.wordings_of_board(db(), actor(), board.id))
    return render_template("outbox/wordings.html", board=board, lines=lines)


@blueprint.route("/boards/<board_code>/letters/wordings/<letter_kind>", methods=["GET", "POST"])
@allow(Permission.LETTERS_KEEP)
def edit_wording(board_code: str, letter_kind: str) -> str | Response | tuple[str, int]:
    """The words of one kind of letter: changing them, trying them, and going back to the product's."""
    board = board_place(board_code, Permission.LETTERS_KEEP)
    kind = board_kind(letter_kind)
    own = queries.wordings_of_board(db(), actor(), board.id).get(letter_kind)
    subject, body = (own.subject, own.body) if own else product_words(letter_kind)
    version = own.version if own else 0
    form = WordingForm(data={"version": str(version), "subject": subject, "body": body})
    shown, conflict = None, None
    if form.validate_on_submit():
        typed, seen = (form.subject.data or "", form.body.data or ""), _version(form.version.data)
        try:
            if request.form.get("action") == "product":
                drop_wording(db(), actor(), clock(), board.id, letter_kind, seen_version=seen)
                flash("This letter is sent in the words of the product again.", "success")
                return redirect(url_for(".list_wordings", board_code=board_code), 303)
            if request.form.get("action") == "preview":
                check_wording(kind, *typed)
                shown = preview(kind, *typed)
            elif own is None and typed == (subject, body.strip()):
                flash("Nothing was changed. This letter is sent in the words of the product.")
                return redirect(url_for(".list_wordings", board_code=board_code), 303)
            else:
                keep_wording(
                    db(), actor(), clock(), board.id, letter_kind,
                    subject=typed[0], body=typed[1], seen_version=seen,
                )  # fmt: skip
                flash(f"Saved. “{kind.title}” is sent in your words from now on.", "success")
                return redirect(url_for(".list_wordings", board_code=board_code), 303)
        except RuleBroken as broken:
            form.refuse(broken)
        except Stale:
            pairs = [("Subject", subject, typed[0]), ("Text", body.strip(), typed[1])]
            conflict = [
                {"label": label, "saved": saved, "typed": mine}
                for label, saved, mine in pairs
                if saved != mine
            ]
            form.version.data = str(version)
    page = render_template(
        "outbox/wording.html",
        board=board,
        kind=kind,
        own=own,
        form=form,
        facts=fact_lines(kind),
        preview=shown,
        conflict=conflict,
    )
    return page, 409 if conflict is not None else 422 if form.errors else 200


def _version(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _bounced(session: Session, actor: Actor, _day: date) -> Sequence[Waiting]:
    codes = board_codes()
    return [
        Waiting(
            title=f"{count} {'letter' if count == 1 else 'letters'} could not be sent",
            detail="Check the addresses, then invite or remind these people again.",
            href=url_for("outbox.list_letters", board_code=codes[board_id], state="failed"),
            button="See which",
        )
        for board_id, count in queries.failed_by_board(session, actor).items()
        if board_id in codes
    ]


def register(app: Flask) -> None:
    """Register the page, its link, and what waits when a letter bounced."""
    app.register_blueprint(blueprint)
    add_page_links(
        app,
        PageLink(
            "board", "Letters", "outbox.list_letters", Permission.LETTERS_VIEW, 40,
            "what was sent to whom, and the words of each kind",
        ),
    )  # fmt: skip
    add_waiting(app, _bounced)
