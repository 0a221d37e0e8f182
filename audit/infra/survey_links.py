"""The links and the codes of surveys, and the forms behind them that count once."""

import hashlib
import hmac
import secrets

from audit.infra.secrets import key_hash, new_key

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
_LENGTH = 8


def code_of(key: str) -> str:
    """The short code that belongs to a link's key, as it is typed from a poster: ``kmtw-7r4x``, about 40 bits."""
    number = int.from_bytes(hashlib.sha256(b"survey code:" + key.encode()).digest())
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    code = "".join(letters)
    return f"{code[:4]}-{code[4:]}"


def plain_code(typed: str) -> str:
    """A code as it is hashed, however it was typed: small letters and figures alone."""
    return "".join(c for c in typed.lower() if c.isascii() and c.isalnum())[:40]


def hashes_of(key: str) -> tuple[str, str]:
    """What a row keeps of a link's key and of its code."""
    return key_hash(key), key_hash(plain_code(code_of(key)))


def new_form(secret_key: str, about: str) -> str:
    """A token for one form about something. It is made without a row: opening a page a thousand times keeps nothing."""
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{_sign(secret_key, about, nonce)}"


def is_form(secret_key: str, about: str, token: str) -> bool:
    """Whether this is a token that was made here about this thing."""
    nonce, _, signature = token.partition(".")
    made = _sign(secret_key, about, nonce)
    return len(token) < 200 and hmac.compare_digest(made.encode(), signature.encode())


def _sign(secret_key: str, about: str, nonce: str) -> str:
    return hmac.new(secret_key.encode(), f"survey form:{about}:{nonce}".encode(), hashlib.sha256).hexdigest()


__all__ = ["code_of", "hashes_of", "is_form", "new_form", "new_key", "plain_code"]
