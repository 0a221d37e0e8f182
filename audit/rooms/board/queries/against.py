"""A round against an earlier one of the same board: a constant number of grouped statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, defer

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.questionnaire import Kind
from audit.domain.rollup import Distribution
from audit.domain.rounds_compared import Beside, Paired, besides, pair_standards
from audit.domain.scale_mapping import ScaleMapping, same_scale
from audit.domain.scales import Scale
from audit.domain.workflows import ReturnState, RoundKind, RoundState
from audit.rooms.assessments.models import Answer
from audit.rooms.board.queries import grades as counted
from audit.rooms.board.queries.figures import Tally
from audit.rooms.board.queries.scope import AGREED, Scope, board_round, counting
from audit.rooms.questionnaires.models import Edition, EditionQuestion, EditionStandard
from audit.rooms.questionnaires.queries import mapping_between, questionnaire_by
from audit.rooms.rounds.models import Return, Round

LOOKED_AT = 5
"""Earlier rounds of other sets that are looked at for standards that compare, before none is proposed."""


@dataclass(frozen=True)
class Against:
    """A round beside an earlier one. Without ``whole`` nothing is compared: the scales differ and none is declared."""

    now: Scope
    before: Scope
    paired: Paired
    only_both: bool
    """Whether only the organisations count that have returned in both rounds."""
    returned_now: int
    returned_before: int
    returned_both: int
    mapping: ScaleMapping | None
    whole: Beside | None
    standards: tuple[Beside, ...]

    @property
    def is_declared(self) -> bool:
        """Whether the two are on one scale, or on two of which the board has declared how they compare."""
        return self.mapping is not None or same_scale(self.before.scale, self.now.scale)

    @property
    def is_empty(self) -> bool:
        """Whether nobody's answers stand on one of the two sides yet."""
        return not (self.returned_both if self.only_both else self.returned_now and self.returned_before)


def rounds_beside(session: Session, scope: Scope) -> Sequence[Round]:
    """The other audits of the board that can stand beside a round in scope, the latest first."""
    return session.scalars(
        select(Round)
        .join(Round.edition)
        .where(
            Round.board_id == scope.round.board_id,
            Round.id != scope.round.id,
            Round.kind == RoundKind.AUDIT,
            Round.state != RoundState.DRAFT,
        )
        .options(contains_eager(Round.edition).options(defer(Edition.content)))
        .order_by(Round.due_on.desc(), Round.id.desc())
    ).all()


def usual_round(session: Session, scope: Scope, others: Sequence[Round]) -> Round | None:
    """The latest earlier round of the same set, else the latest of a set whose standards compare."""
    earlier = [each for each in others if (each.due_on, each.id) < (scope.round.due_on, scope.round.id)]
    for each in earlier:
        if each.edition.code == scope.questionnaire.code:
            return each
    for each in earlier[:LOOKED_AT]:
        if pair_standards(scope.questionnaire, questionnaire_by(session, each.edition)).pairs:
            return each
    return None


def against(
    session: Session, actor: Actor, scope: Scope, code: str, *, only_both: bool = True, grades: str = AGREED
) -> Against:
    """A round in scope beside another one of its board; raises NotVisible for one that is not."""
    before = board_round(session, actor, code, grades=grades)
    if before.round.board_id != scope.round.board_id or before.round.id == scope.round.id:
        raise NotVisible
    paired = pair_standards(scope.questionnaire, before.questionnaire)
    mapping = mapping_between(session, scope.round.board_id, before.scale, scope.scale)
    whole: Beside | None = None
    standards: tuple[Beside, ...] = ()
    if paired.pairs and (mapping is not None or same_scale(before.scale, scope.scale)):
        whole, standards = besides(
            scope.scale,
            paired.pairs,
            _by_standard(session, scope, before if only_both else None),
            _by_standard(session, before, scope if only_both else None),
            mapping,
        )
    both, now, then = _returned(session, scope, before)
    return Against(scope, before, paired, only_both, now, then, both, mapping, whole, standards)


def _by_standard(session: Session, scope: Scope, other: Scope | None) -> Mapping[str, Distribution]:
    """The answers that count by standard; with ``other`` only of organisations that returned there too."""
    session.flush()
    statement = (
        select(
            EditionStandard.code,
            counted.grade(scope),
            func.count(),
            func.count().filter(counted.not_applicable(scope)),
        )
        .select_from(Answer)
        .join(Return, Return.id == Answer.return_id)
        .join(EditionQuestion, EditionQuestion.id == Answer.question_id)
        .join(EditionStandard, EditionStandard.id == EditionQuestion.standard_id)
    )
    rows = session.execute(
        counted.with_agreed(scope, statement)
        .where(*counting(scope), EditionQuestion.kind == Kind.GRADED.value, *_also_in(other))
        .group_by(EditionStandard.code, counted.grade(scope))
    )
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for code, grade, count, not_applicable in rows:
        tallies[code].add(scope.scale, grade, count, not_applicable)
    return {standard.code: _counts(scope.scale, tallies[standard.code]) for standard in scope.standards}


def _counts(scale: Scale, tally: Tally) -> Distribution:
    return Distribution(scale, tally.grades, 0, tally.not_applicable)


def _also_in(other: Scope | None) -> list[ColumnElement[bool]]:
    if other is None:
        return []
    there = aliased(Return)
    return [
        Return.organisation_id.in_(
            select(there.organisation_id).where(
                there.round_id == other.round.id, there.state == ReturnState.SUBMITTED
            )
        )
    ]


def _returned(session: Session, now: Scope, before: Scope) -> tuple[int, int, int]:
    """Organisations that returned in both rounds, now, and then: one statement."""
    one, other = aliased(Return), aliased(Return)

    def number(row: type[Return], scope: Scope) -> ColumnElement[int]:
        return (
            select(func.count())
            .where(row.round_id == scope.round.id, row.state == ReturnState.SUBMITTED)
            .scalar_subquery()
        )

    both = (
        select(func.count())
        .select_from(one)
        .join(other, other.organisation_id == one.organisation_id)
        .where(
            one.round_id == now.round.id,
            one.state == ReturnState.SUBMITTED,
            other.round_id == before.round.id,
            other.state == ReturnState.SUBMITTED,
        )
        .scalar_subquery()
    )
    row = session.execute(select(both, number(aliased(Return), now), number(aliased(Return), before))).one()
    return row[0], row[1], row[2]


def usual_against(session: Session, actor: Actor, scope: Scope, *, grades: str = AGREED) -> Against | None:
    """A round in scope beside the one that it is usually set against; None where there is none."""
    usual = usual_round(session, scope, rounds_beside(session, scope))
    return None if usual is None else against(session, actor, scope, usual.code, grades=grades)
