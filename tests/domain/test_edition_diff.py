"""Two editions side by side: nothing is different from itself, and every question is in exactly one class."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.edition_diff import CARRIES, Difference, edition_diff, facts_of_question, facts_of_set
from audit.domain.questionnaire import Questionnaire, questionnaire_from_data
from tests.support import question_sets


def _nothing(_name: tuple[str, str]) -> None:
    return None


def _made(content: dict[str, Any]) -> Questionnaire:
    return questionnaire_from_data(content)


def _set(**more: Any) -> dict[str, Any]:
    return deepcopy(question_sets.shipped_set("section-11-short")) | more


@st.composite
def _changed(draw: st.DrawFn) -> dict[str, Any]:
    """The short set with some questions reworded, dropped, renamed or added, perhaps under another code."""
    content = _set(edition=draw(st.sampled_from(["2026.1", "2027.1"])))
    content["questionnaire"] = draw(st.sampled_from([content["questionnaire"], "my-own"]))
    for standard in content["standards"]:
        kept = []
        for question in standard["questions"]:
            what = draw(st.sampled_from(["keep", "keep", "reword", "drop", "kind", "hint", "rename"]))
            if what == "drop":
                continue
            if what == "reword":
                question["text"] = draw(
                    st.sampled_from([question["text"] + " Always?", "Something else altogether"])
                )
            elif what == "kind":
                question["kind"] = "text"
            elif what == "hint":
                question["hint"] = "Look twice."
            elif what == "rename":
                question["code"] += "b"
            kept.append(question)
        standard["questions"] = kept
    return content


@settings(max_examples=25, deadline=None)
@given(_changed(), _changed())
def test_every_question_is_in_exactly_one_class(one: dict[str, Any], other: dict[str, Any]) -> None:
    then, now = _made(one), _made(other)
    assert edition_diff(then, then, _nothing).is_empty
    found = edition_diff(then, now, _nothing)
    of_now = [line.question.code for line in found.lines if line.difference is not Difference.DROPPED]
    assert of_now == list(now.questions)
    gone = [line.question.code for line in found.lines if line.difference is Difference.DROPPED]
    continued = {line.before.code for line in found.lines if line.before is not None}
    assert sorted([*gone, *continued]) == sorted(then.questions)
    assert sum(found.count(each) for each in Difference) == len(found.lines)
    for line in found.lines:
        assert (line.before is None) == (line.difference in (Difference.NEW, Difference.DROPPED))


def test_what_is_said_differently_is_shown_word_by_word() -> None:
    before = _set()
    after = _set(edition="2027.1", title="A new title")
    first, second = after["standards"][0]["questions"][:2]
    first["guidance"] = "Look at the last report."
    first["continues"] = f"{before['questionnaire']}/{before['edition']}#{second['code']}"
    after["scale"]["grades"][0]["meaning"] = "Nothing is in place."
    found = edition_diff(_made(before), _made(after), _nothing)
    assert [each.label for each in found.of_set][:1] == ["Title"]
    assert any(each.label.startswith("Grade ") for each in found.of_set)
    line = next(line for line in found.lines if line.question.code == first["code"])
    assert line.is_moved
    assert line.is_different
    assert any(each.label == "Guidance" for each in line.said)
    assert found.count(Difference.OTHER_SCALE) > 0
    assert set(CARRIES) == set(Difference)
    assert not found.is_empty
    chained = edition_diff(_made(before), _made(_set(edition="2028.1")), lambda _name: _made(before))
    assert chained.is_empty


def test_everything_a_question_says_has_a_name() -> None:
    content = question_sets.content()
    content["sign_off"] = {"steps": ["head", "chair"], "governing_body_date": True}
    content["standards"][0]["questions"] = [
        {
            "code": "1.1", "kind": "number", "text": "How many?", "unit": "staff", "minimum": 1, "maximum": 9,
            "requires": {"narrative": "always", "evidence": ["red", "yes"]}, "themes": ["a"],
            "reference": {"title": "Law", "edition": "2026", "part": "2"}, "required": False,
            "applies_to": {"kinds": ["school"], "phases": ["primary"], "types": ["academy"], "profiles": ["short"]},
            "condition": {"question": "H1", "is": ["yes"]}, "choices": [{"key": "a", "label": "A"}], "multiple": True,
            "descriptors": {"red": "Bad"}, "expected_evidence": ["Plan"], "hint": "H", "guidance": "G",
        }
    ]  # fmt: skip
    made = _made(content)
    facts = facts_of_question(made.questions["1.1"], made.scale)
    assert facts["Needs a narrative for"] == "every answer"
    assert facts["Needs evidence for"] == "Red, yes"
    assert facts["Asked when"] == "H1 is yes"
    assert (facts["Unit"], facts["At least"], facts["At most"]) == ("staff", "1", "9")
    assert facts["Reference"] == "Law, 2026 2"
    assert "short form" in facts["Asked of"]
    assert facts["Answers"] == "A, several"
    assert "meeting" in facts_of_set(made)["Signed by"]
