"""The pages of changing a question set in Excel: download, upload, look at what would change, apply."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.domain.questionnaire import fingerprint
from audit.infra.clock import today
from audit.infra.questionnaire_out import files_of_set
from audit.infra.uploads import forget_upload, kept_upload
from audit.infra.workbook_in import WorkbookRefused
from audit.rooms.drafts.exports import Source, write_set
from audit.rooms.drafts.operations.applying import MEND_FIRST, apply_as_new, apply_to_draft, standing_of
from audit.rooms.drafts.operations.comparing import Change, changes_of, count_changes
from audit.rooms.drafts.operations.reading import SetRead, read_set
from audit.rooms.drafts.queries import draft_to_read, drafts_of, whole_draft
from audit.rooms.drafts.views.blueprint import blueprint
from audit.rooms.drafts.views.sources import owner_of, starter, starters, take_upload
from audit.rooms.questionnaires.queries import edition_by_id, editions
from audit.web.files import send_attachment, shown_name, uploads_folder
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.places import board_place
from audit.web.transactions import clock, db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GONE = "That workbook is no longer here. Nothing was changed. Choose it again."
MOST_SHOWN, MOST_CHARACTERS = 150, 60_000
"""Changes and cells that one page shows, and how much text of changes; the others are counted."""


@blueprint.get("/boards/<board_code>/drafts/excel")
@allow(Permission.DRAFT_KEEP)
def show_excel(board_code: str) -> str:
    """What can be downloaded, and where a changed workbook is uploaded."""
    return _home(board_place(board_code, Permission.DRAFT_KEEP))


@blueprint.get("/boards/<board_code>/drafts/<int(max=2147483647):draft_id>/<any(workbook,files):form>")
@allow(Permission.QUESTIONNAIRE_VIEW)
def download_draft(board_code: str, draft_id: int, form: str) -> Response:
    """An open draft, as a workbook or as files."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    row = draft_to_read(db(), actor(), draft_id)
    if row.board_id != board.id:
        raise NotVisible
    return _sent(whole_draft(db(), row).content, Source(board.key, draft_id=row.id), form)


@blueprint.get(
    "/boards/<board_code>/questionnaires/<int(max=2147483647):edition_id>/<any(workbook,files):form>"
)
@allow(Permission.QUESTIONNAIRE_VIEW)
def download_edition(board_code: str, edition_id: int, form: str) -> Response:
    """A published edition, as a workbook or as files."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    row = edition_by_id(db(), actor(), edition_id)
    return _sent(row.content, Source(board.key, edition_id=row.id), form)


@blueprint.get("/boards/<board_code>/questionnaires/starters/<code>/<edition>/<any(workbook,files):form>")
@allow(Permission.QUESTIONNAIRE_VIEW)
def download_starter(board_code: str, code: str, edition: str, form: str) -> Response:
    """A set that comes with the product, as a workbook or as files."""
    board = board_place(board_code, Permission.QUESTIONNAIRE_VIEW)
    return _sent(starter(code, edition), Source(board.key), form)


@blueprint.post("/boards/<board_code>/drafts/excel")
@allow(Permission.DRAFT_KEEP)
def upload_workbook(board_code: str) -> Any:
    """Take in a changed workbook and go on to what it would change."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    if not Form().validate_on_submit():
        return _home(board), 422
    owner, key = owner_of(board_code, "set"), ""
    try:
        key, name = take_upload(owner, "Choose the workbook that you changed.")
        path = kept_upload(uploads_folder(), owner, key)
        assert path is not None
        read_set(path, name)
    except WorkbookRefused as refusal:
        forget_upload(uploads_folder(), owner, key)
        return _home(board_place(board_code, Permission.DRAFT_KEEP), refusal.sentence), 422
    return redirect(url_for(".preview_workbook", board_code=board_code, key=key, name=name), 303)


