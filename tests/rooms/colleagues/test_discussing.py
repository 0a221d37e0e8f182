"""Discussing a question: replies, naming, resolving, warnings, and that no board ever sees it."""

import pytest
from flask import Flask

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.rooms.assessments.operations import approve, send_for_sign_off
from audit.rooms.colleagues import operations
from audit.rooms.colleagues.models import Mention, Remark
from audit.settings import Settings
from tests.rooms.colleagues.together import Together
from tests.rooms.moderation.moderating_scene import ModeratingScene
from tests.support.pages import Page, PageClient
from tests.support.world import World

WORDS = "Zebracrossing is our own thought"


def _action(page: Page, ends: str) -> str:
    """The address of the form that ends so."""
    return next(
        str(form["action"]) for form in page.find_all("form") if str(form.get("action")).endswith(ends)
    )


def test_two_colleagues_talk_and_resolve(together: Together, app: Flask) -> None:
    robin, sam = PageClient(app), PageClient(app)
    robin.sign_in(together.contributor_person.id)
    sam.sign_in(together.colleague_person.id)
    here = f"/returns/{together.reference}/questions/1.1"
    page = robin.get(f"{here}/discussion")
    assert "Nothing has been said yet" in page.text_words
    done = robin.submit(page, {"text": WORDS, "mentions": [str(together.colleague_person.id)]})
    assert done.path == f"{here}/discussion"
    assert "Named: Sam Colleague" in done.text_words
    assert "1 discussion names you" in sam.get("/").text_words
    mine = sam.get("/my-questions")
    assert WORDS in mine.text_words
    assert WORDS in sam.get(here).text_words
    assert "1 open discussion" in sam.get(f"/returns/{together.reference}").text_words
    reply = sam.get(
        next(a["href"] for a in sam.get(f"{here}/discussion").find_all("a") if "/reply" in a["href"])
    )
    talk = sam.submit(reply, {"text": "I think so too"})
    assert "I think so too" in talk.text_words
    assert "names you" not in sam.get("/").text_words
    resolved = robin.post(_action(robin.get(f"{here}/discussion"), "/resolve"))
    assert "Resolved by Robin Writer" in resolved.text_words
    assert WORDS not in robin.get(here).text_words
    again = robin.post(_action(resolved, "/reopen"))
    assert "Opened again" in again.text_words
    assert "Resolved by" not in again.text_words


def test_empty_huge_and_unknown_names_are_refused_and_kept(together: Together, app: Flask) -> None:
    robin = PageClient(app)
    robin.sign_in(together.contributor_person.id)
    here = f"/returns/{together.reference}/questions/1.1/discussion"
    page = robin.get(here)
    assert robin.submit(page, {"text": " \n "}, 422).errors() == ["Write something first"]
    assert "4,000 characters" in robin.submit(page, {"text": "x" * 4001}, 422).errors()[0]
    stranger = {"text": "Kept", "mentions": [str(together.stranger_person.id)]}
    refused = robin.submit(page, stranger, 422)
    assert refused.errors() == ["Choose colleagues from the list"]
    assert refused.values()["text"] == "Kept"
    assert robin.submit(page, {"text": "Kept", "mentions": ["abc"]}, 422).errors()
    with together.world.unit_of_work.read() as session:
        assert session.query(Remark).count() == session.query(Mention).count() == 0


def test_a_person_who_left_cannot_be_named(together: Together) -> None:
    together.end_roles(together.viewer_person)
    with pytest.raises(RuleBroken):
        together.say("Hello", mentions=[together.viewer_person.id])


def test_nobody_names_themselves_or_anybody_twice(together: Together) -> None:
    own, other = together.contributor_person.id, together.colleague_person.id
    together.say("Hello", mentions=[own, other, other])
    with together.world.unit_of_work.read() as session:
        assert [mention.person_id for mention in session.query(Mention)] == [other]


def test_who_may(together: Together) -> None:
    remark = together.say("Hello", by=together.approver)
    for stranger in (together.stranger, together.board_person):
        with pytest.raises(NotVisible):
            together.say("Hello", by=stranger)
        with pytest.raises(NotVisible):
            together.answer(remark, "Hello", by=stranger)
    with pytest.raises(NotAllowed):
        together.say("Hello", by=together.viewer)
    with pytest.raises(NotVisible):
        together.say("Hello", "9.9")
    with pytest.raises(NotVisible):
        together.answer(99_999, "Hello")


def test_a_resolved_discussion_is_closed_until_it_is_opened_again(together: Together) -> None:
    remark = together.say("Hello")
    for _ in range(2):
        with together.world.session() as session:
            operations.resolve_discussion(session, together.colleague, together.world.clock, remark)
    with pytest.raises(RuleBroken):
        together.answer(remark, "Too late")
    for _ in range(2):
        with together.world.session() as session:
            operations.reopen_discussion(session, together.colleague, together.world.clock, remark)
    together.answer(remark, "In time")


