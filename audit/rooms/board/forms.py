"""The board's forms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField

from audit.domain.questionnaire import SIGN_OFF_TITLES
from audit.rooms.rounds.operations import ReviewPlan
from audit.web.forms import DateInput, Form, at_most, needed

_STEP_CHOICES = ("chief-officer", "head", "chair", "head+chair", "chief-officer+chair")


class ReviewForm(Form):
    """The plan of a progress review."""

    title = StringField(
        "Title",
        description="As organisations see it.",
        validators=[
            needed("Enter a title, for example Progress review of Section 11 audit 2026"),
            at_most(200, "The title"),
        ],
    )
    due_on = DateInput(
        "Due date",
        description="The last day for a signed report. It can be extended, for one or for all.",
        validators=[needed("Enter the due date")],
    )
    sign_off = RadioField("Who signs a report", validators=[needed("Choose who signs")])
    notes = TextAreaField(
        "What organisations should know (optional)",
        description="Your own words about this review. No names or details of children.",
        validators=[at_most(5000, "This text")],
    )

    def offer(self, steps: Sequence[str]) -> "ReviewForm":
        """Fill in who can sign; ``steps`` are those of the round that is reviewed."""
        before = "+".join(steps)
        choices = [before, *(choice for choice in _STEP_CHOICES if choice != before)]
        self.sign_off.choices = [(choice, _say(choice.split("+"))) for choice in choices]
        return self

    def plan(self) -> ReviewPlan:
        """What was typed."""
        due_on: Any = self.due_on.data
        assert isinstance(due_on, date)  # the form is valid
        return ReviewPlan(
            title=self.title.data or "",
            due_on=due_on,
            sign_off_steps=tuple((self.sign_off.data or "").split("+")),
            notes=self.notes.data or "",
        )


class LevelForm(Form):
    """The level that partners agreed on."""

    grade = RadioField("The level that was agreed", validators=[needed("Choose the level that was agreed")])
    note = TextAreaField(
        "Note (optional)",
        description="What was said that led to it, and what follows. No names or details of children.",
        validators=[at_most(5000, "The note")],
    )
    version = HiddenField(default="0")


def _say(steps: Sequence[str]) -> str:
    titles = [SIGN_OFF_TITLES.get(step, step) for step in steps]
    return ", then ".join(titles[:1] + [title[:1].lower() + title[1:] for title in titles[1:]])
