"""The scales that a board knows: those of published editions, its own, and in which drafts each is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.rooms.drafts.models import BoardScale, Draft, DraftState
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Round


@dataclass(frozen=True)
class EditionScale:
    """The scale of a published edition."""

    edition_id: int
    code: str
    title: str
    edition: str
    scale: dict[str, Any]

    @property
    def words(self) -> str:
        """The edition, as a list of uses names it."""
        return f"{self.title}, edition {self.edition}"


def edition_scales(session: Session, actor: Actor, board_id: int) -> list[EditionScale]:
    """The scales of the editions that come with the product or are this board's own, by code, the latest first."""
    if not _reads(actor, board_id):
        return []
    rows = session.execute(
        select(Edition.id, Edition.code, Edition.title, Edition.edition, Edition.content["scale"])
        .where(Edition.board_id.is_(None) | (Edition.board_id == board_id))
        .order_by(Edition.code, Edition.published_at.desc(), Edition.id.desc())
    )
    return [EditionScale(*row) for row in rows]


def board_scales(
    session: Session, actor: Actor, board_id: int, *, retired: bool = False
) -> Sequence[BoardScale]:
    """The board's own scales by title; also those that it has retired, if they are asked for."""
    if not _reads(actor, board_id):
        return []
    found = (
        select(BoardScale).where(BoardScale.board_id == board_id).order_by(BoardScale.title, BoardScale.id)
    )
    return session.scalars(found if retired else found.where(BoardScale.retired_at.is_(None))).all()


def board_scale(session: Session, actor: Actor, board_id: int, code: str) -> BoardScale:
    """One of the board's own scales; raises NotVisible."""
    found = session.scalar(select(BoardScale).where(BoardScale.board_id == board_id, BoardScale.code == code))
    if found is None or not _reads(actor, board_id):
        raise NotVisible
    return found


def drafts_with_scales(session: Session, actor: Actor, board_id: int) -> list[tuple[int, str, str]]:
    """The open drafts of the board: id, title and the code of the scale."""
    if not _reads(actor, board_id):
        return []
    rows = session.execute(
        select(Draft.id, Draft.title, Draft.scale["scale"].as_string())
        .where(Draft.board_id == board_id, Draft.state == DraftState.OPEN)
        .order_by(Draft.title, Draft.id)
    )
    return [(id, title, code) for id, title, code in rows]


def rounds_by_edition(session: Session, actor: Actor, board_id: int) -> dict[int, list[tuple[str, str]]]:
    """The board's rounds, code and title, by the id of the edition that they use."""
    if not _reads(actor, board_id):
        return {}
    rows = session.execute(
        select(Round.edition_id, Round.code, Round.title)
        .where(Round.board_id == board_id)
        .order_by(Round.due_on.desc(), Round.id.desc())
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for edition_id, code, title in rows:
        found.setdefault(edition_id, []).append((code, title))
    return found


def _reads(actor: Actor, board_id: int) -> bool:
    return actor.is_operator or board_id in actor.boards(Permission.QUESTIONNAIRE_VIEW)
