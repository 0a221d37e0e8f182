"""A round asks the full form of some and a short one of others, and both count in the same standards."""

import pytest
from flask import Flask

from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations import set_profiles
from tests.support.pages import PageClient
from tests.support.world import World, question_set


def test_forms_are_chosen_by_kind_and_one_by_one(world: World, app: Flask) -> None:
    board = world.board()
    person = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    admin = world.actor(person)
    content = question_set()
    content["standards"][0]["questions"][1]["applies_to"] = {"profiles": ["full"]}
    council, first, second, begun = (
        world.organisation(board, kind=kind) for kind in ("council", "voluntary", "voluntary", "voluntary")
    )
    row = world.round(board, world.edition(content), council, first, second, code="autumn")
    started = world.asked(row, begun, ReturnState.IN_PROGRESS)
    client = PageClient(app).sign_in(person.id)
    page = client.get("/rounds/autumn/forms")
    assert "Questions: full 4, short 3, very short 3" in page.text_words
    page = client.submit(page, {"kind-voluntary": "short"})
    assert "2 organisations have another form now." in page.text_words

    def profiles() -> dict[int, str]:
        with world.unit_of_work.read() as session:
            rows = session.query(Return).filter_by(round_id=row.id)
            return {each.organisation_id: each.profile for each in rows}

    assert profiles() == {council.id: "full", first.id: "short", second.id: "short", begun.id: "full"}
    with world.unit_of_work.read() as session:
        reference = session.query(Return).filter_by(organisation_id=council.id).one().reference
    client.submit(
        client.get("/rounds/autumn/forms"),
        {"reference": reference, "profile": "very-short", "kind-council": ""},
    )
    assert profiles()[council.id] == "very-short"
    page = client.submit(client.get("/rounds/autumn/forms"), {"kind-voluntary": "tiny"}, 422)
    assert page.errors() == ["Choose the full, the short or the very short form."]
    with world.session() as session:
        assert set_profiles(session, admin, world.clock, "autumn", {}, {started.reference: "short"}) == 0
    viewer = world.actor(world.person(Role.BOARD_VIEWER, board=board))
    with world.session() as session, pytest.raises(NotAllowed):
        set_profiles(session, viewer, world.clock, "autumn", {"council": "short"})
    with world.session() as session:
        session.get_one(Round, row.id).state = RoundState.CLOSED
    with world.session() as session, pytest.raises(RuleBroken, match="is closed"):
        set_profiles(session, admin, world.clock, "autumn", {"council": "short"})
