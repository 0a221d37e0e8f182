"""The board's pages: the visits of a round, asking for some, one form, sharing it, and the workbook."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.allocation import ReturnToModerate, choose_sample
from audit.domain.errors import RuleBroken
from audit.domain.instruments import Instrument
from audit.domain.moderation import Stratum
from audit.domain.permissions import Permission
from audit.domain.visits import (
    SIGHT_WORDS,
    VISIT_STATE_WORDS,
    open_visit_verbs,
)
from audit.rooms.questionnaires.queries import editions
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.queries import round_by_code
from audit.rooms.trail.operations import record
from audit.rooms.visits.exports import visits_workbook
from audit.rooms.visits.forms import ActionForm, AskForm, ReasonForm, ShareForm
from audit.rooms.visits.models import Visit
from audit.rooms.visits.operations.after import make_action, share_visit
from audit.rooms.visits.operations.asking import VisitsAsked, ask_for_visits, withdraw_visit
from audit.rooms.visits.presenters import (
    COLOURS,
    SIGHT_COLOURS,
    differences,
    seen_by_question,
    when_visited,
)
from audit.rooms.visits.queries.reading import view_of_visit, views_of
from audit.rooms.visits.queries.sampling import ReturnToVisit, returns_to_visit
from audit.rooms.visits.queries.visits import (
    is_read_by_board,
    visit_of_board,
    visitors_for,
    visits_of_round,
)
from audit.rooms.visits.views.blueprint import Answer, blueprint, number_in, public_url, send_workbook
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

WORDS = {
    "words": VISIT_STATE_WORDS,
    "colours": COLOURS,
    "sight_words": SIGHT_WORDS,
    "sight_colours": SIGHT_COLOURS,
    "when_visited": when_visited,
}
LARGEST_SEED = 2**31


def _round(round_code: str) -> Round:
    row = round_by_code(db(), actor(), round_code, Permission.VISIT_RUN)
    stand_in("board", row.board_id)
    return row


@blueprint.get("/rounds/<round_code>/visits")
@allow(Permission.VISIT_RUN)
def list_visits(round_code: str) -> str:
    """The visits of a round, and over all of them: what was as said and what was not."""
    row = _round(round_code)
    visits = visits_of_round(db(), row)
    views = views_of(db(), [each for each in visits if is_read_by_board(each)])
    return render_template(
        "visits/list.html",
        round=row,
        visits=visits,
        sent=len(views),
        read=is_read_by_board,
        questions=seen_by_question(views),
        differences=differences(views),
        **WORDS,
    )


@blueprint.route("/rounds/<round_code>/visits/new", methods=["GET", "POST"])
@allow(Permission.VISIT_RUN)
def ask(round_code: str) -> Answer:
    """Choose organisations, or draw some, and ask a moderator to visit them."""
    row = _round(round_code)
    returns = returns_to_visit(db(), row)
    visitors = visitors_for(db(), row, [each.organisation_id for each in returns])
    form = AskForm()
    form.edition.choices = [
        (each.id, f"{each.title}, edition {each.edition}")
        for each in editions(db(), actor(), [Instrument.VISIT])
    ]
    form.visitor.choices = [(0, "Choose somebody"), *((each.id, each.name) for each in visitors)]
    form.organisations.choices = [
        (each.reference, f"{each.organisation} ({each.sector})") for each in returns if not each.is_awaited
    ]
    drawn = None
    if form.validate_on_submit():
        asked = VisitsAsked(
            edition_id=form.edition.data or 0,
            visitor_id=form.visitor.data or 0,
            references=form.organisations.data or (),
            visit_by=form.visit_by.data,
            note=form.note.data or "",
        )
        try:
            made = ask_for_visits(db(), actor(), clock(), round_code, asked, public_url=public_url())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            number = "1 visit" if len(made) == 1 else f"{len(made):,} visits"
            flash(f"{made[0].visitor_name} is asked for {number} and has a letter.", "success")
            return redirect(url_for(".list_visits", round_code=round_code), 303)
    elif request.method == "GET" and "draw" in request.args:
        drawn = _drawn(returns)
        form.organisations.data = drawn
    page = render_template(
        "visits/ask.html",
        round=row,
        form=form,
        visitors=visitors,
        names={each.organisation_id: each.organisation for each in returns},
        awaited=[each for each in returns if each.is_awaited],
        drawn=drawn,
        size=request.args.get("draw", "")[:5],
        by_sector=request.args.get("by") == "sector",
        seed=_seed() or (clock()().microsecond + 1),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _seed() -> int:
    return number_in(request.args.get("seed")) % LARGEST_SEED


def _drawn(returns: list[ReturnToVisit]) -> list[str]:
    """The same question draws the same organisations: its seed is in the address."""
    free = [
        ReturnToModerate(each.reference, each.organisation_id, each.organisation, each.sector)
        for each in returns
        if not each.is_awaited
    ]
    stratum = Stratum.SECTOR if request.args.get("by") == "sector" else Stratum.NONE
    size = min(number_in(request.args.get("draw")), len(free))
    return [one.reference for one in choose_sample(free, size, stratum, _seed())]


@blueprint.post("/rounds/<round_code>/visits/workbook")
@allow(Permission.VISIT_RUN)
def download_workbook(round_code: str) -> Response:
    """The visits of a round as a workbook. Taking it away is noted in the trail."""
    row = _round(round_code)
    views = views_of(db(), [each for each in visits_of_round(db(), row) if is_read_by_board(each)])
    book = visits_workbook(row, views)
    record(
        db(), actor(), clock(), "workbook.exported", subject=("round", row.code), board_id=row.board_id,
        what="visits",
    )  # fmt: skip
    return send_workbook(book, f"{row.code}-visits.xlsx")


@blueprint.get("/visits/<int:visit_id>")
@allow(Permission.VISIT_RUN)
def show_visit(visit_id: int) -> str:
    """One visit with its form, once it was sent."""
    return _page(_visit(visit_id))


def _visit(visit_id: int) -> Visit:
    row = visit_of_board(db(), actor(), visit_id)
    stand_in("board", row.visited.round.board_id)
    return row


def _page(row: Visit, **forms: Any) -> str:
    """The page, with a form that was refused in the place of an empty one."""
    # The board reads nothing of a form before its visitor has sent it.
    view = view_of_visit(db(), row) if is_read_by_board(row) else None
    action = forms.get("action") or ActionForm(formdata=None)
    if view is not None:
        action.question.choices = [
            (line.question.code, f"{line.question.code} {line.question.text}")
            for _, lines in view.answered
            for line in sorted(lines, key=lambda line: line not in view.different)
        ]
    return render_template(
        "visits/show.html",
        row=row,
        view=view,
        verbs={verb.value for verb in open_visit_verbs(row.state)},
        share=forms.get("share") or ShareForm(formdata=None),
        withdraw=forms.get("withdraw") or ReasonForm(formdata=None),
        action=action,
        form=next(iter(forms.values()), None),
        may_act=row.shared_at is not None,
        **WORDS,
    )


@blueprint.post("/visits/<int:visit_id>/share")
@allow(Permission.VISIT_RUN)
def share(visit_id: int) -> Answer:
    """Share the form with the organisation."""
    row, form = _visit(visit_id), ShareForm()
    if form.validate_on_submit():
        try:
            share_visit(db(), actor(), clock(), visit_id, form.note.data or "", public_url=public_url())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Shared with {row.visited.organisation.name}. The leads have a letter.", "success")
            return redirect(url_for(".show_visit", visit_id=visit_id), 303)
    return _page(row, share=form), 422


@blueprint.post("/visits/<int:visit_id>/withdraw")
@allow(Permission.VISIT_RUN)
def withdraw(visit_id: int) -> Answer:
    """Take a visit back from its visitor."""
    row, form = _visit(visit_id), ReasonForm()
    if form.validate_on_submit():
        try:
            withdraw_visit(db(), actor(), clock(), visit_id, form.reason.data or "", public_url=public_url())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Taken back. {row.visitor_name} has a letter.", "success")
            return redirect(url_for(".list_visits", round_code=row.visited.round.code), 303)
    return _page(row, withdraw=form), 422


@blueprint.post("/visits/<int:visit_id>/action")
@allow(Permission.VISIT_RUN)
def add_action(visit_id: int) -> Answer:
    """Make an action of the organisation's plan from what was seen."""
    row, form = _visit(visit_id), ActionForm()
    if form.validate_on_submit():
        try:
            make_action(
                db(), actor(), clock(), visit_id, form.question.data or "", form.what.data or "",
                form.due_on.data,
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"The action is in the plan of {row.visited.organisation.name}.", "success")
            return redirect(url_for(".show_visit", visit_id=visit_id), 303)
    return _page(row, action=form), 422
