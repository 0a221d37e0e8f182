"""What still hinders publishing, and the draft as an organisation would see it."""

from flask import request
from werkzeug.wrappers import Response

from audit.domain.permissions import Permission
from audit.rooms.drafts.presenters.checking import Found, advice, hindrances, sound
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.rooms.questionnaires import forms as shown
from audit.web.guard import allow

_AT = "/boards/<board_code>/drafts/<int:draft_id>"

ON_ONE_PAGE = 80
"""Questions up to which a preview is one page; a longer set is shown standard by standard."""


@blueprint.get(f"{_AT}/check")
@allow(Permission.QUESTIONNAIRE_VIEW)
def check(board_code: str, draft_id: int) -> Response:
    """The list of what hinders and of what is advised, each with the way to its place."""
    opened = open_draft(board_code, draft_id)
    hindering = hindrances(opened.whole)
    return page(
        "check",
        opened,
        hindering=[(found, _address(opened, found)) for found in hindering[:200]],
        number=len(hindering),
        advised=[(found, _address(opened, found)) for found in advice(opened.whole)],
    )


@blueprint.get(f"{_AT}/preview")
@allow(Permission.QUESTIONNAIRE_VIEW)
def preview(board_code: str, draft_id: int) -> Response:
    """The questions that one sort of organisation would be asked, or all."""
    opened = open_draft(board_code, draft_id)
    made = sound(opened.whole)
    if made.questionnaire is None:
        return page("not_yet", opened, title="Preview")
    seen_as = shown.preview_from(request.args)
    standards = shown.previewed(made.questionnaire, seen_as)
    number = sum(len(standard.questions) for standard in standards)
    codes = [(part.standard.code, part.standard.title) for part in standards]
    code = request.args.get("standard", "")
    if number > ON_ONE_PAGE:
        code = code if code in dict(codes) else codes[0][0]
        standards = [part for part in standards if part.standard.code == code]
    return page(
        "preview",
        opened,
        questionnaire=made.questionnaire,
        left_out=made.left_out,
        preview=seen_as,
        selects=shown.selects_of(seen_as),
        words={
            name: getattr(seen_as, name)
            for name in ("kind", "phase", "type", "profile")
            if getattr(seen_as, name)
        },
        standards=standards,
        codes=codes if number > ON_ONE_PAGE else [],
        chosen=code,
        shown=number,
        of=len(made.questionnaire.questions),
        who_is_asked=shown.who_is_asked,
        what_is_needed=shown.what_is_needed,
        strength_words=shown.STRENGTH_WORDS,
        strength_colours=shown.STRENGTH_COLOURS,
        kind_of_answer=shown.KIND_OF_ANSWER,
    )


def _address(opened: Opened, found: Found) -> str:
    anchor = found.anchor or None
    match found.part:
        case "question":
            return opened.address("show_question", question_id=found.id, _anchor=anchor)
        case "standard":
            return opened.address("show_standard", standard_id=found.id, _anchor=anchor)
        case "settings":
            return opened.address("show_settings", _anchor=anchor)
    return opened.address("show_draft", _anchor="scale" if found.part == "scale" else "standards")
