"""What one row of a plan's workbook asks for, as it stands beside the action that it is about."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from audit.domain.actions import (
    ACTION_STATE_WORDS,
    OUTSTANDING,
    ActionState,
    ActionVerb,
    next_action_state,
    why_closed,
)
from audit.domain.errors import RuleBroken
from audit.infra.workbook_in import CellProblem, ReadRow
from audit.rooms.action_plans.exports import DUE, IMPACT, NOTE, STATE, wanted_states
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.policy import check_due, checked_words
from audit.rooms.action_plans.queries import Plan

_STARTED = "Marked as in progress."


@dataclass(frozen=True)
class Edit:
    """What a row asks for, without what is there already."""

    note: str = ""
    verb: ActionVerb | None = None
    impact: str = ""
    due_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return not self.note and self.verb is None and self.due_on is None


NOTHING = Edit()
"""What an untouched row asks for."""


def edit_of(
    row: ReadRow, action: Action, plan: Plan, day: date, known: Collection[tuple[int, str]], boards_own: bool
) -> Edit:
    """What a row asks for; raises RuleBroken, with the name of the cell, for what cannot be."""
    cells = row.cells
    note = checked_words(cells[NOTE].text(), f"Cell {cells[NOTE].name}: the note", "file")
    impact = checked_words(cells[IMPACT].text(), f"Cell {cells[IMPACT].name}: the impact", "file")
    due_on = cells[DUE].day("the new due date")
    if due_on == action.due_on:
        due_on = None
    wanted = _wanted(row, action, plan)
    if note and _was_taken(action, note, impact, known):
        note = ""
    if impact and impact == action.impact and wanted is None:
        impact = ""
    if plan.board is not None:
        edit = _of_board(row, action, wanted, note)
    else:
        edit = _of_organisation(row, action, wanted, note, impact)
    if due_on is not None:
        if plan.board is not None and not boards_own:
            raise CellProblem(
                f"Cell {cells[DUE].name}: the organisation added this action, so it sets the date."
            )
        after = next_action_state(action.state, edit.verb) if edit.verb else action.state
        if action.state not in OUTSTANDING and after not in OUTSTANDING:
            raise CellProblem(f"Cell {cells[DUE].name}: {why_closed(action.state)}")
        try:
            check_due(due_on, day)
        except RuleBroken as broken:
            raise CellProblem(f"Cell {cells[DUE].name}: {broken.sentence}.") from None
    return replace(edit, due_on=due_on)


def _was_taken(action: Action, note: str, impact: str, known: Collection[tuple[int, str]]) -> bool:
    """Whether this note came from a workbook before, alone or with the impact."""
    impact = impact or action.impact
    return (action.id, note) in known or (action.id, f"{note}\nImpact: {impact}") in known


def _wanted(row: ReadRow, action: Action, plan: Plan) -> ActionState | None:
    """The state that a row asks for; ``None`` when it asks for none, or for the one that is."""
    cell = row.cells[STATE]
    said = " ".join(cell.text().split()).casefold()
    if not said or said == ACTION_STATE_WORDS[action.state].casefold():
        return None
    states = {words.casefold(): state for words, state in wanted_states(plan).items()}
    if said not in states:
        choices = ", ".join(f"“{words}”" for words in wanted_states(plan))
        raise CellProblem(f"Cell {cell.name}: “{cell.text()[:40]}” is not one of {choices}.")
    wanted = states[said]
    return None if wanted is action.state else wanted


def _of_organisation(
    row: ReadRow, action: Action, wanted: ActionState | None, note: str, impact: str
) -> Edit:
    if impact and wanted is not ActionState.DONE:
        raise CellProblem(
            f"Cell {row.cells[IMPACT].name}: the impact is taken together with the new state “Done”."
        )
    if wanted is None and not note:
        return NOTHING
    verb = {
        None: ActionVerb.NOTE,
        ActionState.DONE: ActionVerb.FINISH,
        ActionState.NOT_NEEDED: ActionVerb.DROP,
    }.get(wanted, ActionVerb.NOTE if action.state in OUTSTANDING else ActionVerb.TAKE_BACK)
    _require_open(row, action, verb)
    if verb is ActionVerb.FINISH and not impact and not action.impact:
        raise CellProblem(
            f"Cell {row.cells[IMPACT].name} is empty: say what is better now that this is done."
        )
    if verb is ActionVerb.DROP and not note:
        raise CellProblem(f"Cell {row.cells[NOTE].name} is empty: say why this is no longer needed.")
    if verb is ActionVerb.NOTE and not note:
        note = _STARTED
    return Edit(note, verb, impact)


def _of_board(row: ReadRow, action: Action, wanted: ActionState | None, note: str) -> Edit:
    if wanted is None:
        if note:
            raise CellProblem(
                f"Cell {row.cells[NOTE].name}: a note of the board goes with a new state. Choose one in "
                f"{row.cells[STATE].name}."
            )
        return NOTHING
    verb = ActionVerb.VERIFY if wanted is ActionState.VERIFIED else ActionVerb.SEND_BACK
    _require_open(row, action, verb)
    if verb is ActionVerb.SEND_BACK and not note:
        raise CellProblem(f"Cell {row.cells[NOTE].name} is empty: say what is still to be done.")
    return Edit(note, verb)


def _require_open(row: ReadRow, action: Action, verb: ActionVerb) -> None:
    try:
        next_action_state(action.state, verb)
    except RuleBroken as broken:
        raise CellProblem(f"Row {row.number}: {broken.sentence}") from None
