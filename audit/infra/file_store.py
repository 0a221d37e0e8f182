"""Files kept by what they contain: each content once, under its SHA-256, in folders two levels deep.

A file is written to ``incoming``, checked there, flushed to the disk and only then renamed to its place, so
that a file under its hash is always whole. The row that names it is committed afterwards. A crash between the
two leaves a file that no row names: it takes room and does no harm, and the same content sent again finds it.
The other order would leave a row without a file, which is why it is not done that way.

Nothing here holds a whole file in memory.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

PIECE = 256 * 1024
"""Bytes read at a time."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Readable(Protocol):
    """Anything that gives bytes: an upload, an open file."""

    def read(self, size: int = ..., /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


class TooLarge(Exception):
    """The stream held more bytes than it may. Nothing was kept."""


class FileMissing(Exception):
    """No file is kept under this hash: the folder was moved, or a restore left it out."""


@dataclass(frozen=True)
class Incoming:
    """A content that has arrived but is not kept yet."""

    path: Path
    sha256: str
    size: int
    """Bytes."""


class FileStore:
    """A folder of files, each under the SHA-256 of its bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def receive(self, stream: Readable, max_bytes: int) -> Iterator[Incoming]:
        """Read a stream to its end; it is thrown away after the block unless ``keep`` was called.

        Raises TooLarge as soon as more than ``max_bytes`` have come.
        """
        incoming = self.folder / "incoming"
        incoming.mkdir(parents=True, exist_ok=True, mode=0o750)
        path = incoming / secrets.token_hex(16)
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as out:
                while piece := stream.read(PIECE):
                    size += len(piece)
                    if size > max_bytes:
                        raise TooLarge
                    digest.update(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            yield Incoming(path, digest.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, incoming: Incoming) -> None:
        """Put a content in its place for good. The same content twice is kept once."""
        place = self._place(incoming.sha256)
        if place.exists() and place.stat().st_size == incoming.size:
            return
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        os.replace(incoming.path, place)
        for folder in (place.parent, place.parent.parent, self.folder):
            _flush_folder(folder)

    def open(self, sha256: str) -> BinaryIO:
        """The content as an open file; raises FileMissing."""
        try:
            return self._place(sha256).open("rb")
        except FileNotFoundError:
            raise FileMissing(sha256) from None

    def path(self, sha256: str) -> Path:
        """Where the content is kept; raises FileMissing."""
        place = self._place(sha256)
        if not place.exists():
            raise FileMissing(sha256)
        return place

    def _place(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("A content is named by the 64 small hexadecimal figures of its SHA-256.")
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def _flush_folder(folder: Path) -> None:
    # The renaming itself must reach the disk, not only the file.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
