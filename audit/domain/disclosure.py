"""Adding replies up so that nobody's own reply can be found in the sums, whatever is taken from whatever.

The rule. Replies are added up in *groups*: of one organisation, of one closing of the survey and, where staff say what
kind of role they have, of one kind of role. A group has at least five replies, or it is not made. Everything that is
ever shown is a sum of whole groups: an organisation, a kind of role, all organisations, what was shown before a
survey was opened again and what is shown after. Taking one view from another therefore leaves whole groups, so five
replies or more, or nothing. Totals count what is shown and nothing else: what is hidden is in no total, so it cannot
be worked out by taking the shown parts away. The same holds question by question: a question that fewer than five of
a group graded is left out of that group's sum, and so out of every total.

Source: the usual practice of small-number suppression in published statistics, with complementary suppression done
by leaving small groups out of totals.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FEWEST = 5
"""The fewest replies that are shown together."""

TOGETHER = ""
"""The kind of role of those who did not say one, and of those whose kind is too rare to be counted apart."""


@dataclass(frozen=True)
class Sheet:
    """One reply, as adding up needs it: the kind of role if it was said, and by question code what was chosen."""

    role: str = TOGETHER
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sum:
    """A group of at least five replies, added up: by question code, how often each thing was chosen."""

    role: str
    replies: int
    counts: Mapping[str, Mapping[str, int]]


def add_up(sheets: Sequence[Sheet], graded: Iterable[str], ungraded: str) -> list[Sum]:
    """The sums of an organisation's new replies; none at all while there are fewer than five.

    ``graded`` are the codes of the questions that are counted. ``ungraded`` is what is chosen by those who do not
    know: it is counted beside the grades, but does not help a question to its five.
    """
    if len(sheets) < FEWEST:
        return []
    codes = list(graded)
    return [_sum(role, members, codes, ungraded) for role, members in sorted(_groups(sheets).items())]


def _groups(sheets: Iterable[Sheet]) -> dict[str, list[Sheet]]:
    """The replies by kind of role, each group with five or more: what is rarer is counted together.

    When those counted together are themselves fewer than five, the smallest of the other groups joins them, because
    a rest of one would otherwise be what is left of the whole.
    """
    by_role: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_role.setdefault(sheet.role, []).append(sheet)
    together = by_role.pop(TOGETHER, [])
    groups: dict[str, list[Sheet]] = {}
    for role, members in by_role.items():
        if len(members) < FEWEST:
            together += members
        else:
            groups[role] = members
    while 0 < len(together) < FEWEST:
        # There is one: all of the replies together are five or more.
        smallest = min(groups, key=lambda role: (len(groups[role]), role))
        together += groups.pop(smallest)
    if together:
        groups[TOGETHER] = together
    return groups


def _sum(role: str, members: Sequence[Sheet], codes: Iterable[str], ungraded: str) -> Sum:
    counts: dict[str, Mapping[str, int]] = {}
    for code in codes:
        found = Counter(sheet.chosen[code] for sheet in members if code in sheet.chosen)
        if found.total() - found[ungraded] >= FEWEST:
            counts[code] = dict(sorted((+found).items()))
    return Sum(role, len(members), counts)


def combined(sums: Iterable[Sum]) -> dict[str, Counter[str]]:
    """Sums added up: by question code, how often each thing was chosen."""
    found: dict[str, Counter[str]] = {}
    for one in sums:
        for code, counts in one.counts.items():
            found.setdefault(code, Counter()).update(counts)
    return found


def say_progress(replies: int) -> str:
    """How many have replied so far, in steps of five, so that nobody can watch for one colleague's reply."""
    if replies < FEWEST:
        return "Fewer than five"
    return f"At least {replies // FEWEST * FEWEST:,}"
