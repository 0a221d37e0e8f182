"""The board's pages while a survey runs: how far it is, opening, sending links, closing, opening again."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.domain.surveys import SURVEY_STATE_WORDS, SurveyState, Window, window_of
from audit.infra.clock import today
from audit.rooms.surveys import operations
from audit.rooms.surveys.forms import ReopenForm
from audit.rooms.surveys.operations import Sent
from audit.rooms.surveys.policy import may_run, require_run
from audit.rooms.surveys.presenters import SURVEY_COLOURS, place_rows
from audit.rooms.surveys.queries import places_of, results_of
from audit.rooms.surveys.views.blueprint import blueprint, public_url, secret_key, survey_here
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]


@blueprint.get("/boards/<board_code>/surveys/<int:survey_id>")
@allow(Permission.SURVEY_VIEW)
def show_survey(board_code: str, survey_id: int) -> str:
    """Where a survey stands, organisation by organisation."""
    row = survey_here(board_code, survey_id)
    lines = places_of(db(), actor(), row)
    results = results_of(db(), row)
    return render_template(
        "surveys/show.html",
        row=row,
        places=place_rows(lines, results, row.state),
        untold=sum(line.place.told_on is None for line in lines),
        has_results=bool(results.sums),
        window=window_of(row.state, row.opens_on, row.closes_on, today(clock())),
        windows=Window,
        state_words=SURVEY_STATE_WORDS,
        colours=SURVEY_COLOURS,
        may_run=may_run(actor(), row.board_id),
    )


@blueprint.route("/boards/<board_code>/surveys/<int:survey_id>/open", methods=["GET", "POST"])
@allow(Permission.SURVEY_RUN)
def ask_to_open(board_code: str, survey_id: int) -> Answer:
    """Check a survey before it opens; then open it."""
    row = survey_here(board_code, survey_id)
    require_run(actor(), row.board_id)
    form = Form()
    if form.validate_on_submit():
        try:
            sent = operations.open_survey(
                db(), actor(), clock(), survey_id, public_url=public_url(), secret_key=secret_key()
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"{row.title} is open. {_say_sent(sent)}", "success")
            return _to_survey(board_code, survey_id)
    elif row.state is not SurveyState.DRAFT:
        return _to_survey(board_code, survey_id)
    lines = places_of(db(), actor(), row)
    page = render_template("surveys/open.html", row=row, form=form, asked=len(lines))
    return page, 422 if form.errors else 200


@blueprint.post("/boards/<board_code>/surveys/<int:survey_id>/links")
@allow(Permission.SURVEY_RUN)
def send_links(board_code: str, survey_id: int) -> Response:
    """Send the links to the leads: to all, or to those who have not had theirs."""
    survey_here(board_code, survey_id)
    only_new = request.form.get("who") == "new"
    sent = operations.send_links(
        db(), actor(), clock(), survey_id,
        only_new=only_new, public_url=public_url(), secret_key=secret_key(),
    )  # fmt: skip
    flash(_say_sent(sent), "success")
    return _to_survey(board_code, survey_id)


@blueprint.post("/boards/<board_code>/surveys/<int:survey_id>/places/<int:place_id>/new-link")
@allow(Permission.SURVEY_RUN)
def renew_link(board_code: str, survey_id: int, place_id: int) -> Response:
    """Give an organisation a new link and a new code, because the old one went astray."""
    survey_here(board_code, survey_id)
    place = operations.renew_link(db(), actor(), clock(), survey_id, place_id, secret_key=secret_key())
    flash(
        f"{place.organisation.name} has a new link and a new code. The old ones open nothing any more. "
        "Send the new link next.",
        "success",
    )
    return _to_survey(board_code, survey_id)


@blueprint.route("/boards/<board_code>/surveys/<int:survey_id>/close", methods=["GET", "POST"])
@allow(Permission.SURVEY_RUN)
def close(board_code: str, survey_id: int) -> Answer:
    """What closing does; then close it."""
    row = survey_here(board_code, survey_id)
    require_run(actor(), row.board_id)
    form = Form()
    if form.validate_on_submit():
        try:
            operations.close_survey(db(), actor(), clock(), survey_id)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"{row.title} is closed, and the replies are added up.", "success")
            return _to_survey(board_code, survey_id)
    elif row.state is not SurveyState.OPEN:
        return _to_survey(board_code, survey_id)
    page = render_template("surveys/close.html", row=row, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/boards/<board_code>/surveys/<int:survey_id>/reopen", methods=["GET", "POST"])
@allow(Permission.SURVEY_RUN)
def reopen(board_code: str, survey_id: int) -> Answer:
    """Open a closed survey again, with a new last day."""
    row = survey_here(board_code, survey_id)
    require_run(actor(), row.board_id)
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            operations.reopen_survey(db(), actor(), clock(), survey_id, form.closes_on.data)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"{row.title} is open again. Staff can use the links that they have.", "success")
            return _to_survey(board_code, survey_id)
    elif row.state is not SurveyState.CLOSED:
        return _to_survey(board_code, survey_id)
    page = render_template("surveys/reopen.html", row=row, form=form)
    return page, 422 if form.errors else 200


def _to_survey(board_code: str, survey_id: int) -> Response:
    return redirect(url_for(".show_survey", board_code=board_code, survey_id=survey_id), 303)


def _say_sent(sent: Sent) -> str:
    """How many letters were written, and who has none."""
    said = f"{sent.letters:,} {'letter was' if sent.letters == 1 else 'letters were'} written."
    missing = sent.without_lead
    if not missing:
        return said
    names = ", ".join(one.name for one in missing[:3]) + (" and others" if len(missing) > 3 else "")
    return f"{said} Without a lead to write to: {names}."
