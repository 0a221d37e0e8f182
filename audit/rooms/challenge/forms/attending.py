"""The form in which an organisation says who comes."""

from wtforms import HiddenField, TextAreaField

from audit.web.forms import Form, at_most, needed


class AttendingForm(Form):
    """Who comes. ``seen`` is what stood there when it was typed."""

    attending = TextAreaField(
        "Who will attend",
        description="Names and jobs, one on each line.",
        validators=[
            needed("Enter the names and jobs of those who will attend"),
            at_most(2000, "Who will attend"),
        ],
    )
    seen = HiddenField()
