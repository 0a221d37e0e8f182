"""Questions are changed, added, copied, split, moved, taken out and put back; nobody's text is overwritten."""

from typing import Any

from audit.domain.permissions import Role
from audit.rooms.drafts.models import DraftChange
from audit.rooms.trail.models import TrailEntry
from tests.rooms.drafts.desk import Desk
from tests.support.pages import Page, form_values

SCRIPT = {"X-Requested-With": "fetch"}


def form_at(page: Page, action: str) -> dict[str, Any]:
    """The fields of the form with this action."""
    assert page.main is not None
    forms = page.main.find_all("form", attrs={"method": "post"})
    form = next(f for f in forms if str(f.get("action", "")).endswith(action))
    return {name: value for name, value in form_values(form).items() if name != "csrf_token"}


def test_a_question_is_saved_as_one_types_and_two_editors_never_overwrite_each_other(desk: Desk) -> None:
    mine, theirs = desk.client(), desk.client(desk.world.person(Role.BOARD_ADMINISTRATOR, board=desk.board))
    at = desk.at("1.1")
    form = form_at(mine.get(at), at)
    for text in ("Is it led w", "Is it led well?"):
        said = mine.post(at, {**form, "text": text}, headers=SCRIPT).response.get_json()
        form["version"] = said["version"]
        assert said["saved"].startswith("Saved at")
    assert desk.question("1.1").content["text"] == "Is it led well?"
    with desk.world.session() as session:
        changes = session.query(DraftChange).all()
        assert [(c.what, c.steps[0]["before"]["content"]["text"]) for c in changes] == [
            ("Changed question 1.1", "Is it led?")
        ]
        assert session.query(TrailEntry).filter_by(event="draft.changed").count() == 1
    stale = {**form, "version": "1", "text": "Who leads it?"}
    answer = theirs.post(at, stale, 409, headers=SCRIPT).response.get_json()
    assert "Nothing was overwritten" in answer["error"]
    both = theirs.post(at, stale, 409)
    assert "Saved now: Is it led well?" in both.text_words
    assert "Yours: Who leads it?" in both.text_words
    assert desk.question("1.1").content["text"] == "Is it led well?"
    theirs.post(at, {**form_at(both, at), "text": "Who leads it?"})
    assert desk.question("1.1").content["text"] == "Who leads it?"
    again = mine.post(at, {**form, "text": "Who leads it?"}, headers=SCRIPT)
    assert (
        again.response.get_json()["version"] == desk.question("1.1").version
    )  # the same text twice is no conflict


def test_everything_that_a_question_can_say_is_kept(desk: Desk) -> None:
    client, at = desk.client(), desk.at("1.1")
    page = client.get(at)
    client.post(
        at,
        {
            **form_at(page, at), "hint": "Short.", "guidance": "Long.\r\n\r\nLonger.", "strength": "should",
            "descriptors-red": "Nothing.", "narrative": ["red", "amber"], "evidence": [], "expected_evidence": "A\nB",
            "required": "", "allow_not_applicable": "", "reference-title": "Law", "reference-edition": "2026",
            "kinds": ["school", "college", "nonsense"], "phases": ["primary"], "themes": "Online safety, training,",
            "continues": "small/2025.1#1.1",
        },
    )  # fmt: skip
    assert desk.question("1.1").content == {
        "code": "1.1", "kind": "graded", "text": "Is it led?", "hint": "Short.", "guidance": "Long.\n\nLonger.",
        "strength": "should", "required": False, "allow_not_applicable": False,
        "descriptors": {"red": "Nothing.", "amber": "Partly.", "green": "Yes."},
        "requires": {"narrative": ["red", "amber"]}, "expected_evidence": ["A", "B"],
        "reference": {"title": "Law", "edition": "2026"},
        "applies_to": {"kinds": ["school", "college"], "phases": ["primary"]}, "themes": ["online-safety", "training"],
        "continues": "small/2025.1#1.1",
    }  # fmt: skip
    at = desk.at("2.2")
    client.post(
        at, {**form_at(client.get(at), at), "choices": "A reworded\nB\nSomething new", "multiple": ""}
    )
    assert desk.question("2.2").content["choices"] == [
        {"key": "a-reworded", "label": "A reworded"}, {"key": "b", "label": "B"},
        {"key": "something-new", "label": "Something new"},
    ]  # fmt: skip
    client.post(at, {**form_at(client.get(at), at), "choices": "A again\nB\nSomething new"})
    assert desk.question("2.2").content["choices"][0] == {"key": "a-reworded", "label": "A again"}
    at = desk.at("2.1")
    form = form_at(client.get(at), at)
    refused = client.post(at, {**form, "minimum": "many", "unit": "pupils"}, 422)
    assert refused.errors() == ["Smallest answer: write a number, such as 0 or 100"]
    assert form_at(refused, at)["unit"] == "pupils"
    client.post(at, {**form, "minimum": "0.5", "maximum": "1,000"})
    assert (desk.question("2.1").content["minimum"], desk.question("2.1").content["maximum"]) == (0.5, 1000)
    huge = client.post(at, {**form, "version": desk.question("2.1").version, "text": "w" * 2000}, 422)
    assert "2,000 characters are too long; at most 1,000 fit" in huge.errors()[0]
    assert form_at(huge, at)["text"] == "w" * 2000


