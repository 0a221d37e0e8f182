"""What may tell who a child is is held back from everybody but its organisation, and shown again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.domain.questionnaire import fingerprint
from audit.rooms.accounts.models import Person
from audit.rooms.challenge.queries.facts import copies_of as copies_of_panel
from audit.rooms.evidence.models import Quarantine
from audit.rooms.good_practice.queries import latest_copy
from audit.rooms.moderation.models import Moderation
from audit.rooms.rounds.models import Return
from audit.rooms.trail.models import TrailEntry
from audit.settings import Settings
from tests.rooms.takeaway.scene import TakeawayScene
from tests.support.pages import PageClient
from tests.support.world import World

SECRET = "Little Jo told a teacher"
Browse = Callable[[Any], PageClient]


@pytest.fixture
def browse(app: Flask) -> Browse:
    """A browser in which somebody is signed in."""
    return lambda person: PageClient(app).sign_in(person.id)


@pytest.fixture
def scene(world: World, settings: Settings) -> TakeawayScene:
    """A submitted return, of which one answer and one file say too much."""
    scene = TakeawayScene.__new__(TakeawayScene)
    super(TakeawayScene, scene).__init__(world)
    scene.settings = settings
    scene.files = [scene.file("little-jo.pdf", b"too much"), scene.file("policy.pdf", b"fine")]
    scene.complete()
    scene.save("1.1", AnswerContent(grade="amber", narrative=SECRET), seen=1)
    scene.attach(scene.reference, "1.1", *scene.files)
    scene.send()
    scene.sign(scene.ash)
    return scene


def address(scene: TakeawayScene) -> str:
    return f"/returns/{scene.reference}/quarantine"


def hold(browse: Browse, scene: TakeawayScene, what: str = "answer:1.1") -> None:
    client = browse(scene.admin_person)
    page = client.get(address(scene))
    done = client.submit(page, {"what": what, "reason": "It names a child."}, form=-1)
    assert "Held back. The leads" in done.text_words


def show_again(browse: Browse, scene: TakeawayScene) -> None:
    client = browse(scene.admin_person)
    with scene.world.unit_of_work.read() as session:
        (held,) = session.query(Quarantine).filter_by(lifted_at=None).all()
    done = client.post(f"{address(scene)}/{held.id}/show-again")
    assert "It is shown again" in done.text_words


def book(client: PageClient, scene: TakeawayScene) -> str:
    answer = client.raw.get(f"/returns/{scene.reference}/copies/1/workbook")
    assert answer.status_code == 200
    sheets = load_workbook(BytesIO(answer.get_data()))
    return "\n".join(str(row) for sheet in sheets for row in sheet.iter_rows(values_only=True))


@contextmanager
def moderated(scene: TakeawayScene, browse: Browse) -> Iterator[tuple[PageClient, str]]:
    """A moderator who has the return, with the page on which the answer is judged."""
    from audit.domain.moderation import ModerationState
    from audit.rooms.moderation.models import ModerationPlan

    person: Person = scene.world.person(Role.MODERATOR, board=scene.board)
    with scene.world.session() as session:
        plan = ModerationPlan(round_id=scene.round.id, created_at=scene.world.clock())
        session.add(plan)
        session.flush()
        row = Moderation(
            plan_id=plan.id,
            return_id=scene.row.id,
            moderator_id=person.id,
            moderator_name=person.name,
            state=ModerationState.IN_PROGRESS,
            offered_at=scene.world.clock(),
        )
        session.add(row)
        session.flush()
        id = row.id
    yield browse(person), f"/moderations/{id}/questions/1.1"


def test_an_answer_is_held_back_and_shown_again(scene: TakeawayScene, browse: Browse) -> None:
    admin, lead = browse(scene.admin_person), browse(scene.lead_person)
    copy = f"/returns/{scene.reference}/copies/1"
    answers = f"/rounds/{scene.round.code}/answers"
    assert SECRET in admin.get(copy).text_words
    assert SECRET in admin.get(answers).text_words
    hold(browse, scene)
    for page in (copy, answers):
        said = admin.get(page).text_words
        assert SECRET not in said
        assert (
            "This answer has been held back by Kit Board since 14 September 2026. Reason: It names a child."
            in said
        )
    assert "altered" not in admin.get(copy).text_words
    assert SECRET not in book(admin, scene)
    workbook = admin.raw.post(f"/rounds/{scene.round.code}/workbook", data={"csrf_token": admin.csrf_token()})
    assert SECRET not in whole(workbook.get_data())
    own = lead.get(copy).text_words
    assert SECRET in own
    assert "Parts of this return are held back" in own
    assert SECRET in book(lead, scene)
    (kept,) = scene.copies()
    assert fingerprint(kept.content) == kept.fingerprint
    show_again(browse, scene)
    for page in (copy, answers):
        assert SECRET in admin.get(page).text_words
    assert "Parts of this return" not in lead.get(copy).text_words


def whole(content: bytes) -> str:
    """Every cell of a workbook."""
    return "\n".join(
        str(row) for sheet in load_workbook(BytesIO(content)) for row in sheet.iter_rows(values_only=True)
    )


def test_a_file_is_held_back_with_its_name(scene: TakeawayScene, browse: Browse) -> None:
    admin, lead = browse(scene.admin_person), browse(scene.lead_person)
    item = scene.files[0]
    file = f"/returns/{scene.reference}/evidence/{item.id}"
    admin.get(file)
    hold(browse, scene, f"file:{item.id}")
    refused = admin.get(file, 403).text_words
    assert (
        "This file has been held back by Kit Board since 14 September 2026. Reason: It names a child."
        in refused
    )
    assert admin.raw.head(file).status_code == 403
    copy = admin.get(f"/returns/{scene.reference}/copies/1").text_words
    assert "little-jo" not in copy
    assert "A file that is held back" in copy
    assert SECRET in copy
    assert "little-jo" not in admin.get(f"/rounds/{scene.round.code}/answers").text_words
    assert "little-jo" not in admin.get(address(scene)).text_words
    lead.get(f"/evidence/{item.id}")
    assert "little-jo" in lead.get(address(scene)).text_words
    show_again(browse, scene)
    admin.get(file)


def test_a_moderator_reads_the_sentence(scene: TakeawayScene, browse: Browse) -> None:
    with moderated(scene, browse) as (client, page):
        assert SECRET in client.get(page).text_words
        hold(browse, scene)
        hold(browse, scene, f"file:{scene.files[0].id}")
        said = client.get(page).text_words
        assert SECRET not in said
        assert "little-jo" not in said
        assert "This answer has been held back" in said
        client.get(page.split("/questions")[0] + f"/evidence/{scene.files[0].id}", 403)


def test_the_organisation_is_told_and_the_trail_has_both(scene: TakeawayScene, browse: Browse) -> None:
    hold(browse, scene, f"file:{scene.files[0].id}")
    show_again(browse, scene)
    (told,), (told_again,) = scene.letters("held-back"), scene.letters("shown-again")
    assert "It names a child." in told.body
    assert "a file of evidence" in told_again.body
    assert "little-jo" not in told.body + told.subject
    with scene.world.unit_of_work.read() as session:
        entries = session.query(TrailEntry).filter(
            TrailEntry.event.in_(("return.held-back", "return.shown-again"))
        )
        assert [each.event for each in entries] == ["return.held-back", "return.shown-again"]
        assert "little-jo" not in "".join(str(each.facts) for each in entries)


def test_only_administrators_hold_back(scene: TakeawayScene, browse: Browse, world: World) -> None:
    for person, status in (
        (scene.lead_person, 403),
        (world.person(Role.BOARD_VIEWER, board=scene.board), 403),
        (world.person(Role.MODERATOR, board=scene.board), 403),
        (world.person(Role.BOARD_ADMINISTRATOR, board=world.board("elsewhere", "Elsewhere")), 404),
    ):
        client = browse(person)
        client.post(address(scene), {"what": "answer:1.1", "reason": "x"}, status)
        client.post(f"{address(scene)}/1/show-again", status=status)
    browse(scene.stranger_person).get(address(scene), 404)
    assert scene.letters("held-back") == []


@pytest.mark.parametrize(
    ("sent", "status", "problem"),
    [
        ({"what": "", "reason": "x"}, 422, "Choose what to hold back"),
        ({"what": "answer:1.1", "reason": " "}, 422, "Say why it is held back"),
        ({"what": "answer:1.1", "reason": "x" * 301}, 422, "300 characters or fewer"),
        ({"what": "answer:9.9", "reason": "x"}, 404, ""),
        ({"what": "file:999999", "reason": "x"}, 404, ""),
        ({"what": "file:²", "reason": "x"}, 422, "Choose what to hold back"),
    ],
)
def test_what_cannot_be_held_back(
    scene: TakeawayScene, browse: Browse, sent: dict[str, str], status: int, problem: str
) -> None:
    page = browse(scene.admin_person).post(address(scene), sent, status)
    assert problem in page.text_words


def test_nothing_is_held_back_twice(scene: TakeawayScene, browse: Browse) -> None:
    client = browse(scene.admin_person)
    for what in ("answer:1.1", f"file:{scene.files[0].id}"):
        hold(browse, scene, what)
        again = client.post(address(scene), {"what": what, "reason": "x"}, 422)
        assert "This is held back already." in again.text_words


def test_panels_and_good_practice_read_it_no_more(scene: TakeawayScene, browse: Browse) -> None:
    def read() -> tuple[str, str]:
        with scene.world.unit_of_work.read() as session:
            row = session.get(Return, scene.row.id)
            assert row is not None
            return str(copies_of_panel(session, [row.id])), str(latest_copy(session, row)["answers"])

    assert all(SECRET in said and "little-jo" in said for said in read())
    hold(browse, scene)
    hold(browse, scene, f"file:{scene.files[0].id}")
    panel, shareable = read()
    assert SECRET not in panel + shareable
    assert "little-jo" not in panel + shareable
    assert "This answer has been held back" in panel
    assert "1.1" not in shareable
