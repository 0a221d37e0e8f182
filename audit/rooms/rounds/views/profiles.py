"""Choosing how much a round asks of whom."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.organisations import KIND_WORDS
from audit.domain.permissions import Permission
from audit.domain.question_words import PROFILE_WORDS
from audit.domain.questionnaire import Profile, Respondent
from audit.domain.workflows import RoundState
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.operations.profiles import profiles_by_kind, set_profiles
from audit.rooms.rounds.policy import require_run
from audit.rooms.rounds.views.blueprint import blueprint, round_here
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.route("/rounds/<round_code>/forms", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def choose_profiles(round_code: str) -> str | Response | tuple[str, int]:
    """The full, the short or the very short form, for each kind of organisation and for single ones."""
    row = round_here(round_code)
    require_run(actor(), row.board_id)
    form = Form()
    trouble = ""
    if form.validate_on_submit():
        kinds = {kind: request.form.get(f"kind-{kind}", "") for kind in KIND_WORDS}
        reference, profile = request.form.get("reference", "").strip(), request.form.get("profile", "")
        one = {reference[:20]: profile} if reference and profile else {}
        try:
            changed = set_profiles(
                db(), actor(), clock(), round_code, {kind: word for kind, word in kinds.items() if word}, one
            )
        except RuleBroken as broken:
            trouble = broken.sentence
        else:
            words = "1 organisation has" if changed == 1 else f"{changed:,} organisations have"
            flash(f"Saved. {words} another form now." if changed else "Nothing was changed.", "success")
            return redirect(url_for(".choose_profiles", round_code=round_code), 303)
    questionnaire = questionnaire_by(db(), row.edition)
    found = profiles_by_kind(db(), row)
    page = render_template(
        "rounds/profiles.html",
        row=row,
        trouble=trouble,
        is_closed=row.state is RoundState.CLOSED,
        profiles=PROFILE_WORDS,
        kinds=[
            (
                kind,
                KIND_WORDS.get(kind, kind),
                counts,
                next(iter(counts)) if len(counts) == 1 else "",
                {each: len(questionnaire.meant_for(Respondent(kind, profile=each))) for each in Profile},
            )
            for kind, counts in found.items()
        ],
    )
    return page, 422 if trouble else 200
