"""Adding, copying, splitting, moving, taking out and putting back the questions of a draft."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.arranging import arranged, moved, put_before
from audit.domain.drafting import free_code, next_code
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Kind
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft, DraftQuestion
from audit.rooms.drafts.operations.editing import (
    Edit,
    change_draft,
    check_version,
    draft_to_change,
    question_of,
    standard_of,
)
from audit.rooms.drafts.operations.questions import codes_of, dependants, last_position, new_question
from audit.rooms.drafts.queries import Whole, whole_draft

MOST_QUESTIONS = 100
"""Questions in one standard, as the format has it; the return's own details hold 60."""


class OthersDepend(RuleBroken):
    """A question is to be taken out on which others depend. ``others`` are their codes."""

    def __init__(self, code: str, others: Sequence[str]) -> None:
        super().__init__(
            f"Question {code} decides whether {_and(others)} {'is' if len(others) == 1 else 'are'} asked. "
            "Take it out and ask them always, or leave it."
        )
        self.others = others


def add_question(
    session: Session,
    actor: Actor,
    clock: Clock,
    draft_id: int,
    standard_id: int | None,
    text: str,
    kind: Kind,
) -> DraftQuestion:
    """Add a question at the end of a standard; of the return's own details without one."""
    draft = draft_to_change(session, actor, draft_id)
    if not text.strip():
        raise RuleBroken("Write the question", "text")
    if standard_id is None and kind is Kind.GRADED:
        raise RuleBroken("Nothing is graded among the return’s own details. Choose another kind.", "kind")
    whole = whole_draft(session, draft)
    code = _next_code(session, draft, whole, standard_id)
    content: dict[str, Any] = {"code": code, "kind": str(kind), "text": text.strip()}
    if standard_id is not None:
        content["strength"] = "must"
    if kind is Kind.CHOICE:
        content["choices"] = [
            {"key": "first", "label": "First answer"},
            {"key": "second", "label": "Second answer"},
        ]
    row = new_question(session, draft, standard_id, last_position(whole) + 1, content)
    change_draft(session, actor, clock, draft, f"Added question {code}", [Edit(row, is_new=True)])
    return row


def copy_question(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int
) -> DraftQuestion:
    """Copy a question to just after itself, with a code of its own. It continues nothing."""
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    whole = whole_draft(session, draft)
    content = _like(session, draft, whole, row)
    what = f"Copied question {row.content['code']} as {content['code']}"
    return _put_after(session, actor, clock, draft, whole, row, content, what)


def split_question(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int, first: str, second: str,
    *, seen_version: int,
) -> DraftQuestion:  # fmt: skip
    """Make two questions of one: it keeps its code and the first text; the second, just after it, is new."""
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    check_version(row, seen_version)
    for text, field in ((first, "first"), (second, "second")):
        if not text.strip():
            raise RuleBroken(f"Write the {field} question", field)
    whole = whole_draft(session, draft)
    content = {**_like(session, draft, whole, row), "text": second.strip()}
    edit = Edit(row, {"content": {**row.content, "text": first.strip()}})
    what = f"Split question {row.content['code']} into {row.content['code']} and {content['code']}"
    return _put_after(session, actor, clock, draft, whole, row, content, what, edit)


def move_question(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int, by: int
) -> tuple[int, int]:
    """Move a question up (−1) or down (1) among its standard's; its place, from 1, and their number."""
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    there = whole_draft(session, draft).questions.get(row.standard_id, ())
    if row not in there:
        raise RuleBroken("This question was taken out of the draft. Put it back before you move it.")
    order = moved([question.id for question in there], row.id, by)
    _place(session, actor, clock, draft, row, order, there, {})
    return order.index(row.id) + 1, len(order)


def place_question(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int, standard_id: int | None,
    before_id: int | None,
) -> None:  # fmt: skip
    """Move a question to a standard, before one of its questions or to its end. It keeps its code."""
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    if row.retired_at is not None:
        raise RuleBroken("This question was taken out of the draft. Put it back before you move it.")
    if standard_id is None and row.content.get("kind") == Kind.GRADED:
        raise RuleBroken("Nothing is graded among the return’s own details. This question stays where it is.")
    if standard_id is not None and standard_of(session, draft, standard_id).retired_at is not None:
        raise RuleBroken("That standard was taken out of the draft. Choose another, or put it back first.")
    there = whole_draft(session, draft).questions.get(standard_id, ())
    if row.standard_id != standard_id:
        _check_room(len(there))
    order = put_before([question.id for question in there], row.id, before_id)
    there = [*there, row] if row not in there else there
    _place(session, actor, clock, draft, row, order, there, {"standard_id": standard_id})


