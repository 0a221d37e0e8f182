"""The forms of signing off: plain, because the operations say what is missing."""

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from audit.domain.errors import RuleBroken
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


class OnBehalfForm(Form):
    """The board begins to enter a return that came on paper."""

    reason = TextAreaField(
        "Why it came on paper",
        description="For example: their network blocks this service. The organisation's leads read this in a letter.",
    )
    received_on = DateInput(
        "When you received it",
        description="For example 4 9 2026",
        called="the day on which you received the paper",
    )


class PaperSignatureForm(Form):
    """One signature as it stands on the paper."""

    name_signed = StringField("Name of who signed")
    title_signed = StringField("Their job title or role")
    signed_on = DateInput("Date beside the signature", description="For example 3 9 2026", called="the date")
    governing_body_on = DateInput(
        "Date of the governing body meeting", description="The meeting that saw this return"
    )


_OF_SIGNATURE = {"name": "name_signed", "title": "title_signed"}


class PaperForm:
    """The signatures of a paper return, as the layout's error summary takes them."""

    def __init__(self, signatures: Sequence[PaperSignatureForm]) -> None:
        self.signatures = signatures
        self.scan_error = ""
        self.refusals: list[str] = []

    @property
    def errors(self) -> bool:
        """Whether something is to be put right."""
        return bool(self.scan_error or self.refusals or any(form.errors for form in self.signatures))

    def error_list(self) -> list[dict[str, str]]:
        """The errors of all signatures, of the scan and of the whole."""
        found = [error for form in self.signatures for error in form.error_list()]
        found += [{"text": self.scan_error, "href": "#scan"}] if self.scan_error else []
        return found + [{"text": text, "href": "#main-content"} for text in self.refusals]

    def is_good(self) -> bool:
        """Whether every date was understood; what is missing, the operation says."""
        good = [form.validate() for form in self.signatures]  # each, so that every error is shown
        return all(good)

    def refuse(self, refusal: RuleBroken) -> None:
        """Show a refusal beside the field at fault: ``name-0`` is the name of the first signature."""
        field, _, number = (refusal.field or "").rpartition("-")
        if refusal.field == "scan":
            self.scan_error = refusal.sentence
        elif field and number.isdecimal():
            self.signatures[int(number)].refuse(RuleBroken(refusal.sentence, _OF_SIGNATURE.get(field, field)))
        else:
            self.refusals.append(refusal.sentence)
