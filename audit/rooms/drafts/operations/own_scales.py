"""A board's own grade scales: made, changed, retired and, while nobody uses them, deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.drafts.models import BoardScale
from audit.rooms.drafts.operations.editing import PartConflict
from audit.rooms.drafts.operations.scales import KnownScale, check_meaning
from audit.rooms.drafts.queries.scales import board_scale
from audit.rooms.trail.operations import record


def make_scale(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_id: int,
    data: Mapping[str, Any],
    known: Sequence[KnownScale],
) -> BoardScale:
    """Make a scale of a board's own from data that has passed ``check_scale``. Raises RuleBroken for a code in use."""
    _must_keep(actor, board_id)
    if data["scale"] == "new":
        raise RuleBroken("The code new is taken by a page. Give the scale another one.", "scale")
    if any(each.data["scale"] == data["scale"] for each in known):
        raise RuleBroken("Another scale has this code. Give this one a code of its own.", "scale")
    row = BoardScale(
        board_id=board_id, code=data["scale"], title=data["title"], content=_own(data),
        changed_at=clock(), changed_by_name=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, actor, clock, row, "scale.made")
    return row


def change_own_scale(
    session: Session, actor: Actor, clock: Clock, board_id: int, code: str, data: Mapping[str, Any],
    *, seen_version: int, known: Sequence[KnownScale], spelling: bool = False,
) -> BoardScale:  # fmt: skip
    """Change a scale. While a set uses it only its title, its colours, what it asks for and its spelling can change.

    ``known`` are the scales that are in use. Raises PartConflict, RuleBroken and WordsChanged.
    """
    row = _kept(session, actor, board_id, code)
    if row.version != seen_version:
        raise _Conflict(row)
    if data["scale"] != code:
        raise RuleBroken("A scale keeps its code. Copy it to make another one.", "scale")
    check_meaning(data, [each for each in known if each.used_in], spelling=spelling)
    if row.content == _own(data):
        return row
    row.content, row.title = _own(data), data["title"]
    row.changed_at, row.changed_by_name = clock(), actor.name
    session.flush()
    _note(session, actor, clock, row, "scale.changed")
    return row


def retire_scale(session: Session, actor: Actor, clock: Clock, board_id: int, code: str) -> BoardScale:
    """Offer a scale no longer for new sets. Sets that use it keep it."""
    row = _kept(session, actor, board_id, code)
    if row.retired_at is None:
        row.retired_at = clock()
        _note(session, actor, clock, row, "scale.retired")
    return row


def put_back_scale(session: Session, actor: Actor, clock: Clock, board_id: int, code: str) -> BoardScale:
    """Offer a retired scale again."""
    row = _kept(session, actor, board_id, code)
    if row.retired_at is not None:
        row.retired_at = None
        _note(session, actor, clock, row, "scale.put-back")
    return row


def delete_scale(
    session: Session, actor: Actor, clock: Clock, board_id: int, code: str, used_in: Sequence[str]
) -> None:
    """Delete a scale that nobody uses; ``used_in`` says where it is used. Raises RuleBroken with that list."""
    row = _kept(session, actor, board_id, code)
    if used_in:
        more = f" and {len(used_in) - 5} more" if len(used_in) > 5 else ""
        raise RuleBroken(
            f"{row.title} is in use, so it was not deleted: {'; '.join(used_in[:5])}{more}. Retire it instead."
        )
    _note(session, actor, clock, row, "scale.deleted")
    session.delete(row)
    session.flush()


class _Conflict(PartConflict):
    """Somebody else changed the scale since it was opened."""

    def __init__(self, row: BoardScale) -> None:
        super().__init__(row)  # type: ignore[arg-type]


def _kept(session: Session, actor: Actor, board_id: int, code: str) -> BoardScale:
    row = board_scale(session, actor, board_id, code)
    _must_keep(actor, board_id)
    return row


def _must_keep(actor: Actor, board_id: int) -> None:
    if actor.is_operator or board_id in actor.boards(Permission.DRAFT_KEEP):
        return
    if board_id in actor.boards(Permission.QUESTIONNAIRE_VIEW):
        raise NotAllowed("Only a board administrator can change grade scales. Ask one to do it.")
    raise NotVisible


def _own(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "starter"}


def _note(session: Session, actor: Actor, clock: Clock, row: BoardScale, event: str) -> None:
    record(
        session, actor, clock, event, subject=("scale", row.code), board_id=row.board_id, scale=row.code
    )  # fmt: skip
