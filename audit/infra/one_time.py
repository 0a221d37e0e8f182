"""One-time codes: the secret that a phone keeps, its QR picture, and recovery codes for when the phone is lost."""

import hmac
import secrets
from datetime import datetime

import pyotp
import segno

_SECONDS = 30
_RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
_RECOVERY_LENGTH = 16
RECOVERY_CODES = 10
"""How many recovery codes a person is given at a time."""


def new_secret() -> str:
    """A secret for an authenticator app, in base 32."""
    return pyotp.random_base32()


def step_taken(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """The time step whose code this is, if it may be taken now; ``None`` otherwise.

    A clock may be one step of 30 seconds wrong. A step that is not later than ``last_step`` is never
    taken, so that a code seen over a shoulder does not serve again.
    """
    totp = pyotp.TOTP(secret, interval=_SECONDS)
    present = int(now.timestamp()) // _SECONDS
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), code) and (last_step is None or step > last_step):
            found = step
    return found


def code_at(secret: str, now: datetime) -> str:
    """The code that an authenticator app shows at this moment."""
    return pyotp.TOTP(secret, interval=_SECONDS).at(now)


def setting_up_address(secret: str, email: str, product: str) -> str:
    """What the QR picture says to the authenticator app (an ``otpauth:`` address)."""
    return pyotp.TOTP(secret, interval=_SECONDS).provisioning_uri(name=email, issuer_name=product)


def qr_picture(text: str) -> str:
    """The QR code as SVG to stand inside a page: classes only, and hidden from screen readers.

    The page gives it a name, and the secret as text beside it.
    """
    return segno.make(text, error="m", micro=False).svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="app-qr", lineclass=None, omitsize=True
    )


def in_fours(text: str) -> str:
    """Text in groups of four, which people can copy without losing their place."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def new_recovery_codes() -> list[str]:
    """Ten codes of 79 bits each, written ``abcd-efgh-jkmn-pqrs``."""
    codes = []
    for _ in range(RECOVERY_CODES):
        code = "".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(_RECOVERY_LENGTH))
        codes.append(in_fours(code).replace(" ", "-"))
    return codes


def plain_recovery_code(typed: str) -> str:
    """A recovery code as it is hashed: small letters and figures alone, however it was typed."""
    return "".join(character for character in typed.lower() if character.isalnum())
