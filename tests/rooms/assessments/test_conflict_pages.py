"""What is shown when two people write at once, with and without the script, and on the page of a standard."""

from typing import Any

import pytest
from flask import Flask

from audit.domain.answers import AnswerContent
from audit.domain.workflows import RoundState
from tests.rooms.assessments.scene import Scene
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries


@pytest.fixture
def writer(app: Flask, scene: Scene) -> PageClient:
    """The contributor, signed in."""
    return PageClient(app).sign_in(scene.contributor_person.id)


def question_url(scene: Scene, code: str = "1.1") -> str:
    return f"/returns/{scene.reference}/questions/{code}"


def amber(narrative: str = "We are on our way.") -> AnswerContent:
    return AnswerContent(grade="amber", narrative=narrative)


def fetch(writer: PageClient, url: str, **data: Any) -> Any:
    return writer.raw.post(
        url, data={"csrf_token": writer.csrf_token(), **data}, headers={"X-Requested-With": "fetch"}
    )


def test_a_stale_page_shows_both_texts_and_saves_the_choice(writer: PageClient, scene: Scene) -> None:
    page = writer.get(question_url(scene))
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    both = writer.submit(page, {"answer": "red", "narrative": "Mine."}, 409)
    assert both.heading == "Sam Colleague changed this answer while you were writing"
    assert "Theirs." in both.text_words
    assert "Mine." in both.text_words
    assert both.values()["combined"] == "Theirs.\n\nMine."
    undecided = writer.submit(both, {}, 422)
    assert undecided.errors() == ["Choose which answer to keep"]
    writer.submit(undecided, {"keep": "both", "combined": "Theirs and mine."})
    assert scene.view().contents["1.1"] == AnswerContent(grade="red", narrative="Theirs and mine.")
    history = writer.get(f"{question_url(scene)}/history")
    assert [words(h) for h in history.select(".app-change h2")] == [
        "Robin Writer, 14 September 2026 at 10:30am (chosen in a conflict)",
        "Sam Colleague, 14 September 2026 at 10:30am",
    ]
    assert "Theirs." in history.text_words


@pytest.mark.parametrize(("keep", "left"), [("theirs", "Theirs."), ("mine", "Mine.")])
def test_one_of_two_answers_is_kept(writer: PageClient, scene: Scene, keep: str, left: str) -> None:
    page = writer.get(question_url(scene))
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    both = writer.submit(page, {"answer": "amber", "narrative": "Mine."}, 409)
    writer.submit(both, {"keep": keep})
    assert scene.view().contents["1.1"].narrative == left


def test_a_third_person_in_between_is_seen_too(writer: PageClient, scene: Scene) -> None:
    page = writer.get(question_url(scene))
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    both = writer.submit(page, {"answer": "amber", "narrative": "Mine."}, 409)
    scene.save("1.1", amber("A third."), seen=1, actor=scene.colleague)
    again = writer.submit(both, {"keep": "mine"}, 409)
    assert "A third." in again.text_words
    writer.submit(again, {"keep": "mine"})
    assert scene.view().contents["1.1"].narrative == "Mine."


def test_a_stale_page_on_which_nothing_was_typed_overwrites_nothing(writer: PageClient, scene: Scene) -> None:
    page = writer.get(question_url(scene))
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    assert writer.submit(page, {"action": "continue"}).path == question_url(scene, "1.2")
    assert scene.view().contents["1.1"].narrative == "Theirs."


def test_the_script_saves_and_is_told_the_version_and_the_time(writer: PageClient, scene: Scene) -> None:
    answer = fetch(writer, question_url(scene), version="0", answer="red", narrative="Child AB (6) was seen.")
    assert answer.status_code == 200
    assert answer.json["version"] == 1
    assert answer.json["saved"] == "Saved at 10:30am"
    assert "initials and age" in answer.json["warnings"][0]
    assert (
        fetch(writer, question_url(scene), version="1", answer="red", narrative="More.").json["version"] == 2
    )


def test_the_script_is_told_of_conflicts_refusals_and_closing(writer: PageClient, scene: Scene) -> None:
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    conflict = fetch(writer, question_url(scene), version="0", answer="red", narrative="Mine.")
    assert (conflict.status_code, conflict.json["version"], conflict.json["mine"]) == (409, 1, False)
    assert conflict.json["theirs"]["narrative"] == "Theirs."
    refused = fetch(writer, question_url(scene), version="1", answer="purple")
    assert (refused.status_code, refused.json["field"]) == (422, "grade")
    scene.set_round_state(RoundState.CLOSED)
    closed = fetch(writer, question_url(scene), version="1", answer="red")
    assert closed.status_code == 403
    assert "nothing was saved" in closed.json["error"]


def test_the_script_is_told_when_it_is_signed_out(visitor: PageClient, scene: Scene) -> None:
    assert fetch(visitor, question_url(scene), version="0", answer="red").status_code == 401


def test_a_standard_is_saved_on_one_page(writer: PageClient, scene: Scene) -> None:
    page = writer.get(f"/returns/{scene.reference}/standards/1")
    after = writer.submit(
        page,
        {
            "q-1.1-answer": "green",
            "q-1.2-answer": "amber",
            "q-1.2-narrative": "Nearly.",
            "action": "continue",
        },
    )
    assert after.path == f"/returns/{scene.reference}/standards/2"
    assert "2 answers were saved." in after.text_words
    assert scene.view().contents["1.2"] == amber("Nearly.")


def test_on_one_page_a_conflict_keeps_to_its_own_answer(writer: PageClient, scene: Scene) -> None:
    page = writer.get(f"/returns/{scene.reference}/standards/1")
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    both = writer.submit(
        page,
        {
            "q-1.1-answer": "red",
            "q-1.1-narrative": "Mine.",
            "q-1.2-answer": "amber",
            "q-1.2-narrative": "Other.",
        },
        409,
    )
    assert "1 answer was saved." in both.text_words
    assert both.errors() == ["1.1: Sam Colleague changed this answer while you were writing"]
    assert scene.view().contents["1.2"].narrative == "Other."
    assert scene.view().contents["1.1"].narrative == "Theirs."
    assert "Theirs." in both.text_words
    still = writer.submit(both, {}, 409)
    writer.submit(still, {"q-1.1-keep": "mine"})
    assert scene.view().contents["1.1"] == AnswerContent(grade="red", narrative="Mine.")


def test_on_one_page_what_is_wrong_is_named_and_the_rest_is_saved(writer: PageClient, scene: Scene) -> None:
    page = writer.get(f"/returns/{scene.reference}/standards/1")
    wrong = writer.submit(page, {"q-1.1-answer": "purple", "q-1.2-answer": "green"}, 422)
    assert wrong.errors() == ["1.1: Choose one of the grades on this page"]
    assert scene.view().contents["1.2"].grade == "green"


def test_on_one_page_an_untouched_answer_follows_a_colleague(writer: PageClient, scene: Scene) -> None:
    page = writer.get(f"/returns/{scene.reference}/standards/1")
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    writer.submit(page, {"q-1.2-answer": "green"})
    assert scene.view().contents["1.1"].narrative == "Theirs."


def test_saving_as_one_types_sends_few_statements(app: Flask, writer: PageClient, scene: Scene) -> None:
    fetch(writer, question_url(scene), version="0", answer="red", narrative="First.")
    with count_queries(app.extensions["audit.unit_of_work"].engine) as sent:
        assert (
            fetch(writer, question_url(scene), version="1", answer="red", narrative="Second.").json["version"]
            == 2
        )
    # Who it is, the return, the answer, its change, its history.
    assert sent.count == 5, str(sent)
