"""Files coming in and going out: the store from the settings, uploads, and downloads that no browser opens."""

from __future__ import annotations

import logging
import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from flask import Response, current_app, request

from audit.domain.errors import NotAllowed, RuleBroken
from audit.infra.file_names import content_type_of
from audit.infra.file_store import PIECE, FileMissing, FileStore
from audit.infra.file_types import FileRefused
from audit.infra.intake import Intake, TakenFile
from audit.web.transactions import let_go

log = logging.getLogger("audit")


def file_store() -> FileStore:
    """The store of this installation."""
    return FileStore(current_app.config["AUDIT_SETTINGS"].evidence_dir)


def intake() -> Intake:
    """The store with the rules of the settings."""
    settings = current_app.config["AUDIT_SETTINGS"]
    return Intake(file_store(), settings.evidence_types, settings.evidence_max_bytes, settings.clamd_socket)


@dataclass(frozen=True)
class TakenIn:
    """What came of the files of one upload."""

    taken: Sequence[TakenFile]
    refused: Sequence[str]
    """A sentence for each file that was not kept."""


def take_in_uploads(field: str) -> TakenIn:
    """Check and store every file chosen in a field; a field left alone gives none.

    Raises RuleBroken when there are too many. Call it before anything is changed: the transaction so far is
    ended, so that a slow check holds nobody up.
    """
    most = current_app.config["AUDIT_SETTINGS"].evidence_max_files
    uploads = [upload for upload in request.files.getlist(field) if upload.filename]
    if len(uploads) > most:
        raise RuleBroken(
            f"You chose {len(uploads)} files. Attach at most {most} at a time, then attach the others.", field
        )
    let_go()
    taken, refused = [], []
    for upload in uploads:
        try:
            taken.append(intake().take_in(upload.stream, upload.filename or ""))
        except FileRefused as refusal:
            refused.append(refusal.sentence)
    return TakenIn(taken, refused)


def send_kept_file(sha256: str, name: str) -> Response:
    """A file of the store, to be saved; raises NotAllowed when the store has lost it."""
    try:
        file = file_store().open(sha256)
    except FileMissing:
        log.error("the store does not hold %s, which the database names", sha256)
        raise NotAllowed(
            f"{name} cannot be opened: the file is missing from the store. Tell those who run this service."
        ) from None
    return send_attachment(file, name, content_type_of(name), os.fstat(file.fileno()).st_size)


def send_attachment(file: BinaryIO, name: str, content_type: str, size: int) -> Response:
    """A file to be saved, never shown: sent piece by piece, with a name that every browser understands."""

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(PIECE):
                yield piece

    response = Response(pieces(), content_type=content_type, direct_passthrough=True)
    response.content_length = size
    response.call_on_close(lambda: _close(file))
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "replace").decode()
    plain = "".join(c if c.isalnum() or c in " .-_()" else "_" for c in plain)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _close(file: BinaryIO) -> None:
    with suppress(OSError):
        file.close()


def uploads_folder() -> Path:
    """Where uploaded workbooks wait for their second step."""
    return Path(current_app.config["AUDIT_SETTINGS"].evidence_dir) / "uploads"


def shown_name(file_name: str) -> str:
    """The name of an uploaded file without its folders, short enough to be shown."""
    name = "".join(c for c in file_name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip()
    return name[:100] or "The file"


def size_of(stream: Any) -> int:
    """How many bytes an uploaded file has; it is read from its beginning afterwards."""
    stream.seek(0, 2)
    size: int = stream.tell()
    stream.seek(0)
    return size
