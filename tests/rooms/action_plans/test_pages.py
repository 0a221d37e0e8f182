"""The pages of actions: plans, one action, adding and changing, evidence, and what others get."""

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from audit.domain.actions import ActionState, Priority
from audit.domain.permissions import Role
from audit.rooms.action_plans import operations
from audit.rooms.action_plans.models import Action
from audit.rooms.evidence.models import EvidenceOpened
from audit.rooms.organisations.models import RoleHeld
from audit.settings import Settings
from tests.conftest import SteppingClock
from tests.rooms.action_plans.conftest import Scene
from tests.support.evidence import add_item, pdf
from tests.support.pages import Page, PageClient, words
from tests.support.queries import count_queries

FUTURE = {"due_on-day": "4", "due_on-month": "3", "due_on-year": "2027"}


@pytest.fixture
def page(visitor: PageClient, scene: Scene) -> PageClient:
    return visitor.sign_in(scene.lead.id)


@pytest.fixture
def board(app: Flask, scene: Scene) -> PageClient:
    return PageClient(app).sign_in(scene.administrator.id)


def plan(scene: Scene) -> str:
    return f"/organisations/{scene.ours.id}/actions"


def listed(page: Page) -> list[str]:
    return [words(tag) for tag in page.select(".app-plan__what a")]


def form_to(page: Page, end: str) -> int:
    """The number of the form whose address ends like this."""
    assert page.main is not None
    forms = page.main.find_all("form")
    return next(number for number, form in enumerate(forms) if str(form.get("action", "")).endswith(end))


def test_an_empty_plan_says_what_will_be_here(page: PageClient, board: PageClient, scene: Scene) -> None:
    shown = page.get(plan(scene))
    assert "will be here" in shown.text_words
    assert shown.find("a", string="Add an action")
    assert "will be here" in board.get("/boards/testshire/actions").text_words


def test_an_action_is_added_by_hand(page: PageClient, scene: Scene) -> None:
    form = page.get(f"{plan(scene)}/new")
    assert form.values()["due_on-year"] == "2027"
    done = page.submit(
        form, {"what": "Write a policy", "owner": str(scene.contributor.id), "priority": "high", **FUTURE}
    )
    assert done.heading == "Write a policy"
    assert "Con Tributor" in done.text_words
    assert "4 March 2027" in done.text_words
    assert "Testshire Safeguarding Children Partnership" in done.text_words


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"what": ""}, "Say what will be done"),
        ({"owner": ""}, "Choose the owner, or type the name of somebody else"),
        ({"owner": "999999"}, "Choose a colleague from the list, or type the owner’s name"),
        ({"due_on-year": "2025"}, "The due date must be today or later, and 4 March 2025 has passed"),
        (
            {"due_on-day": "31", "due_on-month": "2"},
            "The due date must be a real date: February 2027 has no day 31",
        ),
        ({"due_on-day": "", "due_on-month": "", "due_on-year": ""}, "Enter the due date"),
        ({"what": "x" * 4_001}, "What will be done must be 4,000 characters or fewer"),
    ],
)
def test_a_form_with_errors_keeps_what_was_typed(
    page: PageClient, scene: Scene, changes: dict, error: str
) -> None:
    form = page.get(f"{plan(scene)}/new")
    typed = {
        "what": "Write a policy",
        "why": "There is none",
        "owner": str(scene.lead.id),
        "priority": "low",
        **FUTURE,
    }
    again = page.submit(form, {**typed, **changes}, 422)
    assert again.errors() == [error]
    assert again.values()["why"] == "There is none"
    assert again.values()["priority"] == "low"
    assert listed(page.get(plan(scene))) == []


def test_an_organisation_of_two_boards_chooses_which_one_sees_it(page: PageClient, scene: Scene) -> None:
    other = scene.world.board("othershire", "Othershire Partnership")
    from audit.rooms.organisations.models import AreaMembership

    with scene.world.session() as session:
        session.add(
            AreaMembership(board_id=other.id, organisation_id=scene.ours.id, joined_on=date(2020, 4, 1))
        )
    form = page.get(f"{plan(scene)}/new")
    typed = {"what": "Write a policy", "owner_name": "The head", "owner": "", **FUTURE}
    assert page.submit(form, {**typed, "board": "7777"}, 422).errors() == ["Choose the board that sees it"]
    done = page.submit(form, {**typed, "board": str(other.id)})
    assert "Othershire Partnership" in done.text_words


def test_an_organisation_in_no_area_cannot_add(page: PageClient, scene: Scene, visitor: PageClient) -> None:
    alone = scene.world.organisation(None, "Left alone")
    lead = scene.world.person(Role.LEAD, organisation=alone)
    visitor.sign_in(lead.id)
    assert "no board’s area" in visitor.get(f"/organisations/{alone.id}/actions/new", 403).text_words


