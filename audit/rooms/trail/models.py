"""The table of the trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.database import Base


class TrailEntry(Base):
    """One thing that happened. Rows are never changed or removed: triggers refuse it.

    ``hash`` is SHA-256 over the previous row's hash and this row's content, so that a row removed or
    altered behind the product's back is found by ``audit trail verify``.
    """

    __tablename__ = "trail_entry"
    __table_args__ = (
        Index("ix_trail_entry_subject", "subject_kind", "subject_id"),
        Index("ix_trail_entry_board_id_id", "board_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(80))
    actor_id: Mapped[int | None]
    """The person who acted, without a foreign key: the trail outlives the account."""
    actor_name: Mapped[str] = mapped_column(String(200))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    board_id: Mapped[int | None]
    organisation_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
