"""The rules of accounts: passwords, how long links live, and how fast anyone may guess."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from audit.domain.errors import RuleBroken
from audit.rooms.accounts.models import LinkPurpose

PASSWORD_SHORTEST = 12
PASSWORD_LONGEST = 200
"""Far above what anyone types; below what makes hashing a burden."""

LINK_LIVES: dict[LinkPurpose, timedelta] = {
    LinkPurpose.INVITATION: timedelta(days=14),
    LinkPurpose.RESET: timedelta(hours=1),
}


@dataclass(frozen=True)
class Throttle:
    """At most ``most`` tries in any stretch of ``within``."""

    most: int
    within: timedelta


PASSWORD_TRIES = Throttle(5, timedelta(minutes=15))
CODE_TRIES = Throttle(5, timedelta(minutes=15))
RESET_ASKED = Throttle(3, timedelta(hours=1))
TRIES_FROM_ONE_ADDRESS = Throttle(40, timedelta(minutes=15))
"""A whole council may share one address, so this is far more than for one account."""

# The commonest passwords of 12 characters and more; shorter ones are refused for their length.
_COMMONEST = frozenset(
    """
    123456789012 1234567890123 123456789123 012345678901 111111111111 000000000000 123123123123 121212121212
    112233445566 987654321098 098765432109 abcdefghijkl abc123abc123 abcd1234abcd aaaaaaaaaaaa qwertyuiopas
    qwertyuiop12 qwertyuiop123 qwerty123456 qwertyqwerty qwerty1234567 1q2w3e4r5t6y 1qaz2wsx3edc asdfghjkl123
    zxcvbnm12345 password1234 password12345 password123456 passwordpassword password2026 password2025
    passw0rd1234 p@ssw0rd1234 p@ssword1234 welcome12345 welcome123456 welcomewelcome letmeinletmein
    letmein12345 iloveyou1234 iloveyouiloveyou administrator administrator1 adminadminadmin changemechangeme
    changeme1234 safeguarding safeguarding1 safeguarding123 safeguarding2025 safeguarding2026 manchesterunited
    liverpoolfc1 footballfootball princessprincess sunshinesunshine monkeymonkey dragondragon
    """.split()
)


def plain_password(typed: str) -> str:
    """The password in one form of Unicode, so that it matches from every keyboard."""
    return unicodedata.normalize("NFKC", typed)


def check_password_fit(password: str, email: str) -> None:
    """Raise RuleBroken with the sentence to show unless this may become somebody's password.

    Length and no composition rules: both as the National Cyber Security Centre advises.
    """
    folded = password.casefold()
    if len(password) < PASSWORD_SHORTEST:
        raise RuleBroken(f"The password must have at least {PASSWORD_SHORTEST} characters", "password")
    if len(password) > PASSWORD_LONGEST:
        raise RuleBroken(f"The password must have {PASSWORD_LONGEST} characters or fewer", "password")
    if folded.strip() == email.casefold():
        raise RuleBroken("The password must not be your email address", "password")
    if folded.rstrip("!.?") in _COMMONEST or len(set(folded)) < 4:
        raise RuleBroken(
            "That password is one of the first that would be guessed: choose another", "password"
        )
