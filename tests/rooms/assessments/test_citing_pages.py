"""The evidence part of a question page: nothing typed is lost, whatever becomes of the files."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotVisible
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.assessments.queries import submitted_evidence
from audit.rooms.evidence.models import Evidence, EvidenceOpened
from audit.settings import Settings
from tests.rooms.assessments.citing_scene import do, links, submit
from tests.rooms.assessments.scene import Scene
from tests.support.evidence import add_item, pdf
from tests.support.files import EXE
from tests.support.pages import Page, PageClient, form_values
from tests.support.queries import count_queries


@pytest.fixture
def item(scene: Scene, settings: Settings) -> Evidence:
    return add_item(scene.world, settings, scene.organisation, "policy.pdf")


@pytest.fixture
def page(visitor: PageClient, scene: Scene) -> PageClient:
    return visitor.sign_in(scene.contributor_person.id)


def here(scene: Scene, tail: str = "", code: str = "1.1") -> str:
    return f"/returns/{scene.reference}/questions/{code}{tail}"


def typed(shown: Page, **more: Any) -> dict[str, Any]:
    """The answer's form as a browser sends it with one of the evidence buttons."""
    form = shown.find("form", id="answer-form")
    assert form is not None
    return {**form_values(form), **more}


def files(*sent: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(content), name) for name, content in sent]


def cited(shown: Page) -> list[str]:
    return [
        " ".join(tag.get_text(" ").split()) for tag in shown.select("#cited-evidence .app-evidence__name")
    ]


def test_every_evidence_button_sends_the_answers_own_form(
    scene: Scene, page: PageClient, item: Evidence
) -> None:
    do(scene, cite, [item.id])
    shown = page.get(here(scene))
    section = shown.find(id="evidence")
    assert section is not None
    assert section.find("form") is None
    for button in section.find_all("button"):
        assert button["form"] == "answer-form"
        assert button["formaction"].startswith(here(scene, "/evidence/"))


def test_files_are_attached_and_what_was_typed_is_saved(scene: Scene, page: PageClient) -> None:
    sent = typed(page.get(here(scene)), answer="amber", narrative="On our way.")
    sent["files"] = files(("a.pdf", pdf("a")), ("b.pdf", pdf("b")))
    shown = page.post(here(scene, "/evidence/files"), sent)
    assert cited(shown) == ["a.pdf", "b.pdf"]
    assert "a.pdf attached. b.pdf attached." in shown.text_words
    assert scene.view().contents["1.1"] == AnswerContent(grade="amber", narrative="On our way.")


def test_a_refused_file_keeps_the_answer_and_the_other_file(scene: Scene, page: PageClient) -> None:
    sent = typed(page.get(here(scene)), narrative="On our way.")
    sent["files"] = files(("a.pdf", pdf("a")), ("budget.xlsx", EXE))
    shown = page.post(here(scene, "/evidence/files"), sent)
    assert "budget.xlsx is not an Excel workbook inside." in shown.text_words
    assert "a.pdf attached." in shown.text_words
    assert "Your answer is saved." in shown.text_words
    sent["files"] = files(("budget.xlsx", EXE))
    sent["narrative"] = "Further."
    sent["version"] = "1"
    shown = page.post(here(scene, "/evidence/files"), sent, 422)
    assert shown.heading == "Nothing was attached"
    view = scene.view()
    assert view.contents["1.1"].narrative == "Further."
    assert [link.evidence.file_name for link in view.cited["1.1"]] == ["a.pdf"]


def test_a_stale_answer_shows_both_texts_and_the_file_is_attached(scene: Scene, page: PageClient) -> None:
    shown = page.get(here(scene))
    scene.save("1.1", AnswerContent(grade="red", narrative="Theirs."), actor=scene.colleague)
    sent = typed(shown, answer="amber", narrative="Mine.", files=files(("a.pdf", pdf())))
    both = page.post(here(scene, "/evidence/files"), sent, 409)
    assert "Theirs." in both.text_words
    assert "Mine." in str(both)
    assert scene.view().contents["1.1"].narrative == "Theirs."
    assert cited(page.get(here(scene))) == ["a.pdf"]


def test_a_text_that_cannot_be_saved_comes_back_and_the_file_is_attached(
    scene: Scene, page: PageClient
) -> None:
    sent = typed(page.get(here(scene)), narrative="x" * 20_001, files=files(("a.pdf", pdf())))
    shown = page.post(here(scene, "/evidence/files"), sent, 422)
    assert "20,000 characters" in shown.text_words
    assert "x" * 20_001 in str(shown.find("textarea", id="narrative"))
    assert cited(shown) == ["a.pdf"]


