"""Differences of editions in words."""

from collections.abc import Mapping

from audit.domain.edition_diff import Difference

CLASS_WORDS: Mapping[Difference, str] = {
    Difference.UNCHANGED: "Unchanged",
    Difference.REWORDED: "Wording changed",
    Difference.OTHER_SCALE: "Grades mean something else",
    Difference.NEW: "New",
    Difference.DROPPED: "Dropped",
}


def say_class(difference: Difference) -> str:
    """A class as a heading; among unchanged questions only those are shown of which something else is said."""
    if difference is Difference.UNCHANGED:
        return "The same question, with other guidance or rules"
    return CLASS_WORDS[difference]
