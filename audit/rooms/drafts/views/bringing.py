"""The pages of bringing a board's own spreadsheet: upload, say what is what, look at the set, import it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for

from audit.domain.bringing import (
    GRADE,
    Layout,
    Meaning,
    Standards,
    guess_columns,
    guess_heading_row,
    guess_standards,
)
from audit.domain.errors import RuleBroken
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.infra.uploads import forget_upload, kept_upload
from audit.infra.workbook_in import WorkbookRefused
from audit.rooms.drafts.exports.fields import DUTY_NAMES, grades_of
from audit.rooms.drafts.operations.bringing import (
    BroughtSheet,
    Wanted,
    import_result,
    read_spreadsheet,
    remembered,
    result_of,
)
from audit.rooms.drafts.views.blueprint import blueprint
from audit.rooms.drafts.views.sources import owner_of, scales_known, take_upload
from audit.rooms.drafts.views.workbook import GONE
from audit.web.files import shown_name, uploads_folder
from audit.web.forms import Form
from audit.web.guard import actor, allow
from audit.web.places import board_place
from audit.web.transactions import clock, db

MEANING_WORDS: Mapping[str, str] = {
    Meaning.NOTHING: "Leave it out",
    Meaning.QUESTION: "The question",
    Meaning.CODE: "Its number or code",
    Meaning.STANDARD: "The standard or section",
    Meaning.HINT: "Hint",
    Meaning.GUIDANCE: "Guidance",
    Meaning.EVIDENCE: "Expected evidence",
    Meaning.STRENGTH: "Must, should or local",
    Meaning.REFERENCE: "Reference to guidance",
}
STANDARDS_WORDS: Mapping[Standards, str] = {
    Standards.ROWS: "In rows of their own: text in one cell only",
    Standards.COLUMN: "In a column",
    Standards.SHEETS: "Each sheet is a standard",
    Standards.NONE: "Nowhere: all questions belong together",
}
MOST_SHOWN, SAMPLES = 100, 5


@blueprint.route("/boards/<board_code>/drafts/bring", methods=["GET", "POST"])
@allow(Permission.DRAFT_KEEP)
def bring(board_code: str) -> Any:
    """Choose the spreadsheet."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    error = ""
    if Form().validate_on_submit():
        owner, key = owner_of(board_code, "brought"), ""
        try:
            key, name = take_upload(owner, "Choose the spreadsheet that holds your questions.")
            path = kept_upload(uploads_folder(), owner, key)
            assert path is not None
            read_spreadsheet(path, name)
        except WorkbookRefused as refusal:
            forget_upload(uploads_folder(), owner, key)
            board, error = board_place(board_code, Permission.DRAFT_KEEP), refusal.sentence
        else:
            return redirect(url_for(".bring_columns", board_code=board_code, key=key, name=name), 303)
    return render_template("drafts/bringing_start.html", board=board, error=error), 422 if error else 200


