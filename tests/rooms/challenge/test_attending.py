"""What an organisation sees of an event, who comes for it, and its presentation."""

import io
from pathlib import Path

import pytest

from audit.domain.challenge import EventState
from audit.domain.errors import NotVisible
from audit.domain.permissions import Role
from audit.rooms.challenge.models import ChallengeEvent, SlotFile
from audit.rooms.challenge.operations import say_attending
from audit.rooms.challenge.operations.attending import MOST_FILES
from audit.rooms.challenge.queries import own_slot
from audit.rooms.evidence.models import Evidence, EvidenceOpened, Scan, StoredFile
from tests.rooms.challenge.scene import Scene
from tests.support.evidence import pdf
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.world import World


def upload(browser: PageClient, slot_id: int, *names: str, status: int = 200) -> Page:
    files = [(io.BytesIO(pdf(name)), name) for name in names]
    return browser.post(
        f"/challenge/slots/{slot_id}/ours/files", {"files": files}, status, content_type="multipart/form-data"
    )


def test_an_organisation_sees_its_own_slot_once_announced_and_nothing_of_others(scene: Scene) -> None:
    event, slots = scene.planned(notes="Tea is at 11am.")
    council, police = slots["Testshire Council"], slots["Testshire Police"]
    lead = scene.browser(scene.council_lead)
    listed = f"/organisations/{scene.council.id}/challenge"
    assert "There is nothing to do until then" in lead.get(listed).text_words
    lead.get(f"/challenge/slots/{council}/ours", 404)
    scene.announce(event)
    page = lead.get(f"/challenge/slots/{council}/ours")
    for words in (
        "18 November 2026",
        "9:30am to 10:00am",
        "Town hall",
        "Tea is at 11am.",
        "Your return in “Section 11 audit”",
    ):
        assert words in page.text_words
    assert "Kit Chair, chair Mo Member, member" in page.text_words
    assert "Police" not in page.text_words
    assert "9:30am to 10:00am" in lead.get(listed).text_words
    lead.get(f"/challenge/slots/{police}/ours", 404)
    lead.get(f"/organisations/{scene.police.id}/challenge", 404)
    lead.get(f"/challenge/{event.id}", 403)
    lead.get(f"/challenge/slots/{council}/lines", 403)
    home = lead.get("/").text_words
    assert "Testshire Council is heard from 9:30am to 10:00am. Say who will attend." in home
    scene.browser(scene.chair).get(f"/challenge/slots/{council}/ours", 403)
    with scene.world.session() as session, pytest.raises(NotVisible):
        own_slot(session, scene.actor(scene.police_lead), council)


def test_a_member_marked_out_is_not_named_to_the_organisation(scene: Scene, world: World) -> None:
    world.give(scene.member, Role.LEAD, organisation=scene.council)
    _, slots = scene.announced()
    page = scene.browser(scene.council_lead).get(f"/challenge/slots/{slots['Testshire Council']}/ours")
    assert "Kit Chair" in page.text_words
    assert "Mo Member" not in page.text_words


def test_who_comes_is_said_by_those_who_answer_and_read_by_all(scene: Scene, world: World) -> None:
    _, slots = scene.announced()
    slot_id = slots["Testshire Council"]
    path = f"/challenge/slots/{slot_id}/ours"
    lead = scene.browser(scene.council_lead)
    page = lead.get(path)
    assert lead.submit(page, {"attending": ""}, 422).errors() == [
        "Enter the names and jobs of those who will attend"
    ]
    page = lead.submit(page, {"attending": "Lee Council, director\nSam Head, head of service"})
    assert "Saved." in page.text_words
    assert "Say who will attend" not in lead.get("/").text_words
    assert "Sam Head" in scene.browser(scene.chair).get(f"/challenge/slots/{slot_id}/lines").text_words
    viewer = scene.browser(world.person(Role.ORGANISATION_VIEWER, organisation=scene.council))
    assert "Sam Head" in viewer.get(path).text_words
    viewer.post(path, {"attending": "Me"}, 403)


def test_two_colleagues_saying_who_comes_see_both(scene: Scene, world: World) -> None:
    _, slots = scene.announced()
    path = f"/challenge/slots/{slots['Testshire Council']}/ours"
    one = scene.browser(scene.council_lead)
    other = scene.browser(world.person(Role.CONTRIBUTOR, organisation=scene.council))
    page = one.get(path)
    other.submit(other.get(path), {"attending": "Theirs"})
    page = one.submit(page, {"attending": "Mine"}, 409)
    assert "Saved now Theirs" in page.text_words
    assert page.values()["attending"] == "Mine"
    one.submit(page, {})
    assert scene.slot(slots["Testshire Council"]).attending == "Mine"
    with scene.world.session() as session:
        actor = scene.actor(scene.council_lead)
        same = say_attending(session, actor, world.clock, slots["Testshire Council"], "Mine", seen="older")
        assert same.attending == "Mine"


