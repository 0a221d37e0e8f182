"""The organisation accepts or replies, the moderator answers, and nobody reads what another is still writing."""

import pytest
from flask import Flask

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.moderation import ModerationState
from audit.rooms.moderation.operations.replying import WordsConflict
from audit.settings import Settings
from tests.rooms.moderation.moderating_scene import MOVED, ModeratingScene
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


@pytest.fixture
def scene(keep: Keeper, world: World, settings: Settings) -> ModeratingScene:
    scene: ModeratingScene = keep(ModeratingScene, world, settings)
    return scene


@pytest.fixture
def lead(app: Flask, scene: ModeratingScene) -> PageClient:
    return PageClient(app).sign_in(scene.colleague_person.id)


@pytest.fixture
def moderator(app: Flask, scene: ModeratingScene) -> PageClient:
    return PageClient(app).sign_in(scene.moderator_person.id)


def test_all_accepted_is_agreed(scene: ModeratingScene) -> None:
    scene.with_organisation()
    scene.say_reply("1.1", True)
    with pytest.raises(RuleBroken, match=r"1\.2: Say whether you accept"):
        scene.send_replies()
    scene.say_reply("1.2", True)
    scene.send_replies()
    assert scene.state() is ModerationState.AGREED
    assert scene.agreed()["1.1"] == ("green", "amber", "amber", "accepted")
    assert scene.agreed()["2.1"] == ("green", "green", "green", "same")
    letters = scene.letters("grades-agreed")
    assert {letter.to_name for letter in letters} == {"Sam Colleague", "Mo Moderator"}
    assert all("2 are not what the organisation gave itself" in letter.body for letter in letters)


def test_a_reply_needs_words_and_goes_to_the_moderator(scene: ModeratingScene) -> None:
    scene.with_organisation()
    scene.say_reply("1.1", True)
    scene.say_reply("1.2", False, "  ")
    with pytest.raises(RuleBroken, match="Say why you do not accept"):
        scene.send_replies()
    scene.say_reply("1.2", False, "A new policy is attached.")
    scene.send_replies()
    assert scene.state() is ModerationState.REPLIED
    (letter,) = scene.letters("moderation-replied")
    assert letter.to_name == "Mo Moderator"
    assert f"/moderations/{scene.id}/replies" in letter.body
    assert "A new policy" not in letter.body
    with pytest.raises(RuleBroken):
        scene.say_reply("1.1", False, "Too late.")
    with pytest.raises(RuleBroken):
        scene.send_replies()


def test_giving_way_everywhere_is_agreed(scene: ModeratingScene) -> None:
    scene.replied()
    with pytest.raises(RuleBroken, match="Say whether you give way"):
        scene.send_rejoinders()
    with pytest.raises(NotVisible):
        scene.say_rejoinder("1.1", True)
    scene.say_rejoinder("1.2", True)
    scene.send_rejoinders()
    assert scene.state() is ModerationState.AGREED
    assert scene.agreed()["1.2"] == ("green", "amber", "green", "gave-way")
    assert scene.agreed()["1.1"] == ("green", "amber", "amber", "accepted")


def test_what_the_moderator_keeps_goes_to_the_board(scene: ModeratingScene) -> None:
    scene.replied()
    scene.say_rejoinder("1.2", False)
    with pytest.raises(RuleBroken, match="Say why your grade stands"):
        scene.send_rejoinders()
    scene.say_rejoinder("1.2", False, "It is still a draft.")
    scene.send_rejoinders()
    assert scene.state() is ModerationState.WITH_BOARD
    assert scene.agreed() == {}
    assert {letter.to_name for letter in scene.letters("moderation-to-settle")} >= {"Kit Board"}
    with pytest.raises(RuleBroken):
        scene.say_rejoinder("1.2", True)


def test_only_leads_reply_and_only_to_grades_that_moved(scene: ModeratingScene) -> None:
    scene.with_organisation()
    for actor in (scene.contributor, scene.approver, scene.viewer):
        with pytest.raises(NotAllowed):
            scene.say_reply("1.1", True, actor=actor)
        with pytest.raises(NotAllowed):
            scene.send_replies(actor)
    with pytest.raises(NotVisible):
        scene.say_reply("1.1", True, actor=scene.stranger)
    with pytest.raises(NotVisible):
        scene.say_reply("1.1", True, actor=scene.moderator)
    for code in ("2.1", "9.9"):
        with pytest.raises(NotVisible):
            scene.say_reply(code, True, seen=1)
    with pytest.raises(RuleBroken) as refusal:
        scene.say_reply("1.1", False, "z" * 5_001)
    assert refusal.value.field == "reply"


