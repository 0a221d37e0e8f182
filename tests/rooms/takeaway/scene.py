"""An organisation that has been here for a while, for the tests of leaving with everything."""

import json
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from audit.domain.actions import ActionOrigin
from audit.domain.answers import AnswerContent
from audit.infra.file_store import FileStore
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.operations import ActionFacts, ReturnAbout, add_action
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.evidence.models import Evidence
from audit.rooms.rounds.models import Return
from audit.settings import Settings
from tests.rooms.assessments.signing_scene import SigningScene
from tests.support.evidence import add_item, pdf
from tests.support.pages import PageClient
from tests.support.world import World

AMBER = AnswerContent(grade="amber", narrative="=SUM(1;2) We have begun – “training” is booked.")


class TakeawayScene(SigningScene):
    """One return submitted, reopened and changed; one not finished; one that nobody has touched."""

    def __init__(self, world: World, settings: Settings) -> None:
        super().__init__(world)
        self.settings = settings
        # Two files of one name, one whose name Windows does not take, one that was withdrawn.
        self.files = [
            self.file("policy.pdf", b"first"),
            self.file("Policy.pdf", b"second"),
            self.file("con: plan?.pdf", b"third"),
        ]
        self.attach(self.reference, "1.1", *self.files[:2])
        self.complete()
        self.send()
        self.sign(self.ash)
        self.unfinished = self.another("Spring audit")
        self.save("1.1", AMBER, reference=self.unfinished.reference)
        self.attach(self.unfinished.reference, "1.1", self.files[2])
        self.untouched = self.another("Summer audit: a/b")
        with world.session() as session:
            add_action(
                session, self.lead, world.clock,
                organisation_id=self.organisation.id, board_id=self.board.id,
                facts=ActionFacts("Book the training", owner_name="Sam", due_on=date(2026, 12, 1)),
                origin=ActionOrigin.ANSWER,
                about=ReturnAbout(
                    self.unfinished.id, self.unfinished.round_id, "Standard number 1", "1.1", "Question 1.1"
                ),
            )  # fmt: skip
            add_action(
                session, self.lead, world.clock,
                organisation_id=self.organisation.id, board_id=self.board.id,
                facts=ActionFacts("Tidy the notice board", owner_name="Sam", due_on=date(2026, 12, 2)),
                origin=ActionOrigin.BY_HAND,
            )  # fmt: skip

    def another(self, title: str) -> Return:
        """A return of the same organisation in another round."""
        return self.world.asked(self.world.round(self.board, self.edition, title=title), self.organisation)

    def file(self, name: str, content: bytes) -> Evidence:
        """A file in the library."""
        return add_item(self.world, self.settings, self.organisation, name, pdf(content.decode()))

    def attach(self, reference: str, code: str, *files: Evidence) -> None:
        """Let an answer cite files."""
        with self.world.session() as session:
            cite(session, self.lead, self.world.clock, reference, code, [each.id for each in files])

    def lose(self, item: Evidence) -> None:
        """Take a file from the disk."""
        FileStore(self.settings.evidence_dir).path(item.sha256).unlink()

    @property
    def address(self) -> str:
        """Where everything is downloaded."""
        return f"/organisations/{self.organisation.id}/everything"


def take(client: PageClient, scene: TakeawayScene) -> ZipFile:
    """Download everything, as a person does by the button."""
    client.get(scene.address)
    answer = client.raw.post(scene.address, data={"csrf_token": client.csrf_token()})
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    content = answer.get_data()
    assert int(answer.headers["Content-Length"]) == len(content)
    answer.close()
    found = ZipFile(BytesIO(content))
    assert found.testzip() is None
    return found


def document(taken: ZipFile, path: str) -> dict[str, Any]:
    """One of the documents for computers."""
    found: dict[str, Any] = json.loads(taken.read(path))
    return found


def folder_of(taken: ZipFile, row: Return) -> str:
    """The folder of a return."""
    listed = document(taken, "organisation.json")["returns"]
    return next(str(each["folder"]) for each in listed if each["reference"] == row.reference)


def person_of(scene: TakeawayScene, name: str) -> Person:
    """Somebody of the scene, by the name of its attribute."""
    found: Person = getattr(scene, f"{name}_person")
    return found
