"""What a question asks, of whom, and what it needs: in the words in which every page and document says it."""

from collections.abc import Mapping

from audit.domain.answers import ALWAYS
from audit.domain.organisations import KIND_WORDS, PHASE_WORDS, TYPE_WORDS
from audit.domain.questionnaire import Kind, Profile, Question, Questionnaire, Strength
from audit.domain.scales import Need, Scale

STRENGTH_WORDS: Mapping[Strength, str] = {
    Strength.MUST: "Must",
    Strength.SHOULD: "Should",
    Strength.LOCAL: "Local",
}
KIND_OF_ANSWER: Mapping[Kind, str] = {
    Kind.GRADED: "A grade",
    Kind.YES_NO: "Yes or no",
    Kind.CHOICE: "A choice",
    Kind.TEXT: "Text",
    Kind.NUMBER: "A number",
    Kind.PERCENTAGE: "A percentage",
    Kind.DATE: "A date",
    Kind.PERSON: "A person: name, role and training date",
}
PROFILE_WORDS: Mapping[str, str] = {
    Profile.FULL: "Full",
    Profile.SHORT: "Short",
    Profile.VERY_SHORT: "Very short",
}
_YES_NO = {"yes": "Yes", "no": "No"}


def say_counts(questionnaire: Questionnaire) -> str:
    """How many standards, questions and graded questions; what heads a return is not counted."""
    standards = [standard for standard in questionnaire.standards if not standard.is_header]
    questions = sum(len(standard.questions) for standard in standards)
    graded = sum(1 for _ in questionnaire.graded())
    return (
        f"{len(standards)} standard{'' if len(standards) == 1 else 's'}, "
        f"{questions} question{'' if questions == 1 else 's'}, {graded} graded"
    )


def who_is_asked(question: Question, questionnaire: Questionnaire) -> list[str]:
    """Of whom a question is asked, a line for each limit; "Everybody" where there is none."""
    limits = question.applies_to
    lines = [
        f"{title}: {', '.join(words[key] for key in words if key in keys)}"
        for title, words, keys in (
            ("Kinds", KIND_WORDS, limits.kinds),
            ("Phases", PHASE_WORDS, limits.phases),
            ("Types", TYPE_WORDS, limits.types),
            ("Profiles", PROFILE_WORDS, limits.profiles),
        )
        if keys
    ]
    if question.condition is not None:
        earlier = questionnaire.questions[question.condition.question]
        answers = " or ".join(_value_words(earlier, questionnaire.scale, question.condition.values))
        lines.append(f"Only when {earlier.code} is answered {answers}")
    return lines or ["Everybody"]


def what_is_needed(question: Question, scale: Scale) -> list[str]:
    """What an answer must bring beside itself, in words."""
    lines = []
    for what, values, need in (
        ("A narrative", question.narrative_for, Need.NARRATIVE),
        ("Evidence", question.evidence_for, Need.EVIDENCE),
    ):
        from_scale = (
            {g.key for g in scale.grades if need in g.needs} if question.kind is Kind.GRADED else set()
        )
        if ALWAYS in values:
            lines.append(f"{what}, whatever the answer")
        elif values | from_scale:
            lines.append(f"{what} for {' or '.join(_value_words(question, scale, values | from_scale))}")
    return lines


def _value_words(question: Question, scale: Scale, keys: frozenset[str] | set[str]) -> list[str]:
    """The words of grade keys, yes and no, or choice keys, in the order in which they are offered."""
    words: Mapping[str, str] = _YES_NO
    if question.kind is Kind.GRADED:
        words = {grade.key: grade.label for grade in scale.shown}
    elif question.kind is Kind.CHOICE:
        words = dict(question.choices)
    return [word for key, word in words.items() if key in keys]
