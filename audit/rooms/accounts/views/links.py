"""Coming in by a link: invitations, and new passwords for those who forgot theirs."""

from typing import Any

from flask import render_template, request

from audit.domain.errors import RuleBroken
from audit.rooms.accounts import operations
from audit.rooms.accounts.forms import InvitationForm, NewPasswordForm, ResetAskedForm
from audit.rooms.accounts.models import LinkPurpose
from audit.rooms.accounts.operations import DeadLink
from audit.rooms.accounts.views.blueprint import blueprint
from audit.rooms.accounts.views.entering import come_in, go_on, settings
from audit.web.guard import public
from audit.web.transactions import clock, db, keep_despite_refusal


@blueprint.route("/invitations/<key>", methods=["GET", "POST"])
@public("the link itself says who may come in")
def use_invitation(key: str) -> Any:
    """Take up an invitation: give one's name and a password."""
    return _by_link(key, LinkPurpose.INVITATION, InvitationForm(), "accounts/invitation.html")


@blueprint.route("/reset/<key>", methods=["GET", "POST"])
@public("the link itself says who may come in")
def use_reset(key: str) -> Any:
    """Set a new password by a link."""
    return _by_link(key, LinkPurpose.RESET, NewPasswordForm(), "accounts/new-password.html")


def _by_link(key: str, purpose: LinkPurpose, form: Any, template: str) -> Any:
    try:
        _, person = operations.find_link(db(), clock(), key, purpose)
        if request.method == "GET":
            if "name" in form:
                form.name.data = person.name
            return render_template(template, form=form, person=person)
        if not form.validate_on_submit():
            return render_template(template, form=form, person=person), 422
        person = operations.use_link(
            db(),
            clock(),
            key,
            purpose,
            form.password.data or "",
            name=form.name.data if "name" in form else None,
            public_url=settings().public_url,
            product=settings().product_name,
        )
    except DeadLink as dead:
        page = render_template("accounts/dead-link.html", why=dead.why, purpose=purpose.value)
        return page, 404 if dead.why == "unknown" else 410
    except RuleBroken as broken:
        form.password.errors = [broken.sentence]
        return render_template(template, form=form, person=person), 422
    come_in(person)
    return go_on()


@blueprint.route("/reset", methods=["GET", "POST"])
@public("whoever forgot their password cannot sign in to say so")
def ask_for_reset() -> Any:
    """Ask for a link to set a new password."""
    form = ResetAskedForm()
    if request.method == "GET":
        return render_template("accounts/reset.html", form=form)
    if not form.validate_on_submit():
        return render_template("accounts/reset.html", form=form), 422
    is_sent = operations.ask_for_reset(
        db(),
        clock(),
        form.email.data or "",
        request.remote_addr,
        public_url=settings().public_url,
        product=settings().product_name,
    )
    if not is_sent:
        keep_despite_refusal()
        form.email.errors = [
            "We were asked too often. Look for our email, also among junk mail, or wait an hour"
        ]
        return render_template("accounts/reset.html", form=form), 429
    return render_template("accounts/reset-sent.html", email=form.email.data)