def test_two_leads_never_overwrite_each_other(scene: ModeratingScene) -> None:
    scene.with_organisation()
    seen = scene.judgement("1.1").version
    scene.say_reply("1.1", False, "One.", seen=seen)
    scene.say_reply("1.1", False, "One.", seen=seen)
    with pytest.raises(WordsConflict):
        scene.say_reply("1.1", True, "Two.", seen=seen)
    assert scene.judgement("1.1").reply == "One."


def test_before_it_is_finalised_the_organisation_reads_only_that_it_is_under_way(
    scene: ModeratingScene, lead: PageClient
) -> None:
    scene.judge("1.1", MOVED)
    page = lead.get(f"/returns/{scene.reference}/moderation")
    assert "is being moderated" in page.text_words
    assert MOVED.comment not in page.get_text()
    assert "Amber" not in page.text_words
    lead.post(f"/returns/{scene.reference}/moderation", {}, 404)
    lead.post(f"/returns/{scene.reference}/moderation/1.1", {}, 404)


def test_a_return_that_is_not_moderated_says_so(world: World, app: Flask, settings: Settings) -> None:
    scene = ModeratingScene(world, settings)
    scene.set_moderation(state=ModerationState.WITHDRAWN)
    lead = PageClient(app).sign_in(scene.colleague_person.id)
    page = lead.get(f"/returns/{scene.reference}/moderation")
    assert "is not being moderated" in page.text_words
    with pytest.raises(NotVisible):
        scene.send_replies()


def test_everybody_of_the_organisation_reads_it_and_nobody_else(scene: ModeratingScene, app: Flask) -> None:
    scene.with_organisation()
    address = f"/returns/{scene.reference}/moderation"
    for person in (scene.contributor_person, scene.approver_person, scene.viewer_person):
        page = PageClient(app).sign_in(person.id).get(address)
        assert MOVED.comment in page.text_words
        assert page.find("textarea") is None
    for person in (scene.stranger_person, scene.moderator_person):
        PageClient(app).sign_in(person.id).get(address, 404)
    PageClient(app).sign_in(scene.admin_person.id).get(address, 403)


def test_the_page_replies_in_one_go(scene: ModeratingScene, lead: PageClient) -> None:
    scene.with_organisation()
    address = f"/returns/{scene.reference}/moderation"
    page = lead.get(address)
    assert "Reply by 24 September 2026" in page.text_words
    page = lead.submit(page, {"q-1.1-choice": "yes", "q-1.2-choice": "no", "action": "send"}, 422)
    assert page.errors() == ["1.2: Say why"]
    assert scene.judgement("1.1").accepted is True, "what could be kept is kept"
    page = lead.submit(page, {"q-1.2-text": "A new policy is attached.", "action": "later"})
    assert "Nobody else reads it" in page.get_text()
    page = lead.submit(page, {"action": "send"})
    assert "The moderator has been asked" in page.get_text()
    assert "A new policy is attached." in page.text_words
    assert scene.state() is ModerationState.REPLIED
    page = lead.post(address, {"action": "send"}, 422)
    assert "nothing to reply to" in page.errors()[0]


def test_an_older_page_shows_both_texts(scene: ModeratingScene, lead: PageClient) -> None:
    scene.with_organisation()
    address = f"/returns/{scene.reference}/moderation"
    page = lead.get(address)
    scene.say_reply("1.1", False, "From the other window.")
    page = lead.submit(page, {"q-1.1-choice": "yes", "q-1.1-text": "Mine."}, 409)
    assert "From the other window." in page.text_words
    assert page.find("textarea", id="q-1.1-text").get_text().strip() == "Mine."
    assert scene.judgement("1.1").reply == "From the other window."
    lead.submit(page, {"action": "later"})
    assert scene.judgement("1.1").reply == "Mine."


