"""The home page: "what needs me next", gathered from the rooms, and the start page for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.actor import Actor
from audit.domain.dates import days_left
from audit.infra.clock import today
from audit.infra.database import ping
from audit.web.guard import public
from audit.web.identity import current_identity
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for this person, in any role."""

    title: str
    detail: str
    href: str
    button: str
    due: date | None = None


@dataclass(frozen=True)
class Standing:
    """Where one return or round stands, for the list below."""

    title: str
    detail: str
    href: str
    status: str
    colour: str = "grey"
    due: date | None = None


WaitingProvider = Callable[["Session", Actor, date], Sequence[Waiting]]
StandingProvider = Callable[["Session", Actor, date], Sequence[Standing]]


def init_home(app: Flask) -> None:
    """Prepare the lists that rooms add to."""
    app.extensions["audit.waiting"] = []
    app.extensions["audit.standing"] = []
    app.register_blueprint(blueprint)


def add_waiting(app: Flask, provider: WaitingProvider) -> None:
    """Add a room's list of what waits for a person; a constant number of queries, please."""
    app.extensions["audit.waiting"].append(provider)


def add_standing(app: Flask, provider: StandingProvider) -> None:
    """Add a room's list of where things stand."""
    app.extensions["audit.standing"].append(provider)


@blueprint.get("/")
@public("the start page says what this is and where to sign in")
def start() -> str | Response:
    """Home for those who are signed in, the start page for everybody else."""
    identity = current_identity()
    if identity is None:
        return render_template(
            "home/start.html", demo_people=current_app.extensions.get("audit.demo_people", list)()
        )
    if identity.owes_code:
        return redirect(url_for("accounts.give_code"))
    day = today(clock())
    waiting = [
        item
        for provide in current_app.extensions["audit.waiting"]
        for item in provide(db(), identity.actor, day)
    ]
    standing = [
        item
        for provide in current_app.extensions["audit.standing"]
        for item in provide(db(), identity.actor, day)
    ]
    waiting.sort(key=lambda item: (item.due or date.max, item.title))
    return render_template(
        "home/home.html", waiting=waiting, standing=standing, today=day, days_left=days_left
    )


@blueprint.get("/help")
@public("help is for everybody")
def help_page() -> str:
    """How to get help, from whom: the contacts come from a room, for those who are signed in."""
    identity = current_identity()
    find = current_app.extensions.get("audit.contacts")
    contacts = find(db(), identity.actor) if identity and find else []
    return render_template("home/help.html", contacts=contacts)


@blueprint.get("/accessibility")
@public("the law asks for an accessibility statement that everybody can read")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("home/accessibility.html")


@blueprint.get("/privacy")
@public("everybody may know what is kept and why")
def privacy() -> str:
    """The privacy notice."""
    return render_template("home/privacy.html")


@blueprint.get("/health")
@public("a monitor asks whether the product is up; it learns nothing else")
def health() -> dict[str, str]:
    """Whether the product and its database answer."""
    ping(db())
    return {"status": "ok"}


def _gather(name: str, actor: Actor, day: date) -> list[Any]:
    return [item for provide in current_app.extensions[name] for item in provide(db(), actor, day)]
