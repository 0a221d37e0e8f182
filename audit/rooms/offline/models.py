"""The table of workbooks that were applied."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from audit.infra.database import Base, JsonData


class AppliedUpload(Base):
    """A filled workbook whose answers were taken over, with what they replaced, so that all can be put back."""

    __tablename__ = "applied_upload"
    __table_args__ = (Index("ix_applied_upload_return_id", "return_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("return.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JsonData)
    """``{"code", "before", "after"}`` an answer: the version that it had (0 for none) and the one that it was given.

    What each version says stands in the answer's history, which nobody changes. ``cited`` and ``uncited`` hold the ids
    of evidence that it attached and took off, where it did.
    """
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(200))
    undone_at: Mapped[datetime | None]
    undone_by_name: Mapped[str] = mapped_column(String(200), default="")
