"""The pages of a board's people and of an organisation's colleagues."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import BOARD_ROLES, ORGANISATION_ROLES, Permission, Role
from audit.rooms.organisations import operations
from audit.rooms.organisations.forms import ROLE_HINTS, InviteForm
from audit.rooms.organisations.queries import (
    HeldRole,
    colleagues,
    organisation_by_id,
    people_in_area,
    people_of_board,
    role_in_board,
    role_in_organisation,
)
from audit.rooms.organisations.views.blueprint import (
    ID,
    asked,
    asked_page,
    blueprint,
    board_here,
    send_again,
    send_invitation,
)
from audit.web.forms import Form
from audit.web.gathering import held_by_person
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]
BOARD_CHOICE = [role for role in Role if role in BOARD_ROLES]
ORGANISATION_CHOICE = [role for role in Role if role in ORGANISATION_ROLES]


@blueprint.get("/boards/<board_code>/people")
@allow(Permission.PEOPLE_KEEP)
def list_people(board_code: str) -> str:
    """The people of the board, and those of the organisations in its area."""
    board = board_here(board_code, Permission.PEOPLE_KEEP)
    words = asked("words")
    return render_template(
        "organisations/people.html",
        board=board,
        words=words,
        own=people_of_board(db(), actor(), board.id),
        listing=people_in_area(db(), actor(), board.id, words, asked_page()),
    )


@blueprint.route("/boards/<board_code>/people/invite", methods=["GET", "POST"])
@allow(Permission.PEOPLE_KEEP)
def invite_to_board(board_code: str) -> Answer:
    """Invite somebody to a role in the board."""
    board = board_here(board_code, Permission.PEOPLE_KEEP)
    form = InviteForm().offer(BOARD_CHOICE)
    if form.validate_on_submit() and send_invitation(form, Role(form.role.data), board_id=board.id):
        return redirect(url_for(".list_people", board_code=board_code), 303)
    back = {"text": "Back to people", "href": url_for(".list_people", board_code=board_code)}
    page = render_template(
        "organisations/invite.html",
        form=form,
        place_name=board.name,
        back=back,
        section="people",
        hints=ROLE_HINTS,
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"/boards/<board_code>/people/<{ID}:held_id>/end", methods=["GET", "POST"])
@allow(Permission.PEOPLE_KEEP)
def end_role(board_code: str, held_id: int) -> Answer:
    """Ask whether a role shall end, then end it."""
    board = board_here(board_code, Permission.PEOPLE_KEEP)
    held = role_in_board(db(), actor(), board.id, held_id)
    back = url_for(".list_people", board_code=board_code)
    return _end(held, {"text": "Back to people", "href": back}, "people")


@blueprint.post(f"/boards/<board_code>/people/<{ID}:held_id>/invite-again")
@allow(Permission.PEOPLE_KEEP)
def invite_again(board_code: str, held_id: int) -> Response:
    """Send an invitation again."""
    board = board_here(board_code, Permission.PEOPLE_KEEP)
    send_again(role_in_board(db(), actor(), board.id, held_id))
    return redirect(url_for(".list_people", board_code=board_code), 303)


@blueprint.get(f"/organisations/<{ID}:organisation_id>/people")
@allow(Permission.COLLEAGUES_VIEW)
def list_colleagues(organisation_id: int) -> str:
    """The people of one's own organisation."""
    organisation = organisation_by_id(db(), actor(), organisation_id, Permission.COLLEAGUES_VIEW)
    stand_in("organisation", organisation.id)
    return render_template(
        "organisations/colleagues.html",
        organisation=organisation,
        people=colleagues(db(), actor(), organisation_id),
        may_keep=organisation_id in actor().organisations(Permission.COLLEAGUES_KEEP),
    )


@blueprint.route(f"/organisations/<{ID}:organisation_id>/people/invite", methods=["GET", "POST"])
@allow(Permission.COLLEAGUES_KEEP)
def invite_colleague(organisation_id: int) -> Answer:
    """Invite a colleague."""
    organisation = organisation_by_id(db(), actor(), organisation_id, Permission.COLLEAGUES_KEEP)
    stand_in("organisation", organisation.id)
    form = InviteForm().offer(ORGANISATION_CHOICE)
    back = url_for(".list_colleagues", organisation_id=organisation_id)
    if form.validate_on_submit() and send_invitation(
        form, Role(form.role.data), organisation_id=organisation_id
    ):
        return redirect(back, 303)
    page = render_template(
        "organisations/invite.html",
        form=form,
        place_name=organisation.name,
        back={"text": "Back to colleagues", "href": back},
        section="colleagues",
        hints=ROLE_HINTS,
        signing=True,
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"/organisations/<{ID}:organisation_id>/people/<{ID}:held_id>/end", methods=["GET", "POST"])
@allow(Permission.COLLEAGUES_KEEP)
def end_colleague(organisation_id: int, held_id: int) -> Answer:
    """Ask whether a colleague's role shall end, then end it."""
    held = role_in_organisation(db(), actor(), organisation_id, held_id)
    stand_in("organisation", organisation_id)
    back = url_for(".list_colleagues", organisation_id=organisation_id)
    return _end(held, {"text": "Back to colleagues", "href": back}, "colleagues")


@blueprint.post(f"/organisations/<{ID}:organisation_id>/people/<{ID}:held_id>/invite-again")
@allow(Permission.COLLEAGUES_KEEP)
def invite_colleague_again(organisation_id: int, held_id: int) -> Response:
    """Send a colleague's invitation again."""
    send_again(role_in_organisation(db(), actor(), organisation_id, held_id))
    return redirect(url_for(".list_colleagues", organisation_id=organisation_id), 303)


def _end(held: HeldRole, back: dict[str, str], section: str) -> Answer:
    form = Form()
    if form.validate_on_submit():
        try:
            operations.end_role(db(), actor(), clock(), held.id)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Saved. {held.name} is no longer {held.words} of {held.place}.", "success")
            # Whoever ended their own role may not see the list any more.
            return redirect(
                url_for("home.start") if held.person_id == actor().person_id else back["href"], 303
            )
    still_held = held_by_person(held.organisation_id, held.person_id) if held.organisation_id else []
    page = render_template(
        "organisations/end-role.html", form=form, held=held, back=back, section=section, still_held=still_held
    )
    return page, 422 if form.errors else 200
