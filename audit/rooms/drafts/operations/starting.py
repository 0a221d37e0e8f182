"""Starting a draft from a question set: a starter, an edition, a workbook, or next to nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.drafting import apart
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft, DraftQuestion, DraftStandard
from audit.rooms.trail.operations import record


def start_draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_id: int,
    content: Mapping[str, Any],
    *,
    based_on_id: int | None = None,
) -> Draft:
    """Make a draft of a board from the content of a set, whose ``scale`` is the whole scale.

    The content may be unfinished. ``based_on_id`` is the edition it comes from, which the caller has in scope.
    Five statements for a set of any length. Raises NotVisible for a board that is not the actor's, NotAllowed
    when this person may only look.
    """
    if not actor.is_operator and board_id not in actor.boards(Permission.DRAFT_KEEP):
        if board_id in actor.boards(Permission.QUESTIONNAIRE_VIEW):
            raise NotAllowed("Only a board administrator can change question sets. Ask one to do it.")
        raise NotVisible
    parts = apart(content)
    now = clock()
    draft = Draft(
        board_id=board_id,
        code=parts.settings["questionnaire"],
        title=parts.settings["title"],
        settings=dict(parts.settings),
        scale=dict(parts.scale),
        based_on_id=based_on_id,
        begun_at=now,
        begun_by_name=actor.name,
        changed_at=now,
        changed_by_name=actor.name,
    )
    session.add(draft)
    session.flush()
    ids = _add_standards(session, draft.id, [standard.content for standard in parts.standards])
    questions: list[tuple[int | None, Mapping[str, Any]]] = [(None, question) for question in parts.header]
    questions += [
        (id, question)
        for id, standard in zip(ids, parts.standards, strict=True)
        for question in standard.questions
    ]
    if questions:
        session.execute(
            insert(DraftQuestion),
            [
                {
                    "draft_id": draft.id,
                    "standard_id": standard_id,
                    "position": position,
                    "content": dict(question),
                    "version": 1,
                }
                for position, (standard_id, question) in enumerate(questions)
            ],
        )
    record(
        session,
        actor,
        clock,
        "draft.started",
        subject=("draft", str(draft.id)),
        board_id=board_id,
        question_set=draft.code,
    )
    return draft


def _add_standards(session: Session, draft_id: int, contents: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    if not contents:
        return []
    rows = [
        {"draft_id": draft_id, "position": position, "content": dict(content), "version": 1}
        for position, content in enumerate(contents)
    ]
    session.execute(insert(DraftStandard), rows)
    # Read back in one statement: SQLite gives the ids of many rows only one by one.
    made = select(DraftStandard.id).where(DraftStandard.draft_id == draft_id).order_by(DraftStandard.position)
    return session.scalars(made).all()
