"""Typed online and offline, brought forward, undone: every acknowledged text is in its answer or its history.

Beside the product runs a model of what each answer should say. A text that was written over unseen shows as a
difference between the two; a text that was taken and is in no history shows at the end.
"""

import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.domain.answers import EMPTY, AnswerContent
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.assessments.operations import AnswerConflict, carry_forward
from audit.rooms.assessments.queries import return_of_organisation
from audit.rooms.offline.exports import write_return
from audit.rooms.offline.operations import LineKind, apply_upload, preview_upload, read_upload, undo_upload
from audit.rooms.offline.queries import uploads_of
from tests.rooms.assessments.carrying_scene import CarryingScene
from tests.rooms.offline.sheet import Sheet
from tests.support.world import World

CARRIED = AnswerContent(grade="green", narrative="As we said last year.")
EXAMPLES = {"sqlite": 30, "postgresql": 8}
"""Each takes some tenths of a second."""
CODES = ("1.1", "1.2")
PHRASES = (
    ("online",),
    ("look", "colleague"),
    ("look", "online", "colleague"),
    ("offline", "take"),
    ("offline", "online", "leave"),
    ("offline", "online", "take", "undo"),
    ("download", "offline", "leave", "colleague", "undo"),
    ("download", "offline", "take", "online", "undo"),
    ("carry",),
    ("undo", "carry"),
)
"""What people do one after the other; each is said of one question, and they are strung together."""
STEPS = st.lists(st.tuples(st.sampled_from(PHRASES), st.sampled_from(CODES)), min_size=2, max_size=5)


class Three:
    """Somebody online, a colleague with a page that grows old, and somebody with a workbook, at one return."""

    def __init__(self, scene: CarryingScene, copy_id: int, folder: Path) -> None:
        self.scene, self.copy_id, self.path = scene, copy_id, folder / "answers.xlsx"
        world = scene.world
        self.row = world.asked(world.round(scene.board, scene.edition), scene.organisation)
        self.model = dict.fromkeys(CODES, EMPTY)
        self.taken: set[str] = set()
        self.seen = dict.fromkeys(CODES, 0)
        self.before: dict[int, dict[str, AnswerContent]] = {}
        self.sheet = self.download()

    def step(self, what: str, code: str, text: str) -> None:
        """Do one thing."""
        if what == "online":
            self.save(code, text, self.version(code))
        elif what == "look":
            self.seen[code] = self.version(code)
        elif what == "colleague":
            self.save(code, text, self.seen[code])
        elif what == "offline":
            self.sheet.fill(code, narrative=text)
        elif what == "download":
            self.sheet = self.download()
        elif what == "undo":
            self.undo()
        elif what == "carry":
            self.carry(code)
        else:
            self.upload(take=what == "take")
        view = self.scene.view(self.row.reference)
        assert {code: view.content(code) for code in CODES} == self.model, what

    def version(self, code: str) -> int:
        """The version of an answer now."""
        answer = self.scene.view(self.row.reference).answers.get(code)
        return answer.version if answer else 0

    def took(self, code: str, content: AnswerContent) -> None:
        """Note what was acknowledged."""
        self.model[code] = content
        self.taken.add(content.narrative)

    def download(self) -> Sheet:
        """A fresh workbook."""
        self.said_then = dict(self.model)
        out = io.BytesIO()
        with self.scene.world.session() as session:
            view = return_of_organisation(session, self.scene.contributor, self.row.reference)
            write_return(out, view, by="Robin", at=self.scene.world.clock())
        return Sheet(out.getvalue())

    def save(self, code: str, text: str, seen: int) -> None:
        """Type online, on a page that was opened when the answer had this version."""
        content = AnswerContent(narrative=text)
        try:
            self.scene.save(code, content, seen=seen, reference=self.row.reference)
        except AnswerConflict:
            assert seen != self.version(code)
        else:
            self.took(code, content)

    def carry(self, code: str) -> None:
        """Say that last year's answer is still true; an answer that is there stays."""
        scene = self.scene
        with scene.world.session() as session:
            done = carry_forward(
                session, scene.contributor, scene.world.clock, self.row.reference, [code], seen_copy=self.copy_id
            )  # fmt: skip
        assert bool(done.saved) == self.model[code].is_empty
        if done.saved:
            self.took(code, CARRIED)

    def upload(self, *, take: bool) -> None:
        """Upload the workbook; of conflicts the workbook's or what is online."""
        self.path.write_bytes(self.sheet.content())
        table = read_upload(self.path, "answers.xlsx")
        scene, before = self.scene, dict(self.model)
        with scene.world.session() as session:
            _, preview = preview_upload(session, scene.contributor, self.row.reference, table)
            wanted = {LineKind.NEW, LineKind.CHANGED} | ({LineKind.CONFLICT} if take else set())
            lines = [line for line in preview.lines if line.kind in wanted]
            done = apply_upload(
                session, scene.contributor, scene.world.clock, self.row.reference, table, "answers.xlsx",
                stamp=preview.stamp, take={line.code for line in lines},
            )  # fmt: skip
            assert done == len(lines)
        for line in lines:
            assert line.mine is not None
            if line.kind is not LineKind.CONFLICT:
                assert self.model[line.code] == self.said_then[line.code], "written over unseen"
            self.took(line.code, line.mine)
        if lines:
            with scene.world.session() as session:
                newest = max(upload.id for upload in uploads_of(session, self.row))
            self.before[newest] = before

    def undo(self) -> None:
        """Undo the latest upload that has not been undone: what was changed since stays."""
        scene = self.scene
        with scene.world.session() as session:
            live = [upload for upload in uploads_of(session, self.row) if upload.undone_at is None]
        if not live:
            return
        upload = max(live, key=lambda each: each.id)
        untouched = [
            change["code"] for change in upload.changes if self.version(change["code"]) == change["after"]
        ]
        with scene.world.session() as session:
            undone = undo_upload(session, scene.contributor, scene.world.clock, self.row.reference, upload.id)
        assert undone.done == len(untouched)
        for code in untouched:
            self.model[code] = self.before[upload.id][code]

    def kept(self) -> set[str]:
        """Every text in the answers and their history."""
        with self.scene.world.session() as session:
            found = session.query(AnswerRevision.narrative).join(
                Answer, Answer.id == AnswerRevision.answer_id
            )
            return {text for (text,) in found.filter(Answer.return_id == self.row.id)}


def test_every_acknowledged_text_is_kept_and_none_is_written_over_unseen(
    world: World, tmp_path: Path, database_kind: str
) -> None:
    scene = CarryingScene(world)
    copy = scene.submit_then(dict.fromkeys(CODES, CARRIED))

    @settings(
        max_examples=EXAMPLES[database_kind],
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(steps=STEPS)
    def run(steps: list[tuple[tuple[str, ...], str]]) -> None:
        three = Three(scene, copy.id, tmp_path)
        everything = [(what, code) for phrase, code in steps for what in phrase]
        for number, (what, code) in enumerate([*everything, ("leave", CODES[0])]):
            three.step(what, code, f"{what} {number}")
        assert three.taken <= three.kept()
        with scene.world.session() as session:
            table = read_upload(three.path, "answers.xlsx")
            _, preview = preview_upload(session, scene.contributor, three.row.reference, table)
            assert {line.kind for line in preview.lines} <= {LineKind.UNCHANGED, LineKind.CONFLICT}

    run()
