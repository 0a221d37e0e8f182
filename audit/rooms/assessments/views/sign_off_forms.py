"""The forms of signing off: plain, because the operations say what is missing."""

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from audit.web.forms import DateInput, Form


class SendForm(Form):
    """Sending has no fields; the form carries the reason when it is refused."""


class RecallForm(Form):
    """Taking a return back."""

    reason = TextAreaField("Why you take it back (optional)")


class SignForm(Form):
    """An approver's signature."""

    attempt = HiddenField()
    step = HiddenField()
    governing_body_on = DateInput(
        "Date of the governing body meeting",
        description="The meeting that saw this return, for example 27 3 2026",
    )
    title = StringField("Your job title or role", description="As it will stand on the submitted copy")
    declared = BooleanField(
        "I have read this return. To the best of my knowledge it is a true account of how things stand."
    )


class ReturnForm(Form):
    """An approver gives the return back to the lead."""

    attempt = HiddenField()
    reason = TextAreaField(
        "What has to change", description="The lead reads this in a letter. No names or details of children."
    )


class ReopenForm(Form):
    """The board reopens a submitted return."""

    reason = TextAreaField(
        "Why the return is reopened",
        description="The organisation's leads read this in a letter. No names or details of children.",
    )


class HoldBackForm(Form):
    """The board holds back what may tell who a child is."""

    what = SelectField("What to hold back", choices=[], validate_choice=False)
    reason = TextAreaField(
        "Why it is held back",
        description="Everybody who reads the return sees this in its place. Do not repeat the details.",
    )
