"""What is different between two editions, word by word, and what that means for carrying answers forward."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from audit.domain.answers import ALWAYS
from audit.domain.carrying import (
    Compared,
    Differences,
    Fate,
    Lookup,
    compare_questions,
    word_differences,
)
from audit.domain.organisations import KIND_WORDS, PHASE_WORDS, TYPE_WORDS
from audit.domain.questionnaire import SIGN_OFF_TITLES, Question, Questionnaire, Standard
from audit.domain.scales import Scale


class Difference(StrEnum):
    """What has become of a question. Every question of both editions is in exactly one of these."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    OTHER_SCALE = "other-scale"
    NEW = "new"
    DROPPED = "dropped"


CARRIES: Mapping[Difference, str] = {
    Difference.UNCHANGED: "Whoever answered it is asked whether the answer is still true, and can bring it forward.",
    Difference.REWORDED: "The earlier answer is shown beside the changed question; the answer is given afresh.",
    Difference.OTHER_SCALE: "The earlier answer is shown; the grade is given afresh: it means something else now.",
    Difference.NEW: "Everybody answers it for the first time.",
    Difference.DROPPED: "It is asked no more. What was answered stays in the copies of its round.",
}
"""What each means for those who answered the earlier edition."""

_FATES = {
    Fate.UNCHANGED: Difference.UNCHANGED,
    Fate.CHANGED: Difference.REWORDED,
    Fate.OTHER_SCALE: Difference.OTHER_SCALE,
    Fate.NEW: Difference.NEW,
}


@dataclass(frozen=True)
class Said:
    """One thing that is said of a question, a standard or the set, before and after."""

    label: str
    differences: Differences


@dataclass(frozen=True)
class Line:
    """A question with what has become of it; ``said`` holds what is said differently of it."""

    difference: Difference
    question: Question
    before: Question | None
    standard: Standard
    said: tuple[Said, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Whether it had another code before."""
        return self.before is not None and self.before.code != self.question.code

    @property
    def is_different(self) -> bool:
        """Whether there is anything to show."""
        return self.difference is not Difference.UNCHANGED or bool(self.said) or self.is_moved


@dataclass(frozen=True)
class EditionDiff:
    """Everything that is different between two editions, in the order of the later one, then what is dropped."""

    of_set: tuple[Said, ...]
    lines: tuple[Line, ...]

    @property
    def shown(self) -> tuple[Line, ...]:
        """The questions with a difference."""
        return tuple(line for line in self.lines if line.is_different)

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self.of_set and not self.shown

    def count(self, difference: Difference) -> int:
        """How many questions are in a class."""
        return sum(line.difference is difference for line in self.lines)


def edition_diff(then: Questionnaire, now: Questionnaire, lookup: Lookup) -> EditionDiff:
    """Compare two editions. Those of two sets are compared by the codes of their questions, as if they were of one."""
    as_one = now if now.code == then.code else replace(now, code=then.code)

    def known(name: tuple[str, str]) -> Questionnaire | None:
        return then if name == (then.code, then.edition) else lookup(name)

    compared = compare_questions(now.questions.values(), as_one, then, known)
    lines = [_line(each, then, now) for each in compared]
    kept = {each.before.code for each in compared if each.before is not None}
    lines += [
        Line(Difference.DROPPED, question, None, then.standard_of[code])
        for code, question in then.questions.items()
        if code not in kept
    ]
    return EditionDiff(tuple(_said(facts_of_set(then), facts_of_set(now))), tuple(lines))


def _line(compared: Compared, then: Questionnaire, now: Questionnaire) -> Line:
    question, before = compared.question, compared.before
    standard = now.standard_of[question.code]
    said: tuple[Said, ...] = ()
    if before is not None:
        said = tuple(_said(facts_of_question(before, then.scale), facts_of_question(question, now.scale)))
    return Line(_FATES[compared.fate], question, before, standard, said)


def _said(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Said]:
    for label in dict.fromkeys((*after, *before)):
        differences = word_differences(before.get(label, ""), after.get(label, ""))
        if not differences.is_empty:
            yield Said(label, differences)


def facts_of_set(questionnaire: Questionnaire) -> dict[str, str]:
    """What is said of a set as a whole, by what it is called."""
    scale = questionnaire.scale
    steps = ", then ".join(SIGN_OFF_TITLES[step] for step in questionnaire.sign_off.steps)
    if questionnaire.sign_off.governing_body_date:
        steps += ", with the date of the governing body’s meeting"
    facts = {
        "Title": questionnaire.title,
        "About": questionnaire.about,
        "Notice": questionnaire.notice,
        "Signed by": steps,
        "Written to fit": "; ".join(f"{each.title}, {each.edition}" for each in questionnaire.guidance),
        "Scale": scale.title,
    }
    for grade in scale.grades:
        meets = "Meets the minimum." if grade.meets_minimum else "Below the minimum."
        facts[f"Grade {grade.label}"] = f"{grade.meaning} {meets}"
    for standard in questionnaire.standards:
        if not standard.is_header:
            facts[f"Standard {standard.code}"] = f"{standard.title} {standard.about}".strip()
    return {label: text for label, text in facts.items() if text}


def facts_of_question(question: Question, scale: Scale) -> dict[str, str]:
    """What is said of a question, by what it is called; nothing for what it does not say."""
    labels = {grade.key: grade.label for grade in scale.grades}
    reference = question.reference
    facts = {
        "Question": question.text,
        "Hint": question.hint,
        "Guidance": question.guidance,
        "Strength": question.strength.value,
        "Must be answered": "yes" if question.required else "no",
        "Not applicable": "offered" if question.allow_not_applicable else "not offered",
        "Reference": f"{reference.title}, {reference.edition} {reference.part}".strip() if reference else "",
        **{f"{labels.get(key, key)} means": text for key, text in (question.descriptors or {}).items()},
        "Evidence that could show it": "; ".join(question.expected_evidence),
        "Needs a narrative for": _values(question.narrative_for, labels),
        "Needs evidence for": _values(question.evidence_for, labels),
        "Asked of": _audience(question),
        "Asked when": f"{question.condition.question} is {_values(question.condition.values, labels)}"
        if question.condition
        else "",
        "Answers": "; ".join(label for _, label in question.choices)
        + (", several" if question.multiple else ""),
        "Unit": question.unit,
        "At least": "" if question.minimum is None else str(question.minimum),
        "At most": "" if question.maximum is None else str(question.maximum),
        "Themes": ", ".join(question.themes),
    }
    return {label: text for label, text in facts.items() if text}


def _values(values: frozenset[str], labels: Mapping[str, str]) -> str:
    if ALWAYS in values:
        return "every answer"
    ordered = [*(key for key in labels if key in values), *sorted(values - set(labels))]
    return ", ".join(labels.get(key, key) for key in ordered)


def _audience(question: Question) -> str:
    limits = question.applies_to
    named = [
        *(str(word) for key, word in KIND_WORDS.items() if key in limits.kinds),
        *(str(word) for key, word in PHASE_WORDS.items() if key in limits.phases),
        *(str(word) for key, word in TYPE_WORDS.items() if key in limits.types),
        *(f"{profile} form" for profile in ("full", "short", "very-short") if profile in limits.profiles),
    ]
    return ", ".join(named)
