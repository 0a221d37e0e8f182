"""From a signed and moderated return to the next one, through the pages: the agreed grade is brought forward."""

from datetime import date

import pytest
from flask import Flask

from audit.rooms.organisations.operations import name_predecessor
from audit.rooms.rounds.models import Return
from tests.support.pages import PageClient
from tests.support.reviewing import Body, Reviewed
from tests.support.world import World

GRADES = {"1.1": "green", "1.2": "green", "2.1": "green", "2.2": "n/a"}


@pytest.fixture
def scene(world: World) -> Reviewed:
    return Reviewed(world)


@pytest.fixture
def body(scene: Reviewed) -> Body:
    """A council whose return was signed, submitted and moderated."""
    body = scene.body("Old council")
    given = scene.returned(body, GRADES)
    scene.moderate(given, {"1.1": "amber", "1.2": "green"})
    return body


def next_return(scene: Reviewed, body: Body) -> Return:
    following = scene.world.round(scene.board, scene.edition, title="Audit 2027", due_on=date(2027, 10, 29))
    return scene.world.asked(following, body.organisation)


def test_a_whole_return_is_brought_forward_standard_by_standard(
    app: Flask, scene: Reviewed, body: Body
) -> None:
    row = next_return(scene, body)
    lead = PageClient(app).sign_in(body.lead_person.id)
    address = f"/returns/{row.reference}/earlier"
    page = lead.get(address)
    assert page.text_words.count("Agreed after moderation") == 2
    assert page.text_words.count("The agreed grade is the one that is brought forward.") == 1
    page = lead.submit(page, {"standard": "1"})
    page = lead.submit(page, {"standard": "2"})
    assert "There is nothing left to bring forward." in page.text_words
    question = lead.get(f"/returns/{row.reference}/questions/1.1")
    assert [tick["value"] for tick in question.select("input[checked]")] == ["amber"]
    assert "4 of 4 questions done" in lead.get(f"/returns/{row.reference}").text_words
    whole = lead.get(f"/returns/{row.reference}/whole").text_words
    assert "Old council says green to 1.1." in whole
    assert "It is not done here." in whole


def test_the_agreed_grade_of_a_predecessor_is_seen_by_those_who_carry_it_on(
    app: Flask, scene: Reviewed, body: Body
) -> None:
    heir, stranger = scene.body("New council"), scene.body("Another council")
    row, other_row = next_return(scene, heir), next_return(scene, stranger)
    with scene.world.session() as session:
        name_predecessor(
            session, scene.admin, scene.world.clock, scene.board.id, heir.organisation.id, body.organisation.id,
            "A merger",
        )  # fmt: skip
    page = PageClient(app).sign_in(heir.lead_person.id).get(f"/returns/{row.reference}/earlier")
    assert "From Section 11 audit 2026 of Old council , which New council carries on" in page.text_words
    assert "Their own answer" in page.text_words
    assert page.text_words.count("Agreed after moderation") == 2
    page = PageClient(app).sign_in(stranger.lead_person.id).get(f"/returns/{other_row.reference}/earlier")
    assert "There is nothing left to bring forward." in page.text_words
