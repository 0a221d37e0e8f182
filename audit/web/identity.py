"""Who is signed in: Flask-Login over sessions that are rows in the database.

The browser's cookie holds a random key; the rooms look it up. This file knows neither people nor roles.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from audit.domain.identity import Identity, Limits
from audit.web.transactions import SAFE, clock, db, unit_of_work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SEEN_EVERY = timedelta(minutes=1)
"""How often, at most, it is written down that a signed-in person was seen."""


FindIdentity = Callable[["Session", str, datetime, Limits], Identity | None]
"""Finds who holds a key at a moment; ``None`` when the session was ended, has run out or never was."""
Touch = Callable[["Session", int, datetime], None]
"""Writes down that a session was seen."""


def init_identity(app: Flask, find: FindIdentity, touch: Touch) -> None:
    """Look the signed-in person up through the rooms' own queries."""
    app.extensions["audit.find_identity"] = find
    manager = LoginManager(app)
    manager.session_protection = None  # the rows decide, not a hash of the browser's headers
    app.config["REMEMBER_COOKIE_DURATION"] = timedelta(0)

    @manager.user_loader
    def load(key: str) -> Any:
        return find_session(key)

    def see() -> None:
        identity = current_identity()
        if identity is None or clock()() - identity.last_seen_at < SEEN_EVERY:
            return
        if request.method in SAFE:
            with unit_of_work().begin() as unit:
                touch(unit, identity.signed_in_id, clock()())
        else:
            touch(db(), identity.signed_in_id, clock()())

    app.before_request(see)


def current_identity() -> Identity | None:
    """Who is signed in, or ``None``."""
    if request.endpoint == "static":
        return None
    if "identity" not in g:
        g.identity = current_user._get_current_object() if current_user.is_authenticated else None
    found: Identity | None = g.identity
    return found


def enter(key: str) -> Identity:
    """Let this browser hold the session with this key. Its form token stays: other tabs keep working."""
    identity = find_session(key)
    if identity is None:  # pragma: no cover - the session was begun a moment ago
        raise LookupError("A session that was just begun was not found.")
    login_user(identity, force=True)
    forget_identity()
    return identity


def leave() -> None:
    """Let this browser hold no session any more."""
    logout_user()
    session.clear()
    forget_identity()


def find_session(key: str) -> Identity | None:
    """Who holds this key now."""
    found: Identity | None = current_app.extensions["audit.find_identity"](
        db(), key, clock()(), session_limits()
    )
    return found


def forget_identity() -> None:
    """Look the person up again: they have just signed in or out."""
    g.pop("identity", None)


def session_limits() -> Limits:
    """How long sessions last, from the settings."""
    settings = current_app.config["AUDIT_SETTINGS"]
    return Limits(timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.absolute_hours))
