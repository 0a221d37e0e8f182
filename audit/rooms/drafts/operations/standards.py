"""Changing the settings and the standards of a draft."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.arranging import arranged, moved
from audit.domain.drafting import free_code, next_code
from audit.domain.errors import RuleBroken
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft, DraftQuestion, DraftStandard
from audit.rooms.drafts.operations.arranging import without_condition
from audit.rooms.drafts.operations.editing import (
    Edit,
    change_draft,
    check_version,
    draft_to_change,
    standard_of,
)
from audit.rooms.drafts.operations.questions import check_shape, codes_of, dependants, last_position
from audit.rooms.drafts.queries import Whole, whole_draft

MOST_STANDARDS = 60


def save_settings(
    session: Session,
    actor: Actor,
    clock: Clock,
    draft_id: int,
    settings: Mapping[str, Any],
    *,
    seen_version: int,
) -> Draft:
    """Write what is said of the set as a whole, as it is typed. Raises PartConflict, or RuleBroken without a title."""
    draft = draft_to_change(session, actor, draft_id)
    if dict(settings) == draft.settings:
        return draft
    check_version(draft, seen_version)
    if not settings["title"].strip():
        raise RuleBroken("Give the question set a title", "title")
    change_draft(
        session, actor, clock, draft, "Changed the settings", [Edit(draft, {"settings": dict(settings)})],
        as_typed=True,
    )  # fmt: skip
    return draft


def save_standard(
    session: Session, actor: Actor, clock: Clock, draft_id: int, standard_id: int, content: Mapping[str, Any],
    *, seen_version: int,
) -> DraftStandard:  # fmt: skip
    """Write what a standard says, as it is typed. Raises PartConflict, or RuleBroken for a code that is taken."""
    draft = draft_to_change(session, actor, draft_id)
    row = standard_of(session, draft, standard_id)
    if dict(content) == row.content:
        return row
    check_version(row, seen_version)
    if content["code"] != row.content["code"]:
        check_shape(content["code"])
        _check_free(content["code"], whole_draft(session, draft), row)
    what = f"Changed standard {row.content['code']}"
    change_draft(session, actor, clock, draft, what, [Edit(row, {"content": dict(content)})], as_typed=True)
    return row


def add_standard(session: Session, actor: Actor, clock: Clock, draft_id: int, title: str) -> DraftStandard:
    """Add an empty standard at the end."""
    draft = draft_to_change(session, actor, draft_id)
    if not title.strip():
        raise RuleBroken("Give the standard a title", "title")
    whole = whole_draft(session, draft)
    code = _next_standard_code(whole)
    row = _new_standard(session, draft, whole, {"code": code, "title": title.strip()})
    change_draft(session, actor, clock, draft, f"Added standard {code}", [Edit(row, is_new=True)])
    return row


def copy_standard(
    session: Session, actor: Actor, clock: Clock, draft_id: int, standard_id: int
) -> DraftStandard:
    """Copy a standard with its questions to the end, with codes of their own.

    Conditions among the copied questions name the copies.
    """
    draft = draft_to_change(session, actor, draft_id)
    row = standard_of(session, draft, standard_id)
    whole = whole_draft(session, draft)
    code = _next_standard_code(whole)
    content = {**{k: v for k, v in row.content.items() if k != "maps_to"}, "code": code}
    new = _new_standard(session, draft, whole, content)
    taken, named, contents = codes_of(whole), {}, []
    for question in whole.questions.get(row.id, ()):
        copy = deepcopy({key: value for key, value in question.content.items() if key != "continues"})
        named[copy["code"]] = copy["code"] = next_code(code, taken)
        taken.add(copy["code"])
        condition = copy.get("condition")
        if condition:
            condition["question"] = named.get(condition["question"], condition["question"])
        contents.append(copy)
    questions = _new_questions(session, draft, whole, new, contents)
    what = f"Copied standard {row.content['code']} as {code}"
    change_draft(
        session,
        actor,
        clock,
        draft,
        what,
        [Edit(new, is_new=True), *(Edit(q, is_new=True) for q in questions)],
    )
    return new


def move_standard(
    session: Session, actor: Actor, clock: Clock, draft_id: int, standard_id: int, by: int
) -> tuple[int, int]:
    """Move a standard up (−1) or down (1); its place, from 1, and their number."""
    draft = draft_to_change(session, actor, draft_id)
    row = standard_of(session, draft, standard_id)
    standards = whole_draft(session, draft).standards
    if row not in standards:
        raise RuleBroken("This standard was taken out of the draft. Put it back before you move it.")
    order = moved([standard.id for standard in standards], row.id, by)
    numbers = arranged(order, {standard.id: standard.position for standard in standards})
    edits = [
        Edit(standard, {"position": numbers[standard.id]}) for standard in standards if standard.id in numbers
    ]
    change_draft(session, actor, clock, draft, f"Moved standard {row.content['code']}", edits)
    return order.index(row.id) + 1, len(order)


def retire_standard(
    session: Session, actor: Actor, clock: Clock, draft_id: int, standard_id: int, *, drop_conditions: bool
) -> DraftStandard:
    """Take a standard out with its questions; it can be put back.

    Raises RuleBroken when a question elsewhere depends on one of them, unless those conditions are dropped.
    """
    draft = draft_to_change(session, actor, draft_id)
    row = standard_of(session, draft, standard_id)
    whole = whole_draft(session, draft)
    inside = {question.id for question in whole.questions.get(row.id, ())}
    others = [
        other
        for question in whole.questions.get(row.id, ())
        for other in dependants(whole, question.content["code"])
        if other.id not in inside
    ]
    if others and not drop_conditions:
        codes = ", ".join(sorted(str(other.content["code"]) for other in others))
        raise RuleBroken(
            f"Whether {codes} {'is' if len(others) == 1 else 'are'} asked depends on a question of this standard. "
            "Tick the box to ask them always."
        )
    edits = [Edit(row, {"retired": True})]
    edits += [Edit(other, {"content": without_condition(other.content)}) for other in others]
    change_draft(session, actor, clock, draft, f"Took out standard {row.content['code']}", edits)
    return row


def put_back_standard(
    session: Session, actor: Actor, clock: Clock, draft_id: int, standard_id: int
) -> DraftStandard:
    """Put a standard back with the questions that it had."""
    draft = draft_to_change(session, actor, draft_id)
    row = standard_of(session, draft, standard_id)
    what = f"Put back standard {row.content['code']}"
    change_draft(session, actor, clock, draft, what, [Edit(row, {"retired": False})])
    return row


def _check_free(code: str, whole: Whole, row: DraftStandard) -> None:
    for other in [*whole.standards, *whole.retired_standards]:
        if other is not row and str(other.content["code"]).casefold() == code.casefold():
            raise RuleBroken(
                f"Another standard has the code {other.content['code']} already. Give each a code of its own.",
                "code",
            )
    if code.casefold() == "about":
        raise RuleBroken("The code “about” is kept for the return’s own details. Give another.", "code")


def _next_standard_code(whole: Whole) -> str:
    every = [*whole.standards, *whole.retired_standards]
    if len(whole.standards) >= MOST_STANDARDS:
        raise RuleBroken(f"A set has at most {MOST_STANDARDS} standards, and this one has them all.")
    codes = [str(standard.content["code"]) for standard in every]
    numbers = [int(code) for code in codes if code.isdecimal()]
    return free_code(str(max(numbers, default=0) + 1), codes)


def _new_standard(session: Session, draft: Draft, whole: Whole, content: Mapping[str, Any]) -> DraftStandard:
    every = [*whole.standards, *whole.retired_standards]
    row = DraftStandard(
        draft_id=draft.id,
        position=max((standard.position for standard in every), default=-1) + 1,
        content=dict(content),
    )
    session.add(row)
    session.flush()
    return row


def _new_questions(
    session: Session, draft: Draft, whole: Whole, standard: DraftStandard, contents: list[dict[str, Any]]
) -> list[DraftQuestion]:
    """Rows for many new questions: one statement writes them and one reads them back."""
    if not contents:
        return []
    first = last_position(whole) + 1
    session.execute(
        insert(DraftQuestion),
        [
            {"draft_id": draft.id, "standard_id": standard.id, "position": first + place, "content": content,
             "version": 1}
            for place, content in enumerate(contents)
        ],
    )  # fmt: skip
    made = select(DraftQuestion).where(DraftQuestion.standard_id == standard.id)
    return list(session.scalars(made.order_by(DraftQuestion.position)))
