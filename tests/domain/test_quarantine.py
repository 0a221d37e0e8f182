"""What is held back is replaced while a copy is read; the copy itself stays."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from audit.domain.quarantine import HELD_FILE, say_held, without_held

CONTENT: dict[str, Any] = {
    "standards": [{"questions": [{"code": "1", "kind": "graded"}, {"code": "2", "kind": "text"}]}],
    "answers": {
        "1": {"grade": "red", "value": "yes", "narrative": "Jo", "na_reason": "", "not_applicable": False,
              "evidence": [{"id": 7, "file_name": "jo.pdf", "description": "of Jo"},
                           {"id": 8, "file_name": "policy.pdf", "description": ""}],
              "actions": [{"what": "See Jo", "state": "open"}],
              "origin": {"by": "school", "trust": "Elm Trust", "reason": "Of Jo"}},
        "2": {"grade": None, "value": "Jo", "narrative": "", "na_reason": "Jo", "not_applicable": True},
    },
}  # fmt: skip


def test_the_sentence_says_what_when_by_whom_and_why() -> None:
    said = say_held("file", datetime(2026, 9, 14, 9, 30, tzinfo=UTC), "Kit Board", "It names a child.")
    assert (
        said == "This file has been held back by Kit Board since 14 September 2026. Reason: It names a child."
    )


def test_words_and_files_are_replaced_and_grades_stay() -> None:
    before = deepcopy(CONTENT)
    shown = without_held(CONTENT, {"1": "Held.", "2": "Held."}, {7: "Held file."})
    assert before == CONTENT
    first, second = shown["answers"]["1"], shown["answers"]["2"]
    assert (first["grade"], first["value"], first["narrative"], first["na_reason"]) == (
        "red",
        "yes",
        "Held.",
        "",
    )
    assert first["evidence"][0] == {"id": 7, "file_name": HELD_FILE, "description": "Held file."}
    assert first["evidence"][1]["file_name"] == "policy.pdf"
    assert first["actions"] == [{"what": "Held.", "state": "open"}]
    assert first["origin"] == {"by": "school", "trust": "Elm Trust", "reason": "Held."}
    assert (second["value"], second["na_reason"]) == (None, "Held.")
    assert "Jo" not in str(shown)


def test_a_file_alone_leaves_the_words() -> None:
    shown = without_held(CONTENT, {}, {7: "Held file."})
    assert shown["answers"]["1"]["narrative"] == "Jo"
    assert shown["answers"]["1"]["evidence"][0]["file_name"] == HELD_FILE


def test_the_scan_of_a_return_from_paper_is_held_by_its_name_too() -> None:
    content = {**CONTENT, "on_behalf": {"by": "Kit Board", "scan": {"id": 7, "file_name": "jo-signed.pdf"}}}
    shown = without_held(content, {}, {7: "Held file."})
    assert shown["on_behalf"] == {"by": "Kit Board", "scan": {"id": 7, "file_name": HELD_FILE}}
    assert without_held(content, {}, {8: "Held file."})["on_behalf"] == content["on_behalf"]


def test_with_nothing_held_the_copy_is_given_as_it_is() -> None:
    assert without_held(CONTENT, {}, {}) is CONTENT
    assert without_held({}, {"1": "Held."}, {}) == {}
