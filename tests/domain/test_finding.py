"""Words are found in what people read and nowhere else, and replaced there alone."""

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.finding import pieces, replaced, texts, with_text

QUESTION = {
    "code": "2.1",
    "kind": "choice",
    "text": "Is the lead trained?",
    "guidance": None,
    "reference": {"title": "The lead", "edition": "2025"},
    "choices": [{"key": "lead", "label": "Yes, the lead"}, {"key": "other", "label": "No"}],
    "expected_evidence": ["A list of leads"],
    "condition": {"question": "lead", "is": ["lead"]},
    "minimum": 1,
}


def test_texts_are_what_people_read() -> None:
    found = dict(texts(QUESTION))
    assert found == {
        ("text",): "Is the lead trained?",
        ("reference", "title"): "The lead",
        ("reference", "edition"): "2025",
        ("expected_evidence", 0): "A list of leads",
        ("choices", 0, "label"): "Yes, the lead",
        ("choices", 1, "label"): "No",
    }
    changed = with_text(QUESTION, ("choices", 0, "label"), "Yes")
    assert changed["choices"][0] == {"key": "lead", "label": "Yes"}
    assert QUESTION["choices"][0]["label"] == "Yes, the lead"  # type: ignore[index]


@given(st.text(), st.text(min_size=1))
def test_the_pieces_are_the_text(text: str, wanted: str) -> None:
    assert "".join(pieces(text, wanted)) == text
    assert replaced(text, wanted, wanted, match_case=True) == text


def test_capital_letters_count_only_when_asked_and_signs_stand_for_themselves() -> None:
    assert replaced("Lead and lead", "lead", "head") == "head and head"
    assert replaced("Lead and lead", "lead", "head", match_case=True) == "Lead and head"
    assert replaced("a.b (a+b)", "a+b", r"\1") == r"a.b (\1)"
