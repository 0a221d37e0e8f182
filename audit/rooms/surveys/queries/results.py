"""The results of a survey: sums of five replies or more, and whatever is made by adding sums up.

Nothing here reads a single reply.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.disclosure import TOGETHER, Sum, combined
from audit.domain.questionnaire import Kind, Question, Questionnaire, Standard
from audit.domain.rollup import Distribution, Share
from audit.domain.surveys import NOT_KNOWN, role_question
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.surveys.models import Survey, SurveyPlace, SurveySum


@dataclass(frozen=True)
class View:
    """What some staff said: one organisation's, one kind of role's, everybody's."""

    questionnaire: Questionnaire
    sums: tuple[Sum, ...]

    @cached_property
    def replies(self) -> int:
        """How many replies are counted."""
        return sum(one.replies for one in self.sums)

    @cached_property
    def _counts(self) -> Mapping[str, Counter[str]]:
        return combined(self.sums)

    def question(self, question: Question) -> Distribution:
        """The answers to one statement by grade; empty where fewer than five graded it."""
        counts = self._counts.get(question.code, Counter())
        scale = self.questionnaire.scale
        graded = {key: number for key, number in counts.items() if key in scale.by_key}
        return Distribution(scale, graded, 0, counts[NOT_KNOWN])

    def agree(self, questions: Iterable[Question]) -> Share:
        """The answers that agree, of those that are graded: the grades of the scale that meet the minimum."""
        found = [self.question(question).meets_minimum for question in questions]
        return Share(sum(each.numerator for each in found), sum(each.denominator for each in found))

    @property
    def overall(self) -> Share:
        """The answers to all statements that agree."""
        return self.agree(self.questionnaire.graded())


@dataclass(frozen=True)
class Results:
    """The results of a survey, by organisation. ``names`` holds those whose results are shown."""

    questionnaire: Questionnaire
    sums: Mapping[int, tuple[Sum, ...]]
    """By organisation."""
    names: Mapping[int, str]
    asked: int
    """How many organisations the survey asks."""

    @property
    def everybody(self) -> View:
        """All organisations that are shown, and no other."""
        return View(self.questionnaire, tuple(one for found in self.sums.values() for one in found))

    def of(self, organisation_id: int) -> View:
        """One organisation; nothing where it has no results."""
        return View(self.questionnaire, self.sums.get(organisation_id, ()))

    def by_role(self) -> dict[str, View]:
        """Everybody by kind of role, as the set lists them; last, those who did not say or are too few."""
        question = role_question(self.questionnaire)
        if question is None:
            return {}
        every = self.everybody.sums
        labels = {**dict(question.choices), TOGETHER: "Not said, or too few in their organisation"}
        found = {
            label: View(self.questionnaire, tuple(one for one in every if one.role == role))
            for role, label in labels.items()
        }
        return {label: view for label, view in found.items() if view.replies}

    @cached_property
    def standards(self) -> tuple[tuple[Standard, tuple[Question, ...]], ...]:
        """The standards that have statements, with them."""
        pairs = (
            (standard, tuple(q for q in standard.questions if q.kind is Kind.GRADED))
            for standard in self.questionnaire.standards
        )
        return tuple((standard, questions) for standard, questions in pairs if questions)


def results_of(session: Session, survey: Survey, organisation_ids: Collection[int] | None = None) -> Results:
    """The results of a survey that the caller has in scope, of all organisations or of some. Two queries."""
    statement = (
        select(
            SurveyPlace.organisation_id,
            Organisation.name,
            SurveySum.role,
            SurveySum.replies,
            SurveySum.counts,
        )
        .select_from(SurveySum)
        .join(SurveyPlace, SurveyPlace.id == SurveySum.place_id)
        .join(Organisation, Organisation.id == SurveyPlace.organisation_id)
        .where(SurveyPlace.survey_id == survey.id)
        .order_by(func.lower(Organisation.name), Organisation.id, SurveySum.closing, SurveySum.role)
    )
    if organisation_ids is not None:
        statement = statement.where(SurveyPlace.organisation_id.in_(organisation_ids))
    sums: dict[int, list[Sum]] = {}
    names: dict[int, str] = {}
    for organisation_id, name, role, replies, counts in session.execute(statement):
        sums.setdefault(organisation_id, []).append(Sum(role, replies, counts))
        names[organisation_id] = name
    asked = select(func.count()).select_from(SurveyPlace).where(SurveyPlace.survey_id == survey.id)
    return Results(
        questionnaire_by(session, survey.edition),
        {id: tuple(found) for id, found in sums.items()},
        names,
        session.scalar(asked) or 0,
    )
