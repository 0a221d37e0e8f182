"""The machine-readable documents of the ZIP. ``takeaway.schema.json`` beside this file says what they hold."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import SignOffDecision
from audit.rooms.assessments.operations import Origin
from audit.rooms.assessments.operations.snapshot import copy_content
from audit.rooms.assessments.queries import Changed, ReportedAction, ReturnView, sign_off_of
from audit.rooms.rounds.models import Return
from audit.rooms.takeaway.exports.library import TakenFile, file_document, stamp
from audit.rooms.takeaway.queries import Belongings, KeptCopy, Linked, TakenAction

FORMAT = 1
SCHEMA = Path(__file__).with_name("takeaway.schema.json")


def content_now(
    view: ReturnView,
    origins: Mapping[str, Origin],
    decisions: Sequence[SignOffDecision],
    reported: Sequence[ReportedAction] | None,
    at: datetime,
    on_behalf: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What a return says now, in the format of a copy; ``number`` and ``submitted_at`` are empty."""
    of_this_sending = [each for each in decisions if each.attempt == view.row.attempts]
    content = copy_content(
        view,
        reference=view.row.reference,
        number=0,
        signed=sign_off_of(view.row, of_this_sending).signed,
        submitted_at=at,
        submitted_by="",
        progress=reported,
        origins=origins,
        on_behalf=on_behalf,
    )
    return {**content, "number": None, "submitted_at": None, "submitted_by": None}


def organisation_document(
    belongings: Belongings,
    folders: Mapping[int, str],
    files: Iterable[TakenFile],
    actions: Iterable[TakenAction],
    *,
    by: str,
    at: datetime,
) -> dict[str, Any]:
    """``organisation.json``: the returns with their folders, the library, and actions that are about no return."""
    organisation = belongings.organisation
    return {
        "kind": "organisation",
        "format": FORMAT,
        "made_at": stamp(at),
        "made_by": by,
        "organisation": {
            "id": organisation.id,
            "name": organisation.name,
            "kind": organisation.kind,
            "phase": organisation.phase,
            "type": organisation.type,
        },
        "returns": [
            {
                "reference": row.reference,
                "folder": folders[row.id],
                "round": row.round.title,
                "board": row.round.board.name,
                "state": row.state.value,
                "due_on": row.due.isoformat(),
            }
            for row in belongings.returns
        ],
        "files": [file_document(each) for each in files],
        "actions": [action_document(each) for each in actions],
    }


def return_document(
    row: Return,
    content: Mapping[str, Any],
    *,
    copies: Sequence[Mapping[str, Any]],
    decisions: Sequence[SignOffDecision],
    links: Sequence[Linked],
    actions: Iterable[TakenAction],
    codes: Mapping[int, str],
    paths: Mapping[int, str | None],
) -> dict[str, Any]:
    """``return.json`` without its history, which is written behind it. ``codes`` are question codes by id."""
    edition, round_ = row.round.edition, row.round
    return {
        "kind": "return",
        "format": FORMAT,
        "reference": row.reference,
        "state": row.state.value,
        "profile": row.profile,
        "organisation": {"id": row.organisation.id, "name": row.organisation.name},
        "board": {"code": round_.board.code, "name": round_.board.name},
        "round": {
            "code": round_.code,
            "title": round_.title,
            "kind": round_.kind.value,
            "state": round_.state.value,
        },
        "question_set": {
            "code": edition.code,
            "edition": edition.edition,
            "title": edition.title,
            "fingerprint": edition.fingerprint,
        },
        "due_on": row.due.isoformat(),
        "started_at": stamp(row.started_at),
        "sent_for_sign_off_at": stamp(row.sent_for_sign_off_at),
        "submitted_at": stamp(row.submitted_at),
        "content_is": "latest-copy" if row.state is ReturnState.SUBMITTED and copies else "as-it-is-now",
        "content": content,
        "sign_off": [
            {
                "attempt": each.attempt,
                "step": each.step,
                "approved": each.approved,
                "reason": each.reason,
                "by": each.by_name,
                "title": each.by_title,
                "at": stamp(each.at),
                "governing_body_on": each.governing_body_on.isoformat() if each.governing_body_on else None,
                "on_paper_on": each.on_paper_on.isoformat() if each.on_paper_on else None,
                "entered_by": each.entered_by_name or None,
            }
            for each in decisions
        ],
        "copies": list(copies),
        "evidence": [
            {
                "question": codes[each.question_id],
                "file": each.evidence_id,
                "path": paths.get(each.evidence_id),
                "added_by": each.added_by_name,
                "added_at": stamp(each.added_at),
                "removed_by": each.removed_by_name,
                "removed_at": stamp(each.removed_at),
            }
            for each in links
        ],
        "actions": [action_document(each) for each in actions],
    }


