"""Turning people away to the sign-in page, and leading them on once they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import (
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response

from audit.infra.one_time import in_fours, new_secret, qr_picture, setting_up_address
from audit.infra.secrets import encrypt
from audit.rooms.accounts import operations
from audit.rooms.accounts.forms import CodeForm, SetUpForm, SignInForm
from audit.rooms.accounts.models import Person
from audit.rooms.accounts.views.kept import Carried, keep_what_was_typed, unpack
from audit.web.errors import wants_json
from audit.web.identity import current_identity, enter
from audit.web.transactions import SAFE, clock, db

if TYPE_CHECKING:
    from audit.settings import Settings


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["AUDIT_SETTINGS"]
    return found


def safe_next(target: str) -> str:
    """Where to go on to: an address on this site, or nothing at all."""
    parts = urlsplit(target) if target.isprintable() else None
    is_ours = (
        parts is not None
        and not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
    )
    return target if is_ours else ""


def carried() -> dict[str, str]:
    """The hidden fields that travel through the pages of signing in."""
    return {"next": safe_next(request.values.get("next", "")), "kept": request.form.get("kept", "")}


# Turning away: the guard found nobody, or somebody who has not given their code.


def turn_away() -> Any:
    """Nobody is signed in: show the way in, and keep what they typed."""
    if wants_json():
        return make_response(jsonify(error="You are signed out. Sign in again to go on."), 401)
    if request.method in SAFE:
        if session.get("_user_id"):
            flash("You were signed out because you had not been here for a while.", "information")
        return redirect(url_for("accounts.sign_in", next=_here()), 303)
    kept = Carried() if request.blueprint == "accounts" else keep_what_was_typed()
    form = SignInForm(formdata=None)
    page = render_template(
        "accounts/sign-in.html",
        form=form,
        carried={"next": _origin(), "kept": kept.token},
        kept=kept,
        ended=True,
    )
    return make_response(page, 401)


def ask_for_code() -> Any:
    """Somebody gave their password and not yet their code."""
    if wants_json():
        return make_response(jsonify(error="Enter your one-time code to go on."), 401)
    if request.method in SAFE:
        return redirect(url_for(f"accounts.{_next_step()}", next=_here()), 303)
    return make_response(code_page({"next": _origin(), "kept": keep_what_was_typed().token}), 401)


def _here() -> str | None:
    here = request.full_path.rstrip("?")
    return None if here == "/" else here


def _origin() -> str:
    """The page that the form stood on, to go on to when nothing was typed."""
    parts = urlsplit(request.referrer or "")
    return safe_next(parts.path) if parts.netloc == request.host else ""


def _next_step() -> str:
    identity = current_identity()
    return "give_code" if identity is not None and identity.has_second_factor_set else "set_up_codes"


# Coming in.


def come_in(person: Person) -> None:
    """Begin a session for a person whose password was right; whoever held this browser's session leaves it."""
    held = current_identity()
    if held is not None:
        operations.end_session(db(), held.actor, clock(), held.signed_in_id)
    key = operations.start_signed_in(
        db(),
        clock(),
        person,
        address=request.remote_addr or "",
        browser=request.headers.get("User-Agent", ""),
    )
    identity = enter(key)
    if not identity.owes_code:
        operations.note_sign_in(db(), identity.actor, clock(), with_code=False)


def go_on() -> Any:
    """Lead somebody on: to their code, to what they had typed, to where they wanted to go, or home."""
    hidden, identity = carried(), current_identity()
    if identity is not None and identity.owes_code:
        if hidden["kept"]:
            return code_page(hidden)
        return redirect(url_for(f"accounts.{_next_step()}", next=hidden["next"] or None), 303)
    if hidden["kept"] and unpack(hidden["kept"]):
        return typed_page(hidden["kept"])
    return redirect(hidden["next"] or url_for("home.start"), 303)


def code_page(hidden: dict[str, str], form: CodeForm | None = None) -> str:
    """The page that asks for a one-time code, or the one that sets it up first."""
    if form is None and _next_step() == "set_up_codes":
        return set_up_page(hidden, SetUpForm(formdata=None))
    return render_template("accounts/code.html", form=form or CodeForm(formdata=None), carried=hidden)


def set_up_page(hidden: dict[str, str], form: SetUpForm, secret: str = "") -> str:
    """The page with the QR picture. The secret travels in it, encrypted, until a first code confirms it."""
    identity = current_identity()
    assert identity is not None
    secret = secret or new_secret()
    form.secret.data = encrypt(f"{identity.actor.person_id}:{secret}", settings().secret_key)
    address = setting_up_address(secret, identity.email, settings().product_name)
    return render_template(
        "accounts/set-up-codes.html",
        form=form,
        carried=hidden,
        secret=in_fours(secret),
        qr=Markup(qr_picture(address)),  # noqa: S704  made by segno, from nothing that was typed
        address=address,
        is_move=identity.has_second_factor_set,
        must=identity.owes_code,
    )


def typed_page(token: str) -> str | Response:
    """What was typed when the session had ended, with a form that sends it on to where it was going."""
    kept = unpack(token)
    if kept is None:
        return redirect(url_for("home.start"), 303)
    return render_template("accounts/typed.html", kept=kept)
