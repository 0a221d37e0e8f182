"""Questions of a new edition continue those that they were made from, unless somebody said otherwise."""

from copy import deepcopy
from typing import Any

from audit.domain.amending import questions_in
from audit.domain.continuing import continuing


def _set(code: str, edition: str, **continues: str | None) -> dict[str, Any]:
    def question(number: str) -> dict[str, Any]:
        made: dict[str, Any] = {"code": number, "kind": "text", "text": "So?"}
        return made | ({"continues": continues[f"q{number[-1]}"]} if f"q{number[-1]}" in continues else {})

    return {
        "questionnaire": code,
        "edition": edition,
        "header": [{"code": "H1", "kind": "text", "text": "Who?"}],
        "standards": [{"code": "1", "questions": [question("1.1"), question("1.2"), question("1.3")]}],
    }


def _links(content: dict[str, Any]) -> dict[str, str | None]:
    return {each["code"]: each.get("continues") for each in questions_in(content)}


def test_stale_links_move_on_and_written_ones_stay() -> None:
    base = _set("a", "2026.1", q1="a/2025.1#1.1", q2="a/2025.1#1.2")
    content = _set("a", "2027.1", q1="a/2025.1#1.1", q2="b/2024.1#9.9")
    content["standards"][0]["questions"].append({"code": "1.4", "kind": "text", "text": "New?"})
    before = deepcopy(content)
    assert _links(continuing(content, base)) == {
        "H1": None, "1.1": "a/2026.1#1.1", "1.2": "b/2024.1#9.9", "1.3": None, "1.4": None,
    }  # fmt: skip
    assert content == before


def test_a_copy_under_its_own_code_continues_what_it_copies() -> None:
    base, content = _set("a", "2026.1"), _set("mine", "2026.1")
    content["standards"][0]["questions"][0]["kind"] = "yes-no"
    assert _links(continuing(content, base)) == {
        "H1": "a/2026.1#H1", "1.1": None, "1.2": "a/2026.1#1.2", "1.3": "a/2026.1#1.3",
    }  # fmt: skip
    # What the copy of another set brought along is nobody's decision: it goes on from the board's own edition.
    later = _set("mine", "2027.1", q2="b/2024.1#9.9", q3="a/2026.1#1.3")
    previous = _set("mine", "2026.1", q3="a/2026.1#1.3")
    copied = _set("b", "2025.1", q2="b/2024.1#9.9")
    assert _links(continuing(later, previous, copied))["1.3"] == "mine/2026.1#1.3"
    assert _links(continuing(later, previous, copied))["1.2"] == "mine/2026.1#1.2"
    bare = {**content, "header": []}
    assert continuing(bare, base)["header"] == []
    assert continuing(base, base) == base
