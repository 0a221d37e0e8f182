"""Planning an event: its details, announcing it, and who sees it."""

from datetime import date, timedelta
from typing import Any

import pytest

from audit.domain.challenge import EventKind, EventState, PanelRole
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.domain.workflows import RoundState
from audit.rooms.challenge.models import ChallengeEvent, PanelSeat
from audit.rooms.challenge.operations import (
    EventPlan,
    announce_event,
    cancel_event,
    change_event,
    plan_event,
    put_back_event,
)
from audit.rooms.challenge.queries import event_to_read, slot_to_read
from audit.rooms.rounds.models import Round
from tests.conftest import SteppingClock
from tests.rooms.challenge.scene import ACTION_PLANS, DAY, Scene
from tests.support.queries import count_queries
from tests.support.world import World

NEW = "/boards/testshire/challenge/new"


def typed(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Challenge day",
        "kind": "returns",
        "round_id": str(scene.round.id),
        "held_on-day": "18",
        "held_on-month": "11",
        "held_on-year": "2026",
        "place": "Town hall",
        "video_link": "",
    } | changes


def test_an_empty_list_says_what_to_do_and_a_draft_is_planned(scene: Scene) -> None:
    browser = scene.browser(scene.admin_person)
    page = browser.get("/boards/testshire/challenge")
    assert "To begin, plan an event" in page.text_words
    page = browser.submit(browser.get(NEW), typed(scene, video_link="https://video.example/room"))
    assert page.heading == "Challenge day Draft"
    assert "Town hall and by video, 65 days left" in page.text_words
    assert "Nobody is on the panel yet. No organisation is on the agenda yet." in page.text_words
    assert "The round is still open." in page.text_words
    listed = browser.get("/boards/testshire/challenge").text_words
    assert "To come" in listed
    assert "18 November 2026 65 days left" in listed


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Enter a title"),
        ({"title": "T" * 201}, "200 characters or fewer"),
        ({"round_id": "0"}, "Choose the round whose returns"),
        ({"held_on-year": "2025"}, "18 November 2025 has passed"),
        ({"held_on-month": "13"}, "number from 1 to 12"),
        ({"held_on-day": "", "held_on-month": "", "held_on-year": ""}, "Enter the day of the event"),
        ({"place": ""}, "Enter a place, a video link or both"),
        ({"video_link": "javascript:alert(1)"}, "must begin with https://"),
        ({"notes": "n" * 5001}, "5,000 characters or fewer"),
        ({"previous_id": "99"}, ""),
    ],
)
def test_a_form_with_errors_keeps_what_was_typed(
    scene: Scene, changes: dict[str, str], sentence: str
) -> None:
    browser = scene.browser(scene.admin_person)
    page = browser.submit(browser.get(NEW), typed(scene, **changes), 422)
    assert any(sentence in error for error in page.errors()), page.errors()
    values = page.values()
    assert all(
        values[name] == changes[name]
        for name in ("title", "place", "video_link")
        if name in changes and name != "title"
    )
    with scene.world.session() as session:
        assert session.query(ChallengeEvent).count() == 0


def test_what_an_event_is_about_must_be_the_boards_own(scene: Scene, world: World) -> None:
    other = world.board("othershire", "Othershire")
    theirs = world.round(other, scene.edition, code="theirs")
    draft = world.round(scene.board, scene.edition, code="a-draft", state=RoundState.DRAFT)
    event = scene.draft()
    for plan in (
        EventPlan("T", DAY, round_id=theirs.id, place="P"),
        EventPlan("T", DAY, round_id=draft.id, place="P"),
        EventPlan("T", DAY, round_id=scene.round.id, place="P", previous_id=event.id + 9),
    ):
        with world.session() as session, pytest.raises(RuleBroken):
            plan_event(session, scene.admin, world.clock, "testshire", plan)
    itself = EventPlan("T", DAY, round_id=scene.round.id, place="P", previous_id=event.id)
    with world.session() as session, pytest.raises(RuleBroken, match="earlier event"):
        change_event(session, scene.admin, world.clock, event.id, itself, seen_version=1)


def test_two_people_changing_the_details_see_both(scene: Scene) -> None:
    event = scene.draft()
    browser = scene.browser(scene.admin_person)
    path = f"/challenge/{event.id}/details"
    first, second = browser.get(path), browser.get(path)
    browser.submit(first, {"title": "Their title"})
    page = browser.submit(second, {"title": "My title"}, 409)
    assert "Somebody else saved this" in page.text_words
    assert "Saved now: Their title" in page.text_words
    assert page.values()["title"] == "My title"
    page = browser.submit(page, {})
    assert page.heading.startswith("My title")


