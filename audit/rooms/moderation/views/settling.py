"""The board's pages: what waits to be settled in a round, and settling the grades of one return."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.agreement import HOW_WORDS, heard
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.moderation import MODERATION_STATE_WORDS, ModerationState
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.moderation.operations.replying import WordsConflict
from audit.rooms.moderation.operations.settling import keep_settlement, refer, settle
from audit.rooms.moderation.policy import LONGEST_TEXT
from audit.rooms.moderation.presenters.moderating import (
    STATE_COLOURS,
    sides,
    window_closed,
    window_words,
)
from audit.rooms.moderation.queries.moderating import moderation_of_board, moderations_to_settle
from audit.rooms.moderation.queries.near import why_too_near
from audit.rooms.moderation.queries.reading import ModerationView
from audit.rooms.moderation.views.blueprint import blueprint
from audit.rooms.moderation.views.exchange_forms import (
    ExchangeForm,
    Part,
    place_refusal,
    read_parts,
    settlement_part,
)
from audit.rooms.moderation.views.judging_forms import verdict_from
from audit.rooms.moderation.views.opening import ID, public_url
from audit.rooms.rounds.queries import round_by_code
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page
from audit.web.transactions import clock, db, keep_despite_refusal


@blueprint.get("/rounds/<round_code>/moderation/settle")
@allow(Permission.MODERATION_RUN)
def list_to_settle(round_code: str) -> str:
    """The returns of a round whose grades wait for the board, and those whose organisation has not replied."""
    row = round_by_code(db(), actor(), round_code)
    if row.board_id not in actor().boards(Permission.MODERATION_RUN):
        raise NotVisible
    stand_in("board", row.board_id)
    found = moderations_to_settle(db(), actor(), row.id)
    day = today(clock())
    return render_template(
        "moderation/settle_list.html",
        round=row,
        to_settle=[each for each in found if each.state is ModerationState.WITH_BOARD],
        silent=[each for each in found if window_closed(each, day)],
        with_organisation=[
            each
            for each in found
            if each.state is ModerationState.WITH_ORGANISATION and not window_closed(each, day)
        ],
        plan_page=url_for("moderation.show_plan", round_code=round_code)
        if has_page("moderation.show_plan")
        else "",
    )


@blueprint.get(f"/moderations/<{ID}:moderation_id>/settle")
@allow(Permission.MODERATION_RUN)
def show_settling(moderation_id: int) -> str:
    """What each side says, and the grades that are left for the board."""
    view = _open(moderation_id)
    return _page(view, _form(view))


@blueprint.post(f"/moderations/<{ID}:moderation_id>/settle")
@allow(Permission.MODERATION_RUN)
def settle_moderation(moderation_id: int) -> Any:
    """Save the board's decisions, and make them count when that is asked for."""
    view = _open(moderation_id)
    form = _form(view)
    saved = _keep_all(moderation_id, form)
    if not form.errors and request.form.get("action") == "settle":
        try:
            settle(db(), actor(), clock(), moderation_id, public_url=public_url())
        except RuleBroken as refusal:
            _point_out(form, refusal)
        else:
            flash(f"Settled. The grades of {view.organisation_name} are agreed.", "success")
            return redirect(url_for(".show_settling", moderation_id=moderation_id), 303)
    if form.errors:
        if saved:
            keep_despite_refusal()
        conflict = any(part.theirs for part in form.parts)
        return make_response(_page(view, form), 409 if conflict else 422)
    flash("Saved. It counts once every grade is settled.", "success")
    return redirect(url_for(".show_settling", moderation_id=moderation_id), 303)


@blueprint.post(f"/moderations/<{ID}:moderation_id>/refer")
@allow(Permission.MODERATION_RUN)
def refer_moderation(moderation_id: int) -> Response:
    """Bring the moderation before the board when its organisation has let its time to reply pass."""
    row = refer(db(), actor(), clock(), moderation_id, public_url=public_url())
    flash(f"The grades of {row.moderated.organisation.name} are now for the board to settle.", "success")
    return redirect(url_for(".show_settling", moderation_id=moderation_id), 303)


def _open(moderation_id: int) -> ModerationView:
    view = moderation_of_board(db(), actor(), moderation_id)
    stand_in("board", view.row.moderated.round.board_id)
    return view


def _form(view: ModerationView) -> ExchangeForm:
    left = view.moved if view.row.state is ModerationState.WITH_BOARD else ()
    parts = [
        settlement_part(item, heard(item.exchange, view.row.state))
        for item in left
        if item.exchange.is_for_the_board
    ]
    return ExchangeForm(parts, view.questionnaire.scale)


def _keep_all(moderation_id: int, form: ExchangeForm) -> int:
    kept = 0
    for part in read_parts(form.parts, request.form):
        try:
            row = keep_settlement(
                db(), actor(), clock(), moderation_id, part.item.code,
                verdict=verdict_from(part.choice), reason=part.text, seen_version=part.version,
            )  # fmt: skip
            part.version = row.version
            kept += 1
        except WordsConflict as conflict:
            part.theirs, part.version = conflict.theirs, conflict.theirs.version
            part.errors["text"] = f"{conflict.theirs.settled_by_name} saved another decision meanwhile"
        except RuleBroken as refusal:
            if refusal.field is None:
                form.refusal = refusal.sentence
                break
            place_refusal(part, refusal)
    if not form.parts:
        form.refusal = "There is nothing for the board to settle here now. Nothing was saved."
    return kept


def _point_out(form: ExchangeForm, refusal: RuleBroken) -> None:
    marked = [_mark(part) for part in form.parts]
    form.refusal = "" if any(marked) else refusal.sentence


def _mark(part: Part) -> bool:
    if not part.choice:
        part.errors["choice"] = "Choose the grade that stands"
    if not part.text.strip():
        part.errors["text"] = "Give the reason"
    return bool(part.errors)


def _page(view: ModerationView, form: ExchangeForm) -> str:
    row = view.row
    near = why_too_near(db(), actor(), row)
    return render_template(
        "moderation/settle.html",
        view=view,
        row=row,
        form=form,
        sides=sides(view),
        settling=row.state is ModerationState.WITH_BOARD and not near,
        too_near=bool(near),
        can_refer=window_closed(row, today(clock())) and not near,
        window=window_words(row, today(clock())),
        state_word=MODERATION_STATE_WORDS[row.state],
        state_colour=STATE_COLOURS[row.state],
        how=HOW_WORDS,
        longest=LONGEST_TEXT,
    )