@blueprint.route("/boards/<board_code>/drafts/excel/<key>", methods=["GET", "POST"])
@allow(Permission.DRAFT_KEEP)
def preview_workbook(board_code: str, key: str) -> Any:
    """Look at what an uploaded workbook would change and what is not right, then apply it."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    owner, name = owner_of(board_code, "set"), shown_name(request.args.get("name", ""))
    path = kept_upload(uploads_folder(), owner, key)
    if path is None:
        flash(GONE)
        return redirect(url_for(".show_excel", board_code=board_code), 303)
    read = read_set(path, name)
    form, problem, status = Form(), "", 200
    if form.validate_on_submit() and not read.is_untouched:
        try:
            draft_id, said = _apply(board, read, name, onto=request.form.get("onto") == "draft")
        except Stale as stale:
            problem, status = stale.sentence, 409
        except RuleBroken as broken:
            problem, status = broken.sentence, 422
        else:
            forget_upload(uploads_folder(), owner, key)
            flash(said, "success")
            there = url_for("drafts.show_draft", board_code=board_code, draft_id=draft_id)
            return redirect(there or url_for(".show_excel", board_code=board_code), 303)
    return _preview(board, read, key, name, problem), status


def _apply(board: Place, read: SetRead, name: str, *, onto: bool) -> tuple[int, str]:
    standing = standing_of(db(), actor(), board.id, read)
    if onto and standing.draft is not None:
        changed = len(apply_to_draft(db(), actor(), clock(), standing.draft.id, read, name))
        return (
            standing.draft.id,
            f"Applied to the draft: {changed} {'change' if changed == 1 else 'changes'}.",
        )
    draft = apply_as_new(db(), actor(), clock(), board.id, read)
    return draft.id, f"Made a new draft: {draft.title}. Nothing that is published was changed."


def _preview(board: Place, read: SetRead, key: str, name: str, problem: str) -> str:
    changes = changes_of(read)
    shown = _fitting(changes)
    standing = standing_of(db(), actor(), board.id, read)
    slips, problems = list(read.slips), [] if read.is_untouched else read.problems()
    counts = count_changes(changes)
    return render_template(
        "drafts/workbook_preview.html",
        board=board,
        read=read,
        changes=shown,
        more_changes=len(changes) - len(shown),
        counts=[
            ("Added", counts["added"]),
            ("Changed or moved", counts["changed"]),
            ("Removed", counts["removed"]),
        ],
        slips=slips[:MOST_SHOWN],
        problems=problems[:MOST_SHOWN],
        more_cells=max(0, len(slips) - MOST_SHOWN) + max(0, len(problems) - MOST_SHOWN),
        mend_first=MEND_FIRST,
        standing=standing,
        may_onto=standing.draft is not None and not standing.changed_since,
        problem=problem,
        here=url_for(".preview_workbook", board_code=board.key, key=key, name=name),
    )


def _fitting(changes: Sequence[Change]) -> Sequence[Change]:
    """The first changes, as many as one page can show without growing heavy."""
    room = MOST_CHARACTERS
    for number, change in enumerate(changes[:MOST_SHOWN]):
        room -= sum(len(one.before) + len(one.after) for one in change.fields)
        if room < 0 and number:
            return changes[:number]
    return changes[:MOST_SHOWN]


def _home(board: Place, error: str = "") -> str:
    published = editions(db(), actor())
    marks = {row.fingerprint for row in published}
    known = [one.data for one in starters().sets if fingerprint(one.data) not in marks]
    return render_template(
        "drafts/workbook_home.html",
        board=board,
        drafts=drafts_of(db(), actor(), board.id),
        editions=published,
        starters=known,
        error=error,
    )


def _sent(content: Mapping[str, Any], source: Source, form: str) -> Response:
    name = (
        f"{content['questionnaire']}-{content['edition']}"
        if content.get("edition")
        else content["questionnaire"]
    )
    out = io.BytesIO()
    if form == "workbook":
        write_set(out, content, source, by=actor().name, at=clock()())
        ending, kind = f"-{today(clock()).isoformat()}.xlsx", XLSX
    else:
        out.write(files_of_set(content))
        ending, kind = ".zip", "application/zip"
    size = out.tell()
    out.seek(0)
    return send_attachment(out, f"{name}{ending}", kind, size)