def retire_question(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int, *, drop_conditions: bool
) -> DraftQuestion:
    """Take a question out of the draft; it can be put back. Raises OthersDepend unless their conditions go too."""
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    code = row.content["code"]
    if row.retired_at is not None:
        return row
    others = [other for other in dependants(whole_draft(session, draft), code) if other is not row]
    asked = [str(other.content["code"]) for other in others if other.retired_at is None]
    if asked and not drop_conditions:
        raise OthersDepend(code, asked)
    edits = [Edit(row, {"retired": True})]
    edits += [
        Edit(other, {"content": without_condition(other.content)}) for other in others if drop_conditions
    ]
    change_draft(session, actor, clock, draft, f"Took out question {code}", edits)
    return row


def put_back_question(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int
) -> DraftQuestion:
    """Put a question back where it stood."""
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    if row.standard_id is not None and standard_of(session, draft, row.standard_id).retired_at is not None:
        raise RuleBroken("Its standard was taken out as well. Put the standard back first.")
    what = f"Put back question {row.content['code']}"
    change_draft(session, actor, clock, draft, what, [Edit(row, {"retired": False})])
    return row


def without_condition(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a question that is asked always."""
    return {key: value for key, value in content.items() if key != "condition"}


def _place(
    session: Session, actor: Actor, clock: Clock, draft: Draft, row: DraftQuestion, order: Sequence[int],
    there: Sequence[DraftQuestion], fields: Mapping[str, Any],
) -> None:  # fmt: skip
    numbers = arranged(order, {question.id: question.position for question in there})
    edits = [
        Edit(question, {"position": numbers[question.id]})
        for question in there
        if question is not row and question.id in numbers
    ]
    own = {"position": numbers[row.id]} if row.id in numbers else {}
    edits.insert(0, Edit(row, {**own, **fields}))
    change_draft(session, actor, clock, draft, f"Moved question {row.content['code']}", edits)


def _put_after(
    session: Session, actor: Actor, clock: Clock, draft: Draft, whole: Whole, row: DraftQuestion,
    content: Mapping[str, Any], what: str, *edits: Edit,
) -> DraftQuestion:  # fmt: skip
    there = list(whole.questions.get(row.standard_id, ()))
    _check_room(len(there))
    new = new_question(session, draft, row.standard_id, last_position(whole) + 1, content)
    following = next((q.id for q in there[there.index(row) + 1 :]), None) if row in there else None
    numbers = arranged(
        put_before([question.id for question in there], new.id, following),
        {question.id: question.position for question in [*there, new]},
    )
    new.position = numbers.pop(new.id, new.position)
    moves = [
        Edit(question, {"position": numbers[question.id]}) for question in there if question.id in numbers
    ]
    change_draft(session, actor, clock, draft, what, [Edit(new, is_new=True), *_joined(edits, moves)])
    return new


def _joined(edits: Sequence[Edit], moves: Sequence[Edit]) -> list[Edit]:
    """One edit a row: what is written to it and its new place together."""
    by_row = {id(edit.row): edit for edit in moves}
    for edit in edits:
        other = by_row.get(id(edit.row))
        by_row[id(edit.row)] = Edit(edit.row, {**(other.fields if other else {}), **edit.fields})
    return list(by_row.values())


def _like(session: Session, draft: Draft, whole: Whole, row: DraftQuestion) -> dict[str, Any]:
    content = deepcopy({key: value for key, value in row.content.items() if key != "continues"})
    content["code"] = _next_code(session, draft, whole, row.standard_id)
    return content


def _next_code(session: Session, draft: Draft, whole: Whole, standard_id: int | None) -> str:
    taken = codes_of(whole)
    if standard_id is not None:
        standard = standard_of(session, draft, standard_id)
        _check_room(len(whole.questions.get(standard_id, ())))
        return next_code(str(standard.content["code"]), taken)
    _check_room(len(whole.questions.get(None, ())), 60)
    numbers = [int(code[1:]) for code in taken if code[:1] == "H" and code[1:].isdecimal()]
    return free_code(f"H{max(numbers, default=0) + 1}", taken)


def _check_room(there: int, most: int = MOST_QUESTIONS) -> None:
    if there >= most:
        raise RuleBroken(
            f"{there} questions stand there already, and no more than {most} fit. Use another standard."
        )


def _and(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
