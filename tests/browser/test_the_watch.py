"""The checks themselves: what is wrong is found."""

import pytest
from flask import Blueprint

from audit.web.guard import public
from tests.browser.checks import check, faults_of
from tests.browser.people import People

BAD = """<!doctype html><html lang="en"><head><title>Bad</title></head><body><main><h1>Bad</h1>
<fieldset><input type="radio" name="a" aria-label="one"></fieldset>
<table><tr><td>without headers</td></tr></table>
<div class="app-chart"><svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg></div>
<p><a href="#" class="dim">dim</a></p><img src="data:,"><div class="wide">wide</div>
<style>.dim { outline: none !important } .wide { width: 2000px }</style></main></body></html>"""


def test_a_bad_page_is_found_out(people: People) -> None:
    page = people.somebody()
    page.set_content(BAD)
    found = "\n".join(faults_of(page))
    for words in (
        "image-alt", "a fieldset has a legend", "a chart has a name", "a chart is followed by a table",
        "a table has headers", "focus cannot be seen", "scrolls sideways",
    ):  # fmt: skip
        assert words in found
    with pytest.raises(AssertionError, match="scrolls sideways"):
        check(page)


def test_what_a_browser_should_not_see_is_noted(people: People) -> None:
    trial = Blueprint("trial", __name__)

    @trial.get("/trial")
    @public("a trial")
    def show() -> str:
        return (
            "<!doctype html><title>Trial</title><p>Trial</p><script>1</script>"
            '<img src="http://example.org/a.png"><script src="/none.js"></script>'
        )

    app = people.served.app
    app._got_first_request = False  # the server is open already; this page is for this test alone
    app.register_blueprint(trial)
    page = people.somebody()
    page.goto("/trial")
    with pytest.raises(AssertionError) as found:
        people.report()
    for words in ("/none.js was answered with 404", "Content Security Policy", "http://example.org/a.png"):
        assert words in str(found.value)
