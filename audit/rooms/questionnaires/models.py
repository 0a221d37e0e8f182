"""The tables of published editions. The content is one JSON document; rows beside it make figures quick."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.infra.database import Base


class Edition(Base):
    """A published questionnaire with its scale. Never changed: triggers refuse it.

    ``content`` is the checked data of the file with the whole scale in it; ``fingerprint`` is its
    SHA-256. Publishing the same content again gives the same edition.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("code", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(200))

    standards: Mapped[list["EditionStandard"]] = relationship(order_by="EditionStandard.position")


class EditionStandard(Base):
    """A standard of an edition, as a row to group figures by."""

    __tablename__ = "edition_standard"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    position: Mapped[int]

    questions: Mapped[list["EditionQuestion"]] = relationship(order_by="EditionQuestion.position")


class EditionQuestion(Base):
    """A question of an edition, as a row that answers point to."""

    __tablename__ = "edition_question"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    standard_id: Mapped[int] = mapped_column(ForeignKey("edition_standard.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
