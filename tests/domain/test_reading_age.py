"""A question that is far harder to read than the others stands out; short ones are not judged."""

from audit.domain.reading_age import hard_to_read, reading_age

EASY = [
    "Does each new person learn how to keep a child safe?",
    "Do you check that all staff know who leads on this?",
    "Is there a note of who went to the course and when they went there?",
    "Do the people who run the club come to the table when we meet?",
]
HARD = (
    "Notwithstanding organisational accountability responsibilities, does multi-agency collaboration "
    "comprehensively incorporate proportionate intervention methodologies?"
)


def test_hard_words_raise_the_age_and_stand_out() -> None:
    easy, hard = reading_age(EASY[0]), reading_age(HARD)
    assert easy is not None
    assert hard is not None
    assert easy < 12 < 20 < hard
    found = hard_to_read({**{str(n): text for n, text in enumerate(EASY)}, "9": HARD, "10": "Why?"})
    assert list(found) == ["9"]
    assert found["9"].age > found["9"].usual + 6


def test_too_short_a_text_says_nothing() -> None:
    assert reading_age("Is it led?") is None
    assert hard_to_read({"1": "Is it led?"}) == {}


def test_an_easy_set_gives_no_advice_and_sentences_count() -> None:
    cat = "The cat sat on the mat and it sat still."
    assert hard_to_read({"1": cat, "2": "We go there and we see it all at once."}) == {}
    one = reading_age("We keep a list of staff and we check the list in May.")
    two = reading_age("We keep a list of staff. And we check the list in May.")
    assert one is not None
    assert two is not None
    assert two < one
    assert reading_age("Table people agree home the place are here.") is not None
