"""Names inside the ZIP: safe everywhere, and no two the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.rooms.takeaway.exports.names import LONGEST, Names, safe_name


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("policy.pdf", "policy.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\plan.docx", "plan.docx"),
        ("what? why: <now>.pdf", "what_ why_ _now_.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("Polisi Diogelu Plant – tŷ.docx", "Polisi Diogelu Plant – tŷ.docx"),
        ("...", "file"),
        ("", "file"),
        ("a" * 300 + ".pdf", "a" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


def test_the_same_name_twice_is_told_apart() -> None:
    names = Names()
    found = [names.give(name) for name in ("a.pdf", "A.pdf", "a (2).pdf", "a.pdf", "a")]
    assert found == ["a.pdf", "A (2).pdf", "a (2) (2).pdf", "a (3).pdf", "a"]


@given(st.lists(st.text(max_size=150), max_size=30))
def test_names_never_meet_and_never_leave_their_folder(given_names: list[str]) -> None:
    names = Names()
    found = [names.give(name) for name in given_names]
    assert len({name.casefold() for name in found}) == len(found)
    for name in found:
        assert name
        assert not set(name) & set('<>:"/\\|?*')
        assert name == name.strip()
        assert not name.endswith(".")
        assert len(name) <= LONGEST
