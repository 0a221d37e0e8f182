"""An organisation's pages: its case audits, the cases of one, sending them, and its results."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.case_audits import (
    AUDIT_STATE_WORDS,
    CASE_STATE_WORDS,
    SAMPLE_STATE_WORDS,
    AuditState,
    SampleState,
    whole_may_be_shown,
)
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.case_audits.forms import NewCaseForm, SendForm
from audit.rooms.case_audits.operations import auditing
from audit.rooms.case_audits.policy import may_fill_in
from audit.rooms.case_audits.presenters import change_words
from audit.rooms.case_audits.queries.figures import before_and_after, figures_of
from audit.rooms.case_audits.queries.samples import (
    SampleView,
    own_sample,
    samples_of_organisation,
    whole_sample,
)
from audit.rooms.case_audits.views.blueprint import STATE_COLOURS, blueprint
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/organisations/<int:organisation_id>/case-audits")
@allow(Permission.CASE_AUDIT_READ)
def list_samples(organisation_id: int) -> str:
    """The case audits that an organisation takes part in."""
    rows = samples_of_organisation(db(), actor(), organisation_id)
    stand_in("organisation", organisation_id)
    return render_template(
        "case_audits/samples.html",
        rows=rows,
        organisation_id=organisation_id,
        words=SAMPLE_STATE_WORDS,
        audit_words=AUDIT_STATE_WORDS,
        colours=STATE_COLOURS,
    )


@blueprint.get("/our-cases/<int:sample_id>")
@allow(Permission.CASE_AUDIT_READ)
def show_sample(sample_id: int) -> str:
    """The cases of an organisation in one audit."""
    return _page(sample_view(sample_id), NewCaseForm(), SendForm())


@blueprint.post("/our-cases/<int:sample_id>/cases")
@allow(Permission.CASE_AUDIT_ANSWER)
def add_case(sample_id: int) -> Response:
    """Add the next case."""
    form = NewCaseForm()
    try:
        row = auditing.add_case(db(), actor(), clock(), sample_id, form.category.data or "")
    except RuleBroken as broken:
        form.refuse(broken)
        return make_response(_page(sample_view(sample_id), form, SendForm()), 422)
    return redirect(url_for(".show_case", case_id=row.id), 303)


@blueprint.post("/our-cases/<int:sample_id>/send")
@allow(Permission.CASE_AUDIT_SEND)
def send(sample_id: int) -> Response:
    """Send all cases."""
    form, fewer = SendForm(), request.form.get("fewer") == "y"
    try:
        auditing.send_sample(db(), actor(), clock(), sample_id, fewer=fewer)
    except RuleBroken as broken:
        form.refuse(broken)
        return make_response(_page(sample_view(sample_id), NewCaseForm(), form), 422)
    flash("Your cases are sent.", "success")
    return redirect(url_for(".show_sample", sample_id=sample_id), 303)


@blueprint.post("/our-cases/<int:sample_id>/take-back")
@allow(Permission.CASE_AUDIT_SEND)
def take_back(sample_id: int) -> Response:
    """Take the cases back to change them."""
    sample_view(sample_id)
    try:
        auditing.take_back(db(), actor(), clock(), sample_id)
    except RuleBroken as broken:
        flash(broken.sentence, "information")
    else:
        flash("Your cases are with you again. Open a case to change it, then send them once more.", "success")
    return redirect(url_for(".show_sample", sample_id=sample_id), 303)


@blueprint.get("/our-cases/<int:sample_id>/results")
@allow(Permission.CASE_AUDIT_READ)
def show_own_results(sample_id: int) -> str:
    """What came out of the organisation's own cases, and the figures of all once the board has closed the audit."""
    row = own_sample(db(), actor(), sample_id)
    stand_in("organisation", row.organisation_id)
    if row.state is SampleState.ANSWERING:
        raise NotAllowed("There are results once your cases have been sent.")
    whole, mine = figures_of(db(), row.audit), [row.organisation_id]
    own = whole.of(organisations=mine)
    is_over = row.audit.state is AuditState.CLOSED
    beside = None
    if row.audit.repeats is not None:
        beside = before_and_after(db(), own, figures_of(db(), row.audit.repeats).of(organisations=mine))
    may_see_whole = is_over and whole_may_be_shown(whole.organisations, row.organisation_id)
    return render_template(
        "case_audits/own_results.html",
        row=row,
        own=own,
        whole=whole if may_see_whole else None,
        is_over=is_over,
        beside=beside if beside is not None and beside.before.cases else None,
        change_words=change_words,
    )


def sample_view(sample_id: int) -> SampleView:
    """The sample of this page with its cases, with the header of its organisation."""
    row = own_sample(db(), actor(), sample_id)
    stand_in("organisation", row.organisation_id)
    return whole_sample(db(), row)


def _page(view: SampleView, adding: NewCaseForm, sending: SendForm) -> str:
    row = view.row
    return render_template(
        "case_audits/sample.html",
        view=view,
        row=row,
        form=_with_errors(adding, sending),
        adding=adding.offer(row.audit.categories),
        sending=sending,
        filling_in=may_fill_in(actor(), row),
        may_send=row.organisation_id in actor().organisations(Permission.CASE_AUDIT_SEND),
        words=CASE_STATE_WORDS,
        sample_words=SAMPLE_STATE_WORDS,
        audit_words=AUDIT_STATE_WORDS,
        colours=STATE_COLOURS,
    )


def _with_errors(*forms: Form) -> Form:
    """The form that the page's error summary speaks of."""
    return next((form for form in forms if form.errors), forms[0])
