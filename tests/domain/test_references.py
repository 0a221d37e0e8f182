"""References that survive the telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.references import ALPHABET, PREFIXES, RANDOM_BYTES, make_reference, normalise_reference

DUTIES = st.sampled_from(sorted(PREFIXES))
BYTES = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


def test_the_alphabet_is_easy_to_read() -> None:
    assert not set("01OILAU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 29


def test_the_form_of_a_reference() -> None:
    # Worked by hand: S counts 22, the figures 1 count 28 and the 2s 0; 11×22 + (10+9)×28 = 774, and 774 + 9 = 27×29.
    assert make_reference("section-11", bytes(16)) == "S11-2222-222C"
    assert make_reference("section-175", bytes(16)).startswith("S175-2222-222")
    assert make_reference("other", bytes(range(16))).startswith("A-")
    # It must fit in the column.
    assert len(make_reference("section-175", bytes(16))) <= 20


def test_too_little_chance_and_unknown_duties_are_refused() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        make_reference("section-11", b"short")
    with pytest.raises(KeyError):
        make_reference("section-12", bytes(16))


@given(DUTIES, BYTES)
def test_a_reference_is_its_own_normal_form_however_it_is_typed(duty: str, random: bytes) -> None:
    reference = make_reference(duty, random)
    assert normalise_reference(reference) == reference
    assert normalise_reference(f"  {reference.lower()}\n") == reference
    assert normalise_reference(reference.replace("-", "")) == reference
    assert normalise_reference(reference.replace("-", " – ")) == reference


def test_letters_for_digits_in_the_prefix_are_put_right() -> None:
    reference = make_reference("section-11", bytes(16))
    assert normalise_reference(reference.replace("S11", "SIl")) == reference


@pytest.mark.parametrize(
    "text",
    ["", "S11", "hello", "S11-2222", "S12-2222-222C", "S11-2222-222X", "S11-2222-222O", "S11-2222-2223", "-"],
)
def test_what_is_no_reference(text: str) -> None:
    assert normalise_reference(text) is None


@given(DUTIES, BYTES, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(duty: str, random: bytes, place: int, other: str) -> None:
    prefix, _, body = make_reference(duty, random).partition("-")
    body = body.replace("-", "")
    changed = body[:place] + other + body[place + 1 :]
    assert (normalise_reference(prefix + changed) is None) == (changed != body)


@given(DUTIES, BYTES, st.integers(0, 7), st.integers(0, 7))
def test_two_characters_that_changed_places_are_always_found(
    duty: str, random: bytes, a: int, b: int
) -> None:
    prefix, _, body = make_reference(duty, random).partition("-")
    swapped = list(body.replace("-", ""))
    swapped[a], swapped[b] = swapped[b], swapped[a]
    same = "".join(swapped) == body.replace("-", "")
    assert (normalise_reference(prefix + "".join(swapped)) is None) == (not same)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    found = normalise_reference(text)
    assert found is None or normalise_reference(found) == found
