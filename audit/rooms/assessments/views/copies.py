"""What was submitted, for ever: the copy, its Excel file, and reopening by the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.on_paper import paper_of_copy, say_signature_on_paper
from audit.domain.permissions import Permission
from audit.domain.questionnaire import fingerprint
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.exports import copy_workbook
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.operations import reopen, say_consequences
from audit.rooms.assessments.presenters import read_figures, read_progress, read_scale, read_standards
from audit.rooms.assessments.queries import copies_of, copy_of, held_of, submitted_return
from audit.rooms.assessments.views.blueprint import blueprint
from audit.rooms.assessments.views.checking import library_file, public_url
from audit.rooms.assessments.views.sign_off_forms import ReopenForm
from audit.rooms.evidence.queries import shown_to_others
from audit.rooms.rounds.models import Return
from audit.web.files import send_attachment
from audit.web.gathering import copy_parts
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page
from audit.web.transactions import clock, db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/returns/<reference>/copies/<int:number>")
@allow(Permission.COPY_VIEW)
def show_copy(reference: str, number: int) -> str:
    """One copy, from its content alone: nothing that happened since changes it."""
    row, copy = copy_of(db(), actor(), reference, number)
    is_member = _stand(row)
    copies = copies_of(db(), [row])[row.id]
    content = _shown(row, copy, is_member)
    return render_template(
        "assessments/copy.html",
        row=row,
        copy=copy,
        content=content,
        paper=paper_of_copy(content),
        standards=read_standards(content),
        progress=read_progress(content.get("progress", ())),
        figures=read_figures(content),
        has_grades=any(q["kind"] == "graded" for s in content["standards"] for q in s["questions"]),
        scale=read_scale(content),
        signed=[
            {
                **signature,
                "on_paper": say_signature_on_paper(signature),
                "at": datetime.fromisoformat(signature["at"]),
                "governing_body_on": date.fromisoformat(signature["governing_body_on"])
                if signature["governing_body_on"]
                else None,
            }
            for signature in content["sign_off"]
        ],
        due_on=date.fromisoformat(content["round"]["due_on"]),
        is_whole=fingerprint(copy.content) == copy.fingerprint,
        copies=copies,
        is_member=is_member,
        may_reopen=_may_reopen(row),
        may_hold_back=row.round.board_id in actor().boards(Permission.RETURN_QUARANTINE),
        held=held_of(db(), row) if is_member else (),
        can_reopen=row.state is ReturnState.SUBMITTED and row.round.state is RoundState.OPEN,
        is_submitted=row.state is ReturnState.SUBMITTED,
        round_page=has_page("rounds.show_round"),
        good_practice_page=has_page("good_practice.ask_about_return")
        and row.round.board_id in actor().boards(Permission.GOOD_PRACTICE_ASK),
        file_url=library_file if is_member else partial(_submitted_file, reference),
        parts=copy_parts(row),
    )


@blueprint.get("/returns/<reference>/copies/<int:number>/workbook")
@allow(Permission.COPY_VIEW)
def download_copy(reference: str, number: int) -> Response:
    """The copy as an Excel file."""
    row, copy = copy_of(db(), actor(), reference, number)
    book = copy_workbook(_shown(row, copy, _stand(row)), copy.fingerprint)
    return send_attachment(BytesIO(book), f"{copy.reference}.xlsx", EXCEL, len(book))


@blueprint.get("/returns/<reference>/reopen")
@allow(Permission.RETURN_REOPEN)
def ask_to_reopen(reference: str) -> str:
    """What reopening does, and the reason for it."""
    return _reopen_page(submitted_return(db(), actor(), reference), ReopenForm())


@blueprint.post("/returns/<reference>/reopen")
@allow(Permission.RETURN_REOPEN)
def reopen_return(reference: str) -> Response:
    """Reopen the return."""
    form = ReopenForm()
    try:
        row = reopen(
            db(), actor(), clock(), reference, reason=form.reason.data or "", public_url=public_url()
        )
    except RuleBroken as refusal:
        form.refuse(refusal)
        return make_response(_reopen_page(submitted_return(db(), actor(), reference), form), 422)
    flash(f"Reopened. The leads of {row.organisation.name} have been told by letter.", "success")
    return redirect(url_for("assessments.show_copy", reference=reference, number=_latest(row).number), 303)


def _reopen_page(row: Return, form: ReopenForm) -> str:
    if not _may_reopen(row):
        raise NotAllowed("Only a board administrator can reopen a return.")
    stand_in("board", row.round.board_id)
    return render_template(
        "assessments/reopen.html",
        row=row,
        form=form,
        copy=_latest(row),
        is_open=row.round.state is RoundState.OPEN,
        is_submitted=row.state is ReturnState.SUBMITTED,
        round_page=has_page("rounds.show_round"),
        consequences=say_consequences(db(), row),
    )


def copy_pages(session: Session, rows: Sequence[Return]) -> dict[int, str]:
    """Where the latest copy of each of these returns is read, by return id: for the pages of lower rooms."""
    references = {row.id: row.reference for row in rows}
    return {
        id: url_for("assessments.show_copy", reference=references[id], number=copies[-1].number)
        for id, copies in copies_of(session, rows).items()
    }


def _shown(row: Return, copy: Submission, is_member: bool) -> Mapping[str, Any]:
    """The copy as this person may read it: its organisation's people see what is held back from others."""
    return copy.content if is_member else shown_to_others(db(), {row.id: copy.content})[row.id]


def _latest(row: Return) -> Submission:
    return copies_of(db(), [row])[row.id][-1]


def _may_reopen(row: Return) -> bool:
    return row.round.board_id in actor().boards(Permission.RETURN_REOPEN)


def _stand(row: Return) -> bool:
    """Say where this page belongs; gives whether the reader is of the organisation."""
    is_member = row.organisation_id in actor().organisations(Permission.RETURN_VIEW)
    stand_in(*(("organisation", row.organisation_id) if is_member else ("board", row.round.board_id)))
    return is_member


def _submitted_file(reference: str, evidence_id: int) -> str:
    """The address of a file for the board, which opens what the copy cites and not the library."""
    return url_for("assessments.download_evidence", reference=reference, evidence_id=evidence_id)
