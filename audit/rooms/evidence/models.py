"""The tables of the evidence library."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.infra.database import Base, EnumText, one_of
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Organisation


class Scan(StrEnum):
    """What the virus scanner said of a file's content."""

    NOT_CONFIGURED = "not-configured"
    CLEAN = "clean"
    QUARANTINED = "quarantined"


class StoredFile(Base):
    """A content kept once, whoever attached it. The key is the SHA-256 of its bytes."""

    __tablename__ = "stored_file"
    __table_args__ = (one_of("scan", Scan),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    content_type: Mapped[str] = mapped_column(String(120))
    scan: Mapped[Scan] = mapped_column(EnumText(Scan, 16), default=Scan.NOT_CONFIGURED)
    stored_at: Mapped[datetime]


class Evidence(Base):
    """One item of an organisation's library: a file with its name, description and review date."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_organisation_id_uploaded_at", "organisation_id", "uploaded_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    file_name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    review_on: Mapped[date | None]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    uploaded_by_name: Mapped[str] = mapped_column(String(200))
    uploaded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """Taken out of the library; answers that cite it keep it in their history."""
    version: Mapped[int] = mapped_column(default=1)

    file: Mapped[StoredFile] = relationship()
    organisation: Mapped[Organisation] = relationship()
    uploaded_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class EvidenceOpened(Base):
    """Somebody opened a file: the promise that evidence shows whether anyone has looked at it."""

    __tablename__ = "evidence_opened"
    __table_args__ = (Index("ix_evidence_opened_evidence_id", "evidence_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    person_name: Mapped[str] = mapped_column(String(200))
    on_behalf: Mapped[str] = mapped_column(String(12))
    """``board`` or ``organisation``."""
    at: Mapped[datetime]
