"""The form of a line of enquiry."""

from typing import Any

from wtforms import HiddenField, RadioField, TextAreaField

from audit.web.forms import Form, at_most, needed

PANEL, SHARED = "panel", "shared"


class LineForm(Form):
    """The words of a line and who reads it."""

    text = TextAreaField(
        "What the panel wants to ask",
        description="One question in plain words. No names or details of children.",
        validators=[needed("Enter what the panel wants to ask"), at_most(2000, "The line")],
    )
    who = RadioField(
        "Who reads it before the event",
        default=PANEL,
        validators=[needed("Choose who reads it")],
    )
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who.choices = [(PANEL, "The panel only"), (SHARED, "The panel and the organisation")]

    @property
    def is_shared(self) -> bool:
        """Whether it is meant for the organisation."""
        return bool(self.who.data == SHARED)
