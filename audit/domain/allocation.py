"""Who moderates which return: the one rule of who stands too near, the sample, and the proposal.

Everything here is decided by the seed and the references, never by the order in which things come: the same seed
gives the same sample and the same proposal again.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from audit.domain.moderation import Match, Stratum
from audit.domain.organisations import OTHER_SECTOR, Phase
from audit.domain.sharing_out import Piece, share_out

SECTOR_GROUPS: Mapping[str, tuple[str, ...]] = {
    "local government": ("Councils", "Districts and boroughs"),
    "health": ("Health",),
    "justice and emergency services": (
        "Police", "Probation", "Prisons and young offender institutions", "Youth justice", "Fire and rescue",
        "Armed forces",
    ),
    "community organisations": (
        "Voluntary organisations", "Faith organisations", "Sport", "Commissioned services", OTHER_SECTOR,
    ),
    "education": (
        "Early years", "Nursery schools", "Primary schools", "Middle schools", "Secondary schools",
        "All-through schools", "16 to 19 schools", "Special schools", "Alternative provision", "Independent schools",
        "Other schools", "Colleges", "Academy trusts",
    ),
}  # fmt: skip
"""Sectors whose work is much alike: the next best where nobody of the same sector is free."""

GROUP_OF_SECTOR: Mapping[str, str] = {
    sector: group for group, sectors in SECTOR_GROUPS.items() for sector in sectors
}


class Tie(StrEnum):
    """What keeps a person from a return."""

    OWN = "own"
    LINKED = "linked"
    INTEREST = "interest"
    HANDED_BACK = "handed-back"
    MUTUAL = "mutual"


@dataclass(frozen=True)
class Home:
    """An organisation in which a moderator holds a role."""

    id: int
    name: str
    sector: str


@dataclass(frozen=True)
class ReturnToModerate:
    """A return that needs a moderator."""

    reference: str
    organisation_id: int
    organisation: str
    sector: str
    phase: str = Phase.NOT_APPLICABLE


@dataclass(frozen=True)
class Moderator:
    """Somebody who can be given returns. One who is no peer moderates for the board."""

    person_id: int
    name: str
    homes: tuple[Home, ...] = ()
    is_peer: bool = True
    interests: Mapping[int, str] = field(default_factory=dict)
    """Organisations in which they have declared an interest, with why."""
    load: int = 0
    """Returns that they have already."""
    handed_back: frozenset[str] = frozenset()
    """References of returns that they declined or gave back, or moderated the first time."""

    @property
    def home_ids(self) -> frozenset[int]:
        """Ids of the organisations they belong to."""
        return frozenset(home.id for home in self.homes)


@dataclass(frozen=True)
class Given:
    """One line of a proposal: a return with its moderator, or nobody, and why."""

    reference: str
    organisation_id: int
    person_id: int | None
    home: Home | None
    """Whom a peer speaks for."""
    why: str


Proposal = tuple[Given, ...]
"""A line for each return, in the order of references."""


def tie_between(
    person_orgs: Collection[int],
    interests: Mapping[int, str],
    near: Mapping[int, Mapping[int, str]],
    organisation_id: int,
) -> tuple[Tie, str] | None:
    """What ties a person to an organisation, with the sentence that says so; None when nothing does."""
    if organisation_id in person_orgs:
        return Tie.OWN, "They hold a role in this organisation."
    here = near.get(organisation_id)
    for own in sorted(person_orgs):
        why = (here.get(own) if here else None) or near.get(own, {}).get(organisation_id)
        if why:
            return Tie.LINKED, f"Their organisation is linked to this one: {why}."
    if organisation_id in interests:
        return Tie.INTEREST, f"They have declared an interest: {interests[organisation_id].rstrip('.')}."
    return None


def too_near(
    person_orgs: Collection[int],
    interests: Mapping[int, str],
    near: Mapping[int, Mapping[int, str]],
    organisation_id: int,
) -> str | None:
    """Why a person may not moderate, or sit for, this organisation; None when they may.

    ``person_orgs`` are the organisations in which they hold any role, ``interests`` what they have declared
    (organisation → why), ``near`` which organisations belong together (organisation → other → why), with the
    organisation in question or the person's own among its keys.
    """
    tie = tie_between(person_orgs, interests, near, organisation_id)
    return tie[1] if tie else None


def choose_sample(
    returns: Iterable[ReturnToModerate], size: int, stratum: Stratum, seed: int
) -> list[ReturnToModerate]:
    """A sample of returns, by reference: ``size`` of them, or of each sector or phase where it is stratified.

    A stratum that holds fewer gives all it has. The same seed draws the same sample from the same returns.
    """
    taken: Counter[str] = Counter()
    chosen = []
    for one in sorted(returns, key=lambda r: (_draw(seed, "sample", r.reference), r.reference)):
        group = _stratum(one, stratum)
        if taken[group] < size:
            taken[group] += 1
            chosen.append(one)
    return sorted(chosen, key=lambda r: r.reference)


def propose(
    returns: Sequence[ReturnToModerate],
    moderators: Sequence[Moderator],
    near: Mapping[int, Mapping[int, str]],
    *,
    rule: Match,
    allow_mutual: bool,
    seed: int,
    already: Collection[tuple[int, int]] = (),
) -> Proposal:
    """A moderator for each return, or the reason why there is none.

    Nobody is given a return of their own, a linked or a declared-interest organisation, nor (unless allowed) one
    of an organisation that moderates theirs; ``already`` are pairs (moderator's organisation, organisation
    moderated) that stand. Loads are as even as those ties let them be; among even shares, like goes with like, or
    across where the rule says so.
    """
    people = sorted(moderators, key=lambda m: (_draw(seed, "moderator", m.person_id), m.person_id))
    work = sorted(returns, key=lambda r: (_draw(seed, "return", r.reference), r.reference))
    ties = [[_tie(one, person, near) for person in people] for one in work]
    pieces = [
        Piece(
            one.organisation_id,
            {
                place: unfitness(rule, one, person)
                for place, person in enumerate(people)
                if ties[at][place] is None
            },
        )
        for at, one in enumerate(work)
    ]
    shared = share_out(
        pieces,
        [(person.load, person.home_ids) for person in people],
        already=None if allow_mutual else already,
    )
    loads = Counter(place for place in shared if place is not None)
    lines = []
    for at, one in enumerate(work):
        place = shared[at]
        if place is None:
            why = _why_not([tie for tie in ties[at] if tie is not None], len(people))
            lines.append(Given(one.reference, one.organisation_id, None, None, why))
            continue
        person = people[place]
        best = min(pieces[at].costs.values())
        home = _speaks_for(rule, one, person)
        why = _why(rule, one, person, home, best, person.load + loads[place])
        lines.append(Given(one.reference, one.organisation_id, person.person_id, home, why))
    return tuple(sorted(lines, key=lambda line: line.reference))


def _draw(seed: int, what: str, key: object) -> bytes:
    """A lot drawn for one thing: the same for the same seed, whatever else takes part."""
    return hashlib.sha256(f"{seed}:{what}:{key}".encode()).digest()


def _stratum(one: ReturnToModerate, stratum: Stratum) -> str:
    if stratum is Stratum.SECTOR:
        return one.sector
    return one.phase if stratum is Stratum.PHASE else ""


def _tie(one: ReturnToModerate, person: Moderator, near: Mapping[int, Mapping[int, str]]) -> Tie | None:
    tie = tie_between(person.home_ids, person.interests, near, one.organisation_id)
    if tie is not None:
        return tie[0]
    return Tie.HANDED_BACK if one.reference in person.handed_back else None


SAME, ALIKE, OTHER = 0, 1, 2
"""How far two sectors are from each other."""


def _distance(one: str, other: str) -> int:
    if one == other:
        return SAME
    return ALIKE if GROUP_OF_SECTOR.get(one) == GROUP_OF_SECTOR.get(other) else OTHER


def unfitness(rule: Match, one: ReturnToModerate, person: Moderator) -> int:
    """How little a moderator fits a return: 0 best, 2 worst. A moderator of the board is neither like nor unlike."""
    home = _speaks_for(rule, one, person)
    if home is None:
        return 1
    far = _distance(one.sector, home.sector)
    return far if rule is Match.LIKE else OTHER - far


def _speaks_for(rule: Match, one: ReturnToModerate, person: Moderator) -> Home | None:
    """Of a peer's organisations, the one that fits best."""
    if not person.is_peer or not person.homes:
        return None
    sign = 1 if rule is Match.LIKE else -1
    return min(person.homes, key=lambda home: (sign * _distance(one.sector, home.sector), home.id))


