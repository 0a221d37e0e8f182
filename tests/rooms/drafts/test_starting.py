"""A draft holds a question set in parts, gives it back as it was, and belongs to its board."""

import pytest
from sqlalchemy import Engine

from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.permissions import Role
from audit.rooms.drafts.operations import start_draft
from audit.rooms.drafts.queries import draft_to_keep, draft_to_read, drafts_of, whole_draft
from tests.support import question_sets
from tests.support.queries import count_queries
from tests.support.world import World


def test_a_shipped_set_comes_back_as_it_went_in_whatever_its_length(world: World, engine: Engine) -> None:
    board = world.board()
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    counts = {}
    for code in ("section-11-short", "section-175"):
        content = question_sets.shipped_set(code)
        with world.session() as session:
            with count_queries(engine) as starting:
                row = start_draft(session, admin, world.clock, board.id, content)
            session.expire_all()
            with count_queries(engine) as reading:
                assert whole_draft(session, draft_to_keep(session, admin, row.id)).content == content
        counts[code] = (len(starting), len(reading))
    assert len(set(counts.values())) == 1, counts
    with world.session() as session:
        assert [draft.code for draft in drafts_of(session, admin, board.id)] == [
            "section-175",
            "section-11-short",
        ]


def test_a_draft_is_its_boards_own(world: World) -> None:
    board, other = world.board(), world.board("othershire")
    admin = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=board))
    viewer = world.actor(world.person(Role.BOARD_VIEWER, board=board))
    stranger = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=other))
    content = question_sets.content()
    with world.session() as session:
        id = start_draft(session, admin, world.clock, board.id, content).id
    with world.session() as session:
        assert draft_to_read(session, viewer, id).title == "A small set"
        assert drafts_of(session, stranger, board.id) == []
        for read in (draft_to_read, draft_to_keep):
            with pytest.raises(NotVisible):
                read(session, stranger, id)
        with pytest.raises(NotVisible):
            draft_to_keep(session, viewer, id)
        with pytest.raises(NotAllowed):
            start_draft(session, viewer, world.clock, board.id, content)
        with pytest.raises(NotVisible):
            start_draft(session, stranger, world.clock, board.id, content)
