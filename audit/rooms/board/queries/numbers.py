"""The numbers of a round: what each return that counts gave to the questions that totals and rates are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.figures import number_of
from audit.domain.figures_over import Given, RateOver, TotalOver, rate_over, total_over
from audit.domain.organisations import SECTORS
from audit.rooms.assessments.models import Answer
from audit.rooms.board.queries.figures import said_to_conditions
from audit.rooms.board.queries.scope import AskedReturn, Scope, asked_returns, counting
from audit.rooms.rounds.models import Return


@dataclass(frozen=True)
class Added:
    """Totals and rates, in the order of the question set, over some of the organisations."""

    totals: tuple[TotalOver, ...]
    rates: tuple[RateOver, ...]


@dataclass(frozen=True)
class RoundNumbers:
    """The numbers of a round. ``given`` holds, by return id, those of the returns that count."""

    scope: Scope
    returns: tuple[AskedReturn, ...]
    given: Mapping[int, Given]

    @cached_property
    def returned(self) -> tuple[AskedReturn, ...]:
        """The returns that count, by name."""
        return tuple(each for each in self.returns if each.is_returned)

    @cached_property
    def missing(self) -> tuple[AskedReturn, ...]:
        """The returns that were asked for and are not there, by name."""
        return tuple(each for each in self.returns if not each.is_returned)

    @cached_property
    def by_id(self) -> Mapping[int, AskedReturn]:
        """Every return by its id."""
        return {each.id: each for each in self.returns}

    @cached_property
    def overall(self) -> Added:
        """Over all organisations that have returned."""
        return self.over(self.returned)

    @cached_property
    def by_sector(self) -> Mapping[str, Added]:
        """By the sector's name, in the order in which sectors are listed; only those that have returned something."""
        members: dict[str, list[AskedReturn]] = {}
        for each in self.returned:
            members.setdefault(each.sector, []).append(each)
        return {sector: self.over(members[sector]) for sector in SECTORS if sector in members}

    def over(self, returns: Iterable[AskedReturn]) -> Added:
        """Over these returns, which count."""
        given = [self.given[each.id] for each in returns]
        figures = self.scope.questionnaire.figures
        return Added(
            tuple(total_over(total, given) for total in figures.totals),
            tuple(rate_over(rate, given) for rate in figures.rates),
        )

    @cached_property
    def unfit(self) -> list[tuple[AskedReturn, list[str]]]:
        """The returns that count although numbers of theirs do not fit together, with a sentence for each check."""
        figures = self.scope.questionnaire.figures
        found = (
            (each, [sentence for _, sentence in figures.broken(self.given[each.id].numbers)])
            for each in self.returned
        )
        return [(each, sentences) for each, sentences in found if sentences]


def round_numbers(session: Session, scope: Scope) -> RoundNumbers:
    """The numbers of a round that the actor has in scope: three statements at most."""
    returns = tuple(asked_returns(session, scope))
    codes = scope.questionnaire.figures.codes
    ids = sorted(scope.question_ids[code] for code in codes)
    numbers: dict[int, dict[str, object]] = {}
    rows = session.execute(
        select(Answer.return_id, Answer.question_id, Answer.value)
        .join(Return, Return.id == Answer.return_id)
        .where(
            *counting(scope, graded_only=False),
            Answer.question_id.in_(ids),
            Answer.not_applicable.is_(False),
        )
    )
    for return_id, question_id, value in rows:
        numbers.setdefault(return_id, {})[scope.codes[question_id]] = value
    said = said_to_conditions(session, scope) if scope.questionnaire.deciding else {}
    return RoundNumbers(
        scope,
        returns,
        {
            each.id: Given(
                each.id,
                codes
                & {q.code for q in scope.questionnaire.asked_of(each.respondent, said.get(each.id, {}))},
                {
                    code: number
                    for code, value in numbers.get(each.id, {}).items()
                    if (number := number_of(value)) is not None
                },
            )
            for each in returns
            if each.is_returned
        },
    )
