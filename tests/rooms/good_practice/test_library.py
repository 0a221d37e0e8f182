"""The library: who reads it, what is in it, and nothing else of anybody's return."""

from typing import Any

import pytest
from sqlalchemy import select

from audit.domain.permissions import Role
from audit.rooms.evidence.models import EvidenceOpened, Scan, StoredFile
from audit.rooms.evidence.operations import withdraw_evidence
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.organisations.models import AreaMembership
from tests.support.good_practice import Practice
from tests.support.pages import PageClient
from tests.support.queries import count_queries

LIBRARY = "/boards/testshire/good-practice"


@pytest.fixture
def scene(world: Any, settings: Any) -> Practice:
    return Practice(world, settings)


@pytest.fixture
def example(scene: Practice) -> GoodPractice:
    (row,) = scene.ask("1.1", why="Short and clear.")
    scene.share(row, "We supervise every week and ask children.", evidence_ids=[scene.item.id])
    return row


@pytest.fixture
def reader(app: Any, scene: Practice) -> PageClient:
    """A viewer in another organisation of the area."""
    organisation = scene.world.organisation(scene.board, "Reading council")
    return PageClient(app).sign_in(scene.world.person(Role.ORGANISATION_VIEWER, organisation=organisation).id)


def test_an_empty_library_says_what_will_be_there(app: Any, reader: PageClient, scene: Practice) -> None:
    assert "agreed to share will be here" in reader.get(LIBRARY).text_words
    assert "To begin, open a round" not in reader.get(LIBRARY).text_words
    admin = PageClient(app).sign_in(scene.admin_person.id)
    assert "To begin, open a round" in admin.get(LIBRARY).text_words


def test_one_example_and_nothing_else_of_the_return(
    reader: PageClient, scene: Practice, example: GoodPractice
) -> None:
    assert "We supervise every week" in reader.get(LIBRARY).text_words
    page = reader.get(f"/good-practice/{example.id}")
    for expected in (
        "Green council",
        "Short and clear.",
        "We supervise every week",
        "policy.pdf",
        "Standard number 1",
    ):
        assert expected in page.text_words
    for other in ("secret.pdf", "says green", scene.green_return.reference):
        assert other not in page.text_words


def test_what_is_not_shared_is_not_there(reader: PageClient, scene: Practice) -> None:
    (asked,) = scene.ask("1.2")
    reader.get(f"/good-practice/{asked.id}", 404)
    assert "1.2" not in reader.get(LIBRARY).text_words


@pytest.mark.parametrize(
    "role", [Role.BOARD_VIEWER, Role.MODERATOR, Role.PANEL_MEMBER, Role.BOARD_ADMINISTRATOR]
)
def test_everybody_of_the_board_reads_it(
    app: Any, scene: Practice, example: GoodPractice, role: Role
) -> None:
    client = PageClient(app).sign_in(scene.world.person(role, board=scene.board).id)
    client.get(LIBRARY)
    client.get(f"/good-practice/{example.id}")


def test_nobody_outside_the_area_does(app: Any, scene: Practice, example: GoodPractice) -> None:
    elsewhere = scene.world.board("other", "Other")
    outside = scene.world.organisation(elsewhere, "Outside council")
    gone = scene.body("Gone council")
    with scene.world.session() as session:
        held = select(AreaMembership).where(AreaMembership.organisation_id == gone.organisation.id)
        session.scalars(held).one().left_on = held_until = scene.world.clock().date()
        assert held_until
    people = (
        scene.world.person(Role.BOARD_ADMINISTRATOR, board=elsewhere),
        scene.world.person(Role.LEAD, organisation=outside),
        gone.lead_person,
    )
    for person in people:
        client = PageClient(app).sign_in(person.id)
        client.get(LIBRARY, 404)
        client.get(f"/good-practice/{example.id}", 404)
        client.get(f"/good-practice/{example.id}/evidence/{scene.item.id}", 404)
    PageClient(app).sign_in(people[0].id).get("/boards/-/good-practice", 404)


def test_evidence_is_an_attachment_and_opening_it_is_noted(
    reader: PageClient, scene: Practice, example: GoodPractice
) -> None:
    answer = reader.raw.get(f"/good-practice/{example.id}/evidence/{scene.item.id}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with scene.world.unit_of_work.read() as session:
        opened = session.scalars(select(EvidenceOpened)).one()
    assert (opened.evidence_id, opened.on_behalf) == (scene.item.id, "library")
    for other in (scene.secret.id, 999_999):
        reader.get(f"/good-practice/{example.id}/evidence/{other}", 404)


def test_a_file_that_was_withdrawn_or_is_in_quarantine_is_not_given_out(
    reader: PageClient, scene: Practice, example: GoodPractice
) -> None:
    with scene.world.session() as session:
        session.get_one(StoredFile, scene.item.sha256).scan = Scan.QUARANTINED
    reader.get(f"/good-practice/{example.id}/evidence/{scene.item.id}", 403)
    with scene.world.session() as session:
        session.get_one(StoredFile, scene.item.sha256).scan = Scan.CLEAN
        withdraw_evidence(session, scene.green.lead, scene.world.clock, scene.item.id)
    reader.get(f"/good-practice/{example.id}/evidence/{scene.item.id}", 404)
    assert "policy.pdf" not in reader.get(f"/good-practice/{example.id}").text_words


def test_searching_by_words_standard_and_sector(
    reader: PageClient, scene: Practice, example: GoodPractice
) -> None:
    (other,) = scene.ask("2.2", reference=scene.mixed_return.reference)
    scene.share(other, "Officers meet on 50 % of days.", body=scene.mixed)
    for question, number in (
        ("", 2), ("words=WEEK+children", 1), ("words=50+%25", 1), ("words=Mixed", 1), ("words=week+officers", 0),
        ("standard=Standard+number+2", 1), ("sector=Police", 1), ("sector=Nothing", 0), ("page=99", 2),
        ("page=x&words=%00", 2),
    ):  # fmt: skip
        page = reader.get(f"{LIBRARY}?{question}")
        assert f"{number} of 2" in page.text_words, question


def test_it_is_paged_with_the_same_number_of_queries(
    app: Any, reader: PageClient, scene: Practice, example: GoodPractice
) -> None:
    def count() -> int:
        with count_queries(app.extensions["audit.unit_of_work"].engine) as statements:
            reader.get(LIBRARY)
        return len(statements)

    count()
    before = count()
    with scene.world.session() as session:
        now = scene.world.clock()
        session.add_all(
            GoodPractice(
                board_id=scene.board.id, organisation_id=scene.mixed.organisation.id, return_id=scene.mixed_return.id,
                question_code=f"x{number}", question_text=f"Question x{number}", standard_title="Standard number 1",
                sector="Police", state="shared", words="Words.", asked_at=now, asked_by_name="Kit", answered_at=now,
            )
            for number in range(45)
        )  # fmt: skip
    assert count() == before
    page = reader.get(f"{LIBRARY}?page=3")
    assert "46 of 46 , page 3 of 3" in page.text_words
    assert len(page.select("section.app-answer")) == 6