def test_changing_shows_both_when_somebody_else_was_quicker(page: PageClient, scene: Scene) -> None:
    action = scene.add(owner_id=scene.lead.id)
    form = page.get(f"/actions/{action.id}/change")
    assert form.values()["what"] == "Write a policy"
    scene.do(
        operations.change_action, scene.contributor, action.id,
        operations.ActionFacts("Write three policies", date(2027, 3, 14), owner_id=scene.lead.id), seen_version=1,
    )  # fmt: skip
    both = page.submit(form, {"what": "Write two policies"}, 409)
    assert "Write three policies" in both.text_words
    assert both.values()["what"] == "Write two policies"
    done = page.submit(both)
    assert done.heading == "Write two policies"
    assert page.submit(page.get(f"/actions/{action.id}/change"), {"what": " "}, 422).errors() == [
        "Say what will be done"
    ]
    assert page.submit(page.get(f"/actions/{action.id}/change"), {"due_on-year": "2020"}, 422).errors() == [
        "The due date must be today or later, and 14 March 2020 has passed"
    ]


def test_the_way_of_an_action_on_its_page(page: PageClient, board: PageClient, scene: Scene) -> None:
    action = scene.add()
    address = f"/actions/{action.id}"
    shown = page.get(address)
    noted = page.submit(shown, {"note-note": "A draft is written"}, form=form_to(shown, "/notes"))
    assert "In progress" in noted.text_words
    assert "A draft is written" in noted.text_words
    refused = page.submit(noted, {"note-note": " "}, 422, form=form_to(noted, "/notes"))
    assert refused.errors() == ["Write what has been done since the last note"]
    refused = page.submit(noted, {"finish-note": "All agreed"}, 422, form=form_to(noted, "/finish"))
    assert refused.errors() == ["Say what is better now that this is done"]
    done = page.submit(refused, {"finish-impact": "Staff know"}, form=form_to(refused, "/finish"))
    assert "All agreed" in done.text_words
    assert "Staff know" in done.text_words
    judged = board.get(address)
    assert not judged.select("form[action$='/notes']")
    stale = board.get(address)
    verified = board.submit(judged, {"verify-note": "Seen"}, form=form_to(judged, "/verify"))
    assert "Verified by the board" in verified.text_words
    again = board.submit(stale, {}, 422, form=form_to(stale, "/verify"))
    assert again.errors() == ["The board has verified this action, so it is closed."]
    back = board.submit(
        verified, {"send-back-reason": "Show that it works"}, form=form_to(verified, "/send-back")
    )
    assert "Sent back by the board" in back.text_words
    dropped = page.get(address)
    dropped = page.submit(dropped, {"drop-reason": "Closed"}, form=form_to(dropped, "/drop"))
    assert "No longer needed" in dropped.text_words
    taken = page.submit(dropped, {}, form=form_to(dropped, "/take-back"))
    assert "Taken back" in taken.text_words


def test_the_board_is_told_when_the_action_moved_on(board: PageClient, scene: Scene) -> None:
    action = scene.add()
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better")
    shown = board.get(f"/actions/{action.id}")
    scene.do(operations.take_back_action, scene.lead, action.id)
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better still")
    told = board.submit(shown, {"verify-note": "Seen it"}, 409, form=form_to(shown, "/verify"))
    assert "moved this action on" in told.errors()[0]
    assert "Better still" in told.text_words
    board.submit(told, {}, form=form_to(told, "/verify"))
    assert scene.now(action).state is ActionState.VERIFIED


