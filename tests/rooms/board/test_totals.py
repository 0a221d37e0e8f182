"""Numbers of a round: warned about as one answers, added up for the board, and a set without any grade."""

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.errors import RuleBroken
from audit.domain.permissions import Role
from audit.rooms.assessments.operations import save_answer
from audit.rooms.assessments.presenters import ReadFigures, read_figures
from audit.rooms.rounds.models import Return
from tests.support.number_sets import number_set
from tests.support.pages import PageClient, words
from tests.support.queries import count_queries
from tests.support.reviewing import Body, Reviewed
from tests.support.world import World

JSON = {"X-Requested-With": "fetch", "Accept": "application/json"}


class Numbers(Reviewed):
    """A round of numbers."""

    def say(self, body: Body, numbers: dict[str, str | None], *, submit: bool = True) -> Return:
        """A return with these numbers; None says that a question does not apply."""
        given = self.world.asked(self.audit, body.organisation)
        with self.world.session() as session:
            for code, number in numbers.items():
                content = (
                    AnswerContent(not_applicable=True, na_reason="We have none.")
                    if number is None
                    else AnswerContent(value=number)
                )
                save_answer(
                    session, body.lead, self.world.clock, given.reference, code, content, seen_version=0
                )
        if submit:
            self.submit(body, given.reference)
        return given


@pytest.fixture
def numbers(world: World) -> Numbers:
    return Numbers(world, number_set())


@pytest.fixture
def board(app: Any, numbers: Numbers) -> PageClient:
    return PageClient(app).sign_in(numbers.admin_person.id)


def rows_of(page: Any, label: str) -> list[list[str]]:
    table = page.find(attrs={"aria-label": label})
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def test_the_organisation_is_warned_hindered_and_shown_its_rates(app: Any, numbers: Numbers) -> None:
    body = numbers.body("North Trust", kind="health")
    given = numbers.say(body, {"1.1": "100", "1.2": "120", "1.3": "130"}, submit=False)
    lead, here = PageClient(app).sign_in(body.lead_person.id), f"/returns/{given.reference}"
    too_many = "More people need training than work here: 1.2 is 120, and 1.1 is 100."
    more_trained = "More people are trained than need it: 1.3 is 130, and 1.2 is 120."
    page = lead.get(f"{here}/questions/1.2")
    assert too_many in page.text_words
    assert more_trained in page.text_words
    assert too_many not in lead.get(f"{here}/questions/1.3").text_words
    assert more_trained in lead.get(f"{here}/standards/1").text_words
    # What hinders is on the list of what is missing; what only warns is not.
    check = lead.get(f"{here}/check")
    assert "One question still needs something" in check.text_words
    assert more_trained in check.text_words
    with pytest.raises(RuleBroken, match="One question still needs"):
        numbers.send(body, given.reference)
    # Said while typing, and no longer once it fits.
    form = page.values()
    typed = {**form, "answer": "90", "prefix": ""}
    said = lead.post(f"{here}/questions/1.2", typed, headers=JSON).response.get_json()
    assert said["warnings"] == ["More people are trained than need it: 1.3 is 130, and 1.2 is 90."]
    # Saved by the button, a warning keeps the page; without one it goes on.
    third = lead.get(f"{here}/questions/1.3").values()
    assert lead.post(f"{here}/questions/1.3", {**third, "answer": "95", "action": "continue"}).path.endswith(
        "1.3"
    )
    third = lead.get(f"{here}/questions/1.3").values()
    on = lead.post(f"{here}/questions/1.3", {**third, "answer": "45", "action": "continue"})
    assert on.path == here
    # The same from the page of the whole standard.
    whole = lead.get(f"{here}/standards/1").values()
    stays = lead.post(f"{here}/standards/1", {**whole, "q-1.3-answer": "99", "action": "continue"})
    assert "1.3 is 99, and 1.2 is 90." in stays.text_words
    assert stays.path.endswith("/standards/1")
    whole = lead.get(f"{here}/standards/1").values()
    assert lead.post(f"{here}/standards/1", {**whole, "q-1.3-answer": "45"}).path == here
    check = lead.get(f"{here}/check")
    assert "45 of 90 (50.0 %)" in check.text_words
    assert "not fit together" not in check.text_words
    numbers.submit(body, given.reference)
    copy = lead.get(f"{here}/copies/1")
    assert "45 of 90 (50.0 %)" in copy.text_words
    assert "What the grades meant" not in copy.text_words
    book = openpyxl.load_workbook(io.BytesIO(lead.get(f"{here}/copies/1/workbook").response.data))
    assert list(book["Rates"].values)[1][:4] == ("Trained", 45, 90, 0.5)


