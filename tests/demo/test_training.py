"""The training audit of the demonstration: its sums are the account's, on the page and in the workbook."""

import io

import openpyxl
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.demo import maturity
from audit.demo.training import HAVE_LEVEL_1, NEED_LEVEL_1, ROUND, STAFF, answers_of_all
from audit.rooms.accounts.models import Person
from audit.rooms.outbox.models import Letter
from tests.support.pages import Page, PageClient, words


def test_the_sums_are_exact_and_no_organisation_has_more_than_it_needs() -> None:
    numbers = {
        mailbox: {code: int(a.value) for code, a in answers.items() if str(a.value).isdecimal()}
        for mailbox, answers in answers_of_all()
    }
    assert len(numbers) == 20
    for code, whole in (("1.1", STAFF), ("1.3", NEED_LEVEL_1), ("2.1", HAVE_LEVEL_1)):
        assert sum(each[code] for each in numbers.values()) == whole
    shares = {each["2.1"] * 100 // each["1.3"] for each in numbers.values()}
    assert len(shares) > 8, "organisations differ, as real ones do"


def _rows(page: Page, label: str) -> list[list[str]]:
    table = page.find(attrs={"aria-label": label})
    assert table is not None
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def test_the_account_comes_out_of_the_page_and_of_the_workbook(app: Flask, reading: Session) -> None:
    person = reading.scalars(select(Person.id).where(Person.email == "staffordshire@testshire.example")).one()
    browser = PageClient(app).sign_in(person)
    page = browser.get(f"/rounds/{ROUND}/totals")
    totals, rates = _rows(page, "Totals, as a table"), _rows(page, "Rates, as a table")
    assert totals[1] == ["Staff and volunteers", "61,605 people", "20 of 20 organisations"]
    assert rates[1][1:] == ["57,293 of 61,605 (93.0 %)", "20 of 20 organisations"]
    assert rates[2][1:] == ["30,938 of 57,293 (54.0 %)", "20 of 20 organisations"]
    assert "20 of 22 (90.9 %)" in page.text_words
    assert "Association of Youth Clubs no response" in page.text_words
    assert "do not fit" not in page.text_words
    letters = reading.scalars(select(Letter).where(Letter.kind == "invitation-to-answer")).all()
    assert sum("asks" in each.body and "its answers and numbers" in each.body for each in letters) == 22
    answer = browser.post(f"/rounds/{ROUND}/workbook", follow=False)
    book = openpyxl.load_workbook(io.BytesIO(answer.response.data), read_only=True)
    found = {
        row[0]: row[1:4] for row in book["Totals and rates"].values if len(row) > 3 and row[1] is not None
    }
    assert found["Staff and volunteers"][0] == 61605
    assert found["Have level 1, of those who need it"][:2] == (30938, 57293)
    assert round(found["Have level 1, of those who need it"][2], 3) == 0.54


def test_the_partnership_has_graded_itself_and_agreed_on_some_levels(app: Flask, reading: Session) -> None:
    person = reading.scalars(select(Person.id).where(Person.email == "staffordshire@testshire.example")).one()
    text = PageClient(app).sign_in(person).get(f"/rounds/{maturity.ROUND}/levels").text_words
    assert "8 of 9 (88.9 %) partners have returned; not yet: Ashmoor District Council" in text
    assert "3 of 14 (21.4 %) questions" in text
    assert "4 levels apart" in text
