"""What reviewers say of a draft, until it is settled."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.infra.clock import Clock
from audit.rooms.drafts.models import DraftComment, DraftState
from audit.rooms.drafts.operations.editing import draft_to_change, note, question_of
from audit.rooms.drafts.queries import draft_to_read

LONGEST = 4_000
"""Characters of one comment."""


def add_comment(
    session: Session, actor: Actor, clock: Clock, draft_id: int, question_id: int | None, text: str
) -> DraftComment:
    """Say something of an open draft or of one of its questions. Everybody who may read it may comment."""
    draft = draft_to_read(session, actor, draft_id)
    if draft.state is not DraftState.OPEN:
        raise NotAllowed("This draft is no longer open, so nothing can be said about it here.")
    text = text.strip()
    if not text:
        raise RuleBroken("Write the comment", "comment")
    if len(text) > LONGEST:
        raise RuleBroken(
            f"The comment has {len(text):,} characters; at most {LONGEST:,} fit. Shorten it.", "comment"
        )
    about = "the set"
    if question_id is not None:
        about = f"question {question_of(session, draft, question_id).content['code']}"
    comment = DraftComment(
        draft_id=draft.id,
        question_id=question_id,
        text=text,
        by_id=actor.person_id,
        by_name=actor.name,
        at=clock(),
    )
    session.add(comment)
    session.flush()
    note(session, actor, clock, draft, f"Commented on {about}")
    return comment


def settle_comment(
    session: Session, actor: Actor, clock: Clock, draft_id: int, comment_id: int, *, settled: bool
) -> DraftComment:
    """Settle a comment, or open it again."""
    draft = draft_to_change(session, actor, draft_id)
    comment = session.get(DraftComment, comment_id)
    if comment is None or comment.draft_id != draft.id:
        raise NotVisible
    if (comment.settled_at is not None) != settled:
        comment.settled_at = clock() if settled else None
        comment.settled_by_name = actor.name if settled else None
        note(session, actor, clock, draft, "Settled a comment" if settled else "Opened a comment again")
    return comment
