"""The pages: begin, one task list, differences, send all, sign once; and what each board then has."""

from io import BytesIO

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine

from audit.domain.answers import AnswerContent
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import SignOffDecision
from tests.rooms.joint.force import Force
from tests.rooms.offline.sheet import Desk
from tests.support.pages import PageClient
from tests.support.queries import count_queries

GREEN = AnswerContent(grade="green", narrative="It is in place.")


def client(app: Flask, person: object) -> PageClient:
    return PageClient(app).sign_in(person.id)


def test_from_two_returns_to_one_task_list_and_back(force: Force, app: Flask, engine: Engine) -> None:
    force.save(force.a, "1.2", AnswerContent(grade="red", narrative="Ours"))
    force.save(force.b, "1.2", GREEN)
    force.save(force.b, "2.2", GREEN)
    lead = client(app, force.lead_person)
    returns = lead.get(f"/organisations/{force.police.id}")
    assert "You are asked by two boards. What both ask, you answer once." in returns.text_words
    assert "asked by two boards" in lead.get(f"/returns/{force.a.reference}").text_words
    writer = client(app, force.writer_person)
    assert "asked by two boards" not in writer.get(f"/organisations/{force.police.id}").text_words

    begin = lead.get(f"/organisations/{force.police.id}/together")
    assert "3 questions are asked by more than one board" in begin.text_words
    assert "To one question the returns do not say the same yet" in begin.text_words
    refused = lead.submit(begin, {"returns": [force.a.reference]}, 422)
    assert refused.errors() == ["Choose at least two returns, to different boards"]
    both = [force.a.reference, force.b.reference]
    work = lead.submit(begin, {"returns": both, "narrative": both})
    assert work.heading == "Your returns to 2 boards, answered together"
    assert "2 of 5 questions done" in work.text_words
    assert "3 of the 5 go to more than one board" in work.text_words
    assert "Narrative shared, evidence attached separately." in work.text_words
    headings = [h.get_text() for h in work.main.find_all("h2")]
    assert headings[1:6] == [
        "The returns", "The returns say different things", "For both boards",
        "Only for Testshire Safeguarding Children Partnership", "Only for Othershire Partnership",
    ]  # fmt: skip
    assert "Go to the joint task list" in lead.get(f"/organisations/{force.police.id}").text_words
    note = "You answer this together with the return to Othershire Partnership."
    assert note in lead.get(f"/returns/{force.a.reference}").text_words

    question = writer.get(f"/returns/{force.a.reference}/questions/2.2")
    assert (
        "Othershire Partnership: question 2.1 . It has the same answer and narrative." in question.text_words
    )
    writer.submit(question, {"answer": "green", "narrative": "Once", "action": "continue"})
    assert force.says(force.b, "2.1") == ("green", "Once")
    history = writer.get(f"/returns/{force.b.reference}/questions/2.1/history").text_words
    assert "(from the return to Testshire Safeguarding Children Partnership)" in history
    alone = writer.get(f"/returns/{force.a.reference}/questions/2.1")
    assert "Only for this board No other board asks this question." in alone.text_words

    differs = writer.get(f"/returns/{force.a.reference}/questions/1.2")
    choose = writer.get(differs.find("a", string="Compare them and choose")["href"])
    assert choose.heading == "The returns say different things"
    assert "Ours" in choose.text_words and GREEN.narrative in choose.text_words  # noqa: PT018
    assert writer.submit(choose, {"keep": ""}, 422).errors() == ["Choose which answer is right"]
    stale = writer.submit(choose, {"keep": force.b.reference, "seen": "1-1"}, 409)
    settled = writer.submit(stale, {"keep": force.b.reference})
    assert "Your choice is saved." in settled.text_words
    assert "say different things" not in settled.text_words
    assert force.says(force.a, "1.2") == ("green", GREEN.narrative)
    path = settled.path
    with count_queries(engine) as found:
        writer.get(path)
    assert found.count <= 14, str(found)

    agreement = lead.get(f"{path}/agreement")
    old = agreement.values()["seen"]
    lead.submit(agreement, {"evidence": both})
    late = lead.submit(agreement, {"seen": old, "evidence": []}, 409)
    assert late.errors()[0].startswith("A colleague has changed this since")
    assert "evidence shared" in lead.get(path).text_words
    alone = lead.submit(lead.get(path), {})
    assert "Each return is answered by itself again" in alone.text_words
    lead.get(path, 404)


def test_the_number_of_statements_does_not_grow_with_the_boards(
    force: Force, app: Flask, engine: Engine
) -> None:
    joint_id = force.join()
    writer = client(app, force.writer_person)
    pages = (f"/together/{joint_id}", f"/returns/{force.a.reference}/questions/1.1")

    def cost(page: str) -> int:
        writer.get(page)
        with count_queries(engine) as found:
            writer.get(page)
        return found.count

    before = [cost(page) for page in pages]
    boards = [force.world.board(f"shire-{number}", f"Shire {number}") for number in range(3)]
    rows = [force.world.asked(force.world.round(board, force.edition_b), force.police) for board in boards]
    force.change(joint_id, force.a, force.b, returns=(force.a, force.b, *rows))
    assert [cost(page) for page in pages] == before
    text = writer.get(pages[0]).text_words
    assert "For more than one board" in text
    assert "Also for Othershire Partnership, Shire 0, Shire 1, Shire 2" in text


