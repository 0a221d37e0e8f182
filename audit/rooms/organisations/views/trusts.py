"""The schools of a trust, for the board."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.organisations.operations.trusts import set_schools
from audit.rooms.organisations.queries.trusts import is_named, schools_for_trust, trust_in_area
from audit.rooms.organisations.views.blueprint import ID, blueprint, board_here
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db


@blueprint.route(
    f"/boards/<board_code>/organisations/<{ID}:organisation_id>/schools", methods=["GET", "POST"]
)
@allow(Permission.REGISTER_KEEP)
def set_trust_schools(board_code: str, organisation_id: int) -> str | Response | tuple[str, int]:
    """Tick the schools of the area that belong to a trust."""
    board = board_here(board_code, Permission.REGISTER_KEEP)
    trust = trust_in_area(db(), actor(), board.id, organisation_id)
    form = Form()
    back = url_for(".show_organisation", board_code=board_code, organisation_id=organisation_id)
    ticked: set[int] | None = None
    if request.method == "POST":
        ticked = {int(id) for id in request.form.getlist("schools") if id.isdecimal() and len(id) < 10}
        try:
            added, gone = set_schools(db(), actor(), clock(), board_code, organisation_id, ticked)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            words = [f"{count} {verb}" for count, verb in ((added, "added"), (gone, "taken out")) if count]
            flash(f"Saved: {' and '.join(words)}." if words else "Saved. Nothing was changed.", "success")
            return redirect(back, 303)
    schools = schools_for_trust(db(), actor(), board.id, trust)
    page = render_template(
        "organisations/schools.html",
        board=board,
        trust=trust,
        schools=[one for one in schools if one.parent_id in (None, trust.id)],
        elsewhere=sum(one.parent_id not in (None, trust.id) for one in schools),
        named={one.id for one in schools if is_named(one, trust)},
        ticked={one.id for one in schools if one.parent_id == trust.id} if ticked is None else ticked,
        form=form,
        back=back,
    )
    return page, 422 if form.form_errors else 200
