"""Two returns say different things: both are shown, and one is chosen."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from audit.domain.errors import RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.rooms.assessments.operations.answering import READ_ONLY
from audit.rooms.joint import operations
from audit.rooms.joint.forms import SettleForm
from audit.rooms.joint.operations.settling import stand_of
from audit.rooms.joint.presenters import sayings_of
from audit.rooms.joint.queries import JointView
from audit.rooms.joint.views.blueprint import ID, blueprint, work_here
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db, let_go


@blueprint.route(f"/together/<{ID}:joint_id>/returns/<reference>/questions/<code>", methods=["GET", "POST"])
@allow(Permission.RETURN_ANSWER)
def settle_difference(joint_id: int, reference: str, code: str) -> Any:
    """Choose which of the answers stands for every board."""
    joint = work_here(joint_id, Permission.RETURN_ANSWER, READ_ONLY)
    form = SettleForm()
    group = joint.group_of(reference, code)
    form.keep.choices = [
        (member.view.row.reference, f"What the return to {joint.name_of(member.view.row)} says")
        for member in group.members
    ]
    if not form.is_submitted():
        form.seen.data = stand_of(group)
        return _page(joint, reference, code, form)
    if not form.validate():
        return _page(joint, reference, code, form), 422
    chosen = next((m for m in group.members if m.view.row.reference == form.keep.data), None)
    if chosen is None:
        form.refuse(RuleBroken("Choose which answer is right", "keep"))
        return _page(joint, reference, code, form), 422
    try:
        operations.settle(
            db(),
            actor(),
            clock(),
            joint_id,
            chosen.view.row.reference,
            chosen.code,
            seen=form.seen.data or "",
        )
    except (RuleBroken, Stale) as refusal:
        let_go()
        joint = work_here(joint_id, Permission.RETURN_ANSWER, READ_ONLY)
        form.seen.raw_data, form.seen.data = None, stand_of(joint.group_of(reference, code))
        if isinstance(refusal, RuleBroken):
            form.refuse(refusal)
            return _page(joint, reference, code, form), 422
        form.form_errors = [refusal.sentence]
        return _page(joint, reference, code, form), 409
    flash("Your choice is saved. What stood there before is in the history of the answer.", "success")
    return redirect(url_for(".show_joint", joint_id=joint_id), 303)


def _page(joint: JointView, reference: str, code: str, form: SettleForm) -> str:
    group = joint.group_of(reference, code)
    return render_template(
        "joint/difference.html",
        joint=joint,
        group=group,
        form=form,
        sayings=sayings_of(joint, group),
        reference=reference,
        code=code,
    )
