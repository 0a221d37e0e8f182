"""The pages of answering in Excel: download, upload, look at what would change, apply, undo."""

import io
from typing import Any, BinaryIO, cast

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, NotVisible, Refusal, RuleBroken, Stale
from audit.domain.permissions import Permission
from audit.domain.workflows import ReturnState, RoundState
from audit.infra.clock import today
from audit.infra.file_names import say_size
from audit.infra.uploads import forget_upload, keep_upload, kept_upload
from audit.infra.workbook_in import LARGEST, ReadTable
from audit.rooms.assessments.operations import enters, may_write
from audit.rooms.assessments.queries import AnyReturn, ReturnView, return_of_organisation
from audit.rooms.offline.exports import write_return
from audit.rooms.offline.operations import (
    LineKind,
    apply_upload,
    note_download,
    preview_upload,
    read_upload,
    undo_upload,
)
from audit.rooms.offline.presenters import KIND_WORDS, shown_lines
from audit.rooms.offline.queries import uploads_of
from audit.web.files import send_attachment, shown_name, size_of, uploads_folder
from audit.web.forms import Form
from audit.web.gathering import ReturnNote, add_return_note
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, let_go

blueprint = Blueprint("offline", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GONE = "That workbook is no longer here. Nothing was changed. Choose it again."


def register(app: Flask) -> None:
    """Register the pages, and the link from the page of a return."""
    app.register_blueprint(blueprint)
    add_return_note(app, _note)


def _note(_session: Any, by: Actor, row: Any) -> list[ReturnNote]:
    """Where answering in Excel begins, for those who may answer this return now."""
    if not may_write(by, row) or not _is_open(row) or (row.board_enters and not enters(by, row)):
        return []
    href = url_for("offline.show_offline", reference=row.reference)
    return [ReturnNote("You can also answer away from the network.", href, "Answer in Excel")]


@blueprint.get("/returns/<reference>/offline")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def show_offline(reference: str) -> Any:
    """Download the workbook, upload it, and undo what was uploaded before."""
    return _page(_open(reference))


@blueprint.post("/returns/<reference>/offline/workbook")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def download_workbook(reference: str) -> Response:
    """The workbook of the return, with what it says now."""
    view = _open(reference)
    out = io.BytesIO()
    write_return(out, view, by=actor().name, at=clock()())
    note_download(db(), actor(), clock(), view.row)
    size = out.tell()
    out.seek(0)
    day = today(clock()).isoformat()
    return send_attachment(out, f"answers-{view.row.reference}-{day}.xlsx", XLSX, size)


@blueprint.post("/returns/<reference>/offline")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def upload_workbook(reference: str) -> Any:
    """Take in a filled workbook and go on to what it would change."""
    view = _open(reference)
    form = Form()
    if not form.validate_on_submit():
        return _page(view), 422
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(view, "Choose the workbook that you filled in"), 422
    name = shown_name(file.filename)
    if size_of(file.stream) > LARGEST:
        problem = (
            f"{name} is larger than {say_size(LARGEST)}, which this workbook never is. Nothing was changed."
        )
        return _page(view, problem), 422
    let_go()
    owner = _owner(reference)
    key = keep_upload(uploads_folder(), owner, cast(BinaryIO, file.stream), clock()())
    try:
        preview_upload(db(), actor(), reference, _read(reference, key, name))
    except NotVisible:
        raise
    except (RuleBroken, NotAllowed) as refusal:
        forget_upload(uploads_folder(), owner, key)
        return _page(_open(reference), refusal.sentence), 403 if isinstance(refusal, NotAllowed) else 422
    return redirect(url_for(".preview_workbook", reference=reference, key=key, name=name), 303)


@blueprint.route("/returns/<reference>/offline/uploads/<key>", methods=["GET", "POST"])
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def preview_workbook(reference: str, key: str) -> Any:
    """Look at what an uploaded workbook would change, then apply it."""
    _open(reference)
    name = shown_name(request.args.get("name", ""))
    here = url_for(".show_offline", reference=reference)
    if kept_upload(uploads_folder(), _owner(reference), key) is None:
        flash(GONE)
        return redirect(here, 303)
    let_go()
    table = _read(reference, key, name)
    form, problem, status = Form(), "", 200
    if form.validate_on_submit():
        take = [f.removeprefix("take-") for f, said in request.form.items() if said == "workbook"]
        stamp = request.form.get("stamp", "")
        try:
            done = apply_upload(db(), actor(), clock(), reference, table, name, stamp=stamp, take=take)
        except Stale as stale:
            problem, status = stale.sentence, 409
        else:
            forget_upload(uploads_folder(), _owner(reference), key)
            flash(_saved(done), "success")
            return redirect(here, 303)
    view, preview = preview_upload(db(), actor(), reference, table)
    _stand(view.row)
    kinds = [line.kind for line in preview.lines]
    page = render_template(
        "offline/preview.html",
        view=view,
        lines=shown_lines(preview.lines, view.questionnaire.scale, view.cited),
        counts=[(words, kinds.count(kind)) for kind, (words, _) in KIND_WORDS.items()],
        kinds=KIND_WORDS,
        missing=preview.missing,
        to_add=[(line.code, name) for line in preview.lines for name in line.evidence.to_add],
        several=[(line.code, name) for line in preview.lines for name in line.evidence.several],
        library=None
        if enters(actor(), view.row)
        else url_for("evidence.list_evidence", organisation_id=view.row.organisation_id),
        changes=any(kind in kinds for kind in (LineKind.NEW, LineKind.CHANGED, LineKind.CONFLICT)),
        conflicts=kinds.count(LineKind.CONFLICT),
        invalid=kinds.count(LineKind.INVALID),
        stamp=preview.stamp,
        problem=problem,
        here=url_for(".preview_workbook", reference=reference, key=key, name=name),
    )
    return page, status


@blueprint.post("/returns/<reference>/offline/applied/<int(max=2147483647):upload_id>/undo")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def undo(reference: str, upload_id: int) -> Any:
    """Put back what an applied workbook replaced."""
    _open(reference)
    here = redirect(url_for(".show_offline", reference=reference), 303)
    try:
        undone = undo_upload(db(), actor(), clock(), reference, upload_id)
    except NotVisible:
        raise
    except Refusal as refusal:
        flash(refusal.sentence)
        return here
    said = f"Undone. {_answers(undone.done)} put back as before."
    if undone.left:
        said += f" Changed since, and so left as they are: {', '.join(undone.left)}."
    flash(said, "success")
    return here


def _open(reference: str) -> ReturnView:
    view = return_of_organisation(
        db(), actor(), reference, Permission.RETURN_ANSWER, with_actions=False, entering=True
    )
    _stand(view.row)
    return view


def _stand(row: AnyReturn) -> None:
    """Say to which place the page belongs."""
    if enters(actor(), row):
        stand_in("board", row.round.board_id)
    else:
        stand_in("organisation", row.organisation_id)


def _page(view: ReturnView, error: str = "") -> str:
    return render_template(
        "offline/offline.html",
        view=view,
        answering=_is_open(view.row) and (not view.row.board_enters or enters(actor(), view.row)),
        error=error,
        uploads=uploads_of(db(), view.row),
    )


def _is_open(row: Any) -> bool:
    with_those_who_answer = (ReturnState.NOT_STARTED, ReturnState.IN_PROGRESS)
    return row.round.state is RoundState.OPEN and row.state in with_those_who_answer


def _read(reference: str, key: str, name: str) -> ReadTable:
    path = kept_upload(uploads_folder(), _owner(reference), key)
    if path is None:
        raise RuleBroken(GONE)
    return read_upload(path, name)


def _owner(reference: str) -> str:
    """Whose the kept file is: of this return, and of nobody but who uploaded it."""
    return f"return-{reference}-{actor().person_id or 0}"


def _saved(done: int) -> str:
    if done == 0:
        return "Nothing was changed: what is online stays."
    return f"Saved. {_answers(done)} changed. You can undo this below."


def _answers(count: int) -> str:
    return "1 answer was" if count == 1 else f"{count} answers were"
