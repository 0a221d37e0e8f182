"""Posting mail: over SMTP, or into a folder that keeps each letter as a file."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4


class PostError(Exception):
    """The letter could not be handed over. The text says why, without the letter's content."""


Poster = Callable[[EmailMessage], None]


def make_message(*, sender: str, to_email: str, to_name: str, subject: str, body: str) -> EmailMessage:
    """A plain-text message. Line breaks in the headers are folded away, so that none can be smuggled in."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = f'"{_one_line(to_name).replace(chr(34), "")}" <{_one_line(to_email)}>'
    message["Subject"] = _one_line(subject)
    message["Message-ID"] = f"<{uuid4()}@{sender.rpartition('@')[2]}>"
    message.set_content(body)
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


def poster(url: str) -> Poster:
    """The way of posting that an address names: ``smtp://``, ``smtps://`` or ``file:///folder``."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return _folder_poster(Path(parts.path))
    if parts.scheme in ("smtp", "smtps", "smtp+starttls"):
        return _smtp_poster(url)
    raise ValueError(
        f"MAIL_URL must start with smtp://, smtp+starttls://, smtps:// or file://, not {parts.scheme!r}."
    )


def _folder_poster(folder: Path) -> Poster:
    def post(message: EmailMessage) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{uuid4()}.eml").write_bytes(message.as_bytes())
        except OSError as error:
            raise PostError(f"The folder for letters cannot be written: {error.strerror}.") from error

    return post


def _smtp_poster(url: str) -> Poster:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"

    def post(message: EmailMessage) -> None:
        connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
        try:
            with connect(
                parts.hostname or "127.0.0.1", parts.port or (465 if secure else 25), timeout=20
            ) as server:
                if parts.scheme == "smtp+starttls":
                    server.starttls()
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise PostError(f"The mail server did not take the letter: {_said(error)}") from error

    return post


def _said(error: Exception) -> str:
    """What the server said, as people read it."""
    answers: list[tuple[int, bytes | str]] = [(0, str(error) or type(error).__name__)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    words = []
    for code, text in answers:
        plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        words.append(f"{code} {plain}" if code else plain)
    return "; ".join(words)