@blueprint.get("/boards/<board_code>/drafts/bring/<key>")
@allow(Permission.DRAFT_KEEP)
def bring_columns(board_code: str, key: str) -> Any:
    """Say which sheet, which row has the headings, and what each column holds."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    sheets = _sheets(board_code, key)
    if sheets is None:
        return _gone(board_code)
    return _columns_page(board, key, sheets)


@blueprint.route("/boards/<board_code>/drafts/bring/<key>/result", methods=["GET", "POST"])
@allow(Permission.DRAFT_KEEP)
def bring_result(board_code: str, key: str) -> Any:
    """Look at the set that comes of it; go back and mend, or import it as a draft."""
    board = board_place(board_code, Permission.DRAFT_KEEP)
    sheets = _sheets(board_code, key)
    if sheets is None:
        return _gone(board_code)
    sheet = _sheet(sheets)
    wanted = _wanted(sheet)
    problem = _missing(wanted)
    if problem:
        return _columns_page(board, key, sheets, problem), 422 if request.method == "POST" else 200
    result = result_of(sheets, sheet, wanted, today(clock()))
    error = ""
    if Form().validate_on_submit():
        headings = sheet.headings(wanted.layout.heading_row)
        try:
            draft = import_result(db(), actor(), clock(), board.id, result, headings, wanted)
        except RuleBroken as broken:
            error = broken.sentence
        else:
            forget_upload(uploads_folder(), owner_of(board_code, "brought"), key)
            flash(f"Imported as a draft: {draft.title}. The file itself was not kept.", "success")
            there = url_for("drafts.show_draft", board_code=board_code, draft_id=draft.id)
            return redirect(there or url_for(".show_excel", board_code=board_code), 303)
    asked = sum(len(rows) for rows in result.brought.rows)
    page = render_template(
        "drafts/bringing_result.html",
        board=board,
        result=result,
        asked=asked,
        shown=_first(result.content["standards"]),
        most=MOST_SHOWN,
        scale=wanted.scale,
        problems=result.problems[:MOST_SHOWN],
        more=max(0, len(result.problems) - MOST_SHOWN),
        error=error,
        here=f"{url_for('.bring_result', board_code=board_code, key=key)}?{_asked()}",
        mend=f"{url_for('.bring_columns', board_code=board_code, key=key)}?{_asked()}",
    )
    return page, 422 if error else 200


def _columns_page(board: Place, key: str, sheets: Sequence[BroughtSheet], error: str = "") -> str:
    sheet = _sheet(sheets)
    row = request.args.get("row", type=int)
    heading_row = guess_heading_row(sheet.rows) if row is None else row
    headings = sheet.headings(heading_row)
    scales = scales_known()
    known = remembered(db(), board.id, headings)
    code = request.args.get("scale") or (known or {}).get("scale") or "rag-compliance"
    scale = scales.get(code) or next(iter(scales.values()))
    grades = grades_of(scale) if scale.get("kind") != "percent" else []
    guessed = guess_columns(headings, grades)
    if known:
        guessed = [known["columns"].get(str(place), "") for place in range(len(headings))]
    if Meaning.QUESTION not in guessed and headings:
        guessed[_wordiest(sheet, heading_row, guessed)] = Meaning.QUESTION
    offered = {**MEANING_WORDS, **{f"{GRADE}{key}": f"What “{label}” looks like" for key, label in grades}}
    how = (
        request.args.get("standards")
        or (known or {}).get("standards")
        or guess_standards(sheet.rows, guessed, heading_row)
    )
    below = [one for one in sheet.rows if one.number > heading_row][:SAMPLES]
    columns = [
        {
            "place": place,
            "heading": heading or f"Column {place + 1}",
            "chosen": request.args.get(f"c{place}", guessed[place]),
            "samples": [text for one in below if (text := one.text(place))][:3],
        }
        for place, heading in enumerate(headings)
        if heading or any(one.text(place) for one in sheet.rows if one.number > heading_row)
    ]
    return render_template(
        "drafts/bringing_columns.html",
        board=board,
        key=key,
        name=shown_name(request.args.get("name", "")),
        sheets=sheets,
        sheet=sheet,
        heading_row=heading_row,
        row_choices=[
            (one.number, " | ".join(text for text in one.texts if text)[:70]) for one in sheet.rows[:12]
        ],
        columns=columns,
        offered=offered,
        standards_words=STANDARDS_WORDS,
        how=how,
        scales=scales,
        scale=scale,
        duties=DUTY_NAMES,
        duty=request.args.get("duty", "section-11"),
        title=request.args.get("title", "")[:200],
        was_remembered=known is not None,
        error=error,
    )


def _wanted(sheet: BroughtSheet) -> Wanted:
    scales = scales_known()
    scale = scales.get(request.args.get("scale", "")) or next(iter(scales.values()))
    columns = {place: request.args.get(f"c{place}", "") for place in range(sheet.width)}
    how = request.args.get("standards", "")
    duty = request.args.get("duty", "")
    return Wanted(
        " ".join(request.args.get("title", "").split())[:200],
        duty if duty in DUTY_NAMES else "other",
        scale,
        Layout(
            {place: meaning for place, meaning in columns.items() if meaning},
            Standards(how) if how in list(Standards) else Standards.NONE,
            request.args.get("row", 0, type=int),
        ),
    )


def _missing(wanted: Wanted) -> str:
    if not wanted.title:
        return "Say what the set is called."
    meanings = list(wanted.layout.columns.values())
    if Meaning.QUESTION not in meanings:
        return "Choose the column that holds the question."
    if wanted.layout.standards is Standards.COLUMN and Meaning.STANDARD not in meanings:
        return "Choose the column that holds the standard, or say that the standards are elsewhere."
    twice = next((one for one in meanings if meanings.count(one) > 1), None)
    if twice:
        return f"Two columns are said to be “{MEANING_WORDS.get(twice, 'the same grade')}”. Leave one of them out."
    return ""


def _wordiest(sheet: BroughtSheet, heading_row: int, guessed: Sequence[str]) -> int:
    below = [row for row in sheet.rows if row.number > heading_row][:200]
    free = [place for place, one in enumerate(guessed) if not one] or [0]
    return max(free, key=lambda place: sum(len(row.text(place)) for row in below))


def _first(standards: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Sequence[Any]]]:
    left, found = MOST_SHOWN, []
    for standard in standards:
        questions = standard["questions"][:left]
        left -= len(questions)
        if questions:
            found.append((standard, questions))
    return found


def _sheets(board_code: str, key: str) -> list[BroughtSheet] | None:
    path = kept_upload(uploads_folder(), owner_of(board_code, "brought"), key)
    return read_spreadsheet(path, shown_name(request.args.get("name", ""))) if path else None


def _sheet(sheets: Sequence[BroughtSheet]) -> BroughtSheet:
    wanted = request.args.get("sheet")
    fullest = max(sheets, key=lambda sheet: len(sheet.rows))
    return next((sheet for sheet in sheets if sheet.title == wanted), fullest)


def _asked() -> str:
    """What was chosen so far, for the next address."""
    return urlencode(list(request.args.items()))


def _gone(board_code: str) -> Any:
    flash(GONE)
    return redirect(url_for(".bring", board_code=board_code), 303)
