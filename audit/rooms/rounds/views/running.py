"""The page of a round, and what is done while it runs."""

from collections.abc import Sequence
from functools import partial

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.deadlines import STANDING_WORDS, Standing
from audit.domain.errors import RuleBroken
from audit.domain.organisations import SECTORS
from audit.domain.permissions import Permission
from audit.domain.rollup import Share
from audit.domain.workflows import ROUND_STATE_WORDS, RoundKind, RoundState
from audit.infra.clock import today
from audit.rooms.rounds import operations
from audit.rooms.rounds.forms import ExtendForm, say_steps
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.policy import require_run
from audit.rooms.rounds.presenters import ROUND_COLOURS, date_rows, status_tags, tiles, week_chart
from audit.rooms.rounds.queries import (
    ReturnFilter,
    ReturnLine,
    board_of_rounds,
    figures_of_round,
    outstanding_returns,
    returns_of_round,
    rounds_of_board,
)
from audit.rooms.rounds.views.blueprint import (
    asked,
    asked_page,
    blueprint,
    letter_words,
    may_run_here,
    round_here,
    say_written,
)
from audit.web.forms import Form
from audit.web.gathering import page_links
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page, page_if_there
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]
SORTS = {"name": "Name", "state": "Status", "due": "Due date", "submitted": "Submitted"}


@blueprint.get("/boards/<board_code>")
@allow(Permission.ROUND_VIEW)
def board_rounds(board_code: str) -> str:
    """The rounds of a board: its first page."""
    board = board_of_rounds(db(), actor(), board_code)
    stand_in("board", board.id)
    return render_template(
        "rounds/list.html",
        board=board,
        lines=rounds_of_board(db(), actor(), board.id, today(clock())),
        share=Share,
        state_words=ROUND_STATE_WORDS,
        colours=ROUND_COLOURS,
        may_run=board.id in actor().boards(Permission.ROUND_RUN),
        links=page_links("board", board, board_id=board.id, board_code=board_code),
    )


@blueprint.get("/rounds/<round_code>")
@allow(Permission.ROUND_VIEW)
def show_round(round_code: str) -> str:
    """Where a round stands, and the returns asked for in it."""
    row = round_here(round_code)
    day = today(clock())
    figures = figures_of_round(db(), actor(), row, day)
    chosen = _filter()
    listing = returns_of_round(db(), actor(), row, chosen, day)
    return render_template(
        "rounds/show.html",
        row=row,
        day=day,
        counts=figures.counts,
        tiles=tiles(figures.counts, row.state),
        chart=week_chart(figures.weeks),
        chosen=chosen,
        listing=listing,
        standings=[(each.value, STANDING_WORDS[each]) for each in Standing],
        sectors=SECTORS,
        sorts=SORTS,
        tags=partial(status_tags, state=row.state),
        dates=date_rows(row),
        signs=say_steps(row.sign_off_steps),
        state_words=ROUND_STATE_WORDS,
        colours=ROUND_COLOURS,
        may_run=may_run_here(row),
        copies=_copies(row, listing.rows),
        can_enter=row.state is RoundState.OPEN
        and row.board_id in actor().boards(Permission.RETURN_ENTER)
        and has_page("assessments.show_on_behalf"),
        review_page=page_if_there("board.show_review", round_code=round_code)
        if row.kind is RoundKind.REVIEW and row.state is not RoundState.DRAFT
        else None,
        links=page_links(
            "round", row, board_id=row.board_id, round_code=round_code, board_code=row.board.code
        ),
        anew_page=page_if_there("board.ask_anew", round_code=round_code),
        summary_page=page_if_there("board.show_summary", round_code=round_code)
        if row.state is not RoundState.DRAFT and row.board_id in actor().boards(Permission.SUMMARY_VIEW)
        else None,
    )


