"""Out, filled in, back with a preview, applied, undone."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from audit.domain.answers import AnswerContent
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.offline.models import AppliedUpload
from audit.rooms.trail.models import TrailEntry
from tests.rooms.assessments.scene import Scene
from tests.rooms.offline.sheet import Desk, counts, lines
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import question_set

GREEN, AMBER = AnswerContent(grade="green"), AnswerContent(grade="amber", narrative="On the way")


def test_the_page_of_the_return_leads_there(desk: Desk, scene: Scene, app: Flask) -> None:
    page = desk.client.get(f"/returns/{scene.reference}")
    [link] = [a for a in page.select("a") if a.get_text() == "Answer in Excel"]
    assert desk.client.get(str(link["href"])).heading == "Answer in Excel"
    reader = PageClient(app).sign_in(scene.viewer_person.id)
    assert "Answer in Excel" not in reader.get(f"/returns/{scene.reference}").text_words
    assert reader.raw.get(desk.address).status_code in (403, 404)
    assert PageClient(app).sign_in(scene.stranger_person.id).raw.get(desk.address).status_code == 404


def test_the_workbook_has_a_row_a_question_with_what_is_there(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AnswerContent(grade="amber", narrative="=1+1 is no formula\nSecond line"))
    book = desk.download()
    assert book.book.sheetnames == ["Instructions", "Answers", "Lists", "About"]
    assert [row[0].value for row in book.sheet.iter_rows(min_row=2)] == ["1.1", "1.2", "2.1", "2.2"]
    values = {heading: book.cell("1.1", heading).value for heading in book.headings}
    assert values["Standard"] == "1. Standard number 1"
    assert values["Question"] == "Question 1.1: is this in place?"
    assert values["What the grades mean"] == "Red: Not met\nAmber: Partly met\nGreen: Met"
    assert values["Grade"] == "Amber"
    assert values["Narrative"] == "=1+1 is no formula\nSecond line"
    assert book.cell("1.1", "Narrative").data_type == "s"
    assert book.book["About"].sheet_state == "hidden"
    with scene.world.session() as session:
        assert session.scalars(select(TrailEntry).where(TrailEntry.event == "workbook.exported")).one()


def test_question_cells_are_closed_and_answer_cells_open(desk: Desk) -> None:
    book = desk.download()
    assert book.sheet.protection.sheet
    assert not book.sheet.protection.password
    closed = {heading: book.cell("1.1", heading).protection.locked for heading in book.headings}
    assert [heading for heading, locked in closed.items() if not locked] == [
        "Grade", "Why not applicable", "Narrative", "Evidence",
    ]  # fmt: skip
    assert book.cell("1.2", "Narrative").number_format == "@"
    [offer] = book.sheet.data_validations.dataValidation
    assert (offer.type, offer.formula1, str(offer.sqref)) == ("list", "Lists!$A$2:$A$5", "F2:F5")
    assert [cell.value for cell in book.book["Lists"]["A"]][1:] == ["Red", "Amber", "Green", "Not applicable"]


def test_an_untouched_workbook_changes_nothing(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AnswerContent(grade="amber", narrative=" a\tb  \n\n  c "))
    scene.save("1.2", AnswerContent(not_applicable=True, na_reason="No such service"))
    shown = desk.upload(desk.download())
    assert counts(shown) == {"Unchanged": 4}
    assert "There is nothing to apply" in shown.text_words
    desk.client.submit(shown)
    with scene.world.session() as session:
        assert session.query(AnswerRevision).count() == 2
        assert not session.query(AppliedUpload).count()


def test_answers_are_previewed_then_applied_and_undone_as_a_whole(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AMBER)
    scene.save("1.2", GREEN)
    book = desk.download()
    book.fill("1.1", grade="green", narrative="All in place now")
    book.fill("2.1", grade="Not applicable", reason="No such service")
    book.fill("2.2", narrative="Begun on the train")
    shown = desk.upload(book)
    assert counts(shown) == {"New": 2, "Changed": 1, "Unchanged": 1}
    assert "Narrative online On the way Narrative in the workbook All in place now" in " ".join(lines(shown))
    assert scene.view().content("1.1") == AMBER
    done = desk.client.submit(shown)
    assert "3 answers were changed" in done.text_words
    view = scene.view()
    assert view.content("1.1") == AnswerContent(grade="green", narrative="All in place now")
    assert view.content("1.2") == GREEN
    assert view.content("2.1") == AnswerContent(not_applicable=True, na_reason="No such service")
    assert view.content("2.2").narrative == "Begun on the train"
    with scene.world.session() as session:
        assert sorted(row.via for row in session.query(AnswerRevision)) == ["offline"] * 3 + ["typed"] * 2
        assert session.scalars(select(TrailEntry).where(TrailEntry.event == "return.uploaded")).one()
    assert counts(desk.upload(book)) == {"Unchanged": 4}
    scene.save("2.2", AnswerContent(narrative="Typed since"), seen=1, actor=scene.colleague)
    undone = desk.client.submit(desk.client.get(desk.address), form=2)
    assert "Undone. 2 answers were put back as before." in undone.text_words
    assert "left as they are: 2.2." in undone.text_words
    view = scene.view()
    assert view.content("1.1") == AMBER
    assert view.content("2.1").is_empty
    assert view.content("2.2").narrative == "Typed since"
    again = desk.client.post(f"{desk.address}/applied/1/undo")
    assert "has been undone already, by Robin Writer" in again.text_words


def test_what_was_changed_online_meanwhile_is_chosen_one_by_one(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AMBER)
    book = desk.download()
    for code, seen in (("1.1", 1), ("1.2", 0), ("2.1", 0)):
        scene.save(code, AnswerContent(narrative=f"Online {code}"), seen=seen, actor=scene.colleague)
    book.fill("1.1", narrative="Offline 1.1").fill("1.2", narrative="Offline 1.2")
    shown = desk.upload(book)
    assert counts(shown) == {"Changed online too": 2, "Unchanged": 2}
    text = " ".join(lines(shown))
    assert "Narrative online Online 1.1 Narrative in the workbook Offline 1.1" in text
    assert "Changed online by Sam Colleague" in text
    done = desk.client.submit(shown, {"take-1.2": "workbook"})
    assert "1 answer was changed" in done.text_words
    view = scene.view()
    assert [view.content(code).narrative for code in ("1.1", "1.2", "2.1")] == [
        "Online 1.1", "Offline 1.2", "Online 2.1",
    ]  # fmt: skip


def test_what_was_changed_and_changed_back_is_no_conflict(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AMBER)
    book = desk.download().fill("1.1", narrative="Offline")
    scene.save("1.1", GREEN, seen=1)
    scene.save("1.1", AMBER, seen=2)
    assert counts(desk.upload(book)) == {"Changed": 1, "Unchanged": 3}


def test_nothing_is_applied_when_something_changed_after_the_preview(desk: Desk, scene: Scene) -> None:
    book = desk.download().fill("1.1", grade="Green").fill("1.2", grade="Green")
    shown = desk.upload(book)
    scene.save("1.1", AMBER, actor=scene.colleague)
    again = desk.client.submit(shown, {}, 409)
    assert "nothing was applied" in again.errors()[0]
    assert scene.view().content("1.2").is_empty
    assert counts(again) == {"Changed online too": 1, "New": 1, "Unchanged": 2}
    desk.client.submit(again)
    assert scene.view().content("1.1") == AMBER
    assert scene.view().content("1.2") == GREEN


def test_what_colleagues_write_elsewhere_meanwhile_does_not_stand_in_the_way(
    desk: Desk, scene: Scene
) -> None:
    shown = desk.upload(desk.download().fill("1.2", grade="Green"))
    scene.save("1.1", AMBER, actor=scene.colleague)
    desk.client.submit(shown)
    assert scene.view().contents == {"1.1": AMBER, "1.2": GREEN}


def test_an_emptied_cell_empties_the_answer_and_says_so(desk: Desk, scene: Scene) -> None:
    scene.save("1.1", AMBER)
    shown = desk.upload(desk.download().fill("1.1", narrative=None))
    assert "Narrative online On the way Narrative in the workbook Empty" in lines(shown)[0]
    desk.client.submit(shown)
    assert scene.view().content("1.1") == AnswerContent(grade="amber")


@pytest.mark.parametrize("state", [ReturnState.AWAITING_SIGN_OFF, ReturnState.SUBMITTED, None])
def test_a_return_past_answering_takes_nothing(desk: Desk, scene: Scene, state: ReturnState | None) -> None:
    book = desk.download().fill("1.1", grade="Green")
    shown = desk.upload(book)
    if state is None:
        scene.set_round_state(RoundState.CLOSED)
    else:
        scene.set_state(state)
    desk.client.submit(shown, status=403 if state is None else 422)
    assert "cannot be answered now" in desk.client.get(desk.address).text_words
    assert desk.refused(book, 403 if state is None else 422)
    with scene.world.session() as session:
        assert not session.query(Answer).count()


def test_a_kept_workbook_is_its_uploaders_alone(desk: Desk, scene: Scene, app: Flask) -> None:
    shown = desk.upload(desk.download().fill("1.1", grade="Green"))
    other = PageClient(app).sign_in(scene.colleague_person.id)
    assert "no longer here" in other.get(str(shown.form()["action"])).get_text()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    make_scene: Callable[..., Scene], make_desk: Callable[[Scene], Desk], engine: Engine
) -> None:
    scene = make_scene(question_set(standards=7, questions=10))
    desk = make_desk(scene)
    seen = []
    for changed in (("1.1",), tuple(f"{s}.{q}" for s in range(1, 8) for q in range(1, 11))):
        book = desk.download()
        for code in changed:
            answer = scene.view().answers.get(code)
            version = answer.version if answer else 0
            scene.save(code, AnswerContent(narrative=f"Online {len(seen)}"), seen=version)
            book.fill(code, narrative="Offline")
        with count_queries(engine) as statements:
            shown = desk.upload(book)
        assert counts(shown)["Changed online too"] == len(changed)
        seen.append(len(statements))
    assert seen[0] == seen[1] or seen[1] - seen[0] <= 2, seen
