"""A strict page client: it reads every page as a careful person would and fails on what is not right."""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from audit.rooms.accounts.models import Person
from audit.rooms.accounts.operations import start_signed_in

_FIELDS_WITHOUT_LABEL = {"hidden", "submit", "button", "image", "reset"}


class Page(BeautifulSoup):
    """A page that was received, with its status."""

    status: int
    path: str
    response: TestResponse

    @property
    def heading(self) -> str:
        """The text of the page's one h1."""
        assert self.h1 is not None
        return words(self.h1)

    @property
    def text_words(self) -> str:
        """Everything in the main part as plain words."""
        return words(self.main or self)

    def form(self, index: int = 0) -> Tag:
        """A form of the main part."""
        assert self.main is not None
        return self.main.find_all("form")[index]

    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [words(a) for a in self.select(".govuk-error-summary__list li")]

    def values(self, index: int = 0) -> dict[str, Any]:
        """The fields of a form as a browser would send them untouched."""
        return form_values(self.form(index))


def words(tag: Tag | BeautifulSoup) -> str:
    """The text of a tag, with single spaces."""
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()


def form_values(form: Tag) -> dict[str, Any]:
    """What a browser would send for this form, untouched; several values become a list."""
    found: dict[str, Any] = {}

    def put(name: Any, value: Any) -> None:
        if name in found:
            known = found[name]
            found[name] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            found[name] = value

    for tag in form.find_all(["input", "textarea", "select"]):
        name = tag.get("name")
        if not name or tag.has_attr("disabled"):
            continue
        if tag.name == "textarea":
            put(name, tag.get_text().removeprefix("\n"))
        elif tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            if chosen is not None:
                put(name, chosen.get("value", words(chosen)))
        elif tag.get("type") in ("radio", "checkbox"):
            if tag.has_attr("checked"):
                put(name, tag.get("value", "on"))
        elif tag.get("type") not in ("submit", "file", "button"):
            put(name, tag.get("value", ""))
    return found


class PageClient:
    """Opens pages and sends forms, with the cookies of one browser, and checks every page it is given."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.raw = app.test_client()

    def sign_in(self, person_id: int, *, second_factor: bool = True) -> "PageClient":
        """Be this person, without the sign-in pages."""
        unit_of_work, clock = self.app.extensions["audit.unit_of_work"], self.app.extensions["audit.clock"]
        with unit_of_work.begin() as session:
            person = session.get(Person, person_id)
            assert person is not None
            key = start_signed_in(session, clock, person, second_factor=second_factor)
        with self.raw.session_transaction() as cookie:
            cookie["_user_id"] = key
            cookie["_fresh"] = True
        return self

    def get(self, path: str, status: int = 200, *, follow: bool = True, **kwargs: Any) -> Page:
        """Open a page; fails unless the answer has this status."""
        return self._page(self.raw.get(path, follow_redirects=follow, **kwargs), status)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        status: int = 200,
        *,
        follow: bool = True,
        **kwargs: Any,
    ) -> Page:
        """Send a form with a valid CSRF token; fails unless the answer has this status."""
        sent = {"csrf_token": self.csrf_token(), **(data or {})}
        return self._page(self.raw.post(path, data=sent, follow_redirects=follow, **kwargs), status)

    def submit(
        self,
        page: Page,
        changes: dict[str, Any] | None = None,
        status: int = 200,
        *,
        form: int = 0,
        follow: bool = True,
    ) -> Page:
        """Send a form of a page as a browser would, with some fields changed."""
        tag = page.form(form)
        data = {**form_values(tag), **(changes or {})}
        return self.post(str(tag.get("action") or page.path), data, status, follow=follow)

    def csrf_token(self) -> str:
        """A token that the application takes from this browser."""
        from flask_wtf.csrf import generate_csrf

        with self.app.test_request_context():
            from flask import session

            with self.raw.session_transaction() as cookie:
                if "csrf_token" in cookie:
                    session["csrf_token"] = cookie["csrf_token"]
                token = generate_csrf()
                cookie["csrf_token"] = session["csrf_token"]
        return str(token)

    def _page(self, response: TestResponse, status: int) -> Page:
        text = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        assert response.status_code == status, (
            f"{response.request.method} {response.request.path} answered {response.status_code}, not {status}.\n"
            + BeautifulSoup(text, "html.parser").get_text(" ", strip=True)[:600]
        )
        page = Page(text, "html.parser")
        page.status, page.path, page.response = response.status_code, response.request.path, response
        if response.mimetype == "text/html" and text and not 300 <= response.status_code < 400:
            check_page(page)
        return page


def check_page(page: Page) -> None:
    """Fail, with the reason, on anything that a well-made page does not do."""
    where = page.path
    assert len(page.find_all("h1")) == 1, (
        f"{where}: a page has exactly one h1, this has {len(page.find_all('h1'))}."
    )
    assert page.title is not None, f"{where}: the page has no title."
    assert words(page.title).split("–")[0].strip(), f"{where}: the title is empty."
    ids = [tag["id"] for tag in page.find_all(id=True)]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    assert not twice, f"{where}: these ids stand more than once: {twice}."
    assert not page.find_all(style=True), f"{where}: no inline styles: {page.find_all(style=True)[:3]}."
    assert not page.find_all("style"), f"{where}: no style elements; write a style sheet."
    for script in page.find_all("script"):
        assert script.get("src") or script.get("nonce"), f"{where}: an inline script without a nonce."
    for tag in page.find_all(True):
        handlers = [name for name in tag.attrs if name.startswith("on")]
        assert not handlers, f"{where}: inline handlers {handlers} on {tag.name}."
    labelled_ids = {label.get("for") for label in page.find_all("label")}
    for field in page.find_all(["input", "select", "textarea"]):
        if field.name == "input" and field.get("type", "text") in _FIELDS_WITHOUT_LABEL:
            continue
        labelled = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled_ids
        assert labelled, f"{where}: {field.name} {field.get('name')!r} has no label."
    for form in page.find_all("form"):
        if str(form.get("method", "get")).lower() == "post":
            assert form.find("input", attrs={"name": "csrf_token"}), f"{where}: a form without a CSRF token."
    for link in page.find_all("a"):
        assert words(link) or link.get("aria-label"), f"{where}: a link without words: {link}."
    policy = page.response.headers.get("Content-Security-Policy", "")
    assert "'unsafe-inline'" not in policy
    assert "default-src 'none'" in policy, f"{where}: the content security policy is missing."
