"""What was submitted, for ever: the copy and its Excel file, whatever happens afterwards."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.domain.questionnaire import fingerprint
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.operations import send_for_sign_off
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import Edition
from tests.rooms.assessments.signing_scene import PUBLIC_URL, SigningScene
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World, question_set

MEETING = date(2026, 9, 10)

EVERY_KIND = [
    {"code": "9.1", "kind": "yes-no", "text": "Is there a policy?"},
    {"code": "9.2", "kind": "choice", "text": "Which?", "multiple": True,
     "choices": [{"key": "a", "label": "First choice"}, {"key": "b", "label": "Second choice"}]},
    {"code": "9.3", "kind": "number", "text": "How many?", "unit": "people"},
    {"code": "9.4", "kind": "percentage", "text": "What share?"},
    {"code": "9.5", "kind": "date", "text": "Since when?"},
    {"code": "9.6", "kind": "person", "text": "Who leads?"},
    {"code": "9.7", "kind": "text", "text": "In your own words?"},
    {"code": "9.8", "kind": "graded", "text": "Does it apply?"},
    {"code": "9.9", "kind": "graded", "text": "Asked only of those with a policy?",
     "condition": {"question": "9.1", "is": ["no"]}},
]  # fmt: skip

ANSWERS = {
    "9.1": AnswerContent(value="yes"),
    "9.2": AnswerContent(value=["a", "b"]),
    "9.3": AnswerContent(value="1200"),
    "9.4": AnswerContent(value="93"),
    "9.5": AnswerContent(value="2024-09-01"),
    "9.6": AnswerContent(value={"name": "Ari Lead", "role": "DSL", "trained_on": "2025-05-02"}),
    "9.7": AnswerContent(value="=SUM(1;2) <b>in our own words</b>"),
    "9.8": AnswerContent(not_applicable=True, na_reason="We have no volunteers."),
}


@pytest.fixture
def scene(world: World) -> SigningScene:
    """A return with one step of sign-off."""
    return SigningScene(world)


@pytest.fixture
def browse(app: Flask) -> Callable[[Any], PageClient]:
    """A browser in which somebody is signed in."""
    return lambda person: PageClient(app).sign_in(person.id)


@pytest.fixture
def of_every_kind(world: World) -> SigningScene:
    """A submitted return of a school with an answer of every kind, signed by head and chair."""
    data = question_set(1, 1)
    data["standards"].append({"code": "9", "title": "Every kind", "questions": deepcopy(EVERY_KIND)})
    scene = SigningScene(world, "head", "chair", governing_body_date=True, data=data, kind="school")
    scene.save("1.1", AnswerContent(grade="amber", narrative='=HYPERLINK("http://x.example")\nSecond line.'))
    for code, content in ANSWERS.items():
        scene.save(code, content)
    scene.cite("1.1", "+policy.pdf", review_on=date(2027, 1, 31))
    scene.send()
    scene.sign(scene.ash, "head", title="Head teacher")
    assert scene.sign(scene.blake, "chair", title="Chair of governors", governing_body_on=MEETING)
    return scene


def copy_of(scene: SigningScene, number: int = 1) -> Submission:
    with scene.world.unit_of_work.read() as session:
        return session.query(Submission).filter_by(return_id=scene.row.id, number=number).one()


def workbook(client: PageClient, scene: SigningScene, number: int = 1) -> Workbook:
    answer = client.raw.get(f"/returns/{scene.reference}/copies/{number}/workbook")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert f"{scene.reference}-{number}.xlsx" in answer.headers["Content-Disposition"]
    return load_workbook(BytesIO(answer.get_data()))


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    found = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(found[0], row, strict=True)) for row in found[1:]]


def test_the_copy_says_everything_by_itself(of_every_kind: SigningScene) -> None:
    copy = copy_of(of_every_kind)
    content = copy.content
    assert content["format"] == 1
    assert content["reference"] == copy.reference == f"{of_every_kind.reference}-1"
    assert content["organisation"]["name"] == of_every_kind.organisation.name
    assert content["round"]["board"]["name"] == of_every_kind.board.name
    assert content["round"]["due_on"] == "2026-10-30"
    assert content["edition"]["fingerprint"] == of_every_kind.edition.fingerprint
    assert [g["meaning"] for g in content["scale"]["grades"]] == ["Not met", "Partly met", "Met"]
    assert content["asked"] == ["1.1", *(f"9.{n}" for n in range(1, 9))]
    answer = content["answers"]["1.1"]
    assert (answer["grade"], answer["grade_label"], answer["updated_by"]) == (
        "amber",
        "Amber",
        "Robin Writer",
    )
    assert [(e["file_name"], e["review_on"]) for e in answer["evidence"]] == [("+policy.pdf", "2027-01-31")]
    assert content["sign_off"][1]["governing_body_on"] == "2026-09-10"
    assert content["submitted_by"] == "Blake Chair"
    assert fingerprint(content) == copy.fingerprint


def test_the_copy_is_read_by_its_organisation_and_its_board(
    of_every_kind: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene = of_every_kind
    address = f"/returns/{scene.reference}/copies/1"
    for person in (scene.lead_person, scene.viewer_person, scene.ash_person, scene.admin_person):
        page = browse(person).get(address)
        assert f"return {scene.reference}-1" in page.heading
        for words in (
            "Amber", "Yes", "First choice", "Second choice", "1200 people", "93 %", "1 September 2024",
            "Ari Lead", "Last trained on 2 May 2025", "<b>in our own words</b>", "Not applicable",
            "We have no volunteers.", "+policy.pdf", "Review due 31 January 2027", "Partly met",
            "Signed by Blake Chair, Chair of governors, on 14 September 2026 at 10:30am",
            "Governing body meeting on 10 September 2026", copy_of(scene).fingerprint,
        ):  # fmt: skip
            assert words in page.text_words, words
        assert "altered" not in page.text_words
        assert not page.select(".app-read__change")
        workbook(browse(person), scene)


def test_others_find_no_copy(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    address = f"/returns/{scene.reference}/copies/1"
    browse(scene.lead_person).get(address, 404)
    scene.submitted()
    elsewhere = scene.world.board("elsewhere", "Elsewhere Partnership")
    other_board = scene.world.person(Role.BOARD_ADMINISTRATOR, board=elsewhere)
    moderator = scene.world.person(Role.MODERATOR, board=scene.board)
    for person, status in ((scene.stranger_person, 404), (other_board, 404), (moderator, 403)):
        client = browse(person)
        client.get(address, status)
        client.get(f"{address}/workbook", status)
    browse(other_board).get(f"/returns/{scene.reference}/reopen", 404)
    lead = browse(scene.lead_person)
    for wrong in (f"/returns/{scene.reference}/copies/2", f"/returns/{scene.reference}/copies/0",
                  f"/returns/{scene.reference}/copies/{10**30}", "/returns/NO-0001/copies/1"):  # fmt: skip
        lead.get(wrong, 404)


def test_the_board_sees_nothing_before_it_is_submitted(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene.complete().send()
    admin = browse(scene.admin_person)
    for page in ("copies/1", "copies/1/workbook", "reopen"):
        admin.get(f"/returns/{scene.reference}/{page}", 404)
    admin.get(f"/returns/{scene.reference}/check", 404)


def test_never_locked_out(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    scene.submitted()
    scene.set_round_state(RoundState.CLOSED)
    lead = browse(scene.lead_person)
    assert (
        "What was submitted stays here for ever"
        in lead.get(f"/returns/{scene.reference}/submitted").text_words
    )
    lead.get(f"/returns/{scene.reference}/copies/1")
    workbook(lead, scene)
    admin = browse(scene.admin_person).get(f"/returns/{scene.reference}/copies/1")
    assert "open the round again first" in admin.text_words


def test_nothing_that_happens_later_changes_a_copy(
    of_every_kind: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene = of_every_kind
    lead = browse(scene.lead_person)
    address = f"/returns/{scene.reference}/copies/1"
    before, mark = lead.get(address).find(id="main-content"), copy_of(scene).fingerprint
    sheets = {s: rows(workbook(lead, scene), s) for s in ("Return", "Answers", "Evidence", "Scale")}
    scene.reopen()
    scene.save("1.1", AnswerContent(grade="green", narrative="Now it is."), seen=1)
    with scene.world.session() as session:
        organisation = session.get(Organisation, scene.organisation.id)
        evidence = session.query(Evidence).one()
        assert organisation is not None
        organisation.name = "Another name"
        evidence.file_name, evidence.withdrawn_at = "renamed.pdf", scene.world.clock()
    changed = question_set(1, 1, edition="2026.2", title="Quite another audit")
    changed["scale"] = deepcopy(changed["scale"])
    changed["scale"]["grades"][1]["meaning"] = "Means something else"
    scene.world.edition(changed)
    assert lead.get(address).find(id="main-content") == before
    assert copy_of(scene).fingerprint == mark
    assert {s: rows(workbook(lead, scene), s) for s in sheets} == sheets


def test_a_new_edition_never_touches_a_return_of_the_old_one(
    scene: SigningScene, browse: Callable[[Any], PageClient]
) -> None:
    scene.complete()
    newer = question_set(3, 3, edition="2026.2")
    newer["standards"][0]["questions"][0]["text"] = "Something else altogether?"
    scene.world.edition(newer)
    assert scene.view().progress.asked == 4
    page = browse(scene.lead_person).get(f"/returns/{scene.reference}/check")
    assert "Something else altogether?" not in page.text_words
    scene.send()
    copy = scene.sign(scene.ash)
    assert copy is not None
    assert copy.content["edition"]["edition"] == "2026.1"
    assert len(copy.content["asked"]) == 4
    with scene.world.unit_of_work.read() as session:
        assert session.query(Edition).count() == 2


def test_the_database_refuses_to_alter_a_copy(scene: SigningScene) -> None:
    scene.submitted()
    for statement in ("UPDATE submission SET submitted_by = 'x'", "DELETE FROM submission"):
        session = scene.world.unit_of_work.writing()
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(text(statement))
        session.rollback()
        session.close()


def test_the_workbook_is_read_back(of_every_kind: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    scene = of_every_kind
    book = workbook(browse(scene.admin_person), scene)
    assert book.sheetnames == ["Return", "Answers", "Evidence", "Scale"]
    about = {row["What"]: row["Says"] for row in rows(book, "Return")}
    assert about["Reference"] == f"{scene.reference}-1"
    assert about["Submitted"] == "14 September 2026 at 10:30am"
    assert "Blake Chair, Chair of governors" in about["Chair of governors or safeguarding governor"]
    assert (
        "Governing body meeting on 10 September 2026" in about["Chair of governors or safeguarding governor"]
    )
    answers = {row["Question"]: row for row in rows(book, "Answers")}
    assert list(answers) == ["1.1", *(f"9.{n}" for n in range(1, 9))]
    assert answers["1.1"]["Grade"] == "Amber"
    assert answers["1.1"]["Narrative"] == '=HYPERLINK("http://x.example")\nSecond line.'
    assert answers["1.1"]["Evidence"] == "+policy.pdf"
    assert answers["9.2"]["Answer"] == "First choice\nSecond choice"
    assert answers["9.8"]["Grade"] == "Not applicable"
    assert answers["9.8"]["Why not applicable"] == "We have no volunteers."
    assert [row["Meaning"] for row in rows(book, "Scale")] == ["Not met", "Partly met", "Met"]
    assert [row["File"] for row in rows(book, "Evidence")] == ["+policy.pdf"]
    for sheet in book:
        assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line), sheet.title


def test_the_board_reopens_from_the_copy(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    scene.submitted()
    admin = browse(scene.admin_person)
    page = admin.get(f"/returns/{scene.reference}/copies/1")
    assert f"/returns/{scene.reference}/reopen" in [a.get("href") for a in page.find_all("a")]
    form = admin.get(f"/returns/{scene.reference}/reopen")
    refused = admin.submit(form, {"reason": " "}, 422)
    assert refused.errors() == ["Say why the return is reopened, so that the organisation knows what to do"]
    done = admin.submit(refused, {"reason": "A figure is missing."})
    assert "have been told by letter" in done.text_words
    assert scene.now().state is ReturnState.IN_PROGRESS
    assert "already been reopened" in admin.submit(form, {"reason": "Again."}, 422).text_words
    browse(scene.lead_person).get(f"/returns/{scene.reference}/submitted", 404)
    # The organisation's own people are not offered it.
    lead = browse(scene.lead_person)
    assert "Reopen" not in lead.get(f"/returns/{scene.reference}/copies/1").text_words
    lead.get(f"/returns/{scene.reference}/reopen", 403)


def test_both_copies_lead_to_each_other(scene: SigningScene, browse: Callable[[Any], PageClient]) -> None:
    scene.submitted()
    scene.reopen()
    scene.save("1.1", AnswerContent(grade="amber", narrative="Changed."), seen=1)
    with scene.world.session() as session:
        send_for_sign_off(session, scene.lead, scene.world.clock, scene.reference, public_url=PUBLIC_URL)
    scene.sign(scene.ash)
    lead = browse(scene.lead_person)
    first = lead.get(f"/returns/{scene.reference}/copies/1")
    assert "Changed." not in first.text_words
    assert "Copy 2" in first.text_words
    assert "Changed." in lead.get(f"/returns/{scene.reference}/copies/2").text_words


def test_a_copy_takes_few_queries(
    of_every_kind: SigningScene, app: Flask, browse: Callable[[Any], PageClient]
) -> None:
    engine = app.extensions["audit.unit_of_work"].engine
    lead = browse(of_every_kind.lead_person)
    address = f"/returns/{of_every_kind.reference}/copies/1"
    lead.get(address)
    with count_queries(engine) as statements:
        lead.get(address)
    assert statements.count <= 6, str(statements)
