"""Looking at a workbook that came back, taking over what it says, and undoing that."""

from audit.rooms.offline.operations.applying import (
    Undone,
    apply_upload,
    note_download,
    preview_upload,
    undo_upload,
)
from audit.rooms.offline.operations.reading import (
    Line,
    LineKind,
    Preview,
    read_upload,
    return_named_in,
)

__all__ = [
    "Line",
    "LineKind",
    "Preview",
    "Undone",
    "apply_upload",
    "note_download",
    "preview_upload",
    "read_upload",
    "return_named_in",
    "undo_upload",
]
