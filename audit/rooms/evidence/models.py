"""The tables of the evidence library."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audit.infra.database import Base, EnumText, one_of
from audit.rooms.accounts.models import Person
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return


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
    held_back: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The sentence that everybody outside the organisation reads instead, while it is in quarantine; else empty."""
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


class Quarantine(Base):
    """A board keeps an answer's words, or a file, from everybody but the organisation. Lifting it keeps the row."""

    __tablename__ = "quarantine"
    __table_args__ = (
        CheckConstraint("question_code <> '' OR evidence_id IS NOT NULL", name="answer_or_file"),
        Index("ix_quarantine_return_id", "return_id"),
        Index("ix_quarantine_evidence_id", "evidence_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    """The return in which it was found; its board alone can lift it."""
    question_code: Mapped[str] = mapped_column(String(40), default="")
    """The answer whose words are held back; empty for a file."""
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    reason: Mapped[str] = mapped_column(Text)
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    lifted_by_name: Mapped[str | None] = mapped_column(String(200))
    lifted_at: Mapped[datetime | None]

    found_in: Mapped[Return] = relationship()
    evidence: Mapped[Evidence | None] = relationship()
