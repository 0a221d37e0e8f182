"""The board's pages of results: by standard and statement, beside the grades of a round, and as a workbook."""

from io import BytesIO

from flask import Response, render_template, request

from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.surveys.exports import write_results
from audit.rooms.surveys.operations import note_export
from audit.rooms.surveys.policy import may_run, require_run
from audit.rooms.surveys.presenters import standard_rows
from audit.rooms.surveys.queries import beside_round, results_of
from audit.rooms.surveys.views.blueprint import blueprint, number_in, survey_here
from audit.web.files import send_attachment
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/boards/<board_code>/surveys/<int:survey_id>/results")
@allow(Permission.SURVEY_VIEW)
def show_results(board_code: str, survey_id: int) -> str:
    """What staff said, over all organisations or of one."""
    row = survey_here(board_code, survey_id)
    results = results_of(db(), row)
    chosen = number_in(request.args.get("organisation"))
    if chosen and chosen not in results.names:
        raise NotVisible
    view = results.of(chosen) if chosen else results.everybody
    return render_template(
        "surveys/results.html",
        row=row,
        results=results,
        view=view,
        standards=standard_rows(results, view),
        chosen=chosen,
        name=results.names.get(chosen, ""),
        organisations=[(id, name, results.of(id)) for id, name in results.names.items()],
        may_run=may_run(actor(), row.board_id),
    )


@blueprint.get("/boards/<board_code>/surveys/<int:survey_id>/beside")
@allow(Permission.SURVEY_VIEW)
def show_beside(board_code: str, survey_id: int) -> str:
    """What staff say, beside the grades that their organisation gave itself."""
    row = survey_here(board_code, survey_id)
    survey, lines = beside_round(db(), actor(), row.round) if row.round else (None, [])
    if survey is not None and survey.id != row.id:
        survey, lines = None, []
    return render_template("surveys/beside.html", row=row, lines=lines)


@blueprint.post("/boards/<board_code>/surveys/<int:survey_id>/workbook")
@allow(Permission.SURVEY_RUN)
def download_workbook(board_code: str, survey_id: int) -> Response:
    """The results as an Excel workbook. Taking it away is noted in the trail."""
    row = survey_here(board_code, survey_id)
    require_run(actor(), row.board_id)
    lines = beside_round(db(), actor(), row.round)[1] if row.round else []
    out = BytesIO()
    write_results(row, results_of(db(), row), lines, out, by=actor().name, at=clock()())
    note_export(db(), actor(), clock(), row)
    size = out.tell()
    out.seek(0)
    return send_attachment(out, f"{row.title}-{today(clock()).isoformat()}.xlsx", XLSX, size)
