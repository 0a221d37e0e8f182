"""Email addresses as they are stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.emails import LONGEST_EMAIL, tidy_email


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ann.O'Neil+audit@Council.Example", "ann.o'neil+audit@council.example"),
        ("  a@b.example\n", "a@b.example"),
        ("a@b", None), ("@b.example", None), ("a@@b.example", None), ("a b@c.example", None), ("", None),
        ("a@b.example, c@d.example", None), ("<a@b.example>", None), ("a@b..example", None), ("a@b.e", None),
        ("a" * 65 + "@b.example", None), ("a@" + "b" * LONGEST_EMAIL + ".example", None),
        ("a\r\nBcc: x@y.example", None),
    ],
)  # fmt: skip
def test_only_what_is_surely_wrong_is_refused(typed: str, stored: str | None) -> None:
    assert tidy_email(typed) == stored


@given(st.text())
def test_what_is_stored_is_one_address_on_one_line(typed: str) -> None:
    stored = tidy_email(typed)
    assert stored is None or (
        stored.count("@") == 1 and len(stored.split()) == 1 and stored == tidy_email(stored)
    )
