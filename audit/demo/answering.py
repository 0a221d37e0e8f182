"""What the organisations of the demonstration answer: plausible, varied, and the same at every building."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from audit.demo.chance import number, pick, share
from audit.demo.names import name_number
from audit.demo.words import (
    BEST,
    FAIR,
    LEVELS,
    REASONS_FOR_NOT_APPLICABLE,
    TEXTS,
    narrative,
)
from audit.domain.answers import ALWAYS, AnswerContent
from audit.domain.questionnaire import Kind, Question, Questionnaire, Respondent
from audit.domain.scales import Need

GradeOf = Callable[[Question], str]


@dataclass(frozen=True)
class Answering:
    """Answers one questionnaire for one organisation; ``name`` decides all that is left to chance."""

    questionnaire: Questionnaire
    respondent: Respondent
    name: str
    day: date
    """About when it answers: dates of training and reviews lie before it."""
    strength: float = 0.5
    """From 0, a weak organisation, to 1, a strong one."""

    def answers(self) -> dict[str, AnswerContent]:
        """A complete answer to every question that is asked, by code, in order."""
        found: dict[str, AnswerContent] = {}
        for question in self.questionnaire.questions.values():
            if self._is_asked(question, found):
                found[question.code] = self._answer(question, found)
        return found

    def needs_evidence(self, code: str, content: AnswerContent) -> bool:
        """Whether this answer is incomplete without a file."""
        question = self.questionnaire.questions[code]
        grade = self.questionnaire.scale.by_key.get(content.grade or "")
        if grade is not None and Need.EVIDENCE in grade.needs:
            return True
        return ALWAYS in question.evidence_for or bool(question.evidence_for & content.chosen())

    def by_standard(self, answers: Mapping[str, AnswerContent]) -> Iterator[dict[str, AnswerContent]]:
        """The answers, standard by standard: as people sit down to them."""
        for standard in self.questionnaire.standards:
            part = {q.code: answers[q.code] for q in standard.questions if q.code in answers}
            if part:
                yield part

    def half_done(self, content: AnswerContent, code: str) -> AnswerContent:
        """The same answer, left half done: a grade without its words, or words without a grade."""
        if content.grade is None:
            return content
        if content.narrative and number("half", self.name, code, below=2):
            return replace(content, grade=None)
        return AnswerContent(grade="amber" if content.grade == "green" else content.grade)

    def _is_asked(self, question: Question, answered: Mapping[str, AnswerContent]) -> bool:
        if not question.applies_to.includes(self.respondent):
            return False
        condition = question.condition
        if condition is None:
            return True
        return bool(
            condition.question in answered and condition.values & answered[condition.question].chosen()
        )

    def _answer(self, question: Question, answered: Mapping[str, AnswerContent]) -> AnswerContent:
        words = (self.name, question.code)
        if question.kind is Kind.GRADED:
            return self._graded(question)
        content = AnswerContent(value=self._value(question, answered))
        if ALWAYS in question.narrative_for or question.narrative_for & content.chosen():
            content = replace(content, narrative=narrative(FAIR, question.text, *words))
        return content

    def _graded(self, question: Question) -> AnswerContent:
        words = (self.name, question.code)
        if question.allow_not_applicable and share("not applicable", *words) < 0.02:
            return AnswerContent(
                not_applicable=True, na_reason=pick(REASONS_FOR_NOT_APPLICABLE, "reason", *words)
            )
        luck = share("grade", *words) * 0.7 + self.strength * 0.3
        grade = "red" if luck < 0.2 else "amber" if luck < 0.44 else "green"
        level = LEVELS[self.questionnaire.scale.code][grade]
        silent = (
            level == BEST and not question.narrative_for & {ALWAYS, grade} and share("silent", *words) < 0.35
        )
        return AnswerContent(grade=grade, narrative="" if silent else narrative(level, question.text, *words))

    def _value(self, question: Question, answered: Mapping[str, AnswerContent]) -> Any:
        words = (self.name, question.code)
        match question.kind:
            case Kind.YES_NO:
                return "yes" if share("yes", *words) < 0.7 else "no"
            case Kind.CHOICE:
                key = pick([key for key, _ in question.choices], "choice", *words)
                return [key] if question.multiple else key
            case Kind.TEXT:
                return pick(TEXTS, "text", *words)
            case Kind.PERCENTAGE:
                return str(60 + number("per cent", *words, below=40))
            case Kind.DATE:
                return self._earlier("date", *words)
            case Kind.PERSON:
                return {
                    "name": name_number(400 + number("person", *words, below=400)),
                    "role": question.text.split(",")[0][:60],
                    "trained_on": self._earlier("trained", *words),
                }
        return self._number(question, answered)

    def _number(self, question: Question, answered: Mapping[str, AnswerContent]) -> str:
        words = ("number", self.name, question.code)
        if question.text.startswith("How many of them"):
            earlier = [a.value for a in answered.values() if isinstance(a.value, str) and a.value.isdecimal()]
            whole = int(earlier[-1]) if earlier else 20
            return str(round(whole * (0.7 + 0.3 * share(*words))))
        large = question.unit in ("people", "pupils", "staff") and question.required
        most = int(question.maximum) if question.maximum is not None else 1000
        return str(min(most, number(*words, below=380) + 40 if large else number(*words, below=24)))

    def _earlier(self, *words: object) -> str:
        return (self.day - timedelta(days=20 + number(*words, below=380))).isoformat()
