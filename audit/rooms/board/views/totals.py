"""Totals and rates of a round whose question set reckons with numbers, and who is missing from them."""

from flask import render_template, request

from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.rollup import Share
from audit.domain.workflows import RoundState
from audit.rooms.board.policy import may_export
from audit.rooms.board.presenters import totals as present
from audit.rooms.board.presenters.lists import page_of, pagination
from audit.rooms.board.presenters.summary import ORGANISATIONS_A_PAGE
from audit.rooms.board.queries import board_round, round_numbers
from audit.rooms.board.views.blueprint import blueprint
from audit.rooms.board.views.summary import has_totals, page_of_room, round_links
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.models import Round
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import db


def has_totals_to_show(row: Round) -> bool:
    """Whether the page of a round leads here."""
    return row.state is not RoundState.DRAFT and questionnaire_by(db(), row.edition).figures.are_added_up


@blueprint.get("/rounds/<round_code>/totals")
@allow(Permission.SUMMARY_VIEW)
def show_totals(round_code: str) -> str:
    """Numbers added up over the organisations that have returned, by sector and by organisation."""
    scope = board_round(db(), actor(), round_code)
    if not has_totals(scope):
        raise NotVisible
    stand_in("board", scope.round.board_id)
    numbers = round_numbers(db(), scope)
    sorts = present.sorts(numbers)
    sort = request.args.get("sort", "")
    sort = sort if sort in sorts else "name"
    links = round_links(scope)
    lines, number, pages = page_of(
        present.organisation_lines(numbers, sort), request.args.get("page"), ORGANISATIONS_A_PAGE
    )
    return render_template(
        "board/totals.html",
        round=scope.round,
        links=links,
        round_page=page_of_room("rounds.show_round", round_code=round_code),
        may_export=may_export(actor(), scope.round.board_id),
        figures=scope.questionnaire.figures,
        response=Share(len(numbers.returned), len(numbers.returns)),
        totals=present.total_lines(numbers),
        rates=present.rate_lines(numbers),
        sectors=present.sector_lines(numbers),
        organisations=lines,
        sort=sort,
        sorts=sorts,
        not_returned=present.not_returned(numbers),
        left_out=present.left_out(numbers),
        unfit=numbers.unfit,
        pagination=pagination(
            number, pages, lambda page: f"{links.totals}?sort={sort}&page={page}#by-organisation"
        ),
    )
