"""The store keeps each content once, whole or not at all, and never reads a file into memory."""

import hashlib
import io
from pathlib import Path

import pytest

from audit.infra.file_store import PIECE, FileMissing, FileStore, TooLarge


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "evidence")


def put(store: FileStore, content: bytes) -> str:
    with store.receive(io.BytesIO(content), 10_000_000) as incoming:
        store.keep(incoming)
    return incoming.sha256


def files(store: FileStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_content_is_found_under_its_hash_two_folders_deep(store: FileStore) -> None:
    sha256 = put(store, b"minutes")
    assert sha256 == hashlib.sha256(b"minutes").hexdigest()
    assert store.path(sha256) == store.folder / sha256[:2] / sha256[2:4] / sha256
    with store.open(sha256) as file:
        assert file.read() == b"minutes"


def test_the_same_content_is_kept_once(store: FileStore) -> None:
    assert put(store, b"minutes") == put(store, b"minutes")
    assert len(files(store)) == 1


def test_what_is_not_kept_leaves_nothing(store: FileStore) -> None:
    with store.receive(io.BytesIO(b"minutes"), 100) as incoming:
        assert incoming.path.exists()
    assert files(store) == []


def test_an_error_while_it_is_checked_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(ZeroDivisionError), store.receive(io.BytesIO(b"minutes"), 100):
        raise ZeroDivisionError
    assert files(store) == []


class Endless:
    """A stream without an end that counts what was read of it."""

    def __init__(self) -> None:
        self.given = 0
        self.largest = 0

    def read(self, size: int = -1, /) -> bytes:
        assert size > 0, "the whole stream must never be asked for"
        self.given += size
        self.largest = max(self.largest, size)
        return bytes(size)


def test_too_much_is_refused_as_soon_as_it_has_come(store: FileStore) -> None:
    stream = Endless()
    with pytest.raises(TooLarge), store.receive(stream, 3_000_000):
        pass
    assert stream.given <= 3_000_000 + PIECE
    assert stream.largest == PIECE
    assert files(store) == []


def test_exactly_the_limit_is_taken(store: FileStore) -> None:
    with store.receive(io.BytesIO(bytes(1000)), 1000) as incoming:
        assert incoming.size == 1000


def test_a_content_that_is_not_there_is_said_to_be_missing(store: FileStore) -> None:
    for ask in (store.open, store.path):
        with pytest.raises(FileMissing):
            ask("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n"])
def test_only_a_hash_leads_to_a_file(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.open(name)


def test_a_content_cut_short_by_a_full_disk_is_replaced_by_the_whole(store: FileStore) -> None:
    sha256 = put(store, b"minutes")
    store.path(sha256).write_bytes(b"minu")
    put(store, b"minutes")
    assert store.path(sha256).read_bytes() == b"minutes"