def test_replies_are_saved_as_they_are_typed(scene: ModeratingScene, lead: PageClient) -> None:
    scene.with_organisation()
    script = {"X-Requested-With": "fetch"}
    address = f"/returns/{scene.reference}/moderation/1.1"
    version = str(scene.judgement("1.1").version)
    sent = {"q-1.1-choice": "no", "q-1.1-text": "New.", "q-1.1-version": version}
    answer = lead.post(address, sent, headers=script).response.get_json()
    assert answer["version"] == int(version) + 1
    stale = {**sent, "q-1.1-text": "Other."}
    answer = lead.post(address, stale, 409, headers=script).response.get_json()
    assert answer["version"] == int(version) + 1
    lead.post(address, {**sent, "q-1.1-text": "x" * 5_001, "q-1.1-version": "2"}, 422, headers=script)
    lead.post(f"/returns/{scene.reference}/moderation/2.1", sent, 422, headers=script)
    assert scene.judgement("1.1").reply == "New."
    page = lead.post(address, {**sent, "q-1.1-version": str(int(version) + 1)})
    assert page.path == f"/returns/{scene.reference}/moderation"


def test_what_is_typed_is_read_by_nobody_before_it_is_sent(
    scene: ModeratingScene, app: Flask, moderator: PageClient
) -> None:
    scene.with_organisation()
    scene.say_reply("1.1", False, "Half a thought.")
    admin = PageClient(app).sign_in(scene.admin_person.id)
    assert "Half a thought." not in admin.get(f"/moderations/{scene.id}/settle").get_text()
    assert "Half a thought." not in moderator.get(f"/moderations/{scene.id}").get_text()
    assert moderator.get(f"/moderations/{scene.id}/replies").path == f"/moderations/{scene.id}"
    scene.say_reply("1.2", True)
    scene.send_replies()
    scene.say_rejoinder("1.1", False, "Not yet sent.")
    lead = PageClient(app).sign_in(scene.colleague_person.id)
    assert "Not yet sent." not in lead.get(f"/returns/{scene.reference}/moderation").get_text()
    assert "Half a thought." in admin.get(f"/moderations/{scene.id}/settle").get_text()


def test_the_moderator_answers_on_a_page(scene: ModeratingScene, moderator: PageClient) -> None:
    scene.replied()
    page = moderator.get(f"/moderations/{scene.id}/replies")
    assert "A new policy is attached." in page.text_words
    page = moderator.submit(page, {"action": "send"}, 422)
    assert page.errors() == ["1.2: Choose one of the two"]
    script = {"X-Requested-With": "fetch"}
    version = scene.judgement("1.2").version
    sent = {"q-1.2-choice": "no", "q-1.2-text": "", "q-1.2-version": str(version)}
    answer = moderator.post(f"/moderations/{scene.id}/replies/1.2", sent, headers=script).response.get_json()
    page = moderator.get(f"/moderations/{scene.id}/replies")
    assert page.find("input", attrs={"name": "q-1.2-version"})["value"] == str(answer["version"])
    page = moderator.submit(page, {"action": "later"})
    page = moderator.submit(page, {"q-1.2-text": "It is a draft.", "action": "send"})
    assert "The board has been asked to settle" in page.get_text()
    assert scene.state() is ModerationState.WITH_BOARD
    page = moderator.post(f"/moderations/{scene.id}/replies", {"action": "send"}, 422)


def test_a_lead_is_told_on_the_home_page(scene: ModeratingScene, lead: PageClient) -> None:
    assert "Moderated grades" not in lead.get("/").text_words
    scene.with_organisation()
    assert "Moderated grades" in lead.get("/").text_words


def test_the_returns_page_leads_to_its_moderation(scene: ModeratingScene, lead: PageClient) -> None:
    address = f"/returns/{scene.reference}"
    assert "moderat" not in lead.get(address).text_words
    scene.judge("1.1", MOVED)
    assert "is being moderated" in lead.get(address).text_words
    scene.with_organisation()
    assert "wait for your reply" in lead.get(address).text_words
    scene.set_moderation(state=ModerationState.AGREED)
    assert "has been moderated" in lead.get(address).text_words


def test_the_page_asks_the_same_of_the_database_however_much_moved(
    scene: ModeratingScene, lead: PageClient, app: Flask
) -> None:
    scene.with_organisation()
    engine = app.extensions["audit.unit_of_work"].engine
    address = f"/returns/{scene.reference}/moderation"
    lead.get(address)
    with count_queries(engine) as two:
        lead.get(address)
    scene.set_moderation(state=ModerationState.IN_PROGRESS)
    for code in ("2.1", "2.2"):
        scene.judge(code, MOVED)
    scene.finalise()
    with count_queries(engine) as four:
        lead.get(address)
    assert two.count == four.count < 20