def test_a_code_takes_its_conditions_along_and_is_given_once(desk: Desk) -> None:
    client, at = desk.client(), desk.at("1.1")
    form = form_at(client.get(at), "/code")
    for code, why in (("2.1", "Another question has the code 2.1"), ("no code", "at most 20 letters")):
        refused = client.post(f"{at}/code", {**form, "code": code}, 422)
        assert why in refused.text_words
        assert form_at(refused, "/code")["code"] == code
    client.post(f"{at}/code", {**form, "code": "L1"})
    assert desk.question("1.2").content["condition"]["question"] == "L1"
    assert client.get(f"{desk.path}/check").text_words.count("Nothing. This draft can be published") == 1
    changes = client.get(f"{desk.path}/changes")
    client.submit(changes, form=0)
    assert desk.codes()[1] == ["1.1", "1.2"]
    assert desk.question("1.2").content["condition"]["question"] == "1.1"
    client.post(f"{at}/code", {"code": "1.1", "kind": "text", "version": desk.question("1.1").version})
    assert desk.question("1.1").content == {"code": "1.1", "kind": "text", "text": "Is it led?"}
    assert (
        "Nothing is graded"
        in client.post(
            f"{desk.at('H1')}/code", {"code": "H1", "kind": "graded", "version": 1}, 422
        ).text_words
    )


def test_a_question_on_which_others_depend_is_not_taken_out_in_silence(desk: Desk) -> None:
    client, at = desk.client(), desk.at("1.1")
    offer = client.post(f"{at}/take-out", status=422)
    assert "Question 1.1 decides whether 1.2 is asked" in offer.text_words
    client.submit(offer, {"drop": "y"})
    assert desk.codes() == [["H1", "H2"], ["1.2"], ["2.1", "2.2", "2.3", "2.4"][: len(desk.codes()[2])]]
    assert "condition" not in desk.question("1.2").content
    condition = f"{desk.at('1.2')}/condition"
    refused = client.post(
        condition,
        {"question": desk.question("1.1").id, "values": "green", "version": desk.question("1.2").version},
        422,
    )
    assert "Question 1.1 was taken out of the draft" in refused.text_words
    outline = client.get(desk.path)
    assert "1.1 Is it led?" in outline.text_words
    client.post(f"{at}/put-back")
    page = client.get(f"{condition}?question={desk.question('1.1').id}")
    client.post(condition, {**form_at(page, "/condition"), "values": []}, 422)
    client.post(condition, {**form_at(page, "/condition"), "values": ["amber", "green"]})
    assert desk.question("1.2").content["condition"] == {"question": "1.1", "is": ["amber", "green"]}
    assert "Asked only when 1.1 is answered Amber or Green" in client.get(desk.at("1.2")).text_words
    later = client.post(
        f"{at}/condition",
        {"question": desk.question("1.2").id, "values": "red", "version": desk.question("1.1").version}, 422,
    )  # fmt: skip
    assert "does not come before" in later.text_words
    client.post(condition, {"always": "y", "version": desk.question("1.2").version})
    assert "condition" not in desk.question("1.2").content


