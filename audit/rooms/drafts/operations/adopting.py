"""Offering a board's own set to other boards, and using what another board offers."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.organisations.models import Board
from audit.rooms.organisations.queries import administrators_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.questionnaires.models import AdoptedSet, Edition, EditionOffer
from audit.rooms.questionnaires.operations import adopt_edition
from audit.rooms.questionnaires.queries import edition_by_id
from audit.rooms.trail.operations import record


def offer(session: Session, actor: Actor, clock: Clock, board_id: int, edition_id: int) -> Edition:
    """Offer an edition of the board's own to other boards. Raises NotVisible, NotAllowed, or RuleBroken."""
    edition = _own(session, actor, board_id, edition_id)
    known = session.get(EditionOffer, edition.id)
    if known is not None and known.withdrawn_at is None:
        return edition
    if known is None:
        session.add(EditionOffer(edition_id=edition.id, offered_by_name=actor.name, offered_at=clock()))
    else:
        known.withdrawn_at, known.offered_by_name, known.offered_at = None, actor.name, clock()
    _note(session, actor, clock, "edition.offered", edition, board_id)
    return edition


def withdraw(session: Session, actor: Actor, clock: Clock, board_id: int, edition_id: int) -> Edition:
    """Offer it no more. Boards that adopted it keep it."""
    edition = _own(session, actor, board_id, edition_id)
    known = session.get(EditionOffer, edition.id)
    if known is None or known.withdrawn_at is not None:
        raise RuleBroken("This set is not offered to other boards.")
    known.withdrawn_at = clock()
    _note(session, actor, clock, "edition.offer-withdrawn", edition, board_id)
    return edition


def adopt(session: Session, actor: Actor, clock: Clock, board_id: int, edition_id: int) -> Edition:
    """Use another board's set in the board's own rounds, and be told of its next edition."""
    _require(actor, board_id)
    edition = edition_by_id(session, actor, edition_id)
    if edition.board_id is None or edition.board_id == board_id:
        raise RuleBroken("Your board can use this set already.")
    adopt_edition(session, actor, clock, board_id, edition)
    return edition


def end_adoption(session: Session, actor: Actor, clock: Clock, board_id: int, edition_id: int) -> Edition:
    """Be told of its next edition no more. What the board's rounds use stays theirs."""
    _require(actor, board_id)
    edition = edition_by_id(session, actor, edition_id)
    known = session.get(AdoptedSet, (board_id, edition.id))
    if known is None or known.dropped_at is not None:
        raise RuleBroken("Your board does not follow this set.")
    known.dropped_at = clock()
    _note(session, actor, clock, "edition.adoption-ended", edition, board_id)
    return edition


def tell_adopters(session: Session, actor: Actor, clock: Clock, edition: Edition, *, public_url: str) -> int:
    """Write to the administrators of boards that follow an earlier edition of this set, once it is offered too."""
    offered = session.get(EditionOffer, edition.id)
    before = aliased(Edition)
    if edition.board_id is None or (offered is not None and offered.withdrawn_at is not None):
        return 0
    earlier_offered = exists().where(
        EditionOffer.edition_id == before.id, EditionOffer.withdrawn_at.is_(None)
    )
    followers = session.execute(
        select(Board, before.id)
        .join(AdoptedSet, AdoptedSet.board_id == Board.id)
        .join(before, before.id == AdoptedSet.edition_id)
        .where(
            before.code == edition.code, before.board_id == edition.board_id, before.id != edition.id,
            AdoptedSet.dropped_at.is_(None), earlier_offered,
        )
    ).all()  # fmt: skip
    if not followers:
        return 0
    if offered is None:
        # Who offers a set offers its next edition; the board can withdraw it at any time.
        session.add(EditionOffer(edition_id=edition.id, offered_by_name=actor.name, offered_at=clock()))
    owner = session.get_one(Board, edition.board_id)
    latest = dict(sorted((board.id, id) for board, id in followers))
    boards = {board.id: board for board, _ in followers}
    written = 0
    for board_id, before_id in latest.items():
        board = boards[board_id]
        written += write_letters(
            session, clock, "set-has-successor",
            (
                {
                    "to_email": held.email, "to_name": held.name, "about": ("edition", str(edition.id)),
                    "board": board.name, "set": edition.title, "owner": owner.name, "edition": edition.edition,
                    "notes": edition.notes,
                    "link": f"{public_url}/boards/{board.code}/questionnaires/{edition.id}/differences"
                    f"?with={before_id}",
                }
                for held in administrators_of(session, actor, board.id)
            ),
            board_id=board.id,
        )  # fmt: skip
    return written


def _own(session: Session, actor: Actor, board_id: int, edition_id: int) -> Edition:
    _require(actor, board_id)
    edition = edition_by_id(session, actor, edition_id)
    if edition.board_id != board_id or edition.amends_id is not None:
        raise RuleBroken("Only a set that your own board published can be offered by it.")
    return edition


def _require(actor: Actor, board_id: int) -> None:
    if actor.is_operator or board_id in actor.boards(Permission.QUESTIONNAIRE_PUBLISH):
        return
    if board_id in actor.boards(Permission.QUESTIONNAIRE_VIEW):
        raise NotAllowed("Only a board administrator can do this.")
    raise NotVisible


def _note(session: Session, actor: Actor, clock: Clock, event: str, edition: Edition, board_id: int) -> None:
    record(
        session, actor, clock, event,
        subject=("edition", str(edition.id)), board_id=board_id, code=edition.code, edition=edition.edition,
    )  # fmt: skip
