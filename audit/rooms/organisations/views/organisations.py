"""The pages of a board's organisations."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken, Stale
from audit.domain.organisations import KIND_WORDS, PHASE_WORDS, SECTORS, TYPE_WORDS
from audit.domain.permissions import ORGANISATION_ROLES, Permission, Role
from audit.rooms.organisations import operations
from audit.rooms.organisations.forms import ROLE_HINTS, InviteForm, OrganisationForm, facts_in_form
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.organisations.presenters import REGISTER_WORDS, differences, option_pairs
from audit.rooms.organisations.queries import (
    Filter,
    all_in_area,
    colleagues,
    kinds_in_area,
    organisation_in_area,
    organisations_in_area,
)
from audit.rooms.organisations.views.blueprint import (
    ID,
    asked,
    asked_page,
    blueprint,
    board_here,
    send_invitation,
    version_in,
)
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

Answer = str | Response | tuple[str, int]
ROLES_HERE = [role for role in Role if role in ORGANISATION_ROLES]


@blueprint.get("/boards/<board_code>/organisations")
@allow(Permission.REGISTER_VIEW)
def list_organisations(board_code: str) -> str:
    """The organisations of a board's area."""
    board = board_here(board_code, Permission.REGISTER_VIEW)
    chosen = Filter(
        words=asked("words"),
        sector=asked("sector") if asked("sector") in SECTORS else "",
        kind=asked("kind") if asked("kind") in KIND_WORDS else "",
        phase=asked("phase") if asked("phase") in PHASE_WORDS else "",
        left=asked("left") == "yes",
        sort=asked("sort") or "name",
        page=asked_page(),
    )
    listing = organisations_in_area(db(), actor(), board.id, chosen)
    return render_template(
        "organisations/list.html",
        board=board,
        chosen=chosen,
        listing=listing,
        kinds=option_pairs(KIND_WORDS),
        phases=option_pairs(PHASE_WORDS),
        sectors=option_pairs(SECTORS),
        is_empty=not listing.total and not kinds_in_area(db(), actor(), board.id),
        may_keep=_may_keep(board),
    )


@blueprint.route("/boards/<board_code>/organisations/add", methods=["GET", "POST"])
@allow(Permission.REGISTER_KEEP)
def add_organisation(board_code: str) -> Answer:
    """Add one organisation."""
    board = board_here(board_code, Permission.REGISTER_KEEP)
    form = OrganisationForm().offer(_agencies(board))
    if form.validate_on_submit():
        try:
            added = operations.add_organisation(db(), actor(), clock(), board_code, form.facts())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Saved. {added.name} is in your area. Invite its lead next.", "success")
            return redirect(
                url_for(".show_organisation", board_code=board_code, organisation_id=added.id), 303
            )
    page = render_template(
        "organisations/edit.html", board=board, form=form, organisation=None, conflict=None
    )
    return page, 422 if form.errors else 200


@blueprint.get(f"/boards/<board_code>/organisations/<{ID}:organisation_id>")
@allow(Permission.REGISTER_VIEW)
def show_organisation(board_code: str, organisation_id: int) -> str:
    """One organisation with its numbers, its people and their roles."""
    board = board_here(board_code, Permission.REGISTER_VIEW)
    place = organisation_in_area(db(), actor(), board.id, organisation_id, Permission.REGISTER_VIEW)
    return render_template(
        "organisations/show.html",
        board=board,
        here=place,
        organisation=place.organisation,
        people=colleagues(db(), actor(), organisation_id) if place.is_in_area else [],
        kind_words=KIND_WORDS,
        phase_words=PHASE_WORDS,
        type_words=TYPE_WORDS,
        register_words=REGISTER_WORDS,
        may_keep=_may_keep(board),
    )


