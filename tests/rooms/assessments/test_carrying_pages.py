"""The pages that bring last time's answers forward, opened and sent as people do."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import Submission
from tests.rooms.assessments.carrying_scene import CarryingScene
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries
from tests.support.world import RAG, World, question_set

GREEN = AnswerContent(grade="green", narrative="It is in place.")
EVERYTHING = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), GREEN)


@pytest.fixture
def scene(world: World) -> CarryingScene:
    return CarryingScene(world)


@pytest.fixture
def copy(scene: CarryingScene) -> Submission:
    return scene.submit_then(EVERYTHING, scene.file("policy.pdf", review_on=date(2026, 1, 31)))


@pytest.fixture
def writer(app: Flask, scene: CarryingScene, copy: Submission) -> PageClient:
    return PageClient(app).sign_in(scene.contributor_person.id)


def earlier(scene: CarryingScene) -> str:
    return f"/returns/{scene.reference}/earlier"


def test_the_task_list_leads_to_last_times_answers_while_there_are_any(
    writer: PageClient, scene: CarryingScene
) -> None:
    page = writer.get(f"/returns/{scene.reference}")
    assert (
        "2 of the answers in “Audit 2025” can be brought forward: their questions have not changed."
        in page.text_words
    )
    [link] = page.select("#earlier a")
    assert link["href"] == earlier(scene)
    scene.save("1.1", GREEN)
    page = writer.get(f"/returns/{scene.reference}")
    assert (
        "One of the answers in “Audit 2025” can be brought forward: its question has not changed."
        in page.text_words
    )
    scene.save("1.2", GREEN)
    page = writer.get(f"/returns/{scene.reference}")
    assert "One question here was answered in “Audit 2025”, and has changed since." in page.text_words
    scene.save("2.1", GREEN)
    assert not writer.get(f"/returns/{scene.reference}").select("#earlier")


def test_the_page_shows_what_was_said_what_has_changed_and_what_is_new(
    writer: PageClient, scene: CarryingScene
) -> None:
    page = writer.get(earlier(scene))
    assert page.heading == "Bring forward last time’s answers"
    assert "From Audit 2025, submitted on 14 September 2026 to Testshire" in page.text_words
    assert "2 questions have not changed." in page.text_words
    assert "policy.pdf, review was due 31 January 2026 (questions 1.1, 1.2)" in page.text_words
    assert [words(each) for each in page.select("del.app-words, ins.app-words")] == ["firmly"]
    assert "The question has changed, so answer it afresh." in page.text_words
    assert [words(head) for head in page.select("main h2")][-2:] == ["New this time", "No longer asked"]
    assert "2.3 Do children say so?" in page.text_words
    assert "2.2 Question 2.2: is this in place?" in page.text_words


def test_one_answer_is_still_true(writer: PageClient, scene: CarryingScene) -> None:
    page = writer.get(earlier(scene))
    page = writer.post(earlier(scene), {**page.values(), "question": "1.1"})
    assert "1 answer was brought forward. You can still change every answer." in words(page)
    assert "One question has not changed." in page.text_words
    assert scene.view().content("1.1") == GREEN
    assert "1.2" not in scene.view().answers
    history = writer.get(f"/returns/{scene.reference}/questions/1.1/history")
    assert "Robin Writer" in history.text_words
    assert "(still true, carried from Audit 2025)" in history.text_words
    scene.save("1.1", AnswerContent(grade="amber"), seen=1)
    history = writer.get(f"/returns/{scene.reference}/questions/1.1/history")
    assert [words(head).count("carried") for head in history.select(".app-change h2")] == [0, 1]


def test_a_whole_standard_is_still_true(writer: PageClient, scene: CarryingScene) -> None:
    page = writer.get(earlier(scene))
    assert "All 2 are still true" in words(page.form())
    page = writer.post(earlier(scene), {**page.values(), "standard": "1"})
    assert "2 answers were brought forward." in words(page)
    assert sorted(scene.view().answers) == ["1.1", "1.2"]
    assert [each.evidence.file_name for each in scene.view().cited["1.2"]] == ["policy.pdf"]
    assert "not changed" not in page.text_words


def test_an_answer_given_meanwhile_is_left_and_said_so(writer: PageClient, scene: CarryingScene) -> None:
    sent = {**writer.get(earlier(scene)).values(), "standard": "1"}
    scene.save("1.1", AnswerContent(grade="red", narrative="Not any more."))
    page = writer.post(earlier(scene), sent)
    assert "Already answered: 1.1. Nothing was overwritten." in words(page)
    assert "1 answer was brought forward." in words(page)
    assert scene.view().content("1.1").grade == "red"


def test_a_newer_copy_is_shown_instead_of_being_brought_forward_unseen(
    writer: PageClient, scene: CarryingScene, clock: Any
) -> None:
    sent = {**writer.get(earlier(scene)).values(), "standard": "1"}
    clock.now += timedelta(minutes=5)
    scene.submit_then({"1.1": AnswerContent(grade="red")}, number=2)
    page = writer.post(earlier(scene), sent, 409)
    assert "nothing was brought forward" in page.errors()[0]
    assert not scene.view().answers


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"copy": "1"}, 422),
        ({"question": "1.1"}, 409),
        ({"copy": "x", "question": "1.1"}, 409),
        ({"copy": "9" * 30, "question": "1.1"}, 409),
        ({"copy": "²", "question": "1.1"}, 409),
        ({"copy": "1", "question": "9.9"}, 404),
    ],
)
def test_a_form_that_was_meddled_with_saves_nothing(
    writer: PageClient, scene: CarryingScene, sent: dict[str, str], status: int
) -> None:
    writer.post(earlier(scene), sent, status)
    assert not scene.view().answers


def test_those_who_read_see_the_page_without_buttons(
    app: Flask, scene: CarryingScene, copy: Submission
) -> None:
    viewer = PageClient(app).sign_in(scene.viewer_person.id)
    page = viewer.get(earlier(scene))
    assert "nothing can be brought forward now" in page.text_words
    assert not page.select("main button")
    assert not viewer.get(f"/returns/{scene.reference}").select("#earlier")
    PageClient(app).sign_in(scene.stranger_person.id).get(earlier(scene), 404)


def test_a_return_that_waits_for_sign_off_refuses(writer: PageClient, scene: CarryingScene) -> None:
    sent = {**writer.get(earlier(scene)).values(), "standard": "1"}
    scene.set_state(ReturnState.AWAITING_SIGN_OFF)
    page = writer.post(earlier(scene), sent, 422)
    assert page.errors()
    assert not scene.view().answers


def test_a_return_without_an_earlier_one_says_so(app: Flask, scene: CarryingScene) -> None:
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    assert "There is nothing left to bring forward." in writer.get(earlier(scene)).text_words
    assert not writer.get(f"/returns/{scene.reference}").select("#earlier")


def test_the_question_page_has_the_earlier_answer_and_a_button_to_use_it(
    writer: PageClient, scene: CarryingScene
) -> None:
    address = f"/returns/{scene.reference}/questions/1.1"
    page = writer.get(address)
    [details] = page.select("details#earlier")
    assert "Your answer in Audit 2025" in words(details)
    assert "It is in place." in words(details)
    assert "Review date passed" in words(details)
    page = writer.submit(page, {"question": "1.1"})
    assert page.heading == "Question 1.1: is this in place?"
    assert "1 answer was brought forward." in words(page)
    assert not page.select("details#earlier")
    assert scene.view().content("1.1") == GREEN


def test_a_reworded_question_shows_the_earlier_answer_without_the_button(
    writer: PageClient, scene: CarryingScene
) -> None:
    page = writer.get(f"/returns/{scene.reference}/questions/2.1")
    [details] = page.select("details#earlier")
    assert "The question has changed, so answer it afresh." in words(details)
    assert "Use this answer" not in words(details)
    assert not writer.get(f"/returns/{scene.reference}/questions/2.3").select("details#earlier")


def test_another_meaning_of_a_grade_is_shown_and_asked_again(app: Flask, world: World) -> None:
    stricter = {**RAG, "grades": [dict(grade) for grade in RAG["grades"]]}
    stricter["grades"][2]["meaning"] = "More than met"
    scene = CarryingScene(world, question_set(scale=stricter))
    scene.submit_then(EVERYTHING)
    page = PageClient(app).sign_in(scene.contributor_person.id).get(earlier(scene))
    assert "The grades mean something else now, so choose a grade again." in page.text_words
    assert "Still true" not in page.text_words


def test_the_page_takes_the_same_statements_for_many_questions(
    app: Flask, world: World, engine: Engine
) -> None:
    then = question_set(12, 10, edition="2025.1")
    scene = CarryingScene(world, question_set(12, 10), then)
    codes = [q["code"] for standard in then["standards"] for q in standard["questions"]]
    scene.submit_then(dict.fromkeys(codes, GREEN), scene.file())
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    writer.get(earlier(scene))
    with count_queries(app.extensions["audit.unit_of_work"].engine) as statements:
        writer.get(earlier(scene))
    assert statements.count <= 12, str(statements)
