"""Find and replace over all texts of a draft: every place is shown before anything changes."""

from typing import Any, NamedTuple

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from audit.domain.errors import RuleBroken
from audit.domain.finding import PLACE_WORDS, pieces, texts
from audit.domain.permissions import Permission
from audit.rooms.drafts.models import Draft, DraftStandard
from audit.rooms.drafts.operations.editing import Row
from audit.rooms.drafts.operations.finding import replace_words, rows_of, text_key, text_of
from audit.rooms.drafts.views.blueprint import Opened, blueprint, open_draft, page
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

MOST_SHOWN = 150
"""Places on one page; the rest is found once these are done."""
LONGEST = 200
"""Characters of the words to find and of those that replace them."""
_AROUND = 80
"""Characters of a long text shown on each side of the words."""

_AT = "/boards/<board_code>/drafts/<int:draft_id>/find"


class Place(NamedTuple):
    """One text in which the words stand, cut at them."""

    key: str
    where: str
    part: str
    id: int
    pieces: list[str]


@blueprint.get(_AT)
@allow(Permission.DRAFT_KEEP)
def find(board_code: str, draft_id: int) -> Response:
    """What is looked for, and every place where it stands."""
    return _page(open_draft(board_code, draft_id, Permission.DRAFT_KEEP), request.args)


@blueprint.post(_AT)
@allow(Permission.DRAFT_KEEP)
def replace(board_code: str, draft_id: int) -> Response:
    """Replace in the places that are ticked."""
    opened = open_draft(board_code, draft_id, Permission.DRAFT_KEEP)
    sent = request.form
    wanted, instead = _words(sent, "find"), _words(sent, "replace")
    try:
        done, left = replace_words(
            db(), actor(), clock(), draft_id, wanted, instead, set(sent.getlist("place")),
            match_case=sent.get("case") == "y",
        )  # fmt: skip
    except RuleBroken as refusal:
        return _page(opened, sent, refusal.sentence)
    said = f"Replaced in {done} place{'' if done == 1 else 's'}."
    if left:
        said += (
            f" {left} had been changed meanwhile and {'was' if left == 1 else 'were'} left alone: look again."
        )
    flash(said, "success")
    return redirect(opened.address("show_draft"), 303)


def _page(opened: Opened, sent: Any, trouble: str = "") -> Response:
    wanted, instead = _words(sent, "find"), _words(sent, "replace")
    is_exact = sent.get("case") == "y"
    found = list(_places(opened, wanted, is_exact)) if wanted else []
    return page(
        "find",
        opened,
        422 if trouble else 200,
        find=wanted,
        replace=instead,
        case=is_exact,
        places=found[:MOST_SHOWN],
        number=len(found),
        trouble=trouble,
    )


def _places(opened: Opened, wanted: str, match_case: bool) -> Any:
    for row in rows_of(opened.whole):
        for path, text in texts(text_of(row)):
            cut = pieces(text, wanted, match_case=match_case)
            if len(cut) > 1:
                where, part = _where(row)
                what = PLACE_WORDS[str(path[0])]
                yield Place(
                    text_key(row, path),
                    f"{where}: {what}",
                    part,
                    row.id,
                    [_short(p, i, len(cut)) for i, p in enumerate(cut)],
                )


def _words(sent: Any, name: str) -> str:
    """The words as they were typed, spaces at their ends too: those may be what is looked for."""
    return "".join(c for c in sent.get(name, "")[:LONGEST] if c.isprintable())


def _where(row: Row) -> tuple[str, str]:
    if isinstance(row, Draft):
        return "The set", "draft"
    if isinstance(row, DraftStandard):
        return f"Standard {row.content['code']}", "standard"
    return f"Question {row.content['code']}", "question"


def _short(piece: str, place: int, of: int) -> str:
    """Of a long text only what stands around the words."""
    if place % 2 or len(piece) <= 2 * _AROUND:
        return piece
    head = piece[:_AROUND] if place else ""
    tail = piece[-_AROUND:] if place < of - 1 else ""
    return f"{head}…{tail}"
