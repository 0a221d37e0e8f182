"""The grades of a draft, a board's own scales, and what is declared between scales, through real pages."""

from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import Engine, select

from audit.domain.errors import RuleBroken
from audit.rooms.drafts.models import BoardScale, DraftChange
from audit.rooms.drafts.operations import start_draft
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.trail.models import TrailEntry
from tests.rooms.drafts.desk import Desk
from tests.rooms.drafts.test_questions import form_at
from tests.support import question_sets
from tests.support.pages import words
from tests.support.queries import count_queries
from tests.support.world import question_set


def published(desk: Desk, **more: Any) -> None:
    """The small set with its scale is an edition, so that its scale is in use."""
    desk.world.edition({**question_sets.content(), **more})


def undo(desk: Desk) -> None:
    with desk.world.session() as session:
        last = session.scalars(select(DraftChange.id).order_by(DraftChange.id.desc())).first()
    desk.client().post(f"{desk.path}/changes/{last}/undo")


def test_grades_are_added_moved_and_taken_out_on_the_page_and_then_saved(desk: Desk, engine: Engine) -> None:
    client, at = desk.client(), f"{desk.path}/scale"
    form = form_at(client.get(at), "/scale")
    assert (form["label-1"], form["key-3"], form["letter-2"], form["minimum-3"]) == ("Red", "green", "A", "y")
    more = client.post(at, {**form, "do": "add", "label-1": "Scarlet"})
    grown = form_at(more, "/scale")
    assert (grown["grades"], grown["label-1"], grown["key-4"], desk.whole().row.scale["title"]) == (
        "4", "Scarlet", "", "Red, amber, green",
    )  # fmt: skip
    refused = client.post(at, {**grown, "do": "save"}, 422)
    assert "Give grade 4 a word" in refused.errors()
    filled = {**grown, "label-4": "Blue sky", "letter-4": "B", "meaning-4": "Beyond.", "colour-4": "blue"}
    moved = form_at(client.post(at, {**filled, "do": "worse:4"}), "/scale")
    assert (moved["label-3"], moved["label-4"]) == ("Blue sky", "Green")
    assert client.post(
        at, {**moved, "do": "better:4"}
    ).text_words  # the best cannot be better: nothing happens
    moved.update({"minimum-2": "y", "letter-3": "g"})
    wrong = client.post(at, {**moved, "do": "save", "minimum-3": ""}, 422)
    assert (
        "The letter 'G' is also that of grade 3 in the list. Give each grade a letter of its own."
        in wrong.errors()
    )
    moved.update({"minimum-2": "", "letter-3": "B", "minimum-3": "y", "needs-3": ["evidence"]})
    client.post(at, {**moved, "do": "save"})
    grades = desk.whole().row.scale["grades"]
    assert [(g["key"], g["label"], g["points"]) for g in grades] == [
        ("red", "Scarlet", 0), ("amber", "Amber", 1), ("blue-sky", "Blue sky", 2), ("green", "Green", 3),
    ]  # fmt: skip
    assert (grades[0]["needs"], grades[2]["needs"]) == (["narrative", "action"], ["evidence"])
    assert desk.question("1.1").content["descriptors"]["red"] == "No."
    assert client.post(at, {**form, "do": "save"}, 409).text_words.count("Blue sky") >= 1
    undo(desk)
    assert [g["label"] for g in desk.whole().row.scale["grades"]] == ["Red", "Amber", "Green"]
    with count_queries(engine) as few:
        client.get(at)
    assert len(few) <= 8


