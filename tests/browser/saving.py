"""Waiting until what somebody typed has arrived, as the page's script sends it."""

from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import quote_plus

from playwright.sync_api import Page, Response


def arrives(page: Page, words: str) -> AbstractContextManager[Any]:
    """Wait for the script's own save of these words to be taken: ``with arrives(page, TEXT): field.fill(TEXT)``.

    "Saved" on the page may be about the save before it.
    """

    def is_it(answer: Response) -> bool:
        asked = answer.request
        script = asked.headers.get("x-requested-with") == "fetch"
        return script and answer.ok and quote_plus(words) in (asked.post_data or "")

    return page.expect_response(is_it)
