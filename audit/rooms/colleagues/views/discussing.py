"""The discussions of a question, for colleagues only."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.child_details import warnings_in
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.assessments.queries import ReturnView
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.forms import RemarkForm
from audit.rooms.colleagues.models import Remark
from audit.rooms.colleagues.policy import may, may_take_out, require_writer
from audit.rooms.colleagues.queries import (
    begun_to_change,
    colleagues_to_mention,
    discussions_of,
    said_to_remove,
)
from audit.rooms.colleagues.views.blueprint import ID, blueprint, public_url, return_here
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.route("/returns/<reference>/questions/<code>/discussion", methods=["GET", "POST"])
@allow(Permission.RETURN_VIEW)
def discuss(reference: str, code: str) -> Any:
    """What colleagues say about a question; begin a discussion."""
    view = return_here(reference)
    view.question(code)
    form = _form(view)
    if not form.is_submitted():
        return _page(view, code, form)
    require_writer(actor(), view.row.organisation_id)
    return _say(
        view,
        code,
        form,
        lambda: operations.begin_discussion(
            db(), actor(), clock(), reference, code, form.text.data or "",
            mentions=form.named(), is_urgent=bool(form.is_urgent.data), public_url=public_url(),
        ),
    )  # fmt: skip


@blueprint.route(f"/discussions/<{ID}:remark_id>/reply", methods=["GET", "POST"])
@allow(Permission.DISCUSSION_WRITE)
def reply(remark_id: int) -> Any:
    """Reply in a discussion."""
    begin, asked = begun_to_change(db(), actor(), remark_id)
    view = return_here(asked.reference)
    form = _form(view)
    if not form.is_submitted():
        return _page(view, begin.question_code, form, begin)
    return _say(
        view,
        begin.question_code,
        form,
        lambda: operations.reply(
            db(), actor(), clock(), remark_id, form.text.data or "",
            mentions=form.named(), is_urgent=bool(form.is_urgent.data), public_url=public_url(),
        ),
        begin,
    )  # fmt: skip


@blueprint.post(f"/discussions/<{ID}:remark_id>/resolve")
@allow(Permission.DISCUSSION_WRITE)
def resolve(remark_id: int) -> Response:
    """Resolve a discussion."""
    operations.resolve_discussion(db(), actor(), clock(), remark_id)
    flash("Resolved. It can be opened again at any time.", "success")
    return _to_discussion(remark_id)


@blueprint.post(f"/discussions/<{ID}:remark_id>/reopen")
@allow(Permission.DISCUSSION_WRITE)
def reopen(remark_id: int) -> Response:
    """Open a discussion again."""
    operations.reopen_discussion(db(), actor(), clock(), remark_id)
    flash("Opened again.", "success")
    return _to_discussion(remark_id)


@blueprint.post(f"/discussions/<{ID}:remark_id>/take-out")
@allow(Permission.DISCUSSION_WRITE)
def take_out(remark_id: int) -> Response:
    """Take the words of a remark out for good."""
    remark, asked = said_to_remove(db(), actor(), remark_id)
    operations.take_out_words(db(), actor(), clock(), remark_id)
    flash("The words are taken out for good.", "success")
    return redirect(url_for(".discuss", reference=asked.reference, code=remark.question_code), 303)


def _form(view: ReturnView) -> RemarkForm:
    return RemarkForm().offer(colleagues_to_mention(db(), view.row), actor().person_id)


def _say(
    view: ReturnView, code: str, form: RemarkForm, work: Callable[[], Remark], begin: Remark | None = None
) -> Any:
    if not form.validate():
        return _page(view, code, form, begin), 422
    try:
        work()
    except RuleBroken as broken:
        form.refuse(broken)
        return _page(view, code, form, begin), 422
    flash("Saved. Your colleagues can read it here.", "success")
    return redirect(url_for(".discuss", reference=view.row.reference, code=code), 303)


def _page(view: ReturnView, code: str, form: RemarkForm, begin: Remark | None = None) -> str:
    found = discussions_of(db(), view.row, code)
    if begin is not None:
        found = [each for each in found if each.begin.remark.id == begin.id]
    return render_template(
        "colleagues/discussion.html",
        view=view,
        question=view.question(code),
        discussions=found,
        begin=begin,
        form=form,
        warnings_in=warnings_in,
        may_take_out=lambda by_id: may_take_out(actor(), by_id, view.row.organisation_id),
        may_write=may(actor(), Permission.DISCUSSION_WRITE, view.row.organisation_id),
    )


def _to_discussion(remark_id: int) -> Response:
    begin, asked = begun_to_change(db(), actor(), remark_id)
    return redirect(url_for(".discuss", reference=asked.reference, code=begin.question_code), 303)