def test_what_questions_lose_is_shown_and_agreed_to_first(desk: Desk) -> None:
    client, at = desk.client(), f"{desk.path}/scale"
    form = form_at(client.get(at), "/scale")
    smaller = form_at(client.post(at, {**form, "do": "remove:3"}), "/scale")
    smaller["minimum-2"] = "y"
    asked = client.post(at, {**smaller, "do": "save"}, 422)
    assert "Question 1.1: what Green looks like" in asked.text_words
    assert (
        "Question 1.2: its condition, so that it is always asked (it was asked when 1.1 is Green)"
        in asked.text_words
    )
    assert len(desk.whole().row.scale["grades"]) == 3
    client.post(at, {**smaller, "losses": "y", "do": "save"})
    assert desk.question("1.1").content["descriptors"] == {"red": "No.", "amber": "Partly."}
    assert "condition" not in desk.question("1.2").content
    undo(desk)
    assert desk.question("1.2").content["condition"] == {"question": "1.1", "is": ["green"]}
    form = form_at(client.get(at), "/scale")
    percent = form_at(client.post(at, {**form, "do": "kind"}), "/scale")
    bad = client.post(at, {**percent, "meets_minimum_from": "lots", "do": "save"}, 422)
    assert bad.errors() == ["Write from which percentage it meets the minimum: a whole number from 1 to 100"]
    bad = client.post(at, {**percent, "priority_below": "90", "do": "save"}, 422)
    assert bad.errors() == [
        "Grades that meet the minimum cannot be listed as priorities. Write a lower percentage"
    ]
    client.post(at, {**percent, "step": "25", "losses": "y", "do": "save"})
    assert desk.whole().row.scale["percent"] == {"step": 25, "meets_minimum_from": 70, "priority_below": 50}


def test_other_meanings_of_a_scale_in_use_need_another_code(desk: Desk) -> None:
    published(desk)
    client, at = desk.client(), f"{desk.path}/scale"
    form = form_at(client.get(at), "/scale")
    refused = client.post(at, {**form, "minimum-2": "y", "do": "save"}, 422)
    assert "Amber now meets the minimum. That makes it another scale" in refused.text_words
    assert "A small set, edition 2026.1" in refused.text_words
    assert "for example rag-2" in refused.text_words
    renamed = form_at(client.post(at, {**form, "minimum-2": "y", "do": "code:rag-2"}), "/scale")
    assert (renamed["scale"], renamed["minimum-2"]) == ("rag-2", "y")
    spelling = client.post(at, {**form, "meaning-1": "What red means!", "do": "save"}, 422)
    assert "Red would mean “What red means!” instead of “What red means.”." in spelling.text_words
    client.post(at, {**form, "meaning-1": "What red means!", "spelling": "y", "do": "save"})
    again = form_at(client.get(at), "/scale")
    client.post(at, {**again, "colour-1": "pink", "do": "save"})
    client.post(at, {**form_at(client.get(at), "/scale"), "minimum-2": "y", "scale": "our-rag", "do": "save"})
    assert (desk.whole().row.scale["scale"], desk.whole().row.scale["grades"][1]["meets_minimum"]) == (
        "our-rag",
        True,
    )


def test_colours_that_look_alike_are_named_with_better_ones(desk: Desk) -> None:
    client, at = desk.client(), f"{desk.path}/scale"
    form = {**form_at(client.get(at), "/scale"), "colour-3": "light-green"}
    page = client.post(at, {**form, "do": "look"})
    assert "Red and light green look nearly the same to people who do not see green." in page.text_words
    better = client.post(at, {**form, "do": "colours"})
    assert "look nearly the same" not in better.text_words
    assert page.find(attrs={"data-word": True}).text == "Red"  # type: ignore[union-attr]


def test_another_scale_takes_what_questions_say_along(desk: Desk) -> None:
    client, at = desk.client(), f"{desk.path}/scale/another"
    client.post(at, {"to": "no-such"}, 422)
    page = client.get(f"{at}?to=four-to-one-four-best")
    form = form_at(page, "/scale/another")
    refused = client.post(at, {**form, "equal-red": "inadequate"}, 422)
    assert "Choose what Amber becomes, or that it has no equal" in refused.errors()
    answers = {"equal-red": "inadequate", "equal-amber": "inadequate", "equal-green": "none"}
    asked = client.post(at, {**form, **answers}, 422)
    assert "Question 1.1: what Green looks like" in asked.text_words
    client.post(at, {**form, **answers, "equal-green": "good"})
    assert desk.question("1.1").content["descriptors"] == {"inadequate": "No. Partly.", "good": "Yes."}
    assert desk.question("1.1").content["requires"] == {"narrative": ["inadequate"], "evidence": "always"}
    assert desk.question("1.2").content["condition"] == {"question": "1.1", "is": ["good"]}
    assert desk.whole().row.scale["scale"] == "four-to-one-four-best"
    client.post(at, {**form, "to": "rag-compliance"}, 422)
    desk.client(desk.viewer_person).get(at, 403)


