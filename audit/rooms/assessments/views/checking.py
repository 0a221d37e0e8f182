"""Check your answers: the whole return with what is missing, sending it for sign-off, and taking it back."""

from flask import current_app, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.domain.sign_off import step_title
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import today
from audit.rooms.assessments.operations import (
    answers_content,
    progress_content,
    recall,
    send_for_sign_off,
)
from audit.rooms.assessments.presenters import (
    count_of,
    due_of,
    read_figures,
    read_progress,
    read_scale,
    read_standards,
)
from audit.rooms.assessments.queries import (
    ReturnView,
    actions_to_report,
    approvers_of,
    copies_of,
    decisions_of,
    is_review,
    lacking_notes,
    sign_off_of,
)
from audit.rooms.assessments.views.blueprint import (
    blueprint,
    is_entered_here,
    may_answer,
    open_return,
    origins_here,
)
from audit.rooms.assessments.views.sign_off_forms import RecallForm, SendForm
from audit.web.forms import Form
from audit.web.gathering import return_marks
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page
from audit.web.transactions import clock, db


def public_url() -> str:
    """The address that letters link to."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)


def library_file(evidence_id: int) -> str:
    """The address of a file in the organisation's library."""
    return url_for("evidence.download", evidence_id=evidence_id)


@blueprint.get("/returns/<reference>/check")
@allow(Permission.RETURN_VIEW, Permission.RETURN_ENTER)
def check_answers(reference: str) -> str:
    """Everything that the return says, with what is missing on top and what happens next."""
    return _page(open_return(reference, with_actions=True, entering=True))


@blueprint.post("/returns/<reference>/send-for-sign-off")
@allow(Permission.RETURN_SEND)
def send_return(reference: str) -> Response:
    """Send the return to its approvers."""
    try:
        row = send_for_sign_off(db(), actor(), clock(), reference, public_url=public_url())
    except RuleBroken as refusal:
        return _refused(reference, SendForm(), refusal)
    stand_in("organisation", row.organisation_id)
    flash("Sent for sign-off. Those who sign have been asked by letter.", "success")
    return redirect(url_for("assessments.check_answers", reference=reference), 303)


@blueprint.post("/returns/<reference>/take-back")
@allow(Permission.RETURN_SEND)
def take_back(reference: str) -> Response:
    """Take the return back from its approvers."""
    form = RecallForm()
    try:
        row = recall(db(), actor(), clock(), reference, form.reason.data or "")
    except RuleBroken as refusal:
        return _refused(reference, form, refusal)
    stand_in("organisation", row.organisation_id)
    flash("You have taken the return back. Change what you need, then send it for sign-off again.", "success")
    return redirect(url_for("assessments.check_answers", reference=reference), 303)


def _refused(reference: str, form: Form, refusal: RuleBroken) -> Response:
    form.refuse(refusal)
    return make_response(_page(open_return(reference, with_actions=True), form), 422)


def _page(view: ReturnView, form: Form | None = None) -> str:
    row = view.row
    origins = origins_here(view)
    content = answers_content(view, origins)
    decisions = decisions_of(db(), [row])[row.id]
    sign_off = sign_off_of(row, decisions)
    approvers = approvers_of(db(), row)
    reported = actions_to_report(db(), row)
    here = actor()
    return render_template(
        "assessments/check_answers.html",
        view=view,
        count=count_of(view.progress.by_code.values()),
        row=row,
        form=form,
        recall_form=form if isinstance(form, RecallForm) else RecallForm(),
        standards=read_standards(content, {p.question.code: p.missing for p in view.progress.missing}),
        figures=read_figures(content),
        scale=read_scale(content),
        due=due_of(row, today(clock())),
        sign_off=sign_off,
        returned=next((d for d in decisions if not d.approved), None)
        if row.state is ReturnState.IN_PROGRESS
        else None,
        approvers=approvers,
        lacking=sign_off.lacks_approvers([(held.person_id, held.signs_as) for held in approvers]),
        copies=copies_of(db(), [row]).get(row.id, []),
        is_open=row.round.state is RoundState.OPEN,
        may_answer=may_answer(view),
        may_send=row.organisation_id in here.organisations(Permission.RETURN_SEND),
        may_sign=row.organisation_id in here.organisations(Permission.RETURN_SIGN),
        my_signature=sign_off.has_signed(here.person_id),
        has_people=has_page("organisations.list_colleagues"),
        titles={step: step_title(step) for step in sign_off.steps},
        file_url=None if is_entered_here(row) else library_file,
        is_review=is_review(row),
        lacking_notes=lacking_notes(reported),
        unfinished={} if is_entered_here(row) else return_marks(view).unfinished,
        lacking_reasons={code: each for code, each in origins.items() if each.wants_reason},
        progress=read_progress(progress_content(reported)),
    )
