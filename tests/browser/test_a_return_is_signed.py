"""A lead checks and sends, the approver returns it with a reason, the lead mends it, the approver signs."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from audit.domain.answers import AnswerContent
from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.assessments.scene import Scene

REASON = "Say in 1.1 how often the policy is looked at."


def test_from_check_answers_to_the_copy(people: People, scene: Scene) -> None:
    for code in ("1.1", "1.2", "2.1"):
        scene.save(code, AnswerContent(grade="green", narrative=f"All is well with {code}."))
    lead = people.signed_in(scene.colleague_person)
    lead_sends(lead, scene)

    approver = people.signed_in(scene.approver_person)
    approver.goto(people.link_in_letter(scene.approver_person.email))
    expect(approver.get_by_role("heading", level=1)).to_contain_text("Sign off")
    expect(approver.get_by_role("main")).to_contain_text("All is well with 2.1.")
    check(approver)
    approver.get_by_label("What has to change").fill(REASON)
    approver.get_by_role("button", name="Return to the lead").click()
    expect(approver.get_by_role("main")).to_contain_text("Returned to the lead with your reason")

    lead.goto(people.link_in_letter(scene.colleague_person.email))
    lead.get_by_role("button", name="Check your answers").click()
    expect(lead.get_by_role("main")).to_contain_text(REASON)
    lead.get_by_role("link", name="Change the answer to 1.1").click()
    lead.get_by_label("Narrative").fill("Looked at every March.")
    lead.get_by_role("button", name="Save and come back later").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text(scene.round.title)
    lead.get_by_role("button", name="Check your answers").click()
    lead.get_by_role("button", name="Send for sign-off").click()
    expect(lead.get_by_role("main")).to_contain_text("Nobody can change an answer")

    approver.goto("/")
    approver.get_by_role("button", name="Read and sign").click()
    expect(approver.get_by_role("main")).to_contain_text("Looked at every March.")
    people.expect(approver, 422)
    approver.get_by_role("button", name="Sign and submit").click()
    expect(approver.get_by_role("alert")).to_contain_text("Tick the box")
    check(approver)
    approver.get_by_label("Your job title or role").fill("Chief executive")
    approver.get_by_label("I have read this return").check()
    approver.get_by_role("button", name="Sign and submit").click()
    expect(approver.get_by_role("heading", level=1)).to_have_text("Return submitted")
    expect(approver.get_by_role("main")).to_contain_text(f"{scene.reference}-1")
    check(approver)

    lead.goto(people.link_in_letter(scene.colleague_person.email))
    the_copy(lead, scene)
    lead.goto(f"/returns/{scene.reference}/questions/1.1")
    expect(lead.get_by_label("Narrative")).to_have_count(0)


def lead_sends(lead: Page, scene: Scene) -> None:
    """Find what is missing on the check page, answer it, send."""
    lead.goto(f"/returns/{scene.reference}")
    lead.get_by_role("button", name="Check your answers").click()
    expect(lead.get_by_role("main")).to_contain_text("One question still needs something")
    expect(lead.get_by_role("button", name="Send for sign-off")).to_have_count(0)
    check(lead)
    lead.get_by_role("link", name="2.2 Question 2.2").click()
    lead.get_by_role("radio", name="Green").check()
    lead.get_by_role("button", name="Save and continue").click()
    expect(lead.get_by_role("main")).to_contain_text("That was the last question")
    lead.get_by_role("button", name="Check your answers").click()
    lead.get_by_role("button", name="Send for sign-off").click()
    expect(lead.get_by_role("main")).to_contain_text("sent for sign-off")


def the_copy(lead: Page, scene: Scene) -> None:
    """The copy says everything, and so does its Excel file."""
    expect(lead.get_by_role("main")).to_contain_text("Looked at every March.")
    expect(lead.get_by_role("main")).to_contain_text("Chief executive")
    check(lead)
    with lead.expect_download() as coming:
        lead.get_by_role("button", name="Download Excel").click()
    assert coming.value.suggested_filename == f"{scene.reference}-1.xlsx"
    book = load_workbook(BytesIO(coming.value.path().read_bytes()))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    for text in ("Looked at every March.", "Green", f"{scene.reference}-1"):
        assert any(text in cell for cell in cells), f"{text!r} is not in the Excel file"