def test_a_board_has_scales_of_its_own(desk: Desk) -> None:
    client, at = desk.client(), f"/boards/{desk.board.code}/scales"
    assert "None yet." in client.get(at).text_words
    form = form_at(client.get(f"{at}/new?copy=rag-compliance"), "/scales/new")
    assert form["key-1"] == "red"
    taken = client.post(f"{at}/new", {**form, "scale": "rag-compliance", "do": "save"}, 422)
    assert taken.errors() == ["Another scale has this code. Give this one a code of its own."]
    client.post(f"{at}/new", {**form, "scale": "Our Scale", "do": "save"}, 422)
    client.post(f"{at}/new", {**form, "scale": "new", "do": "save"}, 422)
    client.post(f"{at}/new", {**form, "scale": "ours", "title": "Ours", "do": "save"})
    own = form_at(client.get(f"{at}/ours/change"), "/ours/change")
    client.post(f"{at}/ours/change", {**own, "label-1": "Ruby", "title": "Our own", "do": "save"})
    assert client.post(f"{at}/ours/change", {**own, "do": "save"}, 409).text_words.count("Ruby") >= 1
    own = form_at(client.get(f"{at}/ours/change"), "/ours/change")
    client.post(f"{at}/ours/change", {**own, "scale": "theirs", "do": "save"}, 422)
    start = f"/boards/{desk.board.code}/drafts/start"
    client.post(start, {"source": "blank", "title": "With ours", "scale": "ours"})
    used = client.post(f"{at}/ours/delete", status=422)
    assert (
        "Our own is in use, so it was not deleted: Draft of With ours. Retire it instead." in used.text_words
    )
    with desk.world.session() as session:
        content = session.scalars(select(BoardScale)).one().content
    desk.world.edition({**question_set(), "questionnaire": "ours-set", "scale": content})
    own = form_at(client.get(f"{at}/ours/change"), "/ours/change")
    refused = client.post(f"{at}/ours/change", {**own, "minimum-2": "y", "do": "save"}, 422)
    assert "That makes it another scale than Our own" in refused.text_words
    client.post(f"{at}/ours/change", {**own, "label-1": "Rubi", "do": "save"}, 422)
    client.post(f"{at}/ours/change", {**own, "label-1": "Rubi", "spelling": "y", "do": "save"})
    client.post(f"{at}/ours/retire")
    assert "Our own" not in words(
        client.get(f"/boards/{desk.board.code}/drafts/new").find("select", id="scale")
    )  # type: ignore[arg-type]
    client.post(f"{at}/ours/put-back")
    form = form_at(client.get(f"{at}/new"), "/scales/new")
    grown = form_at(client.post(f"{at}/new", {**form, "do": "add"}), "/scales/new")
    spare = {f"meaning-{n}": "It means this." for n in range(1, 5)} | {"label-4": "Best", "letter-4": "B"}
    client.post(f"{at}/new", {**grown, **spare, "scale": "spare", "title": "Spare", "do": "save"})
    client.post(f"{at}/spare/delete")
    client.get(f"{at}/spare", 404)
    viewer = desk.client(desk.viewer_person)
    assert "Rubi" in viewer.get(f"{at}/ours").text_words
    viewer.post(f"{at}/ours/retire", status=403)


