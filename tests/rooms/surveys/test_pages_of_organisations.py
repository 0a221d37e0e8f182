"""An organisation passes its link on and reads what its staff say; the board reads it beside the grades."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from audit.domain.permissions import Role
from audit.infra.survey_links import code_of
from audit.rooms.accounts.models import Person
from audit.rooms.surveys.models import Survey
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.surveys import Surveyed

Browser = Callable[[Person | None], PageClient]


@pytest.fixture
def lead(browser: Browser, scene: Surveyed) -> PageClient:
    return browser(scene.green.lead_person)


def test_the_lead_passes_the_link_on(lead: PageClient, scene: Surveyed, browser: Browser) -> None:
    own = f"/organisations/{scene.green.organisation.id}/surveys"
    assert "When a board asks your staff" in lead.get(own).text_words
    lead.get(f"{own}/{scene.survey.id}", 404)
    scene.open()
    assert "Staff survey 2026: link and poster for your staff" in lead.get("/").text_words
    assert "Staff survey 2026 Testshire" in lead.get(own).text_words
    page = lead.get(f"{own}/{scene.survey.id}")
    key = scene.key(scene.green)
    assert f"/surveys/{key}" in page.text_words
    assert code_of(key) in page.text_words
    assert scene.green.lead_person.name not in lead.get(f"/surveys/{key}").get_text()  # nobody feels watched
    assert "Fewer than five." in page.text_words
    poster = lead.get(f"{own}/{scene.survey.id}/poster")
    assert code_of(key) in poster.text_words
    assert poster.select_one("svg.app-qr")
    stranger = browser(scene.mixed.lead_person)
    for path in (own, f"{own}/{scene.survey.id}", f"{own}/{scene.survey.id}/poster"):
        stranger.get(path, 404)


def test_an_organisation_sees_its_own_results_while_the_board_lets_it(
    lead: PageClient, scene: Surveyed
) -> None:
    own = f"/organisations/{scene.green.organisation.id}/surveys/{scene.survey.id}"
    copy = f"/returns/{scene.green_return.reference}/copies/1"
    scene.open()
    scene.everybody(scene.green, 7, 6)
    scene.everybody(scene.mixed, 20, 0)
    assert "Results are shown here once the survey has closed" in lead.get(own).text_words
    assert "What staff say" not in lead.get(copy).text_words
    scene.close()
    page = lead.get(own)
    assert "13 staff are counted." in page.text_words
    assert "I know whom to call. 7 of 13 (53.8 %)" in page.text_words
    assert "33" not in page.text_words
    assert "1 Standard number 1 All green here; 54 % of 13 staff agree" in lead.get(copy).text_words
    with scene.world.session() as session:
        session.get_one(Survey, scene.survey.id).shares_results = False
    assert "The board keeps the results of this survey to itself." in lead.get(own).text_words
    assert "What staff say" not in lead.get(copy).text_words


def test_the_board_reads_it_beside_the_grades(browser: Browser, scene: Surveyed, engine: Engine) -> None:
    admin = browser(scene.admin_person)
    summary = "/rounds/audit/summary"
    admin.get(summary)
    with count_queries(engine) as before:
        assert "What staff say" not in admin.get(summary).text_words
    scene.open()
    scene.everybody(scene.green, 4, 9)
    scene.everybody(scene.mixed, 4, 0)
    scene.close()
    with count_queries(engine) as one:
        page = admin.get(summary)
    assert "Green council , 1 Standard number 1: All green here; 31 % of 13 staff agree" in page.text_words
    assert "Mixed council , " not in page.text_words
    scene.reopen()
    scene.everybody(scene.mixed, 3, 0)
    scene.close()
    with count_queries(engine) as two:
        page = admin.get(summary)
    assert two.count == one.count <= before.count + 4, str(two)
    assert (
        "Mixed council , 2 Standard number 2: 1 green, 1 red here; 100 % of 14 answers by 7 staff"
        in page.text_words
    )
    viewer = browser(scene.world.person(Role.BOARD_VIEWER, board=scene.board))
    page = viewer.get(f"{scene.page}/beside")
    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert rows[0].startswith("Green council 1 Standard number 1")
    assert rows[-1].startswith("Mixed council 2")
    copy = f"/returns/{scene.mixed_return.reference}/copies/1"
    assert "100 % of 7 staff agree" in admin.get(copy).text_words
