"""People in front of their browsers."""

import re
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import select

from audit.rooms.accounts.models import Person
from audit.rooms.outbox.models import Letter
from tests.browser.clock import browser_clock
from tests.browser.served import Served
from tests.browser.watch import Watch
from tests.support.pages import PageClient
from tests.support.world import PASSWORD

PATIENCE = 15_000
"""Milliseconds to wait at most for what must be seen. A page takes a hundredth of it on an idle machine."""


class People:
    """Opens browsers for people, and fails the test on anything that a well-made product does not do."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser = browser
        self.served = served
        self.watches: dict[Page, Watch] = {}

    def somebody(self, *, script: bool = True, width: int = 1280, **more: Any) -> Page:
        """A fresh browser in which nobody is signed in."""
        context = self.browser.new_context(
            base_url=self.served.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(browser_clock(self.served.clock))
        watch = Watch(context, self.served.address)
        page = context.new_page()
        self.watches[page] = watch
        return page

    def signed_in(self, person: Person, **more: Any) -> Page:
        """A browser in which this person is signed in already, without the sign-in pages."""
        page = self.somebody(**more)
        self.sign_in_quickly(page, person)
        return page

    def sign_in_quickly(self, page: Page, person: Person) -> None:
        """Give the browser the cookie of a person who has signed in."""
        client = PageClient(self.served.app).sign_in(person.id)
        cookie = client.raw.get_cookie("audit")
        assert cookie is not None
        page.context.add_cookies([{"name": "audit", "value": cookie.value, "url": self.served.address}])

    def sign_in(self, page: Page, person: Person, password: str = PASSWORD) -> None:
        """Sign in as people do; the page to which it leads is the caller's to look for."""
        if not page.get_by_label("Password", exact=True).count():
            page.goto("/sign-in")
        page.get_by_label("Email address").fill(person.email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()

    def link_in_letter(self, email: str) -> str:
        """The address in the latest letter to somebody, as it waits in the outbox."""
        with self.served.app.extensions["audit.unit_of_work"].read() as session:
            letter = session.scalar(select(Letter).where(Letter.to_email == email).order_by(Letter.id.desc()))
            assert letter is not None, f"no letter to {email}"
            found = re.search(r"https?://\S+", letter.body)
        assert found, "the letter has no link"
        return found.group()

    def expect(self, page: Page, *statuses: int) -> None:
        """Answers with these statuses belong to this page's journey."""
        self.watches[page].expect(*statuses)

    def report(self) -> None:
        """Fail with everything that any browser noted, and close them."""
        watches, self.watches = self.watches, {}
        for page in watches:
            page.context.close()
        for watch in watches.values():
            watch.report()
