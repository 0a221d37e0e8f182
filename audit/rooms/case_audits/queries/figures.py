"""The figures of a case audit: per question, per theme, per organisation, and beside an earlier audit.

Only cases that were sent count, and of a moderator's grades only those of cases that the moderator has finished.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from audit.domain.case_audits import NOT_APPLICABLE, CaseState, Judged, SampleState, earlier_codes
from audit.domain.questionnaire import Kind, Question, Questionnaire
from audit.domain.rollup import Distribution, Share
from audit.domain.scale_mapping import ScaleMapping, same_scale
from audit.domain.scales import Scale
from audit.rooms.case_audits.models import AuditedCase, CaseAnswer, CaseAudit, CaseAuditPlace, CaseJudgement
from audit.rooms.questionnaires.queries import mapping_between, question_ids_of, questionnaire_by


class Said(NamedTuple):
    """What was said to one question of one case."""

    code: str
    case_id: int
    organisation_id: int
    category: str
    judged: Judged
    is_moderated: bool
    value: Any


class SentCase(NamedTuple):
    """A case that counts."""

    id: int
    organisation_id: int
    category: str
    is_moderated: bool


@dataclass(frozen=True)
class QuestionFigures:
    """One question over many cases."""

    question: Question
    own: Distribution
    moderated: Distribution
    stands: Distribution
    """What was agreed, else the moderator's grade, else the auditor's own."""
    moved: Share
    """How many of the moderated answers the moderator graded otherwise."""
    yes: Share
    """Of a yes-no question: how many say yes."""

    @property
    def is_graded(self) -> bool:
        """Whether the question has a grade."""
        return self.question.kind is Kind.GRADED

    @property
    def is_yes_no(self) -> bool:
        """Whether the question is answered by yes or no."""
        return self.question.kind is Kind.YES_NO

    @property
    def met(self) -> Share:
        """At or above the minimum, by the grade that stands; of a yes-no question, the part that says yes."""
        return self.stands.meets_minimum if self.is_graded else self.yes


@dataclass(frozen=True)
class Figures:
    """Everything that was counted, which can be narrowed to some cases without asking again."""

    audit: CaseAudit
    questionnaire: Questionnaire
    cases: Sequence[SentCase]
    said: Sequence[Said]

    @property
    def scale(self) -> Scale:
        """The scale of the grades."""
        return self.questionnaire.scale

    @cached_property
    def organisations(self) -> frozenset[int]:
        """The organisations whose cases count."""
        return frozenset(each.organisation_id for each in self.cases)

    @cached_property
    def moderated_cases(self) -> Share:
        """How many of the cases a moderator has finished."""
        return Share(sum(each.is_moderated for each in self.cases), len(self.cases))

    @cached_property
    def categories(self) -> Mapping[str, int]:
        """How many cases each theme has, in the order in which the audit names them."""
        counts = Counter(each.category for each in self.cases)
        return {name: counts[name] for name in self.audit.categories}

    def of(self, *, organisations: Collection[int] | None = None, category: str | None = None) -> "Figures":
        """The figures of some organisations, or of one theme."""

        def is_in(each: Said | SentCase) -> bool:
            return (organisations is None or each.organisation_id in organisations) and (
                category is None or each.category == category
            )

        return replace(
            self,
            cases=[each for each in self.cases if is_in(each)],
            said=[each for each in self.said if is_in(each)],
        )

    @cached_property
    def questions(self) -> Mapping[str, QuestionFigures]:
        """Every question that can be counted (graded, yes or no), by its code, in order."""
        by_code: dict[str, list[Said]] = {}
        for each in self.said:
            by_code.setdefault(each.code, []).append(each)
        return {
            code: question_figures(question, self.scale, by_code.get(code, ()))
            for code, question in self.questionnaire.questions.items()
            if question.kind in (Kind.GRADED, Kind.YES_NO)
        }

    @cached_property
    def overall(self) -> QuestionFigures:
        """All graded answers together; the question is the first graded one and is not to be shown."""
        graded = {question.code: question for question in self.questionnaire.graded()}
        return question_figures(
            next(iter(graded.values())), self.scale, [each for each in self.said if each.code in graded]
        )


def question_figures(question: Question, scale: Scale, said: Iterable[Said]) -> QuestionFigures:
    """Count what was said to one question."""
    rows = list(said)
    moderated = [each for each in rows if each.is_moderated and each.judged.moderated is not None]
    answered = [each for each in rows if each.value in ("yes", "no")]
    return QuestionFigures(
        question,
        _counted(scale, (each.judged.own for each in rows)),
        _counted(scale, (each.judged.moderated for each in moderated)),
        _counted(scale, (each.judged.stands for each in rows)),
        Share(sum(each.judged.differs for each in moderated), len(moderated)),
        Share(sum(each.value == "yes" for each in answered), len(answered)),
    )


def _counted(scale: Scale, grades: Iterable[str | None]) -> Distribution:
    counts = Counter(grade for grade in grades if grade is not None)
    not_applicable = counts.pop(NOT_APPLICABLE, 0)
    return Distribution(scale, counts, not_applicable=not_applicable)


def figures_of(session: Session, audit: CaseAudit) -> Figures:
    """The figures of an audit that the caller has in scope. Two queries, however many cases there are."""
    codes = {id: code for code, id in question_ids_of(session, audit.edition).items()}
    is_sent = and_(CaseAuditPlace.audit_id == audit.id, CaseAuditPlace.state != SampleState.ANSWERING)
    cases = [
        SentCase(id, organisation_id, category, state is CaseState.MODERATED)
        for id, organisation_id, category, state in session.execute(
            select(AuditedCase.id, CaseAuditPlace.organisation_id, AuditedCase.category, AuditedCase.state)
            .join(AuditedCase.place)
            .where(is_sent)
            .order_by(CaseAuditPlace.id, AuditedCase.number)
        )
    ]
    rows = session.execute(
        select(
            CaseAnswer.question_id, CaseAnswer.case_id, CaseAuditPlace.organisation_id, AuditedCase.category,
            AuditedCase.state, CaseAnswer.grade, CaseAnswer.not_applicable, CaseAnswer.value, CaseJudgement.grade,
            CaseJudgement.agreed_grade,
        )
        .join(CaseAnswer.case)
        .join(AuditedCase.place)
        .outerjoin(
            CaseJudgement,
            and_(CaseJudgement.case_id == CaseAnswer.case_id, CaseJudgement.question_id == CaseAnswer.question_id),
        )
        .where(is_sent)
    )  # fmt: skip
    said = []
    for question_id, case_id, organisation_id, category, state, grade, na, value, moderated, agreed in rows:
        own = NOT_APPLICABLE if na else grade
        is_moderated = state is CaseState.MODERATED
        judged = Judged(own, moderated, agreed) if is_moderated else Judged(own)
        said.append(Said(codes[question_id], case_id, organisation_id, category, judged, is_moderated, value))
    return Figures(audit, questionnaire_by(session, audit.edition), cases, said)


@dataclass(frozen=True)
class Beside:
    """One question now beside what it repeats in the earlier audit."""

    now: QuestionFigures
    before: QuestionFigures
    then: Share
    """At or above the minimum then, on the scale of now; of a yes-no question, the part that said yes."""
    left_out: int
    """Earlier grades that have no equal on the scale of now."""


@dataclass(frozen=True)
class BeforeAndAfter:
    """Two audits side by side."""

    now: Figures
    before: Figures
    lines: Sequence[Beside]
    mapping: ScaleMapping | None
    is_comparable: bool
    """Whether grades can be compared: the scales mean the same, or the board has declared what counts as what."""
    only_now: Sequence[Question]
    only_before: Sequence[Question]


def before_and_after(session: Session, now: Figures, before: Figures) -> BeforeAndAfter:
    """This audit beside an earlier one of the same board. At most one query."""
    mapping = mapping_between(session, now.audit.board_id, before.scale, now.scale)
    is_same = same_scale(before.scale, now.scale)
    repeats = earlier_codes(now.questionnaire, before.questionnaire)
    lines = []
    for code, earlier in repeats.items():
        if code not in now.questions or earlier not in before.questions:
            continue
        line, old = now.questions[code], before.questions[earlier]
        if not line.is_graded:
            lines.append(Beside(line, old, old.yes, 0))
        elif is_same:
            lines.append(Beside(line, old, old.stands.meets_minimum, 0))
        elif mapping is not None:
            lines.append(_mapped(line, old, mapping))
    counted = {*now.questions}
    return BeforeAndAfter(
        now,
        before,
        lines,
        mapping,
        is_same or mapping is not None,
        [now.questions[code].question for code in now.questions if code not in repeats],
        [
            before.questions[code].question
            for code in before.questions
            if code not in {earlier for code, earlier in repeats.items() if code in counted}
        ],
    )


def _mapped(line: QuestionFigures, old: QuestionFigures, mapping: ScaleMapping) -> Beside:
    met = of = left = 0
    for key, count in old.stands.counts.items():
        equal = mapping.grade(key)
        if equal is None:
            left += count
        else:
            of += count
            met += count if mapping.now.grade(equal).meets_minimum else 0
    return Beside(line, old, Share(met, of), left)
