"""The library: what there is, where it is used, and sets that boards share with each other."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.drafts.operations import (
    Publication,
    adopt,
    end_adoption,
    offer,
    publish_draft,
    start_draft,
    withdraw,
)
from audit.rooms.drafts.operations.publishing import seen_mark
from audit.rooms.drafts.queries import whole_draft
from audit.rooms.outbox.models import Letter
from audit.rooms.questionnaires.models import AdoptedSet, Edition
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.questionnaires.queries import editions
from audit.rooms.rounds.operations import RoundPlan, create_round
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.world import World, question_set


def test_boards_share_their_sets(world: World, app: Flask, clock: SteppingClock) -> None:
    owner, user = world.board("othershire", "Othershire Partnership"), world.board()
    giver, taker = (world.person(Role.BOARD_ADMINISTRATOR, board=board) for board in (owner, user))
    gives, takes = world.actor(giver), world.actor(taker)
    viewer = world.actor(world.person(Role.BOARD_VIEWER, board=user))
    with world.session() as session:
        content = question_set(questionnaire="shared")
        edition, _ = publish_edition(session, gives, content, clock, board_id=owner.id)
        id = edition.id
    with world.session() as session:
        assert editions(session, takes) == []
        with pytest.raises(NotVisible):
            adopt(session, takes, clock, user.id, id)
        with pytest.raises(RuleBroken, match="is not offered"):
            withdraw(session, gives, clock, owner.id, id)
        with pytest.raises(RuleBroken, match="can use this set already"):
            adopt(session, gives, clock, owner.id, id)
    theirs, ours = PageClient(app).sign_in(giver.id), PageClient(app).sign_in(taker.id)
    page = theirs.get(f"/boards/othershire/questionnaires/{id}")
    form = next(n for n in range(9) if "/offer" in str(page.form(n).get("action")))
    page = theirs.submit(page, form=form)
    assert "Other boards can see this set and adopt it now." in page.text_words
    assert "Offered to other boards" in theirs.get("/boards/othershire/questionnaires").text_words
    page = ours.get("/boards/testshire/questionnaires")
    assert "Offered by other boards" in page.text_words
    assert "by Othershire Partnership" in page.text_words
    with world.session() as session:
        with pytest.raises(NotAllowed):
            adopt(session, viewer, clock, user.id, id)
        with pytest.raises(NotVisible):
            offer(session, takes, clock, owner.id, id)
        with pytest.raises(RuleBroken, match="your own board published"):
            offer(session, takes, clock, user.id, id)
        with pytest.raises(RuleBroken, match="does not follow"):
            end_adoption(session, takes, clock, user.id, id)
    page = ours.get(f"/boards/testshire/questionnaires/{id}")
    form = next(n for n in range(9) if "/adopt" in str(page.form(n).get("action")))
    page = ours.submit(page, form=form)
    assert "Your board has adopted it" in page.text_words

    # Its next edition is told to those who follow, by letter and in the library.
    clock.now += timedelta(days=1)
    with world.session() as session:
        draft = start_draft(
            session, gives, clock, owner.id, question_set(questionnaire="shared", questions=3), based_on_id=id
        )
        session.flush()
        seen = seen_mark(whole_draft(session, draft).content)
        plan = Publication("shared", "2027.1", "Two questions are new.", "", None)
        publish_draft(session, gives, clock, draft.id, plan, seen=seen, public_url="https://audit.example")
    with world.unit_of_work.read() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "set-has-successor")).one()
        assert "Two questions are new." in letter.body
        assert letter.to_email == taker.email
    ours = PageClient(app).sign_in(taker.id)  # a day has passed
    page = ours.get("/boards/testshire/questionnaires")
    link = page.find("a", string="See what is different")
    assert link is not None
    assert "New 2 questions." in ours.get(str(link["href"])).text_words
    with world.session() as session:
        withdraw(session, gives, clock, owner.id, id)
        assert [each.edition for each in editions(session, takes)] == ["2027.1", "2026.1"]
        end_adoption(session, takes, clock, user.id, id)
        newest = session.scalars(select(Edition).where(Edition.edition == "2027.1")).one()
        create_round(
            session, takes, clock, "testshire",
            RoundPlan("An audit", newest.id, date(2026, 12, 1), code="theirs"),
        )  # fmt: skip
        session.flush()
        withdraw(session, gives, clock, owner.id, newest.id)
        # What it adopted, and what its round uses, stay in sight.
        assert {each.edition for each in editions(session, takes)} == {"2027.1", "2026.1"}
        assert session.get(AdoptedSet, (user.id, newest.id)) is not None
    assert "Used in An audit" in ours.get("/boards/testshire/questionnaires").text_words


def test_a_long_library_is_searched_and_sorted(world: World, app: Flask, clock: SteppingClock) -> None:
    board = world.board()
    person = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    for number in range(5):
        clock.now += timedelta(days=1)
        world.edition(question_set(questionnaire=f"set-{number}", title=f"Audit {'ECADB'[number]}"))
    client = PageClient(app).sign_in(person.id)

    def titles(query: str) -> list[str]:
        page = client.get(f"/boards/testshire/questionnaires{query}")
        return [tag.get_text()[:7] for tag in page.select("h4 a")]

    assert titles("") == ["Audit A", "Audit B", "Audit C", "Audit D", "Audit E"]
    assert titles("?sort=published")[0] == "Audit B"
    assert titles("?words=set-3") == ["Audit D"]
    assert titles("?show=own") == []
    assert "No set has this." in client.get("/boards/testshire/questionnaires?words=zzz").text_words
