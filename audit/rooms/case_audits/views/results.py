"""The board's results: the whole with before and after, one page to print, and the workbook."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Response, render_template, request

from audit.domain.case_audits import AuditState, SampleState
from audit.domain.dates import say_moment
from audit.domain.errors import NotAllowed
from audit.domain.permissions import Permission
from audit.infra.clock import today
from audit.rooms.case_audits.exports import write_workbook
from audit.rooms.case_audits.models import CaseAudit
from audit.rooms.case_audits.operations.making import note_export
from audit.rooms.case_audits.presenters import change_words, themes_of
from audit.rooms.case_audits.queries.audits import samples_of_audit
from audit.rooms.case_audits.queries.figures import BeforeAndAfter, Figures, before_and_after, figures_of
from audit.rooms.case_audits.queries.numbers import numbers_of
from audit.rooms.case_audits.views.blueprint import audit_here, blueprint, may_run
from audit.web.files import send_attachment
from audit.web.guard import actor, allow
from audit.web.transactions import clock, db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Results:
    """What the results of an audit are made of."""

    figures: Figures
    organisations: Mapping[int, str]
    missing: list[str]
    beside: BeforeAndAfter | None
    in_both: int
    """Organisations that sent cases in both audits; 0 without an earlier one."""
    only_both: bool
    """Whether before and after count only those."""


def results_of(row: CaseAudit, *, only_both: bool) -> Results:
    """The results of an audit that the person has in scope; at most nine queries."""
    if row.state is AuditState.DRAFT:
        raise NotAllowed("This case audit has not been opened yet, so there are no results.")
    figures, samples = figures_of(db(), row), samples_of_audit(db(), row)
    beside, both = None, frozenset[int]()
    if row.repeats is not None:
        before = figures_of(db(), row.repeats)
        both = figures.organisations & before.organisations
        if only_both:
            beside = before_and_after(db(), figures.of(organisations=both), before.of(organisations=both))
        else:
            beside = before_and_after(db(), figures, before)
    return Results(
        figures,
        {each.row.organisation_id: each.row.organisation.name for each in samples},
        [each.row.organisation.name for each in samples if each.row.state is SampleState.ANSWERING],
        beside,
        len(both),
        only_both,
    )


@blueprint.get("/case-audits/<audit_code>/results")
@allow(Permission.CASE_AUDIT_VIEW)
def show_results(audit_code: str) -> str:
    """Per question, per theme, per organisation, and beside the earlier audit."""
    row = audit_here(audit_code)
    found = results_of(row, only_both=request.args.get("who") != "all")
    return render_template(
        "case_audits/results.html",
        row=row,
        found=found,
        figures=found.figures,
        themes=themes_of(found.figures),
        change_words=change_words,
        may_run=may_run(row),
    )


@blueprint.get("/case-audits/<audit_code>/summary")
@allow(Permission.CASE_AUDIT_VIEW)
def show_summary(audit_code: str) -> str:
    """One page to read and to print."""
    row = audit_here(audit_code)
    found = results_of(row, only_both=True)
    met = sorted(
        (each for each in found.figures.questions.values() if each.is_graded and each.met.denominator),
        key=lambda each: each.met.numerator / each.met.denominator,
    )
    return render_template(
        "case_audits/summary.html",
        row=row,
        found=found,
        figures=found.figures,
        themes=themes_of(found.figures),
        weakest=met[:3],
        strongest=met[:-4:-1] if len(met) > 5 else [],
        change_words=change_words,
        day=today(clock()),
    )


@blueprint.post("/case-audits/<audit_code>/workbook")
@allow(Permission.CASE_AUDIT_RUN)
def download_workbook(audit_code: str) -> Response:
    """The results as a workbook. Taking it away is noted in the trail."""
    row = audit_here(audit_code, Permission.CASE_AUDIT_RUN)
    found = results_of(row, only_both=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case-audit.xlsx"
        write_workbook(
            path,
            found.figures,
            found.organisations,
            found.beside,
            numbers_of(db(), row),
            actor().name,
            say_moment(clock()()),
        )
        # The open file outlives its folder, and is gone once it has been sent.
        size, content = path.stat().st_size, path.open("rb")
    note_export(db(), actor(), clock(), row)
    return send_attachment(content, f"{row.code}-{today(clock()).isoformat()}.xlsx", XLSX, size)
