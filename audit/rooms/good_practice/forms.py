"""The forms of good practice."""

from wtforms import HiddenField, SelectMultipleField, TextAreaField

from audit.web.forms import Form, at_most


class AskForm(Form):
    """Which answers of a return to ask for, and what is good about them."""

    codes = SelectMultipleField("Answers to ask for")
    why = TextAreaField(
        "What is good about it (optional)",
        description="The organisation reads this, and so does everybody once it is shared.",
        validators=[at_most(2000, "This text")],
    )


class ChooseForm(Form):
    """Which of its answers an organisation shares."""

    codes = SelectMultipleField("Which of your answers would you share?")


class ShareForm(Form):
    """What is shared. ``looked`` says that the words were looked at again after a warning."""

    words = TextAreaField(
        "What is shared", description="You can change these words. Your return stays as it is."
    )
    evidence = SelectMultipleField("Evidence that is shared with it")
    version = HiddenField()
    looked = HiddenField()


class TickForm(Form):
    """Some ticks among many: read from the request, because there is one for each line of a table."""
