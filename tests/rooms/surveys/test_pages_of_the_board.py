"""A board plans a survey, opens it, closes it and reads the results, on its pages."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select

from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.outbox.models import Letter
from audit.rooms.surveys.models import Survey, SurveyPlace
from audit.rooms.trail.models import TrailEntry
from tests.conftest import SteppingClock
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.surveys import Surveyed

Browser = Callable[[Person | None], PageClient]


@pytest.fixture
def admin(browser: Browser, scene: Surveyed) -> PageClient:
    return browser(scene.admin_person)


def test_a_survey_from_its_plan_to_its_links(admin: PageClient, scene: Surveyed) -> None:
    page = admin.get(f"/boards/{scene.board.code}/surveys")
    assert "Staff survey 2026 2 organisations. Last day 9 October 2026. Beside Section 11" in page.text_words
    page = admin.get(f"/boards/{scene.board.code}/surveys/new?round=audit")
    assert page.values()["round_id"] == str(scene.audit.id)
    late = {"closes_on-day": "1", "closes_on-month": "9", "closes_on-year": "2026"}
    page = admin.submit(page, {"title": "Second", "edition_id": str(scene.survey_edition.id), **late}, 422)
    assert page.errors() == ["The last day (1 September 2026) has passed. Choose today or a later day"]
    page = admin.submit(page, {"closes_on-month": "November", "edition_id": str(scene.edition.id)}, 422)
    assert page.errors() == ["Not a valid choice."]
    page = admin.submit(page, {"edition_id": str(scene.survey_edition.id)})
    assert page.heading == "Choose the organisations"
    page = admin.submit(page, {"organisations": []})
    assert page.heading.startswith("Second")
    page = admin.get(page.path + "/open")
    assert "Nobody is asked yet." in page.text_words
    page = admin.get(page.path.removesuffix("/open") + "/organisations")
    page = admin.submit(page, {"organisations": str(scene.green.organisation.id)})
    assert page.heading == "Check before you open"
    page = admin.submit(page)
    assert "Second is open. 1 letter was written." in page.text_words
    assert "Fewer than five" in page.text_words
    with scene.world.unit_of_work.read() as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "survey-links")).one()
        events = session.scalars(
            select(TrailEntry.event).where(TrailEntry.subject_kind == "survey").order_by(TrailEntry.id)
        ).all()
        place = session.scalars(select(SurveyPlace).order_by(SurveyPlace.id.desc()).limit(1)).one()
    assert letter.to_email == scene.green.lead_person.email
    assert "/surveys/" in letter.body
    assert "1 November 2026" in letter.body
    assert place.key_hash not in letter.body
    assert list(events[1:]) == ["survey.created", "survey.changed", "survey.opened", "survey.links-sent"]


def test_adding_telling_and_renewing_while_it_runs(admin: PageClient, scene: Surveyed) -> None:
    nobody = scene.world.organisation(scene.board, "Leadless trust")
    scene.open()
    page = admin.get(scene.page)
    page = admin.submit(page, {"who": "all"})
    assert "2 letters were written." in page.text_words
    more = admin.get(f"{scene.page}/organisations")
    assert [box["value"] for box in more.select("input[name=organisations]")] == [str(nobody.id)]
    assert admin.submit(more, {}, 422).errors() == ["Choose at least one organisation that is not asked yet."]
    page = admin.submit(more, {"organisations": str(nobody.id)})
    assert "Send the link to the 1 not told yet" in page.text_words
    page = admin.submit(page, {"who": "new"})
    assert "0 letters were written. Without a lead to write to: Leadless trust." in page.text_words
    before = scene.key(scene.green)
    page = admin.post(f"{scene.page}/places/{scene.place(scene.green).id}/new-link")
    assert "Green council has a new link" in page.text_words
    admin.get(f"/surveys/{before}", 404)
    admin.get(f"/surveys/{scene.key(scene.green)}")


def test_changing_the_plan_and_two_who_do_it_at_once(admin: PageClient, scene: Surveyed) -> None:
    first, second = admin.get(f"{scene.page}/edit"), admin.get(f"{scene.page}/edit")
    assert "Saved." in admin.submit(first, {"title": "Staff survey, autumn"}).text_words
    page = admin.submit(second, {"title": "Mine"}, 409)
    assert "It now says: Staff survey, autumn, last day 9 October 2026." in page.text_words
    assert admin.submit(page).heading.startswith("Mine")
    scene.open()
    page = admin.get(f"{scene.page}/edit")
    assert "edition_id" not in page.values()
    page = admin.submit(page, {"closes_on-day": "16", "round_id": ""})
    assert "Last day 16 October 2026 Beside No round" in page.text_words
    scene.close()
    page = admin.submit(admin.get(f"{scene.page}/edit"), {"shares_results": ""})
    assert "Only the board sees them" in page.text_words


def test_results_come_when_it_is_closed(
    admin: PageClient, scene: Surveyed, engine: Engine, clock: SteppingClock
) -> None:
    scene.open()
    scene.everybody(scene.green, 7, 6, "front")
    scene.everybody(scene.mixed, 2, 2)
    page = admin.get(scene.page)
    assert "Green council At least 10" in page.text_words
    assert "Mixed council Fewer than five" in page.text_words
    assert "There are no results yet." in admin.get(f"{scene.page}/results").text_words
    clock.now = clock.now.replace(month=10, day=20)
    admin.sign_in(scene.admin_person.id)
    assert "the last day has passed Close the survey" in admin.get("/").text_words
    late = admin.post(f"{scene.page}/links", {"who": "all"}, 422)
    assert "The last day has passed, so the links open nothing." in late.text_words
    page = admin.submit(admin.get(f"{scene.page}/close"))
    assert "Green council 13 54 %" in page.text_words
    assert "Mixed council Fewer than five Not shown" in page.text_words
    page = admin.get(f"{scene.page}/results")
    assert (
        "13 staff in 1 of 2 organisations. Over all statements 21 of 39 (53.8 %) answers agree."
        in page.text_words
    )
    assert "A Knowing I know whom to call. 7 of 13 (53.8 %)" in page.text_words
    assert "Front line 13 21 of 39 (53.8 %)" in page.text_words
    one = admin.get(f"{scene.page}/results?organisation={scene.green.organisation.id}")
    assert one.heading == "Green council"
    admin.get(f"{scene.page}/results?organisation={scene.mixed.organisation.id}", 404)
    scene.reopen()
    scene.everybody(scene.mixed, 3, 0)
    scene.close()
    with count_queries(engine) as few:
        admin.get(f"{scene.page}/results")
    page = admin.get(f"{scene.page}/results")
    assert "20 staff in 2 of 2 organisations" in page.text_words
    assert few.count <= 8, str(few)


def test_the_workbook_says_no_more_than_the_page(admin: PageClient, scene: Surveyed) -> None:
    scene.open()
    scene.everybody(scene.green, 7, 6, "front")
    scene.reply(scene.green, [{"A.1": "n/a"}])
    scene.everybody(scene.mixed, 1, 1)
    scene.close()
    response = admin.post(f"{scene.page}/workbook").response
    book = load_workbook(BytesIO(response.data))
    assert book.sheetnames == ["Standards", "Statements", "Kind of work", "Beside the grades", "Notes"]
    rows = list(book["Statements"].iter_rows(values_only=True))
    assert rows[1][:6] == ("All organisations shown", "A.1", "I know whom to call.", 7, 13, 7 / 13)
    assert not any(
        "Mixed" in str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )
    beside = [row[2] for row in book["Beside the grades"].iter_rows(values_only=True)]
    assert "All green here; 54 % of 13 staff agree" in beside
    with scene.world.unit_of_work.read() as session:
        assert session.scalars(select(TrailEntry).where(TrailEntry.event == "survey.exported")).one()


def test_who_may_do_what(scene: Surveyed, browser: Browser) -> None:
    scene.open()
    viewer = browser(scene.world.person(Role.BOARD_VIEWER, board=scene.board))
    page = viewer.get(scene.page)
    assert "Close the survey" not in page.text_words
    assert "Make a new link" not in page.text_words
    viewer.post(f"{scene.page}/close", {}, 403)
    viewer.post(f"{scene.page}/workbook", {}, 403)
    elsewhere = scene.world.board("othershire", "Othershire Partnership")
    stranger = browser(scene.world.person(Role.BOARD_ADMINISTRATOR, board=elsewhere))
    for path in ("", "/edit", "/results", "/beside", "/close"):
        stranger.get(scene.page + path, 404)
        stranger.get(scene.page.replace(scene.board.code, "othershire") + path, 404)
    with scene.world.unit_of_work.read() as session:
        assert session.get_one(Survey, scene.survey.id).state == "open"