@blueprint.route("/rounds/<round_code>/extend", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def extend(round_code: str) -> Answer:
    """Give one organisation, several or all of them more time."""
    row, references, owed = _some_returns(round_code)
    if references is not None and not owed:
        return _nothing_chosen(round_code)
    form = ExtendForm()
    if form.validate_on_submit():
        public_url, product = letter_words()
        try:
            written = operations.extend_returns(
                db(), actor(), clock(), round_code, form.due_on.data, references,
                public_url=public_url, product=product,
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Saved. {say_written(written)}", "success")
            return redirect(url_for(".show_round", round_code=round_code), 303)
    page = render_template("rounds/extend.html", row=row, form=form, owed=owed, references=references)
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<round_code>/remind", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def remind(round_code: str) -> Answer:
    """Write to the leads of returns that have not come."""
    row, references, owed = _some_returns(round_code)
    if not owed:
        return _nothing_chosen(round_code)
    form = Form()
    if form.validate_on_submit():
        public_url, product = letter_words()
        try:
            written = operations.remind(
                db(), actor(), clock(), round_code, references, public_url=public_url, product=product
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Saved. {say_written(written)}", "success")
            return redirect(url_for(".show_round", round_code=round_code), 303)
    page = render_template("rounds/remind.html", row=row, form=form, owed=owed, references=references)
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<round_code>/close", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def close(round_code: str) -> Answer:
    """Ask whether a round shall close, then close it."""
    return _turn(round_code, RoundState.OPEN)


@blueprint.route("/rounds/<round_code>/reopen", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def reopen(round_code: str) -> Answer:
    """Ask whether a round shall open again, then open it."""
    return _turn(round_code, RoundState.CLOSED)


def _turn(round_code: str, expected: RoundState) -> Answer:
    row = round_here(round_code)
    require_run(actor(), row.board_id)
    form = Form()
    if form.validate_on_submit():
        change = operations.close_round if expected is RoundState.OPEN else operations.reopen_round
        try:
            change(db(), actor(), clock(), round_code)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            words = "is closed" if expected is RoundState.OPEN else "is open again"
            flash(f"{row.title} {words}.", "success")
            return redirect(url_for(".show_round", round_code=round_code), 303)
    elif row.state is not expected:
        return redirect(url_for(".show_round", round_code=round_code), 303)
    counts = figures_of_round(db(), actor(), row, today(clock())).counts
    page = render_template(
        "rounds/turn.html", row=row, form=form, counts=counts, closing=expected is RoundState.OPEN
    )
    return page, 422 if form.errors else 200


def _filter() -> ReturnFilter:
    standing = asked("standing", 20)
    return ReturnFilter(
        words=asked("words"),
        standing=Standing(standing) if standing in set(Standing) else None,
        group=standing if standing in ("begun", "outstanding") else "",
        sector=asked("sector") if asked("sector") in SECTORS else "",
        without_lead=asked("without_lead") == "yes",
        sort=asked("sort") if asked("sort") in SORTS else "name",
        page=asked_page(),
    )


def _some_returns(round_code: str) -> tuple[Round, list[str] | None, list[ReturnLine]]:
    """The round, the references named (None: all of them), and which of those are still owed."""
    row = round_here(round_code)
    require_run(actor(), row.board_id)
    if row.state is not RoundState.OPEN:
        raise RuleBroken("This is done while a round is open.")
    references = None if request.values.get("all") == "yes" else request.values.getlist("r")[:5000]
    return row, references, outstanding_returns(db(), actor(), row, today(clock()), references)


def _nothing_chosen(round_code: str) -> Response:
    flash("Tick at least one return that has not been submitted.")
    return redirect(url_for(".show_round", round_code=round_code) + "#returns", 303)


def _copies(row: Round, lines: Sequence[ReturnLine]) -> dict[int, str]:
    """Where the submitted copies of these returns are read, for those who may read them."""
    provider = current_app.extensions.get("audit.copy_pages")
    if provider is None or row.board_id not in actor().boards(Permission.RETURN_READ_SUBMITTED):
        return {}
    found: dict[int, str] = provider(db(), [line.row for line in lines])
    return found
