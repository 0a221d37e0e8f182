"""The board's pages of a progress review: planning it, and its answers before and after."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from audit.domain.actions import add_months
from audit.domain.actor import Actor
from audit.domain.dates import in_london
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.domain.review import CHANGE_WORDS, Change, Standing
from audit.domain.workflows import RETURN_STATE_WORDS, RoundKind, RoundState
from audit.infra.clock import today
from audit.rooms.board.exports import write_review
from audit.rooms.board.forms import ReviewForm
from audit.rooms.board.operations import ask_review_anew, create_review_of, note_export
from audit.rooms.board.policy import may_export, must_export
from audit.rooms.board.presenters import review as present
from audit.rooms.board.presenters.lists import page_of, pagination
from audit.rooms.board.queries import (
    ReviewFigures,
    Scope,
    agreed_standings,
    board_round,
    review_figures,
    review_round,
    reviews_of,
    to_report,
)
from audit.rooms.board.views.blueprint import XLSX, blueprint
from audit.rooms.rounds.models import Round
from audit.web.files import send_attachment
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, let_go, unit_of_work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Answer = str | AnyResponse | tuple[str, int]

MONTHS = 6
"""How long after a round its progress review is due, when the round names no day."""
SHORTEST = timedelta(weeks=4)
"""What is offered where that day has passed."""


def agreed_before(session: Session, person: Actor, return_id: int) -> dict[int, Standing]:
    """The agreed grades of a return, for the pages of its organisation in a lower room."""
    return agreed_standings(session, person, return_id)


@blueprint.route("/rounds/<round_code>/review/new", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def new_review(round_code: str) -> Answer:
    """Plan the progress review of a round, and see whom it will ask what."""
    scope = board_round(db(), actor(), round_code, Permission.ROUND_RUN)
    row = scope.round
    stand_in("board", row.board_id)
    form = ReviewForm(
        data={
            "title": f"Progress review of {row.title}"[:200],
            "due_on": _default_due(row, today(clock())),
            "sign_off": "+".join(row.sign_off_steps),
        }
    ).offer(row.sign_off_steps)
    if form.validate_on_submit():
        try:
            review = create_review_of(db(), actor(), clock(), round_code, form.plan())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Saved as a draft. Check it, then open it.", "success")
            return redirect(url_for("rounds.ask_to_open", round_code=review.code), 303)
    reviews = reviews_of(db(), scope)
    running = next((each for each in reviews if each[2] is not RoundState.CLOSED), None)
    reviewable = row.kind is RoundKind.AUDIT and row.state is not RoundState.DRAFT and running is None
    page = render_template(
        "board/review_new.html",
        round=row,
        form=form,
        reviewable=reviewable,
        who=present.who_is_asked(to_report(db(), scope) if reviewable else []),
        reviews=reviews,
        running=running is not None,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<round_code>/review/ask-anew", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def ask_anew(round_code: str) -> Answer:
    """Work out again whom a review asks: before it opens exactly, afterwards only more."""
    scope = review_round(db(), actor(), round_code, Permission.ROUND_RUN)
    row = scope.round
    stand_in("board", row.board_id)
    form = Form()
    if form.validate_on_submit():
        settings = current_app.config["AUDIT_SETTINGS"]
        try:
            written = ask_review_anew(
                db(), actor(), clock(), round_code,
                public_url=settings.public_url, product=settings.product_name,
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            count = (
                f"{written.returns:,} {'organisation is' if written.returns == 1 else 'organisations are'}"
            )
            more = " asked" if row.state is RoundState.DRAFT else " asked as well, by letter"
            flash(f"Saved. {count}{more}.", "success")
            return redirect(url_for("rounds.show_round", round_code=round_code), 303)
    assert row.reviews is not None  # review_round has seen to it
    found = to_report(db(), board_round(db(), actor(), row.reviews.code))
    already = {each.organisation_id for each in review_figures(db(), scope, today(clock())).returns}
    if row.state is not RoundState.DRAFT:
        found = [each for each in found if each.organisation_id not in already]
    page = render_template(
        "board/review_anew.html",
        round=row,
        form=form,
        who=present.who_is_asked(found),
        asked_now=len(already),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/rounds/<round_code>/review")
@allow(Permission.SUMMARY_VIEW)
def show_review(round_code: str) -> Answer:
    """Before and after, who has not reported, and how far the actions are."""
    scope = review_round(db(), actor(), round_code)
    stand_in("board", scope.round.board_id)
    if scope.round.state is RoundState.DRAFT:
        return redirect(url_for("rounds.show_round", round_code=round_code))
    figures = review_figures(db(), scope, today(clock()))
    chosen = _chosen(figures)
    lines = figures.narrowed(
        organisation_id=chosen["organisation"], standard=chosen["standard"], change=chosen["change"]
    )
    shown, number, pages = page_of(lines, request.args.get("page"), present.LINES_A_PAGE)
    return render_template(
        "board/review.html",
        round=scope.round,
        reviewed=figures.reviewed.round,
        figures=figures,
        tiles=present.tiles(
            figures, {change: _address(round_code, change=change.value) for change in Change}, "#not-reported"
        ),
        rows=present.rows(shown, scope.scale),
        total=len(lines),
        standard_of=scope.questionnaire.standard_of,
        standards=scope.standards,
        changes=CHANGE_WORDS,
        chosen=chosen,
        is_narrowed=any(chosen.values()),
        state_words=RETURN_STATE_WORDS,
        day=today(clock()),
        may_export=may_export(actor(), scope.round.board_id),
        pagination=pagination(
            number,
            pages,
            lambda page: _address(
                round_code,
                organisation=chosen["organisation"] or None,
                standard=chosen["standard"] or None,
                change=chosen["change"].value if chosen["change"] else None,
                page=page,
            ),
        ),
    )


@blueprint.post("/rounds/<round_code>/review/workbook")
@allow(Permission.SUMMARY_EXPORT)
def download_review(round_code: str) -> Response:
    """The review as an Excel file. Taking it away is noted in the trail, and so it is asked for by a button."""
    must_export(actor(), review_round(db(), actor(), round_code).round.board_id)
    let_go()
    content = BytesIO()
    with unit_of_work().read() as session:
        figures = review_figures(session, review_round(session, actor(), round_code), today(clock()))
        write_review(session, figures, content, by=actor().name, at=clock()(), today=today(clock()))
    note_export(db(), actor(), clock(), round_code)
    size = content.tell()
    content.seek(0)
    return send_attachment(content, f"{round_code}-{today(clock()).isoformat()}.xlsx", XLSX, size)


def _default_due(row: Round, day: date) -> date:
    """Six months after the round, or the day that its plan names; in some weeks where that has passed."""
    ended = in_london(row.closed_at).date() if row.closed_at else row.due_on
    offered = row.review_on or add_months(ended, MONTHS)
    return offered if offered >= day else day + SHORTEST


def _address(round_code: str, **narrowed: Any) -> str:
    return url_for("board.show_review", round_code=round_code, **narrowed) + "#answers"


def _chosen(figures: ReviewFigures) -> dict[str, Any]:
    """What the address asks for; what this review does not know narrows nothing."""
    scope: Scope = figures.scope
    organisation, change = request.args.get("organisation", ""), request.args.get("change", "")
    standard = request.args.get("standard", "")
    return {
        "organisation": int(organisation)
        if organisation in {str(each.organisation_id) for each in figures.returns}
        else 0,
        "standard": standard if standard in {each.code for each in scope.standards} else "",
        "change": Change(change) if change in set(Change) else None,
    }
