"""Making a round, changing its plan, choosing whom it asks."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken, Stale
from audit.domain.instruments import IN_ROUNDS
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind, RoundState
from audit.infra.clock import today
from audit.rooms.organisations.queries import all_in_area, board_by_code, kinds_in_area
from audit.rooms.organisations.queries.sectors import sector_groups
from audit.rooms.questionnaires.queries import editions, questionnaire_of
from audit.rooms.rounds import operations
from audit.rooms.rounds.forms import ChangeOpenRoundForm, NewRoundForm, RoundForm, plan_in_form, say_steps
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.policy import require_run
from audit.rooms.rounds.presenters import date_rows, differences
from audit.rooms.rounds.queries import asked_organisations, without_leads
from audit.rooms.rounds.views.blueprint import blueprint, letter_words, round_here, say_written, version_in
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import page_if_there
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]


@blueprint.route("/boards/<board_code>/rounds/new", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def new_round(board_code: str) -> Answer:
    """Plan a round."""
    board = board_by_code(db(), actor(), board_code, Permission.ROUND_RUN)
    stand_in("board", board.id)
    here = all_in_area(db(), actor(), board.id)
    offered = editions(db(), actor(), IN_ROUNDS)
    form = NewRoundForm().offer(offered)
    form.offer_area(
        kinds_in_area(db(), actor(), board.id),
        len(operations.pick(here, "schools")),
        len(operations.pick(here, "agencies")),
    )
    if form.validate_on_submit():
        ids = operations.pick(here, form.who.data, form.kinds.data or ())
        try:
            if form.who.data == "kinds" and not ids:
                raise RuleBroken("Choose at least one kind of organisation", "kinds")
            row = operations.create_round(db(), actor(), clock(), board_code, form.plan(), ids)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            if form.who.data == "later":
                flash("Saved as a draft. Choose the organisations next.", "success")
                return redirect(url_for(".choose_organisations", round_code=row.code), 303)
            flash("Saved as a draft. Check it, then open it.", "success")
            return redirect(url_for(".ask_to_open", round_code=row.code), 303)
    page = render_template(
        "rounds/new.html",
        board=board,
        form=form,
        editions=offered,
        sets_page=page_if_there("questionnaires.list_editions", board_code=board_code),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/rounds/<round_code>/edit", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def edit_round(round_code: str) -> Answer:
    """Change a round's plan."""
    row = round_here(round_code)
    require_run(actor(), row.board_id)
    saved = plan_in_form(row, questionnaire_of(row.edition).sign_off.steps)
    form: RoundForm | ChangeOpenRoundForm
    if row.state is RoundState.DRAFT:
        form = RoundForm(data=saved).offer(editions(db(), actor(), IN_ROUNDS), row)
    else:
        form = ChangeOpenRoundForm(data=saved)
    if row.kind is RoundKind.REVIEW:
        form.notes.label.text = "What organisations should know (optional)"
        form.notes.description = "Your own words about this review. No names or details of children."
    conflict, status = None, 200
    if form.validate_on_submit():
        try:
            operations.change_round(
                db(), actor(), clock(), round_code, form.plan(row), seen_version=version_in(form.version.data)
            )
        except RuleBroken as broken:
            form.refuse(broken)
        except Stale:
            conflict, status = differences(form, saved), 409
            form.version.data = str(row.version)
        else:
            flash("Saved.", "success")
            return redirect(url_for(".show_round", round_code=round_code), 303)
    page = render_template("rounds/edit.html", row=row, form=form, conflict=conflict)
    return page, 422 if form.errors else status


@blueprint.route("/rounds/<round_code>/organisations", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def choose_organisations(round_code: str) -> Answer:
    """Choose the organisations that a round asks, or add some once it is open."""
    row = round_here(round_code)
    require_run(actor(), row.board_id)
    if row.kind is RoundKind.REVIEW:
        # Whom a review asks is worked out from answers and actions, in a room above.
        anew = page_if_there("board.ask_anew", round_code=round_code)
        return redirect(anew or url_for(".show_round", round_code=round_code), 303)
    already = asked_organisations(db(), actor(), row)
    is_draft = row.state is RoundState.DRAFT
    form = Form()
    ticked = _ticked() if request.method == "POST" else already if is_draft else frozenset()
    if form.validate_on_submit():
        try:
            return _chosen(row, ticked, is_draft)
        except RuleBroken as broken:
            form.refuse(broken)
    here = all_in_area(db(), actor(), row.board_id)
    page = render_template(
        "rounds/organisations.html",
        row=row,
        form=form,
        is_draft=is_draft,
        ticked=ticked,
        already=already,
        total=len(here),
        groups=sector_groups(here if is_draft else [one for one in here if one.id not in already], ticked),
        add_page=page_if_there("organisations.list_organisations", board_code=row.board.code),
    )
    return page, 422 if form.errors else 200


def _chosen(row: Round, ticked: frozenset[int], is_draft: bool) -> Response:
    public_url, product = letter_words()
    if is_draft:
        operations.choose_organisations(db(), actor(), clock(), row.code, ticked)
        flash(
            f"Saved. {len(ticked):,} {'organisation is' if len(ticked) == 1 else 'organisations are'} asked.",
            "success",
        )
        return redirect(url_for(".ask_to_open" if ticked else ".show_round", round_code=row.code), 303)
    written = operations.add_organisations(
        db(), actor(), clock(), row.code, ticked, public_url=public_url, product=product
    )
    flash(
        f"Saved. {written.returns:,} {'organisation' if written.returns == 1 else 'organisations'} added. "
        + say_written(written),
        "success",
    )
    return redirect(url_for(".show_round", round_code=row.code), 303)


@blueprint.route("/rounds/<round_code>/open", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def ask_to_open(round_code: str) -> Answer:
    """Check a round before it opens; then open it."""
    row = round_here(round_code)
    require_run(actor(), row.board_id)
    form = Form()
    if form.validate_on_submit():
        public_url, product = letter_words()
        try:
            written = operations.open_round(
                db(), actor(), clock(), round_code, public_url=public_url, product=product
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"{row.title} is open. {say_written(written)}", "success")
            return redirect(url_for(".show_round", round_code=round_code), 303)
    elif row.state is not RoundState.DRAFT:
        return redirect(url_for(".show_round", round_code=round_code), 303)
    page = render_template(
        "rounds/open.html",
        row=row,
        form=form,
        asked=len(asked_organisations(db(), actor(), row)),
        without=without_leads(db(), actor(), row),
        dates=date_rows(row),
        has_passed=row.due_on < today(clock()),
        signs=say_steps(row.sign_off_steps),
        anew_page=page_if_there("board.ask_anew", round_code=round_code),
    )
    return page, 422 if form.errors else 200


def _ticked() -> frozenset[int]:
    texts = request.form.getlist("organisations")
    return frozenset(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10)
