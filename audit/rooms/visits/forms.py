"""The forms of visits and of feedback."""

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField

from audit.web.forms import DateInput, Form, at_most, needed


class AskForm(Form):
    """Whom to ask to visit which organisations, with which form."""

    edition = SelectField("Form", coerce=int, validate_choice=False)
    visitor = SelectField("Who visits", coerce=int, validate_choice=False)
    organisations = SelectMultipleField("Organisations", validate_choice=False)
    visit_by = DateInput(
        "Visit by (optional)",
        description="For example, 4 12 2026.",
        called="the day by which the visit is made",
    )
    note = TextAreaField(
        "What to look at (optional)",
        description="The visitor reads this. No names or details of children.",
        validators=[at_most(4000, "This text")],
    )


class ReasonForm(Form):
    """Why a visit is taken back or given back."""

    reason = TextAreaField("Why?", validators=[at_most(1000, "The reason")])


class ShareForm(Form):
    """A word of the board's that goes with the form."""

    note = TextAreaField(
        "A note to the organisation (optional)",
        description="It goes into the letter and stands above the form. No names or details of children.",
        validators=[at_most(4000, "Your note")],
    )


class ReplyForm(Form):
    """The organisation's one reply."""

    reply = TextAreaField(
        "Your reply",
        description="You can reply once. No names or details of children.",
        validators=[needed("Write your reply"), at_most(4000, "Your reply")],
    )


class ActionForm(Form):
    """An action that comes of what was seen."""

    question = SelectField("About", validate_choice=False)
    what = StringField("What is to be done")
    due_on = DateInput("Due", description="For example, 4 3 2027.", called="the day by which it is due")


class DetailsForm(Form):
    """When the visitor came and whom they met."""

    visited_on = DateInput(
        "Day of the visit", description="For example, 4 12 2026.", called="the day of the visit"
    )
    visited_time = StringField("Time at which you came", description="For example, 9:30am.")
    met = TextAreaField(
        "Whom did you meet?",
        description="The parts they play, never names: the office manager, a year 4 teacher, six pupils of year 6.",
        validators=[at_most(4000, "This text")],
    )
    version = HiddenField()


class FeedbackAskForm(Form):
    """Which question set feedback is asked with."""

    edition = SelectField("Question set", coerce=int, validate_choice=False)


class NamedForm(Form):
    """Whether the board may know where feedback comes from."""

    is_named = BooleanField(
        "You may know which organisation this comes from",
        description="Your organisation’s name is then shown beside what you wrote. Your own name never is.",
    )
