"""Signing in and out."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError

from audit.domain.permissions import Permission
from audit.rooms.accounts import operations
from audit.rooms.accounts.forms import CodeForm, SignInForm
from audit.rooms.accounts.views.blueprint import blueprint
from audit.rooms.accounts.views.entering import (
    carried,
    code_page,
    come_in,
    go_on,
    settings,
    typed_page,
)
from audit.rooms.accounts.views.kept import Carried
from audit.web.errors import error_answer
from audit.web.guard import actor, allow, public
from audit.web.identity import current_identity, enter, leave
from audit.web.transactions import clock, db, keep_despite_refusal

_WRONG = "The email address or the password is not right. Check both and try again"
_TOO_MANY = "Too many tries. Wait 15 minutes, then try again, or ask for a new password"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public("nobody is signed in before they sign in")
def sign_in() -> Any:
    """Sign in with an e-mail address and a password."""
    form = SignInForm()
    if request.method == "GET":
        return go_on() if current_identity() is not None else _page(form)
    if not form.validate_on_submit():
        return _page(form), 422
    keep_despite_refusal()
    outcome = operations.check_password(
        db(), clock(), form.email.data or "", form.password.data or "", request.remote_addr
    )
    if outcome.person is None:
        form.password.errors = [_TOO_MANY if outcome.throttled else _WRONG]
        return _page(form), 429 if outcome.throttled else 422
    come_in(outcome.person)
    return go_on()


def _page(form: SignInForm) -> str:
    return render_template("accounts/sign-in.html", form=form, carried=carried(), kept=Carried(), ended=False)


@blueprint.errorhandler(CSRFError)
def form_too_old(_error: CSRFError) -> Any:
    """A page of signing in stood open until its token was worth nothing; what it carries is kept."""
    if request.endpoint == "accounts.sign_out" and current_identity() is None:
        return redirect(url_for("home.start"), 303)
    if request.form.get("kept"):
        if current_identity() is not None:
            return make_response(go_on(), 400)
        form = SignInForm(formdata=None)
        form.email.errors = ["This page was open for too long. Enter your email address and password again"]
        return _page(form), 400
    return error_answer(
        400,
        "This page was open for too long",
        "Nothing was changed. Go back, load the page again and send it once more.",
    )


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_KEEP, before_second_factor=True)
def give_code() -> Any:
    """Give the one-time code, or a recovery code."""
    identity = current_identity()
    if identity is None or not identity.owes_code:
        return go_on()
    if not identity.has_second_factor_set:
        if request.method == "POST":
            return make_response(code_page(carried()), 422)
        return redirect(url_for("accounts.set_up_codes", next=carried()["next"] or None), 303)
    form = CodeForm()
    if request.method == "GET":
        return code_page(carried(), form)
    if not form.validate_on_submit():
        return code_page(carried(), form), 422
    keep_despite_refusal()
    outcome = operations.use_code(
        db(), actor(), clock(), form.recovery.data or form.code.data or "", settings().secret_key
    )
    if not outcome.taken:
        field = form.recovery if form.recovery.data else form.code
        field.errors = [operations.TOO_MANY_CODES if outcome.throttled else operations.WRONG_CODE]
        return code_page(carried(), form), 429 if outcome.throttled else 422
    all_the_way_in()
    if outcome.recovery_left is not None:
        _say_recovery_codes_left(outcome.recovery_left)
    return go_on()


def all_the_way_in() -> None:
    """The code was right: the session counts as signed in with it, under a new key."""
    identity = current_identity()
    assert identity is not None
    if identity.owes_code:
        operations.note_sign_in(db(), identity.actor, clock(), with_code=True)
    enter(operations.renew_key(db(), identity.actor, identity.signed_in_id))


def _say_recovery_codes_left(left: int) -> None:
    words = "That was your last recovery code." if left == 0 else f"You have {left} recovery codes left."
    flash(f"{words} You can make new ones on your account page.", "information")


@blueprint.post("/sign-in/typed")
@allow(Permission.ACCOUNT_KEEP)
def show_typed() -> Any:
    """Show what was typed when the session had ended."""
    return typed_page(carried()["kept"])


@blueprint.post("/sign-out")
@public("ends whatever session there is; somebody whose session has run out must get out as well")
def sign_out() -> Any:
    """Sign out: the row ends and the browser forgets its key."""
    identity = current_identity()
    if identity is not None:
        operations.end_session(db(), identity.actor, clock(), identity.signed_in_id)
    leave()
    return redirect(url_for("home.start"), 303)
