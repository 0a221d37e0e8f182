"""Everything that allocation stands on: the returns of a round, who may moderate, what ties them, what stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.domain.allocation import (
    Home,
    Moderator,
    Proposal,
    ReturnToModerate,
    Tie,
    choose_sample,
    propose,
    tie_between,
)
from audit.domain.moderation import ENDED, Coverage, ModerationState, Moderators
from audit.domain.organisations import sector_of
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.accounts.models import Person
from audit.rooms.moderation.models import Moderation, ModerationPlan
from audit.rooms.moderation.queries.plans import PlanSettings
from audit.rooms.organisations.models import Organisation, RoleHeld
from audit.rooms.organisations.queries.near import interests_in, near_organisations
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class AskedReturn:
    """A return of the round with its organisation, as allocation sees it."""

    id: int
    reference: str
    state: ReturnState
    organisation_id: int
    organisation: str
    sector: str
    phase: str

    @property
    def is_submitted(self) -> bool:
        """Whether there is something to moderate."""
        return self.state is ReturnState.SUBMITTED

    @property
    def to_moderate(self) -> ReturnToModerate:
        """As the rules of allocation take it."""
        return ReturnToModerate(
            self.reference, self.organisation_id, self.organisation, self.sector, self.phase
        )


@dataclass(frozen=True)
class Ground:
    """What a proposal is made from, for one stage of one round."""

    round: Round
    stage: int
    settings: PlanSettings
    asked: Sequence[AskedReturn]
    """Every return of the round, by the name of its organisation."""
    people: Mapping[int, Moderator]
    """Everybody who holds the role of moderator in the board, by id."""
    near: Mapping[int, Mapping[int, str]]
    rows: Sequence[Moderation]
    """Every moderation of the round, of both stages, the oldest first."""

    @cached_property
    def covered(self) -> frozenset[str]:
        """References of the returns that are moderated: all, a sample, or those chosen."""
        settings = self.settings
        if settings.coverage is Coverage.CHOSEN:
            return frozenset(settings.chosen)
        if settings.coverage is Coverage.SAMPLE:
            size = settings.sample_size or 0
            everyone = (one.to_moderate for one in self.asked)
            return frozenset(
                one.reference for one in choose_sample(everyone, size, settings.stratum, settings.seed)
            )
        return frozenset(one.reference for one in self.asked)

    @cached_property
    def owners(self) -> Mapping[int, int]:
        """Whose return each is, by id."""
        return {one.id: one.organisation_id for one in self.asked}

    @cached_property
    def live(self) -> Mapping[int, Moderation]:
        """The live moderation of this stage, by return."""
        return {
            row.return_id: row for row in self.rows if row.plan.stage == self.stage and row.state not in ENDED
        }

    @cached_property
    def ended(self) -> Mapping[int, list[Moderation]]:
        """Those of this stage that were declined or withdrawn, by return, the oldest first."""
        found: dict[int, list[Moderation]] = {}
        for row in self.rows:
            if row.plan.stage == self.stage and row.state in ENDED:
                found.setdefault(row.return_id, []).append(row)
        return found

    @cached_property
    def unfinished_before(self) -> frozenset[int]:
        """Returns whose first moderation is not agreed yet, seen from the second."""
        return frozenset(
            row.return_id
            for row in self.rows
            if row.plan.stage < self.stage
            and row.state not in ENDED
            and row.state is not ModerationState.AGREED
        )

    @cached_property
    def listed(self) -> Sequence[AskedReturn]:
        """What the board looks at: the returns covered, and any given to somebody all the same."""
        return [
            one
            for one in self.asked
            if one.reference in self.covered or one.id in self.live or one.id in self.ended
        ]

    @cached_property
    def waiting(self) -> Sequence[AskedReturn]:
        """Returns covered that can be given to somebody now."""
        return [
            one
            for one in self.asked
            if one.reference in self.covered
            and one.is_submitted
            and one.id not in self.live
            and one.id not in self.unfinished_before
        ]

    @cached_property
    def eligible(self) -> tuple[Moderator, ...]:
        """Those whom the plan lets moderate: peers, moderators of the board, or both."""
        who = self.settings.moderators
        return tuple(
            person
            for person in self.people.values()
            if who is Moderators.BOTH or person.is_peer == (who is Moderators.PEERS)
        )

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Which organisation moderates which now: (moderator's, moderated)."""
        found = []
        for row in self.rows:
            if row.state not in ENDED:
                person = self.people.get(row.moderator_id or 0)
                spoken_for = row.moderator_organisation_id
                homes = person.home_ids if person else [spoken_for] if spoken_for is not None else []
                found += [(home, self.owners[row.return_id]) for home in sorted(homes)]
        return tuple(found)

    def propose(self, seed: int | None = None) -> Proposal:
        """A moderator for every return that waits, or why there is none."""
        return propose(
            [one.to_moderate for one in self.waiting],
            self.eligible,
            self.near,
            rule=self.settings.matching,
            allow_mutual=self.settings.allow_mutual,
            seed=self.settings.seed if seed is None else seed,
            already=self.pairs,
        )

    def tie(self, person: Moderator, organisation_id: int) -> tuple[Tie, str] | None:
        """Why somebody may not have this organisation's return, whatever the plan says."""
        return tie_between(person.home_ids, person.interests, self.near, organisation_id)

    def why_not(
        self, person: Moderator, one: AskedReturn, others: Sequence[tuple[int, int]] = ()
    ) -> str | None:
        """Why a return may not be given to somebody by hand; ``others`` are pairs given at the same moment."""
        tie = self.tie(person, one.organisation_id)
        if tie is not None:
            return tie[1]
        first = [row for row in self.rows if row.plan.stage < self.stage and row.return_id == one.id]
        if any(row.moderator_id == person.person_id for row in first):
            return "They moderated this return the first time."
        if not self.settings.allow_mutual:
            standing = {*self.pairs, *others}
            if any((one.organisation_id, home) in standing for home in person.home_ids):
                return "This organisation moderates theirs, and the plan allows no mutual pairs."
        return None

    def trouble(self, row: Moderation) -> str | None:
        """Why a live moderation needs somebody else; None when all is well or nothing is left to do."""
        if row.state is ModerationState.AGREED:
            return None
        person = self.people.get(row.moderator_id or 0)
        if person is None:
            return f"{row.moderator_name} is no longer a moderator of this board."
        tie = self.tie(person, self.owners[row.return_id])
        return tie[1] if tie else None