def test_questions_are_added_copied_split_and_moved_and_it_can_be_undone(desk: Desk) -> None:
    client = desk.client()
    two = desk.standard("2").id
    first = desk.codes()
    client.post(f"{desk.path}/questions", {"standard": two, "kind": "graded", "text": " "}, 422)
    client.post(f"{desk.path}/questions", {"standard": two, "kind": "choice", "text": "What else?"})
    added = desk.codes()[2][-1]
    client.post(f"{desk.at('2.1')}/copy")
    copied = desk.codes()[2][1]
    assert desk.question(copied).content == {**desk.question("2.1").content, "code": copied}
    split = client.get(f"{desk.at('2.1')}/split")
    assert client.submit(split, {"second": ""}, 422).errors() == ["Write the second question"]
    client.submit(split, {"first": "How many staff?", "second": "How many volunteers?"})
    assert [desk.question(code).content["text"] for code in desk.codes()[2][:2]] == [
        "How many staff?", "How many volunteers?",
    ]  # fmt: skip
    client.post(f"{desk.at('1.2')}/move", {"way": "up"})
    assert desk.codes()[1] == ["1.2", "1.1"]
    last = client.post(f"{desk.at('1.2')}/move", {"way": "up"})
    assert "Question 1.2 is now 1 of 2" in last.text_words
    moved = client.post(
        f"{desk.at('1.2')}/move",
        {"way": "place", "standard": two, "before": desk.question(added).id},
        headers=SCRIPT,
    )
    assert moved.response.get_json() == {"said": "Question 1.2 is moved."}
    assert desk.codes()[2][-2:] == ["1.2", added]
    refused = client.post(f"{desk.at('1.2')}/move", {"way": "place", "standard": 0}, 422)
    assert "Nothing is graded" in refused.text_words
    for _change in range(5):
        client.submit(client.get(desk.path), form=0)
    assert desk.codes() == first


def test_others_see_what_is_theirs_to_see(desk: Desk) -> None:
    other = desk.world.board("othershire", "Othershire Partnership")
    stranger = desk.client(desk.world.person(Role.BOARD_ADMINISTRATOR, board=other))
    viewer, at = desk.client(desk.viewer_person), desk.at("1.1")
    for address in (desk.path, at, at.replace("testshire", "othershire")):
        stranger.get(address, 404)
    stranger.post(at.replace("testshire", "othershire"), {"text": "Ours", "version": 1}, 404)
    page = viewer.get(at)
    assert page.main is not None
    assert not page.main.find("textarea", id="text")
    viewer.post(at, {"text": "Mine", "version": 1}, 403)
    viewer.post(f"{at}/comments", {"comment": "Say what led means."})
    desk.client().get(f"{desk.path}/questions/999999", 404)
    desk.client().post(f"{desk.path}/discard")
    gone = desk.client().post(at, {"text": "Late", "version": 1}, 403)
    assert "This draft was discarded" in gone.text_words
    desk.client().post(f"{desk.path}/put-back")
    assert "Say what led means." in desk.client().get(at).text_words


def test_what_no_database_holds_is_refused_or_left_out(desk: Desk) -> None:
    client = desk.client()
    client.post(f"{desk.path}/comments", {"comment": "A\x00B"})
    client.post(f"{desk.path}/standards", {"title": "Odd\x00 one"})
    assert desk.whole().standards[-1].content["title"] == "Odd one"
    for home in (-1, 10**12):
        client.post(f"{desk.path}/questions", {"standard": home, "kind": "text", "text": "What?"}, 404)
    client.post(f"{desk.at('1.2')}/condition", {"question": 10**12, "values": "red", "version": 1}, 404)
    at = f"{desk.path}/find"
    places = [
        str(box["value"]) for box in client.get(f"{at}?find=set").find_all("input", attrs={"name": "place"})
    ]
    client.post(at, {"find": "set", "replace": "s\x00" * 100, "case": "", "place": places})
    assert desk.whole().row.settings["title"].startswith("A small ss")
    unknown = {
        "question": desk.question("1.1").id,
        "values": "purple",
        "version": desk.question("1.2").version,
    }
    assert "Choose at least one answer" in client.post(f"{desk.at('1.2')}/condition", unknown, 422).text_words
