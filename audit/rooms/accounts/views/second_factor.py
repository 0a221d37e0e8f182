"""Setting one-time codes up, moving them to a new phone, switching them off, recovery codes."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.infra.secrets import decrypt
from audit.rooms.accounts import operations
from audit.rooms.accounts.forms import OwnPasswordForm, SetUpForm
from audit.rooms.accounts.views.blueprint import blueprint
from audit.rooms.accounts.views.entering import carried, set_up_page, settings
from audit.rooms.accounts.views.sign_in import all_the_way_in
from audit.web.guard import actor, allow
from audit.web.identity import current_identity
from audit.web.transactions import clock, db, keep_despite_refusal


@blueprint.route("/account/codes", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_KEEP, before_second_factor=True)
def set_up_codes() -> Any:
    """Set one-time codes up, or move them to a new phone."""
    identity = current_identity()
    assert identity is not None
    if identity.owes_code and identity.has_second_factor_set:
        # The password alone must not be enough to put another phone in place of the first.
        return redirect(url_for("accounts.give_code", next=carried()["next"] or None), 303)
    form = SetUpForm()
    if request.method == "GET":
        return set_up_page(carried(), form)
    secret = _secret_of(form.secret.data or "", identity.actor.person_id)
    if secret is None:
        form.code.errors = ["This page was open for too long. Scan the new picture below"]
        return set_up_page(carried(), form), 422
    if not form.validate_on_submit():
        return set_up_page(carried(), form, secret), 422
    try:
        if identity.has_second_factor_set:
            keep_despite_refusal()  # a wrong password is counted
            operations.check_own_password(db(), actor(), clock(), form.old.data or "")
        codes = operations.confirm_second_factor(
            db(), actor(), clock(), secret, form.code.data or "", settings().secret_key
        )
    except RuleBroken as broken:
        form[broken.field or "code"].errors = [broken.sentence]
        return set_up_page(carried(), form, secret), 422
    all_the_way_in()
    return _codes_page(codes)


def _secret_of(sealed: str, person_id: int | None) -> str | None:
    """The secret that the page carried, if it was made for this person."""
    owner, _, secret = (decrypt(sealed, settings().secret_key) or "").partition(":")
    return secret if secret and owner == str(person_id) else None


def _codes_page(codes: list[str]) -> str:
    return render_template("accounts/recovery-codes.html", codes=codes, carried=carried())


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_KEEP)
def new_recovery_codes() -> Any:
    """New recovery codes instead of the old ones."""
    return _with_password("accounts/new-recovery-codes.html", _make_codes)


def _make_codes() -> Any:
    return _codes_page(operations.make_recovery_codes(db(), actor(), clock()))


@blueprint.route("/account/codes/off", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_KEEP)
def switch_codes_off() -> Any:
    """Switch one-time codes off, where no role needs them."""
    return _with_password("accounts/codes-off.html", _switch_off)


def _switch_off() -> Any:
    operations.remove_second_factor(db(), actor(), clock())
    flash("One-time codes are switched off. You now sign in with your password alone.", "success")
    return redirect(url_for("accounts.account"), 303)


def _with_password(template: str, then: Any) -> Any:
    """Do something that a passer-by at an unlocked screen must not: only after the password."""
    identity = current_identity()
    if identity is None or not identity.has_second_factor_set:
        return redirect(url_for("accounts.account"), 303)
    form = OwnPasswordForm()
    if request.method == "GET":
        return render_template(template, form=form)
    if not form.validate_on_submit():
        return render_template(template, form=form), 422
    keep_despite_refusal()
    try:
        operations.check_own_password(db(), actor(), clock(), form.old.data or "")
    except RuleBroken as broken:
        form.old.errors = [broken.sentence]
        return render_template(template, form=form), 422
    return then()
