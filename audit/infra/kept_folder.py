"""The question sets of a folder, read again only when a file there has changed."""

from pathlib import Path
from threading import Lock

from audit.infra.questionnaire_files import Library, load_folder

_Signature = tuple[tuple[str, int, int], ...]
_LOCK = Lock()
_KEPT: dict[Path, tuple[_Signature, Library]] = {}


def kept_library(folder: Path) -> Library:
    """The sets and scales of a folder, as its files are now."""
    files = [*sorted(folder.glob("*.y*ml")), *sorted((folder / "scales").glob("*.y*ml"))]
    signature = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    with _LOCK:
        kept = _KEPT.get(folder)
    if kept is None or kept[0] != signature:
        kept = (signature, load_folder(folder))
        with _LOCK:
            _KEPT[folder] = kept
    return kept[1]
