"""The forms of challenge events."""

from audit.rooms.challenge.forms.attending import AttendingForm
from audit.rooms.challenge.forms.lines import LineForm
from audit.rooms.challenge.forms.planning import EventForm, FillForm, MarkForm, SeatForm, plan_in_form

__all__ = ["AttendingForm", "EventForm", "FillForm", "LineForm", "MarkForm", "SeatForm", "plan_in_form"]
