"""The visitor's pages: what they were asked for, the form, saved as it is typed, sending it and giving it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.visits import VISIT_STATE_WORDS, VisitVerb, open_visit_verbs
from audit.rooms.assessments.forms import AnswerForm, form_from, form_of, prefix_of
from audit.rooms.visits.forms import DetailsForm, ReasonForm
from audit.rooms.visits.models import Visit
from audit.rooms.visits.operations.filling import (
    VisitConflict,
    VisitDetails,
    decline_visit,
    lacking,
    save_visit_answer,
    save_visit_details,
    send_visit,
)
from audit.rooms.visits.presenters import COLOURS, child_warnings, saved_at, warnings_of, when_visited
from audit.rooms.visits.queries.reading import (
    VisitLine,
    VisitView,
    content_of_visit_answer,
    view_of_visit,
)
from audit.rooms.visits.queries.visits import TO_DO, visit_of_visitor, visits_of_visitor
from audit.rooms.visits.views.blueprint import Answer, blueprint, number_in, public_url
from audit.web.errors import wants_json
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, keep_despite_refusal

LONGEST_TEXT = 20_000


@blueprint.get("/visits")
@allow(Permission.VISIT_DO)
def list_mine() -> str:
    """The visits that this moderator was asked to make."""
    return render_template(
        "visits/mine.html",
        visits=visits_of_visitor(db(), actor()),
        words=VISIT_STATE_WORDS,
        colours=COLOURS,
        to_do=TO_DO,
    )


@dataclass
class Note:
    """One question of the form on the page: its fields, and what is saved where another window was quicker."""

    line: VisitLine
    form: AnswerForm
    conflict: str = ""
    warnings: list[str] = field(default_factory=list)


@dataclass
class FormPage:
    """Everything that the page of a form shows, as the layout's error summary takes it."""

    view: VisitView
    details: DetailsForm
    notes: dict[str, Note]
    lacking: list[tuple[str, str]] = field(default_factory=list)

    @property
    def errors(self) -> list[dict[str, str]]:
        """The sentences with the fields at fault."""
        found = self.details.error_list()
        for code, note in self.notes.items():
            found += [{"text": f"{code}: {e['text']}", "href": e["href"]} for e in note.form.error_list()]
            if note.conflict:
                found.append({"text": f"{code}: {note.conflict}", "href": f"#{note.form.id('heading')}"})
        return found + [{"text": text, "href": f"#{anchor}"} for anchor, text in self.lacking]

    def error_list(self) -> list[dict[str, str]]:
        """The same, as the layout asks for it."""
        return self.errors


def _open(visit_id: int) -> VisitView:
    row = visit_of_visitor(db(), actor(), visit_id)
    stand_in("board", row.visited.round.board_id)
    return view_of_visit(db(), row)


def _details(row: Visit, sent: bool = False) -> DetailsForm:
    if sent:
        return DetailsForm()
    return DetailsForm(
        formdata=None,
        data={
            "visited_on": row.visited_on,
            "visited_time": row.visited_time,
            "met": row.met,
            "version": row.details_version,
        },
    )


def _note(line: VisitLine, sent: MultiDict[str, str] | None = None) -> Note:
    code = line.question.code
    prefix = prefix_of(code)
    if sent is not None and f"{prefix}version" in sent:
        form = form_from(line.question, line.seen.scale, sent, prefix)
    else:
        form = form_of(line.question, line.seen.scale, line.content, line.version, prefix)
    return Note(line, form, warnings=warnings_of(line.content))


@blueprint.get("/visits/<int:visit_id>/form")
@allow(Permission.VISIT_DO)
def show_form(visit_id: int) -> str:
    """The form, with what the organisation had said beside each question."""
    view = _open(visit_id)
    return _page(FormPage(view, _details(view.row), {code: _note(line) for code, line in view.lines.items()}))


def _page(page: FormPage) -> str:
    row = page.view.row
    return render_template(
        "visits/form.html",
        page=page,
        form=page,
        view=page.view,
        row=row,
        open=VisitVerb.RECORD in open_visit_verbs(row.state),
        when=when_visited(row),
        met_warnings=child_warnings(row.met),
        longest=LONGEST_TEXT,
        words=VISIT_STATE_WORDS,
        colours=COLOURS,
    )


@blueprint.post("/visits/<int:visit_id>/form")
@allow(Permission.VISIT_DO)
def save_form(visit_id: int) -> Any:
    """Save everything on the page; then send it where the visitor asked for that. What is refused stays typed."""
    view = _open(visit_id)
    details = _details(view.row, sent=True)
    page = FormPage(view, details, {})
    saved = _save_details(visit_id, details)
    for code, line in view.lines.items():
        note = page.notes[code] = _note(line, request.form)
        if f"{note.form.prefix}version" not in request.form:
            continue
        try:
            save_visit_answer(
                db(), actor(), clock(), visit_id, code, note.form.content(), seen_version=note.form.version
            )
            saved = True
        except VisitConflict as conflict:
            note.conflict, note.form.version = conflict.sentence, conflict.version
        except RuleBroken as refusal:
            if refusal.field is None:
                raise
            note.form.refuse(refusal)
    if not page.errors and request.form.get("action") == "send":
        page.lacking = lacking(_open(visit_id))
        if not page.lacking:
            return _sent(visit_id)
    if page.errors:
        if saved:
            keep_despite_refusal()  # what could be saved is saved
        return make_response(_page(_fresh(page, visit_id)), 409 if _conflicts(page) else 422)
    flash("Saved. You can come back to this form at any time before you send it.", "success")
    return redirect(url_for(".show_form", visit_id=visit_id), 303)


