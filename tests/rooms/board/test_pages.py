"""The board's pages through the browser's eyes: figures, links that count what they say, and who sees what."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from audit.domain.permissions import Role
from audit.domain.workflows import RoundState
from audit.rooms.trail.models import TrailEntry
from tests.support.kept import Keeper
from tests.support.pages import Page, PageClient, words
from tests.support.queries import count_queries
from tests.support.question_sets import shipped_set
from tests.support.rounds import make_round, staffordshire_grade
from tests.support.world import World, question_set

PAGES = ("summary", "heat-map", "answers", "response")


def build_staffordshire(world: World) -> Any:
    board = world.board()
    row = make_round(
        world.unit_of_work, world.clock, board, world.edition(shipped_set("staffordshire-2010")), asked=28, returned=25,
        code="staffordshire-2010", state=RoundState.CLOSED, grade_of=staffordshire_grade(), evidence_every=5,
        narrative=lambda r, q: "A secret only for some", notes="Why the published percentages differ.",
    )  # fmt: skip
    return board, row


@pytest.fixture
def staffordshire(keep: Keeper, world: World) -> Any:
    return keep(build_staffordshire, world)


@pytest.fixture
def administrator(app: Any, world: Any, staffordshire: Any) -> PageClient:
    return PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=staffordshire[0]).id)


@pytest.fixture
def viewer(app: Any, world: Any, staffordshire: Any) -> PageClient:
    return PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=staffordshire[0]).id)


def link(page: Page, label: str) -> str:
    found = page.find("a", attrs={"aria-label": label}) or next(
        (a for a in page.select("main a") if words(a) == label), None
    )
    assert found is not None, f"{page.path} has no link {label!r}"
    return str(found["href"])


def total(page: Page) -> int:
    counted = re.match(r"([\d,]+) (answer|of)", words(page.find(attrs={"role": "status"})))  # type: ignore[arg-type]
    assert counted
    return int(counted[1].replace(",", ""))


def test_summary_gives_numerator_and_denominator(administrator: PageClient) -> None:
    page = administrator.get("/rounds/staffordshire-2010/summary")
    for expected in (
        "25 of 28 (89.3 %)", "15 of 1,125 (1.3 %)", "91 of 1,125 (8.1 %)", "1,019 of 1,125",
        "3 of 28 (10.7 %)", "Inadequate. Practice is below the minimum", "Why the published percentages differ.",
    ):  # fmt: skip
        assert expected in page.text_words
    # Wherever a percentage stands, it stands behind its two counts.
    assert all(
        re.search(r"[\d,]+ of [\d,]+ $", page.text_words[: found.start()])
        for found in re.finditer(r"\(\d+\.\d %\)", page.text_words)
    )


def test_each_standard_has_a_bar_with_words_and_a_table(administrator: PageClient) -> None:
    page = administrator.get("/rounds/staffordshire-2010/summary")
    bars = page.select("svg.app-bar")
    assert len(bars) == 12
    assert all(bar["role"] == "img" and "graded answers" in str(bar["aria-label"]) for bar in bars)
    for bar in bars:
        widths = [float(str(rect["width"]).rstrip("%")) for rect in bar.find_all("rect")]
        assert sum(widths) == pytest.approx(100, abs=0.1)
    table = page.find("table", attrs={"class": "app-tally"})
    assert len(table.select("tbody tr")) == 11  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("label", "count"),
    [("15 of 1,125 (1.3 %), Red", 15), ("91 of 1,125 (8.1 %), Grey", 91), ("See all 106 answers", 106)],
)
def test_a_figure_leads_to_what_it_counts(administrator: PageClient, label: str, count: int) -> None:
    page = administrator.get(link(administrator.get("/rounds/staffordshire-2010/summary"), label))
    assert total(page) == count
    assert len(page.select(".app-answers__item")) == min(50, count)


def test_every_link_of_the_tables_counts_what_it_says(administrator: PageClient) -> None:
    page = administrator.get("/rounds/staffordshire-2010/summary")
    links = [
        a for a in page.select("main a[aria-label]")
        if "/answers?" in str(a["href"]) and re.match(r"[\d,]+ ", str(a["aria-label"]))
    ]  # fmt: skip
    assert len(links) > 300
    for a in links[::23]:
        told = int(str(a["aria-label"]).split(" ")[0].replace(",", ""))
        assert total(administrator.get(str(a["href"]))) == told, a["aria-label"]


def test_response_figures_lead_to_the_returns(administrator: PageClient) -> None:
    page = administrator.get("/rounds/staffordshire-2010/summary")
    listed = administrator.get(link(page, "3 of 28 (10.7 %), no response"))
    assert total(listed) == 3
    assert [words(row.th) for row in listed.select("tbody tr")] == [
        f"Organisation {n:03}" for n in (26, 27, 28)
    ]  # type: ignore[arg-type]


def test_heat_map_is_worst_first_and_each_cell_is_a_link(administrator: PageClient) -> None:
    page = administrator.get("/rounds/staffordshire-2010/heat-map")
    rows = page.select(".app-heat tbody tr")
    assert len(rows) == 28
    assert [words(row.td) for row in rows[-3:]] == ["No response"] * 3  # type: ignore[arg-type]
    cells = rows[0].select("td a")
    assert len(cells) == 11
    first = administrator.get(str(cells[0]["href"]))
    assert total(first) == 4
    summary = administrator.get("/rounds/staffordshire-2010/summary")
    by_organisation = summary.select("section[aria-labelledby=by-organisation] tbody tr")
    assert words(rows[0].th) == words(by_organisation[0].th)  # type: ignore[arg-type]
    named = administrator.get("/rounds/staffordshire-2010/heat-map?sort=name&sector=Health")
    names = [words(row.th) for row in named.select(".app-heat tbody tr")]  # type: ignore[arg-type]
    assert names == sorted(names)
    assert len(names) == 4


def test_organisations_can_be_put_in_order_without_script(administrator: PageClient) -> None:
    page = administrator.get("/rounds/staffordshire-2010/summary?sort=red")
    head = page.find("th", attrs={"aria-sort": "descending"})
    assert head is not None
    assert words(head) == "Red"
    reds = [
        int(words(row.find_all("td")[3]))
        for row in page.select("section[aria-labelledby=by-organisation] tbody tr")
        if len(row.find_all("td")) > 2
    ]
    assert reds == sorted(reds, reverse=True)
    assert sum(reds) == 15
    assert administrator.get("/rounds/staffordshire-2010/summary?sort=nonsense&page=x")


def test_a_viewer_sees_names_and_grades_but_no_narrative(
    viewer: PageClient, administrator: PageClient
) -> None:
    full = administrator.get("/rounds/staffordshire-2010/answers?only=priority")
    assert "A secret only for some" in full.text_words
    assert "policy.pdf" in full.text_words
    for path in PAGES:
        page = viewer.get(f"/rounds/staffordshire-2010/{path}")
        assert "Organisation 001" in page.text_words
        assert "A secret only for some" not in str(page)
        assert "policy.pdf" not in str(page)
    assert len(viewer.get("/rounds/staffordshire-2010/answers?grade=red").select(".app-answers__item")) == 15
    viewer.get("/rounds/staffordshire-2010/workbook", 403)
    viewer.post("/rounds/staffordshire-2010/workbook", status=403)


def test_another_boards_round_is_not_there(app: Any, world: Any, staffordshire: Any) -> None:
    other = world.board("elsewhere", "Elsewhere Partnership")
    browser = PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=other).id)
    for path in (*PAGES, "workbook"):
        browser.get(f"/rounds/staffordshire-2010/{path}", 404)
        browser.get(f"/rounds/no-such-round/{path}", 404)
    browser.post("/rounds/staffordshire-2010/workbook", status=404)


def test_organisations_people_do_not_come_in(app: Any, world: Any, staffordshire: Any) -> None:
    lead = world.person(Role.LEAD, organisation=world.organisation())
    for path in (*PAGES, "workbook"):
        PageClient(app).sign_in(lead.id).get(f"/rounds/staffordshire-2010/{path}", 403)


@pytest.mark.parametrize("path", PAGES)
def test_queries_do_not_grow(
    app: Any, world: Any, unit_of_work: Any, clock: Any, engine: Engine, path: str
) -> None:
    board, edition = world.board(), world.edition(shipped_set("section-11"))
    browser = PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    counts = {}
    for size in (3, 30):
        make_round(
            unit_of_work, clock, board, edition, asked=size, returned=size, code=f"round-of-{size}",
            grade_of=lambda r, q: ("red", "amber", "green")[(r + q) % 3], evidence_every=4,
        )  # fmt: skip
        browser.get(f"/rounds/round-of-{size}/{path}")
        with count_queries(app.extensions["audit.unit_of_work"].engine) as statements:
            browser.get(f"/rounds/round-of-{size}/{path}")
        counts[size] = statements.count
    assert counts[3] == counts[30] <= 9


def test_a_round_without_returns_says_so(app: Any, world: Any) -> None:
    board = world.board()
    row = world.round(board, world.edition())
    browser = PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    page = browser.get(f"/rounds/{row.code}/summary")
    assert "0 of 0" in page.text_words
    assert "No return has been submitted yet" in page.text_words
    for path in (*PAGES[1:], "workbook"):
        browser.get(f"/rounds/{row.code}/{path}")


def test_a_scale_of_21_percentages_is_shown(app: Any, world: Any, unit_of_work: Any, clock: Any) -> None:
    scale = {
        "scale": "percent", "title": "Percent", "about": "For tests.", "kind": "percent", "order": "worst-first",
        "percent": {"step": 5, "meets_minimum_from": 70, "priority_below": 50},
        "not_applicable": {"offered": True, "label": "Not applicable", "letter": "N/A", "reason_required": True},
    }  # fmt: skip
    board = world.board()
    row = make_round(
        unit_of_work, clock, board, world.edition(question_set(3, 7, scale=scale)), asked=4, returned=4,
        grade_of=lambda r, q: f"p{5 * ((r + q) % 21)}",
    )  # fmt: skip
    browser = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=board).id)
    page = browser.get(f"/rounds/{row.code}/summary")
    assert "4 of 84 (4.8 %)" in page.text_words
    assert "Listed by name" in page.text_words
    browser.get(f"/rounds/{row.code}/heat-map")


def test_pages_beyond_the_last_and_odd_filters(administrator: PageClient) -> None:
    administrator.get("/rounds/staffordshire-2010/answers?page=999", 404)
    assert (
        total(administrator.get("/rounds/staffordshire-2010/answers?page=-1&grade=nonsense&organisation=x"))
        == 1125
    )
    last = administrator.get("/rounds/staffordshire-2010/answers?page=23")
    assert len(last.select(".app-answers__item")) == 1125 - 22 * 50
    assert administrator.get("/rounds/staffordshire-2010/heat-map?page=99&sector=Nowhere&sort=")


def test_downloading_is_noted_in_the_trail(
    administrator: PageClient, staffordshire: Any, unit_of_work: Any
) -> None:
    page = administrator.get("/rounds/staffordshire-2010/workbook")
    assert urlsplit(str(page.form()["action"])).path == "/rounds/staffordshire-2010/workbook"
    answer = administrator.submit(page, follow=False)
    assert answer.response.headers["Content-Disposition"].startswith(
        "attachment; filename=staffordshire-2010-"
    )
    assert answer.response.data[:2] == b"PK"
    with unit_of_work.read() as session:
        entry = session.query(TrailEntry).filter_by(event="workbook.exported").one()
        assert (entry.subject_kind, entry.subject_id, entry.board_id) == (
            "round", "staffordshire-2010", staffordshire[0].id,
        )  # fmt: skip
