"""Challenge events: executives answer for their organisations in person, line of enquiry by line of enquiry."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from audit.domain.errors import RuleBroken


class EventKind(StrEnum):
    """What an event is about: the returns of a round, or how far the action plans are."""

    RETURNS = "returns"
    ACTION_PLANS = "action-plans"


class EventState(StrEnum):
    """Where an event stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    UNDER_WAY = "under-way"
    HELD = "held"
    REPORTED = "reported"


class EventVerb(StrEnum):
    """What the board does to an event."""

    ANNOUNCE = "announce"
    BEGIN = "begin"
    END = "end"
    RESUME = "resume"
    REPORT = "report"


class PanelRole(StrEnum):
    """What somebody does on a panel."""

    CHAIR = "chair"
    MEMBER = "member"
    NOTE_TAKER = "note-taker"
    OBSERVER = "observer"


class EnquiryReason(StrEnum):
    """Why a line of enquiry is proposed."""

    PRIORITY_GRADE = "priority-grade"
    MOVED = "moved"
    GREENER = "greener"
    EVIDENCE_WEAK = "evidence-weak"
    NEVER_OPENED = "never-opened"
    OVERDUE = "overdue"
    UNLIKE_PEERS = "unlike-peers"
    CARRIED = "carried"
    BY_HAND = "by-hand"


class EnquiryOutcome(StrEnum):
    """What the panel concluded on one line."""

    ASSURED = "assured"
    PARTLY_ASSURED = "partly-assured"
    NOT_ASSURED = "not-assured"


EVENT_STATE_WORDS: Mapping[EventState, str] = {
    EventState.DRAFT: "Draft",
    EventState.ANNOUNCED: "Announced",
    EventState.UNDER_WAY: "Under way",
    EventState.HELD: "Held",
    EventState.REPORTED: "Reported",
}

PANEL_ROLE_WORDS: Mapping[PanelRole, str] = {
    PanelRole.CHAIR: "Chair",
    PanelRole.MEMBER: "Member",
    PanelRole.NOTE_TAKER: "Note-taker",
    PanelRole.OBSERVER: "Observer",
}

OUTCOME_WORDS: Mapping[EnquiryOutcome, str] = {
    EnquiryOutcome.ASSURED: "Assured",
    EnquiryOutcome.PARTLY_ASSURED: "Partly assured",
    EnquiryOutcome.NOT_ASSURED: "Not assured",
}

_S, _V = EventState, EventVerb
EVENT_WORKFLOW: Mapping[tuple[EventState, EventVerb], EventState] = {
    (_S.DRAFT, _V.ANNOUNCE): _S.ANNOUNCED,
    (_S.ANNOUNCED, _V.BEGIN): _S.UNDER_WAY,
    (_S.UNDER_WAY, _V.END): _S.HELD,
    # Notes are completed after the day; until the report is out the event can be taken up again.
    (_S.HELD, _V.RESUME): _S.UNDER_WAY,
    (_S.HELD, _V.REPORT): _S.REPORTED,
}

_WHY_NOT: Mapping[EventState, str] = {
    _S.DRAFT: "This event has not been announced yet.",
    _S.ANNOUNCED: "This event has been announced and has not begun.",
    _S.UNDER_WAY: "This event is under way.",
    _S.HELD: "This event has been held.",
    _S.REPORTED: "The report of this event has been sent, so nothing was changed.",
}


def next_event_state(state: EventState, verb: EventVerb) -> EventState:
    """The state that an event moves to; raises RuleBroken with the reason when the verb is not open."""
    try:
        return EVENT_WORKFLOW[(state, verb)]
    except KeyError:
        raise RuleBroken(_WHY_NOT[state]) from None


def why_not(state: EventState) -> str:
    """Where an event stands, as a sentence that says why something cannot be done now."""
    return _WHY_NOT[state]


def open_event_verbs(state: EventState) -> frozenset[EventVerb]:
    """The verbs that are open in a state; templates offer only these."""
    return frozenset(verb for (at, verb) in EVENT_WORKFLOW if at is state)


LATEST_MINUTE = 24 * 60
"""Minutes of a day. A slot ends by midnight."""

SHORTEST_SLOT, LONGEST_SLOT = 5, 480
"""Minutes that one organisation may be heard for."""

CHANGEABLE = frozenset({EventState.DRAFT, EventState.ANNOUNCED})
"""The states in which the day, the place and what the event is about may be changed."""

BEFORE_THE_END = CHANGEABLE | {EventState.UNDER_WAY}
"""The states in which panel, agenda and lines may still be changed: on the day things move."""


