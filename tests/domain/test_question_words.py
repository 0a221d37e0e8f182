"""Of whom a question is asked and what it needs, in words."""

from audit.domain.question_words import say_counts, what_is_needed, who_is_asked
from audit.domain.questionnaire import questionnaire_from_data
from tests.support import question_sets


def test_every_limit_and_need_is_said() -> None:
    content = question_sets.content()
    content["standards"][0]["questions"] = [
        {"code": "1.1", "kind": "graded", "text": "So?", "requires": {"evidence": "always"}},
        {
            "code": "1.2", "kind": "choice", "text": "Which?", "requires": {"narrative": ["a"]},
            "choices": [{"key": "a", "label": "Ay"}, {"key": "b", "label": "Bee"}],
            "applies_to": {"kinds": ["school"], "profiles": ["short"]},
            "condition": {"question": "1.1", "is": ["red", "amber"]},
        },
        {
            "code": "1.3", "kind": "yes-no", "text": "Yes?", "requires": {"narrative": ["no"]},
            "condition": {"question": "1.2", "is": ["b"]},
        },
    ]  # fmt: skip
    content["standards"] = content["standards"][:1]
    made = questionnaire_from_data(content)
    first, second, third = (made.questions[code] for code in ("1.1", "1.2", "1.3"))
    assert who_is_asked(first, made) == ["Everybody"]
    assert who_is_asked(second, made)[1:] == ["Profiles: Short", "Only when 1.1 is answered Red or Amber"]
    assert who_is_asked(third, made) == ["Only when 1.2 is answered Bee"]
    assert what_is_needed(first, made.scale) == ["A narrative for Red", "Evidence, whatever the answer"]
    assert what_is_needed(second, made.scale) == ["A narrative for Ay"]
    assert what_is_needed(third, made.scale) == ["A narrative for No"]
    assert say_counts(made) == "1 standard, 3 questions, 1 graded"
    content["standards"].append(
        {"code": "2", "title": "T", "questions": [{"code": "2.1", "kind": "text", "text": "?"}]}
    )
    assert say_counts(questionnaire_from_data(content)).startswith("2 standards")
    content["standards"] = [
        {"code": "2", "title": "T", "questions": [{"code": "2.1", "kind": "text", "text": "?"}]}
    ]
    assert say_counts(questionnaire_from_data(content)) == "1 standard, 1 question, 0 graded"
