"""Forms of joint work."""

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField

from audit.rooms.joint.operations import Agreement
from audit.web.forms import DateInput, Form

Named = Sequence[tuple[str, str]]
"""References of returns with the names of their boards."""


class AgreementForm(Form):
    """Which returns are answered together, and what each board may have the same."""

    returns = SelectMultipleField("Which returns do you answer together?", validate_choice=False)
    narrative = SelectMultipleField(
        "Which boards may have the same narrative?",
        description="Tick two or more. For a board that you do not tick, you write the narrative separately.",
        validate_choice=False,
    )
    evidence = SelectMultipleField(
        "Which boards may have the same evidence?",
        description="Tick two or more. To a board that you do not tick, you attach files separately.",
        validate_choice=False,
    )
    seen = HiddenField()

    def offer(self, named: Named) -> "AgreementForm":
        """Fill in the returns to choose from."""
        for field in (self.returns, self.narrative, self.evidence):
            field.choices = list(named)
        return self

    def agreement(self) -> Agreement:
        """What was ticked."""
        return Agreement(
            frozenset(self.returns.data or ()),
            frozenset(self.narrative.data or ()),
            frozenset(self.evidence.data or ()),
        )


class SettleForm(Form):
    """Which of two different answers stands."""

    keep = RadioField("Which answer is right?", validate_choice=False)
    seen = HiddenField()


class SendAllForm(Form):
    """Which returns are sent for sign-off."""

    returns = SelectMultipleField("Which returns do you send?", validate_choice=False)


class SignAllForm(Form):
    """One signature under several returns. ``seen`` holds what was on the page of each."""

    returns = SelectMultipleField("Which returns do you sign?", validate_choice=False)
    governing_body_on = DateInput(
        "Date of the governing body meeting",
        description="The meeting that saw these returns, for example 27 3 2026",
    )
    title = StringField(
        "Your job title or role", description="As it will stand on each of the submitted copies"
    )
    declared = BooleanField(
        "I have read each of these returns. To the best of my knowledge they are a true account of how things stand."
    )
