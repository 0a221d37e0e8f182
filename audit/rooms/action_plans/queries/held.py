"""What of actions is held back from everybody outside the organisation, and actions as others may read them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from audit.domain.quarantine import say_held
from audit.rooms.action_plans.models import Action, ActionHold, ActionNote
from audit.rooms.evidence.models import Quarantine


@dataclass(frozen=True)
class Holds:
    """Sentences that stand in the place of what is held back."""

    actions: dict[int, str] = field(default_factory=dict)
    """By action id, for all of its words and notes."""
    notes: dict[int, str] = field(default_factory=dict)
    """By note id."""

    def shown(self, action: Action) -> Action:
        """An action as others may read it."""
        sentence = self.actions.get(action.id)
        return action if sentence is None else cast(Action, _Held(action, sentence))

    def shown_note(self, note: ActionNote) -> ActionNote:
        """A note as others may read it."""
        sentence = self.actions.get(note.action_id) or self.notes.get(note.id)
        return note if sentence is None or not note.text else cast(ActionNote, _HeldNote(note, sentence))


class _Held:
    """An action whose words are held back; all else of it is as it is."""

    why = impact = closed_reason = ""

    def __init__(self, action: Action, sentence: str) -> None:
        self._action, self.what = action, sentence

    def __getattr__(self, name: str) -> Any:
        return getattr(self._action, name)


class _HeldNote:
    """A note whose words are held back."""

    def __init__(self, note: ActionNote, sentence: str) -> None:
        self._note, self.text = note, sentence

    def __getattr__(self, name: str) -> Any:
        return getattr(self._note, name)


def holds_of(session: Session, *which: ColumnElement[bool]) -> Holds:
    """What is held back of the actions of these conditions, which the caller has in scope. Two queries.

    An action goes with its answer: while the words of that are held back, so are its own.
    """
    found = Holds()
    for hold in session.scalars(
        select(ActionHold)
        .join(Action, Action.id == ActionHold.action_id)
        .where(ActionHold.lifted_at.is_(None), *which)
    ):
        if hold.note_id is None:
            found.actions[hold.action_id] = say_held("action", hold.at, hold.by_name, hold.reason)
        else:
            found.notes[hold.note_id] = say_held("note", hold.at, hold.by_name, hold.reason)
    same = and_(Quarantine.return_id == Action.return_id, Quarantine.question_code == Action.question_code)
    for id, held in session.execute(
        select(Action.id, Quarantine)
        .join(Quarantine, same)
        .where(Quarantine.lifted_at.is_(None), Quarantine.question_code != "", *which)
    ):
        found.actions.setdefault(id, say_held("action, with its answer,", held.at, held.by_name, held.reason))
    return found


def past_holds(session: Session, action: Action) -> Sequence[ActionHold]:
    """Everything that is, or was, held back of an action that the caller has in scope, the latest first."""
    return session.scalars(
        select(ActionHold).where(ActionHold.action_id == action.id).order_by(ActionHold.id.desc())
    ).all()
