"""Settings, standards, find and replace, undo, comments, the check list, the preview and the trial."""

from typing import Any

from sqlalchemy import Engine

from audit.rooms.drafts.models import DraftChange
from audit.rooms.drafts.operations import start_draft
from audit.rooms.drafts.operations.questions import save_question
from tests.rooms.drafts.desk import Desk
from tests.rooms.drafts.test_questions import SCRIPT, form_at
from tests.support import question_sets
from tests.support.pages import words
from tests.support.queries import count_queries


def test_settings_and_standards_are_saved_and_guarded_apart(desk: Desk) -> None:
    client = desk.client()
    settings = f"{desk.path}/settings"
    form = form_at(client.get(settings), "/settings")
    client.post(desk.at("1.1"), {**form_at(client.get(desk.at("1.1")), desk.at("1.1")), "hint": "New"})
    rows = {
        "guidance-title": ["Guide", ""],
        "guidance-edition": ["2026", ""],
        "guidance-part": ["Part 1", ""],
    }
    client.post(
        settings, {**form, "title": "Our set", "sign_off": "head,chair", "governing_body_date": "y", **rows}
    )
    whole = desk.whole()
    assert whole.row.title == "Our set"
    assert whole.row.settings["sign_off"] == {"steps": ["head", "chair"], "governing_body_date": True}
    assert whole.row.settings["guidance"] == [{"title": "Guide", "edition": "2026", "part": "Part 1"}]
    assert client.post(settings, {**form, "title": "Theirs"}, 409).text_words.count("Saved now: Our set") == 1
    fresh = form_at(client.get(settings), "/settings")
    refused = client.post(settings, {**fresh, "title": "", "about": "Kept"}, 422)
    assert (refused.errors(), form_at(refused, "/settings")["about"]) == (
        ["Give the question set a title"],
        "Kept",
    )
    client.post(
        settings,
        {
            **fresh,
            "guidance-title": ["", "No edition"],
            "guidance-edition": ["", ""],
            "guidance-part": ["", ""],
        },
        422,
    )
    one = f"{desk.path}/standards/{desk.standard('1').id}"
    standard = form_at(client.get(one), one)
    assert (
        "Another standard has the code 2"
        in client.post(one, {**standard, "code": "2"}, 422, headers=SCRIPT).response.get_json()["error"]
    )
    client.post(one, {**standard, "code": "A", "title": "Leading", "maps_to": "other#1"})
    client.post(f"{one}/copy")
    copy = desk.whole().standards[-1]
    assert copy.content == {"code": "3", "title": "Leading"}
    assert desk.codes()[-1] == ["3.1", "3.2"]
    assert desk.question("3.2").content["condition"]["question"] == "3.1"
    client.post(f"{desk.path}/standards/{copy.id}/move", {"way": "up"})
    assert [s.content["code"] for s in desk.whole().standards] == ["A", "3", "2"]
    client.post(f"{desk.path}/standards/{copy.id}/take-out")
    client.post(f"{desk.path}/standards/{copy.id}/put-back")
    client.post(f"{desk.path}/standards", {"title": ""}, 422)
    client.post(f"{desk.path}/standards", {"title": "Empty one"})
    assert "This standard has no question yet" in client.get(f"{desk.path}/check").text_words


def test_a_standard_on_which_others_depend_says_so(desk: Desk) -> None:
    client, at = desk.client(), desk.at("2.1")
    client.post(f"{at}/condition", {"question": desk.question("1.1").id, "values": "green", "version": 1})
    one = f"{desk.path}/standards/{desk.standard('1').id}"
    offer = client.post(f"{one}/take-out", status=422)
    assert "Whether 2.1 is asked depends on a question of this standard" in offer.text_words
    client.post(f"{one}/take-out", {"drop": "y"})
    assert "condition" not in desk.question("2.1").content
    assert len(desk.codes()) == 2


def test_words_are_replaced_where_one_ticks_and_the_change_is_taken_back(desk: Desk) -> None:
    client = desk.client()
    assert "stands nowhere" in client.get(f"{desk.path}/find?find=xyzzy").text_words
    page = client.get(f"{desk.path}/find?find=LED&replace=managed")
    form = form_at(page, "/find")
    assert "Is it led managed ?" in page.text_words
    places = [str(box["value"]) for box in page.find_all("input", attrs={"name": "place"})]
    assert len(places) == 2
    client.post(f"{desk.path}/find", {**form, "place": []}, 422)
    with desk.world.session() as session:
        second = desk.question("1.2")
        save_question(
            session,
            desk.admin,
            desk.world.clock,
            desk.id,
            second.id,
            {**second.content, "hint": "Later"},
            seen_version=1,
        )
    done = client.post(
        f"{desk.path}/find", {"find": "LED", "replace": "managed", "case": "", "place": places}
    )
    assert "Replaced in 1 place. 1 had been changed meanwhile" in done.text_words
    assert [desk.question(code).content["text"] for code in ("1.1", "1.2")] == [
        "Is it managed?",
        "Is it led better?",
    ]
    client.post(desk.at("1.1"), {**form_at(client.get(desk.at("1.1")), desk.at("1.1")), "hint": "Other key"})
    changes = client.get(f"{desk.path}/changes")
    assert changes.main is not None
    undo = next(b for b in changes.main.find_all("button") if "Replaced" in words(b)).find_parent("form")
    client.post(str(undo["action"]))
    assert desk.question("1.1").content["text"] == "Is it led?"
    assert desk.question("1.1").content["hint"] == "Other key"
    again = client.get(f"{desk.path}/changes")
    assert "Do it again" in again.text_words
    client.post(str(undo["action"]), status=422)
    client.post(str(undo["action"]).replace("undo", "redo"))
    assert desk.question("1.1").content["text"] == "Is it managed?"
    client.post(
        desk.at("1.1"), {**form_at(client.get(desk.at("1.1")), desk.at("1.1")), "text": "Something else?"}
    )
    refused = client.post(str(undo["action"]), status=422)
    assert "has been changed again since" in refused.text_words
    assert desk.question("1.1").content["text"] == "Something else?"


