"""Surveys as their board sees them: the list, one survey, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.surveys import SurveyState
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Round
from audit.rooms.surveys.models import Survey, SurveyPlace, SurveyReply
from audit.rooms.surveys.policy import require_run, require_view


@dataclass(frozen=True)
class SurveyLine:
    """A survey in a list, with how many organisations it asks and how many replies it has had."""

    survey: Survey
    places: int
    replies: int


@dataclass(frozen=True)
class PlaceLine:
    """An organisation in a survey: the replies that are in its sums, and those that wait to be added up."""

    place: SurveyPlace
    waiting: int

    @property
    def replies(self) -> int:
        """All of them. Shown in steps of five only: ``audit.domain.disclosure.say_progress``."""
        return self.place.counted + self.waiting


def survey_of_board(session: Session, actor: Actor, board_code: str, survey_id: int) -> Survey:
    """A survey of the actor's board, with its board, edition and round; raises NotVisible otherwise."""
    row = session.scalar(
        select(Survey)
        .where(Survey.id == survey_id)
        .options(joinedload(Survey.board), joinedload(Survey.edition), joinedload(Survey.round))
    )
    if row is None or row.board.code != board_code:
        raise NotVisible
    require_view(actor, row.board_id)
    return row


def survey_to_run(session: Session, actor: Actor, survey_id: int) -> Survey:
    """The survey, locked until the unit ends, if the actor runs its board's surveys.

    Replies that come at the same moment wait, or are in before it. Raises NotVisible or NotAllowed.
    """
    row = session.scalar(
        select(Survey)
        .where(Survey.id == survey_id)
        .options(joinedload(Survey.board, innerjoin=True), joinedload(Survey.edition, innerjoin=True))
        .with_for_update(of=Survey)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotVisible
    require_run(actor, row.board_id)
    return row


def surveys_of_board(session: Session, actor: Actor, board_id: int) -> list[SurveyLine]:
    """The surveys of a board, those open first, then drafts, then closed ones. Three queries."""
    require_view(actor, board_id)
    order = case((Survey.state == SurveyState.OPEN, 0), (Survey.state == SurveyState.DRAFT, 1), else_=2)
    rows = session.scalars(
        select(Survey)
        .where(Survey.board_id == board_id)
        .options(joinedload(Survey.round))
        .order_by(order, Survey.closes_on.desc(), Survey.id.desc())
    ).all()
    here = select(Survey.id).where(Survey.board_id == board_id)
    counted = {
        survey_id: (places, replies)
        for survey_id, places, replies in session.execute(
            select(SurveyPlace.survey_id, func.count(), func.sum(SurveyPlace.counted))
            .where(SurveyPlace.survey_id.in_(here))
            .group_by(SurveyPlace.survey_id)
        )
    }
    waiting = _waiting(session, select(SurveyPlace.id).where(SurveyPlace.survey_id.in_(here)), by_survey=True)
    return [
        SurveyLine(
            row, counted.get(row.id, (0, 0))[0], int(counted.get(row.id, (0, 0))[1]) + waiting.get(row.id, 0)
        )
        for row in rows
    ]


def places_of(session: Session, actor: Actor, survey: Survey) -> list[PlaceLine]:
    """The organisations of a survey by name, with their replies so far. Two queries."""
    require_view(actor, survey.board_id)
    rows = session.scalars(
        select(SurveyPlace)
        .join(SurveyPlace.organisation)
        .where(SurveyPlace.survey_id == survey.id)
        .options(contains_eager(SurveyPlace.organisation))
        .order_by(func.lower(Organisation.name), SurveyPlace.id)
    ).all()
    waiting = _waiting(session, select(SurveyPlace.id).where(SurveyPlace.survey_id == survey.id))
    return [PlaceLine(row, waiting.get(row.id, 0)) for row in rows]


def _waiting(session: Session, places: object, *, by_survey: bool = False) -> dict[int, int]:
    """How many replies wait to be added up, by place or by survey."""
    group = SurveyPlace.survey_id if by_survey else SurveyReply.place_id
    rows = session.execute(
        select(group, func.count())
        .select_from(SurveyReply)
        .join(SurveyPlace, SurveyPlace.id == SurveyReply.place_id)
        .where(SurveyReply.place_id.in_(places))  # type: ignore[arg-type]
        .group_by(group)
    )
    return {row[0]: row[1] for row in rows}


def asked_in_survey(session: Session, actor: Actor, survey: Survey) -> frozenset[int]:
    """The ids of the organisations that a survey asks."""
    require_view(actor, survey.board_id)
    found = select(SurveyPlace.organisation_id).where(SurveyPlace.survey_id == survey.id)
    return frozenset(session.scalars(found))


def rounds_to_stand_beside(session: Session, actor: Actor, board_id: int) -> Sequence[Round]:
    """The rounds of a board, the latest first: a survey's results can stand beside one of them."""
    require_view(actor, board_id)
    return session.scalars(
        select(Round)
        .where(Round.board_id == board_id)
        .options(selectinload(Round.edition))
        .order_by(Round.due_on.desc(), Round.id.desc())
    ).all()


def surveys_over(session: Session, actor: Actor, today: object) -> Sequence[Survey]:
    """Open surveys of the actor's boards whose last day has passed: they wait to be closed."""
    boards = actor.boards(Permission.SURVEY_RUN)
    if not boards:
        return []
    return session.scalars(
        select(Survey)
        .where(Survey.board_id.in_(boards), Survey.state == SurveyState.OPEN, Survey.closes_on < today)
        .options(joinedload(Survey.board))
        .order_by(Survey.closes_on, Survey.id)
    ).all()
