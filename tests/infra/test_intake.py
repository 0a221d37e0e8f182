"""Taking a file in: what is refused leaves nothing, and what the scanner has not passed is never called clean."""

import io
from pathlib import Path

import pytest

from audit.infra.antivirus import Said
from audit.infra.file_store import FileStore
from audit.infra.file_types import FileRefused
from audit.infra.intake import Intake
from audit.settings import Settings
from tests.support.files import PDF
from tests.support.scanner import EICAR, Scanner


def intake(tmp_path: Path, scanner: str = "", max_bytes: int = 100_000) -> Intake:
    return Intake(FileStore(tmp_path / "evidence"), Settings().evidence_types, max_bytes, scanner)


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]


def test_a_good_file_is_kept_under_its_hash(tmp_path: Path) -> None:
    taken = intake(tmp_path).take_in(io.BytesIO(PDF), r"C:\policy.pdf")
    assert (taken.name, taken.size, taken.content_type) == ("policy.pdf", len(PDF), "application/pdf")
    assert taken.verdict.said is Said.NOT_ASKED
    assert [path.read_bytes() for path in kept(tmp_path)] == [PDF]


def test_a_file_over_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"^policy\.pdf is larger than 50 bytes"):
        intake(tmp_path, max_bytes=50).take_in(io.BytesIO(PDF + bytes(100)), "policy.pdf")
    assert kept(tmp_path) == []


def test_the_scanner_sees_the_whole_file_and_passes_it(tmp_path: Path) -> None:
    content = PDF + b"x" * 90_000
    with Scanner() as scanner:
        taken = intake(tmp_path, scanner.address).take_in(io.BytesIO(content), "policy.pdf")
    assert taken.verdict.said is Said.CLEAN
    assert scanner.seen == [content]


def test_a_virus_is_refused_by_name_and_not_kept(tmp_path: Path) -> None:
    with (
        Scanner() as scanner,
        pytest.raises(
            FileRefused, match=r"^notes\.txt was not kept: the virus scanner found Eicar-Test-Signature"
        ),
    ):
        intake(tmp_path, scanner.address).take_in(io.BytesIO(EICAR), "notes.txt")
    assert kept(tmp_path) == []


@pytest.mark.parametrize("reply", [b"", b"INSTREAM size limit exceeded. ERROR", b"stream: OKAY", b"nonsense"])
def test_a_scanner_that_does_not_answer_plainly_has_passed_nothing(tmp_path: Path, reply: bytes) -> None:
    with Scanner(reply) as scanner:
        taken = intake(tmp_path, scanner.address).take_in(io.BytesIO(PDF), "policy.pdf")
    assert taken.verdict.said is Said.NO_ANSWER


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "nonsense"])
def test_a_scanner_that_is_down_has_passed_nothing(tmp_path: Path, address: str) -> None:
    taken = intake(tmp_path, address).take_in(io.BytesIO(PDF), "policy.pdf")
    assert taken.verdict.said is Said.NO_ANSWER
    assert len(kept(tmp_path)) == 1