def test_comments_wait_until_they_are_settled(desk: Desk) -> None:
    viewer, client = desk.client(desk.viewer_person), desk.client()
    viewer.post(f"{desk.path}/comments", {"comment": "A fine set."})
    assert "Write the comment" in viewer.post(f"{desk.at('1.1')}/comments", {"comment": " "}, 422).text_words
    viewer.post(f"{desk.at('1.1')}/comments", {"comment": "Too short."})
    assert "Comments (2 to settle)" in client.get(desk.path).text_words
    page = client.get(f"{desk.path}/comments")
    settled = client.submit(page, {"settled": "y"})
    assert "Settled by Ada Writer" in settled.text_words
    assert "Comments (1 to settle)" in client.get(desk.path).text_words
    viewer.post(str(page.form()["action"]), {"settled": ""}, 403)
    long = client.post(f"{desk.path}/comments", {"comment": "x" * 4001}, 422)
    assert "at most 4,000 fit" in long.text_words
    assert "x" * 4001 in long.text_words


def test_the_check_list_leads_to_the_place(desk: Desk) -> None:
    content: dict[str, Any] = question_sets.content()
    one, two = content["standards"][0]["questions"]
    one["descriptors"].pop("amber")
    one["condition"] = {"question": "1.2", "is": ["green"]}
    two["applies_to"] = {"kinds": ["police"], "phases": ["primary"]}
    content["standards"][1]["questions"][0]["code"] = "1.2"
    content["standards"][1]["questions"][1] |= {"kind": "text", "requires": {"narrative": "always"}}
    with desk.world.session() as session:
        desk.id = start_draft(session, desk.admin, desk.world.clock, desk.board.id, content).id
    page = desk.client().get(f"{desk.path}/check")
    said = page.text_words
    for sentence in ("has no description for amber", "hangs on it in a circle", "stands twice"):
        assert sentence in said
    links = {str(a["href"]).partition("questions/")[2] for a in page.main.find_all("a")}  # type: ignore[union-attr]
    first = desk.whole().questions[desk.standard("1").id][0].id
    third = desk.question("2.2")
    assert {f"{first}#descriptors", f"{first}#condition", f"{third.id}#kind"} <= links
    for link in (f"{first}#descriptors", f"{first}#condition", f"{third.id}#kind"):
        address, _, anchor = link.partition("#")
        assert desk.client().get(f"{desk.path}/questions/{address}").find(id=anchor), link
    desk.client().post(f"{desk.at('2.2')}/code", {"code": "2.2", "kind": "text", "version": third.version})
    assert set(desk.question("2.2").content) == {"code", "kind", "text", "requires"}
    preview = desk.client().get(f"{desk.path}/preview")
    assert "Not shown, because they must be mended first: " in preview.text_words
    desk.client().get(f"{desk.path}/try")


def test_a_trial_shows_conditions_and_needs_and_keeps_nothing(desk: Desk) -> None:
    client = desk.client(desk.viewer_person)
    page = client.get(f"{desk.path}/try")
    assert "Nothing is kept" in page.text_words
    page = client.submit(page, {"go": "1"})
    assert "Is it led better?" not in page.text_words
    page = client.submit(page, {"a.1.1": "red"})
    assert "Still needed: Write a narrative for Red; Attach evidence for Red" in page.text_words
    page = client.submit(page, {"a.1.1": "green", "e.1.1": "y"})
    assert "Complete" in page.text_words
    assert "Is it led better?" in page.text_words
    page = client.submit(page, {"go": "2"})
    assert form_at(page, "/try")["a.1.1"] == "green"  # carried along
    asked = client.get(f"{desk.path}/preview?kind=school")
    assert "questions are asked of such an organisation" in asked.text_words
    with desk.world.session() as session:
        assert session.query(DraftChange).count() == 0


def test_five_hundred_questions_are_no_strain(desk: Desk, engine: Engine) -> None:
    small, counts = desk.id, {}
    content = question_sets.content()
    text = "Does the organisation make sure that everybody who works with children is trained every year?"
    describe = dict.fromkeys(
        ("red", "amber", "green"), "What this looks like in practice, in a sentence of words."
    )
    asked = {"kind": "graded", "strength": "must", "text": text, "descriptors": describe}
    content["standards"] = [
        {
            "code": f"S{s}",
            "title": f"Standard {s} with a title of the usual length",
            "questions": [{"code": f"S{s}.{q}", **asked} for q in range(1, 14)],
        }
        for s in range(1, 40)
    ]
    with desk.world.session() as session:
        large = start_draft(session, desk.admin, desk.world.clock, desk.board.id, content).id
    client = desk.client()
    for id in (small, large):
        desk.id = id
        whole = desk.whole()
        standard = whole.standards[0].id
        question = whole.questions[standard][0].id
        for page in ("", f"/standards/{standard}", f"/questions/{question}", f"/questions/{question}/condition",
                     "/find?find=children&replace=pupils", "/check", "/preview", "/try", "/comments"):  # fmt: skip
            with count_queries(engine) as found:
                size = len(client.get(desk.path + page).response.data)
            assert size < 300_000, (page, size)
            name = page.replace(str(standard), "s").replace(str(question), "q")
            name = page.split("/")[1].split("?")[0] + str(page.count("/")) if page else ""
            counts.setdefault(name, set()).add(len(found))
    assert all(len(each) == 1 for each in counts.values()), counts
