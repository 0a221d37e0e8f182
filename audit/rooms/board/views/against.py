"""The page that sets a round against an earlier one."""

from flask import render_template, request, url_for

from audit.domain.permissions import Permission
from audit.domain.rounds_compared import Beside
from audit.domain.scale_mapping import meaning_mark
from audit.rooms.board.policy import may_export
from audit.rooms.board.presenters.charts import Bar, stacked_bar
from audit.rooms.board.queries import AGREED, board_round
from audit.rooms.board.queries.against import Against, against, rounds_beside, usual_round
from audit.rooms.board.views.blueprint import blueprint
from audit.rooms.board.views.summary import round_links
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.places import board_codes
from audit.web.transactions import db


@blueprint.get("/rounds/<round_code>/against")
@allow(Permission.SUMMARY_VIEW)
def show_against(round_code: str) -> str:
    """The share that meets the minimum and the grades, then and now, by standard."""
    grades = request.args.get("grades", AGREED)
    scope = board_round(db(), actor(), round_code, grades=grades)
    stand_in("board", scope.round.board_id)
    others = rounds_beside(db(), scope)
    usual = usual_round(db(), scope, others)
    code = request.args.get("with") or (usual.code if usual is not None else "")
    only_both = request.args.get("who") != "all"
    found = against(db(), actor(), scope, code, only_both=only_both, grades=grades) if code else None
    return render_template(
        "board/against.html",
        round=scope.round,
        scale=scope.scale,
        links=round_links(scope),
        may_export=may_export(actor(), scope.round.board_id),
        others=others,
        chosen=code,
        only_both=only_both,
        found=found,
        bars=[(each, *_bars(each)) for each in found.standards] if found else [],
        whole_bars=_bars(found.whole) if found and found.whole else None,
        declare=_declare(found),
        mapping_page=_mapping_page(found),
    )


def _bars(each: Beside) -> tuple[Bar, Bar]:
    name = f"{each.code} {each.title}".strip()
    return stacked_bar(each.then, f"{name}, then"), stacked_bar(each.now, f"{name}, now")


def _declare(found: Against | None) -> str:
    """Where an administrator of the board can declare how the two scales compare."""
    if found is None or found.is_declared:
        return ""
    board_id = found.now.round.board_id
    code = board_codes().get(board_id)
    if code is None or board_id not in actor().boards(Permission.DRAFT_KEEP):
        return ""
    before, now = (meaning_mark(scope.scale)[:16] for scope in (found.before, found.now))
    return url_for("drafts.new_mapping", board_code=code, before=before, now=now)


def _mapping_page(found: Against | None) -> str:
    """The page of what was declared between the two scales."""
    if found is None or found.mapping is None:
        return ""
    board_id = found.now.round.board_id
    code = board_codes().get(board_id)
    if code is None or board_id not in actor().boards(Permission.QUESTIONNAIRE_VIEW):
        return ""
    return url_for("drafts.show_mapping", board_code=code, mapping_id=found.mapping.id)
