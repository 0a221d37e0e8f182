"""Looked at, not finished: a status of its own."""

import pytest
from flask import Flask

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible
from audit.domain.workflows import ReturnState
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.models import LookedAt
from tests.rooms.colleagues.together import Together
from tests.support.pages import Page, PageClient, words

MARK = "Looked at, not finished"


def test_it_is_set_with_the_answer_and_taken_away(together: Together, app: Flask) -> None:
    robin = PageClient(app)
    robin.sign_in(together.contributor_person.id)
    here = f"/returns/{together.reference}/questions/1.1"
    page = robin.get(here)
    marked = robin.submit(page, {"answer": "green", "action": "looked-at"})
    assert marked.path == here
    assert "is saved and marked as looked at, not finished" in marked.text_words
    assert marked.text_words.count(MARK) == 2
    tasks = robin.get(f"/returns/{together.reference}").text_words
    assert "1 looked at, not finished" in tasks
    assert "Marked by Robin Writer" in tasks
    assert "You can still send the return" in robin.get(f"/returns/{together.reference}/check").text_words
    assert together.view().content("1.1").grade == "green"
    gone = robin.submit(robin.get(here), {"action": "finished-looking"})
    assert "the mark is taken away" in gone.text_words
    assert MARK not in robin.get(f"/returns/{together.reference}").text_words


def test_a_refused_answer_is_not_marked(together: Together, app: Flask) -> None:
    robin = PageClient(app)
    robin.sign_in(together.contributor_person.id)
    here = f"/returns/{together.reference}/questions/1.1"
    robin.submit(robin.get(here), {"answer": "purple", "action": "looked-at"}, 422)
    with together.world.unit_of_work.read() as session:
        assert session.query(LookedAt).count() == 0


def test_a_standard_not_begun_or_complete_shows_the_mark(together: Together, app: Flask) -> None:
    robin = PageClient(app)
    robin.sign_in(together.contributor_person.id)
    robin.post(f"/returns/{together.reference}/questions/2.1/looked-at")
    assert _tags(robin.get(f"/returns/{together.reference}")) == ["Not started", MARK]
    for code in ("2.1", "2.2"):
        together.save(code, AnswerContent(grade="green"))
    assert _tags(robin.get(f"/returns/{together.reference}")) == ["Not started", MARK]
    given = together.give(together.contributor_person, standard="2")
    assert given.id
    assert MARK in robin.get("/my-questions").text_words
    robin.post(f"/returns/{together.reference}/questions/2.1/looked-at", {"remove": "yes"})
    assert MARK not in robin.get("/my-questions").text_words


def test_twice_is_once_and_who_may(together: Together) -> None:
    clock = together.world.clock
    for _ in range(2):
        with together.world.session() as session:
            operations.mark_looked_at(session, together.contributor, clock, together.reference, "1.1")
    with together.world.unit_of_work.read() as session:
        assert session.query(LookedAt).count() == 1
    for _ in range(2):
        with together.world.session() as session:
            operations.remove_mark(session, together.contributor, clock, together.reference, "1.1")
    refused = (
        (together.stranger, NotVisible),
        (together.board_person, NotVisible),
        (together.viewer, NotAllowed),
    )
    for actor, why in refused:
        with together.world.session() as session, pytest.raises(why):
            operations.mark_looked_at(session, actor, clock, together.reference, "1.1")
    with together.world.session() as session, pytest.raises(NotVisible):
        operations.mark_looked_at(session, together.contributor, clock, together.reference, "9.9")
    together.set_state(ReturnState.SUBMITTED)
    with together.world.session() as session, pytest.raises(NotAllowed):
        operations.mark_looked_at(session, together.contributor, clock, together.reference, "1.1")


def _tags(page: Page) -> list[str]:
    """The statuses of the task list."""
    return [words(tag) for tag in page.select(".govuk-task-list .govuk-tag")]
