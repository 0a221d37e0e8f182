"""A running round gets a question; one who answers sees it, one who submitted is asked it alone and signs again."""

from playwright.sync_api import expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.amendments.scene import make_scene
from tests.support.world import World

QUESTION = "Is abuse between children recognised, recorded and dealt with?"


def test_a_question_on_abuse_between_peers_is_added(people: People, world: World) -> None:
    scene = make_scene(world)
    admin = people.signed_in(scene.people["administrator"])
    admin.goto("/rounds/autumn")
    admin.get_by_role("link", name="Amendments").click()
    check(admin)
    admin.get_by_role("button", name="Amend this round").click()
    check(admin)
    admin.get_by_label("Why is the round amended?").fill("Guidance on abuse between children has changed.")
    for part, value in (("Day", "20"), ("Month", "11"), ("Year", "2099")):
        admin.get_by_label(part).fill(value)
    admin.get_by_role("button", name="Continue").click()
    admin.get_by_role("link", name="Add a question").click()
    check(admin)
    admin.get_by_label("Question", exact=True).fill(QUESTION)
    admin.get_by_label("2. Standard number 2").check()
    admin.get_by_role("button", name="Put it in the amendment").click()
    expect(admin.get_by_role("main")).to_contain_text(f"2.3 {QUESTION}")
    admin.get_by_role("link", name="Put spelling right").click()
    check(admin)
    admin.get_by_label("Question").select_option("1.1")
    admin.get_by_role("button", name="Continue").click()
    admin.get_by_label("Question", exact=True).fill("Question 1.1: is that in place?")
    admin.get_by_label("This changes no meaning").check()
    check(admin)
    admin.get_by_role("button", name="Put it in the amendment").click()
    expect(admin.get_by_role("main")).to_contain_text("They are asked for what is added alone")
    check(admin)
    admin.get_by_role("button", name="Make this amendment").click()
    expect(admin.get_by_role("main")).to_contain_text("3 organisations are asked what is added.")
    check(admin)

    answering = people.signed_in(scene.people["lead answering"])
    answering.goto(f"/returns/{scene.returns['answering'].reference}/questions/2.3")
    expect(answering.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    answering.goto(f"/returns/{scene.returns['answering'].reference}/questions/1.1")
    expect(answering.get_by_role("radio", name="Green")).to_be_checked()

    lead = people.signed_in(scene.people["lead submitted"])
    lead.goto(people.link_in_letter(scene.people["lead submitted"].email))
    expect(lead.get_by_role("main")).to_contain_text("Your board has added a question since you submitted.")
    check(lead)
    lead.goto(f"/returns/{scene.returns['submitted'].reference}/questions/2.3")
    lead.get_by_role("radio", name="Green").check()
    lead.get_by_role("button", name="Save and continue").click()
    lead.get_by_role("button", name="Check your answers").click()
    check(lead)
    lead.get_by_role("button", name="Send for sign-off").click()
    expect(lead.get_by_role("main")).to_contain_text("sent for sign-off")

    approver = people.signed_in(scene.people["approver submitted"])
    approver.goto(people.link_in_letter(scene.people["approver submitted"].email))
    expect(approver.get_by_role("main")).to_contain_text(QUESTION)
    check(approver)
    approver.get_by_label("Your job title or role").fill("Chief executive")
    approver.get_by_label("I have read this return").check()
    approver.get_by_role("button", name="Sign and submit").click()
    expect(approver.get_by_role("main")).to_contain_text(f"{scene.returns['submitted'].reference}-2")

    admin.reload()
    expect(admin.get_by_role("main")).to_contain_text("Nobody who had submitted has anything left to answer.")