def test_save_and_continue_attaches_the_files_that_were_chosen_too(scene: Scene, page: PageClient) -> None:
    shown = page.get(here(scene))
    sent = typed(shown, narrative="Done.", action="continue", files=files(("a.pdf", pdf())))
    after = page.post(here(scene), sent)
    assert after.path == here(scene, code="1.2")
    assert "a.pdf attached." in after.text_words
    view = scene.view()
    assert view.contents["1.1"].narrative == "Done."
    assert [link.evidence.file_name for link in view.cited["1.1"]] == ["a.pdf"]
    sent = typed(page.get(here(scene)), narrative="More.", files=files(("budget.xlsx", EXE)))
    shown = page.post(here(scene), sent, 422)
    assert "budget.xlsx is not" in shown.text_words
    assert scene.view().contents["1.1"].narrative == "More."


def test_save_and_continue_without_files_is_as_before(scene: Scene, page: PageClient) -> None:
    sent = typed(page.get(here(scene)), narrative="Done.", action="continue", files=[(io.BytesIO(b""), "")])
    assert page.post(here(scene), sent).path == here(scene, code="1.2")
    assert scene.view().cited == {}


def test_a_script_attaches_one_file_and_gets_the_list(scene: Scene, page: PageClient) -> None:
    headers = {"X-Requested-With": "fetch"}
    sent = {"files": files(("a.pdf", pdf()))}
    answer = page.post(here(scene, "/evidence/files"), sent, headers=headers).response.json
    assert answer["said"] == ["a.pdf attached."]
    assert "app-evidence__item" in answer["list"]
    sent = {"files": files(("a.exe", EXE))}
    answer = page.post(here(scene, "/evidence/files"), sent, 422, headers=headers).response.json
    assert answer["refused"][0].startswith("a.exe cannot be attached.")


def test_remove_and_undo_save_what_was_typed(scene: Scene, page: PageClient, item: Evidence) -> None:
    do(scene, cite, [item.id])
    sent = typed(page.get(here(scene)), narrative="First.")
    shown = page.post(here(scene, f"/evidence/{item.id}/remove"), sent)
    assert cited(shown) == []
    assert "It is still in your library." in shown.text_words
    undo = shown.select_one(".app-undo button")
    assert undo is not None
    shown = page.post(str(undo["formaction"]), typed(shown, narrative="Second."))
    assert cited(shown) == ["policy.pdf"]
    assert scene.view().contents["1.1"].narrative == "Second."


def test_choosing_from_the_library(
    scene: Scene, page: PageClient, item: Evidence, settings: Settings
) -> None:
    other = add_item(scene.world, settings, scene.organisation, "minutes.pdf", description="Governors")
    do(scene, cite, [item.id])
    do(scene, cite, [other.id], code="2.1")
    sent = typed(page.get(here(scene)), narrative="Kept.")
    picker = page.post(here(scene, "/evidence/choose"), sent)
    assert scene.view().contents["1.1"].narrative == "Kept."
    assert "minutes.pdf" in picker.text_words
    assert "policy.pdf" not in picker.text_words
    assert "Cited by 1 answer." in picker.text_words
    assert page.get(here(scene, "/evidence?search=nothing")).text_words.count("No file fits.") == 1
    assert page.submit(picker, {}, 422, form=1).errors() == ["Choose at least one file"]
    shown = page.submit(picker, {"evidence": str(other.id)}, form=1)
    assert cited(shown) == ["policy.pdf", "minutes.pdf"]
    assert "This answer cites every file" in page.get(here(scene, "/evidence")).text_words


def test_the_library_shows_how_many_answers_cite_a_file(
    scene: Scene, page: PageClient, item: Evidence
) -> None:
    for code in ("1.1", "1.2"):
        do(scene, cite, [item.id], code=code)
    shown = page.get(f"/organisations/{scene.organisation.id}/evidence")
    assert "Cited by 2 answers. Not opened by the board yet." in shown.text_words


