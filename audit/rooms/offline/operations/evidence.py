"""Names of evidence in a row: which files of the library the answer would cite, and which names have no file yet.

A name never becomes a citation unless a file of that name is in the library, and no citation goes without being shown.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.rooms.assessments.queries import Citation

LONGEST_NAME = 200
"""Characters in the name of a file."""
Named = Mapping[str, Sequence[int]]
"""The ids of a library's files by their names, as ``plain_name`` gives them."""


@dataclass(frozen=True)
class EvidenceChange:
    """What the names of one row come to."""

    cite: tuple[tuple[int, str], ...] = ()
    """Files of the library to cite from now on: id and name."""
    uncite: tuple[tuple[int, str], ...] = ()
    """Files cited now whose names were taken out of the row."""
    to_add: tuple[str, ...] = ()
    """Names for which the library has no file yet."""
    several: tuple[str, ...] = ()
    """Names that several files of the library have: which is meant can only be chosen online."""
    is_conflict: bool = False
    """Whether the answer's evidence was changed online since the workbook was downloaded."""

    @property
    def is_change(self) -> bool:
        """Whether something would be cited, or no longer cited."""
        return bool(self.cite or self.uncite)


NOTHING = EvidenceChange()


def names_in(text: str) -> list[str]:
    """The names in a cell, one a line, each once."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if name := " ".join(line.split()):
            found.setdefault(plain_name(name), name)
    return list(found.values())


def plain_name(name: str) -> str:
    """A file's name as names are compared: without its case, and however its accents are written."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def evidence_change(before: str, now: str, cited: Sequence[Citation], library: Named) -> EvidenceChange:
    """What a cell that said ``before`` when it was downloaded, and says ``now``, asks for.

    ``cited`` are the answer's citations online now. A name that was left alone is left alone online as well.
    """
    was = {plain_name(name) for name in names_in(before)}
    names = {plain_name(name): name for name in names_in(now)}
    online: dict[str, list[Citation]] = {}
    for one in cited:
        online.setdefault(plain_name(one.evidence.file_name), []).append(one)
    cite: list[tuple[int, str]] = []
    to_add: list[str] = []
    several: list[str] = []
    for key, name in names.items():
        if key in was or key in online:
            continue
        ids = library.get(key, ())
        if len(ids) == 1:
            cite.append((ids[0], name))
        else:
            (several if ids else to_add).append(name)
    uncite = [
        (one.evidence_id, one.evidence.file_name) for key in was - set(names) for one in online.get(key, ())
    ]
    changed = bool(cite or uncite) and set(online) != was
    return EvidenceChange(tuple(cite), tuple(sorted(uncite)), tuple(to_add), tuple(several), changed)
