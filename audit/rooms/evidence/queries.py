"""Every reading of the evidence library, scoped by the actor."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.quarantine import say_held, without_held
from audit.rooms.evidence.models import Evidence, EvidenceOpened, Quarantine, Scan, StoredFile
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return, Round

PAGE = 50
"""Files on one page of the library."""


class Show(StrEnum):
    """Which part of a library is shown."""

    ALL = "all"
    REVIEW_PASSED = "review-passed"
    WITHDRAWN = "withdrawn"


class Sort(StrEnum):
    """In which order a library is shown."""

    NEWEST = "newest"
    NAME = "name"
    REVIEW = "review"


_ORDERS: Mapping[Sort, tuple[Any, ...]] = {
    Sort.NEWEST: (Evidence.uploaded_at.desc(), Evidence.id.desc()),
    Sort.NAME: (func.lower(Evidence.file_name), Evidence.id),
    Sort.REVIEW: (Evidence.review_on.is_(None), Evidence.review_on, Evidence.id),
}


@dataclass(frozen=True)
class Library:
    """One page of an organisation's library."""

    items: tuple[Evidence, ...]
    found: int
    """How many files fit the search, on all pages."""
    page: int
    """From 1."""
    kept: int
    """How many files the library holds in all, without those withdrawn."""

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.found // PAGE))


@dataclass(frozen=True)
class Opened:
    """How often the board opened a file, and when last."""

    times: int
    last_at: datetime


