"""Words that people type, as they are kept."""

import pytest

from audit.domain.errors import RuleBroken
from audit.domain.texts import checked_words


def test_words_are_tidied_and_bounded() -> None:
    assert checked_words(" one\r\ntwo\x00 ", "The note", "note", 10) == "one\ntwo"
    assert checked_words("", "The note", "note", 10) == ""
    with pytest.raises(RuleBroken, match="Write something") as empty:
        checked_words(" \n ", "The note", "note", 10, "Write something")
    assert empty.value.field == "note"
    with pytest.raises(RuleBroken, match="10 characters or fewer"):
        checked_words("x" * 11, "The note", "note", 10)
