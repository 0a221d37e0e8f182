"""What the board's pages of allocation show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from audit.domain.allocation import Given, Moderator, unfitness
from audit.domain.dates import in_london, say_date
from audit.domain.moderation import (
    MODERATION_STATE_WORDS,
    WITH_MODERATOR,
    Coverage,
    ModerationState,
    ModerationVerb,
    open_moderation_verbs,
)
from audit.domain.rollup import Share
from audit.rooms.moderation.forms import COVERAGE_WORDS, MATCH_WORDS, MODERATOR_WORDS, STRATUM_WORDS
from audit.rooms.moderation.models import Moderation
from audit.rooms.moderation.queries.ground import AskedReturn, Ground
from audit.rooms.moderation.queries.plans import PlanSettings

PAGE = 50
ALL_OFFERED = 40
"""Up to this many moderators every one who may is offered in a proposal; beyond it the best fitting."""
BEST_OFFERED = 12

COLOURS: Mapping[ModerationState, str] = {
    ModerationState.OFFERED: "grey",
    ModerationState.ACCEPTED: "light-blue",
    ModerationState.IN_PROGRESS: "blue",
    ModerationState.WITH_ORGANISATION: "purple",
    ModerationState.REPLIED: "purple",
    ModerationState.WITH_BOARD: "orange",
    ModerationState.AGREED: "green",
    ModerationState.DECLINED: "yellow",
    ModerationState.WITHDRAWN: "yellow",
}

TO_COME, NEEDED, TROUBLE, GIVEN = "not-submitted", "needed", "trouble", "given"
FILTERS: Mapping[str, str] = {
    "": "Every return",
    NEEDED: "Needs a moderator",
    TROUBLE: "Needs another moderator",
    GIVEN: "With a moderator",
    **{
        state.value: words
        for state, words in MODERATION_STATE_WORDS.items()
        if state not in (ModerationState.DECLINED, ModerationState.WITHDRAWN)
    },
    TO_COME: "Not submitted yet",
}
"""What the list can be narrowed to."""

SORTS: Mapping[str, str] = {
    "name": "Organisation",
    "state": "Status",
    "moderator": "Moderator",
    "days": "Days",
}


@dataclass(frozen=True)
class Line:
    """A return in the board's list."""

    one: AskedReturn
    row: Moderation | None
    key: str
    """Where it stands, as ``FILTERS`` names it."""
    words: str
    colour: str
    moderator: str
    home: str
    days: int | None
    """Since it was offered, while it is not agreed."""
    is_late: bool
    note: str
    """Why it needs somebody else, if it does."""


@dataclass(frozen=True)
class Tile:
    """A figure with its denominator, and the filter that lists what it counts."""

    label: str
    share: Share
    filter: str


@dataclass(frozen=True)
class Listed:
    """One page of lines."""

    lines: Sequence[Line]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, ceil(self.total / PAGE))


def lines_of(ground: Ground, today: date) -> list[Line]:
    """Every return that is moderated, by the name of its organisation."""
    return [line_of(ground, one, today) for one in ground.listed]


def line_of(ground: Ground, one: AskedReturn, today: date) -> Line:
    """One return as the board sees it."""
    row = ground.live.get(one.id)
    if row is None:
        before = ground.ended.get(one.id, [])
        note = _say_ended(before[-1]) if before else ""
        if not one.is_submitted:
            return Line(one, None, TO_COME, "Not submitted yet", "grey", "", "", None, False, note)
        if one.id in ground.unfinished_before:
            return Line(one, None, TO_COME, "First moderation not agreed", "grey", "", "", None, False, note)
        key, words = (TROUBLE, "Needs another moderator") if before else (NEEDED, "Needs a moderator")
        return Line(one, None, key, words, "yellow", "", "", None, False, note)
    trouble = ground.trouble(row) or ("" if one.is_submitted else "The return has been reopened.")
    days = None
    if row.state is not ModerationState.AGREED:
        days = max(0, (today - in_london(row.offered_at).date()).days)
    by = ground.settings.moderate_by
    late = by is not None and today > by and row.state in WITH_MODERATOR
    home = row.moderator_organisation.name if row.moderator_organisation else "The board"
    return Line(
        one, row, row.state.value, MODERATION_STATE_WORDS[row.state], COLOURS[row.state], row.moderator_name, home,
        days, late, trouble,
    )  # fmt: skip


def _say_ended(row: Moderation) -> str:
    did = "declined" if row.state is ModerationState.DECLINED else "had it before"
    return (
        f"{row.moderator_name} {did}: {row.ended_reason}"
        if row.ended_reason
        else f"{row.moderator_name} {did}."
    )


def narrow(lines: Sequence[Line], chosen: str, words: str, sort: str, page: int) -> Listed:
    """The lines that fit a filter, one page of them."""
    found = [line for line in lines if _fits(line, chosen) and _named(line, words)]
    if sort == "state":
        order = list(FILTERS)
        found.sort(key=lambda line: order.index(line.key))
    elif sort == "moderator":
        found.sort(key=lambda line: (not line.moderator, line.moderator.casefold()))
    elif sort == "days":
        found.sort(key=lambda line: -(line.days if line.days is not None else -1))
    page = min(max(1, page), max(1, ceil(len(found) / PAGE)))
    return Listed(found[(page - 1) * PAGE : page * PAGE], len(found), page)


