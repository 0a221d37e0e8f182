"""The grades of a draft: written in one form, whose buttons work without script."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, flash, redirect, request
from werkzeug.wrappers import Response

from audit.domain.colour_sight import alike, proposed, said
from audit.domain.errors import RuleBroken
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.domain.scale_mapping import ScaleMapping
from audit.domain.scale_writing import keys_of, looked_at, with_grade, with_grade_moved, without_grade
from audit.domain.scales import PALETTE, scale_from_data
from audit.infra.kept_folder import kept_library
from audit.rooms.drafts.forms.scales import NEED_WORDS, ORDER_WORDS, STEPS, ScaleForm, in_other_kind
from audit.rooms.drafts.operations.editing import PartConflict, draft_to_change
from audit.rooms.drafts.operations.scales import (
    Agreed,
    AnotherScale,
    KnownScale,
    QuestionsLose,
    WordsChanged,
    change_scale,
)
from audit.rooms.drafts.queries.scales import board_scales, edition_scales
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.rooms.drafts.views.saving import version_seen
from audit.rooms.questionnaires.queries import mapping_between
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

_AT = "/boards/<board_code>/drafts/<int:draft_id>/scale"


@blueprint.get(_AT)
@allow(Permission.DRAFT_KEEP)
def show_scale(board_code: str, draft_id: int) -> Response:
    """The grades of a draft, to be changed."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    return _scale_page(opened, ScaleForm(opened.draft.scale))


@blueprint.post(_AT)
@allow(Permission.DRAFT_KEEP)
def save_scale(board_code: str, draft_id: int) -> Response:
    """Save the grades; or add, move or take out one on the page, which saves nothing yet."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    draft_to_change(db(), actor(), draft_id)
    form = ScaleForm(opened.draft.scale, request.form)
    if rearrange(form, request.form.get("do", "")):
        return _scale_page(opened, form, version=version_seen())
    made = form.checked()
    if made is None:
        return _scale_page(opened, form, 422, version=version_seen())
    agreed = Agreed(request.form.get("spelling") == "y", request.form.get("losses") == "y")
    try:
        change_scale(
            db(), actor(), clock(), draft_id, made,
            seen_version=version_seen(), known=known_scales(opened.board), agreed=agreed,
        )  # fmt: skip
    except PartConflict as conflict:
        form.problems[""] = conflict.sentence
        theirs = looked_at(opened.draft.scale)
        return _scale_page(opened, form, 409, theirs=theirs)
    except RuleBroken as refusal:
        return _scale_page(opened, form, 422, version=version_seen(), **asked(form, refusal))
    flash("The grades are saved.", "success")
    return redirect(opened.address("show_draft", _anchor="scale"), 303)


@blueprint.get(f"{_AT}/another")
@allow(Permission.DRAFT_KEEP)
def choose_scale(board_code: str, draft_id: int) -> Response:
    """Another scale for a draft: which, and what each of its present grades becomes."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    return _another_page(opened)


@blueprint.post(f"{_AT}/another")
@allow(Permission.DRAFT_KEEP)
def change_to_scale(board_code: str, draft_id: int) -> Response:
    """Give the draft another scale; descriptions, requirements and conditions go along grade by grade."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    draft_to_change(db(), actor(), draft_id)
    data = _offered(opened).get(request.form.get("to", ""))
    if data is None:
        return _another_page(opened, trouble={"to": "Choose a scale"}, status=422)
    keys = keys_of(data)
    equals: dict[str, str | None] = {}
    trouble = {}
    for key, label in _present_grades(opened):
        chosen = request.form.get(f"equal-{key}", "")
        if chosen not in (*keys, "none"):
            trouble[f"equal-{key}"] = f"Choose what {label} becomes, or that it has no equal"
        equals[key] = None if chosen == "none" else chosen
    if trouble:
        return _another_page(opened, trouble=trouble, status=422)
    agreed = Agreed(losses=request.form.get("losses") == "y", equals=equals)
    try:
        change_scale(
            db(), actor(), clock(), draft_id, data, seen_version=version_seen(), known=(), agreed=agreed,
            what=f"Changed to the grades of {data['title']}",
        )  # fmt: skip
    except PartConflict as conflict:
        return _another_page(opened, trouble={"to": conflict.sentence}, status=409)
    except QuestionsLose as refusal:
        return _another_page(opened, trouble={"losses": refusal.sentence}, losses=refusal.losses, status=422)
    flash(f"The set is graded with {data['title']} now.", "success")
    return redirect(opened.address("show_draft", _anchor="scale"), 303)


def rearrange(form: ScaleForm, do: str) -> bool:
    """Do what a button other than Save asks for, on the form alone; False for Save."""
    verb, _, place = do.partition(":")
    number = int(place) - 1 if place.isascii() and place.isdecimal() and len(place) < 4 else -1
    match verb:
        case "add":
            form.data = with_grade(form.data)
        case "remove":
            form.data = without_grade(form.data, number)
        case "better" | "worse":
            form.data = with_grade_moved(form.data, number, 1 if verb == "better" else -1)
        case "colours":
            chosen = proposed([str(grade["colour"]) for grade in form.grades])
            for grade, colour in zip(form.data.get("grades") or (), chosen, strict=False):
                grade["colour"] = colour
        case "code":
            form.data["scale"] = place
        case "kind":
            form.data = in_other_kind(form.data)
        case "look":
            pass
        case _:
            return False
    return True


def known_scales(board: Place) -> list[KnownScale]:
    """Every scale that has a code already, with where it is used: published, this board's own, or shipped."""
    used: dict[str, KnownScale] = {}
    for each in edition_scales(db(), actor(), board.id):
        mark = json.dumps(each.scale, sort_keys=True)
        earlier = used.get(mark)
        used[mark] = KnownScale(each.scale, (*(earlier.used_in if earlier else ()), each.words))
    own = [KnownScale(row.content) for row in board_scales(db(), actor(), board.id, retired=True)]
    return [*used.values(), *own, *(KnownScale(each.data) for each in shipped_scales())]


