"""A copy is the board's own, a next edition continues the last, and a blank one can be built together."""

from audit.domain.beginnings import as_copy, as_next_edition, blank, next_edition, slug
from tests.support import question_sets


def test_editions_count_within_a_year() -> None:
    assert next_edition(2026, ["2025.7", "2026.1", "2026.2", "draft"]) == "2026.3"
    assert next_edition(2027, ["2026.2"]) == "2027.1"


def test_a_copy_has_a_code_of_its_own_and_continues_what_was_published() -> None:
    content = {**question_sets.content(), "starter": True, "continues": "2025.1"}
    copy = as_copy(content, "testshire", {"small-testshire"}, 2026, published=True)
    assert (copy["questionnaire"], copy["edition"]) == ("small-testshire-2", "2026.1")
    assert "starter" not in copy
    assert "continues" not in copy
    assert copy["header"][0]["continues"] == "small/2026.1#H1"
    assert copy["standards"][1]["questions"][0]["continues"] == "small/2026.1#2.1"
    assert content["starter"]
    unpublished = as_copy(content, "testshire", (), 2026, published=False)
    assert unpublished["questionnaire"] == "small-testshire"
    assert unpublished["standards"] == content["standards"]
    long = as_copy({**content, "questionnaire": "a" * 58}, "testshire", (), 2026, published=False)
    assert long["questionnaire"] == "a" * 58 + "-t"


def test_the_next_edition_keeps_the_code_and_every_question_continues_its_own() -> None:
    content = question_sets.content()
    following = as_next_edition(content, ["2026.1"], 2026)
    assert (following["questionnaire"], following["edition"], following["continues"]) == (
        "small",
        "2026.2",
        "2026.1",
    )
    assert following["standards"][0]["questions"][0]["continues"] == "small/2026.1#1.1"


def test_a_blank_set_has_one_standard_to_fill() -> None:
    made = blank("Our own set", "Our own set-testshire", question_sets.RAG, (), 2026)
    assert made["questionnaire"] == "our-own-set-testshire"
    assert [standard["title"] for standard in made["standards"]] == ["First standard"]
    assert blank("!", "!", question_sets.RAG, (), 2026)["questionnaire"] == "question-set"
    assert slug("Peer-on-peer abuse: what?") == "peer-on-peer-abuse-what"
    assert slug("a" * 29 + " b") == "a" * 29