def test_the_board_sees_totals_of_sums_and_who_is_missing(
    numbers: Numbers, board: PageClient, engine: Engine, world: World, app: Any
) -> None:
    north, south = numbers.body("North Trust", kind="health"), numbers.body("South Trust", kind="health")
    police, fire = numbers.body("County Police", kind="police"), numbers.body("County Fire", kind="fire")
    shown = board.get(f"/boards/testshire/questionnaires/{numbers.edition.id}").text_words
    for words_there in (
        "1.2 is at most 1.1. Otherwise: More people need",
        "Trained: 1.3 out of 1.2",
        "Staff: 1.1 (people)",
    ):
        assert words_there in shown
    empty = board.get("/rounds/audit/totals")
    assert "No return has been submitted yet" in empty.text_words
    numbers.say(north, {"1.1": "1000", "1.2": "900", "1.3": "90"})
    with count_queries(engine) as few:
        board.get("/rounds/audit/totals")
    numbers.say(south, {"1.1": "10", "1.2": "10", "1.3": "10"})
    numbers.say(police, {"1.1": "200", "1.3": None, "1.4": "5"})
    numbers.say(fire, {"1.1": "7"}, submit=False)
    with count_queries(engine) as more:
        page = board.get("/rounds/audit/totals")
    assert len(more) == len(few), str(more)
    assert "returned: 3 of 4 (75.0 %)" in page.text_words
    assert rows_of(page, "Totals, as a table")[1:] == [
        ["Staff", "1,210 people", "3 of 3 organisations"],
        ["Custody", "5", "1 of 1 organisation 2 not asked"],
    ]
    # 100 of 910, and not the mean of 10 % and 100 %.
    assert rows_of(page, "Rates, as a table")[1] == [
        "Trained",
        "100 of 910 (11.0 %)",
        "2 of 3 organisations Without County Police",
    ]
    assert "County Fire in progress" in page.text_words
    assert "County Police not in: Trained" in page.text_words
    assert rows_of(page, "Totals and rates by sector")[1][:4] == ["Health", "2", "1,010", ""]
    by_name = rows_of(page, "Totals and rates by organisation")
    assert [row[0] for row in by_name[1:]] == ["County Police", "North Trust", "South Trust"]
    assert by_name[1][2:] == ["200", "5", "No number"]
    assert by_name[2][2:] == ["1,000", "Not asked", "90 of 900 (10.0 %)"]
    for sort, first in (
        ("total-T1", "North Trust"), ("rate-R1", "North Trust"), ("sector", "North Trust"), ("x", "County Police"),
    ):  # fmt: skip
        rows = rows_of(board.get(f"/rounds/audit/totals?sort={sort}"), "Totals and rates by organisation")
        assert rows[1][0] == first, sort
    assert page.path in str(board.get("/rounds/audit"))
    viewer = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=numbers.board).id)
    assert viewer.get("/rounds/audit/totals").status == 200
    other = PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=world.board("elsewhere")).id)
    assert other.get("/rounds/audit/totals", status=404).status == 404
    book = openpyxl.load_workbook(
        io.BytesIO(board.post("/rounds/audit/workbook", follow=False).response.data)
    )
    assert book.sheetnames == [
        "Summary", "Totals and rates", "Numbers by sector", "Numbers by organisation", "Returns", "Answers", "Notes",
    ]  # fmt: skip
    overall = {row[0]: row[1:] for row in book["Totals and rates"].values if row[0]}
    assert overall["Staff"][:6] == (1210, None, None, "people", 3, 3)
    assert overall["Trained"][:2] + overall["Trained"][4:] == (100, 910, 2, 3, "Without County Police")
    assert overall["County Fire"][-1] == "In progress"
    assert list(book["Numbers by organisation"].values)[2][:4] == ("North Trust", "Health", 1000, None)


def test_numbers_that_do_not_fit_are_shown_to_the_board(numbers: Numbers, board: PageClient) -> None:
    numbers.say(numbers.body("North Trust", kind="health"), {"1.1": "10", "1.2": "5", "1.3": "6"})
    assert (
        "More people are trained than need it: 1.3 is 6, and 1.2 is 5."
        in board.get("/rounds/audit/totals").text_words
    )


def test_a_set_without_a_grade_has_a_sensible_sentence_everywhere(
    numbers: Numbers, board: PageClient, world: World
) -> None:
    given = numbers.say(numbers.body("North Trust", kind="health"), {"1.1": "10"})
    none = "no graded question"
    for page in ("summary", "heat-map", "answers", "moderation"):
        found = board.get(f"/rounds/audit/{page}").text_words
        assert none in found, page
        assert "0 of 0" not in found, page
    for page in ("response", "workbook", "outcomes", "calibration"):
        assert "0 of 0" not in board.get(f"/rounds/audit/{page}").text_words, page
    plan = board.get("/rounds/audit/moderation/plan")
    refused = board.post("/rounds/audit/moderation/plan", plan.values(), status=422)
    assert none in refused.text_words or none in " ".join(refused.errors())
    assert board.get(f"/returns/{given.reference}/copies/1").status == 200
    # A set that has nothing to add up has no such page.
    plain = world.round(numbers.board, world.edition(), code="plain")
    assert board.get(f"/rounds/{plain.code}/totals", status=404).status == 404
    assert "Totals and rates" not in board.get(f"/rounds/{plain.code}").text_words


def test_a_copy_says_which_number_is_missing_and_one_from_before_says_nothing(
    numbers: Numbers, board: PageClient
) -> None:
    given = numbers.say(numbers.body("North Trust", kind="health"), {"1.1": "10"})
    copy = board.get(f"/returns/{given.reference}/copies/1").text_words
    assert "Not worked out: there is no number in 1.2 and 1.3" in copy
    assert read_figures({}) == ReadFigures()
