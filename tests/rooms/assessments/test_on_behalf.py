"""A board enters an organisation's return from paper: begun, marked, taken over, undone, submitted."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.colleagues.operations import begin_discussion
from audit.rooms.organisations.models import RoleHeld
from audit.settings import Settings
from tests.rooms.assessments.signing_scene import GREEN, PUBLIC_URL, SigningScene
from tests.support.evidence import add_item, pdf
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries
from tests.support.world import World

PAPER = {
    "reason": "It came by post.",
    "received_on-day": "4",
    "received_on-month": "9",
    "received_on-year": "2026",
}
MARK = "Entered by the board from a paper return received on 4 September 2026"


@pytest.fixture
def scene(world: World) -> SigningScene:
    """A school's return, signed by the head and then the chair."""
    return SigningScene(world, "head", "chair", governing_body_date=True)


@pytest.fixture
def browse(app: Flask) -> Callable[[Any], PageClient]:
    """A browser in which somebody is signed in."""
    return lambda person: PageClient(app).sign_in(person.id)


def begin(scene: SigningScene, admin: PageClient, **more: str) -> Page:
    """Begin to enter the return."""
    return admin.post(f"/returns/{scene.reference}/on-behalf", {**PAPER, **more})


def answer(client: PageClient, scene: SigningScene, code: str, status: int = 200, **typed: str) -> Page:
    """Answer a question on its page."""
    page = client.get(f"/returns/{scene.reference}/questions/{code}")
    return client.submit(page, {"answer": "green", "narrative": f"On paper: {code}.", **typed}, status)


def signature(number: int, name: str, day: int = 3) -> dict[str, str]:
    """What stands on the paper for one step."""
    key = f"s{number}"
    dates = {"signed_on": day, "governing_body_on": 1}
    return {f"{key}-name_signed": name, f"{key}-title_signed": "Head" if number == 0 else "Chair"} | {
        f"{key}-{field}-{part}": str(value)
        for field, d in dates.items()
        for part, value in (("day", d), ("month", 9), ("year", 2026))
    }