def test_filters_and_orders(page: PageClient, board: PageClient, scene: Scene, clock: SteppingClock) -> None:
    theirs = scene.world.organisation(
        scene.board, "Their school", kind="school", phase="primary", type="maintained"
    )
    about = scene.about(title="The autumn round")
    scene.add("Late", due_on=date(2026, 9, 20), owner_id=scene.contributor.id)
    scene.add("Soon", due_on=date(2026, 12, 1), priority=Priority.HIGH, owner_name="The head", about=about)
    finished = scene.add("Finished", due_on=date(2027, 6, 1))
    scene.add("Of the school", by=scene.administrator, organisation=theirs, due_on=date(2027, 1, 1))
    scene.do(operations.finish_action, scene.lead, finished.id, impact="Better")
    clock.now += timedelta(days=20)
    page.sign_in(scene.lead.id)
    board.sign_in(scene.administrator.id)
    own = plan(scene)
    assert listed(page.get(own)) == ["Late", "Soon", "Finished"]
    for question, expected in {
        "show=overdue": ["Late"],
        "show=outstanding": ["Late", "Soon"],
        "show=done": ["Finished"],
        "show=verified": [],
        "show=nonsense": ["Late", "Soon", "Finished"],
        "owner=The+head": ["Soon"],
        f"round={about.round_id}": ["Soon"],
        "round=abc": ["Late", "Soon", "Finished"],
        "priority=high": ["Soon"],
        "sort=priority": ["Soon", "Late", "Finished"],
        "sort=standard": ["Soon", "Late", "Finished"],
        "page=99": ["Late", "Soon", "Finished"],
    }.items():
        assert listed(page.get(f"{own}?{question}")) == expected, question
    whole = "/boards/testshire/actions"
    assert listed(board.get(whole)) == ["Late", "Soon", "Of the school", "Finished"]
    assert listed(board.get(f"{whole}?organisation={theirs.id}")) == ["Of the school"]
    assert listed(board.get(f"{whole}?sector=Primary+schools")) == ["Of the school"]
    assert listed(board.get(f"{whole}?sector=Police")) == []
    tiles = [words(tile) for tile in board.get(whole).select(".app-tile")]
    assert tiles == [
        "Still to be done 3 of 4 (75.0 %)",
        "Overdue 1 of 4 (25.0 %)",
        "Done, waiting to be verified 1 of 4 (25.0 %)",
        "Verified by the board 0 of 4 (0.0 %)",
    ]


def test_an_owner_who_has_left_is_said_and_found(page: PageClient, scene: Scene) -> None:
    action = scene.add(owner_id=scene.contributor.id)
    scene.add("Another", owner_id=scene.lead.id)
    with scene.world.session() as session:
        session.query(RoleHeld).filter_by(person_id=scene.contributor.id).delete()
    assert listed(page.get(f"{plan(scene)}?show=owner-left")) == ["Write a policy"]
    shown = page.get(f"/actions/{action.id}")
    assert "Has left" in shown.text_words
    assert "Con Tributor (has left)" in page.get(f"/actions/{action.id}/change").text_words


def test_a_plan_has_pages_of_fifty_and_a_constant_number_of_queries(
    page: PageClient, board: PageClient, scene: Scene, engine: Engine
) -> None:
    for number in range(2):
        scene.add(f"Action {number}", owner_id=scene.lead.id)
    with count_queries(engine) as few:
        page.get(plan(scene))
        board.get("/boards/testshire/actions")
    for number in range(2, 53):
        scene.add(f"Action {number}", owner_id=scene.lead.id, about=None)
    with count_queries(engine) as many:
        assert len(listed(page.get(plan(scene)))) == 50
        board.get("/boards/testshire/actions")
    assert len(many) == len(few), str(many)
    assert len(listed(page.get(f"{plan(scene)}?page=2"))) == 3


def test_the_page_of_an_action_has_a_constant_number_of_queries(
    page: PageClient, scene: Scene, engine: Engine, settings: Settings
) -> None:
    action = scene.add()
    items = [
        add_item(scene.world, settings, scene.ours, f"{n}.pdf", actor=scene.actor(scene.lead))
        for n in range(4)
    ]
    scene.do(operations.attach_evidence, scene.lead, action.id, [items[0].id])
    with count_queries(engine) as few:
        page.get(f"/actions/{action.id}")
    scene.do(operations.attach_evidence, scene.lead, action.id, [item.id for item in items])
    for number in range(5):
        scene.do(operations.note_progress, scene.lead, action.id, f"Note {number}")
    with count_queries(engine) as many:
        page.get(f"/actions/{action.id}")
    assert len(many) == len(few), str(many)


