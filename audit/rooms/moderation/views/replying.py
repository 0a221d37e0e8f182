"""The exchange about moved grades: the organisation's page, and the moderator's answers to its replies."""

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for

from audit.domain.agreement import HOW_WORDS, heard
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.moderation import ENDED, MODERATION_STATE_WORDS, ModerationState
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.moderation.models import Judgement, Moderation
from audit.rooms.moderation.operations.replying import (
    ONLY_LEADS,
    WordsConflict,
    say_rejoinder,
    say_reply,
    send_rejoinders,
    send_replies,
)
from audit.rooms.moderation.policy import LONGEST_TEXT
from audit.rooms.moderation.presenters.moderating import (
    STATE_COLOURS,
    child_warnings,
    sides,
    window_words,
)
from audit.rooms.moderation.queries.moderating import HEARD, moderations_of_return
from audit.rooms.moderation.queries.reading import ModerationView, moderation_view
from audit.rooms.moderation.views.blueprint import blueprint
from audit.rooms.moderation.views.exchange_forms import (
    ExchangeForm,
    Part,
    place_refusal,
    prefix_of,
    read_parts,
    rejoinder_part,
    reply_part,
)
from audit.rooms.moderation.views.opening import ID, open_moderation, public_url
from audit.rooms.rounds.models import Return
from audit.web.errors import wants_json
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, keep_despite_refusal

SaysOne = Callable[[Part], Judgement]


@blueprint.get("/returns/<reference>/moderation")
@allow(Permission.MODERATION_READ)
def read_moderation(reference: str) -> str:
    """The self-grades and the moderated grades side by side, once the moderator has finalised them."""
    row, view, others = _open(reference)
    return _return_page(row, view, others, None if view is None else _reply_form(view))


@blueprint.post("/returns/<reference>/moderation")
@allow(Permission.MODERATION_REPLY)
def reply_to_moderation(reference: str) -> Any:
    """Save what the lead says to the moved grades, and send it when they ask for that."""
    row, view, others = _open(reference)
    if view is None:
        raise NotVisible
    _require_lead(row)
    form = _reply_form(view)
    saved = _say_all(form, lambda part: _say_reply(reference, part))
    if not form.errors and request.form.get("action") == "send":
        try:
            sent = send_replies(db(), actor(), clock(), reference, public_url=public_url())
        except RuleBroken as refusal:
            _point_out(form, refusal)
        else:
            flash(_sent_words(sent, "The moderator has been asked to read your replies."), "success")
            return redirect(url_for(".read_moderation", reference=reference), 303)
    if form.errors:
        return _refused(form, saved, _return_page(row, view, others, form))
    flash("Saved. Nobody else reads it before you send it.", "success")
    return redirect(url_for(".read_moderation", reference=reference), 303)


@blueprint.post("/returns/<reference>/moderation/<question_code>")
@allow(Permission.MODERATION_REPLY)
def save_reply(reference: str, question_code: str) -> Any:
    """Save what is said to one grade, as it is typed."""
    row, view, _ = _open(reference)
    if view is None:
        raise NotVisible
    _require_lead(row)
    return _typed(
        _reply_form(view),
        question_code,
        lambda part: _say_reply(reference, part),
        url_for(".read_moderation", reference=reference),
    )


@blueprint.get(f"/moderations/<{ID}:moderation_id>/replies")
@allow(Permission.MODERATION_DO)
def show_replies(moderation_id: int) -> Any:
    """The replies of the organisation, each to be answered."""
    view = open_moderation(moderation_id)
    if view.row.state is not ModerationState.REPLIED:
        return redirect(url_for(".show_moderation", moderation_id=moderation_id), 303)
    return _replies_page(view, _rejoinder_form(view))


@blueprint.post(f"/moderations/<{ID}:moderation_id>/replies")
@allow(Permission.MODERATION_DO)
def answer_replies(moderation_id: int) -> Any:
    """Save what the moderator says to the replies, and send it when they ask for that."""
    view = open_moderation(moderation_id)
    form = _rejoinder_form(view)
    saved = _say_all(form, lambda part: _say_rejoinder(moderation_id, part))
    if not form.errors and request.form.get("action") == "send":
        try:
            sent = send_rejoinders(db(), actor(), clock(), moderation_id, public_url=public_url())
        except RuleBroken as refusal:
            _point_out(form, refusal)
        else:
            flash(_sent_words(sent, "The board has been asked to settle what is left."), "success")
            return redirect(url_for(".show_moderation", moderation_id=moderation_id), 303)
    if form.errors:
        return _refused(form, saved, _replies_page(view, form))
    flash("Saved. Nobody else reads it before you send it.", "success")
    return redirect(url_for(".show_replies", moderation_id=moderation_id), 303)


@blueprint.post(f"/moderations/<{ID}:moderation_id>/replies/<question_code>")
@allow(Permission.MODERATION_DO)
def save_rejoinder(moderation_id: int, question_code: str) -> Any:
    """Save what is said to one reply, as it is typed."""
    view = open_moderation(moderation_id)
    return _typed(
        _rejoinder_form(view),
        question_code,
        lambda part: _say_rejoinder(moderation_id, part),
        url_for(".show_replies", moderation_id=moderation_id),
    )


