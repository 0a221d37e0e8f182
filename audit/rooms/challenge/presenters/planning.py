"""An event in words: its steps, its agenda, what is missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Field

from audit.domain.challenge import EventState, PanelRole, what_is_missing
from audit.domain.dates import say_date
from audit.rooms.challenge.models import ChallengeEvent, Line, Slot, SlotFile
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.queries import Marks, SeatLine
from audit.web.forms import DateInput, Form

EVENT_COLOURS: Mapping[EventState, str] = {
    EventState.DRAFT: "grey",
    EventState.ANNOUNCED: "blue",
    EventState.UNDER_WAY: "yellow",
    EventState.HELD: "purple",
    EventState.REPORTED: "green",
}


@dataclass(frozen=True)
class Task:
    """One step of planning an event. ``step`` names the page."""

    step: str
    title: str
    hint: str
    status: str
    colour: str = ""
    """Of the tag; empty for a step that is done."""


@dataclass(frozen=True)
class AgendaLine:
    """A slot as lists show it."""

    slot: Slot
    time: str
    lines: int
    shared: int
    files: Sequence[SlotFile]
    out: Sequence[str]
    """Names of members of the panel who take no part in it."""
    has_left: bool


def where(event: ChallengeEvent) -> str:
    """``Town hall and by video``."""
    if event.place and event.video_link:
        return f"{event.place} and by video"
    return event.place or "By video"


def agenda_lines(
    slots: Iterable[Slot],
    lines: Mapping[int, Sequence[Line]],
    files: Mapping[int, Sequence[SlotFile]],
    marks: Marks,
    panel: Sequence[SeatLine],
    left: Collection[int],
) -> list[AgendaLine]:
    """The agenda of an event in its order."""
    names = {line.seat.id: line.seat.person.name for line in panel}
    return [
        AgendaLine(
            slot,
            say_slot(slot),
            len(lines.get(slot.id, ())),
            sum(line.shared_at is not None and line.is_shared for line in lines.get(slot.id, ())),
            files.get(slot.id, ()),
            [names[seat_id] for seat_id in names if seat_id in marks.out_of(slot.id)],
            slot.organisation_id in left,
        )
        for slot in slots
    ]


def chair_warnings(panel: Iterable[SeatLine], slots: Iterable[Slot], marks: Marks) -> list[str]:
    """A sentence for each slot in which no chair takes part: somebody else must chair it."""
    chairs = [line.seat for line in panel if line.seat.role is PanelRole.CHAIR and not line.has_left]
    if not chairs:
        return []
    names = " and ".join(seat.person.name for seat in chairs)
    return [
        f"{names} {'takes' if len(chairs) == 1 else 'take'} no part in the slot of {slot.organisation.name}. "
        "Somebody else must chair it."
        for slot in slots
        if all(seat.id in marks.out_of(slot.id) for seat in chairs)
    ]


def tasks_of(
    event: ChallengeEvent, panel: Sequence[SeatLine], agenda: Sequence[AgendaLine], news: int
) -> list[Task]:
    """The steps of planning an event with where each stands. ``news`` counts those who have to be told of it."""
    sitting = [line for line in panel if not line.has_left]
    chairs = sum(line.seat.role is PanelRole.CHAIR for line in sitting)
    missing = what_is_missing(panel=len(sitting), chairs=chairs, slots=len(agenda))
    written = sum(line.lines > 0 for line in agenda)
    people = f"{len(sitting)} {'person' if len(sitting) == 1 else 'people'}"
    heard = f"{len(agenda)} {'organisation' if len(agenda) == 1 else 'organisations'}"
    return [
        Task("details", "Details", f"{say_date(event.held_on)}, {where(event)}", "Done"),
        Task("panel", "Panel", people if sitting else "Nobody yet", *_status(bool(chairs), bool(sitting))),
        Task("agenda", "Agenda", heard if agenda else "Nobody yet", *_status(bool(agenda), False)),
        Task(
            "lines",
            "Lines of enquiry",
            f"{written} of {heard} with lines" if agenda else "Once organisations are on the agenda",
            *_status(bool(agenda) and written == len(agenda), written > 0),
        ),
        _announce(event, missing, news),
    ]


def _status(done: bool, begun: bool) -> tuple[str, str]:
    if done:
        return "Done", ""
    return ("Incomplete", "yellow") if begun else ("Not started", "grey")


def _announce(event: ChallengeEvent, missing: Sequence[str], news: int) -> Task:
    if event.state is EventState.DRAFT:
        hint = f"{'. '.join(missing)}." if missing else "Letters go to the organisations and the panel"
        return Task(
            "announce", "Announce", hint, *(("Cannot start yet", "grey") if missing else ("Ready", "blue"))
        )
    if news and event.state is EventState.ANNOUNCED:
        to_tell = f"{news} {'has' if news == 1 else 'have'} not been told of the latest changes"
        return Task("announce", "Announce", to_tell, "Changes to tell", "yellow")
    return Task("announce", "Announce", "Everybody has been written to", "Done")


@dataclass(frozen=True)
class Difference:
    """A field that two people gave different values."""

    label: str
    saved: str
    typed: str


def differences(form: Form, saved: Mapping[str, Any]) -> list[Difference]:
    """Where what was typed differs from what somebody else saved meanwhile."""
    found = []
    for field in form:
        if field.name in saved and field.name != "version":
            theirs, mine = _shown(field, saved[field.name]), _shown(field, field.data)
            if theirs != mine:
                found.append(Difference(field.label.text, theirs, mine))
    return found


def _shown(field: Field, value: Any) -> str:
    if isinstance(field, DateInput):
        return say_date(value) if isinstance(value, date) else ""
    choices = {str(choice[0]): str(choice[1]) for choice in getattr(field, "choices", None) or ()}
    return choices.get(str(value), "" if choices else str(value or ""))
