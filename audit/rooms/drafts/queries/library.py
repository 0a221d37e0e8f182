"""What a board's library says of its sets: where they are used, which are offered, which it has adopted."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, defer

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.rooms.drafts.models import Draft, DraftComment
from audit.rooms.organisations.models import Board
from audit.rooms.questionnaires.models import AdoptedSet, Edition, EditionOffer
from audit.rooms.questionnaires.queries import editions
from audit.rooms.rounds.models import Round


@dataclass(frozen=True)
class Uses:
    """What is known of the sets of a board, which the caller has in scope."""

    rounds: Mapping[tuple[str, str], list[tuple[str, str]]]
    """By set and edition, the titles and codes of this board's rounds; an amended round counts with its edition."""
    offered: frozenset[int]
    adopted: frozenset[int]
    """Other boards' editions that this board follows."""
    kept: frozenset[int]
    """Those it once adopted, whether or not it follows them."""
    owners: Mapping[int, str]
    newer: Mapping[int, Edition]
    """By the id of an edition that this board follows, the latest successor that it does not follow yet."""


def uses_of(session: Session, actor: Actor, board_id: int) -> Uses:
    """Five queries, whatever the length of the library."""
    rounds: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for title, code, set_code, number in session.execute(
        select(Round.title, Round.code, Edition.code, Edition.edition)
        .join(Edition, Edition.id == Round.edition_id)
        .where(Round.board_id == board_id)
        .order_by(Round.created_at.desc(), Round.id.desc())
    ):
        rounds.setdefault((set_code, number), []).append((title, code))
    offered = frozenset(
        session.scalars(select(EditionOffer.edition_id).where(EditionOffer.withdrawn_at.is_(None)))
    )
    held = session.execute(
        select(Edition, AdoptedSet.dropped_at)
        .join(AdoptedSet, AdoptedSet.edition_id == Edition.id)
        .where(AdoptedSet.board_id == board_id)
        .options(defer(Edition.content))
    ).all()
    adopted = frozenset(edition.id for edition, dropped_at in held if dropped_at is None)
    visible = editions(session, actor)
    owner_ids = {each.board_id for each in visible if each.board_id is not None}
    names = select(Board.id, Board.name).where(Board.id.in_(owner_ids))
    newer: dict[int, Edition] = {}
    for edition, _ in held:
        later = [
            each
            for each in visible
            if (each.code, each.board_id) == (edition.code, edition.board_id)
            and each.published_at > edition.published_at
        ]
        if edition.id in adopted and later:
            latest = max(later, key=lambda each: each.published_at)
            if latest.id not in adopted:
                newer[edition.id] = latest
    return Uses(
        rounds,
        offered,
        adopted,
        frozenset(edition.id for edition, _ in held),
        {row.id: row.name for row in session.execute(names)},
        newer,
    )


def remarks_on(session: Session, row: Draft) -> list[DraftComment]:
    """The comments on a draft, which the caller has in scope, that are not settled, the oldest first."""
    return list(
        session.scalars(
            select(DraftComment)
            .where(DraftComment.draft_id == row.id, DraftComment.settled_at.is_(None))
            .order_by(DraftComment.id)
        )
    )


def behind(session: Session, actor: Actor, board_id: int) -> dict[int, tuple[int, str]]:
    """Own editions made from a set of others that has a newer edition now: by id, their draft and the newer number.

    One query; none for a board that is not the actor's.
    """
    if not actor.is_operator and board_id not in actor.boards(Permission.QUESTIONNAIRE_VIEW):
        return {}
    base, newer = aliased(Edition), aliased(Edition)
    rows = session.execute(
        select(Draft.published_id, Draft.id, newer.edition)
        .join(base, base.id == Draft.based_on_id)
        .join(newer, newer.code == base.code)
        .where(
            Draft.board_id == board_id,
            Draft.published_id.is_not(None),
            newer.amends_id.is_(None),
            newer.published_at > base.published_at,
            or_(base.board_id.is_(None), base.board_id != board_id),
        )
        .order_by(newer.published_at)
    )
    return {edition_id: (draft_id, number) for edition_id, draft_id, number in rows if edition_id is not None}
