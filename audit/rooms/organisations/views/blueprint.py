"""The one blueprint of the room's pages, and what several of them need."""

from flask import Blueprint, current_app, flash, request

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission, Role
from audit.rooms.organisations.forms import AdministratorForm, InviteForm
from audit.rooms.organisations.models import Board
from audit.rooms.organisations.operations import invite_again, invite_person
from audit.rooms.organisations.queries import HeldRole, board_by_code
from audit.web.forms import tidy
from audit.web.guard import actor
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

blueprint = Blueprint("organisations", __name__)

ID = "int(max=2147483647)"
"""An id in an address: larger ones are not found, instead of troubling the database."""


def board_here(board_code: str, permission: Permission) -> Board:
    """The board of this page, in which the person may do this; the page then stands in it."""
    board = board_by_code(db(), actor(), board_code, permission)
    stand_in("board", board.id)
    return board


def asked(name: str, longest: int = 100) -> str:
    """A word of the address's question, without what no database takes."""
    return str(tidy(request.args.get(name, "")))[:longest]


def asked_page() -> int:
    """The page of a list that was asked for; the first when it is no number."""
    text = asked("page", 6)
    return int(text) if text.isascii() and text.isdigit() else 1


def version_in(text: str | None) -> int:
    """The version that a form was typed over; 0, which no row has, when it is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def send_invitation(
    form: InviteForm | AdministratorForm,
    role: Role,
    *,
    board_id: int | None = None,
    organisation_id: int | None = None,
) -> bool:
    """Invite whom the form names; ``False``, with the reason in the form, when that is refused."""
    settings = current_app.config["AUDIT_SETTINGS"]
    try:
        invite_person(
            db(),
            actor(),
            clock(),
            email=form.email.data or "",
            name=form.name.data or "",
            role=role,
            board_id=board_id,
            organisation_id=organisation_id,
            title=form.title.data or "" if isinstance(form, InviteForm) else "",
            signs_as=form.signs_as.data or "" if isinstance(form, InviteForm) else "",
            public_url=settings.public_url,
            product=settings.product_name,
        )
    except RuleBroken as broken:
        form.refuse(broken)
        return False
    flash(f"Saved. A letter to {form.email.data} is on its way.", "success")
    return True


def send_again(held: HeldRole) -> None:
    """Write the invitation of a role again."""
    settings = current_app.config["AUDIT_SETTINGS"]
    person = invite_again(
        db(), actor(), clock(), held.id, public_url=settings.public_url, product=settings.product_name
    )
    flash(
        f"Saved. A new letter to {person.email} is on its way. The link in the older one stops working.",
        "success",
    )
