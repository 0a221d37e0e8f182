"""The organisation's pages: what it is asked for, exactly what would be shared, agreeing, declining, withdrawing."""

from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.child_details import warnings_in
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.good_practice import SHARING_WORDS, Sharing
from audit.domain.permissions import Permission
from audit.rooms.good_practice import operations
from audit.rooms.good_practice.forms import ChooseForm, ShareForm
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.policy import may_consent
from audit.rooms.good_practice.presenters import COLOURS, excerpt
from audit.rooms.good_practice.queries import (
    best_answers,
    boards_of_organisation,
    example_of_organisation,
    examples_of_organisation,
    latest_copy,
    organisation_with_examples,
    shareable_answers,
)
from audit.rooms.good_practice.views.blueprint import blueprint, number_in
from audit.rooms.questionnaires.queries import questionnaire_of
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]


@blueprint.get("/organisations/<int:organisation_id>/good-practice")
@allow(Permission.GOOD_PRACTICE_VIEW)
def list_own(organisation_id: int) -> str:
    """What an organisation is asked to share, what it shares, and the libraries that it may read."""
    organisation = organisation_with_examples(db(), actor(), organisation_id)
    stand_in("organisation", organisation.id)
    return render_template(
        "good_practice/own.html",
        organisation=organisation,
        examples=examples_of_organisation(db(), actor(), organisation.id),
        boards=boards_of_organisation(db(), actor(), organisation.id),
        may_consent=may_consent(actor(), organisation.id),
        words=SHARING_WORDS,
        colours=COLOURS,
        excerpt=excerpt,
    )


@blueprint.route("/good-practice/<int:example_id>/answer", methods=["GET", "POST"])
@allow(Permission.GOOD_PRACTICE_CONSENT)
def answer(example_id: int) -> Answer:
    """Exactly what would be shared, to be changed, agreed to or declined."""
    row = _own(example_id)
    if row.question_code == operations.WHOLE_RETURN:
        if request.method == "POST" and request.form.get("decision") == "decline":
            return _declined(row)
        return redirect(url_for(".choose", example_id=example_id), 303)
    given = shareable_answers(latest_copy(db(), row.asked_in)).get(row.question_code)
    files = given.evidence if given else ()
    form = ShareForm(
        data={
            "words": row.words,
            "evidence": [str(id) for id in row.evidence],
            "version": str(row.version),
            "looked": "",
        }
    )
    form.evidence.choices = [
        (str(file["id"]), f"{file['file_name']}{': ' + file['description'] if file['description'] else ''}")
        for file in files
    ]
    if request.method == "POST" and request.form.get("decision") == "decline":
        return _declined(row)
    warnings: list[str] = []
    status = 200
    if form.validate_on_submit():
        warnings = [warning.sentence for warning in warnings_in(form.words.data or "")]
        if warnings and form.looked.data != _mark(form.words.data or ""):
            form.looked.data = _mark(form.words.data or "")
            status = 422
        else:
            try:
                operations.agree(
                    db(), actor(), clock(), example_id, words=form.words.data or "",
                    evidence_ids=[int(id) for id in form.evidence.data or ()],
                    seen_version=number_in(form.version.data),
                )  # fmt: skip
            except RuleBroken as broken:
                form.refuse(broken)
            except Stale as stale:
                form.form_errors = [*form.form_errors, stale.sentence]
                form.version.data = str(row.version)
                status = 409
            else:
                flash("Shared. You can change it or withdraw it at any time.", "success")
                return redirect(url_for(".list_own", organisation_id=row.organisation_id), 303)
    page = render_template(
        "good_practice/answer.html",
        row=row,
        form=form,
        given=given,
        warnings=warnings,
        words=SHARING_WORDS,
        colours=COLOURS,
    )
    return page, status if status != 200 else 422 if form.errors else 200


@blueprint.route("/good-practice/<int:example_id>/choose", methods=["GET", "POST"])
@allow(Permission.GOOD_PRACTICE_CONSENT)
def choose(example_id: int) -> Answer:
    """Which of its answers an organisation would share, where the board leaves it to choose."""
    row = _own(example_id)
    if row.question_code != operations.WHOLE_RETURN:
        return redirect(url_for(".answer", example_id=example_id), 303)
    return_ = row.asked_in
    taken = {
        each.question_code
        for each in examples_of_organisation(db(), actor(), row.organisation_id)
        if each.return_id == return_.id
    }
    best = best_answers(latest_copy(db(), return_), questionnaire_of(return_.round.edition))
    form = ChooseForm()
    form.codes.choices = [
        (code, f"{code} {given.question}") for code, given in best.items() if code not in taken
    ]
    if form.validate_on_submit():
        try:
            chosen = operations.choose_answers(db(), actor(), clock(), example_id, form.codes.data or ())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            if len(chosen) == 1:
                return redirect(url_for(".answer", example_id=chosen[0].id), 303)
            flash("Saved. Look at each answer, then agree to share it.", "success")
            return redirect(url_for(".list_own", organisation_id=row.organisation_id), 303)
    page = render_template("good_practice/choose.html", row=row, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/good-practice/<int:example_id>/withdraw", methods=["GET", "POST"])
@allow(Permission.GOOD_PRACTICE_CONSENT)
def withdraw(example_id: int) -> Answer:
    """Ask whether an example shall be taken out of the library, then take it out."""
    row = _own(example_id)
    form = Form()
    if form.validate_on_submit():
        try:
            operations.withdraw(db(), actor(), clock(), example_id)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Withdrawn. Nobody else sees it any more. You can share it again at any time.", "success")
            return redirect(url_for(".list_own", organisation_id=row.organisation_id), 303)
    elif row.state is not Sharing.SHARED:
        return redirect(url_for(".list_own", organisation_id=row.organisation_id), 303)
    page = render_template("good_practice/withdraw.html", row=row, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/good-practice/<int:example_id>/share-again")
@allow(Permission.GOOD_PRACTICE_CONSENT)
def share_again(example_id: int) -> Response:
    """Undo the withdrawal."""
    row = operations.share_again(db(), actor(), clock(), example_id)
    flash("Shared again, as it was.", "success")
    return redirect(url_for(".list_own", organisation_id=row.organisation_id), 303)


def _mark(words: str) -> str:
    """What tells whether the words that were warned of are those that are sent again."""
    return sha256(words.encode()).hexdigest()[:16]


def _own(example_id: int) -> GoodPractice:
    row = example_of_organisation(db(), actor(), example_id)
    stand_in("organisation", row.organisation_id)
    return row


def _declined(row: GoodPractice) -> Any:
    form = Form()
    if not form.validate_on_submit():
        raise NotVisible
    operations.decline(db(), actor(), clock(), row.id)
    flash("Saved. It is not shared. You can think again at any time.", "success")
    return redirect(url_for(".list_own", organisation_id=row.organisation_id), 303)