def test_evidence_of_completion(
    page: PageClient, board: PageClient, scene: Scene, settings: Settings
) -> None:
    action = scene.add()
    address = f"/actions/{action.id}"
    sent = {"files": [(io.BytesIO(pdf("minutes")), "minutes.pdf"), (io.BytesIO(b"MZ"), "virus.exe")]}
    partly = page.post(f"{address}/evidence/files", sent, content_type="multipart/form-data")
    assert "minutes.pdf attached." in partly.text_words
    assert "virus.exe" in partly.errors()[0]
    assert page.post(f"{address}/evidence/files", {}, 422).errors() == ["Choose a file to attach"]
    add_item(scene.world, settings, scene.ours, "policy.pdf", actor=scene.actor(scene.lead))
    picker = page.get(f"{address}/evidence")
    assert "minutes.pdf" not in picker.text_words
    assert page.submit(picker, {}, 422, form=1).errors() == ["Choose at least one file"]
    assert page.get(f"{address}/evidence?search=nothing").find("a", string="Show all files")
    chosen = str(picker.select("input[name=evidence]")[0]["value"])
    shown = page.submit(picker, {"evidence": chosen}, form=1)
    assert "policy.pdf" in shown.text_words
    gone = page.submit(shown, {}, form=form_to(shown, f"/{chosen}/remove"))
    assert "It is still in your library" in gone.text_words
    back = page.submit(gone, {}, form=form_to(gone, f"/{chosen}/put-back"))
    assert back.select(f"form[action$='/{chosen}/remove']")
    [link] = [a for a in board.get(address).select("#action-evidence a") if "policy" in words(a)]
    answer = board.raw.get(str(link["href"]))
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    with scene.world.session() as session:
        opened = session.scalars(select(EvidenceOpened)).all()
    assert [(row.on_behalf, row.person_name) for row in opened] == [("board", "Ada Board")]
    page.submit(back, {}, form=form_to(back, f"/{chosen}/remove"))
    assert board.raw.get(str(link["href"])).status_code == 404


def test_a_script_is_told_what_became_of_its_files(page: PageClient, scene: Scene) -> None:
    action = scene.add()
    answer = page.raw.post(
        f"/actions/{action.id}/evidence/files",
        data={"csrf_token": page.csrf_token(), "files": (io.BytesIO(pdf("a")), "a.pdf")},
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.json is not None
    assert answer.json["said"] == ["a.pdf attached."]
    assert "a.pdf" in answer.json["list"]


def test_readers_see_no_form_and_strangers_see_nothing(app: Flask, scene: Scene, settings: Settings) -> None:
    action = scene.add()
    reader = PageClient(app).sign_in(scene.approver.id)
    shown = reader.get(f"/actions/{action.id}")
    assert not shown.main or not shown.main.find_all("form")
    reader.get(plan(scene))
    reader.get(f"/actions/{action.id}/change", 403)
    reader.get(f"{plan(scene)}/new", 403)
    reader.get(f"{plan(scene)}/upload", 403)
    theirs = scene.world.organisation(scene.board, "Their council")
    other_board = scene.world.board("othershire", "Othershire Partnership")
    for person in (
        scene.world.person(Role.LEAD, organisation=theirs),
        scene.world.person(Role.BOARD_ADMINISTRATOR, board=other_board),
    ):
        client = PageClient(app).sign_in(person.id)
        for end in ("", "/change", "/evidence", "/evidence/1"):
            assert client.raw.get(f"/actions/{action.id}{end}").status_code in (403, 404)
        for end in ("", "/new", "/upload", "/upload/a-key"):
            assert client.raw.get(f"{plan(scene)}{end}").status_code in (403, 404)
        for end in ("notes", "finish", "drop", "take-back", "verify", "send-back", "evidence/files"):
            assert client.raw.post(
                f"/actions/{action.id}/{end}", data={"csrf_token": client.csrf_token()}
            ).status_code in (403, 404)
        if person.id and not scene.actor(person).boards:
            assert client.raw.get("/boards/testshire/actions").status_code == 404
    with scene.world.session() as session:
        assert session.scalars(select(Action.state)).all() == [ActionState.OPEN]


def test_what_may_tell_who_a_child_is_is_pointed_out(page: PageClient, scene: Scene) -> None:
    action = scene.add("Write to the parents of the child born 4 September 2015")
    scene.add("Nothing to see")
    shown = page.get(f"/actions/{action.id}")
    assert shown.select(".app-child-warning")


def test_home_shows_what_an_owner_and_a_board_wait_for(
    page: PageClient, board: PageClient, scene: Scene, engine: Engine
) -> None:
    with count_queries(engine) as before:
        page.get("/")
    for number in range(12):
        scene.add(f"Mine {number:02}", owner_id=scene.lead.id, due_on=date(2026, 9, 20 + number % 3))
    scene.add("Far off", owner_id=scene.lead.id, due_on=date(2027, 9, 20))
    scene.add("Not mine", owner_id=scene.contributor.id, due_on=date(2026, 9, 20))
    with count_queries(engine) as queries:
        home = page.get("/").text_words
    assert sum(f"Mine {number:02}" in home for number in range(12)) == 10
    assert "And 2 more of your actions" in home
    assert "Far off" not in home
    assert "Not mine" not in home
    assert "to be verified" not in home
    assert len(queries) == len(before), str(queries)
    action = scene.add("Verify me")
    assert "to be verified" not in board.get("/").text_words
    scene.do(operations.finish_action, scene.lead, action.id, impact="Better")
    assert "1 action waits to be verified" in board.get("/").text_words