def test_from_the_rounds_page_to_the_submitted_copy(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    admin, lead = browse(scene.admin_person), browse(scene.lead_person)
    here = f"/returns/{scene.reference}"
    admin.get(here, 404)
    links = [a["href"] for a in admin.get(f"/rounds/{scene.round.code}").select("td a")]
    assert f"{here}/on-behalf" in links
    missing = admin.post(f"{here}/on-behalf", {"reason": " "}, 422)
    assert missing.errors() == ["Say why the return came on paper"]
    later = admin.post(f"{here}/on-behalf", {**PAPER, "received_on-year": "2030"}, 422)
    assert later.errors() == ["The day on which you received the paper must be today or in the past"]

    page = begin(scene, admin)
    assert page.path == here
    assert "You enter this return of" in page.text_words
    [letter] = scene.letters("paper-begun")
    assert letter.to_email == scene.lead_person.email
    assert "It came by post." in letter.body
    assert "4 September 2026" in letter.body
    assert [item for item in admin.get("/").select("h3, h2") if "Enter the paper return of" in item.text]

    # Question by question, a standard at a time, and by Excel.
    answer(admin, scene, "1.1")
    standard = admin.get(f"{here}/standards/1")
    admin.submit(standard, {"q-1.2-answer": "green", "q-1.2-narrative": "On paper: 1.2."})
    raw = admin.raw.post(f"{here}/offline/workbook", data={"csrf_token": admin.csrf_token()}).data
    book = load_workbook(io.BytesIO(raw))
    sheet = book["Answers"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value in ("2.1", "2.2"):
            sheet.cell(row, columns["Grade"]).value = "Green"
            sheet.cell(row, columns["Narrative"]).value = "On paper, by Excel."
    out = io.BytesIO()
    book.save(out)
    file = {"file": (io.BytesIO(out.getvalue()), "paper.xlsx")}
    preview = admin.post(f"{here}/offline", file, content_type="multipart/form-data")
    admin.submit(preview)
    assert {row.narrative for row in scene.view().answers.values()} == {
        "On paper: 1.1.", "On paper: 1.2.", "On paper, by Excel.",
    }  # fmt: skip
    for code in ("1.1", "1.2", "2.1"):
        history = lead.get(f"{here}/questions/{code}/history").text_words
        assert "entered by Kit Board on the organisation’s behalf" in history

    # The organisation reads it, marked, and cannot type over it.
    assert "enters this return from the paper received on 4 September 2026" in lead.get(here).text_words
    assert "answer-form" not in str(lead.get(f"{here}/questions/1.1"))
    refused = lead.post(f"{here}/questions/1.1", {"version": "1", "answer": "red", "narrative": "Mine"}, 403)
    assert "Your board is entering this return" in refused.errors()[0]
    assert "Mine" in str(refused)
    assert lead.post(f"{here}/send-for-sign-off", status=403).heading

    # The signatures of the paper.
    sign = f"{here}/on-behalf/submit"
    assert admin.get(f"{here}/check").find("a", href=sign) is not None
    assert admin.post(sign, signature(0, "Ash Head"), 422).errors() == [
        "Enter who signed as Chair of governors or safeguarding governor"
    ]
    both = signature(0, "Ash Head") | signature(1, "ash  head")
    assert admin.post(sign, both, 422).errors()[0].startswith("Two different people sign this return.")
    bad = admin.post(sign, signature(0, "Ash Head", 31) | signature(1, "Blake Chair"), 422)
    assert len(bad.errors()) == 1
    given = signature(0, "Ash Head") | signature(1, "Blake Chair")
    copy = admin.post(
        sign, {**given, "scan": (io.BytesIO(pdf("signed")), "signed.pdf")}, content_type="multipart/form-data"
    )
    assert copy.path == f"{here}/copies/1"
    for words in (
        f"{MARK}.", "It came by post.", "Ash Head, Head, signed on paper on 3 September 2026, entered by Kit Board",
        "Governing body meeting on 1 September 2026",
    ):  # fmt: skip
        assert words in copy.text_words, words
    link = copy.find("a", string="signed.pdf")
    assert link is not None
    assert admin.raw.get(str(link["href"])).data == pdf("signed")
    content = scene.copies()[0].content
    assert content["on_behalf"]["finished_by_organisation"] is False
    assert [each["on_paper_on"] for each in content["sign_off"]] == ["2026-09-03"] * 2
    assert scene.letters("receipt")
    assert scene.now().state is ReturnState.SUBMITTED
    assert f"{MARK}." in lead.get(here).text_words
    book = load_workbook(io.BytesIO(admin.raw.get(f"{here}/copies/1/workbook").data))
    said = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert MARK in said
    assert any("signed on paper on 3 September 2026, entered by Kit Board" in each for each in said)
    book = load_workbook(io.BytesIO(admin.post(f"/rounds/{scene.round.code}/workbook").response.data))
    for name in ("Returns", "Answers"):
        head, *rows = book[name].iter_rows(values_only=True)
        assert {row[head.index("From paper")] for row in rows if row[0] == scene.organisation.name} == {
            MARK
        }, name
    for where in ("response", "answers"):
        assert MARK in admin.get(f"/rounds/{scene.round.code}/{where}").text_words
    # What was entered cannot be entered again, and the live return is closed to the board once more.
    admin.get(f"{here}/check", 404)
    assert "has been submitted" in admin.get(f"{here}/on-behalf").text_words


def test_an_organisation_that_answers_itself_is_asked_first(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene.save("1.1", AnswerContent(grade="amber", narrative="Ours, and secret."))
    admin, lead = browse(scene.admin_person), browse(scene.lead_person)
    here = f"/returns/{scene.reference}"
    page = admin.get(f"{here}/on-behalf")
    assert "has begun to answer online" in page.text_words
    assert "secret" not in str(page)
    assert admin.post(f"{here}/on-behalf", PAPER, 403).heading
    assert not scene.letters("paper-begun")
    begin(scene, admin, action="ask")
    [letter] = scene.letters("paper-asked")
    assert "nobody at the board has seen your answers" in letter.body
    admin.get(here, 404)
    admin.get(f"{here}/questions/1.1", 404)
    assert answer(lead, scene, "1.2").heading  # meanwhile the organisation answers as before

    contributor = browse(scene.contributor_person)
    assert "may enter your paper return" not in contributor.get(here).text_words
    contributor.post(f"{here}/on-behalf/agree", status=403)
    assert "asks whether it may enter your paper return" in lead.get(here).text_words
    lead.post(f"{here}/on-behalf/decline")
    assert "finishes the return by itself" in scene.letters("paper-answered")[0].body
    admin.get(here, 404)
    assert "declined by the organisation" in admin.get(f"{here}/on-behalf").text_words

    begin(scene, admin, action="ask")
    lead.post(f"{here}/on-behalf/agree")
    with scene.world.session() as session:
        begin_discussion(
            session, scene.lead, scene.world.clock, scene.reference, "1.1", "Among ourselves",
            public_url=PUBLIC_URL,
        )  # fmt: skip
    assert "secret" in admin.get(f"{here}/questions/1.1").text_words
    assert "Among ourselves" in lead.get(f"{here}/questions/1.1").text_words
    for page in ("", "/questions/1.1", "/standards/1", "/check"):
        shown = admin.get(f"{here}{page}").text_words
        assert "Among ourselves" not in shown
        assert "open discussion" not in shown
    answer(admin, scene, "1.1", narrative="From the paper.")
    answer(admin, scene, "2.1")
    admin.post(f"{here}/on-behalf/undo")
    told = {code: said.narrative for code, said in scene.view().contents.items()}
    assert told == {"1.1": "Ours, and secret.", "1.2": "On paper: 1.2.", "2.1": ""}
    row = scene.now()
    assert (row.state, row.paper_state, row.paper_received_on) == (ReturnState.IN_PROGRESS, "", None)
    admin.get(here, 404)
    assert "taken out again" in scene.letters("paper-undone")[0].body
    assert answer(lead, scene, "1.1", narrative="Ours again.").heading


def test_taken_over_and_undone(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    admin, lead = browse(scene.admin_person), browse(scene.lead_person)
    here = f"/returns/{scene.reference}"
    begin(scene, admin)
    answer(admin, scene, "1.1")
    files = {"files": (io.BytesIO(pdf("policy")), "policy.pdf"), "csrf_token": admin.csrf_token()}
    attached = admin.raw.post(f"{here}/questions/1.1/evidence/files", data=files, follow_redirects=True)
    assert "policy.pdf attached" in attached.text
    page = admin.get(f"{here}/questions/1.1")
    assert "evidence library" not in page.text_words.replace("in your evidence library", "")
    assert not page.select('a[href^="/evidence"]')
    admin.post(f"{here}/on-behalf/undo")
    assert scene.view().content("1.1").is_empty
    assert not scene.view().cited
    assert scene.now().state is ReturnState.NOT_STARTED

    begin(scene, admin)
    answer(admin, scene, "1.1")
    assert "already begun" in begin_again(scene, admin).errors()[0]
    lead.post(f"{here}/on-behalf/take-over")
    admin.get(here, 404)
    assert "What you entered has stayed" in scene.letters("paper-answered")[0].body
    assert "and finished by the organisation" in lead.get(here).text_words
    for code in ("1.2", "2.1", "2.2"):
        answer(lead, scene, code)
    scene.send()
    scene.sign(scene.ash, "head")
    copy = scene.sign(scene.blake, "chair", governing_body_on=date(2026, 9, 1))
    assert copy is not None
    assert copy.content["on_behalf"]["finished_by_organisation"] is True
    assert "on_paper_on" not in copy.content["sign_off"][0]
    assert "Begun by the board from a paper return" in admin.get(f"{here}/copies/1").text_words


def begin_again(scene: SigningScene, admin: PageClient) -> Page:
    """A second beginning."""
    return admin.post(f"/returns/{scene.reference}/on-behalf", PAPER, 422)


def test_nobody_else_comes_near(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    """Not other boards, not the board's other roles, not a library; and a role that ended is over at once."""
    world, here = scene.world, f"/returns/{scene.reference}"
    elsewhere = world.board("elsewhere", "Elsewhere Partnership")
    stranger = browse(world.person(Role.BOARD_ADMINISTRATOR, board=elsewhere))
    both_person = world.person(Role.BOARD_ADMINISTRATOR, board=scene.board)
    both = browse(both_person)
    begin(scene, both)
    for address in ("", "/questions/1.1", "/standards/1", "/check", "/whole", "/on-behalf", "/offline"):
        stranger.get(f"{here}{address}", 404)
    stranger.post(f"{here}/on-behalf", PAPER, 404)
    browse(world.person(Role.MODERATOR, board=scene.board)).get(here, 403)
    browse(world.person(Role.BOARD_VIEWER, board=scene.board)).get(f"{here}/on-behalf", 403)
    # The pages on which an organisation is among itself stay closed, also to one with roles elsewhere.
    other = world.organisation(scene.board)
    world.give(both_person, Role.LEAD, organisation=other)
    for address in ("/earlier", "/sign-off", "/questions/1.1/evidence", "/assignments"):
        assert both.raw.get(f"{here}{address}").status_code in (403, 404), address
    browse(scene.lead_person).post(f"{here}/on-behalf", PAPER, 403)
    scene.set_round_state(RoundState.CLOSED)
    assert both.post(f"{here}/questions/1.1", {"version": "0", "answer": "green"}, 403).errors()
    both.post(f"{here}/on-behalf/submit", signature(0, "A") | signature(1, "B"), 403)
    with world.session() as session:
        session.query(RoleHeld).filter_by(person_id=both_person.id).delete()
    assert both.raw.get(here).status_code in (403, 404)


def test_own_files_of_the_organisation_stay_and_pages_ask_a_constant_number_of_queries(
    scene: SigningScene, browse: Callable[[Any], PageClient], settings: Settings, engine: Engine
) -> None:
    item = add_item(scene.world, settings, scene.organisation, "ours.pdf")
    with scene.world.session() as session:
        cite(session, scene.contributor, scene.world.clock, scene.reference, "1.1", [item.id])
    admin, lead = browse(scene.admin_person), browse(scene.lead_person)
    here = f"/returns/{scene.reference}"
    begin(scene, admin, action="ask")
    lead.post(f"{here}/on-behalf/agree")
    removing = admin.post(f"{here}/questions/1.1/evidence/{item.id}/remove", status=422)
    assert "attached this file itself" in removing.text_words

    def cost(path: str) -> int:
        with count_queries(engine) as count:
            admin.get(path)
        return count.count

    first = [cost(here), cost(f"{here}/on-behalf"), cost("/")]
    for code in scene.view().question_ids:
        answer(admin, scene, code)
    assert [cost(here), cost(f"{here}/on-behalf"), cost("/")] == first
    assert scene.view().contents["1.1"] == AnswerContent(grade="green", narrative="On paper: 1.1.")
    assert scene.view().contents["1.1"] != GREEN
