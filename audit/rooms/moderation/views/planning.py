"""The board's pages of a round's moderation: its plan, where it stands, and one return of it."""

from dataclasses import replace

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.moderation import nothing_to_moderate
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.moderation.forms import HINTS, PlanForm, settings_in_form
from audit.rooms.moderation.models import ModerationPlan
from audit.rooms.moderation.operations.planning import set_up_moderation
from audit.rooms.moderation.presenters.planning import (
    FILTERS,
    SORTS,
    lines_of,
    narrow,
    settings_rows,
    tiles_of,
)
from audit.rooms.moderation.queries.ground import Ground, ground_of
from audit.rooms.moderation.queries.plans import (
    DEFAULTS,
    STAGES,
    plans_of_round,
    round_to_moderate,
    settings_of,
)
from audit.rooms.moderation.views.blueprint import blueprint
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.models import Round
from audit.web.forms import tidy
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page
from audit.web.transactions import clock, db

_ELSEWHERE = (
    ("Grades to settle", "moderation.list_to_settle"),
    ("Written outcomes", "moderation.list_outcomes"),
    ("Calibration: where grades were moved", "moderation.show_calibration"),
)
"""Pages of the same round that other parts of this room show."""

Answer = str | Response | tuple[str, int]


def asked_word(name: str, longest: int = 100) -> str:
    """A word of the address's question, without what no database takes."""
    return str(tidy(request.values.get(name, "")))[:longest]


def asked_stage() -> int:
    """Which of the two moderations this page is about; raises NotVisible for any other."""
    word = asked_word("stage", 2) or "1"
    if word not in {str(stage) for stage in STAGES}:
        raise NotVisible
    return int(word)


def stage_or_none(stage: int) -> int | None:
    """The stage as an address carries it: the first is left out."""
    return stage if stage > 1 else None


def public_url() -> str:
    """The address that letters begin their links with."""
    return str(current_app.config["AUDIT_SETTINGS"].public_url)


def round_here(round_code: str) -> Round:
    """The round of this page; the page then stands in its board."""
    row = round_to_moderate(db(), actor(), round_code)
    stand_in("board", row.board_id)
    return row


def plan_here(row: Round, stage: int) -> ModerationPlan | None:
    """The plan of one stage; raises NotVisible for a second stage before its time."""
    plans = {plan.stage: plan for plan in plans_of_round(db(), row)}
    if stage == 2 and stage not in plans and not (1 in plans and plans[1].state != "draft"):
        raise NotVisible
    return plans.get(stage)


def ground_here(row: Round, plan: ModerationPlan | None, stage: int, seed: int | None = None) -> Ground:
    """All that the allocation of this round stands on, with another seed if one is given."""
    settings = settings_of(plan) if plan else DEFAULTS
    if seed is not None:
        settings = replace(settings, seed=seed)
    return ground_of(db(), row, settings, stage)


@blueprint.get("/rounds/<round_code>/moderation")
@allow(Permission.MODERATION_RUN)
def show_plan(round_code: str) -> str:
    """Where the moderation of a round stands."""
    row, stage = round_here(round_code), asked_stage()
    plans = {plan.stage: plan for plan in plans_of_round(db(), row)}
    plan = plans.get(stage)
    if plan is None:
        if stage != 1:
            raise NotVisible
        why_not = nothing_to_moderate(questionnaire_by(db(), row.edition))
        return render_template("moderation/no_plan.html", row=row, why_not=why_not)
    ground = ground_here(row, plan, stage)
    lines = lines_of(ground, today(clock()))
    chosen = asked_word("show", 20) if asked_word("show", 20) in FILTERS else ""
    sort = asked_word("sort", 20) if asked_word("sort", 20) in SORTS else "name"
    words, page = asked_word("words"), asked_word("page", 6)
    listed = narrow(lines, chosen, words, sort, int(page) if page.isascii() and page.isdigit() else 1)
    return render_template(
        "moderation/allocation.html",
        row=row,
        stage=stage,
        plan=plan,
        plans=plans,
        decided=settings_rows(ground.settings),
        tiles=tiles_of(lines),
        listed=listed,
        every=len(lines),
        in_round=len(ground.asked),
        waiting=len(ground.waiting),
        offered=sum(line.key == "offered" for line in lines),
        trouble=sum(bool(line.row and line.note) or line.key == "trouble" for line in lines),
        chosen=chosen,
        words=words,
        sort=sort,
        filters=FILTERS,
        sorts=SORTS,
        stage_or_none=stage_or_none,
        more=[
            (words, url_for(endpoint, round_code=row.code))
            for words, endpoint in _ELSEWHERE
            if has_page(endpoint)
        ],
    )


@blueprint.route("/rounds/<round_code>/moderation/plan", methods=["GET", "POST"])
@allow(Permission.MODERATION_RUN)
def change_plan(round_code: str) -> Answer:
    """Set up how a round is moderated, or change it."""
    row, stage = round_here(round_code), asked_stage()
    plan = plan_here(row, stage)
    ground = ground_here(row, plan, stage)
    first = replace(ground.settings, moderate_by=row.moderation_by) if plan is None else ground.settings
    form = PlanForm(data=settings_in_form(first, plan)).offer(ground.asked)
    is_stale, status = False, 200
    if form.validate_on_submit():
        seen = form.version.data or ""
        try:
            set_up_moderation(
                db(), actor(), clock(), round_code, stage, form.settings(),
                seen_version=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        except Stale:
            is_stale, status = True, 409
            form.version.data = str(plan.version if plan else 0)
        else:
            flash("Saved.", "success")
            return redirect(url_for(".show_proposal", round_code=round_code, stage=stage_or_none(stage)), 303)
    page = render_template(
        "moderation/plan.html",
        row=row,
        stage=stage,
        plan=plan,
        form=form,
        hints=HINTS,
        theirs=settings_rows(ground.settings) if is_stale else None,
        given=len(ground.live),
        stage_or_none=stage_or_none,
    )
    return page, 422 if form.errors else status
