"""The board's pages: what may be asked for, and asking."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.good_practice import SHARING_WORDS_FOR_BOARD
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.queries import submitted_return
from audit.rooms.good_practice import operations
from audit.rooms.good_practice.forms import AskForm, TickForm
from audit.rooms.good_practice.policy import must_ask
from audit.rooms.good_practice.presenters import COLOURS, green_lines, praised_lines
from audit.rooms.good_practice.queries import (
    all_green_returns,
    asked_in_round,
    best_answers,
    latest_copy,
    praised_answers,
)
from audit.rooms.good_practice.views.blueprint import blueprint, public_url
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.rooms.rounds.queries import round_by_code
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]


@blueprint.route("/rounds/<round_code>/good-practice", methods=["GET", "POST"])
@allow(Permission.GOOD_PRACTICE_ASK)
def list_candidates(round_code: str) -> Answer:
    """What moderators praised and which returns are all green, to be asked for; and what was asked."""
    row = round_by_code(db(), actor(), round_code, Permission.GOOD_PRACTICE_ASK)
    stand_in("board", row.board_id)
    form = TickForm()
    if form.validate_on_submit():
        try:
            if request.form.get("what") == "green":
                references = request.form.getlist("green")[:1000]
                asked = operations.ask_all_green(
                    db(), actor(), clock(), round_code, references, public_url=public_url()
                )
            else:
                pairs = [tuple(text.split(" ", 1)) for text in request.form.getlist("praised")[:1000]]
                chosen = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]
                asked = operations.ask_praised(
                    db(), actor(), clock(), round_code, chosen, public_url=public_url()
                )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            _tell(len(asked))
            return redirect(url_for(".list_candidates", round_code=round_code), 303)
    already = asked_in_round(db(), row)
    page = render_template(
        "good_practice/candidates.html",
        round=row,
        form=form,
        praised=praised_lines(praised_answers(db(), row), already),
        green=green_lines(all_green_returns(db(), row), already),
        asked=already,
        words=SHARING_WORDS_FOR_BOARD,
        colours=COLOURS,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/returns/<reference>/good-practice", methods=["GET", "POST"])
@allow(Permission.GOOD_PRACTICE_ASK)
def ask_about_return(reference: str) -> Answer:
    """The answers of one submitted return that have the best grade, to be asked for."""
    row = submitted_return(db(), actor(), reference)
    must_ask(actor(), row.round.board_id)
    stand_in("board", row.round.board_id)
    states = {each.code: each.state for each in asked_in_round(db(), row.round) if each.return_id == row.id}
    best = best_answers(latest_copy(db(), row), questionnaire_of(row.round.edition))
    form = AskForm()
    form.codes.choices = [
        (code, f"{code} {answer.question}") for code, answer in best.items() if code not in states
    ]
    if form.validate_on_submit():
        try:
            asked = operations.ask_for(
                db(), actor(), clock(), reference, form.codes.data or (), form.why.data or "",
                public_url=public_url(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            _tell(len(asked))
            return redirect(url_for(".ask_about_return", reference=reference), 303)
    page = render_template(
        "good_practice/ask.html",
        row=row,
        form=form,
        best=best,
        states=states,
        is_submitted=row.state is ReturnState.SUBMITTED,
        words=SHARING_WORDS_FOR_BOARD,
        colours=COLOURS,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/good-practice/<int:example_id>/take-back")
@allow(Permission.GOOD_PRACTICE_ASK)
def take_back(example_id: int) -> Response:
    """Take a request back that has not been answered."""
    row = operations.take_back(db(), actor(), clock(), example_id)
    flash(f"{row.organisation.name} is not asked any more.", "success")
    return redirect(url_for(".list_candidates", round_code=row.asked_in.round.code), 303)


def _tell(number: int) -> None:
    flash(
        f"Asked for {number:,} {'answer' if number == 1 else 'answers'}. The leads have a letter.", "success"
    )