def _why(
    rule: Match, one: ReturnToModerate, person: Moderator, home: Home | None, best: int, load: int
) -> str:
    number = f"{load} return" if load == 1 else f"{load} returns"
    if home is None:
        return f"A moderator of the board; {number} in all."
    far = _distance(one.sector, home.sector)
    cost = far if rule is Match.LIKE else OTHER - far
    is_or = "was free" if best < cost else "can take it"
    if rule is Match.LIKE:
        if far == SAME:
            return f"Like with like: {one.sector}; {number} in all."
        near = f", also {GROUP_OF_SECTOR[home.sector]}" if far == ALIKE else ""
        return f"Nobody nearer to {one.sector} {is_or}: from {home.sector}{near}; {number} in all."
    if far == OTHER:
        return f"Across sectors: from {home.sector}; {number} in all."
    return f"Nobody further from {one.sector} {is_or}: from {home.sector}; {number} in all."


_TIE_WORDS: Mapping[Tie, tuple[str, str]] = {
    Tie.OWN: ("works there", "work there"),
    Tie.LINKED: ("is of a linked organisation", "are of linked organisations"),
    Tie.INTEREST: ("has declared an interest", "have declared an interest"),
    Tie.HANDED_BACK: ("has had it before", "have had it before"),
    Tie.MUTUAL: ("would moderate and be moderated in turn", "would moderate and be moderated in turn"),
}


def _why_not(ties: Sequence[Tie], people: int) -> str:
    if not people:
        return "There is nobody to choose from. Give people the role of moderator first."
    counts = Counter(ties)
    counts[Tie.MUTUAL] += people - len(ties)
    parts = [f"{counts[tie]} {_TIE_WORDS[tie][counts[tie] > 1]}" for tie in Tie if counts[tie]]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    of = "Of the one moderator" if people == 1 else f"Of {people} moderators"
    return f"Nobody can take it. {of}, {listed}."
