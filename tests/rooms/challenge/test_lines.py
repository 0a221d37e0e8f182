"""Lines of enquiry: written, ordered, shared."""

import pytest

from audit.domain.challenge import EnquiryReason, EventState
from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.challenge.models import ChallengeEvent, Line
from audit.rooms.challenge.operations import propose_lines, share_lines
from audit.rooms.challenge.queries import lines_of
from tests.rooms.challenge.scene import Scene
from tests.support.world import World

R = EnquiryReason


def test_lines_are_written_ordered_and_marked_by_hand(scene: Scene) -> None:
    _, slots = scene.planned()
    council = slots["Testshire Council"]
    browser = scene.browser(scene.admin_person)
    path = f"/challenge/slots/{council}/lines"
    page = browser.post(f"{path}/add", {"text": " ", "who": "panel"}, 422)
    assert page.errors() == ["Enter what the panel wants to ask"]
    assert (
        "2,000 characters"
        in browser.post(f"{path}/add", {"text": "x" * 2001, "who": "panel"}, 422).text_words
    )
    for text, who in (("One?", "panel"), ("Two?", "shared"), ("Three?", "panel")):
        browser.post(f"{path}/add", {"text": text, "who": who})
    one, two, three = scene.lines(council)
    assert (one.reason, one.is_shared, two.is_shared) == (R.BY_HAND, False, True)
    browser.post(f"/challenge/lines/{three.id}/up")
    browser.post(f"/challenge/lines/{one.id}/down")
    browser.post(f"/challenge/lines/{two.id}/down")
    browser.post(f"/challenge/lines/{three.id}/up")
    assert [line.text for line in scene.lines(council)] == ["Three?", "One?", "Two?"]
    assert scene.lines(council)[0].version == three.version, "an order is no change of the words"
    page = browser.post(f"/challenge/lines/{one.id}/mean-for-organisation")
    assert page.text_words.count("To be shared") == 2
    page = browser.post(f"/challenge/lines/{two.id}/keep-to-panel")
    assert page.text_words.count("To be shared") == 1
    with scene.world.session() as session:
        assert lines_of(session, []) == {}


def test_two_people_editing_one_line_see_both_texts(scene: Scene, world: World) -> None:
    event, slots = scene.planned()
    scene.propose(event)
    (line,) = scene.lines(slots["Testshire Council"])
    colleague = world.person(Role.BOARD_ADMINISTRATOR, board=scene.board, name="Bo Board")
    path = f"/challenge/lines/{line.id}"
    mine, theirs = scene.browser(scene.admin_person), scene.browser(colleague)
    page = mine.get(path)
    theirs.submit(theirs.get(path), {"text": "Theirs?"})
    page = mine.submit(page, {"text": "Mine?"}, 409)
    assert "Bo Board saved this line while you had it open" in page.text_words
    assert "Theirs?" in page.text_words
    assert page.values()["text"] == "Mine?"
    mine.submit(page, {})
    (line,) = scene.lines(slots["Testshire Council"])
    assert (line.text, line.updated_by_name) == ("Mine?", "Ada Board")
    mine.submit(mine.get(path), {"text": ""}, 422)


def test_shared_lines_are_told_to_the_organisation_and_later_what_is_new(scene: Scene) -> None:
    event, slots = scene.planned()
    council = slots["Testshire Council"]
    browser = scene.browser(scene.admin_person)
    path = f"/challenge/slots/{council}/lines"
    browser.post(f"{path}/add", {"text": "Shown?", "who": "shared"})
    browser.post(f"{path}/add", {"text": "Hidden?", "who": "panel"})
    assert "once the event is announced" in browser.get(path).text_words
    assert "Announce the event first" in browser.post(f"{path}/share", {}, 422).text_words
    scene.announce(event)
    own = scene.browser(scene.council_lead)
    assert "Nothing has been shared yet" in own.get(f"/challenge/slots/{council}/ours").text_words
    page = browser.post(f"{path}/share")
    assert "1 line is shared with Testshire Council. 1 letter is in the outbox." in page.text_words
    (letter,) = scene.letters("lines-shared")
    assert "Shown?" in letter.body
    assert "Hidden?" not in letter.body
    text = own.get(f"/challenge/slots/{council}/ours").text_words
    assert "Shown?" in text
    assert "Hidden?" not in text
    assert "shown all of these lines already" in browser.post(f"{path}/share", {}, 422).text_words
    browser.post(f"{path}/add", {"text": "Added?", "who": "shared"})
    assert "Added?" not in own.get(f"/challenge/slots/{council}/ours").text_words
    browser.post(f"{path}/share")
    _, letter = scene.letters("lines-shared")
    assert "more of what the panel wants to ask" in letter.subject
    assert "Added?" in letter.body
    assert "Shown?" not in letter.body
    assert "there are now 2" in letter.body
    with scene.world.session() as session:
        line = session.query(Line).filter_by(text="Shown?").one()
    browser.post(f"/challenge/lines/{line.id}/keep-to-panel")
    assert "Shown?" not in own.get(f"/challenge/slots/{council}/ours").text_words


def test_the_panel_reads_lines_and_changes_none(scene: Scene) -> None:
    event, slots = scene.announced()
    scene.propose(event)
    (line,) = scene.lines(slots["Testshire Council"])
    browser = scene.browser(scene.chair)
    page = browser.get(f"/challenge/slots/{slots['Testshire Council']}/lines")
    assert line.text in page.text_words
    assert page.main is not None
    assert not page.main.find_all("form")
    browser.get(f"/challenge/lines/{line.id}", 403)
    browser.post(f"/challenge/lines/{line.id}/up", {}, 403)
    with scene.world.session() as session, pytest.raises(NotVisible):
        propose_lines(session, scene.admin, scene.world.clock, event.id, 999)


def test_lines_of_a_slot_taken_off_or_of_an_event_that_is_over_stay(scene: Scene) -> None:
    event, slots = scene.announced()
    scene.propose(event)
    council = slots["Testshire Council"]
    (line,) = scene.lines(council)
    browser = scene.browser(scene.admin_person)
    browser.post(f"/challenge/slots/{council}/remove")
    assert "was taken off the agenda" in browser.get(f"/challenge/slots/{council}/lines").text_words
    scene.browser(scene.chair).get(f"/challenge/slots/{council}/lines", 404)
    scene.browser(scene.council_lead).get(f"/challenge/slots/{council}/ours", 404)
    with scene.world.session() as session, pytest.raises(RuleBroken, match="Put it back first"):
        share_lines(session, scene.admin, scene.world.clock, council, public_url="")
    with scene.world.session() as session:
        session.get_one(ChallengeEvent, event.id).state = EventState.REPORTED
    browser.post(f"/challenge/lines/{line.id}/take-off", {}, 422)
    browser.get("/challenge/lines/999", 404)
    browser.post("/challenge/lines/999/up", {}, 404)
