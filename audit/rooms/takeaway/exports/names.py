"""Names of files and folders inside the ZIP: safe on every computer, and no two the same."""

from audit.infra.file_names import clean_name

LONGEST = 100
"""Characters in one name. Windows counts the whole path, folders included, and stops at 260."""

_REFUSED = frozenset('<>:"/\\|?*')
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)


def safe_name(name: str) -> str:
    """A name that Windows, macOS and Linux all take, as near to the given one as it can be.

    A name that is too long loses the end of its stem and keeps its ending.
    """
    cleaned = "".join("_" if c in _REFUSED else c for c in clean_name(name))
    cleaned = cleaned.rstrip(". ").lstrip() or "file"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = cleaned, ""
    if stem.partition(".")[0].rstrip().lower() in _DEVICES:
        stem = f"_{stem}"
    return _joined(stem, "", ending)


def _joined(stem: str, mark: str, ending: str) -> str:
    tail = f"{mark}.{ending}" if ending else mark
    return f"{stem[: LONGEST - len(tail)].rstrip()}{tail}"


class Names:
    """The names given out in one folder. Large and small letters count as the same, as they do on Windows."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, name: str) -> str:
        """A safe name that was not given before: ``policy.pdf``, then ``policy (2).pdf``."""
        safe = safe_name(name)
        stem, dot, ending = safe.rpartition(".")
        if not dot:
            stem, ending = safe, ""
        found, number = safe, 1
        while found.casefold() in self._given:
            number += 1
            found = _joined(stem, f" ({number})", ending)
        self._given.add(found.casefold())
        return found
