"""The blueprint of this room and what all of its pages share."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, make_response, render_template, url_for
from werkzeug.wrappers import Response

from audit.domain.errors import NotVisible
from audit.domain.identity import Place
from audit.domain.permissions import Permission
from audit.rooms.drafts.models import Draft, DraftQuestion, DraftStandard, DraftState
from audit.rooms.drafts.operations.editing import question_of, standard_of
from audit.rooms.drafts.queries import Outline, Whole, draft_to_read, outline_of, whole_draft
from audit.web.guard import actor
from audit.web.places import board_place, has_page
from audit.web.transactions import db

blueprint = Blueprint("drafts", __name__)


@dataclass(frozen=True)
class Opened:
    """A draft that a page is about, in the board to which it belongs."""

    board: Place
    draft: Draft

    @property
    def may_change(self) -> bool:
        """Whether this person may change it now."""
        return self.draft.state is DraftState.OPEN and self.board.id in actor().boards(Permission.DRAFT_KEEP)

    @cached_property
    def whole(self) -> Whole:
        """Everything in it."""
        return whole_draft(db(), self.draft)

    @cached_property
    def outline(self) -> Outline:
        """What names its parts: enough for most pages, and quicker to read."""
        return outline_of(db(), self.draft)

    def question(self, id: int) -> DraftQuestion:
        """One of its questions; raises NotVisible."""
        return question_of(db(), self.draft, id)

    def standard(self, id: int) -> DraftStandard:
        """One of its standards; raises NotVisible."""
        return standard_of(db(), self.draft, id)

    def address(self, endpoint: str, **values: Any) -> str:
        """The address of a page of this draft."""
        return url_for(f"drafts.{endpoint}", board_code=self.board.key, draft_id=self.draft.id, **values)


def open_draft(
    board_code: str, draft_id: int, permission: Permission = Permission.QUESTIONNAIRE_VIEW
) -> Opened:
    """The draft of an address, if this person may do this in its board; raises NotVisible."""
    board = board_place(board_code, permission)
    draft = draft_to_read(db(), actor(), draft_id)
    if draft.board_id != board.id:
        raise NotVisible
    return Opened(board, draft)


def page(template: str, opened: Opened, status: int = 200, **values: Any) -> Response:
    """A page of a draft."""
    shown = render_template(
        f"drafts/{template}.html",
        opened=opened,
        draft=opened.draft,
        board=opened.board,
        address=opened.address,
        may_change=opened.may_change,
        has_page=has_page,
        **values,
    )
    return make_response(shown, status)
