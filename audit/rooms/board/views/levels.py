"""The spread of levels of a maturity matrix, and the level that the partners agree on for each question."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.domain.rollup import Share
from audit.domain.workflows import RoundState
from audit.rooms.board.forms import LevelForm
from audit.rooms.board.operations import LevelOpinion, agree_level
from audit.rooms.board.policy import may_export
from audit.rooms.board.presenters import levels as present
from audit.rooms.board.queries import agreed_level, matrix_round, round_levels
from audit.rooms.board.views.blueprint import blueprint
from audit.rooms.board.views.summary import page_of_room, round_links
from audit.rooms.rounds.models import Round
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


def is_matrix(row: Round) -> bool:
    """Whether the page of a round leads here."""
    return row.state is not RoundState.DRAFT and row.edition.instrument is Instrument.MATURITY_MATRIX


@blueprint.get("/rounds/<round_code>/levels")
@allow(Permission.SUMMARY_VIEW)
def show_levels(round_code: str) -> str:
    """What each partner gave, how far apart they are, and what was agreed."""
    scope = matrix_round(db(), actor(), round_code)
    stand_in("board", scope.round.board_id)
    figures = round_levels(db(), scope)
    sort = "set" if request.args.get("sort") == "set" else "spread"
    rows = present.level_rows(figures, sort)
    returned = [each for each in figures.returns if each.is_returned]
    return render_template(
        "board/levels.html",
        round=scope.round,
        scale=scope.scale,
        links=round_links(scope),
        round_page=page_of_room("rounds.show_round", round_code=round_code),
        may_export=may_export(actor(), scope.round.board_id),
        may_agree=bool(returned)
        and (actor().is_operator or scope.round.board_id in actor().boards(Permission.ROUND_RUN)),
        response=Share(len(returned), len(figures.returns)),
        missing=[each.name for each in figures.returns if not each.is_returned],
        rows=rows,
        agreed=Share(present.count_agreed(rows), len(rows)),
        sort=sort,
        sorts=present.SORTS,
    )


@blueprint.route("/rounds/<round_code>/levels/<question_code>", methods=["GET", "POST"])
@allow(Permission.ROUND_RUN)
def agree_on_level(round_code: str, question_code: str) -> str | Response | tuple[str, int]:
    """Record the level that the partners agreed on, beside what each of them gave."""
    scope = matrix_round(db(), actor(), round_code, Permission.ROUND_RUN)
    stand_in("board", scope.round.board_id)
    row = agreed_level(db(), scope, question_code)
    form = LevelForm(
        data={"grade": row.grade, "note": row.note, "version": str(row.version)} if row else {"version": "0"}
    )
    form.grade.choices = [(grade.key, grade.label) for grade in scope.scale.shown]
    theirs = None
    if form.validate_on_submit():
        seen = form.version.data or ""
        try:
            agree_level(
                db(),
                actor(),
                clock(),
                round_code,
                question_code,
                LevelOpinion(form.grade.data or "", form.note.data or ""),
                seen_version=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0,
            )
        except Stale as stale:
            form.refuse(RuleBroken(stale.sentence, "grade"))
            theirs = agreed_level(db(), scope, question_code)
            # Sent once more from here, with both in sight, it is meant.
            form.version.data = str(theirs.version) if theirs else "0"
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(f"Saved. The agreed level of {question_code} is recorded.", "success")
            return redirect(url_for(".show_levels", round_code=round_code) + f"#q-{question_code}", 303)
    figures = round_levels(db(), scope)
    levels = figures.questions.get(question_code)
    if levels is None:
        raise NotVisible
    page = render_template(
        "board/level.html",
        round=scope.round,
        scale=scope.scale,
        question=levels.question,
        levels=levels,
        words=present.spread_words(levels.spread),
        last_time=present.last_time_words(figures, levels),
        form=form,
        theirs=theirs,
        hints={
            grade.key: (levels.question.descriptors or {}).get(grade.key, grade.meaning)
            for grade in scope.scale.grades
        },
    )
    return page, 422 if form.errors else 200
