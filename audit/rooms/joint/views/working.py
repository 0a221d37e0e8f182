"""The joint task list, and the end of joint work."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.permissions import Permission
from audit.domain.workflows import RETURN_STATE_WORDS, ReturnState
from audit.rooms.joint import operations
from audit.rooms.joint.policy import may
from audit.rooms.joint.presenters import sections_of, together_words
from audit.rooms.joint.views.blueprint import ID, blueprint, work_here
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get(f"/together/<{ID}:joint_id>")
@allow(Permission.RETURN_VIEW)
def show_joint(joint_id: int) -> str:
    """The returns to several boards as one task list."""
    joint = work_here(joint_id)
    here, organisation = actor(), joint.organisation_id
    return render_template(
        "joint/work.html",
        joint=joint,
        sections=sections_of(joint),
        heading=together_words(len(joint.views)),
        state_words=RETURN_STATE_WORDS,
        may_keep=may(here, Permission.JOINT_KEEP, organisation),
        may_answer=may(here, Permission.RETURN_ANSWER, organisation),
        may_send=may(here, Permission.RETURN_SEND, organisation)
        and any(view.may_be_answered for view in joint.views),
        may_sign=may(here, Permission.RETURN_SIGN, organisation)
        and any(view.row.now is ReturnState.AWAITING_SIGN_OFF for view in joint.views),
    )


@blueprint.post(f"/together/<{ID}:joint_id>/end")
@allow(Permission.JOINT_KEEP)
def end_joint(joint_id: int) -> Response:
    """Answer each return by itself again."""
    work = operations.end(db(), actor(), clock(), joint_id)
    stand_in("organisation", work.organisation_id)
    flash("Each return is answered by itself again. Every answer stays where it is.", "success")
    return redirect(url_for("assessments.list_returns", organisation_id=work.organisation_id), 303)
