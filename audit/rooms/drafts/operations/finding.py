"""Replacing words in many texts of a draft at once, as one change."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken
from audit.domain.finding import replaced, texts, with_text
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.operations.editing import PART_OF, Edit, Row, change_draft, draft_to_change
from audit.rooms.drafts.queries import Whole, whole_draft


def replace_words(
    session: Session, actor: Actor, clock: Clock, draft_id: int, wanted: str, instead: str, chosen: Collection[str],
    *, match_case: bool,
) -> tuple[int, int]:  # fmt: skip
    """Replace words in the chosen texts (keys of ``text_key``); how many texts changed, and how many could not.

    A key carries the version of its row: what was changed since the preview is left alone and counted as not changed.
    """
    draft = draft_to_change(session, actor, draft_id)
    if not wanted:
        raise RuleBroken("Write the words to find", "find")
    if not chosen:
        raise RuleBroken("Tick at least one place where the words shall be replaced")
    edits, done = [], 0
    for row in rows_of(whole_draft(session, draft)):
        content: dict[str, Any] = dict(text_of(row))
        before = content
        for path, text in texts(before):
            if text_key(row, path) in chosen:
                new = replaced(text, wanted, instead, match_case=match_case)
                done += new != text
                content = with_text(content, path, new)
        if content != before:
            if isinstance(row, Draft) and not content["title"].strip():
                raise RuleBroken("The question set would be left without a title. Untick its title.")
            edits.append(Edit(row, {"settings" if isinstance(row, Draft) else "content": content}))
    if edits:
        what = f"Replaced “{_short(wanted)}” by “{_short(instead)}” in {done} text{'' if done == 1 else 's'}"
        change_draft(session, actor, clock, draft, what, edits)
    return done, len(chosen) - done


def rows_of(whole: Whole) -> list[Row]:
    """The rows of a draft that hold texts, in order: the set, the return's own details, each standard with its own."""
    rows: list[Row] = [whole.row, *whole.questions.get(None, ())]
    for standard in whole.standards:
        rows += [standard, *whole.questions.get(standard.id, ())]
    return rows


def text_of(row: Row) -> dict[str, Any]:
    """The mapping of a row in which its texts stand."""
    return row.settings if isinstance(row, Draft) else row.content


def text_key(row: Row, path: tuple[str | int, ...]) -> str:
    """A name for one text of a row as it is now: part, id, version and path."""
    return ":".join([PART_OF[type(row)], str(row.id), str(row.version), *map(str, path)])


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:59] + "…"
