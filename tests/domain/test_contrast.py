"""Whether a colour can be read on white."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.contrast import LEAST_CONTRAST, contrast_with_white, read_colour


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        ("#1d70b8", "#1d70b8"), (" 1D70B8 ", "#1d70b8"), ("#ABC", "#aabbcc"), ("blue", None), ("", None),
        ("#12345", None), ("#1d70b8; x", None), ("#gggggg", None),
    ],
)  # fmt: skip
def test_a_colour_is_read_as_people_type_it(typed: str, colour: str | None) -> None:
    assert read_colour(typed) == colour


def test_known_contrasts() -> None:
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#000000") == pytest.approx(21)
    # The palest grey that passes at level AA, and the next one, which does not.
    assert contrast_with_white("#767676") >= LEAST_CONTRAST > contrast_with_white("#777777")


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 254))
def test_a_lighter_colour_never_has_more_contrast(red: int, green: int, blue: int) -> None:
    darker, lighter = f"#{red:02x}{green:02x}{blue:02x}", f"#{red:02x}{green:02x}{blue + 1:02x}"
    assert 1 <= contrast_with_white(lighter) <= contrast_with_white(darker) <= 21
