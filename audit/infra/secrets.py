"""Passwords, keys and the encryption of small secrets."""

import base64
import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """argon2id, with the parameters that OWASP recommends for 19 MiB."""
    return _hasher.hash(password)


def password_matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one that was hashed; takes as long when there is none."""
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def new_key() -> str:
    """A random key for a cookie or a link."""
    return secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """What a row keeps of a key: enough to recognise it, not enough to use it."""
    return hashlib.sha256(key.encode()).hexdigest()


def encrypt(secret: str, secret_key: str) -> str:
    """Encrypt a small secret with a key derived from SECRET_KEY."""
    return _fernet(secret_key).encrypt(secret.encode()).decode()


def decrypt(sealed: str, secret_key: str) -> str | None:
    """The secret again, or ``None`` when SECRET_KEY has changed since."""
    try:
        return _fernet(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _fernet(secret_key: str) -> Fernet:
    digest = hashlib.sha256(b"audit.otp:" + secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
