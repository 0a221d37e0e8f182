"""Applying what a workbook says: as a new draft, or onto the open draft from which it was downloaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.drafting import apart
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.questionnaire import fingerprint
from audit.infra.clock import Clock
from audit.rooms.drafts.models import Draft, DraftChange, DraftQuestion, DraftStandard, DraftState
from audit.rooms.drafts.operations.beginning import own_code
from audit.rooms.drafts.operations.comparing import Change, changes_of, count_changes
from audit.rooms.drafts.operations.editing import touch
from audit.rooms.drafts.operations.reading import SetRead
from audit.rooms.drafts.operations.starting import start_draft
from audit.rooms.drafts.queries import Whole, draft_to_keep, whole_draft
from audit.rooms.questionnaires.queries import edition_by_id
from audit.rooms.trail.operations import record

CHANGED_SINCE = (
    "The draft was changed online after this workbook was downloaded, so nothing was applied to it. Apply the "
    "workbook as a new draft, or download it again and copy your changes into it."
)
MEND_FIRST = (
    "Some cells cannot be understood. Mend them in the workbook and upload it again. Nothing was changed."
)


@dataclass(frozen=True)
class Standing:
    """How a workbook stands to the open draft from which it was downloaded."""

    draft: Draft | None
    """The draft, when it is open and this person's board's; else None."""
    changed_since: Sequence[str] = ()
    """What was changed online since the download, by name; then the workbook cannot be applied onto it."""
    conflicts: Sequence[str] = ()
    """Those of them that the workbook changes too."""


def standing_of(session: Session, actor: Actor, board_id: int, read: SetRead) -> Standing:
    """Whether a workbook can be applied onto the draft that it came from: three queries."""
    try:
        draft = draft_to_keep(session, actor, read.source.draft_id)
    except NotVisible:
        return Standing(None)
    if draft.board_id != board_id or draft.state is not DraftState.OPEN:
        return Standing(None)
    now = whole_draft(session, draft).content
    if fingerprint(now) == fingerprint(read.base):
        return Standing(draft)
    theirs = _differing(read.base, now)
    ours = {one.name for one in changes_of(read)}
    return Standing(draft, theirs, [name for name in theirs if name in ours])


def apply_as_new(session: Session, actor: Actor, clock: Clock, board_id: int, read: SetRead) -> Draft:
    """Make a draft of what a workbook says. Raises RuleBroken while cells are not understood."""
    if read.slips:
        raise RuleBroken(MEND_FIRST)
    based_on = None
    if read.source.edition_id:
        try:
            based_on = edition_by_id(session, actor, read.source.edition_id).id
        except NotVisible:
            based_on = None
    content = own_code(session, board_id, read.content)
    return start_draft(session, actor, clock, board_id, content, based_on_id=based_on)


def apply_to_draft(
    session: Session, actor: Actor, clock: Clock, draft_id: int, read: SetRead, file_name: str
) -> Sequence[Change]:
    """Change the open draft from which a workbook was downloaded; gives what was changed.

    One grouped write a table, one entry in the draft's list of changes, which can be undone. Raises Stale when the
    draft has been changed since, and RuleBroken while cells are not understood or once the draft is closed.
    """
    draft = draft_to_keep(session, actor, draft_id)
    if read.slips:
        raise RuleBroken(MEND_FIRST)
    _lock(session, draft)
    if draft.state is not DraftState.OPEN:
        raise RuleBroken("This draft is closed. Apply the workbook as a new draft.")
    whole = whole_draft(session, draft)
    if fingerprint(whole.content) != fingerprint(read.base):
        raise Stale(CHANGED_SINCE)
    changes = changes_of(read)
    if read.is_untouched:
        return changes
    now = clock()
    steps = [*_settings(draft, read), *_Rows(session, whole, read, now).write()]
    counts = count_changes(changes)
    said = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    what = f"Took over the workbook {file_name[:150]}: {said or 'nothing to be seen'}"
    session.flush()
    touch(session, actor, clock, draft)
    session.add(
        DraftChange(
            draft_id=draft.id, what=what, steps=steps, by_id=actor.person_id, by_name=actor.name, at=now
        )
    )
    record(
        session, actor, clock, "draft.changed", subject=("draft", str(draft.id)), board_id=draft.board_id, what=what
    )  # fmt: skip
    return changes


def question_state(row: DraftQuestion) -> dict[str, Any]:
    """A question as a step of a change keeps it."""
    return {
        "content": row.content,
        "standard_id": row.standard_id,
        "position": row.position,
        "retired": False,
    }


def standard_state(row: DraftStandard) -> dict[str, Any]:
    """A standard as a step of a change keeps it."""
    return {"content": row.content, "position": row.position, "retired": False}


def _lock(session: Session, draft: Draft) -> None:
    session.refresh(draft, with_for_update=True)
    for model in (DraftStandard, DraftQuestion):
        session.scalars(
            select(model)
            .where(model.draft_id == draft.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()


def _settings(draft: Draft, read: SetRead) -> list[dict[str, Any]]:
    settings = dict(apart(read.content).settings)
    if settings == draft.settings:
        return []
    before = {"settings": draft.settings, "scale": draft.scale}
    draft.settings, draft.code, draft.title = settings, settings["questionnaire"], settings["title"]
    return [
        {
            "part": "draft",
            "id": draft.id,
            "before": before,
            "after": {"settings": settings, "scale": draft.scale},
        }
    ]


class _Rows:
    """Writes the standards and questions of one draft: each table in one statement for each sort of change."""

    def __init__(self, session: Session, whole: Whole, read: SetRead, now: Any) -> None:
        self.session, self.whole, self.read, self.now = session, whole, read, now
        self.draft_id = whole.row.id

    def write(self) -> list[dict[str, Any]]:
        """Write everything and give the steps, for undoing."""
        standards = list(self.whole.standards)
        header = list(self.whole.questions.get(None, ()))
        flat = [row for standard in standards for row in self.whole.questions.get(standard.id, ())]
        contents = [dict(part.content) for part in apart(self.read.content).standards]
        wanted = [
            (standards[line.was] if line.was is not None else None, {"content": content, "position": place})
            for place, (line, content) in enumerate(zip(self.read.standards, contents, strict=True))
        ]
        steps, ids = self._table(DraftStandard, "standard", standards, wanted, standard_state)
        asked: list[tuple[DraftQuestion | None, dict[str, Any]]] = []
        for line in self.read.header:
            row = header[line.was] if line.was is not None else None
            asked.append((row, {"content": line.row, "standard_id": None, "position": len(asked)}))
        for standard_id, lines in zip(ids, self.read.questions, strict=True):
            for line in lines:
                row = flat[line.was] if line.was is not None else None
                asked.append((row, {"content": line.row, "standard_id": standard_id, "position": len(asked)}))
        more, _ = self._table(DraftQuestion, "question", [*header, *flat], asked, question_state)
        for changed in (*standards, *header, *flat):
            self.session.expire(changed)
        return [*steps, *more]

    def _table(
        self,
        model: Any,
        part: str,
        rows: Sequence[Any],
        wanted: Sequence[tuple[Any, Mapping[str, Any]]],
        state: Any,
    ) -> tuple[list[dict[str, Any]], list[int]]:
        table: Table = model.__table__
        steps: list[dict[str, Any]] = []
        changed, added = [], []
        for row, values in wanted:
            if row is None:
                added.append({"draft_id": self.draft_id, "version": 1, **values})
                continue
            before, after = state(row), {**values, "retired": False}
            if before != after:
                steps.append({"part": part, "id": row.id, "before": before, "after": after})
                new = {f"new_{key}": value for key, value in values.items()}
                changed.append({"row_id": row.id, "new_version": row.version + 1, **new})
        there = {row.id for row, _ in wanted if row is not None}
        retired = [row for row in rows if row.id not in there]
        for row in retired:
            before = state(row)
            steps.append({"part": part, "id": row.id, "before": before, "after": {**before, "retired": True}})
        known = {row.id for row in rows} | self._retired_before(model)
        if changed:
            keys = [key.removeprefix("new_") for key in changed[0] if key != "row_id"]
            self.session.connection().execute(
                update(table)
                .where(table.c.id == bindparam("row_id"))
                .values({key: bindparam(f"new_{key}") for key in keys}),
                changed,
            )
        if retired:
            self.session.execute(
                update(table)
                .where(table.c.id.in_([row.id for row in retired]))
                .values(retired_at=self.now, version=table.c.version + 1)
            )
        if added:
            self.session.execute(insert(model), added)
        made = self._made(model, known) if added else []
        steps += [{"part": part, "id": row.id, "before": None, "after": state(row)} for row in made]
        fresh = iter(made)
        return steps, [row.id if row is not None else next(fresh).id for row, _ in wanted]

    def _retired_before(self, model: Any) -> set[int]:
        rows = self.whole.retired if model is DraftQuestion else self.whole.retired_standards
        return {row.id for row in rows} | (
            {row.id for group in self.whole.questions.values() for row in group}
            if model is DraftQuestion
            else set()
        )

    def _made(self, model: Any, known: set[int]) -> list[Any]:
        # Read back in one statement: SQLite gives the ids of many rows only one by one.
        rows = self.session.scalars(
            select(model).where(model.draft_id == self.draft_id).order_by(model.position, model.id)
        ).all()
        return [row for row in rows if row.id not in known]


def _differing(base: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two states of one draft, by the names that changes have."""
    one, other = apart(base), apart(now)
    names = [] if one.settings == other.settings else ["The set as a whole"]
    if one.scale != other.scale:
        names.append("The scale")
    pairs = [("Detail", list(one.header), list(other.header))]
    pairs.append(("Standard", [p.content for p in one.standards], [p.content for p in other.standards]))
    pairs.append(
        (
            "Question",
            [q for p in one.standards for q in p.questions],
            [q for p in other.standards for q in p.questions],
        )
    )
    for word, was, rows in pairs:
        before = {str(row.get("code", "")): row for row in was}
        after = {str(row.get("code", "")): row for row in rows}
        differing = [code for code in {**before, **after} if before.get(code) != after.get(code)]
        names += [f"{word} {code}" for code in differing]
    return names or ["The order of the questions"]
