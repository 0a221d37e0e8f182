"""The forms with which an event is planned."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from audit.domain.challenge import PANEL_ROLE_WORDS, EventKind, PanelRole, Pause, parse_time
from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken
from audit.rooms.challenge.models import ChallengeEvent
from audit.rooms.challenge.operations import EventPlan
from audit.rooms.rounds.models import Round
from audit.web.forms import DateInput, Form, at_most, needed

KIND_WORDS = {
    EventKind.RETURNS: "The returns of a round",
    EventKind.ACTION_PLANS: "Action plans: how far they are",
}
_NONE = "0"


class EventForm(Form):
    """The plan of an event. ``version`` is the one that was on the screen."""

    title = StringField(
        "Title",
        description="As organisations see it, for example Section 11 challenge day.",
        validators=[needed("Enter a title, for example Section 11 challenge day"), at_most(200, "The title")],
    )
    kind = RadioField(
        "What it is about",
        default=str(EventKind.RETURNS),
        validators=[needed("Choose what the event is about")],
    )
    round_id = SelectField(
        "Round", description="For action plans you can leave it open: then all actions count."
    )
    previous_id = SelectField(
        "Event before (optional)", description="What is still open from it is proposed again."
    )
    held_on = DateInput("Day of the event", validators=[needed("Enter the day of the event")])
    place = StringField(
        "Place", description="Enter a place, a video link or both.", validators=[at_most(300, "The place")]
    )
    video_link = StringField(
        "Video link", description="It begins with https://", validators=[at_most(500, "The video link")]
    )
    notes = TextAreaField(
        "Notes (optional)",
        description="What everybody who comes should know. It stands in the letters. No names or details of children.",
        validators=[at_most(5000, "The notes")],
    )
    version = HiddenField()

    def offer(self, rounds: Iterable[Round], events: Iterable[ChallengeEvent]) -> "EventForm":
        """Fill in what can be chosen."""
        self.kind.choices = [(str(kind), words) for kind, words in KIND_WORDS.items()]
        self.round_id.choices = [(_NONE, "No round"), *((str(row.id), row.title) for row in rounds)]
        self.previous_id.choices = [
            (_NONE, "None"),
            *((str(row.id), f"{row.title}, {say_date(row.held_on)}") for row in events),
        ]
        return self

    def plan(self) -> EventPlan:
        """What was typed."""
        return EventPlan(
            title=self.title.data or "",
            held_on=self.held_on.data,
            kind=EventKind(self.kind.data),
            round_id=_id(self.round_id.data),
            previous_id=_id(self.previous_id.data),
            place=self.place.data or "",
            video_link=self.video_link.data or "",
            notes=self.notes.data or "",
        )


def _id(text: Any) -> int | None:
    return int(text) if str(text).isdigit() and str(text) != _NONE else None


def plan_in_form(event: ChallengeEvent) -> dict[str, Any]:
    """An event as the form takes it."""
    return {
        "title": event.title,
        "kind": str(event.kind),
        "round_id": str(event.round_id or _NONE),
        "previous_id": str(event.previous_id or _NONE),
        "held_on": event.held_on,
        "place": event.place,
        "video_link": event.video_link,
        "notes": event.notes,
        "version": str(event.version),
    }


class SeatForm(Form):
    """Somebody for the panel."""

    person_id = SelectField("Person", validators=[needed("Choose somebody")])
    role = SelectField(
        "Part",
        default=str(PanelRole.MEMBER),
    )

    def offer(self, people: Iterable[tuple[int, str]]) -> "SeatForm":
        """Fill in who can be chosen."""
        self.person_id.choices = [(str(id), words) for id, words in people]
        self.role.choices = [(str(role), words) for role, words in PANEL_ROLE_WORDS.items()]
        return self


class MarkForm(Form):
    """Why somebody takes no part in which slot."""

    slot_id = SelectField("Organisation", validators=[needed("Choose an organisation")])
    why = StringField(
        "Why", description="For example: a governor there until last year.",
        validators=[needed("Enter why they take no part in this slot"), at_most(300, "The reason")],
    )  # fmt: skip

    def offer(self, slots: Iterable[tuple[int, str]]) -> "MarkForm":
        """Fill in what can be chosen."""
        self.slot_id.choices = [(str(id), words) for id, words in slots]
        return self


class FillForm(Form):
    """Filling the agenda evenly."""

    starts_at = StringField(
        "First slot begins at", default="9:30am", validators=[needed("Enter a time, for example 9:30am")]
    )
    minutes = IntegerField(
        "Minutes each", default=30, validators=[needed("Enter a number of minutes, for example 30")]
    )
    break_at = StringField("Break at (optional)")
    break_minutes = IntegerField("Minutes of the break", default=15, validators=[Optional()])

    def read(self) -> tuple[str, int, Pause | None]:
        """The first time, the minutes of each, and the break; raises RuleBroken with the field at fault."""
        starts_at, pause = parse_time(self.starts_at.data or "", "starts_at"), None
        if self.break_at.data:
            minutes = self.break_minutes.data or 0
            if not 1 <= minutes <= 240:
                raise RuleBroken("Enter between 1 and 240 minutes for the break", "break_minutes")
            pause = Pause(parse_time(self.break_at.data, "break_at"), minutes)
        return starts_at, self.minutes.data or 0, pause
