"""Whatever is typed online and offline: every text that was taken is in the answer or its history."""

import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.domain.answers import AnswerContent
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.assessments.queries import return_of_organisation
from audit.rooms.offline.exports import write_return
from audit.rooms.offline.operations import LineKind, apply_upload, preview_upload, read_upload, undo_upload
from audit.rooms.offline.queries import uploads_of
from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.sheet import Sheet

CODES = st.sampled_from(["1.1", "1.2"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("online"), CODES),
        st.tuples(st.just("offline"), CODES),
        st.tuples(st.just("download"), CODES),
        st.tuples(st.sampled_from(["upload and leave", "upload and take"]), CODES),
        st.tuples(st.just("undo"), CODES),
    ),
    min_size=3,
    max_size=10,
)


class Two:
    """Somebody online and somebody with a workbook, at one return of its own."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.path = scene, folder / "answers.xlsx"
        world = scene.world
        self.row = world.asked(world.round(scene.board, scene.edition), scene.organisation)
        self.taken: set[str] = set()
        self.sheet = self.download()

    def download(self) -> Sheet:
        """A fresh workbook."""
        out = io.BytesIO()
        with self.scene.world.session() as session:
            view = return_of_organisation(session, self.scene.contributor, self.row.reference)
            write_return(out, view, by="Robin", at=self.scene.world.clock())
        return Sheet(out.getvalue())

    def online(self, code: str, text: str) -> None:
        """Type online."""
        answer = self.scene.view(self.row.reference).answers.get(code)
        content = AnswerContent(narrative=text)
        self.scene.save(code, content, seen=answer.version if answer else 0, reference=self.row.reference)
        self.taken.add(text)

    def upload(self, *, take: bool) -> None:
        """Upload the workbook; of conflicts the workbook's or what is online."""
        self.path.write_bytes(self.sheet.content())
        table = read_upload(self.path, "answers.xlsx")
        scene = self.scene
        with scene.world.session() as session:
            _, preview = preview_upload(session, scene.contributor, self.row.reference, table)
            wanted = {LineKind.NEW, LineKind.CHANGED} | ({LineKind.CONFLICT} if take else set())
            lines = [line for line in preview.lines if line.kind in wanted]
            done = apply_upload(
                session, scene.contributor, scene.world.clock, self.row.reference, table, "answers.xlsx",
                stamp=preview.stamp, take={line.code for line in lines},
            )  # fmt: skip
            assert done == len(lines)
        self.taken |= {line.mine.narrative for line in lines if line.mine}

    def undo(self) -> None:
        """Undo the latest upload that has not been undone."""
        scene = self.scene
        with scene.world.session() as session:
            live = [upload for upload in uploads_of(session, self.row) if upload.undone_at is None]
            if live:
                undo_upload(session, scene.contributor, scene.world.clock, self.row.reference, live[0].id)

    def kept(self) -> set[str]:
        """Every text in the answers and their history."""
        with self.scene.world.session() as session:
            found = session.query(AnswerRevision.narrative).join(
                Answer, Answer.id == AnswerRevision.answer_id
            )
            return {text for (text,) in found.filter(Answer.return_id == self.row.id)}


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_every_text_that_was_taken_is_kept(
    scene: Scene, tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    two = Two(scene, tmp_path)
    for number, (step, code) in enumerate(steps):
        if step == "online":
            two.online(code, f"online {number}")
        elif step == "offline":
            two.sheet.fill(code, narrative=f"offline {number}")
        elif step == "download":
            two.sheet = two.download()
        elif step == "undo":
            two.undo()
        else:
            two.upload(take=step == "upload and take")
    two.upload(take=False)
    assert two.taken <= two.kept()
    with scene.world.session() as session:
        table = read_upload(two.path, "answers.xlsx")
        _, preview = preview_upload(session, scene.contributor, two.row.reference, table)
        assert {line.kind for line in preview.lines} <= {LineKind.UNCHANGED, LineKind.CONFLICT}
