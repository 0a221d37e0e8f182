"""The pages of a round's whole: the summary of a round, its heat map, what a figure counts, and the workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, render_template, request, send_file, url_for

from audit.domain.errors import NotVisible
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind
from audit.infra.clock import today
from audit.rooms.board.exports import counting_notes, write_workbook
from audit.rooms.board.operations import note_export
from audit.rooms.board.policy import may_export, may_read_words, must_export
from audit.rooms.board.presenters import summary as present
from audit.rooms.board.presenters.charts import stacked_bar
from audit.rooms.board.presenters.heat_map import heat_rows
from audit.rooms.board.presenters.links import Links
from audit.rooms.board.presenters.lists import ONLY_WORDS, filter_from, filter_words, page_of, pagination
from audit.rooms.board.queries import (
    AGREED,
    SELF,
    RoundFigures,
    Scope,
    board_round,
    find_answers,
    priority_answers,
    round_figures,
    standard_counts,
    unanswered,
)
from audit.rooms.board.queries.against import usual_against
from audit.rooms.board.views.blueprint import XLSX, blueprint
from audit.rooms.surveys.queries import beside_round
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import has_page
from audit.web.transactions import clock, db, let_go, unit_of_work

ANSWERS_A_PAGE = 50
STAFF_LINES = 8
"""How many standards of organisations the summary names beside what their staff say; the rest are a link away."""


@blueprint.get("/rounds/<round_code>/summary")
@allow(Permission.SUMMARY_VIEW)
def show_summary(round_code: str) -> str:
    """How a round stands: response, grades in every cut, and who needs the board's attention."""
    figures = _figures(round_code)
    links = round_links(figures.scope)
    sort = _sort(figures)
    rows = present.organisation_rows(figures, sort)
    shown, number, pages = page_of(rows, request.args.get("page"), present.ORGANISATIONS_A_PAGE)
    most = present.most_named(figures)
    first = most[: present.NAMED_AT_ONCE]
    found = priority_answers(db(), figures.scope, [each.id for each in first])
    survey, said = beside_round(db(), actor(), figures.scope.round)
    return render_template(
        "board/summary.html",
        **_common(figures, links),
        response=present.response_figures(figures, links),
        overall_bar=stacked_bar(figures.overall, "All standards"),
        standards=present.standard_rows(figures),
        sectors=present.sector_rows(figures),
        organisations=shown,
        organisation_count=len(rows),
        sort=sort,
        pagination=pagination(
            number, pages, lambda page: links.summary_with("by-organisation", sort=sort, page=page)
        ),
        named=present.named(figures, first, found),
        named_count=len(most),
        counting=counting_notes(figures),
        survey=survey,
        staff_say=said[:STAFF_LINES],
        staff_count=len(said),
    )


@blueprint.get("/rounds/<round_code>/heat-map")
@allow(Permission.SUMMARY_VIEW)
def show_heat_map(round_code: str) -> str:
    """Organisations down, standards across."""
    figures = _figures(round_code)
    links = round_links(figures.scope)
    sort = _sort(figures)
    sector = request.args.get("sector", "")
    sector = sector if sector in figures.sectors else ""
    rows = present.organisation_rows(figures, sort, sector)
    shown, number, pages = page_of(rows, request.args.get("page"), present.ORGANISATIONS_A_PAGE)
    counts = standard_counts(db(), figures, [row.asked.id for row in shown])
    return render_template(
        "board/heat_map.html",
        **_common(figures, links),
        rows=heat_rows(figures, shown, counts, links),
        row_count=len(rows),
        sort=sort,
        sorts=present.SORTS,
        sector=sector,
        pagination=pagination(
            number, pages, lambda page: links.heat_map_with(sort=sort, sector=sector, page=page)
        ),
    )