def test_a_day_in_the_past_stays_where_it_was_set_before(scene: Scene, clock: SteppingClock) -> None:
    event = scene.draft(held_on=date(2026, 9, 20))
    clock.now += timedelta(days=30)
    plan = EventPlan("New", date(2026, 9, 20), round_id=scene.round.id, place="Here")
    with scene.world.session() as session:
        change_event(session, scene.admin, clock, event.id, plan, seen_version=1)
    page = scene.browser(scene.admin_person).get(f"/challenge/{event.id}/announce")
    assert "This day has passed" in page.text_words
    scene.seat(event, scene.chair, PanelRole.CHAIR)
    scene.hear(event, scene.council)
    with scene.world.session() as session, pytest.raises(RuleBroken, match="has passed"):
        announce_event(session, scene.admin, clock, event.id, public_url="")


def test_a_draft_is_cancelled_and_put_back_and_an_announced_event_is_not(scene: Scene) -> None:
    event, _ = scene.planned()
    browser = scene.browser(scene.admin_person)
    page = browser.post(f"/challenge/{event.id}/cancel")
    assert "Cancelled drafts" in page.text_words
    assert "This draft was cancelled on 14 September 2026" in browser.get(f"/challenge/{event.id}").text_words
    with scene.world.session() as session, pytest.raises(RuleBroken, match="Put it back"):
        announce_event(session, scene.admin, scene.world.clock, event.id, public_url="")
    page = browser.post(f"/challenge/{event.id}/put-back")
    assert "2 organisations" in page.text_words
    scene.announce(event)
    with scene.world.session() as session, pytest.raises(RuleBroken, match="cannot be cancelled"):
        cancel_event(session, scene.admin, scene.world.clock, event.id)
    with scene.world.session() as session:
        assert put_back_event(session, scene.admin, scene.world.clock, event.id).cancelled_at is None


def test_an_event_without_a_panel_a_chair_or_an_agenda_is_not_announced(scene: Scene) -> None:
    event = scene.draft()
    path = f"/challenge/{event.id}/announce"
    browser = scene.browser(scene.admin_person)
    for sentence in (
        "Nobody is on the panel yet",
        "The panel has no chair yet",
        "No organisation is on the agenda yet",
    ):
        assert sentence in browser.get(path).text_words
        page = browser.post(path, {}, 422)
        assert sentence in page.errors()[0]
        with scene.world.session() as session:
            seats = session.query(PanelSeat).all()
            if seats:
                seats[0].role = PanelRole.CHAIR
        if not seats:
            scene.seat(event, scene.chair)


def test_announcing_writes_to_organisations_and_panel_and_again_only_what_is_new(scene: Scene) -> None:
    event, slots = scene.planned(video_link="https://video.example/room")
    browser = scene.browser(scene.admin_person)
    page = browser.submit(browser.get(f"/challenge/{event.id}/announce"), {})
    assert "Announced. 4 letters are in the outbox." in page.text_words
    council, police = scene.letters("challenge-announced")
    assert council.subject == "Challenge day, 18 November 2026: Testshire Council, 9:30am to 10:00am"
    assert f"/challenge/slots/{slots['Testshire Council']}/ours" in council.body
    assert "Your part: chair" in scene.letters("panel-invited")[0].body
    assert police.to_name == "Pat Police"
    page = browser.get(f"/challenge/{event.id}/announce")
    assert "Everybody has been written to" in page.text_words
    browser.post(f"/challenge/{event.id}/announce", {}, 422)
    browser.post(f"/challenge/slots/{slots['Testshire Police']}/earlier")
    page = browser.get(f"/challenge/{event.id}")
    assert "2 have not been told of the latest changes" in page.text_words
    page = browser.submit(browser.get(f"/challenge/{event.id}/announce"), {})
    assert "Told. 2 letters are in the outbox." in page.text_words
    assert scene.letters("challenge-announced")[-1].subject.startswith("Changed: ")


