"""Outcomes counted, themes found, the first words of feedback."""

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.challenge import EnquiryOutcome
from audit.domain.hearing import MOST_THEMES, HeardLine, ToldLine, feedback_words, tally, themes_in

A, P, N = EnquiryOutcome.ASSURED, EnquiryOutcome.PARTLY_ASSURED, EnquiryOutcome.NOT_ASSURED
OUTCOMES = st.lists(st.sampled_from([*EnquiryOutcome, None]))


@given(OUTCOMES)
def test_every_line_is_counted_once(outcomes: list[EnquiryOutcome | None]) -> None:
    counted = tally(outcomes)
    assert counted.lines == len(outcomes)
    assert sum(counted.share(each).numerator for each in EnquiryOutcome) == counted.heard
    assert {counted.share(each).denominator for each in EnquiryOutcome} == {counted.heard}
    assert counted.without == outcomes.count(None)


def test_a_share_names_its_denominator() -> None:
    assert tally([A, A, N, None]).share(A).words == "2 of 3 (66.7 %)"


def test_themes_are_the_standards_with_most_lines_not_assured() -> None:
    lines = [
        HeardLine("Training", "Council", N),
        HeardLine("Training", "police", N),
        HeardLine("Training", "Police", A),
        HeardLine("Leadership", "Council", N),
        HeardLine("Records", "Council", P),
        HeardLine("Records", "Council", None),
        HeardLine("", "Council", N),
    ]
    first, second = themes_in(lines)
    assert (first.standard_title, first.not_assured.words) == ("Training", "2 of 3 (66.7 %)")
    assert first.organisations == ["Council", "police"]
    assert second.standard_title == "Leadership"


@given(
    st.lists(st.builds(HeardLine, st.sampled_from("ABCDEFGH"), st.just("One"), st.sampled_from([N, A, None])))
)
def test_themes_are_few_and_in_order(lines: list[HeardLine]) -> None:
    found = themes_in(lines)
    assert len(found) <= MOST_THEMES
    counts = [theme.not_assured.numerator for theme in found]
    assert counts == sorted(counts, reverse=True)
    assert 0 not in counts


def test_the_first_words_of_feedback() -> None:
    lines = [
        ToldLine("Is training done?", A, ""),
        ToldLine("Are records\nkept?", N, "Show us in May."),
        ToldLine("Who leads?", P, ""),
        ToldLine("Is it known?", A, "Tell the others."),
        ToldLine("Never reached?", None, ""),
    ]
    text = feedback_words("Testshire Council", "Challenge day", "18 November 2026", lines, ["Do it (Ann)"])
    assert text == (
        "Thank you for coming to Challenge day on 18 November 2026 and for answering for Testshire Council.\n\n"
        "Strengths. The panel was assured about:\n- Is training done?\n- Is it known?\n\n"
        "What the panel would like to hear more about:\n- Are records kept? Not assured. Show us in May.\n"
        "- Who leads? Partly assured.\n\n"
        "What follows:\n- Tell the others.\n\n"
        "Actions agreed:\n- Do it (Ann)"
    )
    assert feedback_words("A", "B", "C", [], []) == "Thank you for coming to B on C and for answering for A."