def test_a_presentation_is_handed_in_opened_by_the_panel_taken_away_and_put_back(scene: Scene) -> None:
    event, slots = scene.announced()
    slot_id = slots["Testshire Council"]
    lead = scene.browser(scene.council_lead)
    page = upload(lead, slot_id, "slides.pdf")
    assert "1 file added." in page.text_words
    assert "slides.pdf" in page.text_words
    upload(lead, slot_id, "slides.pdf")
    with scene.world.session() as session:
        (row,) = session.query(SlotFile).all()
        assert session.query(Evidence).one().organisation_id == scene.council.id
    path = f"/challenge/slots/{slot_id}/files/{row.id}"
    chair = scene.browser(scene.chair)
    assert "slides.pdf" in chair.get(f"/challenge/{event.id}").text_words
    answer = chair.raw.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.get_data() == pdf("slides.pdf")
    with scene.world.session() as session:
        (opened,) = session.query(EvidenceOpened).all()
    assert (opened.person_name, opened.on_behalf) == ("Kit Chair", "board")
    lead.get(path, 403)
    chair.get(f"/challenge/slots/{slots['Testshire Police']}/files/{row.id}", 404)
    page = lead.post(f"/challenge/slots/{slot_id}/ours/files/{row.id}/remove")
    assert "Taken away:" in page.text_words
    chair.get(path, 404)
    page = lead.post(f"/challenge/slots/{slot_id}/ours/files/{row.id}/put-back")
    assert "Taken away:" not in page.text_words
    scene.browser(scene.admin_person).raw.get(path)
    lead.post(f"/challenge/slots/{slot_id}/ours/files/999/remove", {}, 404)
    scene.browser(scene.police_lead).post(f"/challenge/slots/{slot_id}/ours/files/{row.id}/remove", {}, 404)


def test_files_are_refused_as_evidence_refuses_them(scene: Scene, tmp_path: Path) -> None:
    _, slots = scene.announced()
    slot_id = slots["Testshire Council"]
    lead = scene.browser(scene.council_lead)
    assert "Choose a file to add" in upload(lead, slot_id, status=422).errors()
    page = upload(lead, slot_id, "program.exe", status=422)
    assert "Nothing was added" in page.text_words
    page = upload(lead, slot_id, "good.pdf", "bad.exe")
    assert "Some files were not added" in page.text_words
    assert "good.pdf" in page.text_words
    for number in range(2, MOST_FILES + 1):
        upload(lead, slot_id, f"slides {number}.pdf")
    page = upload(lead, slot_id, "one too many.pdf", status=422)
    assert f"{MOST_FILES} files are linked to this slot already" in page.errors()[0]
    with scene.world.session() as session:
        first = session.query(SlotFile).order_by(SlotFile.id).first()
        assert first is not None
    lead.post(f"/challenge/slots/{slot_id}/ours/files/{first.id}/remove")
    upload(lead, slot_id, "one too many.pdf")
    page = lead.post(f"/challenge/slots/{slot_id}/ours/files/{first.id}/put-back", {}, 422)
    assert "Remove one first" in page.text_words


def test_a_file_in_quarantine_is_named_and_not_given(scene: Scene) -> None:
    _, slots = scene.announced()
    slot_id = slots["Testshire Council"]
    upload(scene.browser(scene.council_lead), slot_id, "slides.pdf")
    with scene.world.session() as session:
        session.query(StoredFile).one().scan = Scan.QUARANTINED
        (row,) = session.query(SlotFile).all()
    admin = scene.browser(scene.admin_person)
    assert "not checked for viruses yet" in admin.get(f"/challenge/slots/{slot_id}/lines").text_words
    admin.get(f"/challenge/slots/{slot_id}/files/{row.id}", 403)


def test_after_the_event_an_organisation_reads_and_changes_nothing(scene: Scene) -> None:
    event, slots = scene.announced()
    with scene.world.session() as session:
        session.get_one(ChallengeEvent, event.id).state = EventState.HELD
    path = f"/challenge/slots/{slots['Testshire Council']}/ours"
    lead = scene.browser(scene.council_lead)
    assert "Nobody has said yet who will attend." in lead.get(path).text_words
    lead.post(path, {"attending": "Late"}, 422)
    assert (
        "This event has been held."
        in upload(lead, slots["Testshire Council"], "x.pdf", status=422).text_words
    )


def test_the_pages_of_an_organisation_take_as_many_queries_for_many_files(scene: Scene) -> None:
    _, slots = scene.announced()
    slot_id = slots["Testshire Council"]
    lead = scene.browser(scene.council_lead)
    engine = scene.app.extensions["audit.unit_of_work"].engine

    def count() -> list[int]:
        found = []
        for path in (f"/challenge/slots/{slot_id}/ours", f"/organisations/{scene.council.id}/challenge"):
            with count_queries(engine) as statements:
                lead.get(path)
            found.append(statements.count)
        return found

    upload(lead, slot_id, "one.pdf")
    count()
    few = count()
    for number in range(6):
        upload(lead, slot_id, f"{number}.pdf")
    assert count() == few
