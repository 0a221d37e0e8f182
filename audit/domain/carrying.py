"""Bringing last time's answers forward: which questions are the same as before, which changed, and what may be copied.

A question continues an earlier one because the set says so (``continues``), because it is the same edition, or because
it has the same code in another edition of the same set and asks for much the same. An answer is copied only to an
unchanged question on the same scale, or through a mapping between the scales that the board has declared: the same
colour has meant different things in different years.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from audit.domain.answers import AnswerContent
from audit.domain.questionnaire import Kind, Question, Questionnaire
from audit.domain.review import Standing
from audit.domain.scale_mapping import ScaleMapping, same_scale

EditionName = tuple[str, str]
"""The code of a question set and its edition: ``("section-11", "2025.1")``."""
Lookup = Callable[[EditionName], Questionnaire | None]
"""Gives an edition by its name; None where it is not known."""

MUCH_THE_SAME = 0.5
"""Share of the words that two questions with one code must have in common to be one question reworded."""


class Fate(StrEnum):
    """What has become of a question since an earlier edition."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    OTHER_SCALE = "other-scale"
    """The same words, graded on a scale with other grades or meanings: mapped as the board declared, or asked again."""
    NEW = "new"


@dataclass(frozen=True)
class Compared:
    """A question that is asked now, and the earlier one that it continues; ``before`` is None for a new one."""

    question: Question
    before: Question | None
    fate: Fate


@dataclass(frozen=True)
class Piece:
    """Some words of a text; ``is_changed`` where the other text does not have them there."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Differences:
    """Two texts as pieces, to be shown side by side."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both texts say the same."""
        return not any(piece.is_changed for piece in (*self.before, *self.after))


def place_of(continues: str) -> tuple[EditionName, str]:
    """``section-11/2025.1#1.1`` as its edition and the code of its question."""
    edition, _, code = continues.partition("#")
    name, _, number = edition.partition("/")
    return (name, number), code


def codes_then(questionnaire: Questionnaire, question: Question, lookup: Lookup) -> dict[EditionName, str]:
    """The code of a question in each edition that it is in, or that it says it continues, step by step."""
    found = {(questionnaire.code, questionnaire.edition): question.code}
    before: Question | None = question
    while before is not None and before.continues:
        edition, code = place_of(before.continues)
        if edition in found:
            break  # a set cannot continue itself
        found[edition] = code
        then = lookup(edition)
        before = then.questions.get(code) if then else None
    return found


def compare_question(question: Question, now: Questionnaire, then: Questionnaire, lookup: Lookup) -> Compared:
    """What has become of one question between two editions."""
    before = _continued(question, now, then, lookup)
    if before is None or before.kind is not question.kind:
        return Compared(question, None, Fate.NEW)
    regraded = question.kind is Kind.GRADED and not same_scale(then.scale, now.scale)
    if regraded:  # other grades have other descriptors: the mapping speaks for them
        before_asks, question_asks = (replace(each, descriptors=None) for each in (before, question))
        fate = Fate.OTHER_SCALE if _asks_the_same(before_asks, question_asks) else Fate.CHANGED
    else:
        fate = Fate.UNCHANGED if _asks_the_same(before, question) else Fate.CHANGED
    return Compared(question, before, fate)


def compare_questions(
    asked: Iterable[Question], now: Questionnaire, then: Questionnaire, lookup: Lookup
) -> list[Compared]:
    """What has become of each question that is asked now, in order."""
    return [compare_question(question, now, then, lookup) for question in asked]


def dropped(
    asked_then: Iterable[str], now: Questionnaire, then: Questionnaire, lookup: Lookup
) -> list[Question]:
    """The questions asked then that no question of the set continues now, whoever it is meant for; in order."""
    everything = compare_questions(now.questions.values(), now, then, lookup)
    continued = {each.before.code for each in everything if each.before is not None}
    wanted = set(asked_then) - continued
    return [question for question in then.questions.values() if question.code in wanted]


def brought_forward(
    compared: Compared,
    content: AnswerContent,
    agreed: Standing | None,
    mapping: ScaleMapping | None = None,
) -> AnswerContent | None:
    """What is copied to a question; None where nothing can be, so that it is asked again.

    Where moderation agreed a grade, that grade stands and is what is brought forward. ``mapping`` is what the board
    has declared between the two scales, if they differ: a grade that has no equal there is asked again.
    """
    question = compared.question
    is_mapped = compared.fate is Fate.OTHER_SCALE and mapping is not None
    if compared.fate is not Fate.UNCHANGED and not is_mapped:
        return None
    if agreed is not None and (agreed.grade or agreed.not_applicable):
        content = replace(
            content,
            grade=None if agreed.not_applicable else agreed.grade,
            not_applicable=agreed.not_applicable,
            na_reason=content.na_reason if agreed.not_applicable else "",
        )
    if content.is_empty or (content.not_applicable and not question.allow_not_applicable):
        return None
    if is_mapped and mapping is not None and content.grade is not None:
        grade = mapping.grade(content.grade)
        return None if grade is None else replace(content, grade=grade)
    return content


def word_differences(before: str, after: str) -> Differences:
    """Which words of two texts differ."""
    old, new = before.split(), after.split()
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changed = tag != "equal"
        if b > a:
            left.append(Piece(" ".join(old[a:b]), changed))
        if d > c:
            right.append(Piece(" ".join(new[c:d]), changed))
    return Differences(tuple(left), tuple(right))


def _continued(
    question: Question, now: Questionnaire, then: Questionnaire, lookup: Lookup
) -> Question | None:
    code = codes_then(now, question, lookup).get((then.code, then.edition))
    if code is not None:
        return then.questions.get(code)
    if question.continues or now.code != then.code:
        return None
    same_code = then.questions.get(question.code)
    if same_code is None or not _much_the_same(same_code.text, question.text):
        return None
    return same_code


def _much_the_same(one: str, other: str) -> bool:
    if one == other:
        return True
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio() >= MUCH_THE_SAME


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _asks_the_same(one: Question, other: Question) -> bool:
    return _plain(one.text) == _plain(other.text) and _answers(one) == _answers(other)


def _answers(question: Question) -> tuple[object, ...]:
    """What an answer can be, and what it would mean."""
    return (
        {key: _plain(text) for key, text in (question.descriptors or {}).items()},
        question.choices,
        question.multiple,
        question.unit,
        question.minimum,
        question.maximum,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