@blueprint.route(f"/boards/<board_code>/organisations/<{ID}:organisation_id>/edit", methods=["GET", "POST"])
@allow(Permission.REGISTER_KEEP)
def edit_organisation(board_code: str, organisation_id: int) -> Answer:
    """Change what is known of an organisation."""
    board = board_here(board_code, Permission.REGISTER_KEEP)
    place = organisation_in_area(db(), actor(), board.id, organisation_id, Permission.REGISTER_KEEP)
    agencies = [a for a in _agencies(board, place.organisation.parent_id) if a.id != organisation_id]
    form = OrganisationForm(data=facts_in_form(place.organisation)).offer(agencies)
    conflict, status = None, 200
    if form.validate_on_submit():
        try:
            operations.change_organisation(
                db(), actor(), clock(), board_code, organisation_id, form.facts(),
                seen_version=version_in(form.version.data),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        except Stale:
            conflict, status = differences(form, facts_in_form(place.organisation)), 409
            form.version.data = str(place.organisation.version)
        else:
            flash("Saved.", "success")
            return redirect(
                url_for(".show_organisation", board_code=board_code, organisation_id=organisation_id), 303
            )
    page = render_template(
        "organisations/edit.html", board=board, form=form, organisation=place.organisation, conflict=conflict
    )
    return page, 422 if form.errors else status


@blueprint.post(f"/boards/<board_code>/organisations/<{ID}:organisation_id>/leave")
@allow(Permission.REGISTER_KEEP)
def leave_area(board_code: str, organisation_id: int) -> Response:
    """Take an organisation out of the area."""
    board_here(board_code, Permission.REGISTER_KEEP)
    gone = operations.leave_area(db(), actor(), clock(), board_code, organisation_id)
    flash(f"Saved. {gone.name} has left your area. Its returns are kept.", "success")
    return redirect(
        url_for(".show_organisation", board_code=board_code, organisation_id=organisation_id), 303
    )


@blueprint.post(f"/boards/<board_code>/organisations/<{ID}:organisation_id>/rejoin")
@allow(Permission.REGISTER_KEEP)
def rejoin_area(board_code: str, organisation_id: int) -> Response:
    """Bring an organisation back into the area."""
    board_here(board_code, Permission.REGISTER_KEEP)
    back = operations.rejoin_area(db(), actor(), clock(), board_code, organisation_id)
    flash(f"Saved. {back.name} is in your area again.", "success")
    return redirect(
        url_for(".show_organisation", board_code=board_code, organisation_id=organisation_id), 303
    )


@blueprint.route(f"/boards/<board_code>/organisations/<{ID}:organisation_id>/invite", methods=["GET", "POST"])
@allow(Permission.PEOPLE_KEEP)
def invite_to_organisation(board_code: str, organisation_id: int) -> Answer:
    """Invite somebody to a role in an organisation of the area."""
    board = board_here(board_code, Permission.PEOPLE_KEEP)
    place = organisation_in_area(db(), actor(), board.id, organisation_id, Permission.PEOPLE_KEEP)
    if not place.is_in_area:
        raise RuleBroken("This organisation has left the area. Bring it back before you invite its people.")
    form = InviteForm(data={"role": Role.LEAD.value}).offer(ROLES_HERE)
    back = url_for(".show_organisation", board_code=board_code, organisation_id=organisation_id)
    if form.validate_on_submit() and send_invitation(
        form, Role(form.role.data), organisation_id=organisation_id
    ):
        return redirect(back, 303)
    page = render_template(
        "organisations/invite.html",
        form=form,
        place_name=place.organisation.name,
        back={"text": f"Back to {place.organisation.name}", "href": back},
        section="organisations",
        hints=ROLE_HINTS,
    )
    return page, 422 if form.errors else 200


def _agencies(board: Board, keep: int | None = None) -> list[Organisation]:
    """The organisations of the area that may have services: those that are not services themselves."""
    return [
        one
        for one in all_in_area(db(), actor(), board.id)
        if one.id == keep or (one.parent_id is None and one.kind not in ("school", "college"))
    ]


def _may_keep(board: Board) -> bool:
    return board.id in actor().boards(Permission.REGISTER_KEEP)
