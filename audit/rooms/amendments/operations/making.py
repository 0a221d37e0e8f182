"""Making an amendment: a new edition for the round that shares the question rows of the one it amends.

No answer, revision, citation, copy, judgement or agreed grade is written here, in this or any other round.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.amending import amended, changes_from
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.questionnaire import questionnaire_from_data
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import Clock, today
from audit.rooms.amendments.models import Amendment, AmendmentState
from audit.rooms.amendments.operations.editions import amended_edition
from audit.rooms.amendments.operations.letters import tell_leads
from audit.rooms.amendments.operations.preparing import require_amendable, require_sound, to_prepare
from audit.rooms.amendments.queries import (
    Asked,
    Effect,
    amendment_to_keep,
    begun_answers,
    content_before,
    effect_of,
)
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Return
from audit.rooms.rounds.operations import round_to_run
from audit.rooms.trail.operations import record

_AT_ONCE = 500


def make(
    session: Session, actor: Actor, clock: Clock, amendment_id: int, *, version: int, public_url: str
) -> Effect:
    """Ask the round what is added, put spelling right, and tell the leads of those that are asked something.

    Returns that wait for sign-off and are asked something go back to their lead, so that they are signed once;
    submitted ones stay submitted and are asked for what is added alone. Raises NotVisible, NotAllowed, Stale, or
    RuleBroken when nothing is in it, its day has passed or its round cannot be amended now.
    """
    row = to_prepare(session, actor, amendment_id, version)
    round_ = round_to_run(session, actor, row.round.code)  # one writer of a round at a time
    require_amendable(round_)
    changes = changes_from(row.changes)
    if changes.is_empty:
        raise RuleBroken("Nothing is in this amendment yet. Add a question or put spelling right.")
    if changes.additions and row.due_on < today(clock):
        raise RuleBroken("The day by which it is to be answered has passed. Choose a later one.", "due_on")
    content = amended(content_before(session, row), changes)
    require_sound(content)
    # Whoever signs or sends at this moment waits, and then finds the return as the amendment left it.
    session.execute(
        select(Return.id).where(Return.round_id == round_.id).order_by(Return.id).with_for_update()
    )
    edition = amended_edition(session, actor, clock, round_, row, content, changes)
    row.before_id, row.after_id = round_.edition_id, edition.id
    round_.edition_id, round_.edition = edition.id, edition
    row.state, row.made_at, row.made_by_name = AmendmentState.MADE, clock(), actor.name
    session.flush()
    effect = effect_of(session, round_, changes, questionnaire_from_data(content))
    _ask(session, effect, row)
    for asked in effect.waiting:
        record(
            session, actor, clock, "return.recalled",
            subject=("return", asked.reference), board_id=round_.board_id,
            organisation_id=asked.organisation_id, reason="The round was amended",
        )  # fmt: skip
    record(
        session, actor, clock, "round.amended",
        subject=("round", round_.code), board_id=round_.board_id,
        added=list(changes.added), corrected=sorted({each.code for each in changes.corrections}),
        fingerprint=edition.fingerprint,
    )  # fmt: skip
    tell_leads(
        session, actor, clock, round_, row, "questions-added", effect.everybody, changes, public_url=public_url,
        submitted={asked.id for asked in effect.submitted}, waited={asked.id for asked in effect.waiting},
    )  # fmt: skip
    return effect


def take_back(
    session: Session, actor: Actor, clock: Clock, amendment_id: int, *, public_url: str
) -> Amendment:
    """Undo an amendment, while nobody has answered what it added and nothing was submitted since.

    Raises NotVisible, NotAllowed, or RuleBroken with who has answered, or when a later amendment stands on it.
    """
    row = amendment_to_keep(session, actor, amendment_id)
    round_ = round_to_run(session, actor, row.round.code)
    if row.state is not AmendmentState.MADE or row.before_id is None or row.after_id is None:
        raise RuleBroken("This amendment is not in force, so there is nothing to take back.")
    if round_.state is not RoundState.OPEN:
        raise RuleBroken("This round is closed. Open it again first.")
    if round_.edition_id != row.after_id:
        raise RuleBroken("The round has been amended again since. Take the later amendment back first.")
    changes = changes_from(row.changes)
    begun = begun_answers(session, round_, row.after_id, changes.added, row.made_at)
    if begun:
        named = ", ".join(begun[:3]) + (f" and {len(begun) - 3} more" if len(begun) > 3 else "")
        raise RuleBroken(
            f"{named} answered or submitted since the amendment was made, so it stays. "
            "In the next round the question can be left out."
        )
    before = session.get_one(Edition, row.before_id)
    effect = effect_of(session, round_, changes, _questionnaire(session, row.after_id))
    round_.edition_id, round_.edition = before.id, before
    row.state, row.taken_back_at, row.taken_back_by_name = AmendmentState.TAKEN_BACK, clock(), actor.name
    _ask_no_more(session, effect.everybody, set(changes.added))
    record(
        session, actor, clock, "round.amendment-taken-back",
        subject=("round", round_.code), board_id=round_.board_id, added=list(changes.added),
    )  # fmt: skip
    tell_leads(
        session, actor, clock, round_, row, "questions-taken-back", effect.everybody, changes,
        public_url=public_url,
    )  # fmt: skip
    return row


def remind(session: Session, actor: Actor, clock: Clock, amendment_id: int, *, public_url: str) -> int:
    """Write again to the leads of submitted returns that have not signed what was added; gives the letters.

    Raises NotVisible, NotAllowed, or RuleBroken when nobody owes anything.
    """
    row = amendment_to_keep(session, actor, amendment_id)
    round_ = round_to_run(session, actor, row.round.code)
    if row.state is not AmendmentState.MADE or round_.state is not RoundState.OPEN or row.after_id is None:
        raise NotAllowed("Reminders are written while the round is open and the amendment in force.")
    changes = changes_from(row.changes)
    owed = set(
        session.scalars(
            select(Return.id).where(
                Return.round_id == round_.id,
                Return.added_state.in_((ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS)),
            )
        )
    )
    effect = effect_of(session, round_, changes, _questionnaire(session, row.after_id))
    asked = [each for each in effect.submitted if each.id in owed]
    if not asked:
        raise RuleBroken("Everybody who had submitted has answered, or is waiting for their approver.")
    record(session, actor, clock, "round.reminded", subject=("round", round_.code), board_id=round_.board_id)
    return tell_leads(
        session, actor, clock, round_, row, "questions-added", asked, changes, public_url=public_url,
        submitted={each.id for each in asked},
    )  # fmt: skip


def _questionnaire(session: Session, edition_id: int) -> Any:
    content = session.execute(select(Edition.content).where(Edition.id == edition_id)).scalar_one()
    return questionnaire_from_data(content)


def _ask(session: Session, effect: Effect, row: Amendment) -> None:
    """Ask submitted returns for what is added; give those that wait for sign-off back. Grouped statements."""
    groups: dict[tuple[str, ...], list[int]] = {}
    again: list[int] = []
    for asked in effect.submitted:
        groups.setdefault((*asked.added_before, *asked.codes), []).append(asked.id)
    for asked in effect.waiting:
        if asked.added_before:
            groups.setdefault((*asked.added_before, *asked.codes), []).append(asked.id)
            again.append(asked.id)
    for codes, ids in groups.items():
        for some in _chunks(ids):
            _set(session, some, added_questions=list(codes), added_due_on=row.due_on)
            session.execute(
                update(Return)
                .where(Return.id.in_(some), Return.added_state.is_(None))
                .values(added_state=ReturnState.NOT_STARTED)
                .execution_options(synchronize_session=False)
            )
    for some in _chunks(again):
        _set(session, some, added_state=ReturnState.IN_PROGRESS, sent_for_sign_off_at=None)
    whole = [asked.id for asked in effect.waiting if not asked.added_before]
    for some in _chunks(whole):
        _set(session, some, state=ReturnState.IN_PROGRESS, sent_for_sign_off_at=None)
    session.expire_all()


def _ask_no_more(session: Session, asked: Iterable[Asked], codes: set[str]) -> None:
    groups: dict[tuple[str, ...], list[int]] = {}
    for each in asked:
        if each.added_before:
            left = tuple(code for code in each.added_before if code not in codes)
            groups.setdefault(left, []).append(each.id)
    for left, ids in groups.items():
        for some in _chunks(ids):
            if left:
                _set(session, some, added_questions=list(left))
            else:
                _set(session, some, added_questions=None, added_state=None, added_due_on=None)
    session.flush()
    session.expire_all()


def _set(session: Session, ids: Sequence[int], **values: Any) -> None:
    session.execute(
        update(Return)
        .where(Return.id.in_(ids))
        .values(version=Return.version + 1, **values)
        .execution_options(synchronize_session=False)
    )


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
