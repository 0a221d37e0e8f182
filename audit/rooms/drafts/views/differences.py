"""What is different between two editions, or between a draft and an edition: as a page and as Word."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Response, render_template, request, send_file, url_for

from audit.domain.edition_diff import CARRIES, Difference, EditionDiff, edition_diff
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Questionnaire, questionnaire_from_data
from audit.infra.questionnaire_files import content_problems
from audit.infra.word import CONTENT_TYPE
from audit.rooms.drafts.exports import consultation_document, differences_document
from audit.rooms.drafts.presenters.differences import CLASS_WORDS, say_class
from audit.rooms.drafts.queries import whole_draft
from audit.rooms.drafts.views.blueprint import blueprint
from audit.rooms.drafts.views.places import draft_here
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import edition_by_id, editions, questionnaire_by
from audit.web.guard import actor, allow
from audit.web.places import board_place, page_if_there
from audit.web.transactions import clock, db

_READ = Permission.QUESTIONNAIRE_VIEW


@dataclass(frozen=True)
class _Compared:
    board: Place
    diff: EditionDiff | None
    before: Edition | None
    after: str
    others: list[Edition]
    word_page: str
    back: tuple[str, str]


@blueprint.get("/boards/<board_code>/questionnaires/<int:edition_id>/differences")
@allow(Permission.QUESTIONNAIRE_VIEW)
def differences(board_code: str, edition_id: int) -> str:
    """What an edition says otherwise than another, which is chosen on the page."""
    return _page(_of_edition(board_code, edition_id))


@blueprint.get("/boards/<board_code>/questionnaires/<int:edition_id>/differences.docx")
@allow(Permission.QUESTIONNAIRE_VIEW)
def differences_in_word(board_code: str, edition_id: int) -> Response:
    """The same as a Word document."""
    return _word(_of_edition(board_code, edition_id))


@blueprint.get("/boards/<board_code>/drafts/<int:draft_id>/differences")
@allow(Permission.QUESTIONNAIRE_VIEW)
def draft_differences(board_code: str, draft_id: int) -> str:
    """What a draft says otherwise than the edition that it is based on, or than another."""
    return _page(_of_draft(board_code, draft_id))


@blueprint.get("/boards/<board_code>/drafts/<int:draft_id>/differences.docx")
@allow(Permission.QUESTIONNAIRE_VIEW)
def draft_differences_in_word(board_code: str, draft_id: int) -> Response:
    """The same as a Word document."""
    return _word(_of_draft(board_code, draft_id))


@blueprint.get("/boards/<board_code>/questionnaires/<int:edition_id>/consultation.docx")
@allow(Permission.QUESTIONNAIRE_VIEW)
def consultation(board_code: str, edition_id: int) -> Response:
    """A whole set with room for comments, as Word."""
    board = board_place(board_code, _READ)
    edition = edition_by_id(db(), actor(), edition_id)
    made = questionnaire_by(db(), edition)
    content = consultation_document(made, board=board.name, at=clock()(), status="published")
    return _sent(content, f"{edition.code}-{edition.edition}-consultation")


@blueprint.get("/boards/<board_code>/drafts/<int:draft_id>/consultation.docx")
@allow(Permission.QUESTIONNAIRE_VIEW)
def draft_consultation(board_code: str, draft_id: int) -> Response:
    """A draft with room for comments, as Word."""
    board = board_place(board_code, _READ)
    row = draft_here(board, draft_id)
    made = _questionnaire(whole_draft(db(), row).content)
    content = consultation_document(made, board=board.name, at=clock()(), status="a draft")
    return _sent(content, f"{row.code}-draft-consultation")


def _of_edition(board_code: str, edition_id: int) -> _Compared:
    board = board_place(board_code, _READ)
    edition = edition_by_id(db(), actor(), edition_id)
    others = [each for each in editions(db(), actor()) if each.id != edition.id]
    before = _with(others)
    if before is None and not request.args.get("with"):
        earlier = [
            each for each in others if each.code == edition.code and each.published_at <= edition.published_at
        ]
        before = max(earlier, key=lambda each: each.published_at, default=None)
    address: dict[str, Any] = {
        "board_code": board_code, "edition_id": edition_id, "with": before.id if before else None
    }  # fmt: skip
    return _Compared(
        board,
        _diff(before, questionnaire_by(db(), edition), others) if before else None,
        before,
        f"{edition.title}, edition {edition.edition}",
        others,
        url_for("drafts.differences_in_word", **address),
        (
            f"Back to {edition.title}",
            url_for("questionnaires.show_edition", board_code=board_code, edition_id=edition_id),
        ),
    )


def _of_draft(board_code: str, draft_id: int) -> _Compared:
    board = board_place(board_code, _READ)
    row = draft_here(board, draft_id)
    others = editions(db(), actor())
    before = _with(others)
    if before is None and row.based_on_id is not None and not request.args.get("with"):
        before = next((each for each in others if each.id == row.based_on_id), None)
    made = _questionnaire(whole_draft(db(), row).content)
    address: dict[str, Any] = {
        "board_code": board_code, "draft_id": draft_id, "with": before.id if before else None
    }  # fmt: skip
    draft_page = page_if_there("drafts.show_draft", board_code=board_code, draft_id=draft_id)
    return _Compared(
        board,
        _diff(before, made, others) if before else None,
        before,
        f"{row.title}, the draft as it is now",
        others,
        url_for("drafts.draft_differences_in_word", **address),
        ("Back to the draft", draft_page)
        if draft_page
        else ("Back to question sets", url_for("questionnaires.list_editions", board_code=board_code)),
    )


def _with(others: list[Edition]) -> Edition | None:
    wanted = request.args.get("with", "")
    return next((each for each in others if str(each.id) == wanted), None)


def _diff(before: Edition, now: Questionnaire, others: list[Edition]) -> EditionDiff:
    by_name = {(each.code, each.edition): each for each in others}

    def lookup(name: tuple[str, str]) -> Questionnaire | None:
        return questionnaire_by(db(), by_name[name]) if name in by_name else None

    return edition_diff(questionnaire_by(db(), before), now, lookup)


def _questionnaire(content: Mapping[str, object]) -> Questionnaire:
    if content_problems(dict(content)):
        raise RuleBroken(
            "Something in this draft is not finished, so it cannot be read as a whole yet. "
            "Its check list says what; put that right first."
        )
    return questionnaire_from_data(content)


def _page(found: _Compared) -> str:
    return render_template(
        "drafts/differences.html",
        found=found,
        board=found.board,
        classes=list(Difference),
        class_words=CLASS_WORDS,
        say_class=say_class,
        carries=CARRIES,
    )


def _word(found: _Compared) -> Response:
    if found.diff is None or found.before is None:
        raise NotVisible
    name = f"{found.before.title}, edition {found.before.edition}"
    content = differences_document(found.diff, name, found.after, board=found.board.name, at=clock()())
    return _sent(content, f"differences-from-{found.before.code}-{found.before.edition}")


def _sent(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), CONTENT_TYPE, as_attachment=True, download_name=f"{name}.docx")