def test_a_childs_details_are_warned_about(together: Together, app: Flask) -> None:
    robin = PageClient(app)
    robin.sign_in(together.contributor_person.id)
    page = robin.get(f"/returns/{together.reference}/questions/1.1/discussion")
    assert "initials and age" in robin.submit(page, {"text": "As with child JS, aged 7"}).text_words


def test_words_are_taken_out_for_good_by_their_author_or_a_lead(together: Together, app: Flask) -> None:
    remark = together.say("As with child JS, aged 7", mentions=[together.colleague_person.id])
    for actor, why in (
        (together.stranger, NotVisible),
        (together.board_person, NotVisible),
        (together.approver, NotAllowed),
    ):
        with together.world.session() as session, pytest.raises(why):
            operations.take_out_words(session, actor, together.world.clock, remark)
    robin = PageClient(app)
    robin.sign_in(together.contributor_person.id)
    page = robin.post(f"/discussions/{remark}/take-out")
    assert "Taken out by Robin Writer" in page.text_words
    assert "JS" not in page.text_words
    with together.world.session() as session:
        operations.take_out_words(session, together.colleague, together.world.clock, remark)
    with together.world.unit_of_work.read() as session:
        assert session.get_one(Remark, remark).text == ""
        assert session.query(Mention).count() == 0
    assert "Taken out." in robin.get(f"/returns/{together.reference}/questions/1.1").text_words


def test_the_board_never_sees_a_word_of_it(together: Together, app: Flask) -> None:
    together.say(WORDS, mentions=[together.colleague_person.id], urgent=True)
    together.give(together.contributor_person, note=WORDS, urgent=True)
    for code in ("1.1", "1.2", "2.1", "2.2"):
        together.save(code, AnswerContent(grade="green"))
    with together.world.session() as session:
        send_for_sign_off(
            session, together.colleague, together.world.clock, together.reference, public_url=""
        )
    with together.world.session() as session:
        approve(
            session, together.approver, together.world.clock, together.reference,
            attempt=1, step="chief-officer", title="Chief", declared=True, public_url="",
        )  # fmt: skip
    board = PageClient(app)
    assert together.board_person.person_id is not None
    board.sign_in(together.board_person.person_id)
    code = together.round.code
    seen = []
    for path in (
        f"/returns/{together.reference}/copies/1",
        f"/rounds/{code}",
        f"/rounds/{code}/summary",
        f"/boards/{together.board.code}/letters",
        f"/boards/{together.board.code}/trail",
    ):
        seen.append(board.get(path).get_text(" "))
    for words in (WORDS, "colleague a question", "discussion", "from-colleagues"):
        assert not any(words in text for text in seen), words
    for path in ("questions/1.1", "questions/1.1/discussion", "colleagues", "questions/1.1/assign"):
        assert board.raw.get(f"/returns/{together.reference}/{path}").status_code in (403, 404)


def test_no_copy_or_workbook_holds_a_word_of_it(together: Together, app: Flask) -> None:
    import io

    from openpyxl import load_workbook

    from audit.rooms.assessments.models import Submission

    together.say(WORDS)
    together.give(together.contributor_person, note=WORDS)
    for code in ("1.1", "1.2", "2.1", "2.2"):
        together.save(code, AnswerContent(grade="green"))
    with together.world.session() as session:
        send_for_sign_off(
            session, together.colleague, together.world.clock, together.reference, public_url=""
        )
    with together.world.session() as session:
        approve(
            session, together.approver, together.world.clock, together.reference,
            attempt=1, step="chief-officer", title="Chief", declared=True, public_url="",
        )  # fmt: skip
    with together.world.unit_of_work.read() as session:
        assert "Zebracrossing" not in str(session.query(Submission).one().content)
    board = PageClient(app)
    assert together.board_person.person_id is not None
    board.sign_in(together.board_person.person_id)
    answers = (
        board.raw.get(f"/returns/{together.reference}/copies/1/workbook"),
        board.raw.post(f"/rounds/{together.round.code}/workbook", data={"csrf_token": board.csrf_token()}),
    )
    for answer in answers:
        assert answer.status_code == 200
        book = load_workbook(io.BytesIO(answer.data))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        assert cells
        assert not any("Zebracrossing" in text for text in cells)


def test_a_moderator_reads_none_of_it(world: World, settings: Settings, app: Flask) -> None:
    scene = ModeratingScene(world, settings)
    with world.session() as session:
        operations.begin_discussion(
            session,
            scene.lead,
            world.clock,
            scene.reference,
            "1.1",
            WORDS,
            public_url="https://audit.example",
        )
    lead, moderator = PageClient(app), PageClient(app)
    lead.sign_in(scene.lead_person.id)
    moderator.sign_in(scene.moderator_person.id)
    assert WORDS in lead.get(f"/returns/{scene.reference}/questions/1.1").text_words
    for path in ("", "/questions/1.1"):
        assert WORDS not in moderator.get(f"/moderations/{scene.id}{path}").get_text(" ")
    moderator.get(f"/returns/{scene.reference}/questions/1.1/discussion", 404)
