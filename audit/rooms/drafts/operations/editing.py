"""The one way in which a draft is changed: row by row, kept so that it can be read and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, Stale
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft, DraftChange, DraftQuestion, DraftStandard, DraftState
from audit.rooms.drafts.queries import draft_to_read
from audit.rooms.trail.operations import record

Row = Draft | DraftStandard | DraftQuestion
PART_OF: Mapping[type[Row], str] = {Draft: "draft", DraftStandard: "standard", DraftQuestion: "question"}

LARGEST_ID = 2**31 - 1
"""The largest id that the databases keep in an integer column."""

ONE_SITTING = timedelta(minutes=10)
"""What one person goes on typing into one row within this time is one change."""

_NOT_OPEN: Mapping[DraftState, str] = {
    DraftState.PUBLISHED: "This draft is published and never changes again. Start a new draft from the edition.",
    DraftState.DISCARDED: "This draft was discarded. Put it back first, in the list of drafts.",
}


class PartConflict(Stale):
    """Somebody else changed this part since it was opened. Nothing was overwritten; ``row`` is as it is now."""

    def __init__(self, row: Row) -> None:
        super().__init__("Somebody else changed this while you had it open. Nothing was overwritten.")
        self.row = row


@dataclass
class Edit:
    """What shall stand in one row: ``fields`` are those of ``state_of`` that change."""

    row: Row
    fields: Mapping[str, Any] = field(default_factory=dict)
    is_new: bool = False


def draft_to_change(session: Session, actor: Actor, draft_id: int) -> Draft:
    """An open draft that this person may change; raises NotVisible, or NotAllowed with the reason."""
    draft = draft_to_read(session, actor, draft_id)
    if not actor.is_operator and draft.board_id not in actor.boards(Permission.DRAFT_KEEP):
        raise NotAllowed("Only a board administrator can change question sets. Ask one to do it.")
    if draft.state is not DraftState.OPEN:
        raise NotAllowed(_NOT_OPEN[draft.state])
    return draft


def question_of(session: Session, draft: Draft, question_id: int) -> DraftQuestion:
    """A question of a draft that the caller has in scope; raises NotVisible."""
    row = session.get(DraftQuestion, question_id) if 0 < question_id <= LARGEST_ID else None
    if row is None or row.draft_id != draft.id:
        raise NotVisible
    return row


def standard_of(session: Session, draft: Draft, standard_id: int) -> DraftStandard:
    """A standard of a draft that the caller has in scope; raises NotVisible."""
    row = session.get(DraftStandard, standard_id) if 0 < standard_id <= LARGEST_ID else None
    if row is None or row.draft_id != draft.id:
        raise NotVisible
    return row


def check_version(row: Row, seen_version: int) -> None:
    """Refuse to write over what somebody else wrote; raises PartConflict."""
    if row.version != seen_version:
        raise PartConflict(row)


def state_of(row: Row) -> dict[str, Any]:
    """A row as changes keep it."""
    if isinstance(row, Draft):
        return {"settings": row.settings, "scale": row.scale}
    state = {"content": row.content, "position": row.position, "retired": row.retired_at is not None}
    if isinstance(row, DraftQuestion):
        state["standard_id"] = row.standard_id
    return state


def change_draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    draft: Draft,
    what: str,
    edits: Sequence[Edit],
    *,
    as_typed: bool = False,
) -> DraftChange | None:
    """Write these rows of a draft from ``draft_to_change`` as one change; None when nothing differs.

    New rows are in the session already. ``as_typed`` goes on with the last change when that was the same person's,
    of the same row, a moment ago.
    """
    steps = []
    for edit in edits:
        before = None if edit.is_new else state_of(edit.row)
        put(edit.row, edit.fields, clock)
        after = state_of(edit.row)
        if before != after:
            steps.append(
                {"part": PART_OF[type(edit.row)], "id": edit.row.id, "before": before, "after": after}
            )
    if not steps:
        return None
    session.flush()
    touch(session, actor, clock, draft)
    if as_typed and (last := _going_on(session, actor, clock, draft, what, steps)) is not None:
        last.steps = [{**steps[0], "before": last.steps[0]["before"]}]
        session.flush()
        return last
    change = DraftChange(
        draft_id=draft.id,
        what=what[:300],
        steps=steps,
        by_id=actor.person_id,
        by_name=actor.name,
        at=clock(),
    )
    session.add(change)
    session.flush()
    note(session, actor, clock, draft, what)
    return change


def put(row: Row, fields: Mapping[str, Any], clock: Clock) -> None:
    """Write fields of ``state_of`` into a row."""
    for name, value in fields.items():
        if name == "retired":
            assert not isinstance(row, Draft)
            row.retired_at = clock() if value else None
        else:
            setattr(row, name, value)
    if isinstance(row, Draft) and "settings" in fields:
        row.code = row.settings["questionnaire"]
        row.title = row.settings["title"][:200]


def touch(session: Session, actor: Actor, clock: Clock, draft: Draft) -> None:
    """Say who changed the draft last. Its version stays: that guards the settings alone."""
    session.execute(
        update(Draft)
        .where(Draft.id == draft.id)
        .values(changed_at=clock(), changed_by_name=actor.name)
        .execution_options(synchronize_session=False)
    )


def note(session: Session, actor: Actor, clock: Clock, draft: Draft, what: str) -> None:
    """Put a change on the trail."""
    record(
        session,
        actor,
        clock,
        "draft.changed",
        subject=("draft", str(draft.id)),
        board_id=draft.board_id,
        what=what[:300],
    )


def _going_on(
    session: Session, actor: Actor, clock: Clock, draft: Draft, what: str, steps: Sequence[Mapping[str, Any]]
) -> DraftChange | None:
    last = session.scalar(
        select(DraftChange).where(DraftChange.draft_id == draft.id).order_by(DraftChange.id.desc()).limit(1)
    )
    if (
        last is None
        or len(steps) != 1
        or len(last.steps) != 1
        or last.undone_at is not None
        or last.by_id != actor.person_id
        or last.what != what
        or clock() - last.at > ONE_SITTING
    ):
        return None
    same = all(last.steps[0][key] == steps[0][key] for key in ("part", "id"))
    return last if same and last.steps[0]["after"] == steps[0]["before"] else None