def test_everything_is_sent_and_signed_once_and_one_board_reopens_alone(force: Force, app: Flask) -> None:
    joint_id = force.join()
    lead, chief = client(app, force.lead_person), client(app, force.chief_person)
    here = f"/together/{joint_id}"
    force.save(force.b, "1.1", GREEN)
    assert "3 questions still need something" in lead.get(f"{here}/send").text_words
    refused = lead.post(f"{here}/send", {"returns": [force.a.reference]}, 422)
    assert refused.errors()[0].startswith("Testshire Safeguarding Children Partnership: 3 questions")
    force.answer_all()
    sent = lead.submit(lead.get(f"{here}/send"), {})
    expected = "Sent for sign-off: Testshire Safeguarding Children Partnership and Othershire Partnership."
    assert expected in sent.text_words
    assert force.letters("sign-off-asked") == 2

    lead.get(f"{here}/sign-off", 403)
    page = chief.get(f"{here}/sign-off")
    assert page.heading == "Sign for Testshire Safeguarding Children Partnership and Othershire Partnership"
    assert "Read the return to Othershire Partnership" in page.text_words
    unticked = chief.submit(page, {"title": "Chief constable"}, 422)
    assert unticked.errors() == ["Tick the box to say that you have read the return"]
    assert force.copies() == {}
    stale = {"title": "Chief constable", "declared": "y", f"attempt-{force.b.reference}": "7"}
    chief.submit(page, stale, 409)
    assert force.copies() == {}, "the first was signed although the second was refused"
    signed = chief.submit(page, {"title": "Chief constable", "declared": "y"})
    references = {f"{force.a.reference}-1", f"{force.b.reference}-1"}
    assert f"Signed and submitted: {' and '.join(sorted(references))}." in signed.text_words
    copies = force.copies()
    assert copies.keys() == references
    assert copies[f"{force.a.reference}-1"]["together_with"] == ["Othershire Partnership"]
    with force.world.unit_of_work.read() as session:
        assert [d.by_title for d in session.query(SignOffDecision)] == ["Chief constable"] * 2
    board_a = client(app, force.board_a_person)
    copy = board_a.get(f"/returns/{force.a.reference}/copies/1").text_words
    assert "Answered together with the return to Othershire Partnership" in copy
    book = load_workbook(
        BytesIO(board_a.raw.get(f"/returns/{force.a.reference}/copies/1/workbook").get_data())
    )
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert cells[cells.index("Answered together with the return to") + 1] == "Othershire Partnership"
    board_a.get(f"/returns/{force.b.reference}/copies/1", 404)

    force.reopen_b()
    force.save(force.b, "1.1", AnswerContent(grade="red", narrative="After all not."))
    assert force.says(force.a, "1.1") == ("green", "All is well with 1.1.")
    assert force.view(force.a).row.state is ReturnState.SUBMITTED
    assert force.copies()[f"{force.a.reference}-1"] == copies[f"{force.a.reference}-1"]
    part = lead.get(f"/returns/{force.b.reference}/questions/1.1").text_words
    assert "That return cannot be changed now, so what you write here does not go there." in part
    again = lead.get(f"{here}/send")
    assert force.a.reference not in str(again.form())
    # One by one still works.
    lead.submit(lead.get(f"/returns/{force.b.reference}/check"), {})
    alone = chief.get(f"/returns/{force.b.reference}/sign-off")
    assert "You answer this together with the return to Testshire" in alone.text_words
    chief.submit(alone, {"title": "Chief constable", "declared": "y"})
    assert f"{force.b.reference}-2" in force.copies()


def test_a_workbook_of_one_return_goes_into_the_other_and_back(force: Force, app: Flask) -> None:
    force.join()
    desk = Desk(client(app, force.writer_person), force.b.reference)
    book = desk.download()
    book.fill("1.1", grade="Green", narrative="On the train").fill("2.1", grade="Red").fill(
        "2.2", grade="Green"
    )
    force.save(force.a, "1.2", GREEN)
    book.fill("1.2", grade="Red")
    shown = desk.upload(book)
    assert "Changed online too" in shown.text_words
    assert force.says(force.a, "1.1") == (None, "")
    desk.client.submit(shown)  # what is online stays, unless one says otherwise
    assert force.says(force.a, "1.1") == ("green", "On the train")
    assert force.says(force.a, "2.2") == ("red", "")
    assert force.says(force.a, "1.2") == ("green", GREEN.narrative)
    undone = desk.client.submit(desk.client.get(desk.address), form=2)
    assert "Undone. 3 answers were put back as before." in undone.text_words
    assert force.says(force.a, "1.1") == (None, "")
    assert force.says(force.a, "2.2") == (None, "")


def test_nobody_else_finds_the_work(force: Force, app: Flask) -> None:
    joint_id = force.join()
    strangers = [
        client(app, person).raw
        for person in (force.stranger_person, force.board_a_person, force.board_b_person)
    ]
    reader, lead = client(app, force.reader_person).raw, client(app, force.lead_person).raw
    for page in ("", "/agreement", "/send", "/sign-off", f"/returns/{force.a.reference}/questions/1.1"):
        here = f"/together/{joint_id}{page}"
        assert {each.get(here).status_code for each in strangers} <= {403, 404}, page
        assert strangers[0].get(here).status_code == (403 if page == "/sign-off" else 404), page
        assert reader.get(here).status_code == (403 if page else 200), page
        assert lead.get(here).status_code == (403 if page == "/sign-off" else 200), page
        assert lead.get(f"/together/{joint_id + 1}{page}").status_code in (403, 404), page
    assert strangers[1].get(f"/organisations/{force.police.id}/together").status_code in (403, 404)
