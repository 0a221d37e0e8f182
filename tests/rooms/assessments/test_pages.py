"""The pages of a return, opened and sent as people do."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.workflows import ReturnState, RoundState
from audit.web.forms import LONGEST_TEXT
from tests.rooms.assessments.scene import Scene
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries
from tests.support.world import question_set


@pytest.fixture
def writer(app: Flask, scene: Scene) -> PageClient:
    """The contributor, signed in."""
    return PageClient(app).sign_in(scene.contributor_person.id)


def question_url(scene: Scene, code: str = "1.1") -> str:
    return f"/returns/{scene.reference}/questions/{code}"


def amber(narrative: str = "We are on our way.") -> AnswerContent:
    return AnswerContent(grade="amber", narrative=narrative)


def test_the_list_shows_open_returns_with_their_days_and_closed_ones(
    writer: PageClient, scene: Scene
) -> None:
    page = writer.get(f"/organisations/{scene.organisation.id}")
    assert page.heading == "Returns"
    assert "Due 30 October 2026, 46 days left" in page.text_words
    assert "Not started" in page.text_words
    scene.set_round_state(RoundState.CLOSED)
    assert (
        "You can read these at any time" in writer.get(f"/organisations/{scene.organisation.id}").text_words
    )


def test_the_task_list_counts_what_is_done_and_names_what_is_missing(
    writer: PageClient, scene: Scene
) -> None:
    scene.save("1.1", amber())
    scene.save("1.2", AnswerContent(grade="amber"))
    page = writer.get(f"/returns/{scene.reference}")
    assert "1 of 4 questions done (25.0 %)" in page.text_words
    tasks = [words(item) for item in page.select(".govuk-task-list__item")]
    assert tasks == [
        "1. Standard number 1 1 of 2 done Incomplete",
        "2. Standard number 2 0 of 2 done Not started",
    ]
    assert "Write a narrative for Amber" in page.text_words
    link = page.select(".govuk-task-list__link")[0]
    assert str(link["href"]).endswith("/questions/1.2")


def test_a_question_is_answered_and_leads_to_the_next(writer: PageClient, scene: Scene) -> None:
    page = writer.get(question_url(scene))
    assert page.heading == "Question 1.1: is this in place?"
    assert "No names or details of children." in page.text_words
    after = writer.submit(page, {"answer": "amber", "narrative": "Nearly.", "action": "continue"})
    assert after.path == question_url(scene, "1.2")
    assert scene.view().contents["1.1"] == amber("Nearly.")
    again = writer.get(question_url(scene))
    assert "Saved at 10:30am" in again.text_words
    assert again.values()["version"] == "1"
    assert again.values()["answer"] == "amber"


def test_coming_back_later_leads_to_the_task_list(writer: PageClient, scene: Scene) -> None:
    page = writer.get(question_url(scene))
    after = writer.submit(page, {"answer": "green", "action": "later"})
    assert after.path == f"/returns/{scene.reference}"
    assert "Your answer to 1.1 is saved." in after.text_words


def test_the_last_question_leads_back_to_the_task_list(writer: PageClient, scene: Scene) -> None:
    after = writer.submit(writer.get(question_url(scene, "2.2")), {"answer": "green", "action": "continue"})
    assert after.path == f"/returns/{scene.reference}"


def test_not_applicable_is_kept_with_its_reason(writer: PageClient, scene: Scene) -> None:
    page = writer.get(question_url(scene))
    writer.submit(page, {"answer": "not-applicable", "reason": "We have no premises.", "action": "continue"})
    assert scene.view().contents["1.1"] == AnswerContent(
        not_applicable=True, na_reason="We have no premises."
    )
    assert scene.view().progress.by_code["1.1"].status == "complete"


def test_too_long_a_text_is_refused_and_stays_on_the_page(writer: PageClient, scene: Scene) -> None:
    long = "word " * (LONGEST_TEXT // 4)
    page = writer.submit(writer.get(question_url(scene)), {"answer": "red", "narrative": long}, 422)
    assert "20,000 characters or fewer" in page.errors()[0]
    assert page.values()["narrative"].startswith("word word")
    assert page.values()["answer"] == "red"
    assert scene.view().contents == {}


@pytest.mark.parametrize("typed", ["purple", "' OR 1=1", "\x00", "<script>", "🙂" * 50])
def test_an_unknown_grade_is_refused_in_words(writer: PageClient, scene: Scene, typed: str) -> None:
    page = writer.submit(writer.get(question_url(scene)), {"answer": typed, "narrative": "Kept?"}, 422)
    assert page.errors() == ["Choose one of the grades on this page"]
    assert page.values()["narrative"] == "Kept?"


def test_control_characters_do_no_harm(writer: PageClient, scene: Scene) -> None:
    writer.submit(
        writer.get(question_url(scene)),
        {"answer": "green", "narrative": "a\x00b\x0bc\r\nd", "action": "later"},
    )
    assert scene.view().contents["1.1"].narrative == "abc\nd"


@pytest.mark.parametrize("version", ["", "x", "-1", "1e3", "99999999999999", "²", "5"])
def test_a_version_that_was_never_on_a_page_does_no_harm(
    writer: PageClient, scene: Scene, version: str
) -> None:
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    page = writer.get(question_url(scene))
    writer.submit(page, {"narrative": "Mine.", "version": version}, 409)
    assert scene.view().contents["1.1"].narrative == "Theirs."


def test_after_closing_nothing_is_saved_and_the_text_stays(writer: PageClient, scene: Scene) -> None:
    page = writer.get(question_url(scene))
    scene.set_round_state(RoundState.CLOSED)
    refused = writer.submit(page, {"answer": "amber", "narrative": "Too late?"}, 403)
    assert "This round is closed, so nothing was saved" in refused.errors()[0]
    assert refused.values()["narrative"] == "Too late?"
    assert scene.view().contents == {}
    assert not writer.get(question_url(scene)).select("textarea")


@pytest.mark.parametrize("state", [ReturnState.AWAITING_SIGN_OFF, ReturnState.SUBMITTED])
def test_a_return_past_answering_keeps_the_text_on_the_page(
    writer: PageClient, scene: Scene, state: ReturnState
) -> None:
    page = writer.get(question_url(scene))
    scene.set_state(state)
    refused = writer.submit(page, {"answer": "amber", "narrative": "Too late?"}, 422)
    assert "cannot be changed" in refused.errors()[0]
    assert refused.values()["narrative"] == "Too late?"


def test_a_warning_brings_the_page_back_once_and_never_stops_anybody(
    writer: PageClient, scene: Scene
) -> None:
    page = writer.get(question_url(scene))
    seen = writer.submit(page, {"answer": "green", "narrative": "Child AB (6) moved.", "action": "continue"})
    assert seen.path == question_url(scene)
    assert "Your answer is saved. Please look at this." in seen.text_words
    assert scene.view().contents["1.1"].narrative == "Child AB (6) moved."
    assert writer.submit(seen, {"action": "continue"}).path == question_url(scene, "1.2")


@pytest.mark.parametrize(
    "path",
    ["", "/questions/1.1", "/questions/1.1/history", "/standards/1", "/whole"],
)
def test_another_organisations_return_is_not_found(app: Flask, scene: Scene, path: str) -> None:
    stranger = PageClient(app).sign_in(scene.stranger_person.id)
    stranger.get(f"/returns/{scene.reference}{path}", 404)


def test_writing_into_another_organisations_return_is_not_found(app: Flask, scene: Scene) -> None:
    stranger = PageClient(app).sign_in(scene.stranger_person.id)
    for path in ("/questions/1.1", "/questions/1.1/choose", "/standards/1"):
        stranger.post(
            f"/returns/{scene.reference}{path}", {"answer": "red", "version": "0", "keep": "mine"}, 404
        )
    stranger.get(f"/organisations/{scene.organisation.id}", 404)


@pytest.mark.parametrize(
    "path", ["/questions/9.9", "/standards/9", "/questions/9.9/history", "/questions/%00"]
)
def test_what_is_not_asked_is_not_found(writer: PageClient, scene: Scene, path: str) -> None:
    writer.get(f"/returns/{scene.reference}{path}", 404)
    writer.get("/returns/S11-0000-0000", 404)


def test_those_who_only_read_see_the_answer_without_a_form(app: Flask, scene: Scene) -> None:
    scene.save("1.1", amber("For all to read."))
    viewer = PageClient(app).sign_in(scene.viewer_person.id)
    page = viewer.get(question_url(scene))
    assert "For all to read." in page.text_words
    assert not page.select("textarea")
    viewer.post(question_url(scene), {"answer": "red", "version": "1"}, 403)


def test_the_number_of_statements_is_the_same_for_a_large_and_full_return(
    app: Flask, make_scene: Callable[..., Scene], engine: Engine
) -> None:
    small, large = make_scene(question_set(1, 2)), None
    world = small.world
    edition = world.edition(question_set(10, 10) | {"questionnaire": "large"})
    round = world.round(small.board, edition)
    large = world.asked(round, small.organisation)
    for code in [f"{s}.{q}" for s in range(1, 11) for q in range(1, 11)]:
        small.save(code, amber(code), reference=large.reference)
    writer = PageClient(app).sign_in(small.contributor_person.id)
    app_engine = app.extensions["audit.unit_of_work"].engine

    def statements(path: str) -> int:
        writer.get(path)
        with count_queries(app_engine) as sent:
            writer.get(path)
        return sent.count

    for path in ("", "/questions/1.1", "/whole", "/standards/1"):
        few = statements(f"/returns/{small.reference}{path}")
        many = statements(f"/returns/{large.reference}{path}")
        # Who it is, the return, its answers, what they cite; beside one question also its actions.
        # While a question is open, also what was submitted before.
        looks_back = path in ("", "/questions/1.1")
        # But for the whole to read, what colleagues share out, mark and say.
        together = path != "/whole"
        assert few - looks_back == many == (5 if "questions" in path else 4) + together, path


def test_pages_are_small_even_for_a_return_of_a_hundred_long_answers(
    app: Flask, make_scene: Callable[..., Scene]
) -> None:
    scene = make_scene(question_set(10, 10))
    text = "We looked at this together with the people who do the work, and this is what we found. " * 12
    for code in [f"{s}.{q}" for s in range(1, 11) for q in range(1, 11)]:
        scene.save(code, amber(text))
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    sizes = {
        path: len(writer.get(f"/returns/{scene.reference}{path}").response.data)
        for path in ("", "/questions/5.5", "/whole")
    }
    assert sizes["/questions/5.5"] < 60_000
    assert sizes[""] < 60_000
    assert sizes["/whole"] < 300_000


def test_home_says_what_waits_for_those_who_write_and_those_who_sign(app: Flask, scene: Scene) -> None:
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    assert "Start answering" in writer.get("/").text_words
    scene.save("1.1", amber())
    assert "Go on answering" in writer.get("/").text_words
    signer = PageClient(app).sign_in(scene.approver_person.id)
    assert "Nothing is waiting for you" in signer.get("/").text_words
    scene.set_state(ReturnState.AWAITING_SIGN_OFF)
    assert "Read and sign" in signer.get("/").text_words
    assert "Waiting for sign-off" in writer.get("/").text_words


def test_a_late_return_says_so(app: Flask, scene: Scene) -> None:
    with scene.world.session() as session:
        row = session.merge(scene.row)
        row.due_on = date(2026, 9, 11)
    writer = PageClient(app).sign_in(scene.contributor_person.id)
    assert "3 days late" in writer.get(f"/returns/{scene.reference}").text_words
    assert "Late" in writer.get("/").text_words
