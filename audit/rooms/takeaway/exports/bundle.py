"""Writing the ZIP: piece by piece to a file, whatever its size; one copy or one return is in memory at a time."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from audit.domain.actor import Actor
from audit.domain.dates import LONDON
from audit.domain.workflows import ReturnState
from audit.infra.file_store import PIECE, FileMissing, FileStore
from audit.infra.workbook import Workbook
from audit.rooms.action_plans.exports import write_plan
from audit.rooms.action_plans.queries import PlanFilter, Show, plan_of_organisation, whole_plan
from audit.rooms.assessments.exports import copy_workbook, write_history
from audit.rooms.assessments.operations import origins_of
from audit.rooms.assessments.operations.snapshot import on_behalf_content
from audit.rooms.assessments.queries import (
    actions_to_report,
    changes_of,
    is_review,
    last_begun,
    view_of,
)
from audit.rooms.colleagues.queries import discussions_of_return
from audit.rooms.rounds.models import Return
from audit.rooms.takeaway.exports.discussions import FILE, discussion_document, discussions_text
from audit.rooms.takeaway.exports.documents import (
    SCHEMA,
    as_json,
    change_document,
    content_now,
    copy_document,
    organisation_document,
    return_document,
    write_document,
)
from audit.rooms.takeaway.exports.library import (
    COLUMNS,
    HELD_BACK,
    MISSING,
    TakenFile,
    held_back,
    library_rows,
)
from audit.rooms.takeaway.exports.names import Names
from audit.rooms.takeaway.exports.readme import readme
from audit.rooms.takeaway.queries import (
    Belongings,
    KeptCopy,
    LibraryFile,
    TakenAction,
    actions_to_take,
    every_decision,
    kept_copies,
    library_of,
    links_of,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Taken:
    """What came of it: how many files are in the ZIP, and how many could not be put in."""

    files: int
    missing: int


class _Zip:
    """The ZIP as it grows. Documents are made smaller; files, which mostly are small already, are not."""

    def __init__(self, out: BinaryIO, at: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._at = at.astimezone(LONDON).timetuple()[:6]

    @contextmanager
    def writing(self, path: str, *, smaller: bool = True) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(path, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED if smaller else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=True) as out:
            yield out

    def put(self, path: str, content: bytes) -> None:
        with self.writing(path) as out:
            out.write(content)

    @contextmanager
    def workbook(self, path: str) -> Iterator[Path]:
        """A place on the disk to save a workbook to, which is then put into the ZIP."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "book.xlsx"
            yield place
            with place.open("rb") as book, self.writing(path, smaller=False) as out:
                shutil.copyfileobj(book, out, PIECE)

    def close(self) -> None:
        self._zip.close()


def write_everything(
    session: Session, actor: Actor, belongings: Belongings, store: FileStore, out: BinaryIO, *, at: datetime
) -> Taken:
    """Write everything that an organisation, which the caller has in scope, has here to ``out``.

    The number of statements grows with returns, never with the answers of one.
    """
    bundle, organisation = _Zip(out, at), belongings.organisation
    files = _evidence(bundle, store, library_of(session, actor, organisation.id))
    paths = {each.item.id: each.path for each in files}
    actions = actions_to_take(session, actor, organisation.id)
    names = Names()
    folders = {row.id: f"returns/{names.give(_folder(row))}" for row in belongings.returns}
    cited: dict[int, list[str]] = {}
    for row in belongings.returns:
        own = [each for each in actions if each.action.return_id == row.id]
        _return(session, bundle, row, folders[row.id], own, paths, cited, at)
    with bundle.workbook("evidence/list of evidence.xlsx") as place:
        book = Workbook("Evidence")
        book.sheet("Evidence", COLUMNS, library_rows(files, cited))
        book.save(place)
    plan = plan_of_organisation(session, actor, organisation.id)
    day = at.astimezone(LONDON).date()
    with bundle.workbook("actions.xlsx") as place:
        rows = whole_plan(session, plan, PlanFilter(show=Show.ALL), day)
        write_plan(place, plan, rows, by=actor.name, at=at, today=day)
    alone = [each for each in actions if each.action.return_id not in folders]
    said = organisation_document(belongings, folders, files, alone, by=actor.name, at=at)
    bundle.put("organisation.json", as_json(said))
    bundle.put("takeaway.schema.json", SCHEMA.read_bytes())
    text = readme(belongings, list(folders.values()), files, by=actor.name, at=at)
    bundle.put("README.txt", text.encode("utf-8-sig"))
    bundle.close()
    inside = sum(each.path is not None for each in files)
    return Taken(inside, len(files) - inside)


def _folder(row: Return) -> str:
    title = row.round.title.replace("/", "-").replace("\\", "-")
    return f"{row.reference} {title}"[:60]


def _evidence(bundle: _Zip, store: FileStore, library: Sequence[LibraryFile]) -> list[TakenFile]:
    names = Names()
    names.give("list of evidence.xlsx")
    found = []
    for item in library:
        if held_back(item):
            found.append(TakenFile(item, None, HELD_BACK))
            continue
        try:
            file = store.open(item.sha256)
        except (FileMissing, OSError):
            found.append(TakenFile(item, None, MISSING))
            continue
        path = f"evidence/{names.give(item.file_name)}"
        with file, bundle.writing(path, smaller=False) as out:
            shutil.copyfileobj(file, out, PIECE)
        found.append(TakenFile(item, path))
    return found


def _return(
    session: Session,
    bundle: _Zip,
    row: Return,
    folder: str,
    actions: Sequence[TakenAction],
    paths: Mapping[int, str | None],
    cited: dict[int, list[str]],
    at: datetime,
) -> None:
    latest: KeptCopy | None = None
    copies: list[dict[str, Any]] = []
    for latest in kept_copies(session, row):
        named = copy_document(latest, folder)
        bundle.put(named["content"], as_json(latest.content))
        bundle.put(named["workbook"], copy_workbook(latest.content, latest.fingerprint))
        copies.append(named)
    view = view_of(session, row, with_actions=True)
    codes = {id: code for code, id in view.question_ids.items()}
    decisions = every_decision(session, row)
    links = links_of(session, row)
    for link in links:
        if link.removed_at is None:
            cited.setdefault(link.evidence_id, []).append(
                f"{row.reference}, question {codes[link.question_id]}"
            )
    if latest is not None and row.state is ReturnState.SUBMITTED:
        content, fingerprint = latest.content, latest.fingerprint
    else:
        reported = actions_to_report(session, row) if is_review(row) else None
        entered = on_behalf_content(row, last_begun(session, row), by_board=row.board_enters)
        content = content_now(view, origins_of(session, view), decisions, reported, at, entered)
        fingerprint = ""
    bundle.put(f"{folder}/return.xlsx", copy_workbook(content, fingerprint))
    with bundle.workbook(f"{folder}/history.xlsx") as place:
        write_history(place, view, codes, changes_of(session, row))
    discussions = discussions_of_return(session, row)
    if discussions:
        questions = {code: question.text for code, question in view.questionnaire.questions.items()}
        text = discussions_text(discussions, questions)
        bundle.put(f"{folder}/{FILE}", text.encode("utf-8-sig"))
    document = return_document(
        row,
        content,
        copies=copies,
        decisions=decisions,
        links=links,
        actions=actions,
        codes=codes,
        paths=paths,
    ) | {"discussions": [discussion_document(each) for each in discussions]}
    with bundle.writing(f"{folder}/return.json") as json:
        history = (change_document(each, codes) for each in changes_of(session, row))
        write_document(cast(BinaryIO, json), document, history)
