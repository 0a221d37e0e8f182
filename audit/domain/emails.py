"""E-mail addresses as they are stored: trimmed, in lower case, one @."""

import re

LONGEST_EMAIL = 254
"""Characters that an address may have, by the standard of the post."""

_EMAIL = re.compile(
    r"[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]{1,64}@[^\s@<>\"(),:;\\\[\]_\x00-\x1f\x7f]+\.[^\s@.<>\"(),:;\\\[\]_]{2,}"
)


def tidy_email(text: str) -> str | None:
    """An address as it is stored, from what somebody typed; None when it cannot be one.

    Only what is surely wrong is refused: whether an address exists is known when a letter arrives.
    """
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email) or ".." in email:
        return None
    return email
