"""The tables of people and of their signing in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.database import Base, EnumText, JsonData, one_of


class Person(Base):
    """Somebody who can sign in. ``email`` is kept in lower case and is unique."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """argon2id; empty until the invitation is taken up."""
    otp_secret: Mapped[str | None] = mapped_column(String(300))
    """Encrypted with a key derived from SECRET_KEY; empty until the second factor is confirmed."""
    otp_last_step: Mapped[int | None]
    """The time step of the last code taken, so that no code serves twice."""
    recovery_code_hashes: Mapped[list[Any] | None] = mapped_column(JsonData)
    is_closed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class SignedIn(Base):
    """One signing-in on one browser: a session as a row, so that it can be seen and ended.

    The browser holds a random key; the row holds only its SHA-256.
    """

    __tablename__ = "signed_in"
    __table_args__ = (Index("ix_signed_in_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    second_factor: Mapped[bool] = mapped_column(default=False)
    """Whether a one-time code was given for this signing-in."""
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(40), default="")
    """The board or organisation last looked at (``board:3``), which only decides the navigation."""


class LinkPurpose(StrEnum):
    """What a single-use link is for."""

    INVITATION = "invitation"
    RESET = "reset"


class SingleUseLink(Base):
    """A signed link that lets a person set a password once. The row holds only the key's SHA-256."""

    __tablename__ = "single_use_link"
    __table_args__ = (one_of("purpose", LinkPurpose),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(EnumText(LinkPurpose, 12))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One failed try, counted per account and per address to slow guessing down."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(270))
    """``account:<email>`` or ``address:<ip>``, with what was tried in front (password, code, reset)."""
    at: Mapped[datetime]
