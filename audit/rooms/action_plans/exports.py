"""The workbook of a plan: one row an action, with columns in which progress is typed and then uploaded."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from audit.domain.actions import ACTION_STATE_WORDS, ORIGIN_WORDS, PRIORITY_WORDS, ActionState, is_overdue
from audit.domain.dates import say_moment
from audit.infra.workbook import Bold, CellValue, Column, Workbook
from audit.rooms.action_plans.queries import Plan, PlanRow

ACTION, VERSION = "Action", "Version"
NOTE, STATE, IMPACT, DUE = "New progress note", "New state", "Impact", "New due date"
OPEN_COLUMNS = (NOTE, STATE, IMPACT, DUE)
HEADINGS = (ACTION, *OPEN_COLUMNS, VERSION)
"""The headings that are read when the workbook comes back; the others are for people."""
NEEDED = (ACTION, VERSION)
PLAN_MARK, NAME_MARK, SHEET = "Plan", "Name", "Actions"

OF_ORGANISATION = {
    "In progress": ActionState.IN_PROGRESS,
    "Done": ActionState.DONE,
    "No longer needed": ActionState.NOT_NEEDED,
}
OF_BOARD = {"Verified by the board": ActionState.VERIFIED, "Sent back": ActionState.IN_PROGRESS}


def wanted_states(plan: Plan) -> dict[str, ActionState]:
    """The states that can be chosen in the workbook of a plan, by their words."""
    return OF_BOARD if plan.board is not None else OF_ORGANISATION


def write_plan(
    path: Path, plan: Plan, rows: Iterable[PlanRow], *, by: str, at: datetime, today: date
) -> None:
    """Write the workbook of a plan to a file. ``by`` and ``at`` say who took it away and when."""
    book = Workbook(f"Action plan: {plan.name}")
    is_board = plan.board is not None
    book.sheet(
        SHEET,
        (
            Column(ACTION, 9),
            *((Column("Organisation", 34),) if is_board else ()),
            Column("What", 50, True),
            Column("Why", 34, True),
            Column("Standard", 30, True),
            Column("Question", 10),
            Column("From", 22, True),
            Column("Owner", 22, True),
            Column("Priority", 10),
            Column("Due", 18),
            Column("State", 18),
            Column("Last progress", 44, True),
            Column(NOTE, 44, True, fill_in=True),
            Column(STATE, 18, fill_in=True, choices=tuple(wanted_states(plan))),
            *(() if is_board else (Column(IMPACT, 34, True, fill_in=True),)),
            Column(DUE, 18, fill_in=True),
            Column(VERSION, 9, hidden=True),
        ),
        _rows(rows, is_board, today),
    )
    book.sheet("Notes", (Column("About", 24), Column("Note", 100, True)), _notes(plan, by, at), filters=False)
    book.sheet(
        "About",
        (Column("Mark", 20), Column("Value", 60)),
        ((PLAN_MARK, plan.key), (NAME_MARK, plan.name)),
        filters=False,
        hidden=True,
    )
    book.save(path)


def _rows(rows: Iterable[PlanRow], is_board: bool, today: date) -> Iterator[tuple[CellValue, ...]]:
    for row in rows:
        action = row.action
        state = ACTION_STATE_WORDS[action.state]
        yield (
            action.id,
            *((action.organisation.name,) if is_board else ()),
            action.what,
            action.why,
            action.standard_title,
            action.question_code,
            action.round.title if action.round else action.origin_words or ORIGIN_WORDS[action.origin],
            f"{action.owner_name} (has left)" if row.owner_left else action.owner_name,
            PRIORITY_WORDS[action.priority],
            action.due_on,
            f"{state}, overdue" if is_overdue(action.state, action.due_on, today) else state,
            row.last_note,
            None,
            None,
            *(() if is_board else (None,)),
            None,
            action.version,
        )


def _notes(plan: Plan, by: str, at: datetime) -> Iterator[tuple[CellValue, ...]]:
    words = ", ".join(f"“{each}”" for each in wanted_states(plan))
    yield (Bold("Downloaded"), f"{plan.name}, on {say_moment(at)}, by {by}.")
    yield (
        Bold("To report"),
        "Type into the pale blue columns, save the file and upload it where you downloaded it. "
        "You see what it would change before anything is changed. Empty cells change nothing.",
    )
    yield (NOTE, "What has been done. It is added to the action’s history.")
    if plan.board is not None:
        yield (STATE, f"{words}. Sending back needs your reason in “{NOTE}”.")
        yield (DUE, "Only for actions that the board added.")
    else:
        yield (
            STATE,
            f"{words}. “Done” needs the impact; “No longer needed” needs the reason in “{NOTE}”.",
        )
        yield (IMPACT, "What is better now that it is done.")
        yield (DUE, "For example 4 March 2027. It must be today or later.")
    yield (
        Bold("Take care"),
        f"Do not change the column “{ACTION}”: it says which action a row is about. "
        "Rows may be sorted, moved or deleted.",
    )
    yield ("", "No names or details of children.")
