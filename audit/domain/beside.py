"""Standards of two question sets side by side: the same set in two years, or a full and a short form of one."""

from dataclasses import dataclass

from audit.domain.questionnaire import Kind, Questionnaire, Standard


@dataclass(frozen=True)
class Pair:
    """A standard with the one that it compares with; one side is empty where the other set has none."""

    one: Standard | None
    other: Standard | None


def paired_standards(one: Questionnaire, other: Questionnaire) -> list[Pair]:
    """The graded standards of two sets, those of ``one`` first and in order, each in exactly one pair.

    Two standards are one where they stand under the same code in the same set, where one maps to the other, or where
    both map to the same standard of a third set.
    """
    left: dict[str, list[Standard]] = {}
    for standard in _graded(other):
        left.setdefault(_name(other, standard), []).append(standard)
    pairs = []
    for standard in _graded(one):
        found = left.get(_name(one, standard))
        pairs.append(Pair(standard, found.pop(0) if found else None))
    return [*pairs, *(Pair(None, standard) for found in left.values() for standard in found)]


def _graded(questionnaire: Questionnaire) -> list[Standard]:
    return [
        standard
        for standard in questionnaire.standards
        if any(question.kind is Kind.GRADED for question in standard.questions)
    ]


def _name(questionnaire: Questionnaire, standard: Standard) -> str:
    """What a standard is compared by: the standard that it maps to, else its own place."""
    return standard.maps_to or f"{questionnaire.code}#{standard.code}"
