"""Taking a change of a draft back, and doing it again, while what it changed is still as it left it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.undoing import shifted
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft, DraftChange, DraftQuestion, DraftStandard
from audit.rooms.drafts.operations.editing import Row, draft_to_change, note, put, state_of, touch

_CHANGED_SINCE = (
    "What “{what}” changed has been changed again since, so it cannot be {done} on its own. "
    "Nothing was changed. Look at the later changes first."
)


def undo_change(session: Session, actor: Actor, clock: Clock, draft_id: int, change_id: int) -> DraftChange:
    """Put back everything that one change changed. Raises RuleBroken when it is no longer so, or undone already."""
    draft, change = _change(session, actor, draft_id, change_id)
    if change.undone_at is not None:
        raise RuleBroken(f"“{change.what}” has been taken back already.")
    _shift(session, actor, clock, draft, change, "after", "before", "taken back")
    change.undone_at, change.undone_by_name = clock(), actor.name
    note(session, actor, clock, draft, f"Took back: {change.what}")
    return change


def redo_change(session: Session, actor: Actor, clock: Clock, draft_id: int, change_id: int) -> DraftChange:
    """Do a change again that was taken back. Raises RuleBroken when something else stands there now."""
    draft, change = _change(session, actor, draft_id, change_id)
    if change.undone_at is None:
        raise RuleBroken(f"“{change.what}” stands as it is: it was not taken back.")
    _shift(session, actor, clock, draft, change, "before", "after", "done again")
    change.undone_at = change.undone_by_name = None
    note(session, actor, clock, draft, f"Did again: {change.what}")
    return change


def _change(session: Session, actor: Actor, draft_id: int, change_id: int) -> tuple[Draft, DraftChange]:
    draft = draft_to_change(session, actor, draft_id)
    change = session.get(DraftChange, change_id)
    if change is None or change.draft_id != draft.id:
        raise NotVisible
    return draft, change


def _shift(
    session: Session, actor: Actor, clock: Clock, draft: Draft, change: DraftChange,
    source: str, target: str, done: str,
) -> None:  # fmt: skip
    rows = _rows(session, draft, change.steps)
    written: list[tuple[Row, Mapping[str, Any]]] = []
    for step in change.steps:
        row = rows.get((step["part"], step["id"]))
        fields = None if row is None else shifted(state_of(row), step[source], step[target])
        if row is None or fields is None:
            raise RuleBroken(_CHANGED_SINCE.format(what=change.what, done=done))
        written.append((row, fields))
    for found, differences in written:
        put(found, differences, clock)
    session.flush()
    touch(session, actor, clock, draft)


def _rows(session: Session, draft: Draft, steps: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], Row]:
    """The rows that steps are about: one query for the standards, one for the questions."""
    rows: dict[tuple[str, int], Row] = {("draft", draft.id): draft}
    ids = [step["id"] for step in steps if step["part"] == "standard"]
    if ids:
        standards = select(DraftStandard).where(DraftStandard.draft_id == draft.id, DraftStandard.id.in_(ids))
        rows.update({("standard", row.id): row for row in session.scalars(standards)})
    ids = [step["id"] for step in steps if step["part"] == "question"]
    if ids:
        questions = select(DraftQuestion).where(DraftQuestion.draft_id == draft.id, DraftQuestion.id.in_(ids))
        rows.update({("question", row.id): row for row in session.scalars(questions)})
    return rows
