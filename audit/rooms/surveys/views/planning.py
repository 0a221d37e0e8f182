"""The board's pages before a survey opens: the list, making one, changing it, choosing whose staff it asks."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken, Stale
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.surveys import SURVEY_STATE_WORDS, SurveyState
from audit.rooms.organisations.queries import all_in_area, board_by_code
from audit.rooms.organisations.queries.sectors import sector_groups
from audit.rooms.questionnaires.queries import editions
from audit.rooms.surveys import operations
from audit.rooms.surveys.forms import ChangeSurveyForm, SurveyForm, plan_in_form
from audit.rooms.surveys.policy import may_run, require_run
from audit.rooms.surveys.presenters import SURVEY_COLOURS
from audit.rooms.surveys.queries import asked_in_survey, rounds_to_stand_beside, surveys_of_board
from audit.rooms.surveys.views.blueprint import blueprint, number_in, secret_key, survey_here
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]
SURVEYS = (Instrument.STAFF_SURVEY,)


@blueprint.get("/boards/<board_code>/surveys")
@allow(Permission.SURVEY_VIEW)
def list_surveys(board_code: str) -> str:
    """The staff surveys of a board."""
    board = board_by_code(db(), actor(), board_code, Permission.SURVEY_VIEW)
    stand_in("board", board.id)
    return render_template(
        "surveys/list.html",
        board=board,
        lines=surveys_of_board(db(), actor(), board.id),
        state_words=SURVEY_STATE_WORDS,
        colours=SURVEY_COLOURS,
        may_run=may_run(actor(), board.id),
    )


@blueprint.route("/boards/<board_code>/surveys/new", methods=["GET", "POST"])
@allow(Permission.SURVEY_RUN)
def new_survey(board_code: str) -> Answer:
    """Plan a survey."""
    board = board_by_code(db(), actor(), board_code, Permission.SURVEY_RUN)
    stand_in("board", board.id)
    offered = editions(db(), actor(), SURVEYS)
    rounds = rounds_to_stand_beside(db(), actor(), board.id)
    beside = request.args.get("round", "")
    form = SurveyForm(round_id=next((str(row.id) for row in rounds if row.code == beside), ""))
    form.offer(offered, rounds)
    if form.validate_on_submit():
        try:
            row = operations.create_survey(
                db(), actor(), clock(), board_code, form.plan(), secret_key=secret_key()
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Saved as a draft. Choose the organisations next.", "success")
            return redirect(url_for(".choose_organisations", board_code=board_code, survey_id=row.id), 303)
    page = render_template(
        "surveys/edit.html", board=board, row=None, form=form, editions=offered, is_conflict=False,
        sets_page=has_page("questionnaires.list_editions"),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/boards/<board_code>/surveys/<int:survey_id>/edit", methods=["GET", "POST"])
@allow(Permission.SURVEY_RUN)
def edit_survey(board_code: str, survey_id: int) -> Answer:
    """Change a survey's plan."""
    row = survey_here(board_code, survey_id)
    require_run(actor(), row.board_id)
    saved = plan_in_form(row)
    offered = editions(db(), actor(), SURVEYS)
    kind: type[ChangeSurveyForm] = SurveyForm if row.state is SurveyState.DRAFT else ChangeSurveyForm
    form = kind(data=saved).offer(offered, rounds_to_stand_beside(db(), actor(), row.board_id))
    is_conflict = False
    if form.validate_on_submit():
        try:
            operations.change_survey(
                db(), actor(), clock(), survey_id, form.plan(row), seen_version=number_in(form.version.data)
            )
        except RuleBroken as broken:
            form.refuse(broken)
        except Stale:
            is_conflict = True
            form.version.data = str(row.version)
        else:
            flash("Saved.", "success")
            return redirect(url_for(".show_survey", board_code=board_code, survey_id=survey_id), 303)
    page = render_template(
        "surveys/edit.html", board=row.board, row=row, form=form, editions=offered, is_conflict=is_conflict,
        saved=saved,
    )  # fmt: skip
    return page, 409 if is_conflict else 422 if form.errors else 200


@blueprint.route("/boards/<board_code>/surveys/<int:survey_id>/organisations", methods=["GET", "POST"])
@allow(Permission.SURVEY_RUN)
def choose_organisations(board_code: str, survey_id: int) -> Answer:
    """Choose the organisations whose staff a survey asks, or add some once it is open."""
    row = survey_here(board_code, survey_id)
    require_run(actor(), row.board_id)
    already = asked_in_survey(db(), actor(), row)
    is_draft = row.state is SurveyState.DRAFT
    form = Form()
    ticked = _ticked() if request.method == "POST" else already if is_draft else frozenset()
    if form.validate_on_submit():
        try:
            added = operations.choose_places(
                db(), actor(), clock(), survey_id, ticked, secret_key=secret_key()
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Saved." if is_draft else f"{added:,} added. Send them their links next.", "success")
            page = ".ask_to_open" if is_draft and ticked else ".show_survey"
            return redirect(url_for(page, board_code=board_code, survey_id=survey_id), 303)
    here = all_in_area(db(), actor(), row.board_id)
    page = render_template(
        "surveys/organisations.html",
        row=row,
        form=form,
        is_draft=is_draft,
        ticked=ticked,
        already=already,
        total=len(here),
        groups=sector_groups(here if is_draft else [one for one in here if one.id not in already], ticked),
    )
    return page, 422 if form.errors else 200


def _ticked() -> frozenset[int]:
    return frozenset(number for text in request.form.getlist("organisations") if (number := number_in(text)))
