"""People sign in: a contributor with a password, a board administrator with a one-time code as well."""

import re
from datetime import timedelta

import pyotp
from playwright.sync_api import Page, expect

from audit.domain.permissions import Role
from tests.browser.checks import check
from tests.browser.people import People
from tests.support.world import PASSWORD, World


def test_a_contributor_signs_in_after_a_slip_and_signs_out(people: People, world: World) -> None:
    person = world.person(Role.CONTRIBUTOR, organisation=world.organisation(), name="Robin Writer")
    page = people.somebody()
    page.goto("/")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    check(page, "sign-in")
    people.expect(page, 422)
    people.sign_in(page, person, "not the right password")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    expect(page.get_by_label("Email address")).to_have_value(person.email)
    check(page)
    people.sign_in(page, person)
    expect(page.get_by_role("heading", level=1, name="What needs you next")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("Robin Writer")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")


def test_a_board_administrator_sets_up_codes_and_signs_in_with_one(people: People, world: World) -> None:
    person = world.person(Role.BOARD_ADMINISTRATOR, board=world.board(), name="Ashley Quality")
    page = people.somebody()
    people.sign_in(page, person)
    expect(page.get_by_role("heading", level=1, name="Set up one-time codes")).to_be_visible()
    check(page)
    secret = re.sub(r"\s", "", page.locator(".app-secret").inner_text())
    give_code(page, pyotp.TOTP(secret).at(people.served.clock()))
    expect(page.get_by_role("heading", level=1, name="Your recovery codes")).to_be_visible()
    check(page)
    recovery = page.get_by_role("main").get_by_role("listitem").first.inner_text()
    page.get_by_role("button", name="I have written them down").click()
    page.get_by_role("button", name="Sign out").click()

    people.sign_in(page, person)
    expect(page.get_by_role("heading", level=1, name="Enter your one-time code")).to_be_visible()
    check(page)
    # The code of the next half minute: the one of this half minute has been used.
    people.served.clock.put_forward(timedelta(seconds=30))
    give_code(page, pyotp.TOTP(secret).at(people.served.clock()))
    expect(page.get_by_role("heading", level=1, name="What needs you next")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    people.sign_in(page, person)
    page.get_by_text("I do not have my phone").click()
    page.get_by_label("Recovery code").fill(recovery)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("9 recovery codes left")).to_be_visible()


def test_somebody_who_forgot_their_password_sets_a_new_one(people: People, world: World) -> None:
    person = world.person(Role.LEAD, organisation=world.organisation())
    page = people.somebody()
    page.goto("/sign-in")
    page.get_by_role("link", name="I have forgotten my password").click()
    check(page)
    page.get_by_label("Email address").fill(person.email)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1, name="Look at your email")).to_be_visible()
    page.goto(people.link_in_letter(person.email))
    check(page)
    page.get_by_label("New password").fill("three quite unlikely words")
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", level=1, name="What needs you next")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    people.expect(page, 422)
    people.sign_in(page, person, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("not right")


def give_code(page: Page, code: str) -> None:
    """Enter a one-time code."""
    page.get_by_label("One-time code").or_(page.get_by_label("Code", exact=True)).fill(code)
    page.get_by_role("button", name="Continue").click()
