"""Forms of the evidence library."""

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from audit.rooms.evidence.operations import LONGEST_DESCRIPTION
from audit.web.forms import DateInput, Form, at_most


class EvidenceForm(Form):
    """What is said about a file."""

    description = TextAreaField(
        "Description",
        [at_most(LONGEST_DESCRIPTION, "The description")],
        description="What it shows, for people who have not seen it. No names or details of children.",
    )
    review_on = DateInput(
        "Review date",
        description="When the document itself is next due for review, for example 31 8 2027. "
        "You can leave it empty.",
    )
    version = IntegerField(widget=HiddenInput())
    back = StringField(widget=HiddenInput())
