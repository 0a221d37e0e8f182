"""The library of a board: what organisations have agreed to share, for everybody of the board and of its area."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.good_practice import Sharing
from audit.domain.permissions import Permission
from audit.rooms.evidence.models import Evidence, Quarantine
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.organisations.models import AreaMembership, Board, Organisation
from audit.rooms.organisations.queries.boards import CODE

PAGE = 20
"""Examples on one page of the library."""


@dataclass(frozen=True)
class LibraryFilter:
    """What of the library is wanted; what is empty does not narrow."""

    words: str = ""
    standard: str = ""
    sector: str = ""
    page: int = 1


@dataclass(frozen=True)
class Library:
    """One page of the library, how many examples fit on all pages, and what it can be narrowed by."""

    examples: Sequence[GoodPractice]
    found: int
    page: int
    total: int
    standards: Sequence[str]
    sectors: Sequence[str]

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, ceil(self.found / PAGE))


def in_library(actor: Actor, board_id: Any) -> ColumnElement[bool]:
    """The condition that the actor may read the library of this board: a column, or an id."""
    if actor.is_operator:
        return true()
    boards = actor.boards(Permission.GOOD_PRACTICE_VIEW)
    organisations = actor.organisations(Permission.GOOD_PRACTICE_VIEW)
    in_area = exists().where(
        AreaMembership.board_id == board_id,
        AreaMembership.organisation_id.in_(organisations),
        AreaMembership.left_on.is_(None),
    )
    here: ColumnElement[bool] = board_id.in_(boards) if boards else false()
    return or_(here, in_area) if organisations else here


def _not_held() -> ColumnElement[bool]:
    """The condition that the answer from which an example came is not in quarantine."""
    return ~exists().where(
        Quarantine.return_id == GoodPractice.return_id,
        Quarantine.question_code == GoodPractice.question_code,
        Quarantine.lifted_at.is_(None),
    )


def library_board(session: Session, actor: Actor, code: str) -> Board:
    """The board with this code, if the actor may read its library; raises NotVisible otherwise."""
    if not CODE.fullmatch(code):
        raise NotVisible
    board = session.scalar(select(Board).where(Board.code == code, in_library(actor, Board.id)))
    if board is None:
        raise NotVisible
    return board


def library_of(session: Session, actor: Actor, board: Board, chosen: LibraryFilter) -> Library:
    """A page of the library of a board, the latest first; empty for strangers. Three statements."""
    shared = (
        GoodPractice.board_id == board.id,
        GoodPractice.state == Sharing.SHARED,
        in_library(actor, GoodPractice.board_id),
        _not_held(),
    )
    kinds = session.execute(
        select(GoodPractice.standard_title, GoodPractice.sector, func.count())
        .where(*shared)
        .group_by(GoodPractice.standard_title, GoodPractice.sector)
    ).all()
    wanted = [*shared, *_searched(chosen.words)]
    if chosen.standard:
        wanted.append(GoodPractice.standard_title == chosen.standard)
    if chosen.sector:
        wanted.append(GoodPractice.sector == chosen.sector)
    found = (
        session.scalar(
            select(func.count())
            .select_from(GoodPractice)
            .join(Organisation, Organisation.id == GoodPractice.organisation_id)
            .where(*wanted)
        )
        or 0
    )
    page = min(max(1, chosen.page), max(1, ceil(found / PAGE)))
    examples = session.scalars(
        select(GoodPractice)
        .join(GoodPractice.organisation)
        .options(contains_eager(GoodPractice.organisation))
        .where(*wanted)
        .order_by(GoodPractice.answered_at.desc(), GoodPractice.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return Library(
        examples,
        found,
        page,
        sum(number for _, _, number in kinds),
        sorted({standard for standard, _, _ in kinds}),
        sorted({sector for _, sector, _ in kinds}),
    )


def example_to_read(session: Session, actor: Actor, example_id: int) -> GoodPractice:
    """A shared example of a library that the actor may read; raises NotVisible for any other."""
    row = session.scalar(
        select(GoodPractice)
        .join(GoodPractice.organisation)
        .join(GoodPractice.board)
        .options(contains_eager(GoodPractice.organisation), contains_eager(GoodPractice.board))
        .where(
            GoodPractice.id == example_id,
            GoodPractice.state == Sharing.SHARED,
            in_library(actor, GoodPractice.board_id),
            _not_held(),
        )
    )
    if row is None:
        raise NotVisible
    return row


def shared_files(session: Session, row: GoodPractice) -> Sequence[Evidence]:
    """The files that an example, which the caller has in scope, is shared with: none that was withdrawn since."""
    if not row.evidence:
        return []
    return session.scalars(
        select(Evidence)
        .join(Evidence.file)
        .options(contains_eager(Evidence.file))
        .where(
            Evidence.id.in_([int(id) for id in row.evidence]),
            Evidence.organisation_id == row.organisation_id,
            Evidence.withdrawn_at.is_(None),
            Evidence.held_back == "",
        )
        .order_by(Evidence.id)
    ).all()


def shared_file(
    session: Session, actor: Actor, example_id: int, evidence_id: int
) -> tuple[GoodPractice, Evidence]:
    """A file that an example is shared with; raises NotVisible for any other file and any other reader."""
    row = example_to_read(session, actor, example_id)
    for evidence in shared_files(session, row):
        if evidence.id == evidence_id:
            return row, evidence
    raise NotVisible


def _searched(words: str) -> list[ColumnElement[bool]]:
    """Every word must stand somewhere in the example, in any order."""
    places = (
        GoodPractice.words,
        GoodPractice.why,
        GoodPractice.question_text,
        GoodPractice.standard_title,
        Organisation.name,
    )
    return [or_(*(place.icontains(word, autoescape=True) for place in places)) for word in words.split()[:8]]
