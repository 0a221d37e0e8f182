"""The page of an amendment: what it does to whom, then making it, reminding and taking it back."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.amending import TEXTS, amended, changes_from, questions_in
from audit.domain.carrying import word_differences
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.question_words import KIND_OF_ANSWER, who_is_asked
from audit.domain.questionnaire import questionnaire_from_data
from audit.domain.workflows import RETURN_STATE_WORDS, RoundState
from audit.rooms.amendments import operations
from audit.rooms.amendments.models import Amendment, AmendmentState
from audit.rooms.amendments.queries import content_before, effect_of, pending_returns
from audit.rooms.amendments.views.blueprint import (
    amendment_here,
    blueprint,
    may_amend,
    public_url,
    version_in,
)
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.get("/amendments/<int:amendment_id>")
@allow(Permission.ROUND_VIEW)
def show_amendment(amendment_id: int) -> str:
    """What an amendment adds and puts right, and whom it reaches: as it would be, or as it was made."""
    return _page(amendment_id)


@blueprint.post("/amendments/<int:amendment_id>/make")
@allow(Permission.ROUND_RUN)
def make(amendment_id: int) -> Response | tuple[str, int]:
    """Make it: from now on the round asks what is added."""
    row = _to_run(amendment_id)
    try:
        effect = operations.make(
            db(), actor(), clock(), amendment_id, version=version_in(request.form.get("version")),
            public_url=public_url(),
        )  # fmt: skip
    except RuleBroken as broken:
        return _page(amendment_id, broken.sentence), 422
    number = len(effect.everybody)
    asked = (
        f" {number:,} {'organisation is' if number == 1 else 'organisations are'} asked what is added."
        if number
        else ""
    )
    flash(f"{row.round.title} is amended.{asked}", "success")
    return redirect(url_for(".show_amendment", amendment_id=amendment_id), 303)


@blueprint.post("/amendments/<int:amendment_id>/take-back")
@allow(Permission.ROUND_RUN)
def take_back(amendment_id: int) -> Response | tuple[str, int]:
    """Undo it, while nobody has answered."""
    _to_run(amendment_id)
    try:
        operations.take_back(db(), actor(), clock(), amendment_id, public_url=public_url())
    except RuleBroken as broken:
        return _page(amendment_id, broken.sentence), 422
    flash("The amendment was taken back. The round asks what it asked before.", "success")
    return redirect(url_for(".show_amendment", amendment_id=amendment_id), 303)


@blueprint.post("/amendments/<int:amendment_id>/remind")
@allow(Permission.ROUND_RUN)
def remind(amendment_id: int) -> Response | tuple[str, int]:
    """Write again to those who had submitted and have not answered."""
    _to_run(amendment_id)
    try:
        letters = operations.remind(db(), actor(), clock(), amendment_id, public_url=public_url())
    except RuleBroken as broken:
        return _page(amendment_id, broken.sentence), 422
    flash(f"{letters:,} {'letter is' if letters == 1 else 'letters are'} in the outbox.", "success")
    return redirect(url_for(".show_amendment", amendment_id=amendment_id), 303)


def _to_run(amendment_id: int) -> Amendment:
    row = amendment_here(amendment_id)
    if not may_amend(row.round.board_id):
        raise NotAllowed("Only an administrator of the board can do this.")
    return row


def _page(amendment_id: int, trouble: str = "") -> str:
    row = amendment_here(amendment_id)
    changes = changes_from(row.changes)
    content = content_before(db(), row)
    before = {each["code"]: each for each in questions_in(content)}
    after = questionnaire_from_data(amended(content, changes))
    is_prepared = row.state is AmendmentState.PREPARED
    is_made = row.state is AmendmentState.MADE
    return render_template(
        "amendments/show.html",
        amendment=row,
        changes=changes,
        added=[after.questions[code] for code in changes.added],
        standard_of=after.standard_of,
        scale=after.scale,
        kind_words=KIND_OF_ANSWER,
        who=lambda question: who_is_asked(question, after),
        corrections=[
            (each, TEXTS[each.part], word_differences(before[each.code].get(each.part) or "", each.after))
            for each in changes.corrections
            if each.code in before
        ],
        effect=effect_of(db(), row.round, changes, after) if is_prepared else None,
        pending=pending_returns(db(), row.round) if is_made else [],
        state_words=RETURN_STATE_WORDS,
        is_prepared=is_prepared,
        is_made=is_made,
        is_latest=is_made and row.round.edition_id == row.after_id,
        is_open=row.round.state is RoundState.OPEN,
        may_amend=may_amend(row.round.board_id),
        trouble=trouble,
    )
