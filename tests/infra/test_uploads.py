"""Files kept between two steps of a task."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.infra.uploads import KEPT_FOR, forget_upload, keep_upload, kept_upload

NOW = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)


def test_a_file_is_found_by_its_owner_until_it_is_forgotten(tmp_path: Path) -> None:
    key = keep_upload(tmp_path, "north", io.BytesIO(b"schools"), NOW)
    path = kept_upload(tmp_path, "north", key)
    assert path is not None
    assert path.read_bytes() == b"schools"
    assert kept_upload(tmp_path, "south", key) is None
    assert keep_upload(tmp_path, "north", io.BytesIO(b"schools"), NOW) == key
    assert len(list(tmp_path.iterdir())) == 1
    forget_upload(tmp_path, "north", key)
    forget_upload(tmp_path, "north", key)
    assert kept_upload(tmp_path, "north", key) is None


@pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64])
def test_a_strange_key_finds_nothing(tmp_path: Path, key: str) -> None:
    assert kept_upload(tmp_path, "north", key) is None
    forget_upload(tmp_path, "north", key)


def test_what_waited_too_long_is_swept_away(tmp_path: Path) -> None:
    old = keep_upload(tmp_path, "north", io.BytesIO(b"old"), NOW)
    keep_upload(tmp_path, "north", io.BytesIO(b"younger"), NOW + KEPT_FOR)
    assert kept_upload(tmp_path, "north", old) is not None
    keep_upload(tmp_path, "north", io.BytesIO(b"new"), NOW + KEPT_FOR + timedelta(seconds=1))
    assert kept_upload(tmp_path, "north", old) is None


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        keep_upload(tmp_path, "north", Broken(), NOW)
    assert list(tmp_path.iterdir()) == []
