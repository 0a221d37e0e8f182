"""Uploaded files kept for a little while between two steps of a task, named by their content."""

import hashlib
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

KEPT_FOR = timedelta(hours=24)
"""How long a file waits for its second step before it is swept away."""

_KEY = re.compile(r"[0-9a-f]{64}")


def keep_upload(folder: Path, owner: str, stream: BinaryIO, now: datetime) -> str:
    """Keep a file for its second step and return its key, the SHA-256 of its bytes.

    ``owner`` says whose it is (a board's code): another owner does not find it. Files that waited too
    long are removed on the way.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder, now)
    digest = hashlib.sha256()
    waiting = folder / f".{uuid4().hex}"
    try:
        with waiting.open("wb") as file:
            while chunk := stream.read(256 * 1024):
                digest.update(chunk)
                file.write(chunk)
        os.utime(waiting, (now.timestamp(), now.timestamp()))
        waiting.replace(folder / f"{owner}.{digest.hexdigest()}")
    finally:
        waiting.unlink(missing_ok=True)
    return digest.hexdigest()


def kept_upload(folder: Path, owner: str, key: str) -> Path | None:
    """The file with this key, or None when it is not there (any more)."""
    if not _KEY.fullmatch(key):
        return None
    path = folder / f"{owner}.{key}"
    return path if path.is_file() else None


def forget_upload(folder: Path, owner: str, key: str) -> None:
    """Remove a file once it has served; nothing happens when it is gone already."""
    if _KEY.fullmatch(key):
        (folder / f"{owner}.{key}").unlink(missing_ok=True)


def _sweep(folder: Path, now: datetime) -> None:
    oldest = (now - KEPT_FOR).timestamp()
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
