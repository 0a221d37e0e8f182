"""Actions in a return: needed below the minimum, beside the question, in the copy, and carried into the next return."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from audit.domain.answers import AnswerContent
from audit.domain.errors import RuleBroken
from audit.rooms.action_plans import operations
from audit.rooms.action_plans.models import Action
from audit.rooms.rounds.models import Return, Round
from tests.rooms.assessments.signing_scene import SigningScene
from tests.support.pages import Page, PageClient, words
from tests.support.queries import count_queries
from tests.support.world import World, question_set

RED = AnswerContent(grade="red", narrative="It is not in place.")


def asks(world: World, *, required: bool = True, data: dict[str, Any] | None = None) -> SigningScene:
    """A return whose answer to 1.1 is red and to the others green, in a round that asks for actions."""
    scene = SigningScene(world, data=data or question_set(1, 3)).complete()
    with world.session() as session:
        session.get_one(Round, scene.round.id).actions_required = required
    scene.save("1.1", RED, seen=1)
    return scene


@pytest.fixture
def make_page(app: Flask) -> Callable[[SigningScene], PageClient]:
    return lambda scene: PageClient(app).sign_in(scene.lead_person.id)


def add(page: PageClient, reference: str, code: str = "1.1", what: str = "Write a policy") -> Page:
    form = page.get(f"/returns/{reference}/questions/{code}/actions/new")
    return page.submit(form, {"what": what})


def only_action(world: World) -> Action:
    with world.session() as session:
        return session.scalars(select(Action)).one()


def test_an_answer_below_the_minimum_needs_an_action_before_it_is_sent(
    world: World, make_page: Callable[[SigningScene], PageClient]
) -> None:
    scene = asks(world)
    page = make_page(scene)
    whole = f"/returns/{scene.reference}"
    assert "Add an action for Red" in page.get(whole).text_words
    assert "Add an action for Red" in page.get(f"{whole}/check").text_words
    with pytest.raises(RuleBroken, match="One question still needs"):
        scene.send()
    shown = page.get(f"{whole}/questions/1.1")
    assert "An answer of Red needs an action before the return can be sent" in shown.text_words
    back = add(page, scene.reference)
    assert back.path == f"{whole}/questions/1.1"
    assert "Write a policy" in words(back.select("#actions")[0])
    assert "Add an action for Red" not in page.get(f"{whole}/check").text_words
    scene.send()


def test_what_is_offered_follows_the_grade(
    world: World, make_page: Callable[[SigningScene], PageClient]
) -> None:
    scene = asks(world)
    page = make_page(scene)
    values = page.get(f"/returns/{scene.reference}/questions/1.1/actions/new").values()
    assert (values["due_on-day"], values["due_on-month"], values["due_on-year"]) == ("14", "3", "2027")
    assert (values["priority"], values["owner"], values["why"]) == ("high", str(scene.lead_person.id), "")
    scene.save("1.2", AnswerContent(grade="amber", narrative="Partly."), seen=1)
    values = page.get(f"/returns/{scene.reference}/questions/1.2/actions/new").values()
    assert (values["due_on-year"], values["priority"]) == ("2027", "medium")
    assert values["due_on-month"] == "9"
    refused = page.submit(
        page.get(f"/returns/{scene.reference}/questions/1.1/actions/new"),
        {"what": "", "due_on-year": "2020"}, 422,
    )  # fmt: skip
    assert refused.errors() == ["Say what will be done"]
    refused = page.submit(refused, {"what": "Write a policy"}, 422)
    assert refused.errors() == ["The due date must be today or later, and 14 March 2020 has passed"]


def test_what_was_typed_is_saved_on_the_way_to_an_action(
    world: World, make_page: Callable[[SigningScene], PageClient]
) -> None:
    scene = asks(world)
    page = make_page(scene)
    shown = page.get(f"/returns/{scene.reference}/questions/1.1")
    typed = {**shown.values(), "narrative": "Nothing is written down yet."}
    form = page.post(f"/returns/{scene.reference}/questions/1.1/actions/begin", typed)
    assert form.heading == "Add an action for 1.1"
    assert scene.view().content("1.1").narrative == "Nothing is written down yet."


def test_an_action_that_is_given_up_no_longer_counts(
    world: World, make_page: Callable[[SigningScene], PageClient]
) -> None:
    scene = asks(world)
    page = make_page(scene)
    add(page, scene.reference)
    action = only_action(world)
    with world.session() as session:
        operations.drop_action(session, scene.lead, world.clock, action.id, "Changed our mind")
    assert "Add an action for Red" in page.get(f"/returns/{scene.reference}").text_words
    with world.session() as session:
        operations.take_back_action(session, scene.lead, world.clock, action.id)
        operations.finish_action(session, scene.lead, world.clock, action.id, impact="Better")
    assert "Add an action for Red" not in page.get(f"/returns/{scene.reference}").text_words


def test_a_round_that_does_not_ask_for_actions_is_as_before(
    world: World, make_page: Callable[[SigningScene], PageClient]
) -> None:
    scene = asks(world, required=False)
    page = make_page(scene)
    assert "Add an action" not in page.get(f"/returns/{scene.reference}").text_words
    shown = page.get(f"/returns/{scene.reference}/questions/1.1")
    assert "What will you do about it" in shown.text_words
    scene.send()


def test_readers_are_shown_actions_and_add_none(world: World, app: Flask) -> None:
    scene = asks(world)
    reader = PageClient(app).sign_in(scene.viewer_person.id)
    shown = reader.get(f"/returns/{scene.reference}/questions/1.1")
    assert "Save answer and add" not in shown.text_words
    reader.get(f"/returns/{scene.reference}/questions/1.1/actions/new", 403)
    stranger = PageClient(app).sign_in(scene.stranger_person.id)
    stranger.get(f"/returns/{scene.reference}/questions/1.1/actions/new", 404)


def test_the_copy_keeps_the_actions_and_old_copies_are_read_without(
    world: World, make_page: Callable[[SigningScene], PageClient]
) -> None:
    scene = asks(world)
    page = make_page(scene)
    add(page, scene.reference, what="Write a policy for visitors")
    assert "Write a policy for visitors" in page.get(f"/returns/{scene.reference}/check").text_words
    scene.send()
    copy = scene.sign(scene.ash)
    assert copy is not None
    assert copy.content["answers"]["1.1"]["actions"] == [
        {
            "what": "Write a policy for visitors",
            "owner": "Sam Colleague",
            "due_on": "2027-03-14",
            "state": "open",
        }
    ]
    assert "actions" not in copy.content["answers"]["1.2"]
    excel = page.raw.get(f"/returns/{scene.reference}/copies/1/workbook")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(excel.data))["Actions"].iter_rows(min_row=2, values_only=True)
    )
    assert [row[:3] for row in rows] == [("1.1", "Write a policy for visitors", "Sam Colleague")]
    shown = page.get(f"/returns/{scene.reference}/copies/1").text_words
    assert "Write a policy for visitors" in shown
    assert "Open, due 14 March 2027, Sam Colleague" in shown
    with world.session() as session:
        operations.drop_action(session, scene.lead, world.clock, only_action(world).id, "Not needed")
    assert "Open, due 14 March 2027" in page.get(f"/returns/{scene.reference}/copies/1").text_words


def test_open_actions_are_carried_into_the_next_return(
    world: World, make_page: Callable[[SigningScene], PageClient]
) -> None:
    scene = asks(world)
    page = make_page(scene)
    add(page, scene.reference, what="Still to be done")
    add(page, scene.reference, what="Finished long ago")
    with world.session() as session:
        finished = session.scalars(select(Action).where(Action.what == "Finished long ago")).one()
        operations.finish_action(session, scene.lead, world.clock, finished.id, impact="Better")
    same_set = question_set(1, 3) | {"edition": "2027.1"}
    renumbered = question_set(1, 3) | {"edition": "2028.1"}
    renumbered["standards"][0]["questions"][1]["continues"] = "small/2026.1#1.1"
    renumbered["standards"][0]["questions"][0]["continues"] = "small/2026.1#1.2"
    shown = {}
    for data in (same_set, renumbered):
        later = world.asked(
            world.round(scene.board, world.edition(data), title="A later round"), scene.organisation
        )
        for code in ("1.1", "1.2"):
            beside = page.get(f"/returns/{later.reference}/questions/{code}").select("#actions")[0]
            shown[data["edition"], code] = words(beside)
    assert "Still open from" in shown["2027.1", "1.1"]
    assert "Still to be done" in shown["2027.1", "1.1"]
    assert "Finished long ago" not in shown["2027.1", "1.1"]
    assert "Still open" not in shown["2027.1", "1.2"]
    assert "Still to be done" in shown["2028.1", "1.2"]
    assert "Still open" not in shown["2028.1", "1.1"]
    other_board = world.board("othershire", "Othershire Partnership")
    foreign = world.asked(world.round(other_board, world.edition(same_set)), scene.organisation)
    assert "Still open" not in page.get(f"/returns/{foreign.reference}/questions/1.1").text_words


def test_the_page_of_a_question_reads_actions_by_one_statement(
    world: World, make_page: Callable[[SigningScene], PageClient], app: Flask
) -> None:
    scene = asks(world)
    page = make_page(scene)
    engine = app.extensions["audit.unit_of_work"].engine
    address = f"/returns/{scene.reference}/questions/1.1"
    page.get(address)
    with count_queries(engine) as few:
        page.get(address)
    for number in range(6):
        add(page, scene.reference, what=f"Action {number}")
    with count_queries(engine) as many:
        page.get(address)
    assert len(many) == len(few) == 6, str(many)


@pytest.mark.parametrize("required", [True, False])
def test_a_save_costs_no_statement_more_for_actions(world: World, *, required: bool) -> None:
    scene = asks(world, required=required)
    with count_queries(world.unit_of_work.engine) as sent:
        scene.save("1.2", AnswerContent(grade="green", narrative="Another word."), seen=1)
    assert "action" not in str(sent)


def test_a_board_that_plans_a_round_asks_for_actions_unless_it_says_otherwise(
    world: World, app: Flask
) -> None:
    scene = SigningScene(world)
    board = PageClient(app).sign_in(scene.admin_person.id)
    form = board.get("/boards/testshire/rounds/new")
    assert form.values()["actions_required"] == "y"
    typed = {
        "title": "Autumn audit", "edition_id": str(scene.edition.id),
        "due_on-day": "30", "due_on-month": "10", "due_on-year": "2026", "who": "later",
    }  # fmt: skip
    board.submit(form, typed)
    with world.session() as session:
        row = session.scalars(select(Round).where(Round.code == "autumn-audit")).one()
        assert row.actions_required
        session.add(
            Return(
                reference="X-1",
                round_id=row.id,
                organisation_id=scene.organisation.id,
                created_at=world.clock(),
            )
        )
    assert "An answer below the minimum needs an action" in board.get("/rounds/autumn-audit/open").text_words
    edit = board.get("/rounds/autumn-audit/edit")
    values = {name: value for name, value in edit.values().items() if name != "actions_required"}
    board.post("/rounds/autumn-audit/edit", values)
    assert "Not needed before a return is sent" in board.get("/rounds/autumn-audit/open").text_words
    assert board.get("/rounds/autumn-audit/edit").values().get("actions_required") is None
