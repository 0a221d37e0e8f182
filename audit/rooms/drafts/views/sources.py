"""The question sets from which a workbook can be made, and the uploaded files that wait for their second step."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from audit.domain.errors import NotVisible
from audit.infra.file_names import say_size
from audit.infra.kept_folder import kept_library
from audit.infra.questionnaire_files import Library
from audit.infra.uploads import keep_upload
from audit.infra.workbook_in import LARGEST, WorkbookRefused
from audit.web.files import shown_name, size_of, uploads_folder
from audit.web.guard import actor
from audit.web.transactions import clock, let_go


def starters() -> Library:
    """The sets that come with this installation."""
    return kept_library(Path(current_app.config["AUDIT_SETTINGS"].questionnaires_dir))


def starter(code: str, edition: str) -> Mapping[str, Any]:
    """The content of one of them; raises NotVisible when there is none."""
    for loaded in starters().sets:
        if (loaded.data["questionnaire"], loaded.data["edition"]) == (code, edition):
            return loaded.data
    raise NotVisible


def scales_known() -> dict[str, Mapping[str, Any]]:
    """The scales that can be chosen, by their code."""
    return {loaded.data["scale"]: loaded.data for loaded in starters().scales}


def owner_of(board_code: str, what: str) -> str:
    """Whose a waiting file is: of this board and task, and of nobody but who uploaded it."""
    return f"{what}-{board_code}-{actor().person_id or 0}"


def take_upload(owner: str, missing: str) -> tuple[str, str]:
    """Keep the uploaded workbook for its second step; gives its key and name. Raises WorkbookRefused."""
    file: FileStorage | None = request.files.get("file")
    if file is None or not file.filename:
        raise WorkbookRefused(missing)
    name = shown_name(file.filename)
    if size_of(file.stream) > LARGEST:
        raise WorkbookRefused(f"{name} is larger than {say_size(LARGEST)}, the most that is read.")
    let_go()
    return keep_upload(uploads_folder(), owner, cast(BinaryIO, file.stream), clock()()), name
