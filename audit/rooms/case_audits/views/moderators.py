"""The board's page on which each organisation's cases are given to a moderator from elsewhere."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.case_audits import SAMPLE_STATE_WORDS, AuditState
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.case_audits.forms import GivingForm
from audit.rooms.case_audits.operations.moderating import give_samples
from audit.rooms.case_audits.queries.audits import samples_of_audit
from audit.rooms.case_audits.queries.moderators import moderators_of
from audit.rooms.case_audits.views.blueprint import STATE_COLOURS, audit_here, blueprint, public_url
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_FIELD = "moderator-"


@blueprint.route("/case-audits/<audit_code>/moderators", methods=["GET", "POST"])
@allow(Permission.CASE_AUDIT_RUN)
def choose_moderators(audit_code: str) -> str | Response:
    """Who moderates whose cases."""
    row = audit_here(audit_code, Permission.CASE_AUDIT_RUN)
    if row.state is not AuditState.OPEN:
        raise NotAllowed("Cases are given to moderators while the case audit is open.")
    form, at_fault, status = GivingForm(), "", 200
    chosen = {
        _number(name.removeprefix(_FIELD)): _number(value)
        for name, value in request.form.items()
        if name.startswith(_FIELD)
    }
    if form.validate_on_submit():
        try:
            changed = give_samples(db(), actor(), clock(), audit_code, chosen, public_url=public_url())
        except RuleBroken as broken:
            form.refuse(broken)
            at_fault, status = broken.field or "", 422
        else:
            given = sum(each.moderator_id is not None for each in changed)
            flash(f"Saved. {given} {'letter was' if given == 1 else 'letters were'} written.", "success")
            return redirect(url_for(".show_audit", audit_code=audit_code), 303)
    samples = samples_of_audit(db(), row)
    page = render_template(
        "case_audits/moderators.html",
        row=row,
        form=form,
        samples=samples,
        moderators=moderators_of(db(), row, [each.row.organisation_id for each in samples]),
        chosen=chosen,
        at_fault=at_fault,
        words=SAMPLE_STATE_WORDS,
        colours=STATE_COLOURS,
    )
    return make_response(page, status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
