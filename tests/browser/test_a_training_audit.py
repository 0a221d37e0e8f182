"""A training audit in numbers: a number that breaks a check warns at once; the board sees totals and who is missing."""

from playwright.sync_api import expect

from tests.browser.checks import check
from tests.browser.people import People
from tests.support.number_sets import matrix_set, number_set
from tests.support.reviewing import Reviewed
from tests.support.world import World


def test_numbers_are_checked_and_added_up(people: People, world: World) -> None:
    scene = Reviewed(world, number_set())
    north, south = scene.body("North Trust", kind="health"), scene.body("South Trust", kind="health")
    given = world.asked(scene.audit, north.organisation)
    world.asked(scene.audit, south.organisation)

    lead = people.signed_in(north.lead_person)
    for code, number in (("1.1", "100"), ("1.2", "90"), ("1.3", "95")):
        lead.goto(f"/returns/{given.reference}/questions/{code}")
        lead.get_by_label("Your answer").fill(number)
        lead.get_by_label("Your answer").blur()
        expect(lead.locator("[data-saved]")).to_contain_text("Saved")
    warning = lead.locator("[data-warnings]")
    expect(warning).to_contain_text("More people are trained than need it: 1.3 is 95, and 1.2 is 90.")
    check(lead)
    lead.get_by_label("Your answer").fill("45")
    lead.get_by_label("Your answer").blur()
    expect(warning).to_have_count(0)
    lead.goto(f"/returns/{given.reference}/check")
    expect(lead.get_by_role("main")).to_contain_text("45 of 90 (50.0 %)")
    check(lead)
    scene.submit(north, given.reference)

    board = people.signed_in(scene.admin_person)
    board.goto("/rounds/audit")
    board.get_by_role("link", name="Totals and rates").click()
    main = board.get_by_role("main")
    expect(main).to_contain_text("1 of 2 (50.0 %)")
    expect(main.get_by_role("region", name="Totals, as a table")).to_contain_text("100 people")
    board.get_by_role("link", name="See who is missing").click()
    expect(main).to_contain_text("South Trust not started")
    check(board)


def test_partners_see_how_far_apart_they_are_and_record_a_level(people: People, world: World) -> None:
    scene = Reviewed(world, matrix_set())
    for name, apart in (("Police", "red"), ("Council", "green")):
        scene.returned(scene.body(name), {"1.1": "amber", "1.2": apart})
    board = people.signed_in(scene.admin_person)
    board.goto("/rounds/audit")
    board.get_by_role("link", name="Spread of levels").click()
    expect(board.get_by_role("heading", level=2).first).to_contain_text("1.2")
    check(board)
    board.get_by_role("link", name="Record the agreed level of 1.2").click()
    check(board)
    board.get_by_role("radio", name="Amber").check()
    board.get_by_label("Note (optional)").fill("Police see less of it.")
    board.get_by_role("button", name="Save the agreed level").click()
    expect(board.get_by_role("main")).to_contain_text("Agreed level: Amber")
