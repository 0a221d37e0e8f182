"""The forms of signing in and of one's own account."""

from wtforms import EmailField, PasswordField, StringField, ValidationError
from wtforms.validators import Optional

from audit.rooms.accounts.policy import PASSWORD_LONGEST
from audit.web.forms import Form, at_most, needed

_HINT = "At least 12 characters. Three words that do not belong together are easy to keep in mind."


def _new_password(label: str) -> PasswordField:
    return PasswordField(
        label,
        [needed("Enter the password you want to have"), at_most(PASSWORD_LONGEST, "The password")],
        description=_HINT,
    )


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailField(
        "Email address", [needed("Enter your email address"), at_most(254, "The email address")]
    )
    password = PasswordField("Password", [needed("Enter your password"), at_most(1000, "The password")])


class CodeForm(Form):
    """A one-time code, or a recovery code instead of it."""

    code = StringField(
        "One-time code", [at_most(60, "The code")], description="The 6 numbers that your app shows now"
    )
    recovery = StringField(
        "Recovery code", [at_most(60, "The code")], description="For example abcd-efgh-jkmn-pqrs"
    )

    def validate_code(self, field: StringField) -> None:
        """One of the two is needed."""
        if not field.data and not self.recovery.data:
            raise ValidationError("Enter the code that your app shows")


class SetUpForm(Form):
    """The first code from a phone; whoever moves to a new phone also gives their password."""

    secret = StringField()
    code = StringField(
        "Code",
        [needed("Enter the 6 numbers that your app shows"), at_most(60, "The code")],
        description="The 6 numbers that your app shows now",
    )
    old = PasswordField("Your password", [Optional(), at_most(1000, "The password")])


class InvitationForm(Form):
    """Name and first password."""

    name = StringField(
        "Your name",
        [needed("Enter your name"), at_most(200, "The name")],
        description="As your colleagues know you. It is shown beside what you write.",
    )
    password = _new_password("Password")


class ResetAskedForm(Form):
    """Where to send a link."""

    email = EmailField(
        "Email address", [needed("Enter your email address"), at_most(254, "The email address")]
    )


class NewPasswordForm(Form):
    """A new password, by a link."""

    password = _new_password("New password")


class ChangePasswordForm(Form):
    """The old password and the new one."""

    old = PasswordField(
        "Present password", [needed("Enter your present password"), at_most(1000, "The password")]
    )
    password = _new_password("New password")


class OwnPasswordForm(Form):
    """One's own password, before something that a passer-by must not do."""

    old = PasswordField("Your password", [needed("Enter your password"), at_most(1000, "The password")])
