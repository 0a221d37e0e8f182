"""Beginning a draft in the ways that people choose from, and putting one away."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.beginnings import as_copy, as_next_edition, blank, copied_code
from audit.domain.errors import RuleBroken
from audit.infra.clock import Clock, today
from audit.rooms.drafts.models import Draft, DraftState
from audit.rooms.drafts.operations.editing import draft_to_change
from audit.rooms.drafts.operations.starting import start_draft
from audit.rooms.drafts.queries import draft_to_keep
from audit.rooms.organisations.models import Board
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import edition_by_id
from audit.rooms.trail.operations import record


def copy_set(
    session: Session, actor: Actor, clock: Clock, board_id: int, board_code: str, content: Mapping[str, Any]
) -> Draft:
    """A draft of a board's own set, copied from a set that comes with the product."""
    made = as_copy(content, board_code, _codes(session), today(clock).year, published=False)
    return start_draft(session, actor, clock, board_id, made)


def copy_edition(
    session: Session, actor: Actor, clock: Clock, board_id: int, board_code: str, edition_id: int
) -> Draft:
    """A draft of a board's own set, copied from a published edition that this person may see."""
    edition = edition_by_id(session, actor, edition_id)
    made = as_copy(edition.content, board_code, _codes(session), today(clock).year, published=True)
    return start_draft(session, actor, clock, board_id, made, based_on_id=edition.id)


def follow_edition(session: Session, actor: Actor, clock: Clock, board_id: int, edition_id: int) -> Draft:
    """A draft of the next edition of the board's own set. Raises RuleBroken for a set of somebody else."""
    edition = edition_by_id(session, actor, edition_id)
    if edition.board_id != board_id:
        raise RuleBroken(
            "Only the board whose set this is can make its next edition. Copy it instead: the copy is your own."
        )
    taken = set(session.scalars(select(Edition.edition).where(Edition.code == edition.code)))
    taken |= set(
        session.scalars(
            select(Draft.settings["edition"].as_string()).where(
                Draft.code == edition.code, Draft.board_id == board_id, Draft.state == DraftState.OPEN
            )
        )
    )
    made = as_next_edition(edition.content, taken, today(clock).year)
    return start_draft(session, actor, clock, board_id, made, based_on_id=edition.id)


def begin_blank(
    session: Session, actor: Actor, clock: Clock, board_id: int, board_code: str, title: str,
    scale: Mapping[str, Any],
) -> Draft:  # fmt: skip
    """A draft with a title, a scale and one empty standard."""
    title = title.strip()
    if not title:
        raise RuleBroken("Give the question set a title", "title")
    if len(title) > 200:
        raise RuleBroken("The title must be 200 characters or fewer", "title")
    made = blank(title, f"{title[:40]}-{board_code}", scale, _codes(session), today(clock).year)
    return start_draft(session, actor, clock, board_id, made)


def own_code(session: Session, board_id: int, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a set under a code that this board may publish: its own, or one that nobody else has."""
    code = content["questionnaire"]
    others = session.scalar(
        select(Edition.id).where(Edition.code == code, Edition.board_id.is_distinct_from(board_id)).limit(1)
    )
    if others is None:
        return dict(content)
    board_code = session.scalars(select(Board.code).where(Board.id == board_id)).one()
    return {**content, "questionnaire": copied_code(code, board_code, _codes(session))}


def discard_draft(session: Session, actor: Actor, clock: Clock, draft_id: int) -> Draft:
    """Put a draft away. Nothing of it is lost: it can be put back."""
    draft = draft_to_change(session, actor, draft_id)
    draft.state = DraftState.DISCARDED
    record(
        session, actor, clock, "draft.discarded",
        subject=("draft", str(draft.id)), board_id=draft.board_id, question_set=draft.code,
    )  # fmt: skip
    return draft


def put_back_draft(session: Session, actor: Actor, clock: Clock, draft_id: int) -> Draft:
    """Open a discarded draft again, as it was."""
    draft = draft_to_keep(session, actor, draft_id)
    if draft.state is not DraftState.DISCARDED:
        return draft
    draft.state = DraftState.OPEN
    record(
        session, actor, clock, "draft.put-back",
        subject=("draft", str(draft.id)), board_id=draft.board_id, question_set=draft.code,
    )  # fmt: skip
    return draft


def _codes(session: Session) -> set[str]:
    """The codes that editions and open drafts have, of whichever board: an edition's code is known to all."""
    editions = session.scalars(select(Edition.code).distinct())
    drafts = session.scalars(select(Draft.code).where(Draft.state == DraftState.OPEN).distinct())
    return {*editions, *drafts}
