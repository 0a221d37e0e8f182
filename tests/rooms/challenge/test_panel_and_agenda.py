"""The panel of an event, who is marked out of which slot, and the agenda."""

from datetime import date

import pytest

from audit.domain.challenge import PanelRole
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.challenge.models import MarkedOut, PanelSeat, Slot
from audit.rooms.challenge.operations import (
    SlotTime,
    change_times,
    give_seat,
    mark_out,
    remove_seat,
    take_part_again,
)
from audit.rooms.organisations.models import AreaMembership, Interest, RoleHeld
from tests.rooms.challenge.scene import Scene
from tests.support.world import World


def test_a_panel_needs_people_of_the_board_once_each(scene: Scene) -> None:
    event = scene.draft()
    browser = scene.browser(scene.admin_person)
    path = f"/challenge/{event.id}/panel"
    page = browser.get(path)
    assert "marked out of its slot by itself" in page.text_words
    assert {option.get_text() for option in page.select("#person_id option")} == {
        "Ada Board, board administrator",
        "Kit Chair, panel member",
        "Mo Member, panel member",
    }
    page = browser.submit(page, {"person_id": str(scene.chair.id), "role": "member"})
    assert "The panel has no chair yet." in page.text_words
    with scene.world.session() as session:
        seat = session.query(PanelSeat).one()
    page = browser.post(f"{path}/{seat.id}/role", {"role": "chair"})
    assert "no chair" not in page.text_words
    browser.post(f"{path}/{seat.id}/role", {"role": "gardener"}, 422)
    for person, sentence in ((scene.chair, "already"), (scene.council_lead, "Choose somebody of your board")):
        with scene.world.session() as session, pytest.raises(RuleBroken, match=sentence):
            give_seat(session, scene.admin, scene.world.clock, event.id, person.id, PanelRole.MEMBER)
    page = browser.post(f"{path}/{seat.id}/remove")
    assert "is off the panel" in page.text_words
    scene.seat(event, scene.chair)
    with scene.world.session() as session, pytest.raises(NotVisible):
        remove_seat(session, scene.admin, scene.world.clock, 999)


def test_an_own_organisation_or_a_declared_interest_marks_a_member_out(scene: Scene, world: World) -> None:
    world.give(scene.chair, Role.ORGANISATION_VIEWER, organisation=scene.police)
    event, slots = scene.planned()
    page = scene.browser(scene.admin_person).get(f"/challenge/{event.id}/panel")
    sentence = "Kit Chair takes no part in the slot of Testshire Police. Somebody else must chair it."
    assert sentence in page.text_words
    with world.session() as session:
        (mark,) = session.query(MarkedOut).all()
    assert (mark.slot_id, mark.why) == (slots["Testshire Police"], "They hold a role in this organisation.")
    scene.announce(event)
    chair, member = scene.browser(scene.chair), scene.browser(scene.member)
    assert sentence in chair.get(f"/challenge/{event.id}").text_words
    assert "You take no part in this slot. They hold a role" in chair.get(f"/challenge/{event.id}").text_words
    chair.get(f"/challenge/slots/{slots['Testshire Police']}/lines", 404)
    chair.get(f"/challenge/slots/{slots['Testshire Council']}/lines")
    path = f"/challenge/slots/{slots['Testshire Council']}/lines"
    member.get(path)
    with world.session() as session:  # declared after the panel was put together: it counts at once
        session.add(
            Interest(
                person_id=scene.member.id, organisation_id=scene.council.id, board_id=scene.board.id,
                why="Worked there.", declared_at=world.clock(),
            )
        )  # fmt: skip
    member.get(path, 404)
    with world.session() as session:
        seat = session.query(PanelSeat).filter_by(person_id=scene.member.id).one()
    with world.session() as session, pytest.raises(RuleBroken, match="declared an interest: Worked there"):
        take_part_again(session, scene.admin, world.clock, seat.id, slots["Testshire Council"])


def test_the_board_marks_out_by_hand_and_takes_it_back(scene: Scene) -> None:
    event, slots = scene.announced()
    with scene.world.session() as session:
        seat = session.query(PanelSeat).filter_by(person_id=scene.member.id).one()
    browser = scene.browser(scene.admin_person)
    path = f"/challenge/{event.id}/panel/{seat.id}"
    page = browser.get(f"{path}/mark-out")
    slot_id = slots["Testshire Council"]
    page = browser.submit(page, {"slot_id": str(slot_id), "why": ""}, 422)
    assert page.errors() == ["Enter why they take no part in this slot"]
    page = browser.submit(page, {"why": "A cousin works there."})
    assert "Testshire Council : A cousin works there." in page.text_words
    scene.browser(scene.member).get(f"/challenge/slots/{slot_id}/lines", 404)
    browser.post(f"{path}/take-part", {"slot_id": str(slot_id)})
    scene.browser(scene.member).get(f"/challenge/slots/{slot_id}/lines")
    with scene.world.session() as session, pytest.raises(NotVisible):
        mark_out(session, scene.admin, scene.world.clock, seat.id, 999, "Why")
    browser.get(f"/challenge/{event.id}/panel/999/mark-out", 404)
    other = scene.draft()
    browser.post(f"/challenge/{other.id}/panel/{seat.id}/remove", {}, 404)


def test_somebody_who_lost_their_role_keeps_the_seat_and_sees_nothing(scene: Scene, world: World) -> None:
    event, slots = scene.announced()
    browser = scene.browser(scene.chair)
    browser.get(f"/challenge/{event.id}")
    with world.session() as session:
        session.query(RoleHeld).filter_by(person_id=scene.chair.id).delete()
    world.give(scene.chair, Role.PANEL_MEMBER, board=world.board("othershire", "Othershire"))
    browser.get(f"/challenge/{event.id}", 404)
    browser.get(f"/challenge/slots/{slots['Testshire Council']}/lines", 404)
    page = scene.browser(scene.admin_person).get(f"/challenge/{event.id}/panel")
    assert "Kit Chair Has left" in page.text_words
    assert "has no chair yet" in page.text_words


