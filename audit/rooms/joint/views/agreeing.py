"""Beginning joint work, and changing what is agreed for each board."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for

from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.rooms.assessments.queries import AnyReturn
from audit.rooms.joint import operations
from audit.rooms.joint.forms import AgreementForm
from audit.rooms.joint.operations.working import stand_of
from audit.rooms.joint.policy import ONLY_LEADS, require_keeper
from audit.rooms.joint.queries import JointView, boards_of, can_join, preview
from audit.rooms.joint.views.blueprint import ID, blueprint, work_here
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, let_go


@blueprint.route(f"/organisations/<{ID}:organisation_id>/together", methods=["GET", "POST"])
@allow(Permission.JOINT_KEEP)
def begin_joint(organisation_id: int) -> Any:
    """Choose the returns that are answered together, and what is shared with each board."""
    require_keeper(actor(), organisation_id)
    stand_in("organisation", organisation_id)
    form = AgreementForm()
    if form.is_submitted() and form.validate():
        try:
            work = operations.begin(db(), actor(), clock(), organisation_id, form.agreement())
        except RuleBroken as refusal:
            let_go()
            form.refuse(refusal)
            return _begin_page(organisation_id, form), 422
        flash("You answer these returns together now. Nothing that was written before is lost.", "success")
        return redirect(url_for(".show_joint", joint_id=work.id), 303)
    return _begin_page(organisation_id, form)


@blueprint.route(f"/together/<{ID}:joint_id>/agreement", methods=["GET", "POST"])
@allow(Permission.JOINT_KEEP)
def change_agreement(joint_id: int) -> Any:
    """Change what is shared, let a return join, or let one leave."""
    joint = work_here(joint_id, Permission.JOINT_KEEP, ONLY_LEADS)
    form = AgreementForm()
    if form.is_submitted() and form.validate():
        try:
            operations.change(db(), actor(), clock(), joint_id, form.agreement(), seen=form.seen.data or "")
        except (RuleBroken, Stale) as refusal:
            let_go()
            return _refused(joint_id, form, refusal)
        flash("Saved. What was shared before stays where it is.", "success")
        return redirect(url_for(".show_joint", joint_id=joint_id), 303)
    _show(form, joint)
    return _change_page(joint, form)


def _refused(joint_id: int, form: AgreementForm, refusal: RuleBroken | Stale) -> tuple[str, int]:
    joint = work_here(joint_id, Permission.JOINT_KEEP, ONLY_LEADS)
    if isinstance(refusal, RuleBroken):
        form.refuse(refusal)
        return _change_page(joint, form), 422
    form.form_errors = [refusal.sentence]
    _show(form, joint)
    return _change_page(joint, form), 409


def _begin_page(organisation_id: int, form: AgreementForm) -> str:
    rows = can_join(db(), actor(), organisation_id)
    joint = preview(db(), organisation_id, rows)
    form.offer(_named([view.row for view in joint.views]))
    if not form.is_submitted():
        form.returns.data = [row.reference for row in rows]
    return render_template(
        "joint/begin.html",
        joint=joint,
        form=form,
        enough=boards_of(rows) > 1,
        organisation_id=organisation_id,
    )


def _change_page(joint: JointView, form: AgreementForm) -> str:
    rows: list[AnyReturn] = [each.row for each in joint.joined]
    rows += can_join(db(), actor(), joint.organisation_id)
    form.offer(_named(rows))
    return render_template("joint/agreement.html", joint=joint, form=form)


def _show(form: AgreementForm, joint: JointView) -> None:
    """Fill in how it is now."""
    form.returns.data = [each.row.reference for each in joint.joined]
    form.narrative.data = [each.row.reference for each in joint.joined if each.shares_narrative]
    form.evidence.data = [each.row.reference for each in joint.joined if each.shares_evidence]
    form.seen.raw_data = None
    form.seen.data = stand_of([(each.row.id, each.version) for each in joint.joined])


def _named(rows: Sequence[AnyReturn]) -> list[tuple[str, str]]:
    return [(row.reference, f"{row.round.board.name}: {row.round.title}") for row in rows]
