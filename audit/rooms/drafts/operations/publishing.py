"""Publishing a draft: it becomes an edition, which is never changed again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.continuing import continuing
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.questionnaire import fingerprint
from audit.infra.clock import Clock, today
from audit.rooms.drafts.models import Draft, DraftState
from audit.rooms.drafts.operations.adopting import tell_adopters
from audit.rooms.drafts.queries import draft_to_keep, whole_draft
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.trail.operations import record

CHANGED_SINCE = (
    "This draft was changed by {name} since you opened this page, so it was not published. "
    "Look at what it says now, then publish it."
)


@dataclass(frozen=True)
class Publication:
    """What a person decides when a draft is published."""

    code: str
    edition: str
    notes: str
    approved_by: str
    approved_on: date | None


def to_publish(content: Mapping[str, Any], origins: "Origins", code: str, edition: str) -> dict[str, Any]:
    """The content of a draft as it would be published under this code and number."""
    numbered = {**content, "questionnaire": code, "edition": edition}
    return numbered if origins.previous is None else continuing(numbered, origins.previous, origins.copied)


def seen_mark(content: Mapping[str, Any]) -> str:
    """What tells that a draft is still what was on the page."""
    return fingerprint(content)


@dataclass(frozen=True)
class Origins:
    """Where the questions of a draft come from."""

    previous: Mapping[str, Any] | None
    """The edition that the new one follows: the board's latest of this code, else the one that was copied."""
    copied: Mapping[str, Any] | None


def origins_of(session: Session, row: Draft, code: str) -> Origins:
    """Where the questions of a draft, which the caller has in scope, come from if it is published under this code."""
    copied = None
    if row.based_on_id is not None:
        copied = session.execute(select(Edition.content).where(Edition.id == row.based_on_id)).scalar_one()
    previous = session.scalar(
        select(Edition.content)
        .where(Edition.code == code, Edition.board_id == row.board_id, Edition.amends_id.is_(None))
        .order_by(Edition.published_at.desc(), Edition.id.desc())
        .limit(1)
    )
    return Origins(previous or copied, copied)


def publish_draft(
    session: Session,
    actor: Actor,
    clock: Clock,
    draft_id: int,
    plan: Publication,
    *,
    seen: str,
    public_url: str,
) -> Edition:
    """Publish a draft of a board as its next edition, in grouped statements whatever its length.

    ``seen`` is the mark of the content that was on the page. Raises NotVisible; NotAllowed for somebody who may not
    publish; Stale when the draft says something else by now; RuleBroken, with the field at fault, when it was
    published or discarded meanwhile, when something still hinders it or the number is taken.
    """
    row = draft_to_keep(session, actor, draft_id)
    session.refresh(
        row, with_for_update=True
    )  # of two who publish at once, the second sees what the first did
    if not actor.is_operator and row.board_id not in actor.boards(Permission.QUESTIONNAIRE_PUBLISH):
        raise NotAllowed("Only a board administrator can publish a question set. Ask one to do it.")
    if row.state is DraftState.PUBLISHED:
        raise RuleBroken(
            f"This draft has been published already, by {row.changed_by_name}. It was not published twice."
        )
    if row.state is not DraftState.OPEN:
        raise RuleBroken("This draft was discarded, so it cannot be published.")
    content = whole_draft(session, row).content
    if seen_mark(content) != seen:
        raise Stale(CHANGED_SINCE.format(name=row.changed_by_name))
    if not plan.edition:
        raise RuleBroken("Enter a number for this edition, for example 2027.1", "edition")
    if plan.approved_on is not None and plan.approved_on > today(clock):
        raise RuleBroken(
            "The day of approval is still to come. Enter the day on which it was approved", "approved_on"
        )
    final = to_publish(content, origins_of(session, row, plan.code), plan.code, plan.edition)
    edition, _is_new = publish_edition(
        session, actor, final, clock, board_id=row.board_id, notes=plan.notes,
        approved_by=plan.approved_by, approved_on=plan.approved_on,
    )  # fmt: skip
    row.state, row.published_id = DraftState.PUBLISHED, edition.id
    row.code, row.settings = plan.code, {**row.settings, "questionnaire": plan.code, "edition": plan.edition}
    row.changed_at, row.changed_by_name = clock(), actor.name
    record(
        session, actor, clock, "draft.published",
        subject=("draft", str(row.id)), board_id=row.board_id, question_set=edition.code, edition=edition.edition,
    )  # fmt: skip
    tell_adopters(session, actor, clock, edition, public_url=public_url)
    return edition


def successors(session: Session, row: Draft) -> list[Edition]:
    """Editions published after the one that a draft is based on, of the same set; the caller has it in scope."""
    if row.based_on_id is None:
        return []
    base = session.get_one(Edition, row.based_on_id)
    return list(
        session.scalars(
            select(Edition)
            .where(
                Edition.code == base.code,
                Edition.amends_id.is_(None),
                Edition.id != base.id,
                Edition.published_at > base.published_at,
                Edition.board_id.is_(None) if base.board_id is None else Edition.board_id == base.board_id,
            )
            .order_by(Edition.published_at)
        )
    )
