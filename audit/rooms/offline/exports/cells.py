"""What an answer looks like in the cells of its row, and what its row asks for: in words, never in keys."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from audit.domain.answers import AnswerContent
from audit.domain.dates import say_date
from audit.domain.questionnaire import Kind, Question, Questionnaire
from audit.domain.scales import Scale

CODE, STANDARD, QUESTION, MEANINGS, EXPECTED = (
    "Code",
    "Standard",
    "Question",
    "What the grades mean",
    "What to enter",
)
GRADE, ANSWER, REASON, NARRATIVE, EVIDENCE = (
    "Grade",
    "Answer",
    "Why not applicable",
    "Narrative",
    "Evidence",
)
OPEN_COLUMNS = (GRADE, ANSWER, REASON, NARRATIVE, EVIDENCE)
HEADINGS = (CODE, QUESTION, *OPEN_COLUMNS)
"""The headings that are read when the workbook comes back; the others are for people."""
NEEDED = (CODE, QUESTION)
"""Those without which a sheet is not the answers: the words of a question prove that its row is still whole."""

RETURN_MARK, EDITION_MARK, WHOSE_MARK, VERSION_MARK = "Return", "Question set", "Whose", "Version of "
EVIDENCE_MARK = "Evidence of "
"""What the hidden sheet says: which return, which edition, whose in words, and the version and the evidence of each
answer."""

YES_NO: Mapping[str, str] = {"yes": "Yes", "no": "No"}


class Texts(NamedTuple):
    """An answer as its open cells hold it."""

    grade: str = ""
    answer: str = ""
    reason: str = ""
    narrative: str = ""


def main_column(question: Question) -> str:
    """The column in which a question is answered."""
    return GRADE if question.kind is Kind.GRADED else ANSWER


def texts_of(question: Question, scale: Scale, content: AnswerContent) -> Texts:
    """What an answer says, as its cells hold it."""
    if content.not_applicable:
        main = scale.not_applicable.label
    elif question.kind is Kind.GRADED:
        grade = scale.by_key.get(content.grade or "")
        main = grade.label if grade else content.grade or ""
    else:
        main = _value(question, content.value)
    return Texts(
        main if question.kind is Kind.GRADED else "",
        "" if question.kind is Kind.GRADED else main,
        content.na_reason,
        content.narrative,
    )


def _value(question: Question, value: Any) -> str:
    if isinstance(value, Mapping):
        trained = str(value.get("trained_on") or "")
        parts = [str(value.get("name") or ""), str(value.get("role") or "")]
        parts.append(say_date(date.fromisoformat(trained)) if trained else "")
        return "; ".join(parts).rstrip("; ")
    if value in (None, "", []):
        return ""
    if question.kind is Kind.YES_NO:
        return YES_NO.get(str(value), str(value))
    if question.kind is Kind.CHOICE:
        labels = dict(question.choices)
        return "\n".join(labels.get(str(k), str(k)) for k in (value if isinstance(value, list) else [value]))
    if question.kind is Kind.DATE:
        return say_date(date.fromisoformat(str(value)))
    return str(value)


def choices_of(question: Question, scale: Scale) -> tuple[str, ...]:
    """What the cell of an answer offers to choose from; nothing where it is typed."""
    if question.kind is Kind.GRADED:
        offered: tuple[str, ...] = tuple(grade.label for grade in scale.shown)
    elif question.kind is Kind.YES_NO:
        offered = tuple(YES_NO.values())
    elif question.kind is Kind.CHOICE and not question.multiple:
        offered = tuple(label for _, label in question.choices)
    else:
        return ()
    return (*offered, scale.not_applicable.label) if question.allow_not_applicable else offered


def meanings_of(question: Question, scale: Scale) -> str:
    """What each grade means for this question: its own descriptors, or else the scale's meanings."""
    if question.kind is not Kind.GRADED or (scale.percent_step and not question.descriptors):
        return ""
    own = question.descriptors or {}
    return "\n".join(f"{grade.label}: {own.get(grade.key) or grade.meaning}" for grade in scale.shown)


def expected_of(questionnaire: Questionnaire, question: Question) -> str:
    """What is to be entered, in which column, and when the question need not be answered."""
    said = [_expected(question, questionnaire.scale)]
    if question.hint:
        said.append(question.hint)
    condition = question.condition
    earlier = questionnaire.questions.get(condition.question) if condition else None
    if condition is not None and earlier is not None:
        words = [
            texts_of(earlier, questionnaire.scale, _with(earlier, value))
            for value in sorted(condition.values)
        ]
        either = " or ".join(f"“{text.grade or text.answer}”" for text in words)
        said.insert(0, f"Only if {condition.question} is {either}.")
    elif not question.required:
        said.insert(0, "Optional.")
    if question.expected_evidence:
        said.append(f"Evidence that would help: {'; '.join(question.expected_evidence)}.")
    return "\n".join(said)


def _with(question: Question, value: str) -> AnswerContent:
    graded = question.kind is Kind.GRADED
    return AnswerContent(grade=value if graded else None, value=None if graded else value)


def _expected(question: Question, scale: Scale) -> str:
    na = f" “{scale.not_applicable.label}” needs a reason." if question.allow_not_applicable else ""
    if question.kind is Kind.GRADED:
        return f"Choose a grade from the list.{na}"
    if question.kind is Kind.YES_NO:
        return f"Choose Yes or No from the list.{na}"
    if question.kind is Kind.CHOICE:
        if not question.multiple:
            return f"Choose from the list.{na}"
        labels = "\n".join(f"– {label}" for _, label in question.choices)
        return f"One or more of these, each on a line of its own or with a semicolon between:\n{labels}"
    if question.kind is Kind.TEXT:
        return "Your own words."
    if question.kind is Kind.DATE:
        return "A date, for example 4 March 2027."
    if question.kind is Kind.PERSON:
        return "Name; role; date of the last training. For example: A. Lead; Designated lead; 4 March 2027"
    return f"A number in figures.{_bounds(question)}"


def _bounds(question: Question) -> str:
    least, most = question.minimum, question.maximum
    if question.kind is Kind.PERCENTAGE:
        return f" A percentage from {least or Decimal(0):,f} to {Decimal(100) if most is None else most:,f}."
    said = f" Counted in: {question.unit}." if question.unit else ""
    if least is not None:
        said += f" {least:,f} or more."
    if most is not None:
        said += f" {most:,f} or less."
    return said