def test_the_agenda_takes_submitted_returns_and_refuses_overlaps(scene: Scene, world: World) -> None:
    silent = world.organisation(scene.board, "Silent Service")
    world.asked(scene.round, silent)
    event = scene.draft()
    browser = scene.browser(scene.admin_person)
    path = f"/challenge/{event.id}/agenda"
    page = browser.get(path)
    assert "To begin, tick them below" in page.text_words
    assert "Silent Service" not in page.text_words
    page = browser.post(f"{path}/add", {}, 422)
    assert page.errors() == ["Tick at least one organisation"]
    page = browser.post(f"{path}/add", {"organisations": [str(silent.id)]}, 422)
    assert "cannot be added" in page.errors()[0]
    page = browser.post(f"{path}/add", {"organisations": [str(scene.council.id), str(scene.police.id)]})
    with world.session() as session:
        council, police = session.query(Slot).order_by(Slot.starts_at).all()
    assert (council.starts_at, police.starts_at, council.return_id) == (
        "09:30",
        "10:00",
        scene.council_return.id,
    )
    form = {f"seen-{s.id}": f"{s.starts_at}/30" for s in (council, police)}
    form |= {f"starts-{council.id}": "9:30am", f"starts-{police.id}": "9.45am"}
    form |= {f"minutes-{council.id}": "30", f"minutes-{police.id}": "30"}
    page = browser.post(f"{path}/times", form, 422)
    assert page.errors() == [
        "Testshire Council (9:30am to 10:00am) and Testshire Police (9:45am to 10:15am) overlap. "
        "Give one of them another time"
    ]
    assert page.select_one(f"[name=starts-{police.id}]")["value"] == "9.45am"
    for bad, sentence in (
        ({f"starts-{police.id}": "soon"}, "enter a time"),
        ({f"minutes-{police.id}": "x"}, "number of minutes"),
    ):
        page = browser.post(f"{path}/times", form | bad, 422)
        assert sentence in page.errors()[0]
        assert "Testshire Police" in page.errors()[0]
    page = browser.post(f"{path}/times", form | {f"starts-{police.id}": "11am", f"minutes-{police.id}": "45"})
    assert scene.slot(police.id).starts_at == "11:00"
    page = browser.post(f"{path}/times", form | {f"starts-{police.id}": "1pm"}, 409)
    assert "Somebody else has moved Testshire Police to 11:00am" in page.errors()[0]


def test_slots_are_filled_evenly_moved_taken_off_and_put_back(scene: Scene) -> None:
    event, slots = scene.planned()
    council, police = slots["Testshire Council"], slots["Testshire Police"]
    browser = scene.browser(scene.admin_person)
    path = f"/challenge/{event.id}/agenda"
    fill = {"starts_at": "1pm", "minutes": "40", "break_at": "1:40pm", "break_minutes": "10"}
    browser.post(f"{path}/fill", fill)
    assert [(scene.slot(id).starts_at, scene.slot(id).minutes) for id in (council, police)] == [
        ("13:00", 40),
        ("13:50", 40),
    ]
    for bad, sentence in (
        ({"starts_at": "later"}, "Enter a time"),
        ({"minutes": ""}, "number of minutes"),
        ({"minutes": "2"}, "between 5 and 480"),
        ({"minutes": "480"}, "after midnight"),
        ({"break_minutes": ""}, "minutes for the break"),
    ):
        assert sentence in browser.post(f"{path}/fill", fill | bad, 422).text_words
    browser.post(f"/challenge/slots/{police}/earlier")
    assert (scene.slot(police).starts_at, scene.slot(council).starts_at) == ("13:00", "13:50")
    browser.post(f"/challenge/slots/{police}/earlier")
    browser.post(f"/challenge/slots/{police}/later")
    assert (scene.slot(council).starts_at, scene.slot(police).starts_at) == ("13:00", "13:50")
    page = browser.post(f"/challenge/slots/{council}/remove")
    assert "Taken off the agenda" in page.text_words
    browser.post(f"{path}/fill", fill)
    page = browser.post(f"/challenge/slots/{council}/put-back")
    assert "is on the agenda again, at 1:40pm" in page.text_words


def test_slots_of_different_lengths_change_places_without_overlap(scene: Scene) -> None:
    event, slots = scene.planned()
    council, police = slots["Testshire Council"], slots["Testshire Police"]
    with scene.world.session() as session:
        change_times(
            session, scene.admin, scene.world.clock, event.id, {police: SlotTime("10:15", 60, "10:00/30")}
        )
    scene.browser(scene.admin_person).post(f"/challenge/slots/{council}/later")
    assert (scene.slot(police).starts_at, scene.slot(council).starts_at) == ("09:30", "10:45")


def test_an_organisation_that_left_the_area_is_shown_and_not_offered(scene: Scene, world: World) -> None:
    event = scene.draft()
    scene.hear(event, scene.council)
    with world.session() as session:
        for row in session.query(AreaMembership).all():
            row.left_on = date(2026, 9, 1)
    page = scene.browser(scene.admin_person).get(f"/challenge/{event.id}/agenda")
    assert "Testshire Council Left the area" in page.text_words
    assert "Testshire Police" not in page.text_words
    scene.seat(event, scene.chair, PanelRole.CHAIR)
    assert (
        "Left the area" in scene.browser(scene.admin_person).get(f"/challenge/{event.id}/announce").text_words
    )
