"""A contributor attaches two files, describes one, uses it again for another answer and takes the other away."""

from playwright.sync_api import Page, expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FILES = [
    {"name": "safeguarding-policy.pdf", "mimeType": "application/pdf", "buffer": PDF},
    {"name": "training-log.txt", "mimeType": "text/plain", "buffer": b"Everybody, in May.\n" * 20_000},
]


def test_two_files_with_script_and_one_used_again(people: People, scene: Scene) -> None:
    page = people.signed_in(scene.contributor_person)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    page.get_by_label("Narrative").fill("The policy says how.")
    page.get_by_label("Add files").set_input_files(FILES)
    cited = page.locator("#cited-evidence")
    status = page.locator("[data-upload-status]")
    expect(status).to_contain_text("safeguarding-policy.pdf")
    expect(cited.get_by_role("link", name="safeguarding-policy.pdf", exact=True)).to_be_visible()
    expect(cited.get_by_role("link", name="training-log.txt", exact=True)).to_be_visible()
    expect(status).not_to_contain_text("Sending")
    expect(page.get_by_label("Narrative")).to_have_value("The policy says how.")
    check(page)

    cited.get_by_role("link", name="Describe safeguarding-policy.pdf").click()
    check(page)
    page.get_by_label("Description").fill("Agreed by the board in March")
    page.get_by_role("button", name="Save details").click()
    expect(page.locator("#cited-evidence")).to_contain_text("Agreed by the board in March")

    page.goto(f"/returns/{scene.reference}/questions/1.2")
    page.get_by_label("Narrative").fill("As in 1.1.")
    page.get_by_role("button", name="Choose from your evidence library").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose evidence for 1.2")
    check(page)
    page.get_by_label("safeguarding-policy.pdf").check()
    page.get_by_role("button", name="Attach to this answer").click()
    expect(page.locator("#cited-evidence")).to_contain_text("safeguarding-policy.pdf")
    expect(page.get_by_label("Narrative")).to_have_value("As in 1.1.")
    same_file(page)

    page.goto(f"/returns/{scene.reference}/questions/1.1")
    page.get_by_role("button", name="Remove training-log.txt").click()
    expect(page.get_by_text("Removed from this answer")).to_be_visible()
    expect(page.locator("#cited-evidence")).not_to_contain_text("training-log.txt")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#cited-evidence")).to_contain_text("training-log.txt")
    page.get_by_role("link", name="Evidence", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Cited by 2 answers")
    check(page)


def test_a_file_that_cannot_be_kept_is_named_and_the_other_is(people: People, scene: Scene) -> None:
    page = people.signed_in(scene.contributor_person)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    wrong = {"name": "minutes.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a document"}
    people.expect(page, 422)
    page.get_by_label("Add files").set_input_files([wrong, FILES[0]])
    expect(page.locator("#cited-evidence")).to_contain_text("safeguarding-policy.pdf")
    expect(page.locator("[data-upload-status]")).to_contain_text("minutes.pdf")
    expect(page.locator("#cited-evidence")).not_to_contain_text("minutes.pdf")
    check(page)


def test_with_script_off(people: People, scene: Scene) -> None:
    page = people.signed_in(scene.contributor_person, script=False)
    page.goto(f"/returns/{scene.reference}/questions/1.1")
    page.get_by_label("Narrative").fill("Kept along with the files.")
    page.get_by_label("Add files").set_input_files(FILES)
    page.get_by_role("button", name="Save answer and add files").click()
    cited = page.locator("#cited-evidence")
    expect(cited).to_contain_text("safeguarding-policy.pdf")
    expect(cited).to_contain_text("training-log.txt")
    expect(page.get_by_label("Narrative")).to_have_value("Kept along with the files.")


def same_file(page: Page) -> None:
    """The file comes as an attachment, byte for byte as it was sent."""
    with page.expect_download() as coming:
        page.locator("#cited-evidence").get_by_role(
            "link", name="safeguarding-policy.pdf", exact=True
        ).click()
    assert coming.value.suggested_filename == "safeguarding-policy.pdf"
    assert coming.value.path().read_bytes() == PDF
