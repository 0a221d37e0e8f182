"""Taking over what a workbook says, in one unit of work, and putting it all back."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY
from audit.domain.errors import NotAllowed, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundState
from audit.infra.clock import Clock
from audit.infra.workbook_in import ReadTable
from audit.rooms.assessments.operations import require_answerable, return_to_change, save_into
from audit.rooms.assessments.queries import AnyReturn, ReturnView, return_of_organisation, view_of
from audit.rooms.offline.models import AppliedUpload
from audit.rooms.offline.operations.reading import LineKind, Preview, preview_of
from audit.rooms.offline.queries import contents_seen, upload_of
from audit.rooms.trail.operations import record

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
    view = return_of_organisation(session, actor, reference, with_actions=False)
    _require_answering(actor, view.row)
    return view, preview_of(session, view, table)


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
    preview = preview_of(session, view, table)
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
        changes.append({"code": line.code, "before": before, "after": saved.version})
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
        if answer is None or answer.version != change["after"]:
            left.append(code)
            continue
        save_into(
            session, actor, clock, row, code, said[code] or EMPTY, seen_version=answer.version, via=VIA_UNDO
        )
        done += 1
    upload.undone_at, upload.undone_by_name = clock(), actor.name
    _record(session, actor, clock, row, "return.upload-undone", done)
    return Undone(done, tuple(left))


def note_download(session: Session, actor: Actor, clock: Clock, row: AnyReturn) -> None:
    """Note that the workbook of a return, which is in the actor's scope, was taken away."""
    record(
        session,
        actor,
        clock,
        "workbook.exported",
        subject=("return", row.reference),
        board_id=row.round.board_id,
        organisation_id=row.organisation_id,
        name="Answers",
    )


def _require_answering(actor: Actor, row: AnyReturn) -> None:
    if not actor.is_operator and row.organisation_id not in actor.organisations(Permission.RETURN_ANSWER):
        raise NotAllowed(READ_ONLY)
    if row.round.state is not RoundState.OPEN:
        raise NotAllowed(ROUND_CLOSED)
    require_answerable(row)


def _record(session: Session, actor: Actor, clock: Clock, row: AnyReturn, event: str, count: int) -> None:
    record(
        session,
        actor,
        clock,
        event,
        subject=("return", row.reference),
        board_id=row.round.board_id,
        organisation_id=row.organisation_id,
        count=count,
    )
