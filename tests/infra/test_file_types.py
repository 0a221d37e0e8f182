"""A file is what its content says, and its name must agree; each refusal is one plain sentence that names it."""

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from audit.infra.file_names import LONGEST_NAME, clean_name, ending_of, say_kinds, say_size
from audit.infra.file_types import FileRefused, check_content, check_ending
from audit.settings import Settings
from tests.support.files import (
    EXE,
    JPEG,
    PDF,
    PNG,
    office,
    ole,
    opendocument,
    relationship,
    workbook,
    zip_bomb,
    zip_of,
)

ALLOWED = Settings().evidence_types


def check(tmp_path: Path, name: str, content: bytes) -> str:
    path = tmp_path / "incoming"
    path.write_bytes(content)
    return check_content(name, path, ALLOWED)


def refusal(tmp_path: Path, name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        check(tmp_path, name, content)
    return refused.value.sentence


EMAIL = b"From: Lead <lead@school.example>\r\nSubject: Policy\r\nDate: Mon, 14 Sep 2026\r\n\r\nApproved.\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("policy.pdf", PDF),
        ("policy.pdf", b"\n\n" + PDF),
        ("policy.docx", office()),
        ("slides.pptx", office("pptx")),
        ("budget.xlsx", workbook()),
        ("policy.odt", opendocument()),
        ("budget.ods", opendocument("spreadsheet")),
        ("slides.odp", opendocument("presentation")),
        ("policy.doc", ole("Root Entry", "WordDocument")),
        ("budget.xls", ole("Root Entry", "Workbook")),
        ("old.xls", ole("Root Entry", "Book")),
        ("slides.ppt", ole("Root Entry", "PowerPoint Document")),
        ("approval.msg", ole("Root Entry", "__properties_version1.0")),
        ("letter.rtf", rb"{\rtf1\ansi Minutes}"),
        ("photo.png", PNG),
        ("photo.jpg", JPEG),
        ("photo.jpeg", JPEG),
        ("photo.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
        ("photo.webp", b"RIFF\x1a\x00\x00\x00WEBPVP8L" + bytes(20)),
        ("notes.txt", "Wörter – ‘quoted’".encode()),
        ("notes.txt", "Policy – agreed".encode("cp1252")),
        ("notes.txt", "Policy".encode("utf-16")),
        ("staff.csv", b"Name,Trained\r\nA,2026\r\n"),
        ("approval.eml", EMAIL),
        ("approval.txt", EMAIL),
        ("UPPER.PDF", PDF),
    ],
)
def test_real_files_are_taken(tmp_path: Path, name: str, content: bytes) -> None:
    assert check(tmp_path, clean_name(name), content)


@pytest.mark.parametrize(
    "name", ["policy.pdf", "policy.docx", "policy.doc", "photo.png", "notes.txt", "a.eml"]
)
def test_a_renamed_program_is_refused(tmp_path: Path, name: str) -> None:
    sentence = refusal(tmp_path, name, EXE)
    assert sentence.startswith(f"{name} is not ")
    assert "inside. Save it again" in sentence


