"""Changing the grades of a draft: what its questions say of a grade goes along, or is said to be lost first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import RuleBroken
from audit.domain.rescaling import Carried, carry
from audit.domain.scale_writing import free_scale_code, keys_of, looked_at, other_meaning, other_words
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft, DraftQuestion
from audit.rooms.drafts.operations.editing import Edit, change_draft, check_version, draft_to_change
from audit.rooms.drafts.queries import Whole, whole_draft


@dataclass(frozen=True)
class KnownScale:
    """A scale that has its code already, and where it is used, in words; nowhere yet for one that is only offered."""

    data: Mapping[str, Any]
    used_in: tuple[str, ...] = ()


class WordsChanged(RuleBroken):
    """Words of a scale that is in use differ: somebody must say that they are corrections."""

    def __init__(self, differences: Sequence[str]) -> None:
        super().__init__(
            "This scale is in use, and some of its words are different now. Say whether they are corrections of "
            "spelling, or give the scale a code of its own.",
            "scale",
        )
        self.differences = tuple(differences)


class AnotherScale(RuleBroken):
    """The scale means something else than the one in use that has its code; ``code`` is one that is free."""

    def __init__(self, differences: Sequence[str], there: KnownScale, code: str) -> None:
        more = f" and {len(there.used_in) - 2} more" if len(there.used_in) > 2 else ""
        used = f" It is used in {', '.join(there.used_in[:2])}{more}." if there.used_in else ""
        super().__init__(
            f"{' '.join(differences[:3])} That makes it another scale than {there.data['title']}.{used} "
            f"Give it a code of its own, for example {code}.",
            "scale",
        )
        self.code = code


class QuestionsLose(RuleBroken):
    """Questions would lose something: somebody must agree first."""

    def __init__(self, losses: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        number = len(losses)
        super().__init__(
            f"{number} {'question loses' if number == 1 else 'questions lose'} something with this change. "
            "Look at the list, and save again if that is right."
        )
        self.losses = tuple(losses)


@dataclass(frozen=True)
class Agreed:
    """What the person has agreed to."""

    spelling: bool = False
    losses: bool = False
    equals: Mapping[str, str | None] = field(default_factory=dict)
    """What earlier grades become, where that is not the grade with the same key."""


def change_scale(
    session: Session,
    actor: Actor,
    clock: Clock,
    draft_id: int,
    scale: Mapping[str, Any],
    *,
    seen_version: int,
    known: Sequence[KnownScale],
    agreed: Agreed | None = None,
    what: str = "Changed the grades",
) -> Draft:
    """Give a draft these grades, which have passed ``check_scale``; its questions go along in the same change.

    Raises PartConflict; AnotherScale when it means something else than the one that has its code; WordsChanged
    and QuestionsLose for what must be agreed to first.
    """
    agreed = agreed or Agreed()
    draft = draft_to_change(session, actor, draft_id)
    check_version(draft, seen_version)
    check_meaning(scale, known, spelling=agreed.spelling or _says_the_same(draft.scale, scale))
    edits = [Edit(draft, {"scale": dict(scale)})]
    whole = whole_draft(session, draft)
    losses = []
    for row, carried in carried_questions(whole, scale, agreed.equals):
        if carried.losses:
            losses.append((str(row.content.get("code", "")), carried.losses))
        if carried.content != row.content:
            edits.append(Edit(row, {"content": dict(carried.content)}))
    if losses and not agreed.losses:
        raise QuestionsLose(losses)
    change_draft(session, actor, clock, draft, what, edits)
    return draft


def carried_questions(
    whole: Whole, scale: Mapping[str, Any], equals: Mapping[str, str | None]
) -> list[tuple[DraftQuestion, Carried]]:
    """Every question of a draft, put aside or not, as it is over other grades."""
    before = whole.row.scale
    keys = frozenset(keys_of(scale))
    shown = looked_at(before)
    labels = {grade.key: grade.label for grade in shown.grades} if shown is not None else {}
    becomes = {key: equals.get(key, key if key in keys else None) for key in keys_of(before)}
    every = [
        *(question for questions in whole.questions.values() for question in questions),
        *whole.retired,
    ]
    graded = {str(row.content.get("code")) for row in every if row.content.get("kind") == "graded"}
    return [(row, carry(row.content, becomes, labels, graded)) for row in every]


def _says_the_same(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether the words are those that were saved before: what was agreed to once is not asked about again."""
    return looked_at(before) is not None and before["scale"] == now["scale"] and not other_words(before, now)


def check_meaning(scale: Mapping[str, Any], known: Sequence[KnownScale], *, spelling: bool) -> None:
    """Refuse a scale that means something else than the one that has its code.

    Raises AnotherScale with a free code, or WordsChanged unless ``spelling`` says that the words are only corrected.
    """
    same = [each for each in known if each.data["scale"] == scale["scale"]]
    for each in same:
        differences = other_meaning(each.data, scale)
        if differences:
            taken = [str(other.data["scale"]) for other in known]
            raise AnotherScale(differences, each, free_scale_code(str(scale["scale"]), taken))
    if spelling or not same:
        return
    # Editions of one set may differ in spelling: it is enough that the words are those of one of them.
    differing = [other_words(each.data, scale) for each in same]
    if all(differing):
        raise WordsChanged(differing[0])