def ground_of(session: Session, row: Round, settings: PlanSettings, stage: int) -> Ground:
    """Everything that the allocation of a round stands on. The caller has the round in scope.

    Nine queries, however many returns and moderators there are.
    """
    asked = _asked(session, row.id)
    rows = session.scalars(
        select(Moderation)
        .join(Moderation.plan)
        .where(ModerationPlan.round_id == row.id)
        .options(contains_eager(Moderation.plan), joinedload(Moderation.moderator_organisation))
        .order_by(Moderation.id)
        .execution_options(populate_existing=True)
    ).all()
    people = _people(session, row.board_id, rows, stage, {one.id: one.reference for one in asked})
    near = near_organisations(session, row.board_id, [one.organisation_id for one in asked])
    return Ground(row, stage, settings, asked, people, near, rows)


def _asked(session: Session, round_id: int) -> list[AskedReturn]:
    rows = session.execute(
        select(
            Return.id, Return.reference, Return.state, Organisation.id, Organisation.name, Organisation.kind,
            Organisation.phase, Organisation.type,
        )
        .join(Organisation, Organisation.id == Return.organisation_id)
        .where(Return.round_id == round_id)
        .order_by(func.lower(Organisation.name), Organisation.id)
    )  # fmt: skip
    return [
        AskedReturn(id, reference, ReturnState(state), owner, name, sector_of(kind, phase, type), phase)
        for id, reference, state, owner, name, kind, phase, type in rows
    ]


def _people(
    session: Session, board_id: int, rows: Sequence[Moderation], stage: int, references: Mapping[int, str]
) -> dict[int, Moderator]:
    is_administrator = func.max(case((RoleHeld.role == Role.BOARD_ADMINISTRATOR, 1), else_=0))
    is_moderator = func.max(case((RoleHeld.role == Role.MODERATOR, 1), else_=0))
    held = session.execute(
        select(Person.id, Person.name, is_administrator)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.board_id == board_id, Person.is_closed.is_(False))
        .group_by(Person.id, Person.name)
        .having(is_moderator == 1)
        .order_by(func.lower(Person.name), Person.id)
    ).all()
    ids = [id for id, _, _ in held]
    homes: dict[int, dict[int, Home]] = {}
    found = session.execute(
        select(
            RoleHeld.person_id, Organisation.id, Organisation.name, Organisation.kind, Organisation.phase,
            Organisation.type,
        )
        .join(Organisation, Organisation.id == RoleHeld.organisation_id)
        .where(RoleHeld.person_id.in_(ids))
        .order_by(Organisation.id)
    )  # fmt: skip
    for person_id, id, name, kind, phase, type in found:
        homes.setdefault(person_id, {})[id] = Home(id, name, sector_of(kind, phase, type))
    interests = interests_in(session, board_id, ids)
    loads = Counter(row.moderator_id for row in rows if row.plan.stage == stage and row.state not in ENDED)
    back: dict[int | None, set[str]] = {}
    for row in rows:
        if row.plan.stage != stage or was_handed_back(row):
            back.setdefault(row.moderator_id, set()).add(references[row.return_id])
    return {
        id: Moderator(
            person_id=id,
            name=name,
            homes=tuple(homes.get(id, {}).values()),
            is_peer=id in homes and not administers,
            interests=interests.get(id, {}),
            load=loads[id],
            handed_back=frozenset(back.get(id, ())),
        )
        for id, name, administers in held
    }


def was_handed_back(row: Moderation) -> bool:
    """Whether a moderation ended after its moderator had answered: they are not proposed for the return again."""
    return row.state is ModerationState.DECLINED or (
        row.state is ModerationState.WITHDRAWN and row.answered_at is not None
    )
