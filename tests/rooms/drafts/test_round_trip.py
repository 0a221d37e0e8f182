"""A question set through Excel and through files, and back: nothing is lost and nothing becomes something else."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from audit.domain.questionnaire import fingerprint, questionnaire_from_data
from audit.infra.questionnaire_files import load_folder
from audit.infra.questionnaire_out import files_of_set
from audit.rooms.drafts.operations.comparing import changes_of
from tests.rooms.drafts.books import Book
from tests.support import generated_sets, question_sets

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without making a failure smaller: a workbook for each try takes minutes."""
SHIPPED = [loaded.data["questionnaire"] for loaded in question_sets.shipped_library().sets]


def through_files(content: dict[str, Any], folder: Path) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(files_of_set(content))) as archive:
        archive.extractall(folder / "files")
    library = load_folder(folder / "files")
    assert library.problems == ()
    return library.sets[0].data


@settings(max_examples=15, phases=PHASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=generated_sets.sound_sets())
def test_excel_and_files_give_back_what_went_in(content: dict[str, Any]) -> None:
    with TemporaryDirectory() as name:
        book = Book(content)
        assert not any(
            cell.data_type == "f" for sheet in book.book for row in sheet.iter_rows() for cell in row
        )
        read = book.read(Path(name))
        assert (read.slips, changes_of(read), read.is_untouched) == ([], [], True)
        assert fingerprint(through_files(read.content, Path(name))) == fingerprint(content)


@settings(max_examples=8, phases=PHASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=generated_sets.sound_sets(), other=generated_sets.text.filter(lambda text: text != "_x000D_"))
def test_changing_one_cell_changes_one_thing(content: dict[str, Any], other: str) -> None:
    with TemporaryDirectory() as name:
        book = Book(content)
        cell = book.sheet("Questions").cell(2, book.column("Questions", "Question"))
        cell.value, cell.data_type = other, "s"
        read = book.read(Path(name))
        first = content["standards"][0]["questions"][0]
        before = first["text"]
        first["text"] = other.replace("_x000D_", "").strip()
        assert read.slips == []
        if not read.is_untouched:
            assert read.content == content
            assert fingerprint(through_files(read.content, Path(name))) == fingerprint(content)
        else:
            assert before.replace("_x000D_", "").strip() == first["text"]


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_set_keeps_its_fingerprint(code: str, tmp_path: Path) -> None:
    content = question_sets.shipped_set(code)
    read = Book(content).read(tmp_path)
    assert read.is_untouched
    assert fingerprint(through_files(read.content, tmp_path)) == fingerprint(content)


@pytest.mark.parametrize("code", SHIPPED)
def test_what_the_cells_say_alone_is_the_same_set(code: str, tmp_path: Path) -> None:
    """As if every row had been typed anew into an empty workbook: the words of the cells say everything."""
    content = question_sets.shipped_set(code)
    empty = {
        "questionnaire": "x",
        "edition": "1",
        "title": "x",
        "duty": "other",
        "scale": content["scale"],
        "standards": [],
    }
    typed, book = Book(content), Book({**empty, "header": []})
    for title in ("Set", "Header", "Standards", "Questions"):
        sheet = book.sheet(title)
        sheet.delete_rows(1, 99)
        for row in typed.sheet(title).iter_rows():
            for cell in row:
                said = None if title != "Set" and cell.column == 1 and cell.row > 1 else cell.value
                new = sheet.cell(cell.row, cell.column, said)
                new.data_type = cell.data_type if said is not None else "n"
    read = book.read(tmp_path)
    assert (read.slips, read.problems()) == ([], [])
    assert questionnaire_from_data(
        {**read.content, "starter": content["starter"]}
    ) == questionnaire_from_data(content)
