"""The forms of publishing."""

from wtforms import HiddenField, StringField, TextAreaField

from audit.rooms.drafts.operations import Publication
from audit.web.forms import DateInput, Form, at_most, needed


class PublishForm(Form):
    """What is decided when a draft becomes an edition."""

    edition = StringField(
        "Number of this edition",
        description="For example 2027.1. It can be used once.",
        validators=[needed("Enter a number for this edition, for example 2027.1"), at_most(20, "The number")],
    )
    code = StringField(
        "Code of the set",
        description="Editions of one set share it. A copy of somebody else’s set needs a code of its own: small "
        "letters, numbers and hyphens.",
        validators=[needed("Enter a code, for example section-11-testshire"), at_most(60, "The code")],
    )
    notes = TextAreaField(
        "What is new in it? (optional)",
        description="Your own words. They stand in the library and in letters about it.",
        validators=[at_most(5000, "The notes")],
    )
    approved_by = StringField(
        "Who approved it? (optional)",
        description="A person with their part, a sub-group, or the executive.",
        validators=[at_most(200, "This")],
    )
    approved_on = DateInput("When was it approved? (optional)", called="the day of approval")
    seen = HiddenField()

    def plan(self) -> Publication:
        """What was typed."""
        return Publication(
            code=self.code.data or "",
            edition=self.edition.data or "",
            notes=self.notes.data or "",
            approved_by=self.approved_by.data or "",
            approved_on=self.approved_on.data,
        )