@dataclass(frozen=True)
class Sitting:
    """One organisation's time on the agenda. ``starts_at`` is London's time of day, ``HH:MM``."""

    name: str
    starts_at: str
    minutes: int

    @property
    def begins(self) -> int:
        """Minutes after midnight at which it begins."""
        return minute_of(self.starts_at)

    @property
    def ends(self) -> int:
        """Minutes after midnight at which it ends."""
        return self.begins + self.minutes


def minute_of(time: str) -> int:
    """``09:30`` as minutes after midnight."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def time_of(minute: int) -> str:
    """Minutes after midnight as ``HH:MM``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def say_clock(time: str) -> str:
    """``09:30`` as ``9:30am``; ``midday`` and ``midnight``, because 12:00pm and 12:00am are misread."""
    hours, minutes = divmod(minute_of(time) % LATEST_MINUTE, 60)
    if minutes == 0 and hours in (0, 12):
        return "midday" if hours else "midnight"
    return f"{hours % 12 or 12}:{minutes:02}{'am' if hours < 12 else 'pm'}"


def say_span(sitting: Sitting) -> str:
    """``9:30am to 10:00am``."""
    return f"{say_clock(sitting.starts_at)} to {say_clock(time_of(sitting.ends))}"


_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)


def parse_time(text: str, field: str | None = None) -> str:
    """The time of day that was typed, as ``HH:MM``: ``9:30am``, ``9.30``, ``14:00``, ``2pm`` and ``midday`` are read.

    Raises RuleBroken with an example when it is no time.
    """
    typed = " ".join(text.split()).casefold()
    if typed in ("midday", "noon"):
        return "12:00"
    found = _TIME.fullmatch(typed)
    if found is not None:
        hours, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
        if half and 1 <= hours <= 12:
            hours = hours % 12 + (12 if half == "pm" else 0)
        elif half or (found[2] is None):
            hours = 24  # 14am, or a bare number, is no time
        if hours < 24 and minutes < 60:
            return f"{hours:02}:{minutes:02}"
    raise RuleBroken("Enter a time, for example 9:30am", field)


def check_agenda(sittings: Iterable[Sitting]) -> None:
    """Raise RuleBroken for a length nobody is heard for, a slot past midnight, or two slots that overlap.

    The sentence names both organisations.
    """
    listed = sorted(sittings, key=lambda each: (each.begins, each.ends, each.name))
    for each in listed:
        if not SHORTEST_SLOT <= each.minutes <= LONGEST_SLOT:
            raise RuleBroken(
                f"{each.name} must have between {SHORTEST_SLOT} and {LONGEST_SLOT} minutes", "minutes"
            )
        if each.ends > LATEST_MINUTE:
            raise RuleBroken(f"The slot of {each.name} would end after midnight", "starts_at")
    for one, other in pairwise(listed):
        if other.begins < one.ends:
            raise RuleBroken(
                f"{one.name} ({say_span(one)}) and {other.name} ({say_span(other)}) overlap. "
                "Give one of them another time",
                "starts_at",
            )


@dataclass(frozen=True)
class Pause:
    """A break in the agenda."""

    starts_at: str
    minutes: int


def fill_evenly(count: int, starts_at: str, minutes: int, pause: Pause | None = None) -> list[str]:
    """The times at which so many organisations begin, one after another with a break in between.

    The break begins when it is due, or, when somebody would still be heard then, as soon as they are done.
    Raises RuleBroken when the day is too short.
    """
    found, at, owed = [], minute_of(starts_at), pause
    for _ in range(count):
        if owed is not None and at >= minute_of(owed.starts_at):
            at, owed = at + owed.minutes, None
        found.append(time_of(at))
        at += minutes
    if at > LATEST_MINUTE:
        raise RuleBroken(
            f"{count} organisations of {minutes} minutes each from {say_clock(starts_at)} would end after midnight. "
            "Begin earlier or give each less time",
            "minutes",
        )
    return found


_LINK = re.compile(r"https?://[^\s/?#@:]+(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)


def check_link(link: str, field: str = "video_link") -> str:
    """A link for a meeting by video, http or https; empty for none. Raises RuleBroken for anything else."""
    link = link.strip()
    if not link:
        return ""
    if not _LINK.fullmatch(link):
        raise RuleBroken(
            "The video link must begin with https:// or http://, as it stands in the invitation", field
        )
    return link


def what_is_missing(*, panel: int, chairs: int, slots: int) -> list[str]:
    """What an event still needs before it can be announced, a sentence each; nothing when it is ready."""
    missing = []
    if not panel:
        missing.append("Nobody is on the panel yet")
    elif not chairs:
        missing.append("The panel has no chair yet")
    if not slots:
        missing.append("No organisation is on the agenda yet")
    return missing
