"""The pages that staff see: by a link or a code, without an account."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.infra.secrets import decrypt
from audit.infra.survey_links import is_form, new_form
from audit.rooms.surveys.forms import CodeForm
from audit.rooms.surveys.models import SurveyPlace
from audit.rooms.surveys.operations import NoSurvey, find_survey, take_reply
from audit.rooms.surveys.policy import MISSES_FROM_ONE_NETWORK, REPLIES_FROM_ONE_NETWORK
from audit.rooms.surveys.presenters import reply_page
from audit.rooms.surveys.queries import place_by_code
from audit.rooms.surveys.views.blueprint import blueprint, secret_key
from audit.rooms.surveys.views.crowd import count, is_too_much
from audit.web.forms import Form
from audit.web.guard import public
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]
_STATUS = {"unknown": 404, "not-yet": 403, "over": 410, "full": 429}


@blueprint.route("/surveys/<key>", methods=["GET", "POST"])
@public("staff reply without an account, so that nobody can tell who did")
def reply(key: str) -> Answer:
    """Answer a survey, on one page."""
    try:
        asked = find_survey(db(), clock(), key)
        form = Form()
        if request.method == "POST" and form.validate_on_submit():
            token = request.form.get("form", "")
            if not is_form(secret_key(), asked.about, token):
                form.form_errors = [
                    "This page was open for too long. Check your answers and send them once more"
                ]
            elif is_too_much("reply", REPLIES_FROM_ONE_NETWORK):
                return _too_much()
            else:
                try:
                    is_new = take_reply(
                        db(), clock(), key, _chosen(), request.form.get("role", ""), form_token=token
                    )
                except RuleBroken as broken:
                    form.refuse(broken)
                else:
                    if is_new:
                        count("reply", REPLIES_FROM_ONE_NETWORK)
                    return redirect(url_for(".thank"), 303)
    except NoSurvey as nothing:
        # Whoever has a good link is let in, however often others in the same building mistyped theirs.
        if nothing.why == "unknown" and is_too_much("miss", MISSES_FROM_ONE_NETWORK):
            return _too_much()
        if nothing.why == "unknown":
            count("miss", MISSES_FROM_ONE_NETWORK)
        return _nothing(nothing.why, nothing.place)
    page = render_template(
        "surveys/reply.html",
        form=form,
        asked=asked,
        page=reply_page(db(), asked, _chosen(), request.form.get("role", "")),
        token=new_form(secret_key(), asked.about),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/survey/thank-you")
@public("whoever has replied is thanked, and nobody is told anything")
def thank() -> str:
    """Where everybody comes after replying: a page of its own, so that reloading it sends nothing."""
    return render_template("surveys/thanks.html")


@blueprint.route("/survey", methods=["GET", "POST"])
@public("staff come in by the code on a poster, without an account")
def enter_code() -> Answer:
    """Enter the code from a poster."""
    form = CodeForm()
    if request.method == "POST" and is_too_much("miss", MISSES_FROM_ONE_NETWORK):
        return _too_much()
    if form.validate_on_submit():
        place = place_by_code(db(), form.code.data or "")
        key = decrypt(place.sealed, secret_key()) if place else None
        if key:
            return redirect(url_for(".reply", key=key), 303)
        count("miss", MISSES_FROM_ONE_NETWORK)
        form.code.errors = ["We do not know this code. Check it against the poster"]
    page = render_template("surveys/code.html", form=form)
    return page, 422 if form.errors else 200


def _chosen() -> dict[str, str]:
    """What was chosen, by question code."""
    return {
        name.removeprefix("q-"): value[:30] for name, value in request.form.items() if name.startswith("q-")
    }


def _nothing(why: str, place: SurveyPlace | None) -> Response:
    page = render_template("surveys/nothing.html", why=why, survey=place.survey if place else None)
    return make_response(page, _STATUS[why])


def _too_much() -> Response:
    return make_response(render_template("surveys/nothing.html", why="too-much", survey=None), 429)
