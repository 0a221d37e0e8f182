"""A board's people read a round as a whole: summary, heat map, what stands behind a figure, and the workbook."""

import re
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.area import NARRATIVE, Area
from tests.browser.checks import check
from tests.browser.people import People


def test_a_viewer_reads_the_summary_and_the_heat_map(people: People, area: Area) -> None:
    page = people.signed_in(area.person("board-viewer"))
    page.goto(f"/rounds/{area.round.code}/summary")
    main = page.get_by_role("main")
    expect(main).to_contain_text(re.compile(r"2 of 6 \(33\.3\s%\)"))
    check(page)
    for name in ("Red", "Amber", "Green"):
        expect(main.get_by_role("region", name="Grades overall").first).to_contain_text(name)
    main.get_by_role("link", name="Heat map", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Heat map")
    check(page)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Wealdshire Police"))
    row.get_by_role("link").first.click()
    expect(main).to_contain_text("Wealdshire Police")
    # A viewer sees grades; what an organisation wrote is not theirs to read.
    expect(main).not_to_contain_text(NARRATIVE[:40])
    check(page)


def test_an_administrator_takes_the_workbook(people: People, area: Area) -> None:
    page = people.signed_in(area.administrator)
    page.goto(f"/rounds/{area.round.code}/summary")
    page.get_by_role("link", name="Download all of this as an Excel workbook").click()
    check(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download Excel").click()
    assert coming.value.suggested_filename.startswith(area.round.code)
    book = load_workbook(BytesIO(coming.value.path().read_bytes()))
    for sheet in (
        "Summary",
        "By standard",
        "By organisation",
        "By question",
        "Returns",
        "Priorities",
        "Answers",
        "Notes",
    ):
        assert sheet in book.sheetnames
    answers = list(book["Answers"].iter_rows(values_only=True))
    heading = next(row for row in answers if "Organisation" in row and "Grade" in row)
    rows = answers[answers.index(heading) + 1 :]
    told = {row[heading.index("Organisation")] for row in rows}
    assert {"Wealdshire Police", "Weald Vale District Council"} <= told
    assert "North Weald Hospitals" not in told, "nothing of a return is shown before it is submitted"
    assert any(row[heading.index("Narrative")] == NARRATIVE for row in rows)