@blueprint.get("/rounds/<round_code>/answers")
@allow(Permission.SUMMARY_VIEW)
def list_answers(round_code: str) -> str:
    """The answers that a figure counts, by name."""
    figures = _figures(round_code)
    links = round_links(figures.scope)
    wanted = filter_from(request.args, figures)
    named = {key: value for key, value in vars(wanted).items() if value}
    answers: list[Any] = []
    blanks: list[Any] = []
    if wanted.only == "not-answered":
        empty = unanswered(db(), figures, wanted)
        blanks, number, pages = page_of(empty, request.args.get("page"), ANSWERS_A_PAGE)
        total = len(empty)
    else:
        number = _page_number()
        offset = (number - 1) * ANSWERS_A_PAGE
        answers, total = find_answers(db(), figures, wanted, offset=offset, limit=ANSWERS_A_PAGE)
        pages = max(1, -(-total // ANSWERS_A_PAGE))
        if number > pages:
            raise NotVisible
    return render_template(
        "board/answers.html",
        **_common(figures, links),
        answers=answers,
        blanks=blanks,
        total=total,
        wanted=wanted,
        only_words=ONLY_WORDS,
        chosen=filter_words(wanted, figures),
        may_read=may_read_words(actor(), figures.scope.round.board_id),
        copies=_copies(figures),
        from_paper={each.id: each.from_paper for each in figures.returned},
        pagination=pagination(number, pages, lambda page: links.answers(**named, page=page)),
    )


@blueprint.get("/rounds/<round_code>/response")
@allow(Permission.SUMMARY_VIEW)
def list_response(round_code: str) -> str:
    """The returns that a figure of the response counts, by name."""
    figures = _figures(round_code)
    links = round_links(figures.scope)
    state = request.args.get("state", "")
    state = state if state in present.STATES else ""
    sector = request.args.get("sector", "")
    sector = sector if sector in figures.sectors else ""
    rows = present.in_state(figures, state, sector)
    shown, number, pages = page_of(rows, request.args.get("page"), present.ORGANISATIONS_A_PAGE)
    return render_template(
        "board/response.html",
        **_common(figures, links),
        rows=[(each, present.status_words(each)) for each in shown],
        total=len(rows),
        state=state,
        states=present.STATES,
        sector=sector,
        pagination=pagination(
            number, pages, lambda page: links.response(state=state, sector=sector, page=page)
        ),
    )


@blueprint.get("/rounds/<round_code>/workbook")
@allow(Permission.SUMMARY_EXPORT)
def show_workbook(round_code: str) -> str:
    """What the workbook holds, and the button that fetches it."""
    figures = _figures(round_code)
    must_export(actor(), figures.scope.round.board_id)
    return render_template("board/workbook.html", **_common(figures, round_links(figures.scope)))


@blueprint.post("/rounds/<round_code>/workbook")
@allow(Permission.SUMMARY_EXPORT)
def download_workbook(round_code: str) -> Response:
    """The workbook as a file. Taking it away is noted in the trail, and so it is asked for by a button."""
    must_export(actor(), board_round(db(), actor(), round_code).round.board_id)
    let_go()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "round.xlsx"
        with unit_of_work().read() as session:
            scope = board_round(session, actor(), round_code, grades=request.args.get("grades", AGREED))
            figures = round_figures(session, scope, today(clock()))
            beside = usual_against(session, actor(), scope, grades=request.args.get("grades", AGREED))
            write_workbook(session, figures, path, by=actor().name, at=clock()(), beside=beside)
        # The open file outlives its folder, and is gone once it has been sent.
        content = path.open("rb")
    note_export(db(), actor(), clock(), round_code)
    day = today(clock()).isoformat()
    return send_file(content, XLSX, as_attachment=True, download_name=f"{round_code}-{day}.xlsx")


def has_totals(scope: Scope) -> bool:
    """Whether the question set of a round adds anything up over organisations."""
    return scope.questionnaire.figures.are_added_up


def is_of_levels(scope: Scope) -> bool:
    """Whether partners grade the partnership itself in this round."""
    return scope.questionnaire.instrument is Instrument.MATURITY_MATRIX


def _figures(round_code: str) -> RoundFigures:
    scope = board_round(db(), actor(), round_code, grades=request.args.get("grades", AGREED))
    stand_in("board", scope.round.board_id)
    return round_figures(db(), scope, today(clock()))


def round_links(scope: Scope) -> Links:
    """The pages of the round, which keep to the grades that are counted here."""
    own: dict[str, Any] = {"grades": SELF} if scope.moderated and not scope.counts_agreed else {}
    code = scope.round.code
    return Links(
        summary=url_for("board.show_summary", round_code=code, **own),
        heat_map=url_for("board.show_heat_map", round_code=code, **own),
        answers_page=url_for("board.list_answers", round_code=code, **own),
        response_page=url_for("board.list_response", round_code=code, **own),
        workbook=url_for("board.show_workbook", round_code=code, **own),
        levels=url_for("board.show_levels", round_code=code) if is_of_levels(scope) else "",
        totals=url_for("board.show_totals", round_code=code) if has_totals(scope) else "",
        grades=own.get("grades", ""),
        against=url_for("board.show_against", round_code=code, **own)
        if scope.round.kind is RoundKind.AUDIT
        else "",
    )


_NARROWING = ("standard", "question", "grade", "sector", "organisation", "only", "sort", "state")


def _with_other_grades(scope: Scope) -> str:
    """This page with the other grades counted; nothing in a round without agreed grades."""
    if not scope.moderated:
        return ""
    kept: dict[str, Any] = {name: request.args[name] for name in _NARROWING if request.args.get(name)}
    kept["grades"] = SELF if scope.counts_agreed else AGREED
    return url_for(str(request.endpoint), round_code=scope.round.code, **kept)


def _common(figures: RoundFigures, links: Links) -> dict[str, Any]:
    scope: Scope = figures.scope
    return {
        "round": scope.round,
        "figures": figures,
        "scale": scope.scale,
        "has_grades": bool(scope.graded),
        "links": links,
        "counted": present.counted(figures),
        "other_grades": _with_other_grades(scope),
        "round_page": page_of_room("rounds.show_round", round_code=scope.round.code),
        "may_export": may_export(actor(), scope.round.board_id),
    }


def page_of_room(endpoint: str, **values: Any) -> str:
    """The address of another room's page, or nothing where this installation leaves that room out."""
    return url_for(endpoint, **values) if has_page(endpoint) else ""


def _copies(figures: RoundFigures) -> dict[int, str]:
    """The submitted copy of each return that counts, for those who may read it."""
    if not may_read_words(actor(), figures.scope.round.board_id):
        return {}
    return {
        each.id: page_of_room("assessments.show_copy", reference=each.reference, number=each.submissions)
        for each in figures.returned
        if each.submissions
    }


def _sort(figures: RoundFigures) -> str:
    sort = request.args.get("sort", "")
    return sort if sort in present.SORTS or sort in figures.scope.scale.by_key else "worst"


def _page_number() -> int:
    raw = request.args.get("page", "1")[:6]
    return max(1, int(raw)) if raw.isascii() and raw.isdigit() else 1
