"""Finding the board and the draft of an address, for the person who asks."""

from audit.domain.errors import NotVisible
from audit.domain.identity import Place
from audit.rooms.drafts.models import Draft
from audit.rooms.drafts.queries import draft_to_keep, draft_to_read
from audit.web.guard import actor
from audit.web.transactions import db


def draft_here(board: Place, draft_id: int, *, keep: bool = False) -> Draft:
    """A draft of this board; raises NotVisible for one of another."""
    row = (draft_to_keep if keep else draft_to_read)(db(), actor(), draft_id)
    if row.board_id != board.id:
        raise NotVisible
    return row