def library(
    session: Session,
    actor: Actor,
    organisation_id: int,
    today: date,
    *,
    search: str = "",
    sort: Sort = Sort.NEWEST,
    show: Show = Show.ALL,
    page: int = 1,
    without: Collection[int] = (),
) -> Library:
    """A page of the library of one of the actor's organisations; raises NotVisible for any other.

    ``without`` leaves out evidence by id. A page beyond the last is the last.
    """
    _require_member(actor, organisation_id)
    conditions = [Evidence.organisation_id == organisation_id, *_shown(show, today), *_searched(search)]
    if without:
        conditions.append(Evidence.id.not_in(without))
    found, kept = session.execute(
        select(
            select(func.count()).select_from(Evidence).where(*conditions).scalar_subquery(),
            select(func.count())
            .select_from(Evidence)
            .where(Evidence.organisation_id == organisation_id, Evidence.withdrawn_at.is_(None))
            .scalar_subquery(),
        )
    ).one()
    page = max(1, min(page, -(-found // PAGE)))
    rows = session.scalars(
        _with_files().where(*conditions).order_by(*_ORDERS[sort]).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    return Library(tuple(rows), found, page, kept)


def evidence_for_organisation(
    session: Session,
    actor: Actor,
    evidence_id: int,
    permission: Permission = Permission.EVIDENCE_VIEW,
    *,
    lock: bool = False,
) -> Evidence:
    """An item, withdrawn or not, of an organisation in which the actor may do this; raises NotVisible."""
    statement = _with_files().where(Evidence.id == evidence_id)
    if not actor.is_operator:
        statement = statement.where(Evidence.organisation_id.in_(actor.organisations(permission)))
    if lock:
        statement = statement.with_for_update(of=Evidence, key_share=True).execution_options(
            populate_existing=True
        )
    evidence = session.scalar(statement)
    if evidence is None:
        raise NotVisible
    return evidence


def evidence_to_cite(
    session: Session, actor: Actor, organisation_id: int, ids: Collection[int]
) -> tuple[Evidence, ...]:
    """The items with these ids in one organisation's library, in the order of their ids.

    Raises NotVisible if a single one is not there, is another organisation's or was withdrawn.
    """
    _require_member(actor, organisation_id)
    rows = session.scalars(
        _with_files()
        .where(
            Evidence.id.in_(ids),
            Evidence.organisation_id == organisation_id,
            Evidence.withdrawn_at.is_(None),
        )
        .order_by(Evidence.id)
    ).all()
    if {row.id for row in rows} != set(ids):
        raise NotVisible
    return tuple(rows)


def names_in_library(session: Session, actor: Actor, organisation_id: int) -> list[tuple[int, str]]:
    """Id and name of every file of one organisation's library that has not been withdrawn. One query."""
    _require_member(actor, organisation_id)
    rows = session.execute(
        select(Evidence.id, Evidence.file_name)
        .where(Evidence.organisation_id == organisation_id, Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.id)
    )
    return [(id, name) for id, name in rows]


def opened_by_board(
    session: Session, actor: Actor, organisation_id: int, ids: Collection[int]
) -> dict[int, Opened]:
    """How often the board opened these items of one organisation, by evidence id; items never opened are left out."""
    _require_member(actor, organisation_id)
    if not ids:
        return {}
    rows = session.execute(
        select(EvidenceOpened.evidence_id, func.count(), func.max(EvidenceOpened.at))
        .join(Evidence, Evidence.id == EvidenceOpened.evidence_id)
        .where(
            EvidenceOpened.evidence_id.in_(ids),
            EvidenceOpened.on_behalf == "board",
            Evidence.organisation_id == organisation_id,
        )
        .group_by(EvidenceOpened.evidence_id)
    )
    return {id: Opened(times, last_at) for id, times, last_at in rows}


def _require_member(actor: Actor, organisation_id: int) -> None:
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.EVIDENCE_VIEW):
        raise NotVisible


def _with_files() -> Select[Evidence]:
    return (
        select(Evidence)
        .join(Evidence.file)
        .join(Evidence.organisation)
        .options(contains_eager(Evidence.file), contains_eager(Evidence.organisation))
    )


def _shown(show: Show, today: date) -> list[ColumnElement[bool]]:
    if show is Show.WITHDRAWN:
        return [Evidence.withdrawn_at.is_not(None)]
    in_library: list[ColumnElement[bool]] = [Evidence.withdrawn_at.is_(None)]
    return [*in_library, Evidence.review_on < today] if show is Show.REVIEW_PASSED else in_library


def _searched(search: str) -> list[ColumnElement[bool]]:
    """Every word must stand in the name or the description, in any order."""
    return [
        or_(
            Evidence.file_name.icontains(word, autoescape=True),
            Evidence.description.icontains(word, autoescape=True),
        )
        for word in search.split()[:8]
    ]


def files_not_passed(session: Session, actor: Actor) -> list[StoredFile]:
    """Stored contents that no scanner has passed yet, for the operator; nothing for anybody else."""
    if not actor.is_operator:
        raise NotVisible
    return list(session.scalars(select(StoredFile).where(StoredFile.scan != Scan.CLEAN)))


def organisation_of_library(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """The organisation whose library the actor may look into; raises NotVisible."""
    _require_member(actor, organisation_id)
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotVisible
    return organisation


def held_texts(session: Session, return_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """What stands in the place of answers in quarantine: sentences by return and question code. One query.

    The caller has the returns in scope.
    """
    return _held(session, Quarantine.return_id.in_(return_ids)) if return_ids else {}


def held_texts_of_round(session: Session, row: Round) -> dict[int, dict[str, str]]:
    """The same for every return of a round, which the caller has in scope."""
    return _held(session, Quarantine.return_id.in_(select(Return.id).where(Return.round_id == row.id)))


def _held(session: Session, condition: ColumnElement[bool]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for row in session.scalars(
        select(Quarantine).where(condition, Quarantine.lifted_at.is_(None), Quarantine.question_code != "")
    ):
        sentence = say_held("answer", row.at, row.by_name, row.reason)
        found.setdefault(row.return_id, {})[row.question_code] = sentence
    return found


def shown_to_others(
    session: Session, contents: Mapping[int, Mapping[str, Any]]
) -> dict[int, Mapping[str, Any]]:
    """Copies by return id as everybody outside the organisation may read them. At most two queries.

    The caller has the returns in scope. Whoever reads a copy for a board, a moderator or a panel reads it here.
    """
    texts = held_texts(session, list(contents))
    cited = {
        file["id"]
        for content in contents.values()
        for answer in content.get("answers", {}).values()
        for file in answer.get("evidence") or ()
    }
    cited |= {scan["id"] for each in contents.values() if (scan := (each.get("on_behalf") or {}).get("scan"))}
    files: dict[int, str] = {}
    if cited:
        rows = session.execute(
            select(Evidence.id, Evidence.held_back).where(Evidence.id.in_(cited), Evidence.held_back != "")
        )
        files = {row.id: row.held_back for row in rows}
    return {id: without_held(content, texts.get(id, {}), files) for id, content in contents.items()}
