"""The board's pages of giving returns to moderators: the proposal, and one return by hand."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.moderation import MODERATION_STATE_WORDS, QUALITY_WORDS
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.moderation.forms import WithdrawForm, number_in
from audit.rooms.moderation.models import ModerationPlan
from audit.rooms.moderation.operations import allocating
from audit.rooms.moderation.presenters.planning import (
    COLOURS,
    Line,
    hand_choice,
    line_of,
    may_withdraw,
    proposed_lines,
)
from audit.rooms.moderation.queries.given import moderation_of_round, notes_kept
from audit.rooms.moderation.queries.ground import Ground
from audit.rooms.moderation.views.blueprint import blueprint
from audit.rooms.moderation.views.planning import (
    Answer,
    asked_stage,
    asked_word,
    ground_here,
    plan_here,
    public_url,
    round_here,
    stage_or_none,
)
from audit.rooms.rounds.models import Round
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_FIELD = "m-"
"""What the name of a choice begins with; the return's reference follows."""


def _plan(row: Round, stage: int) -> ModerationPlan:
    plan = plan_here(row, stage)
    if plan is None:
        raise NotVisible
    return plan


@blueprint.route("/rounds/<round_code>/moderation/proposal", methods=["GET", "POST"])
@allow(Permission.MODERATION_RUN)
def show_proposal(round_code: str) -> Answer:
    """Who could moderate what, to be changed and confirmed."""
    row, stage = round_here(round_code), asked_stage()
    plan = plan_here(row, stage)
    if plan is None:
        return redirect(url_for(".change_plan", round_code=round_code, stage=stage_or_none(stage)), 303)
    seed = number_in(asked_word("seed", 12))
    if seed is None or seed > 2**31 - 1:
        seed = plan.seed
    form, picked = Form(), None
    if form.validate_on_submit():
        picked = _picked()
        try:
            done = allocating.allocate(
                db(), actor(), clock(), round_code, stage, {k: v for k, v in picked.items() if v is not None},
                seed=seed, public_url=public_url(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(RuleBroken(broken.sentence))
        else:
            flash(_say_done(done), "success")
            return redirect(url_for(".show_plan", round_code=round_code, stage=stage_or_none(stage)), 303)
    ground = ground_here(row, plan, stage, seed)
    proposal = ground.propose()
    lines = proposed_lines(ground, proposal, picked)
    covered = [one for one in ground.asked if one.reference in ground.covered]
    page = render_template(
        "moderation/proposal.html",
        row=row,
        stage=stage,
        plan=plan,
        form=form,
        seed=seed,
        field=_FIELD,
        able=[line for line in lines if line.choices],
        impossible=[line for line in lines if not line.choices],
        covered=len(covered),
        not_submitted=sum(not one.is_submitted for one in covered),
        given=sum(one.id in ground.live for one in covered),
        unfinished=len(ground.unfinished_before),
        people=len(ground.eligible),
        stage_or_none=stage_or_none,
    )
    return page, 422 if form.errors else 200


def _picked() -> Mapping[str, int | None]:
    return {
        name.removeprefix(_FIELD): number_in(value)
        for name, value in request.form.items()
        if name.startswith(_FIELD)
    }


def _say_done(done: allocating.Allocated) -> str:
    returns = f"{done.returns:,} {'return' if done.returns == 1 else 'returns'}"
    people = f"{done.moderators:,} {'moderator' if done.moderators == 1 else 'moderators'}"
    said = f"Saved. {returns} offered to {people}, and a letter to each is in the outbox."
    if done.passed_over:
        were = "was" if done.passed_over == 1 else "were"
        said += f" {done.passed_over:,} {were} left out: given away or reopened in the meantime."
    return said


@blueprint.post("/rounds/<round_code>/moderation/take-back-offers")
@allow(Permission.MODERATION_RUN)
def take_back_offers(round_code: str) -> Response:
    """Take back every return that nobody has accepted yet."""
    row, stage = round_here(round_code), asked_stage()
    number = allocating.take_back_offers(db(), actor(), clock(), row.code, stage, public_url=public_url())
    flash(f"Taken back: {number:,} {'offer' if number == 1 else 'offers'}. You can propose again.", "success")
    return redirect(url_for(".show_plan", round_code=round_code, stage=stage_or_none(stage)), 303)


@blueprint.get("/rounds/<round_code>/moderation/returns/<reference>")
@allow(Permission.MODERATION_RUN)
def show_given(round_code: str, reference: str) -> Answer:
    """One return: who has it, who had it, who could have it."""
    return _given_page(round_code, reference, WithdrawForm(formdata=None), Form(formdata=None))


@blueprint.post("/rounds/<round_code>/moderation/returns/<reference>/give")
@allow(Permission.MODERATION_RUN)
def give_return(round_code: str, reference: str) -> Answer:
    """Give a return to somebody by hand."""
    row, stage, form = round_here(round_code), asked_stage(), Form()
    _plan(row, stage)
    if form.validate_on_submit():
        try:
            given = allocating.give_to(
                db(), actor(), clock(), row.code, stage, reference, number_in(asked_word("person", 12)) or 0,
                public_url=public_url(),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(RuleBroken(broken.sentence))
        else:
            flash(
                f"Saved. {given.moderator_name} has this return now, and a letter is in the outbox.",
                "success",
            )
            return _back(row, stage, reference)
    return _given_page(round_code, reference, WithdrawForm(formdata=None), form)


@blueprint.post("/rounds/<round_code>/moderation/returns/<reference>/take-back")
@allow(Permission.MODERATION_RUN)
def take_return(round_code: str, reference: str) -> Answer:
    """Take a return from its moderator."""
    row, stage, form = round_here(round_code), asked_stage(), WithdrawForm()
    _plan(row, stage)
    if form.validate_on_submit():
        try:
            held = allocating.withdraw(
                db(),
                actor(),
                clock(),
                row.code,
                stage,
                reference,
                form.reason.data or "",
                public_url=public_url(),
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Taken back from {held.moderator_name}. What they noted is kept.", "success")
            return _back(row, stage, reference)
    return _given_page(round_code, reference, form, Form(formdata=None))


@blueprint.post("/rounds/<round_code>/moderation/returns/<reference>/put-back/<int:moderation_id>")
@allow(Permission.MODERATION_RUN)
def put_back(round_code: str, reference: str, moderation_id: int) -> Answer:
    """Give a return back to whom it was taken from, with their notes."""
    row = round_here(round_code)
    found = moderation_of_round(db(), row, moderation_id)
    form = Form()
    try:
        given = allocating.put_back(db(), actor(), clock(), found.id, public_url=public_url())
    except RuleBroken as broken:
        form.refuse(broken)
        return _given_page(round_code, reference, WithdrawForm(formdata=None), form)
    flash(f"Given back to {given.moderator_name}, with what they had noted.", "success")
    return _back(row, given.plan.stage, reference)


def _back(row: Round, stage: int, reference: str) -> Response:
    where = url_for(".show_given", round_code=row.code, reference=reference, stage=stage_or_none(stage))
    return redirect(where, 303)


def _given_page(round_code: str, reference: str, withdrawing: WithdrawForm, giving: Form) -> Answer:
    row, stage = round_here(round_code), asked_stage()
    if withdrawing.errors or giving.errors:
        db().expire_all()  # what was refused half-way is not shown
    ground = ground_here(row, _plan(row, stage), stage)
    line = _line(ground, reference)
    earlier = ground.ended.get(line.one.id, [])
    page = render_template(
        "moderation/given.html",
        row=row,
        stage=stage,
        line=line,
        choice=hand_choice(ground, line.one) if line.one.is_submitted else None,
        may_give=line.one.is_submitted
        and line.one.id not in ground.unfinished_before
        and (line.row is None or may_withdraw(line.row)),
        may_withdraw=may_withdraw(line.row),
        earlier=earlier,
        notes=notes_kept(db(), row, [each.id for each in earlier]),
        withdrawing=withdrawing,
        giving=giving,
        form=withdrawing if withdrawing.errors else giving,
        picked=asked_word("person", 12),
        state_words=MODERATION_STATE_WORDS,
        colours=COLOURS,
        quality_words=QUALITY_WORDS,
        stage_or_none=stage_or_none,
    )
    return page, 422 if withdrawing.errors or giving.errors else 200


def _line(ground: Ground, reference: str) -> Line:
    for one in ground.asked:
        if one.reference == reference:
            return line_of(ground, one, today(clock()))
    raise NotVisible
