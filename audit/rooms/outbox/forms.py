"""The form for a board's own words."""

from wtforms import HiddenField, StringField, TextAreaField

from audit.web.forms import Form


class WordingForm(Form):
    """The subject and the text of a kind of letter, with the version that they were typed over."""

    version = HiddenField()
    subject = StringField("Subject")
    body = TextAreaField("Text")
