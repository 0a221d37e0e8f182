"""What a moderator was given, and what keeps them from it since."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.domain.actor import Actor
from audit.domain.allocation import too_near
from audit.domain.errors import NotVisible
from audit.domain.moderation import ENDED
from audit.domain.permissions import Permission
from audit.rooms.moderation.models import Judgement, Moderation, ModerationPlan
from audit.rooms.organisations.models import Organisation
from audit.rooms.organisations.queries.near import interests_in, near_organisations
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class GivenReturn:
    """A return that was given to the actor, with why they may not see it any more (None: they may)."""

    row: Moderation
    tie: str | None

    @property
    def organisation(self) -> Organisation:
        """Whose return it is."""
        return self.row.moderated.organisation

    @property
    def round(self) -> Round:
        """The round it belongs to."""
        return self.row.plan.round


def ties_for(
    session: Session, actor: Actor, board_id: int, organisation_ids: Collection[int]
) -> dict[int, str]:
    """Which of these organisations the actor stands too near to in this board, and why. Four queries.

    The roles are those that the actor holds at this moment, so one that was given today counts today.
    """
    homes = {m.organisation_id for m in actor.memberships if m.organisation_id is not None}
    mine = interests_in(session, board_id, [actor.person_id or 0]).get(actor.person_id or 0, {})
    near = near_organisations(session, board_id, organisation_ids)
    found = {one: too_near(homes, mine, near, one) for one in organisation_ids}
    # The rule speaks of a third person; here it speaks to the moderator.
    return {one: _to_you(why) for one, why in found.items() if why is not None}


def _to_you(why: str) -> str:
    for theirs, yours in (("They hold", "You hold"), ("They have", "You have"), ("Their ", "Your ")):
        if why.startswith(theirs):
            return yours + why.removeprefix(theirs)
    return why


def given_to(session: Session, actor: Actor) -> list[GivenReturn]:
    """The live moderations of the actor in boards where they still moderate, by round and name."""
    rows = session.scalars(
        _given(actor)
        .where(Moderation.state.not_in(ENDED))
        .order_by(Round.id.desc(), func.lower(Organisation.name), Moderation.id)
    ).all()
    return _with_ties(session, actor, rows)


def given_one(session: Session, actor: Actor, moderation_id: int) -> GivenReturn:
    """A live moderation of the actor, seen or not; raises NotVisible for anybody else's and for one that ended."""
    row = session.scalars(
        _given(actor)
        .where(Moderation.id == moderation_id, Moderation.state.not_in(ENDED))
        .with_for_update(of=Moderation)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return _with_ties(session, actor, [row])[0]


def touched_by(session: Session, actor: Actor, board_id: int, organisation_id: int) -> Sequence[Moderation]:
    """The live moderations of the actor that an interest in this organisation would end."""
    return session.scalars(
        _live()
        .where(
            Moderation.moderator_id == (actor.person_id or 0),
            Round.board_id == board_id,
            Organisation.id == organisation_id,
            Moderation.state.not_in(ENDED),
        )
        .order_by(Moderation.id)
    ).all()


def live_moderations_of_round(
    session: Session, of_round: Round, stage: int | None = None
) -> Sequence[Moderation]:
    """The live moderations of a round, with their returns, by organisation."""
    statement = _live().where(Round.id == of_round.id, Moderation.state.not_in(ENDED))
    if stage is not None:
        statement = statement.where(ModerationPlan.stage == stage)
    return session.scalars(statement.order_by(func.lower(Organisation.name), Moderation.id)).all()


def _live() -> Select[Moderation]:
    return (
        select(Moderation)
        .join(Moderation.plan)
        .join(ModerationPlan.round)
        .join(Moderation.moderated)
        .join(Return.organisation)
        .options(
            contains_eager(Moderation.plan).contains_eager(ModerationPlan.round).joinedload(Round.board),
            contains_eager(Moderation.moderated).contains_eager(Return.organisation),
            joinedload(Moderation.moderator),
        )
    )


def _given(actor: Actor) -> Select[Moderation]:
    return _live().where(
        Moderation.moderator_id == (actor.person_id or 0),
        Round.board_id.in_(actor.boards(Permission.MODERATION_DO)),
    )


def _with_ties(session: Session, actor: Actor, rows: Iterable[Moderation]) -> list[GivenReturn]:
    listed = list(rows)
    by_board: dict[int, set[int]] = {}
    for row in listed:
        by_board.setdefault(row.plan.round.board_id, set()).add(row.moderated.organisation_id)
    ties = {board: ties_for(session, actor, board, ids) for board, ids in by_board.items()}
    return [
        GivenReturn(row, ties[row.plan.round.board_id].get(row.moderated.organisation_id)) for row in listed
    ]


def moderation_of_round(session: Session, of_round: Round, moderation_id: int) -> Moderation:
    """A moderation of a round that the caller runs; raises NotVisible for one of another round."""
    row = session.get(Moderation, moderation_id)
    if row is None or row.plan.round_id != of_round.id:
        raise NotVisible
    return row


def notes_kept(
    session: Session, of_round: Round, moderation_ids: Collection[int]
) -> dict[int, list[Judgement]]:
    """What moderators noted before a return left them, by moderation, in the order of the questions.

    For the board alone: the caller runs the moderation of the round.
    """
    found: dict[int, list[Judgement]] = {}
    if moderation_ids:
        rows = session.scalars(
            select(Judgement)
            .join(Judgement.question)
            .join(Judgement.moderation)
            .join(Moderation.plan)
            .where(Judgement.moderation_id.in_(moderation_ids), ModerationPlan.round_id == of_round.id)
            .options(contains_eager(Judgement.question))
            .order_by(EditionQuestion.position, EditionQuestion.id)
        )
        for row in rows:
            found.setdefault(row.moderation_id, []).append(row)
    return found
