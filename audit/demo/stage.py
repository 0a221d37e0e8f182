"""What every part of the demonstration is built with: a session, a clock, the cast, the settings, and who is told."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.demo.cast import Cast
from audit.demo.clock import DemoClock
from audit.infra.file_store import FileStore
from audit.infra.intake import Intake
from audit.infra.questionnaire_files import load_folder
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.organisations.models import Board
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Return, Round
from audit.settings import Settings

Tell = Callable[[str], None]
"""Told what is being done, in a line, now and then."""
QuestionSets = Mapping[str, Mapping[str, Any]]
"""The sound question sets of the product's folder, by code."""


@dataclass(frozen=True)
class Stage:
    """One unit of work of the building."""

    session: Session
    clock: DemoClock
    cast: Cast
    settings: Settings
    sets: QuestionSets
    tell: Tell

    @property
    def intake(self) -> Intake:
        """Takes files in, by the rules of the settings, without a virus scanner: the files are made here."""
        settings = self.settings
        return Intake(FileStore(settings.evidence_dir), settings.evidence_types, settings.evidence_max_bytes)

    def references(self, round_code: str) -> dict[int, str]:
        """The reference of each organisation's return in a round."""
        rows = self.session.execute(
            select(Return.organisation_id, Return.reference).join(Round).where(Round.code == round_code)
        )
        return {row.organisation_id: row.reference for row in rows}


@contextmanager
def staged(
    unit_of_work: UnitOfWork,
    settings: Settings,
    sets: QuestionSets,
    tell: Tell,
    *,
    start: datetime,
    end: datetime,
    first_name: int,
) -> Iterator[Stage]:
    """A unit of work with its own clock, which goes from ``start`` to ``end``: all of it is kept, or nothing."""
    clock = DemoClock(start, end)
    with unit_of_work.begin() as session:
        yield Stage(session, clock, Cast(session, clock, settings, first_name), settings, sets, tell)


def edition_of(stage: Stage, code: str) -> Edition:
    """The edition that was published last of a question set."""
    found = select(Edition).where(Edition.code == code).order_by(Edition.id.desc()).limit(1)
    return stage.session.scalars(found).one()


def is_there(unit_of_work: UnitOfWork, board_code: str) -> bool:
    """Whether a board was built before."""
    with unit_of_work.read() as session:
        return session.scalar(select(Board.id).where(Board.code == board_code)) is not None


def question_sets(settings: Settings) -> QuestionSets:
    """Read them."""
    return {
        loaded.data["questionnaire"]: loaded.data for loaded in load_folder(settings.questionnaires_dir).sets
    }