def _open(reference: str) -> tuple[Return, ModerationView | None, list[Moderation]]:
    """The return, the moderation that its organisation may read (the latest), and all live ones."""
    row, found = moderations_of_return(db(), actor(), reference)
    stand_in("organisation", row.organisation_id)
    readable = [each for each in found if each.state in HEARD]
    waiting = [each for each in readable if each.state is ModerationState.WITH_ORGANISATION]
    chosen = next(iter(waiting or readable), None)
    return row, moderation_view(db(), chosen) if chosen is not None else None, found


def _require_lead(row: Return) -> None:
    if row.organisation_id not in actor().organisations(Permission.MODERATION_REPLY):
        raise NotAllowed(ONLY_LEADS)


def _reply_form(view: ModerationView) -> ExchangeForm:
    said = view.moved if view.row.state is ModerationState.WITH_ORGANISATION else ()
    parts = [reply_part(item, heard(item.exchange, view.row.state)) for item in said]
    return ExchangeForm(parts, view.questionnaire.scale)


def _rejoinder_form(view: ModerationView) -> ExchangeForm:
    said = view.moved if view.row.state is ModerationState.REPLIED else ()
    parts = [
        rejoinder_part(item, heard(item.exchange, view.row.state))
        for item in said
        if item.exchange.is_replied_to
    ]
    return ExchangeForm(parts, view.questionnaire.scale)


def _say_reply(reference: str, part: Part) -> Judgement:
    return say_reply(
        db(), actor(), clock(), reference, part.item.code,
        accepted=part.yes_or_no, reply=part.text, seen_version=part.version,
    )  # fmt: skip


def _say_rejoinder(moderation_id: int, part: Part) -> Judgement:
    return say_rejoinder(
        db(), actor(), clock(), moderation_id, part.item.code,
        gives_way=part.yes_or_no, rejoinder=part.text, seen_version=part.version,
    )  # fmt: skip


def _say_all(form: ExchangeForm, say: SaysOne) -> int:
    """Keep every part that was sent; gives how many could be kept. What could not is marked."""
    kept = 0
    for part in read_parts(form.parts, request.form):
        try:
            part.version = say(part).version
            kept += 1
        except WordsConflict as conflict:
            part.theirs, part.version = conflict.theirs, conflict.theirs.version
            part.errors["text"] = "Other words were saved in another window. Compare them and save again"
        except RuleBroken as refusal:
            if refusal.field is None:
                form.refusal = refusal.sentence
                break
            place_refusal(part, refusal)
    if not form.parts:
        form.refusal = "There is nothing to reply to now. Nothing was saved."
    return kept


def _refused(form: ExchangeForm, saved: int, page: str) -> Any:
    if saved:
        keep_despite_refusal()  # what could be saved is saved: nothing acknowledged is lost
    return make_response(page, 409 if any(part.theirs for part in form.parts) else 422)


def _point_out(form: ExchangeForm, refusal: RuleBroken) -> None:
    """Mark what is missing before it can be sent, in every part."""
    marked = [_mark(part) for part in form.parts]
    form.refusal = "" if any(marked) else refusal.sentence


def _mark(part: Part) -> bool:
    if part.choice and (part.choice == "yes" or part.text.strip()):
        return False
    if part.choice:
        part.errors["text"] = "Say why"
    else:
        part.errors["choice"] = "Choose one of the two"
    return True


def _typed(form: ExchangeForm, code: str, say: SaysOne, page: str) -> Any:
    part = form.part(code)
    if part is None:
        if wants_json():
            raise RuleBroken("There is nothing to reply to now. Nothing was saved.")
        raise NotVisible
    read_parts([part], request.form)
    try:
        row = say(part)
    except WordsConflict as conflict:
        if not wants_json():
            raise
        return make_response(
            jsonify(error=conflict.sentence, version=conflict.theirs.version, mine=False), 409
        )
    except (RuleBroken, NotAllowed) as refusal:
        if not wants_json():
            raise
        return make_response(jsonify(error=refusal.sentence), 422 if isinstance(refusal, RuleBroken) else 403)
    if wants_json():
        return jsonify(version=row.version, saved="Saved", warnings=child_warnings([part.text]), questions="")
    return redirect(f"{page}#{prefix_of(code)}heading", 303)


def _sent_words(row: Moderation, otherwise: str) -> str:
    if row.state is ModerationState.AGREED:
        return "Sent. Every grade is now agreed."
    return f"Sent. {otherwise}"


def _return_page(
    row: Return, view: ModerationView | None, others: list[Moderation], form: ExchangeForm | None
) -> str:
    may_reply = row.organisation_id in actor().organisations(Permission.MODERATION_REPLY)
    state = view.row.state if view is not None else None
    return render_template(
        "moderation/reply.html",
        row=row,
        view=view,
        form=form,
        sides=sides(view) if view is not None else [],
        under_way=[each for each in others if each.state not in HEARD and each.state not in ENDED],
        replying=may_reply and state is ModerationState.WITH_ORGANISATION,
        state_word=MODERATION_STATE_WORDS[state] if state else "",
        state_colour=STATE_COLOURS[state] if state else "",
        window=window_words(view.row, today(clock())) if view is not None else "",
        how=HOW_WORDS,
        longest=LONGEST_TEXT,
    )


def _replies_page(view: ModerationView, form: ExchangeForm) -> str:
    return render_template("moderation/reply_answers.html", view=view, form=form, longest=LONGEST_TEXT)