def _conflicts(page: FormPage) -> bool:
    return any(note.conflict for note in page.notes.values())


def _fresh(page: FormPage, visit_id: int) -> FormPage:
    """The page with the versions of what was just saved; what was refused stays as it was typed."""
    view = _open(visit_id)
    for code, line in view.lines.items():
        note = page.notes[code]
        note.line = line
        if not note.form.errors and not note.conflict:
            page.notes[code] = _note(line)
    if not page.details.errors:
        page.details = _details(view.row)
    return FormPage(view, page.details, page.notes, page.lacking)


def _sent(visit_id: int) -> Response:
    row = send_visit(db(), actor(), clock(), visit_id, public_url=public_url())
    flash(f"Sent to {row.visited.round.board.name}. Thank you.", "success")
    return redirect(url_for(".show_form", visit_id=visit_id), 303)


def _save_details(visit_id: int, form: DetailsForm) -> bool:
    """Save when and whom; gives whether that was possible, else the form carries why not."""
    if not form.validate():
        return False
    try:
        save_visit_details(
            db(),
            actor(),
            clock(),
            visit_id,
            VisitDetails(form.visited_on.data, form.visited_time.data or "", form.met.data or ""),
            seen_version=number_in(form.version.data),
        )
    except VisitConflict as conflict:
        form.refuse(RuleBroken(f"{conflict.sentence} Saved is: {conflict.words or 'nothing'}.", "met"))
        form.version.data = str(conflict.version)
        return False
    except RuleBroken as refusal:
        if refusal.field is None:
            raise
        form.refuse(refusal)
        return False
    return True


@blueprint.post("/visits/<int:visit_id>/form/details")
@allow(Permission.VISIT_DO)
def save_details(visit_id: int) -> Any:
    """Save when the visitor came and whom they met, as it is typed by the page's script."""
    row = visit_of_visitor(db(), actor(), visit_id)
    form = DetailsForm()
    if not _save_details(visit_id, form):
        errors: Mapping[str, Any] = form.errors
        sentence = next((str(each) for found in errors.values() for each in found), "")
        return _back(visit_id, sentence or "Something in it could not be taken.")
    if not wants_json():
        return redirect(url_for(".show_form", visit_id=visit_id), 303)
    return jsonify(
        version=row.details_version, saved=saved_at(clock()(), clock()()), warnings=child_warnings(row.met)
    )


@blueprint.post("/visits/<int:visit_id>/form/<visit_question>")
@allow(Permission.VISIT_DO)
def save_answer(visit_id: int, visit_question: str) -> Any:
    """Save what was seen to one question, as it is typed by the page's script."""
    view = _open(visit_id)
    line = view.lines.get(visit_question)
    if line is None:
        raise NotVisible
    form = form_from(line.question, line.seen.scale, request.form, prefix_of(visit_question))
    try:
        answer = save_visit_answer(
            db(), actor(), clock(), visit_id, visit_question, form.content(), seen_version=form.version
        )
    except VisitConflict as conflict:
        return _back(visit_id, conflict.sentence, 409, conflict.version)
    except RuleBroken as refusal:
        return _back(visit_id, refusal.sentence)
    if not wants_json():
        return redirect(url_for(".show_form", visit_id=visit_id), 303)
    return jsonify(
        version=answer.version if answer else 0,
        saved=saved_at(answer.updated_at, clock()()) if answer else "",
        warnings=warnings_of(content_of_visit_answer(answer)),
    )


def _back(visit_id: int, sentence: str, status: int = 422, version: int = 0) -> Any:
    """Why nothing was saved: to the script, or on the page."""
    if wants_json():
        return make_response(jsonify(error=sentence, version=version, mine=False), status)
    flash(sentence, "information")
    return redirect(url_for(".show_form", visit_id=visit_id), 303)


@blueprint.route("/visits/<int:visit_id>/give-back", methods=["GET", "POST"])
@allow(Permission.VISIT_DO)
def give_back(visit_id: int) -> Answer:
    """Give a visit back with a reason."""
    row = visit_of_visitor(db(), actor(), visit_id, near=True)
    stand_in("board", row.visited.round.board_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            decline_visit(db(), actor(), clock(), visit_id, form.reason.data or "", public_url=public_url())
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash("Given back. The board has a letter with your reason.", "success")
            return redirect(url_for(".list_mine"), 303)
    page = render_template(
        "visits/give_back.html", row=row, form=form, open=VisitVerb.DECLINE in open_visit_verbs(row.state)
    )
    return page, 422 if form.errors or form.form_errors else 200
