"""Somebody who has not signed in reads the pages that are open to everybody."""

import pytest

from tests.browser.checks import check
from tests.browser.people import People


def test_the_start_page(people: People) -> None:
    page = people.somebody()
    page.goto("/")
    check(page, "start")


@pytest.mark.parametrize("path", ["/help", "/accessibility", "/privacy", "/reset"])
def test_open_pages(people: People, path: str) -> None:
    page = people.somebody()
    page.goto(path)
    check(page)


def test_a_page_that_is_not_there(people: People) -> None:
    page = people.somebody()
    people.expect(page, 404)
    page.goto("/nowhere")
    check(page)
