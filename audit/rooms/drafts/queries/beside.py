"""What stands beside the parts of a draft: its changes, comments and the drafts that were put away."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.drafts.models import Draft, DraftChange, DraftComment, DraftState

CHANGES_A_PAGE = 50


def discarded_drafts(session: Session, actor: Actor, board_id: int) -> list[Draft]:
    """The drafts of a board that were put away, the latest first; for those who can put them back."""
    if not actor.is_operator and board_id not in actor.boards(Permission.DRAFT_KEEP):
        return []
    put_away = select(Draft).where(Draft.board_id == board_id, Draft.state == DraftState.DISCARDED)
    return list(session.scalars(put_away.order_by(Draft.changed_at.desc(), Draft.id.desc()).limit(50)))


def changes_of(session: Session, draft: Draft, page: int = 1) -> tuple[list[DraftChange], int]:
    """A page of the changes of a draft in scope, the latest first, and how many there are."""
    number = session.scalar(select(func.count()).where(DraftChange.draft_id == draft.id)) or 0
    found = (
        select(DraftChange)
        .where(DraftChange.draft_id == draft.id)
        .options(defer(DraftChange.steps))
        .order_by(DraftChange.id.desc())
        .limit(CHANGES_A_PAGE)
        .offset((max(page, 1) - 1) * CHANGES_A_PAGE)
    )
    return list(session.scalars(found)), number


def last_change(session: Session, draft: Draft) -> DraftChange | None:
    """The latest change of a draft in scope that stands; what ``undo`` would take back."""
    return session.scalar(
        select(DraftChange)
        .where(DraftChange.draft_id == draft.id, DraftChange.undone_at.is_(None))
        .options(defer(DraftChange.steps))
        .order_by(DraftChange.id.desc())
        .limit(1)
    )


def comments_of(session: Session, draft: Draft) -> Sequence[DraftComment]:
    """The comments on a draft in scope and on its questions, the oldest first."""
    said = select(DraftComment).where(DraftComment.draft_id == draft.id)
    return session.scalars(said.order_by(DraftComment.id)).all()
