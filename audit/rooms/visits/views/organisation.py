"""The organisation's page: what was seen, once the board has shared it, and its one reply."""

from flask import flash, redirect, render_template, url_for

from audit.domain.errors import RuleBroken
from audit.domain.permissions import Permission
from audit.domain.visits import SIGHT_WORDS_FOR_ORGANISATION, VisitVerb, open_visit_verbs
from audit.rooms.visits.forms import ReplyForm
from audit.rooms.visits.models import Visit
from audit.rooms.visits.operations.after import reply_to_visit
from audit.rooms.visits.queries.reading import view_of_visit
from audit.rooms.visits.queries.visits import visit_of_organisation
from audit.rooms.visits.views.blueprint import Answer, blueprint, public_url
from audit.rooms.visits.views.board import WORDS
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/visits/<int:visit_id>/ours")
@allow(Permission.VISIT_READ)
def show_ours(visit_id: int) -> str:
    """What was seen, beside what we had said."""
    return _page(visit_of_organisation(db(), actor(), visit_id), ReplyForm(formdata=None))


def _page(row: Visit, form: ReplyForm) -> str:
    owner = row.visited.organisation_id
    stand_in("organisation", owner)
    may_reply = owner in actor().organisations(Permission.VISIT_REPLY)
    return render_template(
        "visits/ours.html",
        row=row,
        view=view_of_visit(db(), row),
        form=form,
        may_reply=may_reply and VisitVerb.REPLY in open_visit_verbs(row.state),
        **{**WORDS, "sight_words": SIGHT_WORDS_FOR_ORGANISATION},
    )


@blueprint.post("/visits/<int:visit_id>/ours")
@allow(Permission.VISIT_REPLY)
def reply(visit_id: int) -> Answer:
    """Reply for the organisation, once."""
    row, form = visit_of_organisation(db(), actor(), visit_id), ReplyForm()
    if form.validate_on_submit():
        try:
            reply_to_visit(db(), actor(), clock(), visit_id, form.reply.data or "", public_url=public_url())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Your reply is with {row.visited.round.board.name}.", "success")
            return redirect(url_for(".show_ours", visit_id=visit_id), 303)
    return _page(row, form), 422
