"""Declaring what the grades of one scale count as on another, and withdrawing that."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.scale_mapping import mapping_faults, meaning_mark, same_scale
from audit.domain.scales import scale_from_data
from audit.infra.clock import Clock
from audit.rooms.drafts.queries.mappings import declared_mapping
from audit.rooms.questionnaires.models import DeclaredMapping
from audit.rooms.trail.operations import record

LONGEST_NOTE = 2_000


def declare_mapping(
    session: Session, actor: Actor, clock: Clock, board_id: int, before: Mapping[str, Any], now: Mapping[str, Any],
    grades: Mapping[str, str | None], note: str = "",
) -> DeclaredMapping:  # fmt: skip
    """Declare what each grade of ``before`` counts as on ``now`` (None: it has no equal).

    Earlier declarations between the two are withdrawn with it. Raises RuleBroken for the same scale, a grade that was
    left out or is not there, and a note that is too long.
    """
    _must_keep(actor, board_id)
    one, other = scale_from_data(before), scale_from_data(now)
    if same_scale(one, other):
        raise RuleBroken(
            "These are the same scale, so they compare as they are. Choose two different ones.", "now"
        )
    faults = mapping_faults(one, other, grades)
    if faults:
        key, sentence = next(iter(faults.items()))
        raise RuleBroken(sentence, f"equal-{key}")
    if len(note) > LONGEST_NOTE:
        raise RuleBroken(f"The note must be {LONGEST_NOTE:,} characters or fewer", "note")
    marks = meaning_mark(one), meaning_mark(other)
    live = select(DeclaredMapping).where(
        DeclaredMapping.board_id == board_id,
        DeclaredMapping.before_mark == marks[0],
        DeclaredMapping.now_mark == marks[1],
        DeclaredMapping.withdrawn_at.is_(None),
    )
    for row in session.scalars(live):
        row.withdrawn_at, row.withdrawn_by_name = clock(), actor.name
    made = DeclaredMapping(
        board_id=board_id, before=dict(before), before_mark=marks[0], now=dict(now), now_mark=marks[1],
        grades={grade.key: grades[grade.key] for grade in one.grades}, note=note,
        declared_by_name=actor.name, declared_at=clock(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, clock, made, "scale-mapping.declared")
    return made


def withdraw_mapping(
    session: Session, actor: Actor, clock: Clock, board_id: int, mapping_id: int
) -> DeclaredMapping:
    """Withdraw what was declared: nothing is compared through it any more. What it brought forward stays."""
    row = declared_mapping(session, actor, board_id, mapping_id)
    _must_keep(actor, board_id)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by_name = clock(), actor.name
        session.flush()
        _note(session, actor, clock, row, "scale-mapping.withdrawn")
    return row


def _must_keep(actor: Actor, board_id: int) -> None:
    if actor.is_operator or board_id in actor.boards(Permission.DRAFT_KEEP):
        return
    if board_id in actor.boards(Permission.QUESTIONNAIRE_VIEW):
        raise NotAllowed("Only a board administrator can declare how scales compare. Ask one to do it.")
    raise NotVisible


def _note(session: Session, actor: Actor, clock: Clock, row: DeclaredMapping, event: str) -> None:
    record(
        session, actor, clock, event, subject=("scale-mapping", str(row.id)), board_id=row.board_id,
        before=row.before["scale"], now=row.now["scale"],
    )  # fmt: skip
