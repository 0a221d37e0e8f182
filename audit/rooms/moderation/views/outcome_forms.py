"""The forms of an outcome."""

from wtforms import HiddenField, StringField, TextAreaField

from audit.web.forms import DateInput, Form


class OutcomeForm(Form):
    """What the board writes, with the version that it was typed over. The actions asked for are fields of their own."""

    version = HiddenField()
    strength_1 = TextAreaField("First strength")
    strength_2 = TextAreaField("Second strength")
    next_steps = TextAreaField("Next steps", description="What the organisation should do next, a line each.")
    actions_expected = TextAreaField(
        "Actions expected (optional)", description="Anything to say about the actions in words of your own."
    )
    asked = StringField("Actions asked for")
    """Only for the errors of those fields."""
    asked_by = DateInput(
        "One date for all of them (optional)",
        description="Without a date each action is due on the day beside it.",
    )


class SendForm(Form):
    """Sending what was read."""

    version = HiddenField()
