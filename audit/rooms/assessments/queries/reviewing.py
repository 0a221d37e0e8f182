"""What a progress review needs beside its answers: what was submitted before, and the actions to report on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actions import OUTSTANDING
from audit.domain.workflows import RoundKind
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.queries.rows import AnyReturn
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class ReportedAction:
    """An action of the reviewed round, with the notes of progress written since the review opened."""

    action: Action
    notes: tuple[ActionNote, ...]
    """The oldest first."""

    @property
    def is_outstanding(self) -> bool:
        """Whether something is still to be done."""
        return self.action.state in OUTSTANDING

    @property
    def lacks_note(self) -> bool:
        """Whether a note has to be written before the review can be sent for sign-off."""
        return self.is_outstanding and not self.notes


@dataclass(frozen=True)
class SubmittedBefore:
    """The latest copy of the return that a progress review asks about again."""

    return_id: int
    round_title: str
    submitted_at: datetime
    content: dict[str, Any]


def is_review(row: AnyReturn) -> bool:
    """Whether this return belongs to a progress review."""
    return row.round.kind is RoundKind.REVIEW


def actions_to_report(session: Session, row: AnyReturn) -> list[ReportedAction]:
    """The actions that a review, which the caller has in scope, asks for progress on: the first due first.

    Those of the reviewed round that are open, and those that were when it opened and have moved since. At most two
    queries; none, and no actions, for a return of any other round.
    """
    if not is_review(row) or row.round.reviews_id is None:
        return []
    actions = session.scalars(
        select(Action)
        .where(Action.organisation_id == row.organisation_id, Action.round_id == row.round.reviews_id)
        .order_by(Action.due_on, Action.id)
    ).all()
    notes = _notes_since(session, [action.id for action in actions], row.round.opened_at)
    found = [ReportedAction(action, tuple(notes.get(action.id, ()))) for action in actions]
    return [each for each in found if each.is_outstanding or each.notes]


def lacking_notes(reported: Iterable[ReportedAction]) -> list[ReportedAction]:
    """The actions on which a note has still to be written."""
    return [each for each in reported if each.lacks_note]


def submitted_before(session: Session, row: AnyReturn) -> SubmittedBefore | None:
    """What the same organisation submitted in the round that is reviewed; the caller has the review in scope.

    None for a return of any other round, and for an organisation that submitted nothing there. One query.
    """
    if not is_review(row):
        return None
    found = session.execute(
        select(Return.id, Round.title, Submission.submitted_at, Submission.content)
        .join(Submission, Submission.return_id == Return.id)
        .join(Round, Round.id == Return.round_id)
        .where(Return.round_id == row.round.reviews_id, Return.organisation_id == row.organisation_id)
        .order_by(Submission.number.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else SubmittedBefore(*found)


def action_of_review(session: Session, row: AnyReturn, action_id: int) -> Action | None:
    """An action that this review, which the caller has in scope, may be asked about; None for any other."""
    return session.scalar(
        select(Action)
        .join(Action.organisation)
        .where(
            Action.id == action_id,
            Action.organisation_id == row.organisation_id,
            Action.round_id == row.round.reviews_id,
        )
        .options(contains_eager(Action.organisation))
    )


def _notes_since(
    session: Session, action_ids: Sequence[int], opened_at: datetime | None
) -> dict[int, list[ActionNote]]:
    """What the organisation wrote about its progress; an entry that only says what was reworded is none."""
    found: dict[int, list[ActionNote]] = {}
    if not action_ids or opened_at is None:
        return found
    for note in session.scalars(
        select(ActionNote)
        .where(
            ActionNote.action_id.in_(action_ids),
            ActionNote.on_behalf == "organisation",
            ActionNote.text != "",
            ActionNote.state_after != "",
            ActionNote.at >= opened_at,
        )
        .order_by(ActionNote.at, ActionNote.id)
    ):
        found.setdefault(note.action_id, []).append(note)
    return found
