"""A police force answers two boards at once, signs once, and one board reopens without disturbing the other."""

from playwright.sync_api import Page, expect

from audit.domain.answers import AnswerContent
from tests.browser.checks import check
from tests.browser.people import People
from tests.rooms.joint.force import Force
from tests.support.world import World

OURS, THEIRS = "Testshire Safeguarding Children Partnership", "Othershire Partnership"


def test_from_two_invitations_to_two_copies(people: People, world: World) -> None:
    force = Force(world)
    force.save(force.b, "1.2", AnswerContent(grade="amber", narrative="Written for Othershire."))
    force.save(force.a, "1.2", AnswerContent(grade="green", narrative="Written for Testshire."))
    lead = people.signed_in(force.lead_person)
    lead_begins(lead, force)
    writer = people.signed_in(force.writer_person, width=320)
    writer_answers_once(writer, force)
    for code in ("2.1", "2.2"):
        force.save(force.a, code, AnswerContent(grade="green"))
    force.save(force.b, "2.2", AnswerContent(grade="green"))

    lead.goto(f"/organisations/{force.police.id}")
    lead.get_by_role("link", name="Go to the joint task list").click()
    expect(lead.get_by_role("main")).to_contain_text("5 of 5 questions done")
    lead.get_by_role("button", name="Send for sign-off").click()
    check(lead)
    lead.get_by_role("button", name="Send for sign-off").click()
    expect(lead.get_by_role("main")).to_contain_text(f"Sent for sign-off: {OURS} and {THEIRS}")

    chief_signs_once(people, force)

    force.reopen_b()
    lead.goto(f"/returns/{force.b.reference}/questions/1.1")
    expect(lead.get_by_role("main")).to_contain_text("That return cannot be changed now")
    lead.get_by_label("Narrative").fill("Put right for Othershire alone.")
    lead.get_by_role("button", name="Save and come back later").click()
    expect(lead.get_by_role("main")).to_contain_text("Your answer to 1.1 is saved.")
    lead.goto(f"/returns/{force.a.reference}/questions/1.1")
    expect(lead.get_by_role("main")).to_contain_text("Agreed in March.")
    expect(lead.get_by_label("Narrative")).to_have_count(0)

    board = people.signed_in(force.board_a_person)
    board.goto(f"/returns/{force.a.reference}/copies/1")
    expect(board.get_by_role("main")).to_contain_text(f"the return to {THEIRS}")
    expect(board.get_by_role("main")).not_to_contain_text("Put right for Othershire alone.")
    check(board)


def lead_begins(lead: Page, force: Force) -> None:
    """From the list of returns: what is the same, what each board may have, and the difference settled."""
    lead.goto(f"/organisations/{force.police.id}")
    expect(lead.get_by_role("main")).to_contain_text("You are asked by two boards.")
    check(lead)
    lead.get_by_role("link", name="Answer together").click()
    expect(lead.get_by_role("main")).to_contain_text("3 questions are asked by more than one board")
    check(lead)
    for group in ("Which boards may have the same narrative?", "Which boards may have the same evidence?"):
        for board in (OURS, THEIRS):
            lead.get_by_role("group", name=group).get_by_label(board).check()
    lead.get_by_role("button", name="Answer together").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Your returns to 2 boards, answered together")
    check(lead)
    lead.get_by_role("link", name="1.2 Question 1.2").click()
    expect(lead.get_by_role("main")).to_contain_text("Written for Othershire.")
    check(lead)
    lead.get_by_label(f"What the return to {OURS} says").check()
    lead.get_by_role("button", name="Save").click()
    expect(lead.get_by_role("main")).to_contain_text("Your choice is saved.")
    expect(lead.get_by_role("heading", name="The returns say different things")).to_have_count(0)
    lead.get_by_role("link", name="Change what is shared, or which returns").click()
    check(lead)


def writer_answers_once(writer: Page, force: Force) -> None:
    """One answer, typed on a phone, stands in both returns."""
    writer.goto(f"/organisations/{force.police.id}")
    writer.get_by_role("link", name="Go to the joint task list").click()
    check(writer)
    writer.get_by_role("link", name="1. Standard number 1").click()
    writer.get_by_role("radio", name="Green").check()
    writer.get_by_label("Narrative").fill("Agreed in March.")
    expect(writer.get_by_role("main")).to_contain_text(f"{THEIRS}: question 1.1")
    check(writer)
    writer.get_by_role("button", name="Save and continue").click()
    expect(writer.get_by_role("main")).to_contain_text("question 1.2")
    writer.goto(f"/returns/{force.b.reference}/questions/1.1")
    expect(writer.get_by_label("Narrative")).to_have_value("Agreed in March.")
    writer.get_by_role("link", name="Who changed this answer, and when").click()
    expect(writer.get_by_role("main")).to_contain_text(f"from the return to {OURS}")


def chief_signs_once(people: People, force: Force) -> None:
    """From the letter about one return to one signature under both."""
    chief = people.signed_in(force.chief_person)
    chief.goto(people.link_in_letter(force.chief_person.email))
    chief.get_by_role("link", name="Go to the joint task list").click()
    chief.get_by_role("button", name="Read and sign").click()
    expect(chief.get_by_role("heading", level=1)).to_have_text(f"Sign for {OURS} and {THEIRS}")
    check(chief)
    chief.get_by_label("Your job title or role").fill("Chief constable")
    chief.get_by_label("I have read each of these returns").check()
    chief.get_by_role("button", name="Sign for all that are ticked").click()
    expect(chief.get_by_role("main")).to_contain_text(f"{force.a.reference}-1 and {force.b.reference}-1")
    check(chief)
