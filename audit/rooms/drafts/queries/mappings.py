"""What a board has declared between scales: each declaration, and between which scales one can be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.scale_mapping import meaning_mark
from audit.domain.scales import Scale, scale_from_data
from audit.rooms.drafts.queries.scales import board_scales, edition_scales, rounds_by_edition
from audit.rooms.questionnaires.models import DeclaredMapping


@dataclass(frozen=True)
class ScaleInUse:
    """A scale with its meanings, the editions that have it and the board's rounds (code and title) that use those."""

    mark: str
    data: dict[str, Any]
    scale: Scale
    editions: tuple[str, ...]
    rounds: tuple[tuple[str, str], ...]


def declared_mappings(session: Session, actor: Actor, board_id: int) -> Sequence[DeclaredMapping]:
    """What a board has declared, the latest first, also what it has withdrawn."""
    _must_read(actor, board_id)
    return session.scalars(
        select(DeclaredMapping)
        .where(DeclaredMapping.board_id == board_id)
        .order_by(DeclaredMapping.declared_at.desc(), DeclaredMapping.id.desc())
    ).all()


def declared_mapping(session: Session, actor: Actor, board_id: int, id: int) -> DeclaredMapping:
    """One declaration of a board; raises NotVisible."""
    _must_read(actor, board_id)
    row = session.scalar(
        select(DeclaredMapping).where(DeclaredMapping.id == id, DeclaredMapping.board_id == board_id)
    )
    if row is None:
        raise NotVisible
    return row


def scales_in_use(session: Session, actor: Actor, board_id: int) -> list[ScaleInUse]:
    """Every scale between which a board can declare something, once for each set of meanings: three queries."""
    _must_read(actor, board_id)
    rounds = rounds_by_edition(session, actor, board_id)
    found: dict[str, ScaleInUse] = {}
    for each in edition_scales(session, actor, board_id):
        mark = meaning_mark(scale := scale_from_data(each.scale))
        there = found.get(mark) or ScaleInUse(mark, each.scale, scale, (), ())
        found[mark] = ScaleInUse(
            mark,
            there.data,
            there.scale,
            (*there.editions, each.words),
            (*there.rounds, *rounds.get(each.edition_id, ())),
        )
    for row in board_scales(session, actor, board_id, retired=True):
        mark = meaning_mark(scale := scale_from_data(row.content))
        found.setdefault(mark, ScaleInUse(mark, row.content, scale, (), ()))
    return sorted(found.values(), key=lambda each: (each.scale.title.casefold(), each.mark))


def _must_read(actor: Actor, board_id: int) -> None:
    if not (actor.is_operator or board_id in actor.boards(Permission.QUESTIONNAIRE_VIEW)):
        raise NotVisible
