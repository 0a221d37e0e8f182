"""Every page that anybody may open is made as a page should be, down to strict HTML."""

from collections.abc import Iterator

import html5lib
import pytest
from flask import Flask, url_for

from audit.app import create_app
from audit.settings import Settings
from tests.conftest import SteppingClock
from tests.house.test_access_matrix import requests_of
from tests.support.matrix import MatrixWorld, build
from tests.support.pages import Page, PageClient, check_page
from tests.support.world import World


@pytest.fixture
def everything(settings: Settings, world: World, clock: SteppingClock) -> Iterator[tuple[Flask, MatrixWorld]]:
    """The application over a world with one of everything."""
    app = create_app(settings, clock=clock)
    yield app, build(world, app)
    app.extensions["audit.unit_of_work"].engine.dispose()


def test_every_page_is_strict_html_with_one_heading_a_title_and_labels(
    everything: tuple[Flask, MatrixWorld],
) -> None:
    app, things = everything
    clients = [PageClient(app), *(PageClient(app).sign_in(person.id) for person in things.people.values())]
    faults, seen = [], 0
    for endpoint, method, rule in requests_of(app):
        if method != "GET":
            continue
        with app.test_request_context():
            path = url_for(endpoint, **things.arguments(rule))
        for client in clients:
            response = client.raw.get(path)
            if response.mimetype != "text/html" or response.status_code not in (200, 404):
                continue
            seen += 1
            text = response.get_data(as_text=True)
            page = Page(text, "html.parser")
            page.status, page.path, page.response = response.status_code, path, response
            check_page(page)
            faults += [f"{endpoint}: {fault}" for fault in _faults(text)]
            break
    assert seen > 50, "this test looks at every page; where have they gone?"
    assert not faults, "\n".join(faults)


def _faults(text: str) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(text)
    lines = text.splitlines()
    return [f"{code} {values} near {lines[line - 1][:160]!r}" for (line, _), code, values in parser.errors]


def test_the_check_itself_finds_a_fault() -> None:
    assert _faults("<!DOCTYPE html><html><head><title>x</title></head><body><p><div></p></body></html>")
