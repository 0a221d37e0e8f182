"""Taking over what is new in a shared set into a board's own: a draft with both, and what has to be decided named."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.taking_over import CONFLICT_WORDS, Undecided, take_over
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft, DraftComment, DraftQuestion, DraftState
from audit.rooms.drafts.operations.publishing import successors
from audit.rooms.drafts.operations.starting import start_draft
from audit.rooms.drafts.queries import draft_to_keep, whole_draft
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import edition_by_id


@dataclass(frozen=True)
class Taken:
    """The draft with both changes."""

    draft: Draft
    undecided: tuple[Undecided, ...]


def take_changes_over(session: Session, actor: Actor, clock: Clock, draft_id: int) -> Taken:
    """Make a draft of what the board made and what the latest edition of the set that it copied says.

    The draft named may be open or published; it stays as it is. What both sides changed keeps the board's words and
    gets a comment. Raises NotVisible, NotAllowed, or RuleBroken when there is nothing to take over.
    """
    row = draft_to_keep(session, actor, draft_id)
    if row.state is DraftState.DISCARDED:
        raise RuleBroken("This draft was discarded, so nothing can be taken over into it.")
    latest = latest_of_copied(session, actor, row)
    if latest is None or row.based_on_id is None:
        raise RuleBroken("The set that this one was made from has no newer edition.")
    base = session.execute(select(Edition.content).where(Edition.id == row.based_on_id)).scalar_one()
    theirs = session.execute(select(Edition.content).where(Edition.id == latest.id)).scalar_one()
    found = take_over(base, theirs, whole_draft(session, row).content)
    draft = start_draft(session, actor, clock, row.board_id, found.content, based_on_id=latest.id)
    session.flush()
    questions = session.scalars(select(DraftQuestion).where(DraftQuestion.draft_id == draft.id)).all()
    ids = {question.content["code"]: question.id for question in questions}
    for each in found.undecided:
        theirs_say = f" The new edition says: {each.theirs.get('text', '')}" if each.theirs else ""
        session.add(
            DraftComment(
                draft_id=draft.id,
                question_id=ids.get(each.code),
                text=f"{each.code}: {CONFLICT_WORDS[each.why]}{theirs_say}",
                by_id=actor.person_id,
                by_name=actor.name,
                at=clock(),
            )
        )
    return Taken(draft, found.undecided)


def latest_of_copied(session: Session, actor: Actor, row: Draft) -> Edition | None:
    """The latest edition, that the actor may see, of the set from which a draft in scope was made."""
    for edition in reversed(successors(session, row)):
        try:
            return edition_by_id(session, actor, edition.id)
        except NotVisible:
            continue
    return None