def copy_document(copy: KeptCopy, folder: str) -> dict[str, Any]:
    """A copy as ``return.json`` names it; its content is in a file of its own."""
    return {
        "number": copy.number,
        "reference": copy.reference,
        "submitted_at": stamp(copy.submitted_at),
        "submitted_by": copy.submitted_by,
        "fingerprint": copy.fingerprint,
        "content": f"{folder}/copies/copy {copy.number}.json",
        "workbook": f"{folder}/copies/copy {copy.number}.xlsx",
    }


def action_document(taken: TakenAction) -> dict[str, Any]:
    """An action with its whole history."""
    action = taken.action
    return {
        "id": action.id,
        "board": taken.board.code,
        "question": action.question_code or None,
        "about": action.question_text,
        "origin": action.origin.value,
        "origin_words": action.origin_words,
        "what": action.what,
        "why": action.why,
        "owner": action.owner_name,
        "due_on": action.due_on.isoformat(),
        "priority": action.priority.value,
        "state": action.state.value,
        "impact": action.impact,
        "closed_reason": action.closed_reason,
        "created_at": stamp(action.created_at),
        "created_by": action.created_by_name,
        "done_at": stamp(action.done_at),
        "verified_at": stamp(action.verified_at),
        "verified_by": action.verified_by_name,
        "notes": [
            {
                "at": stamp(note.at),
                "by": note.by_name,
                "for": note.on_behalf,
                "text": note.text,
                "state_before": note.state_before,
                "state_after": note.state_after,
            }
            for note in taken.notes
        ],
        "evidence": [
            {
                "file": link.evidence_id,
                "added_by": link.added_by_name,
                "added_at": stamp(link.added_at),
                "removed_by": link.removed_by_name,
                "removed_at": stamp(link.removed_at),
            }
            for link in taken.evidence
        ],
    }


def change_document(change: Changed, codes: Mapping[int, str]) -> dict[str, Any]:
    """One change of an answer, with what it then said."""
    return {
        "question": codes[change.question_id],
        "version": change.version,
        "at": stamp(change.at),
        "by": change.by_name,
        "how": change.via,
        "grade": change.grade,
        "value": change.value,
        "narrative": change.narrative,
        "not_applicable": change.not_applicable,
        "na_reason": change.na_reason,
    }


def write_document(
    out: BinaryIO, document: Mapping[str, Any], history: Iterator[dict[str, Any]] | None = None
) -> None:
    """Write a document as JSON; ``history`` comes last, an entry a line, so that it is never whole in memory."""
    text = as_json(document)
    if history is None:
        out.write(text)
        return
    out.write(text.rstrip().removesuffix(b"}").rstrip() + b',\n "history": [')
    separator = b"\n  "
    for entry in history:
        out.write(separator + json.dumps(entry, ensure_ascii=False).encode())
        separator = b",\n  "
    out.write(b"\n ]\n}\n")


def as_json(document: Mapping[str, Any]) -> bytes:
    """A document as indented JSON in UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
