"""Which questions of two boards' sets are the same, and what an answer to one of them says in the other's return.

Three ways lead to "the same": it is the same question of the same edition; a set declares it (``continues`` or
``equivalent_to``); or the two questions are word for word equal in everything that an answer depends on.
"""

from collections.abc import Iterator
from dataclasses import replace

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.questionnaire import Kind, Question, Questionnaire
from audit.domain.scale_mapping import meanings
from audit.domain.scales import Scale


def twins(one: Questionnaire, other: Questionnaire) -> dict[str, str]:
    """The same question in the other set, by question code. No question has two twins in one set."""
    if (one.code, one.edition) == (other.code, other.edition):
        return {code: code for code in one.questions if code in other.questions}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for code, there in _declared(one, other):
        if code not in found and there not in taken:
            found[code] = there
            taken.add(there)
    equal: dict[object, list[str]] = {}
    for question in other.questions.values():
        if question.code not in taken:
            equal.setdefault(what_matters(question, other.scale), []).append(question.code)
    for question in one.questions.values():
        alike = equal.get(what_matters(question, one.scale)) if question.code not in found else None
        if alike:
            found[question.code] = alike.pop(0)
    return found


def what_matters(question: Question, scale: Scale) -> tuple[object, ...]:
    """Everything that decides what an answer to a question means; equal for two questions that are equal."""
    descriptors = tuple(sorted((key, _plain(text)) for key, text in (question.descriptors or {}).items()))
    grades = tuple(meanings(scale).items()) if question.kind is Kind.GRADED else ()
    return (_plain(question.text), descriptors, _answers(question), grades)


def scales_agree(one: Scale, other: Scale) -> bool:
    """Whether a grade of one scale can be written into a return graded on the other.

    The one place for it: a mapping declared between two scales, once there is such a thing, is asked for here.
    """
    return meanings(one) == meanings(other)


def shared_part(content: AnswerContent, *, narrative: bool) -> AnswerContent:
    """What of an answer is the same for both boards: all of it, or all but the narrative."""
    return content if narrative else replace(content, narrative="")


def mirrored(
    before: AnswerContent, after: AnswerContent, twin: AnswerContent, *, narrative: bool
) -> AnswerContent | None:
    """What the twin of an answer says once the answer was changed from ``before`` to ``after``.

    None when it stays as it is: it says so already, or it has words of its own, which are never overwritten.
    A twin that said nothing follows, and so does one that said what the answer said before.
    """
    part = shared_part(twin, narrative=narrative)
    if part != EMPTY and part != shared_part(before, narrative=narrative):
        return None
    followed = chosen_for(after, twin, narrative=narrative)
    return None if followed == twin else followed


def chosen_for(content: AnswerContent, twin: AnswerContent, *, narrative: bool) -> AnswerContent:
    """What the twin says once it follows an answer: without a shared narrative it keeps its own."""
    return content if narrative else replace(content, narrative=twin.narrative)


def say_other_things(one: AnswerContent, other: AnswerContent, *, narrative: bool) -> bool:
    """Whether two answers that should be the same are not."""
    return shared_part(one, narrative=narrative) != shared_part(other, narrative=narrative)


def _declared(one: Questionnaire, other: Questionnaire) -> Iterator[tuple[str, str]]:
    for question in one.questions.values():
        for code in _named(question, other):
            if _answered_alike(question, one, other.questions[code], other):
                yield question.code, code
    for question in other.questions.values():
        for code in _named(question, one):
            if _answered_alike(one.questions[code], one, question, other):
                yield code, question.code


def _named(question: Question, questionnaire: Questionnaire) -> Iterator[str]:
    """Codes of the questions of a set that a question names."""
    names = (questionnaire.code, f"{questionnaire.code}/{questionnaire.edition}")
    for name in (question.continues or "", *question.equivalent_to):
        edition, _, code = name.partition("#")
        if edition in names and code in questionnaire.questions:
            yield code


def _answered_alike(question: Question, one: Questionnaire, there: Question, other: Questionnaire) -> bool:
    if question.kind is Kind.GRADED and not scales_agree(one.scale, other.scale):
        return False
    return _answers(question) == _answers(there)


def _answers(question: Question) -> tuple[object, ...]:
    """What can be answered."""
    return (
        question.kind,
        question.choices,
        question.multiple,
        question.unit,
        question.minimum,
        question.maximum,
        question.allow_not_applicable,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
