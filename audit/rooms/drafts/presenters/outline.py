"""The outline of a draft: its standards, how many questions each has, and what the questions are in a few words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.domain.scales import Scale, scale_from_data
from audit.rooms.drafts.forms.questions import KIND_CHOICES, values_of
from audit.rooms.drafts.models import Draft, DraftComment, DraftQuestion, DraftStandard
from audit.rooms.drafts.operations.questions import in_order
from audit.rooms.drafts.queries import Asked, Outline, Whole

KIND_WORDS: Mapping[str, str] = {str(kind): words for kind, words in KIND_CHOICES}


@dataclass(frozen=True)
class Line:
    """A question in the outline."""

    id: int
    code: str
    text: str
    comments: int = 0


@dataclass(frozen=True)
class Section:
    """A standard with its questions; without a row the return's own details."""

    row: DraftStandard | None
    title: str
    lines: Sequence[Line]

    @property
    def count(self) -> str:
        """How many questions."""
        return count_words(len(self.lines), "question")


def sections(outline: Outline, comments: Sequence[DraftComment] = ()) -> list[Section]:
    """The return's own details, then each standard."""
    open_on = Counter(comment.question_id for comment in comments if comment.settled_at is None)
    found = [Section(None, "About this return", _lines(outline.questions.get(None, ()), open_on))]
    found += [
        Section(standard, standard_words(standard), _lines(outline.questions.get(standard.id, ()), open_on))
        for standard in outline.standards
    ]
    return found


def _lines(questions: Sequence[Asked], open_on: Mapping[int | None, int]) -> list[Line]:
    return [Line(q.id, q.code, short(q.text), open_on.get(q.id, 0)) for q in questions]


def standard_words(standard: DraftStandard) -> str:
    """A standard's code and title."""
    return f"{standard.content['code']}. {standard.content.get('title') or '(no title yet)'}"


def short(text: str, most: int = 90) -> str:
    """The beginning of a text."""
    text = text.strip() or "(no words yet)"
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def count_words(number: int, thing: str) -> str:
    """A number of things."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def scale_of(draft: Draft) -> Scale | None:
    """The scale of a draft; None while it is too unfinished to be read."""
    try:
        return scale_from_data(draft.scale)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None


@dataclass(frozen=True)
class Around:
    """The questions before and after one, in the order of asking."""

    before: Asked | None
    after: Asked | None


def around(outline: Outline, question_id: int) -> Around:
    """The neighbours of a question."""
    order = outline.in_order()
    place = next((place for place, asked in enumerate(order) if asked.id == question_id), None)
    if place is None:
        return Around(None, None)
    return Around(order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None)


def decider(outline: Outline, content: Mapping[str, Any]) -> Asked | None:
    """The question on whose answer another depends, if the draft has it."""
    code = (content.get("condition") or {}).get("question")
    return next((asked for asked in outline.in_order() if asked.code == code), None) if code else None


def condition_words(
    content: Mapping[str, Any], earlier: Mapping[str, Any] | None, scale: Scale | None
) -> str:
    """When a question is asked, in words; empty when always. ``earlier`` is what its decider says."""
    condition = content.get("condition")
    if not condition:
        return ""
    code = condition.get("question")
    if earlier is None:
        return (
            f"Asked only when {code} is answered in a certain way, but this draft has no question {code} now"
        )
    words = dict(values_of(earlier, scale))
    said = " or ".join(words.get(value, value) for value in condition.get("is") or ())
    return f"Asked only when {code} is answered {said}"


def may_decide(whole: Whole, question: DraftQuestion, scale: Scale | None) -> list[DraftQuestion]:
    """The earlier questions on whose answers a condition can rest."""
    found = []
    for row in in_order(whole):
        if row.id == question.id:
            break
        if values_of(row.content, scale):
            found.append(row)
    return found