def test_what_grades_count_as_is_declared_looked_at_twice_and_withdrawn(desk: Desk, engine: Engine) -> None:
    published(desk)
    client, at = desk.client(), f"/boards/{desk.board.code}/scale-mappings"
    assert "Nothing is declared yet." in client.get(at).text_words
    client.post(f"{at}/new", {}, 422)
    other = {**question_set(), "scale": question_sets.PERCENT, "questionnaire": "in-percent"}
    desk.world.edition(other)
    choose = client.get(f"{at}/new")
    by_words = {words(o): str(o["value"]) for o in choose.select("#before option")}
    rag, percent = (
        next(v for k, v in by_words.items() if k.startswith(name)) for name in ("Red", "Per cent")
    )
    assert "These are the same scale" in client.get(f"{at}/new?before={rag}&now={rag}").text_words
    form = form_at(client.get(f"{at}/new?before={rag}&now={percent}"), "/scale-mappings/new")
    faults = client.post(f"{at}/new", {**form, "equal-red": "p0", "equal-amber": "no-such"}, 422)
    assert faults.errors() == [
        "Choose a grade of Per cent for Amber", "Choose what Green counts as, or that it has no equal",
    ]  # fmt: skip
    answers = {"equal-red": "p0", "equal-amber": "p75", "equal-green": "none", "note": "As agreed in March."}
    twice = client.post(f"{at}/new", {**form, **answers}, 422)
    assert (
        "Amber is below the minimum, but 75 %, which it is to count as, meets the minimum."
        in twice.text_words
    )
    client.post(f"{at}/new", {**form, **answers, "note": "x" * 2001, "sure": "y"}, 422)
    shown = client.post(f"{at}/new", {**form, **answers, "sure": "y"})
    assert "Declared by Ada Writer" in shown.text_words
    assert "As agreed in March." in shown.text_words
    assert "A small set, edition 2026.1" in shown.text_words
    again = form_at(client.get(f"{at}/new?before={rag}&now={percent}"), "/scale-mappings/new")
    assert (again["equal-amber"], again["equal-green"], again["note"]) == (
        "p75",
        "none",
        "As agreed in March.",
    )
    second = client.post(f"{at}/new", {**again, "equal-amber": "p50"})
    listed = client.get(at).text_words
    assert listed.count("From Red, amber, green to Per cent") == 2
    assert listed.count("Withdrawn") == 1
    client.post(f"{second.path}/withdraw")
    assert client.get(at).text_words.count("Withdrawn") == 2
    viewer = desk.client(desk.viewer_person)
    viewer.get(second.path)
    viewer.get(f"{at}/new", 403)
    with desk.world.session() as session:
        events = session.scalars(
            select(TrailEntry.event).where(TrailEntry.event.like("scale-mapping.%"))
        ).all()
    assert events == ["scale-mapping.declared", "scale-mapping.declared", "scale-mapping.withdrawn"]
    with count_queries(engine) as few:
        client.get(f"{at}/new?before={rag}&now={percent}")
    assert len(few) <= 9


def test_an_unfinished_scale_opens_and_says_what_is_missing(desk: Desk) -> None:
    with desk.world.session() as session:
        unfinished = {
            "scale": "half",
            "title": "Half",
            "kind": "grades",
            "grades": [{"key": "a", "label": "A"}],
        }
        id = start_draft(session, desk.admin, desk.world.clock, desk.board.id, content(unfinished)).id
    client, at = desk.client(), f"/boards/{desk.board.code}/drafts/{id}/scale"
    form = form_at(client.get(at), "/scale")
    client.get(f"{at}/another?to=rag-compliance")
    assert client.post(at, {**form, "do": "save"}, 422).errors() == [
        "A scale has from 2 to 11 grades. This one has 1.",
        "Give grade 1 one to three characters for charts",
        "Write what grade 1 means",
    ]


def content(scale: dict[str, Any]) -> dict[str, Any]:
    """The small set with another scale."""
    return {**question_sets.content(), "scale": scale}


def test_no_way_of_publishing_gives_a_scale_in_use_another_meaning(desk: Desk) -> None:
    published(desk)
    data = {**question_set(), "questionnaire": "ours", "scale": deepcopy(question_sets.RAG)}
    data["scale"]["grades"][1]["meets_minimum"] = True
    with desk.world.session() as session, pytest.raises(RuleBroken, match="Amber now meets the minimum"):
        publish_edition(session, desk.admin, data, desk.world.clock, board_id=desk.board.id)
    data["scale"]["scale"] = "our-rag"
    with desk.world.session() as session:
        assert publish_edition(session, desk.admin, data, desk.world.clock, board_id=desk.board.id)[1]