def test_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    assert refusal(tmp_path, "budget.xlsx", PDF) == (
        "budget.xlsx is not an Excel workbook inside. Save it again from Excel and attach it."
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("budget.xlsx", office()),
        ("policy.docx", workbook()),
        ("policy.docx", opendocument()),
        ("policy.odt", opendocument("spreadsheet")),
        ("policy.docx", zip_of({"readme.txt": "hello"})),
        ("policy.doc", ole("Root Entry", "Workbook")),
        ("policy.doc", office()),
        ("photo.png", JPEG),
        ("notes.txt", PDF),
        ("notes.txt", b"text with a \x00 in it"),
        ("notes.csv", workbook()),
        ("approval.eml", b"no headers here\n"),
        ("policy.pdf", b"hello"),
    ],
)
def test_name_and_content_must_agree(tmp_path: Path, name: str, content: bytes) -> None:
    assert f"{name} is not " in refusal(tmp_path, name, content)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "policy.pdf", b"") == (
        "policy.pdf is empty. Check the file and attach it again."
    )


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("policy.docx", office(macro=True), "macros"),
        ("policy.docx", office(**{"word/vbaProject.bin": b"x"}), "macros"),
        ("policy.doc", ole("WordDocument", "Macros", "_VBA_PROJECT"), "macros"),
        ("policy.odt", opendocument(**{"Basic/Standard/Module1.xml": "<m/>"}), "macros"),
        ("policy.docx", ole("EncryptedPackage", "EncryptionInfo"), "password"),
        ("policy.odt", opendocument(**{"META-INF/manifest.xml": "<encryption-data/>"}), "password"),
        ("policy.docx", office(**{"../../evil.txt": "x"}), "lead out of it"),
        ("policy.docx", office(**{"/etc/cron.d/evil": "x"}), "lead out of it"),
        ("policy.docx", office(**{"C:\\evil.txt": "x"}), "lead out of it"),
        ("budget.xlsx", zip_bomb(), "unpacks to far more"),
        ("budget.xlsx", zip_bomb(says=3_000_000_000), "holds far more"),
        ("policy.docx", office()[:-30], "damaged"),
        ("policy.docx", b"PK\x03\x04" + bytes(100), "damaged"),
        ("policy.docx", office(relationships="<not closed"), "not put together"),
        (
            "policy.docx",
            office(
                **{"word/_rels/a.rels": '<!DOCTYPE a [<!ENTITY b "c">]><Relationships>&b;</Relationships>'}
            ),
            "not put together",
        ),
    ],
)
def test_what_would_do_harm_is_refused(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    sentence = refusal(tmp_path, name, content)
    assert sentence.startswith(f"{name} ")
    assert word in sentence


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame"])
@pytest.mark.parametrize(
    "target",
    ["https://example.org/t.dotm", "file://server/share/t.dotm", r"\\server\share\t.dotm", "//server/t"],
)
def test_a_document_that_fetches_from_elsewhere_is_refused(tmp_path: Path, kind: str, target: str) -> None:
    assert "another computer" in refusal(
        tmp_path, "letter.docx", office(relationships=relationship(kind, target))
    )


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.org/guidance"),
        ("attachedTemplate", "file:///C:/Templates/letter.dotx"),
        ("attachedTemplate", r"C:\Templates\letter.dotx"),
        ("attachedTemplate", "letter.dotx"),
    ],
)
def test_links_and_the_writers_own_template_are_fine(tmp_path: Path, kind: str, target: str) -> None:
    assert check(tmp_path, "letter.docx", office(relationships=relationship(kind, target)))


def test_an_archive_with_too_many_entries_is_refused_before_it_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}", b"")
    assert "far more" in refusal(tmp_path, "policy.docx", out.getvalue())


def test_a_list_of_entries_that_is_itself_huge_is_not_read(tmp_path: Path) -> None:
    content = bytearray(office())
    at = content.rfind(b"PK\x05\x06")
    content[at + 12 : at + 16] = (3_000_000).to_bytes(4, "little")
    assert "far more" in refusal(tmp_path, "policy.docx", bytes(content))


def test_no_damaged_archive_gives_anything_but_a_sentence(tmp_path: Path) -> None:
    chance = random.Random(7)
    whole = [office(), workbook(), opendocument(), ole("WordDocument")]
    names = ["a.docx", "a.xlsx", "a.odt", "a.doc"]
    for _ in range(400):
        which = chance.randrange(4)
        content = bytearray(whole[which])
        for _ in range(chance.randrange(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(FileRefused):  # any other error fails the test
            check(tmp_path, names[which], bytes(content))


@pytest.mark.parametrize("name", ["setup.exe", "page.html", "drawing.svg", "budget.xlsm", "all.zip"])
def test_other_kinds_are_refused_and_the_sentence_says_which_may(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        check_ending(name, ALLOWED)
    assert refused.value.sentence.startswith(f"{name} cannot be attached. You can attach PDF, Word, ")


def test_a_name_without_an_ending_is_refused() -> None:
    with pytest.raises(FileRefused, match="does not say which kind"):
        check_ending("policy", ALLOWED)


def test_what_the_settings_leave_out_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"You can attach PDF\."):
        check_ending("policy.docx", ("pdf",))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\lead\policy.PDF", "policy.pdf"),
        ("pol\x00icy\r\n.pdf", "policy.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("  policy   final .pdf ", "policy final.pdf"),
        ("Política d’amparo – 2026.pdf", "Política d’amparo – 2026.pdf"),
        ("方針.pdf", "方針.pdf"),
        ("half \ud83d character.pdf", "half character.pdf"),
        (".pdf", "file.pdf"),
        ("..", "file"),
        ("", "file"),
        ("policy.pdf.", "policy.pdf"),
    ],
)
def test_names_are_made_safe_and_keep_their_letters(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("ä" * 400 + ".docx")
    assert len(name) == LONGEST_NAME
    assert ending_of(name) == "docx"


def test_sizes_and_kinds_in_words() -> None:
    assert [say_size(n) for n in (1, 900, 2048, 20 * 1024 * 1024, 2_516_582)] == [
        "1 byte", "900 bytes", "2 KB", "20 MB", "2.4 MB",
    ]  # fmt: skip
    assert say_kinds(["pdf", "doc", "docx", "png", "jpg"]) == "PDF, Word or pictures (PNG, JPEG, GIF, WebP)"
