"""Twenty people at one return at once, through its pages: nothing is lost, nothing fails, nobody waits for ever."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.colleagues.models import LookedAt, Remark
from audit.rooms.offline.models import AppliedUpload
from tests.rooms.colleagues.together import Together
from tests.rooms.offline.sheet import Desk
from tests.support.pages import PageClient
from tests.support.world import World

PEOPLE, TURNS = 20, 9
STAMP = re.compile(r'name="stamp" value="([^"]+)"')
SHARED = ("1.1", "1.2", "2.1")
"""Questions at which everybody types; 2.2 is the one that comes by workbook."""
PATIENCE = 60
"""Seconds after which two who wait for one another would be noticed. It takes a tenth of that."""


class Colleague:
    """One of them: types, is told of a conflict, types on; says things and marks questions in between."""

    def __init__(self, app: Flask, person: Person, number: int, reference: str) -> None:
        self.number, self.address = number, f"/returns/{reference}/questions"
        self.client = PageClient(app).sign_in(person.id)
        self.token = self.client.csrf_token()
        self.desk = Desk(self.client, reference)
        self.acknowledged: dict[str, list[str]] = {code: [] for code in SHARED}
        self.said = 0
        self.conflicts = 0

    def work(self, start: Barrier) -> None:
        """All of the turns."""
        start.wait()
        for turn in range(TURNS):
            self.save(SHARED[(self.number + turn) % len(SHARED)], f"{self.number} in turn {turn}")
            if turn % 3 == 0:
                self.send("1.1/discussion", {"text": f"{self.number} asks {turn}", "mentions": []}, 303)
                self.said += 1
            elif turn % 3 == 1:
                self.send(f"{SHARED[turn % 2]}/looked-at", {"remove": "yes" if self.number % 2 else ""}, 303)
            else:
                self.read(self.address.removesuffix("/questions"))

    def send(self, path: str, data: dict[str, object], status: int) -> None:
        """Send a form that is always taken."""
        answer = self.client.raw.post(f"{self.address}/{path}", data={"csrf_token": self.token, **data})
        assert answer.status_code == status, f"{path}: {answer.status_code}"

    def read(self, path: str) -> None:
        """Look at a page."""
        assert self.client.raw.get(path).status_code == 200

    def save(self, code: str, text: str) -> None:
        """Save as the page's script does; after a conflict once more over what is there, until it is taken."""
        version = 0
        while True:
            answer = self.client.raw.post(
                f"{self.address}/{code}",
                data={
                    "csrf_token": self.token,
                    "version": str(version),
                    "answer": "amber",
                    "narrative": text,
                },
                headers={"X-Requested-With": "fetch"},
            )
            assert answer.status_code in (200, 409), f"{code}: {answer.status_code}"
            version = answer.get_json()["version"]
            if answer.status_code == 200:
                self.acknowledged[code].append(text)
                return
            self.conflicts += 1


class Traveller(Colleague):
    """The one who comes back with a workbook, again and again."""

    def work(self, start: Barrier) -> None:
        """Download, fill, upload and apply."""
        self.texts: list[str] = []
        start.wait()
        for turn in range(3):
            sheet = self.desk.download().fill("2.2", narrative=f"on train {turn}")
            preview = self.desk.upload(sheet)
            address, stamp = str(preview.form()["action"]), str(preview.values()["stamp"])
            for _ in range(PEOPLE * TURNS):
                answer = self.client.raw.post(address, data={"csrf_token": self.token, "stamp": stamp})
                assert answer.status_code in (303, 409), answer.status_code
                if answer.status_code == 303:
                    self.texts.append(f"on train {turn}")
                    break
                stamp = STAMP.findall(answer.get_data(as_text=True))[0]


@pytest.fixture
def everybody(app: Flask, world: World, together: Together) -> list[Colleague]:
    made = [
        world.person(Role.CONTRIBUTOR, organisation=together.organisation, name=f"Colleague {number}")
        for number in range(PEOPLE)
    ]
    kinds = [Traveller, *[Colleague] * (PEOPLE - 1)]
    return [
        kind(app, person, number, together.reference)
        for number, (kind, person) in enumerate(zip(kinds, made, strict=True))
    ]


def test_nothing_is_lost_and_nothing_fails(together: Together, everybody: list[Colleague]) -> None:
    start = Barrier(PEOPLE)
    with ThreadPoolExecutor(PEOPLE) as pool:
        running = [pool.submit(colleague.work, start) for colleague in everybody]
        for each in running:
            each.result(timeout=PATIENCE)
    typing = everybody[1:]
    assert sum(colleague.conflicts for colleague in typing) > PEOPLE, "they were not at it at the same time"
    view = together.view()
    with together.world.session() as session:
        for code in SHARED:
            taken = [text for colleague in typing for text in colleague.acknowledged[code]]
            kept = history(session, view.answers[code].id)
            assert sorted(text for _, text in kept) == sorted(taken), "each exactly once"
            assert [version for version, _ in kept] == list(range(1, len(taken) + 1))
            assert view.content(code).narrative == kept[-1][1]
        train = [text for _, text in history(session, view.answers["2.2"].id)]
        assert train == everybody[0].texts  # type: ignore[attr-defined]
        assert session.scalar(select(func.count(AppliedUpload.id))) == len(train) == 3
        remarks = session.scalar(select(func.count(Remark.id)))
        assert remarks == sum(colleague.said for colleague in typing)
        marks = session.scalars(select(LookedAt.question_code)).all()
        assert len(marks) == len(set(marks))


def history(session: Session, answer_id: int) -> list[tuple[int, str]]:
    """Every version of an answer with what it said, the first one first."""
    rows = session.execute(
        select(AnswerRevision.version, AnswerRevision.narrative)
        .join(Answer, Answer.id == AnswerRevision.answer_id)
        .where(Answer.id == answer_id)
        .order_by(AnswerRevision.version)
    )
    return [(version, text) for version, text in rows]