def _fits(line: Line, chosen: str) -> bool:
    if chosen == TROUBLE:
        return line.key == TROUBLE or (line.row is not None and bool(line.note))
    if chosen == GIVEN:
        return line.row is not None
    return not chosen or line.key == chosen


def _named(line: Line, words: str) -> bool:
    wanted = words.casefold()
    texts = (line.one.organisation, line.one.reference, line.moderator, line.home)
    return not wanted or any(wanted in text.casefold() for text in texts)


def tiles_of(lines: Sequence[Line]) -> list[Tile]:
    """The figures of a moderation, each with its denominator."""
    every, states = len(lines), Counter(line.row.state for line in lines if line.row is not None)
    given = sum(states.values())
    submitted = sum(line.one.is_submitted for line in lines)
    given_of_these = sum(line.one.is_submitted and line.row is not None for line in lines)
    state = ModerationState
    return [
        Tile("Returns submitted", Share(submitted, every), ""),
        Tile("Given to a moderator", Share(given_of_these, submitted), GIVEN),
        Tile("Accepted or further", Share(given - states[state.OFFERED], given), ""),
        Tile("In progress", Share(states[state.IN_PROGRESS], given), state.IN_PROGRESS.value),
        Tile(
            "With organisations", Share(states[state.WITH_ORGANISATION], given), state.WITH_ORGANISATION.value
        ),
        Tile("To settle", Share(states[state.WITH_BOARD], given), state.WITH_BOARD.value),
        Tile("Agreed", Share(states[state.AGREED], given), state.AGREED.value),
    ]


def settings_rows(settings: PlanSettings) -> list[tuple[str, str]]:
    """A plan in words."""
    covered = COVERAGE_WORDS[settings.coverage]
    if settings.coverage is Coverage.SAMPLE:
        covered = f"A random sample of {settings.sample_size}: {STRATUM_WORDS[settings.stratum].lower()}"
    elif settings.coverage is Coverage.CHOSEN:
        number = len(settings.chosen)
        covered = f"{number} {'return' if number == 1 else 'returns'} chosen by the board"
    rows = [
        ("Returns", covered),
        ("Moderated by", MODERATOR_WORDS[settings.moderators]),
        ("Matched", MATCH_WORDS[settings.matching]),
        ("Mutual pairs", "Allowed" if settings.allow_mutual else "Not allowed"),
        ("Days to reply", str(settings.reply_days)),
        ("Seed", str(settings.seed)),
    ]
    if settings.moderate_by is not None:
        rows.insert(1, ("Moderate by", say_date(settings.moderate_by)))
    return rows


def person_words(person: Moderator) -> str:
    """A moderator with whom they belong to: ``Sam Example, Testshire Council``."""
    return (
        f"{person.name}, {' and '.join(home.name for home in person.homes)}" if person.homes else person.name
    )


@dataclass(frozen=True)
class ProposedLine:
    """A return in a proposal, with those who could have it."""

    one: AskedReturn
    why: str
    chosen: int | None
    choices: Sequence[tuple[int, str]]


def proposed_lines(
    ground: Ground, proposal: Sequence[Given], picked: Mapping[str, int | None] | None = None
) -> list[ProposedLine]:
    """A proposal as the board changes it, by the name of the organisation. ``picked``: what was chosen on the page."""
    by_reference = {line.reference: line for line in proposal}
    loads = Counter(line.person_id for line in proposal)
    found = []
    for one in ground.waiting:
        line = by_reference[one.reference]
        chosen = line.person_id if picked is None else picked.get(one.reference)
        able = [
            person
            for person in ground.eligible
            if ground.tie(person, one.organisation_id) is None and one.reference not in person.handed_back
        ]
        if len(able) > ALL_OFFERED:
            rule = ground.settings.matching
            able.sort(
                key=lambda p: (unfitness(rule, one.to_moderate, p), p.load + loads[p.person_id], p.person_id)
            )
            able = [
                p for n, p in enumerate(able) if n < BEST_OFFERED or p.person_id in (chosen, line.person_id)
            ]
        able.sort(key=lambda person: person.name.casefold())
        found.append(ProposedLine(one, line.why, chosen, [(p.person_id, person_words(p)) for p in able]))
    return found


@dataclass(frozen=True)
class HandChoice:
    """Who may be given one return, and who may not with the reason."""

    able: Sequence[tuple[int, str]]
    too_near: Sequence[tuple[str, str]]


def hand_choice(ground: Ground, one: AskedReturn) -> HandChoice:
    """Everybody who moderates in the board, for one return."""
    able, near = [], []
    held = ground.live.get(one.id)
    for person in ground.people.values():
        why = ground.why_not(person, one)
        if why is not None:
            near.append((person_words(person), why))
        elif held is None or held.moderator_id != person.person_id:
            number = f"{person.load} {'return' if person.load == 1 else 'returns'} now"
            able.append((person.person_id, f"{person_words(person)} ({number})"))
    return HandChoice(able, near)


def may_withdraw(row: Moderation | None) -> bool:
    """Whether a return can be taken from its moderator now."""
    return row is not None and ModerationVerb.WITHDRAW in open_moderation_verbs(row.state)
