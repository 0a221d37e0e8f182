"""A plan's workbook that comes back: what each row would change, and changing it.

Nothing is changed by reading. What is typed into the open columns is new, so an untouched workbook changes nothing;
and what was taken from a workbook before is known again, so the same file twice is as good as once.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actions import (
    ACTION_STATE_WORDS,
    ActionState,
    ActionVerb,
    next_action_state,
)
from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken, Stale
from audit.infra.clock import Clock, today
from audit.infra.workbook_in import ReadRow, WorkbookRefused, read_table
from audit.rooms.action_plans.exports import (
    ACTION,
    HEADINGS,
    NAME_MARK,
    NEEDED,
    PLAN_MARK,
    VERSION,
)
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.action_plans.operations.keeping import change_action
from audit.rooms.action_plans.operations.progress import (
    drop_action,
    finish_action,
    note_progress,
    send_back_action,
    take_back_action,
    verify_action,
)
from audit.rooms.action_plans.operations.row_edits import NOTHING, Edit, edit_of
from audit.rooms.action_plans.policy import (
    ActionFacts,
    require_reporter,
)
from audit.rooms.action_plans.queries import Plan, actions_of_plan, notes_from_workbooks
from audit.rooms.trail.operations import record

LOOK_AGAIN = (
    "Something was changed online since this page was shown, so nothing was applied. "
    "Look at the rows again, then apply them."
)


class LineKind(StrEnum):
    """What a row of the workbook comes to."""

    NOTE = "note"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Line:
    """One row of the workbook, with what it would do."""

    row: int
    kind: LineKind
    action: Action | None = None
    edit: Edit = NOTHING
    problem: str = ""
    """Why it changes nothing, in a sentence with the name of the cell."""

    @property
    def says(self) -> list[str]:
        """What it would change, in words."""
        edit, found = self.edit, []
        if edit.verb is not None and self.action is not None:
            after = next_action_state(self.action.state, edit.verb)
            if after is not self.action.state:
                now = ACTION_STATE_WORDS[self.action.state]
                found.append(f"State from “{now}” to “{ACTION_STATE_WORDS[after]}”")
        if edit.due_on is not None and self.action is not None:
            found.append(f"Due date from {say_date(self.action.due_on)} to {say_date(edit.due_on)}")
        if edit.note:
            found.append(f"New note: {edit.note}")
        if edit.impact:
            found.append(f"Impact: {edit.impact}")
        return found


def read_lines(
    session: Session, actor: Actor, clock: Clock, plan: Plan, path: Path, file_name: str
) -> list[Line]:
    """What each row of an uploaded workbook would change. Nothing is changed. A constant number of queries.

    Raises NotAllowed for those who only read, and WorkbookRefused for a file that is not this plan's workbook.
    """
    require_reporter(actor, *plan.place)
    table = read_table(path, file_name, HEADINGS, NEEDED)
    of = table.marks.get(PLAN_MARK)
    if of is not None and of != plan.key:
        name = table.marks.get(NAME_MARK, "another plan")
        raise WorkbookRefused(f"This workbook was downloaded from the plan of {name}. Upload it there.")
    numbers = [row.cells[ACTION].number() for row in table.rows]
    ids = sorted({number for number in numbers if number})
    actions = actions_of_plan(session, plan, ids)
    known = notes_from_workbooks(session, list(actions))
    boards_own = _added_by_board(session, list(actions)) if plan.board is not None else set()
    first: dict[int, int] = {}
    lines = []
    for row, number in zip(table.rows, numbers, strict=True):
        action = actions.get(number or 0)
        if action is None:
            lines.append(Line(row.number, LineKind.UNKNOWN, problem=_not_known(row)))
        elif action.id in first:
            lines.append(
                Line(
                    row.number,
                    LineKind.UNREADABLE,
                    action,
                    problem=f"Row {row.number} is about the same action as row {first[action.id]}, which counts.",
                )
            )
        else:
            first[action.id] = row.number
            lines.append(_line(row, action, plan, today(clock), known, action.id in boards_own))
    return lines


def stamp_of(lines: Sequence[Line]) -> str:
    """What a preview was shown of: it differs once an action in it was changed online."""
    told = [(line.row, line.kind.value, line.action.id, line.action.version) for line in lines if line.action]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def apply_lines(
    session: Session,
    actor: Actor,
    clock: Clock,
    plan: Plan,
    lines: Sequence[Line],
    *,
    stamp: str,
    take: Collection[int] = (),
    public_url: str,
) -> int:
    """Do what the rows ask for and say of how many actions. ``take`` are the conflicts, by action id, that are taken.

    Raises NotAllowed, Stale when something was changed online since the preview with this ``stamp``, and RuleBroken.
    """
    require_reporter(actor, *plan.place)
    if stamp != stamp_of(lines):
        raise Stale(LOOK_AGAIN)
    done = 0
    for line in lines:
        action = line.action
        if action is None or not (
            line.kind in (LineKind.NOTE, LineKind.CHANGED)
            or (line.kind is LineKind.CONFLICT and action.id in take)
        ):
            continue
        _apply(session, actor, clock, action, line.edit, public_url)
        done += 1
    return done


def note_export(session: Session, actor: Actor, clock: Clock, plan: Plan) -> None:
    """Note that the workbook of a plan, which is in the actor's scope, was taken away."""
    record(
        session,
        actor,
        clock,
        "workbook.exported",
        subject=("board", plan.board.code) if plan.board else ("organisation", plan.key),
        board_id=plan.board.id if plan.board else None,
        organisation_id=plan.organisation.id if plan.organisation else None,
        name="Action plan",
    )


