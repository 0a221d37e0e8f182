"""Moderations for those who take part: the moderator, the organisation once it is heard, the board where it settles."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.moderation import ENDED, ModerationState
from audit.domain.permissions import Permission
from audit.rooms.assessments.queries import AnyReturn, is_lent_to, own_return
from audit.rooms.evidence.models import Evidence
from audit.rooms.moderation.models import Moderation, ModerationPlan
from audit.rooms.moderation.queries.near import why_too_near
from audit.rooms.moderation.queries.reading import ModerationView, locked, moderation_view, moderations
from audit.rooms.rounds.models import Return, Round

HEARD = (
    ModerationState.WITH_ORGANISATION,
    ModerationState.REPLIED,
    ModerationState.WITH_BOARD,
    ModerationState.AGREED,
)
"""The states in which a moderation is finished on the moderator's side, so that the organisation may read it."""


def allocated(session: Session, actor: Actor, moderation_id: int, *, lock: bool = False) -> Moderation:
    """A return that the actor was given to moderate and still has; raises NotVisible for any other.

    They must still be a moderator of the board and stand near to the organisation in no way: a role, a link or an
    interest that came later counts at once.
    """
    boards = actor.boards(Permission.MODERATION_DO)
    if actor.person_id is None or not boards:
        raise NotVisible
    statement = moderations().where(
        Moderation.id == moderation_id,
        Moderation.moderator_id == actor.person_id,
        Moderation.state.not_in(ENDED),
        Round.board_id.in_(boards),
    )
    row = session.scalar(locked(statement) if lock else statement)
    if row is None or why_too_near(session, actor, row):
        raise NotVisible
    return row


def moderation_to_do(
    session: Session, actor: Actor, moderation_id: int, *, lock: bool = False
) -> ModerationView:
    """``allocated`` with everything that its pages need."""
    return moderation_view(session, allocated(session, actor, moderation_id, lock=lock))


def evidence_to_open(
    session: Session, actor: Actor, moderation_id: int, evidence_id: int
) -> tuple[Moderation, Evidence]:
    """A file that the copy under moderation cites, for its moderator; raises NotVisible for any other file.

    Raises NotAllowed while the moderation is only offered: it is accepted first.
    """
    view = moderation_to_do(session, actor, moderation_id)
    if view.row.state is ModerationState.OFFERED:
        raise NotAllowed("Accept this moderation first, then open its evidence.")
    cited = {file["id"] for item in view.items.values() for file in item.files}
    evidence = session.get(Evidence, evidence_id, options=[joinedload(Evidence.file)])
    if evidence is None or evidence_id not in cited:
        raise NotVisible
    moderated = view.row.moderated
    if evidence.organisation_id != moderated.organisation_id and not is_lent_to(
        session, moderated, evidence_id
    ):
        raise NotVisible
    return view.row, evidence


def moderations_of_return(
    session: Session,
    actor: Actor,
    reference: str,
    permission: Permission = Permission.MODERATION_READ,
    *,
    lock: bool = False,
) -> tuple[Return, list[Moderation]]:
    """An organisation's own return and its live moderations, the latest first; raises NotVisible for anybody else.

    Whoever shows them must say nothing of one that is not yet in one of the states ``HEARD``.
    """
    row = own_return(session, actor, reference, permission)
    statement = (
        moderations()
        .where(Moderation.return_id == row.id, Moderation.state.not_in(ENDED))
        .order_by(ModerationPlan.stage.desc(), Moderation.id.desc())
    )
    return row, list(session.scalars(locked(statement) if lock else statement))


def moderation_of_board(
    session: Session, actor: Actor, moderation_id: int, *, lock: bool = False
) -> ModerationView:
    """A moderation that its organisation reads already, for those who run the board's moderation.

    Raises NotVisible for anybody else and before: unfinished notes are the moderator's alone.
    """
    boards = actor.boards(Permission.MODERATION_RUN)
    statement = moderations().where(Moderation.id == moderation_id, Moderation.state.in_(HEARD))
    if not actor.is_operator:
        statement = statement.where(Round.board_id.in_(boards))
    row = session.scalar(locked(statement) if lock else statement)
    if row is None:
        raise NotVisible
    return moderation_view(session, row)


def moderations_to_settle(session: Session, actor: Actor, round_id: int) -> Sequence[Moderation]:
    """The moderations of a round that wait for the board, or for an organisation's reply; by organisation."""
    boards = actor.boards(Permission.MODERATION_RUN)
    statement = moderations().where(
        Round.id == round_id,
        Moderation.state.in_((ModerationState.WITH_BOARD, ModerationState.WITH_ORGANISATION)),
    )
    if not actor.is_operator:
        statement = statement.where(Round.board_id.in_(boards))
    return session.scalars(statement.order_by(Moderation.reply_by, Moderation.id)).all()


def moderations_to_reply_to(session: Session, actor: Actor) -> Sequence[Moderation]:
    """The moderated returns that wait for a reply of an organisation in which the actor may give it."""
    organisations = actor.organisations(Permission.MODERATION_REPLY)
    if not organisations:
        return []
    return session.scalars(
        moderations()
        .where(
            Return.organisation_id.in_(organisations),
            Moderation.state == ModerationState.WITH_ORGANISATION,
        )
        .order_by(Moderation.reply_by, Moderation.id)
    ).all()


def rounds_to_settle(session: Session, actor: Actor, today: date) -> list[tuple[str, str, int]]:
    """The rounds of the actor's boards in which grades wait for the board: code, title and how many returns."""
    boards = actor.boards(Permission.MODERATION_RUN)
    if not boards:
        return []
    rows = session.execute(
        select(Round.code, Round.title, func.count())
        .join(Return, Return.round_id == Round.id)
        .join(Moderation, Moderation.return_id == Return.id)
        .where(
            Round.board_id.in_(boards),
            or_(
                Moderation.state == ModerationState.WITH_BOARD,
                (Moderation.state == ModerationState.WITH_ORGANISATION) & (Moderation.reply_by < today),
            ),
        )
        .group_by(Round.id, Round.code, Round.title)
        .order_by(Round.id)
    )
    return [(code, title, count) for code, title, count in rows]


def moderation_standing(session: Session, actor: Actor, row: AnyReturn) -> ModerationState | None:
    """Where the latest live moderation of an organisation's own return stands; ``None`` when there is none."""
    if row.organisation_id not in actor.organisations(Permission.MODERATION_READ):
        return None
    return session.scalar(
        select(Moderation.state)
        .join(Moderation.plan)
        .where(Moderation.return_id == row.id, Moderation.state.not_in(ENDED))
        .order_by(ModerationPlan.stage.desc(), Moderation.id.desc())
        .limit(1)
    )
