"""Evidence of an answer: adding files, choosing from the library, removing and undoing, and the board's download.

Every button for evidence on a question page sends the answer's own form. So what was typed is saved with it,
with script on or off, and attaching a file never loses a word.
"""

from typing import Any

from flask import (
    Flask,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Question
from audit.infra.clock import today
from audit.infra.file_names import say_kinds, say_size
from audit.rooms.assessments.forms import form_from
from audit.rooms.assessments.operations import AnswerConflict, return_to_change, save_into
from audit.rooms.assessments.operations.citing import cite, cite_again, require_citable, uncite
from audit.rooms.assessments.queries import ReturnView, count_uses, lent_evidence, submitted_evidence
from audit.rooms.assessments.views.answering import conflict_page, refused
from audit.rooms.assessments.views.attaching import Attached, attach_sent, has_files, not_attached
from audit.rooms.assessments.views.blueprint import (
    blueprint,
    is_entered_here,
    is_kept,
    may_answer,
    open_return,
    stand_at,
)
from audit.rooms.evidence.operations import record_opened, require_shown_to_others
from audit.rooms.evidence.queries import library, opened_by_board
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.web.errors import wants_json
from audit.web.files import send_kept_file
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db, keep_despite_refusal, unit_of_work

_PLACE = "/returns/<reference>/questions/<code>/evidence"


def offer_evidence(app: Flask) -> None:
    """Let question pages show their evidence, and the library how many answers cite a file."""
    app.jinja_env.globals["evidence_panel"] = evidence_panel
    app.extensions["audit.evidence_uses"] = count_uses
    app.extensions["audit.lent_evidence"] = lent_evidence


def evidence_panel(view: ReturnView, question: Question) -> dict[str, Any]:
    """What the evidence part of a question page shows; one query, however many files."""
    cited = view.cited.get(question.code, ())
    settings = current_app.config["AUDIT_SETTINGS"]
    ids = [link.evidence_id for link in cited]
    return {
        "cited": cited,
        # The board that enters a return has not opened its files: it has brought them.
        "opened": {}
        if is_entered_here(view.row)
        else opened_by_board(db(), actor(), view.row.organisation_id, ids),
        "answering": may_answer(view) and not is_kept(view, question.code),
        "owner": view.row.organisation_id,
        "removed": request.args.get("removed", 0, int),
        "here": url_for(".show_question", reference=view.row.reference, code=question.code),
        "today": today(clock()),
        "kinds": say_kinds(settings.evidence_types),
        "largest": say_size(settings.evidence_max_bytes),
        "most": settings.evidence_max_files,
    }


@blueprint.post(f"{_PLACE}/files")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def attach_files(reference: str, code: str) -> Any:
    """Add new files to the library and cite them here. What cannot be kept is named; the rest is attached."""
    row = require_citable(db(), actor(), reference, code)
    stand_at(row)
    attached = attach_sent(reference, code) if has_files() else Attached((), ("Choose a file to attach",))
    if wants_json():
        view = open_return(reference, entering=True)
        fragment = render_template("assessments/_cited.html", view=view, question=view.question(code))
        answer = jsonify(said=attached.said, refused=attached.refused, list=fragment if attached.said else "")
        return make_response(answer, 200 if attached.said else 422)
    if not_saved := save_typed(reference, code):
        return not_saved
    if attached.refused:
        return not_attached(reference, code, attached, answer_saved="version" in request.form)
    attached.tell()
    return _question(reference, code)


@blueprint.post(f"{_PLACE}/choose")
@allow(Permission.RETURN_ANSWER)
def leave_to_choose(reference: str, code: str) -> Any:
    """Save what was typed, then go to the library."""
    return save_typed(reference, code) or redirect(
        url_for(".choose_evidence", reference=reference, code=code), 303
    )


@blueprint.get(_PLACE)
@allow(Permission.RETURN_ANSWER)
def choose_evidence(reference: str, code: str) -> str:
    """The organisation's library without what this answer cites, to choose from."""
    return _picker(reference, code)


@blueprint.post(_PLACE)
@allow(Permission.RETURN_ANSWER)
def cite_evidence(reference: str, code: str) -> Any:
    """Cite what was chosen."""
    chosen = [int(text) for text in request.form.getlist("evidence") if text.isdecimal() and len(text) < 10]
    if not chosen:
        return make_response(_picker(reference, code, error="Choose at least one file"), 422)
    added = cite(db(), actor(), clock(), reference, code, chosen)
    flash(f"{len(added)} {'file' if len(added) == 1 else 'files'} attached.", "success")
    return _question(reference, code)


@blueprint.post(f"{_PLACE}/<int:evidence_id>/remove")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def remove_evidence(reference: str, code: str, evidence_id: int) -> Any:
    """Stop citing a file; the page then offers to undo it."""
    uncite(db(), actor(), clock(), reference, code, evidence_id)
    return save_typed(reference, code) or _question(reference, code, removed=evidence_id)


@blueprint.post(f"{_PLACE}/<int:evidence_id>/put-back")
@allow(Permission.RETURN_ANSWER, Permission.RETURN_ENTER)
def put_evidence_back(reference: str, code: str, evidence_id: int) -> Any:
    """Undo the removal."""
    cite_again(db(), actor(), clock(), reference, code, evidence_id)
    return save_typed(reference, code) or _question(reference, code)


@blueprint.get("/returns/<reference>/evidence/<int:evidence_id>")
@allow(Permission.RETURN_READ_SUBMITTED)
def download_evidence(reference: str, evidence_id: int) -> Any:
    """A file that the submitted return cites, for its board. That the board opened it is noted."""
    row, evidence = submitted_evidence(db(), actor(), reference, evidence_id)
    stand_in("board", row.round.board_id)
    require_shown_to_others(evidence)
    answer = send_kept_file(evidence.sha256, evidence.file_name)
    if request.method == "GET":
        board_id = row.round.board_id
        with unit_of_work().begin() as session:
            record_opened(session, actor(), clock(), evidence, on_behalf="board", board_id=board_id)
    return answer


def _question(reference: str, code: str, **more: Any) -> Response:
    address = url_for(".show_question", reference=reference, code=code, **more)
    return redirect(f"{address}#evidence", 303)


def save_typed(reference: str, code: str) -> Any:
    """Save the answer that was sent along; the page that says why it could not be, or ``None`` when all is well.

    What was done to the evidence stays done either way.
    """
    if "version" not in request.form:
        return None
    row = return_to_change(db(), actor(), reference)
    stand_at(row)
    questionnaire = questionnaire_by(db(), row.round.edition)
    question = questionnaire.questions.get(code)
    if question is None:
        raise NotVisible
    form = form_from(question, questionnaire.scale, request.form)
    try:
        save_into(db(), actor(), clock(), row, code, form.content(), seen_version=form.version)
    except AnswerConflict as conflict:
        keep_despite_refusal()
        return make_response(conflict_page(reference, form, conflict), 409)
    except (RuleBroken, NotAllowed) as refusal:
        keep_despite_refusal()
        return refused(reference, form, refusal)
    return None


def _picker(reference: str, code: str, error: str = "") -> str:
    view = open_return(reference)
    question = view.question(code)
    if not may_answer(view):
        raise NotAllowed("This return cannot be answered now, so its evidence cannot be changed.")
    organisation_id = view.row.organisation_id
    cited = [link.evidence_id for link in view.cited.get(code, ())]
    search = request.args.get("search", "").replace("\0", "").strip()[:200]
    day = today(clock())
    found = library(
        db(),
        actor(),
        organisation_id,
        day,
        search=search,
        page=request.args.get("page", 1, int),
        without=cited,
    )
    return render_template(
        "assessments/choose_evidence.html",
        view=view,
        question=question,
        library=found,
        uses=count_uses(db(), actor(), organisation_id, [evidence.id for evidence in found.items]),
        search=search,
        error=error,
        today=day,
        any_cited=bool(cited),
    )
