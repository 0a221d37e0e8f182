"""Taking over what a workbook says, in one unit of work, and putting it all back."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.workflows import RoundState
from audit.infra.clock import Clock
from audit.infra.workbook_in import ReadTable
from audit.rooms.assessments.operations import (
    enters,
    may_write,
    require_answerable,
    return_to_change,
    save_into,
)
from audit.rooms.assessments.operations.citing import cite, cite_again, uncite
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.queries import AnyReturn, ReturnView, return_of_organisation, view_of
from audit.rooms.evidence.queries import names_in_library
from audit.rooms.offline.models import AppliedUpload
from audit.rooms.offline.operations.evidence import Named, plain_name
from audit.rooms.offline.operations.reading import LineKind, Preview, preview_of
from audit.rooms.offline.queries import contents_seen, upload_of

VIA, VIA_UNDO = "offline", "upload undone"
LOOK_AGAIN = (
    "Something was changed online since this page was shown, so nothing was applied. "
    "Look at the rows again, then apply them."
)
ROUND_CLOSED = (
    "This round is closed, so nothing was changed. Keep your workbook, and ask your board to open it again."
)
READ_ONLY = "Your role lets you read this return, but not answer it. Nothing was changed."


@dataclass(frozen=True)
class Undone:
    """What undoing came to: how many answers were put back, and the codes of those that were left alone."""

    done: int
    left: tuple[str, ...]


def preview_upload(
    session: Session, actor: Actor, reference: str, table: ReadTable
) -> tuple[ReturnView, Preview]:
    """What a workbook would change in a return that this person answers.

    Raises NotVisible for another organisation's return, NotAllowed and RuleBroken when it cannot be answered now,
    WorkbookRefused for a workbook that is not this return's.
    """
    view = return_of_organisation(session, actor, reference, with_actions=False, entering=True)
    _require_answering(actor, view.row)
    return view, preview_of(session, view, table, _library(session, actor, view.row))


def apply_upload(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    table: ReadTable,
    file_name: str,
    *,
    stamp: str | None = None,
    take: Collection[str] = (),
) -> int:
    """Take over what is new or changed, and of the conflicts those in ``take`` (question codes); says how many.

    Everything or nothing. Raises what ``preview_upload`` raises, and Stale when something was changed online since
    the preview with this ``stamp``.
    """
    row = return_to_change(session, actor, reference)
    _require_answering(actor, row)
    view = view_of(session, row, with_actions=False)
    preview = preview_of(session, view, table, _library(session, actor, row))
    if stamp is not None and stamp != preview.stamp:
        raise Stale(LOOK_AGAIN)
    changes: list[dict[str, Any]] = []
    for line in preview.lines:
        wanted = line.kind in (LineKind.NEW, LineKind.CHANGED) or (
            line.kind is LineKind.CONFLICT and line.code in take
        )
        if not wanted or line.mine is None:
            continue
        before = line.online.version if line.online else 0
        saved = save_into(session, actor, clock, row, line.code, line.mine, seen_version=before, via=VIA)
        change: dict[str, Any] = {"code": line.code, "before": before, "after": saved.version}
        evidence = line.evidence
        if evidence.cite:
            links = cite(session, actor, clock, reference, line.code, [id for id, _ in evidence.cite])
            change["cited"] = [link.evidence_id for link in links]
        for id, _ in evidence.uncite:
            if uncite(session, actor, clock, reference, line.code, id) is not None:
                change.setdefault("uncited", []).append(id)
        changes.append(change)
    if changes:
        session.add(
            AppliedUpload(
                return_id=row.id,
                file_name=file_name[:200],
                changes=changes,
                at=clock(),
                by_id=actor.person_id,
                by_name=actor.name,
            )
        )
        _record(session, actor, clock, row, "return.uploaded", len(changes))
    return len(changes)


def undo_upload(session: Session, actor: Actor, clock: Clock, reference: str, upload_id: int) -> Undone:
    """Put back what an applied workbook replaced. An answer that was changed since is left alone and named.

    Raises NotVisible, NotAllowed, and RuleBroken when the return is past answering or it was undone already.
    """
    row = return_to_change(session, actor, reference)
    _require_answering(actor, row)
    upload = upload_of(session, row, upload_id)
    if upload.undone_at is not None:
        raise RuleBroken(f"This upload has been undone already, by {upload.undone_by_name}.")
    view = view_of(session, row, with_actions=False)
    said = contents_seen(session, view, {change["code"]: change["before"] for change in upload.changes})
    done, left = 0, []
    for change in upload.changes:
        code, answer = change["code"], view.answers.get(change["code"])
        if (answer.version if answer else 0) != change["after"]:
            left.append(code)
            continue
        if answer is not None and change["before"] != change["after"]:
            save_into(
                session,
                actor,
                clock,
                row,
                code,
                said[code] or EMPTY,
                seen_version=answer.version,
                via=VIA_UNDO,
            )
        for id in change.get("cited", ()):
            uncite(session, actor, clock, reference, code, id)
        for id in change.get("uncited", ()):
            cite_again(session, actor, clock, reference, code, id)
        done += 1
    upload.undone_at, upload.undone_by_name = clock(), actor.name
    _record(session, actor, clock, row, "return.upload-undone", done)
    return Undone(done, tuple(left))


def note_download(session: Session, actor: Actor, clock: Clock, row: AnyReturn) -> None:
    """Note that the workbook of a return, which is in the actor's scope, was taken away."""
    note_return(session, actor, clock, "workbook.exported", row, name="Answers")


def _library(session: Session, actor: Actor, row: AnyReturn) -> Named:
    """The files that names of evidence can mean. Who enters a return for its board is not told what a library holds."""
    if enters(actor, row):
        return {}
    found: dict[str, list[int]] = {}
    for id, name in names_in_library(session, actor, row.organisation_id):
        found.setdefault(plain_name(name), []).append(id)
    return found


def _require_answering(actor: Actor, row: AnyReturn) -> None:
    if not may_write(actor, row):
        raise NotAllowed(READ_ONLY)
    if row.round.state is not RoundState.OPEN:
        raise NotAllowed(ROUND_CLOSED)
    require_answerable(actor, row)


def _record(session: Session, actor: Actor, clock: Clock, row: AnyReturn, event: str, count: int) -> None:
    note_return(session, actor, clock, event, row, count=count)
