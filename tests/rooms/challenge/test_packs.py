"""Briefing packs: what they hold, who has them; whoever is marked out has nothing of that organisation."""

from datetime import UTC, date, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from audit.domain.actions import ActionOrigin
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.operations import ActionFacts, add_action
from audit.rooms.challenge.operations import add_line
from tests.conftest import SteppingClock
from tests.rooms.challenge.day_scene import Day
from tests.rooms.challenge.scene import Scene
from tests.support.queries import count_queries
from tests.support.world import World

GREEN, RED = "B5DCC4", "F4C7C1"


def words(document: WordDocument) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def word(scene: Scene, person: Person, path: str) -> WordDocument:
    answer = scene.browser(person).raw.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return Document(BytesIO(answer.data))


def excel(scene: Scene, person: Person, path: str) -> Workbook:
    answer = scene.browser(person).raw.get(path)
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.data))


def planned(scene: Scene, world: World, clock: SteppingClock) -> tuple[int, dict[str, int]]:
    event, slots = scene.announced()
    with world.session() as session:
        facts = ActionFacts("Train the front desk.", date(2026, 9, 20), owner_name="Director")
        add_action(
            session, scene.admin, world.clock, organisation_id=scene.council.id, board_id=scene.board.id,
            facts=facts, origin=ActionOrigin.BY_HAND,
        )  # fmt: skip
    clock.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    scene.propose(event)
    with world.session() as session:
        add_line(session, scene.admin, world.clock, slots["Testshire Police"], "=HYPERLINK(1)")
    return event.id, slots


def test_the_pack_of_an_organisation(scene: Scene, world: World, clock: SteppingClock) -> None:
    _event, slots = planned(scene, world, clock)
    document = word(scene, scene.chair, f"/challenge/slots/{slots['Testshire Council']}/pack.docx")
    text = words(document)
    for wanted in (
        "Briefing: Testshire Council", "9:30am to 10:00am", "Kit Chair", "Priority grades",
        "1.1 Question 1.1: is this in place?", "Train the front desk.", "Overdue", "20 September 2026",
        "Standard number 2", "Line 1.", "Notes", "Outcome and follow-up",
    ):  # fmt: skip
        assert wanted in text
    assert "Police" not in text
    tints = document.element.body.xml
    assert f'w:fill="{RED}"' in tints
    assert f'w:fill="{GREEN}"' in tints
    assert document.core_properties.title == "Briefing: Testshire Council"


def test_evidence_is_named_with_whether_it_was_opened(scene: Scene, world: World) -> None:
    fire = world.organisation(scene.board, "Testshire Fire", "fire")
    scene.submit(fire, world.person(Role.LEAD, organisation=fire), {}, files=("1.1",))
    event, _ = scene.announced()
    (slot,) = scene.hear(event, fire).values()
    text = words(word(scene, scene.admin_person, f"/challenge/slots/{slot}/pack.docx"))
    assert "1.1.pdf (not opened by the board)" in text


def test_the_pack_of_the_panel(scene: Scene, world: World, clock: SteppingClock) -> None:
    event_id, _slots = planned(scene, world, clock)
    text = words(word(scene, scene.member, f"/challenge/{event_id}/pack.docx"))
    assert "Who is heard when" in text
    assert "Testshire Council" in text
    assert "Testshire Police" in text
    book = excel(scene, scene.admin_person, f"/challenge/{event_id}/pack.xlsx")
    assert book.sheetnames == ["Agenda", "Lines", "Grades", "Actions", "Notes"]
    grades = [[cell.value for cell in row] for row in book["Grades"].iter_rows(min_row=2)]
    assert len(grades) == 8
    assert grades[0][:5] == [
        "Testshire Council", "1 Standard number 1", "1.1", "Question 1.1: is this in place?", "Red",
    ]  # fmt: skip
    lines = list(book["Lines"].iter_rows(min_row=2))
    cell = next(row[2] for row in lines if row[2].value == "=HYPERLINK(1)")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert book["Actions"]["G2"].value == "Overdue"


def test_notes_are_in_the_workbook(scene: Scene, clock: SteppingClock) -> None:
    day = Day(scene, clock)
    day.begin()
    day.note(scene.member, "a", "=1+1", by_whom="Mo Member")
    day.note(scene.chair, "b", "They ask children.", kind="answered")
    rows = [
        [cell.value for cell in row]
        for row in excel(scene, scene.chair, f"/challenge/{day.event.id}/pack.xlsx")["Notes"].iter_rows(
            min_row=2
        )
    ]
    assert [row[2:6] for row in rows] == [
        ["Asked", "Mo Member", "=1+1", "Mo Member"],
        ["Answered", None, "They ask children.", "Kit Chair"],
    ]


def test_whoever_is_marked_out_has_nothing_of_that_organisation(
    scene: Scene, world: World, clock: SteppingClock
) -> None:
    event_id, slots = planned(scene, world, clock)
    world.give(scene.member, Role.CONTRIBUTOR, organisation=scene.council)
    browser = scene.browser(scene.member)
    assert browser.raw.get(f"/challenge/slots/{slots['Testshire Council']}/pack.docx").status_code == 404
    text = words(word(scene, scene.member, f"/challenge/{event_id}/pack.docx"))
    assert "Left out, because you take no part in the slot: Testshire Council." in text
    assert "Train the front desk." not in text
    assert text.count("Testshire Council") == 1
    book = excel(scene, scene.member, f"/challenge/{event_id}/pack.xlsx")
    assert {row[0].value for row in book["Grades"].iter_rows(min_row=2)} == {"Testshire Police"}
    assert book["Agenda"]["B3"].value == "Testshire Council"
    assert "Left out" in book["Agenda"]["F3"].value


def test_nobody_else_has_a_pack(scene: Scene, world: World, clock: SteppingClock) -> None:
    event_id, slots = planned(scene, world, clock)
    viewer = world.person(Role.BOARD_VIEWER, board=scene.board)
    elsewhere = world.person(Role.BOARD_ADMINISTRATOR, board=world.board("othershire", "Othershire"))
    moderator = world.person(Role.MODERATOR, board=scene.board)
    not_on_it = world.person(Role.PANEL_MEMBER, board=scene.board)
    for person in (scene.council_lead, viewer, elsewhere, moderator, not_on_it):
        for path in (
            f"/challenge/slots/{slots['Testshire Council']}/pack.docx",
            f"/challenge/{event_id}/pack.docx",
            f"/challenge/{event_id}/pack.xlsx",
        ):
            assert scene.browser(person).raw.get(path).status_code in (403, 404)


def test_statements_do_not_grow_with_organisations(
    scene: Scene, world: World, clock: SteppingClock, engine: Engine
) -> None:
    event, _slots = scene.announced()
    scene.propose(event)
    browser = scene.browser(scene.chair)
    counts = []
    for more in (0, 4):
        for number in range(more):
            organisation = world.organisation(scene.board, f"More {number}")
            scene.submit(organisation, world.person(Role.LEAD, organisation=organisation), {"2.1": "red"})
            scene.hear(event, organisation)
        scene.propose(event)
        for path in (f"/challenge/{event.id}/pack.docx", f"/challenge/{event.id}/pack.xlsx"):
            browser.raw.get(path)
            with count_queries(engine) as statements:
                assert browser.raw.get(path).status_code == 200
            counts.append(statements.count)
    assert counts[:2] == counts[2:]
