"""Changing a question of a draft: its words, its code and kind, and the condition on which it is asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
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
)
from audit.rooms.drafts.queries import Whole, whole_draft

ONLY_FOR: Mapping[str, frozenset[Kind]] = {
    "descriptors": frozenset({Kind.GRADED}),
    "choices": frozenset({Kind.CHOICE}),
    "multiple": frozenset({Kind.CHOICE}),
    "unit": frozenset({Kind.NUMBER, Kind.PERCENTAGE}),
    "minimum": frozenset({Kind.NUMBER, Kind.PERCENTAGE}),
    "maximum": frozenset({Kind.NUMBER, Kind.PERCENTAGE}),
}
"""What only some kinds have a use for: a question of another kind loses it when its code or kind is changed."""
_BY_KIND = frozenset({"requires", "allow_not_applicable"})
"""What means something else for each kind, so that it does not survive a change of kind."""


def save_question(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int, content: Mapping[str, Any],
    *, seen_version: int,
) -> DraftQuestion:  # fmt: skip
    """Write what a question says, as it is typed. The code and the kind have ways of their own.

    Raises PartConflict when somebody else changed it since ``seen_version``, unless it already says the same.
    """
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    if dict(content) == row.content:
        return row
    check_version(row, seen_version)
    if row.retired_at is not None:
        raise RuleBroken("This question was taken out of the draft. Put it back before you change it.")
    what = f"Changed question {row.content['code']}"
    change_draft(session, actor, clock, draft, what, [Edit(row, {"content": dict(content)})], as_typed=True)
    return row


def change_code(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int, code: str, kind: Kind,
    *, seen_version: int,
) -> DraftQuestion:  # fmt: skip
    """Give a question another code, another kind, or both. The conditions that name it go along in the same change.

    Raises RuleBroken for a code that another question has (put aside or not) or that does not fit.
    """
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    check_version(row, seen_version)
    old, was = row.content["code"], row.content.get("kind")
    if row.standard_id is None and kind is Kind.GRADED:
        raise RuleBroken(
            "Nothing is graded among the return’s own details. Choose another kind, or move the question first.",
            "kind",
        )
    whole = whole_draft(session, draft)
    check_code(code, whole, except_for=row)
    content = {
        key: value
        for key, value in row.content.items()
        if kind in ONLY_FOR.get(key, {kind}) and (was == kind or key not in _BY_KIND)
    }
    edits = [Edit(row, {"content": {**content, "code": code, "kind": str(kind)}})]
    if code != old:
        edits += [
            Edit(
                other,
                {"content": {**other.content, "condition": {**other.content["condition"], "question": code}}},
            )
            for other in dependants(whole, old)
            if other is not row
        ]
    what = f"Changed question {old}" if code == old else f"Question {old} is now {code}"
    change_draft(session, actor, clock, draft, what, edits)
    return row


def set_condition(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int, earlier_id: int | None,
    values: Iterable[str], *, seen_version: int,
) -> DraftQuestion:  # fmt: skip
    """Ask a question only when an earlier one has one of these answers; always, with no earlier one.

    Raises RuleBroken when the earlier one is put aside, comes later, or when no answer was chosen.
    """
    draft = draft_to_change(session, actor, draft_id)
    row = question_of(session, draft, question_id)
    check_version(row, seen_version)
    code = row.content["code"]
    content = {key: value for key, value in row.content.items() if key != "condition"}
    if earlier_id is not None:
        earlier = question_of(session, draft, earlier_id)
        name = earlier.content["code"]
        if earlier.retired_at is not None:
            raise RuleBroken(
                f"Question {name} was taken out of the draft, so nothing can depend on it. "
                "Choose another question, or put it back first.",
                "question",
            )
        order = [question.id for question in in_order(whole_draft(session, draft))]
        if earlier.id not in order or order.index(earlier.id) >= order.index(row.id):
            raise RuleBroken(
                f"Question {name} does not come before {code}. Choose an earlier question, or move one of them first.",
                "question",
            )
        chosen = list(values)
        if not chosen:
            raise RuleBroken(f"Choose at least one answer to {name}.", "values")
        content["condition"] = {"question": name, "is": chosen}
    what = f"Changed when question {code} is asked"
    change_draft(session, actor, clock, draft, what, [Edit(row, {"content": content})])
    return row


def in_order(whole: Whole) -> list[DraftQuestion]:
    """The questions of a draft in the order in which they are asked."""
    found = list(whole.questions.get(None, ()))
    for standard in whole.standards:
        found += whole.questions.get(standard.id, ())
    return found


def dependants(whole: Whole, code: str) -> list[DraftQuestion]:
    """The questions that are asked on a condition on the question with this code, put aside or not."""
    every = [question for questions in whole.questions.values() for question in questions]
    return [
        question
        for question in [*every, *whole.retired]
        if (question.content.get("condition") or {}).get("question") == code
    ]


def codes_of(whole: Whole) -> set[str]:
    """The codes of every question of a draft, put aside or not."""
    every = [question for questions in whole.questions.values() for question in questions]
    return {str(question.content["code"]) for question in [*every, *whole.retired]}


def check_code(code: str, whole: Whole, *, except_for: DraftQuestion) -> None:
    """Refuse a code that does not fit or that another question of the draft has; raises RuleBroken."""
    check_shape(code)
    if code.casefold() == str(except_for.content["code"]).casefold():
        return
    for taken in codes_of(whole):
        if taken.casefold() == code.casefold():
            raise RuleBroken(
                f"Another question has the code {taken} already, here or among those taken out. "
                "Give each question a code of its own.",
                "code",
            )


def check_shape(code: str) -> None:
    """Refuse a code that no question or standard can have; raises RuleBroken."""
    fits = len(code) <= 20 and code[:1].isalnum() and all(c.isalnum() or c in ".-" for c in code)
    if not fits or not code.isascii():
        raise RuleBroken("Give a code of at most 20 letters, figures, dots and hyphens, such as 2.4.", "code")


def last_position(whole: Whole) -> int:
    """The highest number that a question of the draft has."""
    every = [question for questions in whole.questions.values() for question in questions]
    return max((question.position for question in [*every, *whole.retired]), default=-1)


def new_question(
    session: Session, draft: Draft, standard_id: int | None, position: int, content: Mapping[str, Any]
) -> DraftQuestion:
    """A row for a new question, with its id."""
    row = DraftQuestion(draft_id=draft.id, standard_id=standard_id, position=position, content=dict(content))
    session.add(row)
    session.flush()
    return row