def _not_known(row: ReadRow) -> str:
    said = str(row.cells[ACTION].value or "").strip()[:40]
    if not said:
        return f"Cell {row.cells[ACTION].name} is empty, so it is not known which action this row is about."
    return f"Cell {row.cells[ACTION].name}: there is no action “{said}” in this plan."


def _line(
    row: ReadRow, action: Action, plan: Plan, day: date, known: Collection[tuple[int, str]], boards_own: bool
) -> Line:
    try:
        edit = edit_of(row, action, plan, day, known, boards_own)
    except RuleBroken as broken:
        return Line(row.number, LineKind.UNREADABLE, action, problem=broken.sentence)
    if edit.is_empty:
        return Line(row.number, LineKind.UNCHANGED, action)
    if row.cells[VERSION].number() != action.version:
        return Line(row.number, LineKind.CONFLICT, action, edit)
    is_note = edit.due_on is None and edit.verb is ActionVerb.NOTE and action.state is ActionState.IN_PROGRESS
    return Line(row.number, LineKind.NOTE if is_note else LineKind.CHANGED, action, edit)


def _apply(session: Session, actor: Actor, clock: Clock, action: Action, edit: Edit, public_url: str) -> None:
    id, via = action.id, "workbook"
    is_reopened = edit.verb in (ActionVerb.TAKE_BACK, ActionVerb.SEND_BACK)
    if edit.due_on is not None and not is_reopened:
        _set_due(session, actor, clock, action, edit.due_on)
    if edit.verb is ActionVerb.NOTE:
        note_progress(session, actor, clock, id, edit.note, via=via)
    elif edit.verb is ActionVerb.FINISH:
        finish_action(session, actor, clock, id, impact=edit.impact or action.impact, text=edit.note, via=via)
    elif edit.verb is ActionVerb.DROP:
        drop_action(session, actor, clock, id, edit.note, via=via)
    elif edit.verb is ActionVerb.TAKE_BACK:
        take_back_action(session, actor, clock, id, edit.note, via=via)
    elif edit.verb is ActionVerb.VERIFY:
        verify_action(session, actor, clock, id, edit.note, seen_version=action.version, via=via)
    elif edit.verb is ActionVerb.SEND_BACK:
        send_back_action(
            session, actor, clock, id, edit.note, seen_version=action.version, public_url=public_url, via=via
        )
    session.flush()
    if edit.due_on is not None and is_reopened:
        _set_due(session, actor, clock, action, edit.due_on)


def _set_due(session: Session, actor: Actor, clock: Clock, action: Action, due_on: date) -> None:
    facts = ActionFacts(action.what, due_on, action.why, action.owner_id, action.owner_name, action.priority)
    change_action(session, actor, clock, action.id, facts, seen_version=action.version, via="workbook")


def _added_by_board(session: Session, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), 500):
        found.update(
            session.scalars(
                select(ActionNote.action_id).where(
                    ActionNote.action_id.in_(ids[start : start + 500]),
                    ActionNote.state_before == "",
                    ActionNote.state_after == ActionState.OPEN.value,
                    ActionNote.on_behalf == "board",
                )
            )
        )
    return found