def test_other_peoples_returns_and_files_are_not_there(
    app: Flask, scene: Scene, page: PageClient, item: Evidence, settings: Settings
) -> None:
    theirs = add_item(scene.world, settings, scene.other, "theirs.pdf")
    page.post(here(scene, "/evidence"), {"evidence": str(theirs.id)}, 404)
    page.post(here(scene, f"/evidence/{theirs.id}/put-back"), status=404)
    page.get(f"/evidence/{theirs.id}", 404)
    stranger = PageClient(app).sign_in(scene.stranger_person.id)
    stranger.get(here(scene, "/evidence"), 404)
    for tail in ("/evidence", "/evidence/files", "/evidence/choose", f"/evidence/{item.id}/remove"):
        data = {"evidence": str(item.id), "version": "0", "files": files(("a.pdf", pdf()))}
        stranger.post(here(scene, tail), data, 404)
    assert links(scene) == []


def test_after_submission_nothing_changes_and_what_was_typed_is_shown(
    scene: Scene, page: PageClient, item: Evidence
) -> None:
    sent = typed(page.get(here(scene)), narrative="Too late, but not lost.")
    submit(scene)
    shown = page.get(here(scene))
    section = shown.find(id="evidence")
    assert section is not None
    assert section.find("button") is None
    page.get(here(scene, "/evidence"), 403)
    refused = page.post(here(scene, "/evidence/files"), {**sent, "files": files(("a.pdf", pdf()))}, 422)
    assert "has been submitted" in refused.text_words
    assert "Too late, but not lost." in str(refused)
    assert links(scene) == []


def test_the_board_opens_only_what_was_submitted_and_the_organisation_sees_it(
    app: Flask, scene: Scene, page: PageClient, item: Evidence, settings: Settings
) -> None:
    later = add_item(scene.world, settings, scene.organisation, "later.pdf")
    person = scene.world.person(Role.BOARD_ADMINISTRATOR, board=scene.board)
    board = PageClient(app).sign_in(person.id)
    do(scene, cite, [item.id])
    board.get(f"/returns/{scene.reference}/evidence/{item.id}", 404)
    submit(scene)
    do_reopened(scene, later)
    answer = board.get(f"/returns/{scene.reference}/evidence/{item.id}").response
    assert answer.get_data() == pdf("policy.pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    board.get(f"/returns/{scene.reference}/evidence/{later.id}", 404)
    board.get(f"/evidence/{item.id}", 403)
    page.get(f"/returns/{scene.reference}/evidence/{item.id}", 403)
    with scene.world.session() as session:
        opened = session.scalars(select(EvidenceOpened)).one()
        assert (opened.on_behalf, opened.person_id) == ("board", person.id)
    assert "Opened by the board once, last on 14 September 2026." in page.get(here(scene)).text_words


def do_reopened(scene: Scene, later: Evidence) -> None:
    """The board reopens the return, and one more file is cited that was never submitted."""
    scene.set_state(ReturnState.IN_PROGRESS)
    do(scene, cite, [later.id])


def test_other_boards_and_lesser_roles_open_nothing(app: Flask, scene: Scene, item: Evidence) -> None:
    do(scene, cite, [item.id])
    submit(scene)
    other = scene.world.board("othershire", "Othershire")
    path = f"/returns/{scene.reference}/evidence/{item.id}"
    administrator = scene.world.person(Role.BOARD_ADMINISTRATOR, board=other)
    PageClient(app).sign_in(administrator.id).get(path, 404)
    for role in (Role.MODERATOR, Role.PANEL_MEMBER, Role.BOARD_VIEWER):
        PageClient(app).sign_in(scene.world.person(role, board=scene.board).id).get(path, 403)
    with scene.world.session() as session, pytest.raises(NotVisible):
        submitted_evidence(session, scene.world.actor(administrator), scene.reference, item.id)


def test_the_number_of_queries_does_not_grow_with_the_files(
    app: Flask, scene: Scene, page: PageClient, item: Evidence, settings: Settings
) -> None:
    engine = app.extensions["audit.unit_of_work"].engine
    do(scene, cite, [item.id])
    page.get(here(scene))
    with count_queries(engine) as few:
        page.get(here(scene))
        page.get(here(scene, "/evidence"))
    more = [add_item(scene.world, settings, scene.organisation, f"{n}.pdf").id for n in range(8)]
    do(scene, cite, more[:4])
    with count_queries(engine) as many:
        page.get(here(scene))
        page.get(here(scene, "/evidence"))
    # The picker was empty before, and an empty list needs no count of uses.
    assert many.count <= few.count + 1, many
