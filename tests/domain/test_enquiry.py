"""What a panel might ask: the reasons, their figures, their order."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.challenge import EnquiryOutcome, EnquiryReason
from audit.domain.enquiry import (
    MOST_LINES,
    OpenLine,
    OrganisationFacts,
    OverdueAction,
    Proposed,
    QuestionFacts,
    key_of,
    propose,
)
from audit.domain.moderation import EvidenceQuality
from audit.domain.scales import scale_from_data

TODAY = date(2026, 9, 14)
_GRADES = (
    ("grey", False, True),
    ("red", False, True),
    ("amber", False, False),
    ("blue", True, False),
    ("green", True, False),
)
SCALE = scale_from_data(
    {
        "scale": "five",
        "title": "Five grades",
        "grades": [
            {"key": key, "label": key.title(), "letter": key[0].upper() + key[1], "meaning": key, "colour": "grey",
             "points": place, "meets_minimum": meets, "priority": priority}
            for place, (key, meets, priority) in enumerate(_GRADES)
        ],
    }
)  # fmt: skip
R = EnquiryReason


def question(own: str | None = "green", code: str = "1.1", **more: Any) -> QuestionFacts:
    """An answer that gives no reason to ask, but for what is changed."""
    values: dict[str, Any] = {"files": 1, "opened": 1, **more}
    if "agreed" in values:
        values["is_agreed"] = True
    return QuestionFacts(code, "Is it in place?", "A standard", own, **values)


def lines(*questions: QuestionFacts, **more: Any) -> list[Proposed]:
    return propose(OrganisationFacts(SCALE, "Health", questions, **more), TODAY)


def only(*questions: QuestionFacts, **more: Any) -> Proposed:
    (line,) = lines(*questions, **more)
    return line


def test_an_answer_like_any_other_gives_no_reason_to_ask() -> None:
    assert lines(question(), question("amber"), question(None)) == []


def test_a_priority_grade_is_asked_about_whoever_gave_it() -> None:
    line = only(question("red"))
    assert (line.reason, line.question_code, line.standard_title) == (R.PRIORITY_GRADE, "1.1", "A standard")
    assert line.reason_words == "Its own grade for 1.1 is Red."
    assert "“Is it in place?”" in line.text
    assert (
        only(question("red", agreed="red")).reason_words
        == "Its own grade for 1.1 is Red, and moderation agreed."
    )
    moved = only(question("green", agreed="grey"))
    assert moved.reason is R.PRIORITY_GRADE
    assert moved.reason_words.splitlines() == [
        "The agreed grade for 1.1 is Grey.",
        "Moderation moved 1.1 from Green to Grey.",
    ]


def test_a_moved_grade_is_asked_about_down_before_up() -> None:
    found = lines(
        question("amber", "1.1", agreed="blue"),
        question("green", "1.2", agreed="amber"),
        question("blue", "1.3", agreed=None),
    )
    assert [line.question_code for line in found] == ["1.2", "1.3", "1.1"]
    assert {line.reason for line in found} == {R.MOVED}
    assert found[1].reason_words == "Moderation moved 1.3 from Blue to Not applicable."


def test_better_than_last_time_needs_evidence() -> None:
    line = only(question("green", previous="amber", files=0, opened=0))
    assert (line.reason, line.reason_words) == (
        R.GREENER,
        "1.1 was Amber in the round before and is Green now, without any evidence.",
    )
    mapped = only(question("green", previous="amber", is_mapped=True, files=0, opened=0))
    assert mapped.reason_words == (
        "1.1 was Amber in the round before, counted by the declared mapping of the two scales, and is Green now, "
        "without any evidence."
    )
    assert lines(question("green", previous="amber")) == []
    assert lines(question("amber", previous="green", files=0)) == []
    assert lines(question("green", previous="elsewhere", files=0)) == []


@pytest.mark.parametrize(
    ("quality", "word"), [(EvidenceQuality.WEAK, "weak"), (EvidenceQuality.ABSENT, "absent")]
)
def test_weak_evidence_is_asked_about(quality: EvidenceQuality, word: str) -> None:
    line = only(question(quality=quality))
    assert (line.reason, line.reason_words) == (
        R.EVIDENCE_WEAK,
        f"The moderator found the evidence for 1.1 {word}.",
    )
    assert lines(question(quality=EvidenceQuality.ADEQUATE)) == []


def test_evidence_that_nobody_opened_makes_one_line_for_all_such_answers() -> None:
    found = lines(
        question("green", "1.1", opened=0),
        question("blue", "1.2", files=3, opened=0),
        question("amber", "1.3", opened=0),
        question("green", "1.4", files=0, opened=0),
    )
    assert [(line.reason, line.question_code) for line in found] == [(R.NEVER_OPENED, "")]
    assert found[0].reason_words == (
        "Nobody of the board has opened the evidence of 2 answers at or above the minimum: 1.1, 1.2."
    )
    assert "1 answer at" in only(question(opened=0)).reason_words


def test_unopened_evidence_joins_whatever_else_is_asked_of_the_question() -> None:
    weak = only(question(opened=0, quality=EvidenceQuality.WEAK))
    assert (
        weak.reason_words.splitlines()[1] == "Nobody of the board has opened its evidence for 1.1 (1 file)."
    )
    action = OverdueAction(7, "Train staff", date(2026, 9, 13), "1.1")
    late = only(question(opened=0, files=2), actions=[action])
    assert (late.reason, late.action_id, late.question_code) == (R.OVERDUE, 7, "1.1")
    assert late.reason_words.splitlines() == [
        "The action “Train staff” was due on 13 September 2026 (1 day late).",
        "Nobody of the board has opened its evidence for 1.1 (2 files).",
    ]


def test_an_answer_unlike_its_peers_says_how_many_they_are() -> None:
    line = only(question("green", peers={"amber": 4, "green": 1, "other-scale": 9}))
    assert (line.reason, line.reason_words) == (
        R.UNLIKE_PEERS,
        "1.1 is Green; 4 of 5 others of Health are Amber.",
    )
    assert lines(question("green", peers={"amber": 4})) == [], "four peers are too few"
    assert lines(question("green", peers={"blue": 9})) == [], "one step apart is alike"
    assert lines(question("green", peers={"grey": 3, "blue": 3})) == [], "doubt speaks for the organisation"
    assert lines(question(None, peers={"grey": 9})) == []
    facts = OrganisationFacts(SCALE, "", [question("green", peers={"grey": 5})])
    assert "of its sector" in propose(facts, TODAY)[0].reason_words


def test_an_overdue_action_about_no_answer_of_the_round_is_a_line_of_its_own() -> None:
    actions = [
        OverdueAction(1, "Train staff", date(2026, 9, 4)),
        OverdueAction(2, "Write a policy", date(2026, 3, 14), "9.9", "Another standard"),
    ]
    found = lines(actions=actions)
    assert [line.action_id for line in found] == [2, 1], "the one that waits longest comes first"
    assert found[0].question_code == ""
    assert found[0].standard_title == "Another standard"
    assert "(10 days late)" in found[1].reason_words


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (EnquiryOutcome.NOT_ASSURED, "The panel was not assured at “Spring”."),
        (EnquiryOutcome.PARTLY_ASSURED, "The panel was partly assured at “Spring”. Follow-up: Show the minutes."),
        (
            EnquiryOutcome.ASSURED,
            "The panel was assured at “Spring”, and asked for a follow-up. Follow-up: Show the minutes.",
        ),
        (None, "It stayed open at “Spring”."),
    ],
)  # fmt: skip
def test_what_is_still_open_is_asked_again(outcome: EnquiryOutcome | None, words: str) -> None:
    follow_up = "Show\nthe minutes." if "Follow-up:" in words else ""
    open_line = OpenLine(5, "How do you know?", outcome, follow_up, "1.1")
    line = only(question("red"), carried=[open_line], previous_event="Spring")
    assert (line.reason, line.text, line.carried_from_id) == (R.CARRIED, "How do you know?", 5)
    assert line.reason_words.splitlines() == [words, "Its own grade for 1.1 is Red."]


def test_an_open_line_about_nothing_asked_now_stands_alone() -> None:
    line = only(carried=[OpenLine(5, "How do you know?", None, "", "8.1", "Old standard")])
    assert (line.question_code, line.standard_title, line.key) == ("", "Old standard", "line 5")
    assert "at the event before" in line.reason_words


def test_the_gravest_reason_leads_and_the_worst_grade_comes_first() -> None:
    found = lines(
        question("green", "1.1", quality=EvidenceQuality.WEAK),
        question("red", "1.2"),
        question("grey", "1.3"),
        question("green", "1.4", agreed="blue"),
        question("red", "1.5", quality=EvidenceQuality.WEAK),
    )
    assert [line.question_code for line in found] == ["1.3", "1.5", "1.2", "1.4", "1.1"]


def test_a_long_question_is_shortened_at_a_word() -> None:
    long = QuestionFacts("1.1", "Is this, and that, " * 20, "S", "red")
    text = only(long).text
    assert " …”" in text
    assert len(text) < 250


def test_without_a_scale_only_actions_and_open_lines_are_asked_about() -> None:
    facts = OrganisationFacts(None, "", [question("red")], [OverdueAction(1, "Act", date(2026, 1, 1))])
    assert [line.reason for line in propose(facts, TODAY)] == [R.OVERDUE]


def test_lines_are_the_same_when_they_are_about_the_same() -> None:
    assert key_of(R.MOVED, "1.1", 3, 4) == key_of(R.CARRIED, "1.1", None, None) == "question 1.1"
    assert key_of(R.OVERDUE, "", 3, 4) == "action 3"
    assert key_of(R.CARRIED, "", None, 4) == "line 4"
    assert key_of(R.NEVER_OPENED, "", None, None) == "whole never-opened"


GRADE = st.sampled_from([None, *SCALE.by_key])
QUESTIONS = st.lists(
    st.builds(
        QuestionFacts,
        code=st.sampled_from([f"{s}.{q}" for s in range(1, 6) for q in range(1, 6)]),
        text=st.just("Is it in place?"),
        standard_title=st.just("S"),
        own=GRADE,
        agreed=GRADE,
        is_agreed=st.booleans(),
        previous=GRADE,
        files=st.integers(0, 3),
        opened=st.integers(0, 1),
        quality=st.sampled_from([None, *EvidenceQuality]),
        peers=st.dictionaries(st.sampled_from(list(SCALE.by_key)), st.integers(0, 9)),
    ),
    max_size=25,
    unique_by=lambda each: each.code,
)


@given(QUESTIONS, st.lists(st.sampled_from(["1.1", "2.2", "", "9.9"]), max_size=4))
def test_every_proposal_is_short_has_its_reasons_and_asks_of_each_thing_once(
    questions: list[QuestionFacts], about: list[str]
) -> None:
    actions = [OverdueAction(id, "Act", date(2026, 8, 1), code) for id, code in enumerate(about, 1)]
    facts = OrganisationFacts(SCALE, "Health", questions, actions)
    found = propose(facts, TODAY)
    assert len(found) <= MOST_LINES
    assert len({line.key for line in found}) == len(found)
    assert all(line.text and line.reason_words for line in found)
    assert found == propose(facts, TODAY)
