"""One's own account: password, one-time codes, where one is signed in, and which place one looks at."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.identity import Identity, Place
from audit.domain.permissions import Permission
from audit.rooms.accounts import operations, queries
from audit.rooms.accounts.forms import ChangePasswordForm
from audit.rooms.accounts.presenters import say_browser
from audit.rooms.accounts.views.blueprint import blueprint
from audit.rooms.accounts.views.entering import settings
from audit.web.guard import actor, allow
from audit.web.identity import current_identity, session_limits
from audit.web.places import has_page
from audit.web.transactions import clock, db, keep_despite_refusal


def _identity() -> Identity:
    identity = current_identity()
    assert identity is not None  # behind @allow
    return identity


@blueprint.get("/account")
@allow(Permission.ACCOUNT_KEEP)
def account() -> str:
    """Who I am here, and where I am signed in."""
    rows = queries.own_sessions(db(), actor(), clock()(), session_limits())
    return render_template(
        "accounts/account.html",
        recovery_left=len(queries.own_person(db(), actor()).recovery_code_hashes or []),
        sessions=[
            {
                "id": row.id,
                "browser": say_browser(row.browser),
                "address": row.address,
                "started_at": row.started_at,
                "seen_at": row.last_seen_at,
                "is_this": row.id == _identity().signed_in_id,
            }
            for row in rows
        ],
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_KEEP)
def change_password() -> Any:
    """Change my password."""
    form = ChangePasswordForm()
    if request.method == "GET":
        return render_template("accounts/password.html", form=form)
    if not form.validate_on_submit():
        return render_template("accounts/password.html", form=form), 422
    keep_despite_refusal()  # a wrong present password is counted
    try:
        operations.change_password(
            db(),
            actor(),
            clock(),
            form.old.data or "",
            form.password.data or "",
            keep_session=_identity().signed_in_id,
            public_url=settings().public_url,
            product=settings().product_name,
        )
    except RuleBroken as broken:
        form[broken.field or "password"].errors = [broken.sentence]
        return render_template("accounts/password.html", form=form), 422
    flash("Your password is changed. Everywhere else you have been signed out.", "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sessions/<int:signed_in_id>/end")
@allow(Permission.ACCOUNT_KEEP)
def end_session(signed_in_id: int) -> Response:
    """End one of my sessions."""
    operations.end_session(db(), actor(), clock(), signed_in_id)
    flash("That browser is signed out.", "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sessions/end-others")
@allow(Permission.ACCOUNT_KEEP)
def end_other_sessions() -> Response:
    """End all my sessions but this one."""
    identity = _identity()
    own = identity.actor.person_id
    assert own is not None
    operations.end_other_sessions(db(), identity.actor, clock(), own, keep=identity.signed_in_id)
    flash("Everywhere else you have been signed out.", "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/stay")
@allow(Permission.ACCOUNT_KEEP, before_second_factor=True)
def stay() -> Any:
    """Keep the session alive: the guard has found it, this writes down that it was seen."""
    operations.touch(db(), _identity().signed_in_id, clock()())
    return {"ends": int(_identity().ends_at.timestamp())}


@blueprint.get("/places")
@allow(Permission.ACCOUNT_KEEP)
def places() -> str:
    """The boards and organisations in which I have a role."""
    return render_template("accounts/places.html")


@blueprint.post("/places")
@allow(Permission.ACCOUNT_KEEP)
def switch_place() -> Response:
    """Look at another place."""
    identity = _identity()
    chosen = next((p for p in identity.places if p.token == request.form.get("place")), None)
    if chosen is None:
        flash("Choose one of the places below.", "information")
        return redirect(url_for("accounts.places"), 303)
    operations.remember_place(db(), identity.actor, identity.signed_in_id, chosen.token)
    return redirect(_page_of(chosen), 303)


def _page_of(place: Place) -> str:
    """The page of a place, or home where it has none."""
    offered = {
        "board": ("rounds.board_rounds", {"board_code": place.key}),
        "organisation": ("assessments.list_returns", {"organisation_id": place.id}),
    }
    endpoint, key = offered.get(place.kind, ("home.start", {}))
    return url_for(endpoint, **key) if has_page(endpoint) else url_for("home.start")  # type: ignore[arg-type]
