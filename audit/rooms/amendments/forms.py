"""The forms of amendments."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from audit.domain.organisations import KIND_WORDS, PHASE_WORDS
from audit.domain.questionnaire import Kind
from audit.rooms.amendments.operations import QuestionWords
from audit.rooms.amendments.operations.preparing import NEW_STANDARD
from audit.web.forms import DateInput, Form, at_most, needed

KINDS_OFFERED: Mapping[str, str] = {
    Kind.GRADED: "A grade",
    Kind.YES_NO: "Yes or no",
    Kind.TEXT: "Text",
    Kind.NUMBER: "A number",
    Kind.PERCENTAGE: "A percentage",
    Kind.DATE: "A date",
}
"""The kinds of question that can be added; a choice needs its answers written, which is for the next edition."""
STRENGTHS: Mapping[str, str] = {
    "must": "Must: law or guidance requires it",
    "should": "Should: guidance advises it",
    "local": "Local: your board’s own",
}


class ReasonForm(Form):
    """Why a round is amended, and by when what is added is answered."""

    reason = TextAreaField(
        "Why is the round amended?",
        description="The leads read this in their letter. For example: guidance has changed since the round opened.",
        validators=[needed("Say why the round is amended. The leads read it"), at_most(2000, "The reason")],
    )
    due_on = DateInput(
        "By when shall those who have submitted answer what is added?",
        description="Everybody else answers it with their whole return, by the day they have.",
        called="the day",
        validators=[needed("Enter the day by which it is to be answered")],
    )
    version = HiddenField()


class QuestionForm(Form):
    """A question that is added."""

    standard = RadioField("Which standard does it belong to?", validators=[needed("Choose a standard")])
    new_standard = StringField(
        "Title of the new standard (only for a new one)", validators=[at_most(300, "The title")]
    )
    text = TextAreaField(
        "Question",
        description="One sentence.",
        validators=[needed("Enter the question"), at_most(2000, "The question")],
    )
    kind = RadioField(
        "How is it answered?", default="graded", validators=[needed("Choose how it is answered")]
    )
    hint = StringField("Hint (optional)", validators=[at_most(500, "The hint")])
    guidance = TextAreaField(
        "Guidance (optional)",
        description="Longer help, for those who want it.",
        validators=[at_most(5000, "The guidance")],
    )
    strength = RadioField("How binding is it?", default="must", validators=[needed("Choose one")])
    required = BooleanField("It must be answered before a return can be sent for sign-off", default=True)
    kinds = SelectMultipleField("Only for these kinds of organisation (optional)")
    phases = SelectMultipleField("Only for these phases (optional)")
    version = HiddenField()

    def offer(self, content: Mapping[str, Any]) -> "QuestionForm":
        """Fill in what can be chosen, with the standards of the round."""
        self.kind.choices, self.strength.choices = list(KINDS_OFFERED.items()), list(STRENGTHS.items())
        self.kinds.choices, self.phases.choices = list(KIND_WORDS.items()), list(PHASE_WORDS.items())
        self.standard.choices = [
            *((each["code"], f"{each['code']}. {each['title']}") for each in content["standards"]),
            (NEW_STANDARD, "A new standard"),
        ]
        return self

    def words(self, descriptors: Mapping[str, str]) -> QuestionWords:
        """What was typed."""
        return QuestionWords(
            standard=self.standard.data,
            kind=self.kind.data,
            text=self.text.data or "",
            new_standard=self.new_standard.data or "",
            hint=self.hint.data or "",
            guidance=self.guidance.data or "",
            strength=self.strength.data,
            required=bool(self.required.data),
            kinds=tuple(self.kinds.data or ()),
            phases=tuple(self.phases.data or ()),
            descriptors=descriptors,
        )


class ChooseForm(Form):
    """The question in which spelling is put right."""

    class Meta(Form.Meta):
        """An address's question, which changes nothing."""

        csrf = False

    code = SelectField("Question")


class CorrectionForm(Form):
    """The texts of one question, to put spelling right."""

    text = TextAreaField("Question", validators=[at_most(2000, "The question")])
    hint = StringField("Hint", validators=[at_most(500, "The hint")])
    guidance = TextAreaField("Guidance", validators=[at_most(5000, "The guidance")])
    confirmed = BooleanField("This changes no meaning: every answer that was given still answers it")
    version = HiddenField()
