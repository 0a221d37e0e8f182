"""Sharing out the questions of a return."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.child_details import warnings_in
from audit.domain.dates import say_date
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.assessments.queries import ReturnView
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.forms import AssignForm, number_in
from audit.rooms.colleagues.operations import About, AssignmentStale
from audit.rooms.colleagues.operations.assigning import NOT_NOW, title_of
from audit.rooms.colleagues.policy import may, require_assigner
from audit.rooms.colleagues.queries import Given, assignable, beside_return, given_to_read
from audit.rooms.colleagues.views.blueprint import ID, blueprint, public_url, return_here
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/returns/<reference>/colleagues")
@allow(Permission.RETURN_VIEW)
def list_assignments(reference: str) -> str:
    """Who sees to what in a return."""
    view = return_here(reference)
    return render_template(
        "colleagues/assignments.html",
        view=view,
        beside=beside_return(db(), view.row),
        may_assign=_may_assign(view),
        today=today(clock()),
    )


@blueprint.route("/returns/<reference>/questions/<code>/assign", methods=["GET", "POST"])
@allow(Permission.ASSIGNMENT_KEEP)
def assign_question(reference: str, code: str) -> Any:
    """Give one question to a colleague, or change that."""
    view = return_here(reference)
    question = view.question(code)
    return _assign(view, About(view.questionnaire.standard_of[question.code].code, code))


@blueprint.route("/returns/<reference>/standards/<code>/assign", methods=["GET", "POST"])
@allow(Permission.ASSIGNMENT_KEEP)
def assign_standard(reference: str, code: str) -> Any:
    """Give a whole standard to a colleague, or change that."""
    view = return_here(reference)
    return _assign(view, About(view.standard(code).code))


@blueprint.post(f"/assignments/<{ID}:assignment_id>/take-back")
@allow(Permission.ASSIGNMENT_KEEP)
def take_back(assignment_id: int) -> Response:
    """Take a question or a standard back, so that it is nobody's."""
    given, asked = given_to_read(db(), actor(), assignment_id)
    stand_in("organisation", asked.organisation_id)
    operations.take_back(db(), actor(), clock(), given.id)
    about = About(given.standard_code, given.question_code)
    flash(f"Taken back: {about.words} is with nobody now.", "success")
    return redirect(_after(asked.reference, about), 303)


def _assign(view: ReturnView, about: About) -> Any:
    reference = view.row.reference
    require_assigner(actor(), view.row.organisation_id)
    if not view.may_be_answered:
        raise NotAllowed(NOT_NOW)
    row = beside_return(db(), view.row).given.get((about.standard, about.question))
    form = AssignForm().offer(assignable(db(), actor(), view.row.organisation_id), row)
    if not form.is_submitted():
        return _page(view, about, form.show(row), row)
    if not form.validate():
        return _page(view, about, form, row), 422
    facts = form.facts()
    try:
        done = operations.assign(
            db(), actor(), clock(), reference, about, facts,
            seen_version=number_in(form.version.data), public_url=public_url(),
        )  # fmt: skip
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(view, about, form, row), 422
    except AssignmentStale as stale:
        form.version.raw_data, form.version.data = None, str(stale.now.version if stale.now else 0)
        return _page(view, about, form, row, conflict=_differences(form, row)), 409
    words = " ".join(f"{warning.sentence}" for warning in warnings_in(done.note))
    if words:
        flash(f"Please look at the note: {words}", "information")
    flash(
        f"Saved. {dict(assignable(db(), actor(), view.row.organisation_id))[done.person_id]} has {about.words}.",
        "success",
    )
    return redirect(_after(reference, about), 303)


def _page(view: ReturnView, about: About, form: AssignForm, given: Given | None, **more: Any) -> str:
    return render_template(
        "colleagues/assign.html",
        view=view,
        about=about,
        title=title_of(view, about),
        form=form,
        given=given,
        back_to=_after(view.row.reference, about),
        **{"conflict": None, **more},
    )


def _after(reference: str, about: About) -> str:
    if about.question and request.values.get("from") != "list":
        return url_for("assessments.show_question", reference=reference, code=about.question)
    return url_for(".list_assignments", reference=reference)


def _differences(form: AssignForm, given: Given | None) -> list[dict[str, str]]:
    facts = form.facts()
    typed = next((choice[1] for choice in form.person.choices or () if choice[0] == form.person.data), "")
    rows = (
        ("Colleague", given.name if given else "", str(typed)),
        (
            "Wanted by",
            say_date(given.due_on) if given and given.due_on else "",
            say_date(facts.due_on) if facts.due_on else "",
        ),
        ("Note", given.note if given else "", facts.note),
    )
    return [
        {"label": label, "saved": saved, "typed": typed} for label, saved, typed in rows if saved != typed
    ]


def _may_assign(view: ReturnView) -> bool:
    return view.may_be_answered and may(actor(), Permission.ASSIGNMENT_KEEP, view.row.organisation_id)