def shipped_scales() -> Sequence[Any]:
    """The scales that come with the service."""
    return kept_library(current_app.config["AUDIT_SETTINGS"].questionnaires_dir).scales


def offered_scales(board: Place) -> dict[str, Mapping[str, Any]]:
    """The scales that a set can be begun with, by code: the board's own first."""
    found: dict[str, Mapping[str, Any]] = {
        row.code: row.content for row in board_scales(db(), actor(), board.id)
    }
    for each in shipped_scales():
        found.setdefault(each.scale.code, each.data)
    return found


def asked(form: ScaleForm, refusal: RuleBroken) -> dict[str, Any]:
    """What a page must show so that the person can agree to a change."""
    form.refuse(refusal)
    if isinstance(refusal, AnotherScale):
        return {"free_code": refusal.code}
    if isinstance(refusal, WordsChanged):
        return {"differences": refusal.differences}
    if isinstance(refusal, QuestionsLose):
        return {"losses": refusal.losses}
    return {}


def form_values(form: ScaleForm) -> dict[str, Any]:
    """What the template of the form needs beside the form itself."""
    colours = [str(grade["colour"]) for grade in form.grades]
    warnings = [pair.sentence for pair in alike(colours)]
    better = proposed(colours) if warnings else ()
    return {
        "form": form,
        "grades": form.grades,
        "palette": [(colour, said(colour).capitalize()) for colour in PALETTE],
        "needs": list(NEED_WORDS.items()),
        "orders": list(ORDER_WORDS.items()),
        "steps": STEPS,
        "warnings": warnings,
        "better": [said(colour) for colour in better] if better != tuple(colours) else [],
        "shown": looked_at(form.data),
        "free_code": "",
        "losses": (),
        "differences": (),
        "agreed": request.form,
    }


def _scale_page(opened: Opened, form: ScaleForm, status: int = 200, **more: Any) -> Response:
    values = {"version": opened.draft.version, "theirs": None, **form_values(form), **more}
    return page("scale", opened, status, **values)


def _offered(opened: Opened) -> dict[str, Mapping[str, Any]]:
    return {
        code: data
        for code, data in offered_scales(opened.board).items()
        if code != opened.draft.scale.get("scale")
    }


def _present_grades(opened: Opened) -> list[tuple[str, str]]:
    scale = looked_at(opened.draft.scale)
    if scale is None:
        return [(key, key) for key in keys_of(opened.draft.scale)]
    return [(grade.key, grade.label) for grade in scale.grades]


def _another_page(
    opened: Opened, *, trouble: Mapping[str, str] | None = None, losses: Any = (), status: int = 200
) -> Response:
    offered = _offered(opened)
    code = request.values.get("to", "")
    now = scale_from_data(offered[code]) if code in offered else None
    before = looked_at(opened.draft.scale)
    declared = mapping_between(db(), opened.board.id, before, now) if before and now else None
    return page(
        "another_scale",
        opened,
        status,
        offered=[(each, data["title"]) for each, data in offered.items()],
        to=code,
        now=now,
        before=before,
        rows=_equal_rows(opened, now, declared) if now else [],
        declared=declared,
        trouble=trouble or {},
        losses=losses,
        version=opened.draft.version,
    )


def _equal_rows(opened: Opened, now: Any, declared: ScaleMapping | None) -> list[tuple[str, str, str]]:
    """Each present grade: key, word, and what is chosen for it: as typed, declared, or the grade with its key."""
    rows = []
    for key, label in _present_grades(opened):
        chosen = request.form.get(f"equal-{key}")
        if chosen is None and declared is not None:
            chosen = declared.grade(key) or "none"
        if chosen is None:
            chosen = key if key in now.by_key else ""
        rows.append((key, label, chosen))
    return rows