def test_an_event_about_action_plans_takes_organisations_with_actions(scene: Scene, world: World) -> None:
    from audit.domain.actions import ActionOrigin
    from audit.rooms.action_plans.models import Action

    event = scene.draft(**ACTION_PLANS)
    browser = scene.browser(scene.admin_person)
    path = f"/challenge/{event.id}/agenda"
    assert "No organisation has an action in its plan yet" in browser.get(path).text_words
    with world.session() as session:
        session.add(
            Action(
                board_id=scene.board.id, organisation_id=scene.police.id, origin=ActionOrigin.BY_HAND, what="Train",
                due_on=date(2026, 9, 1), created_at=world.clock(), created_by_name="Pat",
            )
        )  # fmt: skip
    assert "Testshire Police Police, 1 action to do" in browser.get(path).text_words
    slots = scene.hear(event, scene.police)
    scene.propose(event)
    (line,) = scene.lines(slots["Testshire Police"])
    assert "was due on 1 September 2026 (13 days late)" in line.reason_words
    plan = EventPlan("T", DAY, EventKind.RETURNS, scene.round.id, place="P")
    with world.session() as session, pytest.raises(RuleBroken, match="Take them off it"):
        change_event(session, scene.admin, world.clock, event.id, plan, seen_version=1)


def test_a_panel_sees_its_events_once_announced_and_nobody_else_any(scene: Scene, world: World) -> None:
    event, slots = scene.planned()
    outsider = world.person(Role.PANEL_MEMBER, board=scene.board)
    viewer = world.person(Role.BOARD_VIEWER, board=scene.board)
    elsewhere = world.person(Role.BOARD_ADMINISTRATOR, board=world.board("othershire", "Othershire"))
    chair = scene.browser(scene.chair)
    chair.get(f"/challenge/{event.id}", 404)
    assert "on their panel" in chair.get("/boards/testshire/challenge").text_words
    scene.announce(event)
    page = chair.get(f"/challenge/{event.id}")
    assert "Your part: chair" in page.text_words
    assert "Challenge day" in chair.get("/boards/testshire/challenge").text_words
    assert "You are on the panel" in chair.get("/").text_words
    chair.get(f"/challenge/{event.id}/panel", 403)
    slot_id = slots["Testshire Council"]
    for person in (outsider, elsewhere):
        scene.browser(person).get(f"/challenge/{event.id}", 404)
        scene.browser(person).get(f"/challenge/slots/{slot_id}/lines", 404)
    scene.browser(viewer).get(f"/challenge/{event.id}", 403)
    with world.session() as session:
        with pytest.raises(NotVisible):
            event_to_read(session, scene.actor(outsider), event.id)
        with pytest.raises(NotVisible):
            slot_to_read(session, scene.actor(scene.council_lead), slot_id)
        with pytest.raises(NotAllowed):
            cancel_event(session, scene.actor(scene.chair), world.clock, event.id)
        plan = EventPlan("T", DAY, round_id=scene.round.id, place="P")
        with pytest.raises(Stale):
            change_event(session, scene.admin, world.clock, event.id, plan, seen_version=99)


def test_a_closed_round_says_nothing_of_being_open(scene: Scene, world: World) -> None:
    with world.session() as session:
        session.get_one(Round, scene.round.id).state = RoundState.CLOSED
    event, _ = scene.planned()
    assert "still open" not in scene.browser(scene.admin_person).get(f"/challenge/{event.id}").text_words


def test_an_event_that_is_over_is_changed_no_more(scene: Scene) -> None:
    event, slots = scene.announced()
    with scene.world.session() as session:
        session.get_one(ChallengeEvent, event.id).state = EventState.HELD
    browser = scene.browser(scene.admin_person)
    page = browser.post(f"/challenge/slots/{slots['Testshire Council']}/remove", {}, 422)
    assert "This event has been held. Nothing was changed." in page.text_words
    assert "Past" in browser.get("/boards/testshire/challenge").text_words
    for path in ("panel", "agenda", "announce", ""):
        browser.get(f"/challenge/{event.id}/{path}".rstrip("/"))


def test_a_page_takes_as_many_queries_for_many_organisations_as_for_few(scene: Scene, world: World) -> None:
    event, _ = scene.planned()
    engine = scene.app.extensions["audit.unit_of_work"].engine
    browser = scene.browser(scene.admin_person)
    pages = [f"/challenge/{event.id}{path}" for path in ("", "/panel", "/agenda", "/announce")]
    pages += ["/boards/testshire/challenge", "/"]

    def count() -> list[int]:
        found = []
        for path in pages:
            with count_queries(engine) as statements:
                browser.get(path)
            found.append(statements.count)
        return found

    count()
    few = count()
    for number in range(12):
        organisation = world.organisation(scene.board, f"Service {number}", "health")
        lead = world.person(Role.LEAD, organisation=organisation)
        scene.submit(organisation, lead, {})
        scene.hear(event, organisation)
        scene.seat(event, world.person(Role.PANEL_MEMBER, board=scene.board))
    assert count() == few
