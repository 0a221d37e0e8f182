"""Saving answers: what is kept, what is refused, what the history says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.assessments import policy
from audit.rooms.assessments.models import Answer, AnswerRevision
from audit.rooms.assessments.operations import AnswerConflict, return_to_change, save_into
from audit.rooms.assessments.queries import return_of_organisation, submitted_return
from audit.rooms.rounds.models import Return, Round
from audit.rooms.trail.models import TrailEntry
from audit.web.forms import LONGEST_TEXT
from tests.rooms.assessments.scene import Scene
from tests.support.queries import count_queries
from tests.support.world import question_set


def amber(narrative: str = "We are on our way.") -> AnswerContent:
    return AnswerContent(grade="amber", narrative=narrative)


def test_a_first_answer_is_kept_and_starts_the_return(scene: Scene) -> None:
    answer = scene.save("1.1", amber())
    assert answer.version == 1
    view = scene.view()
    assert view.contents["1.1"] == amber()
    assert view.row.state is ReturnState.IN_PROGRESS
    assert view.row.started_at == scene.world.clock()
    assert view.progress.done == 1
    with scene.world.session() as session:
        events = session.scalars(select(TrailEntry.event).order_by(TrailEntry.id)).all()
        assert events[-1] == "return.started"


def test_the_second_answer_writes_nothing_more_into_the_trail(scene: Scene) -> None:
    scene.save("1.1", amber())
    scene.save("1.2", amber())
    with scene.world.session() as session:
        events = session.scalars(select(TrailEntry.event)).all()
    assert events.count("return.started") == 1


def test_of_answers_saved_at_once_one_starts_the_return(scene: Scene) -> None:
    clock = scene.world.clock
    with scene.world.session() as session:
        row = return_to_change(session, scene.contributor, scene.reference)
        for code in ("1.1", "1.2", "2.1"):
            save_into(session, scene.contributor, clock, row, code, amber(), seen_version=0)
    assert scene.view().row.state is ReturnState.IN_PROGRESS
    with scene.world.session() as session:
        assert session.scalars(select(TrailEntry.event)).all().count("return.started") == 1


def test_every_change_is_in_the_history_with_who_when_and_what(scene: Scene) -> None:
    scene.save("1.1", amber("First."))
    scene.save("1.1", amber("Second."), seen=1, actor=scene.colleague)
    with scene.world.session() as session:
        rows = session.scalars(select(AnswerRevision).order_by(AnswerRevision.version)).all()
    assert [(row.version, row.narrative, row.by_name) for row in rows] == [
        (1, "First.", scene.contributor.name),
        (2, "Second.", scene.colleague.name),
    ]
    assert all(row.at == scene.world.clock() for row in rows)


def test_the_same_content_again_is_no_change(scene: Scene) -> None:
    scene.save("1.1", amber())
    again = scene.save("1.1", amber(), seen=0)
    assert again.version == 1
    with scene.world.session() as session:
        assert len(session.scalars(select(AnswerRevision)).all()) == 1


def test_nothing_where_nothing_is_leaves_the_return_not_started(scene: Scene) -> None:
    assert scene.save("1.1", AnswerContent(narrative="  ")).version == 0
    view = scene.view()
    assert (view.row.state, view.contents) == (ReturnState.NOT_STARTED, {})


def test_a_stale_version_is_a_conflict_that_carries_both_texts(scene: Scene) -> None:
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)
    with pytest.raises(AnswerConflict) as caught:
        scene.save("1.1", amber("Mine."), seen=0)
    assert caught.value.theirs.narrative == "Theirs."
    assert caught.value.mine.narrative == "Mine."
    assert scene.colleague.name in caught.value.sentence
    assert scene.view().contents["1.1"].narrative == "Theirs."


def test_a_change_that_goes_round_the_lock_is_a_conflict_too(scene: Scene, engine: Engine) -> None:
    scene.save("1.1", amber("Theirs."), actor=scene.colleague)

    def slip_in(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE answer SET grade"):
            connection.exec_driver_sql("UPDATE answer SET narrative = 'In between.', version = version + 1")

    event.listen(engine, "before_cursor_execute", slip_in)
    try:
        with pytest.raises(AnswerConflict) as caught:
            scene.save("1.1", amber("Mine."), seen=1)
    finally:
        event.remove(engine, "before_cursor_execute", slip_in)
    assert (caught.value.theirs.narrative, caught.value.theirs.version) == ("In between.", 2)
    assert caught.value.mine.narrative == "Mine."
    assert scene.view().contents["1.1"].narrative == "Theirs."  # the whole unit was undone


def test_an_emptied_answer_keeps_its_history(scene: Scene) -> None:
    scene.save("1.1", amber("Something."))
    assert scene.save("1.1", AnswerContent(), seen=1).version == 2
    assert scene.view().contents["1.1"].is_empty


@pytest.mark.parametrize("who", ["stranger", "board_person"])
def test_another_organisations_return_does_not_exist(scene: Scene, who: str) -> None:
    with pytest.raises(NotVisible):
        scene.save("1.1", amber(), actor=getattr(scene, who))


@pytest.mark.parametrize("who", ["approver", "viewer"])
def test_who_may_read_but_not_answer_is_told_so(scene: Scene, who: str) -> None:
    with pytest.raises(NotAllowed, match="read this return, but not answer"):
        scene.save("1.1", amber(), actor=getattr(scene, who))


def test_an_unknown_question_does_not_exist(scene: Scene) -> None:
    with pytest.raises(NotVisible):
        scene.save("9.9", amber())


def test_a_closed_round_says_that_nothing_was_saved(scene: Scene) -> None:
    scene.set_round_state(RoundState.CLOSED)
    with pytest.raises(NotAllowed, match="nothing was saved"):
        scene.save("1.1", amber())
    assert scene.view().contents == {}


def test_a_draft_round_does_not_exist_for_the_organisation(scene: Scene) -> None:
    scene.set_round_state(RoundState.DRAFT)
    with pytest.raises(NotVisible):
        scene.save("1.1", amber())


@pytest.mark.parametrize("state", [ReturnState.AWAITING_SIGN_OFF, ReturnState.SUBMITTED])
def test_a_return_past_answering_says_why(scene: Scene, state: ReturnState) -> None:
    scene.set_state(state)
    with pytest.raises(RuleBroken, match="cannot be changed"):
        scene.save("1.1", amber())


def test_the_number_of_statements_does_not_grow_with_answers(scene: Scene, engine: Engine) -> None:
    def statements(code: str) -> int:
        with count_queries(engine) as sent:
            scene.save(code, amber())
        return sent.count

    scene.save("1.1", amber())  # warms what is kept of the edition
    few = statements("1.2")
    many = statements("2.2")
    # The return, the answer, its insert, its history.
    assert few == many == 4


def test_the_longest_text_is_the_same_on_both_shelves() -> None:
    assert policy.LONGEST_TEXT == LONGEST_TEXT


@dataclass(frozen=True)
class Case:
    """What is said to a question of one kind, and what is kept or the field at fault."""

    question: dict[str, Any]
    said: AnswerContent
    kept: Any = None
    fault: str = ""


GRADED = {"kind": "graded"}
NUMBER = {"kind": "number", "minimum": 0, "maximum": 5000}
CHOICE = {"kind": "choice", "choices": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]}
PERSON = {"kind": "person"}
CASES = [
    Case(GRADED, AnswerContent(grade="purple"), fault="grade"),
    Case(GRADED, AnswerContent(grade="red", narrative="x" * (LONGEST_TEXT + 1)), fault="narrative"),
    Case(GRADED, AnswerContent(not_applicable=True, na_reason="x" * (LONGEST_TEXT + 1)), fault="na_reason"),
    Case({"kind": "yes-no"}, AnswerContent(value="yes"), "yes"),
    Case({"kind": "yes-no"}, AnswerContent(value="maybe"), fault="value"),
    Case(CHOICE, AnswerContent(value="a"), "a"),
    Case(CHOICE, AnswerContent(value="c"), fault="value"),
    Case(CHOICE, AnswerContent(value=["a", "b"]), fault="value"),
    Case({**CHOICE, "multiple": True}, AnswerContent(value=["b", "a", "a"]), ["a", "b"]),
    Case({**CHOICE, "multiple": True}, AnswerContent(value=[]), None),
    Case({"kind": "text"}, AnswerContent(value=" Words. "), "Words."),
    Case({"kind": "text"}, AnswerContent(value="x" * (LONGEST_TEXT + 1)), fault="value"),
    Case({"kind": "text"}, AnswerContent(not_applicable=True, na_reason="No."), fault="grade"),
    Case(NUMBER, AnswerContent(value="1,250"), "1250"),
    Case(NUMBER, AnswerContent(value="0"), "0"),
    Case(NUMBER, AnswerContent(value="12.50"), "12.5"),
    Case(NUMBER, AnswerContent(value="5001"), fault="value"),
    Case(NUMBER, AnswerContent(value="-1"), fault="value"),
    Case(NUMBER, AnswerContent(value="twelve"), fault="value"),
    Case(NUMBER, AnswerContent(value="NaN"), fault="value"),
    Case(NUMBER, AnswerContent(value="1e9"), fault="value"),
    Case(NUMBER, AnswerContent(value="9" * 400), fault="value"),
    Case({"kind": "percentage"}, AnswerContent(value="93 %"), "93"),
    Case({"kind": "percentage"}, AnswerContent(value="101"), fault="value"),
    Case({"kind": "date"}, AnswerContent(value="2026-09-04"), "2026-09-04"),
    Case({"kind": "date"}, AnswerContent(value="2026-02-30"), fault="value"),
    Case({"kind": "date"}, AnswerContent(value="1026-02-03"), fault="value"),
    Case(PERSON, AnswerContent(value={"name": " A Lead ", "role": "", "trained_on": "2025-11-03"}),
         {"name": "A Lead", "role": "", "trained_on": "2025-11-03"}),
    Case(PERSON, AnswerContent(value={"name": "", "role": "", "trained_on": ""}), None),
    Case(PERSON, AnswerContent(value={"name": "x" * 201}), fault="name"),
    Case(PERSON, AnswerContent(value={"name": "A", "trained_on": "soon"}), fault="trained_on"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.question['kind']}-{str(case.said)[:60]}")
def test_each_kind_keeps_what_it_can_hold_and_names_the_field_at_fault(
    make_scene: Callable[..., Scene], case: Case
) -> None:
    data = question_set(1, 1)
    data["standards"][0]["questions"][0] |= {**case.question, "strength": "must"}
    scene = make_scene(data)
    if case.fault:
        with pytest.raises(RuleBroken) as caught:
            scene.save("1.1", case.said)
        assert caught.value.field == case.fault
        assert scene.view().contents == {}
    else:
        scene.save("1.1", case.said)
        found = scene.view().contents.get("1.1", AnswerContent())
        assert found.value == case.kept


def test_control_characters_and_halves_of_characters_are_left_out(scene: Scene) -> None:
    scene.save("1.1", amber("One\x00two\r\nthree\ud800\x9f\x07 é 😀"))
    assert scene.view().contents["1.1"].narrative == "Onetwo\nthree é 😀"


def test_a_question_that_this_kind_of_organisation_is_never_asked_does_not_exist(
    make_scene: Callable[..., Scene],
) -> None:
    data = question_set(1, 2)
    data["standards"][0]["questions"][1]["applies_to"] = {"kinds": ["school"]}
    scene = make_scene(data)
    with pytest.raises(NotVisible):
        scene.save("1.2", amber())
    assert "1.2" not in scene.view().progress.by_code


def test_board_people_see_a_return_only_once_it_has_been_submitted(scene: Scene) -> None:
    scene.save("1.1", amber())
    with scene.world.session() as session:
        with pytest.raises(NotVisible):
            submitted_return(session, scene.board_person, scene.reference)
        with pytest.raises(NotVisible):
            return_of_organisation(session, scene.board_person, scene.reference)
    scene.submit()
    with scene.world.session() as session:
        assert submitted_return(session, scene.board_person, scene.reference).reference == scene.reference
        with pytest.raises(NotVisible):
            submitted_return(session, scene.stranger, scene.reference)


def test_the_view_of_a_return_takes_the_same_few_statements(scene: Scene, engine: Engine) -> None:
    scene.view()
    with count_queries(engine) as empty:
        scene.view()
    for code in ("1.1", "1.2", "2.1", "2.2"):
        scene.save(code, amber())
    with count_queries(engine) as full:
        scene.view()
    assert empty.count == full.count == 3, str(full)


def test_nothing_is_saved_by_an_actor_without_a_part(scene: Scene) -> None:
    with pytest.raises(NotVisible):
        scene.save("1.1", amber(), actor=Actor(None, "Nobody"))


def test_an_answer_and_its_history_agree(scene: Scene) -> None:
    for version, text in enumerate(["a", "b", "c"]):
        scene.save("1.1", amber(text), seen=version)
    with scene.world.session() as session:
        answer = session.scalars(select(Answer)).one()
        latest = session.scalars(select(AnswerRevision).order_by(AnswerRevision.version.desc())).first()
    assert latest is not None
    assert (latest.version, latest.narrative) == (answer.version, answer.narrative) == (3, "c")


def test_rows_are_of_the_scene(scene: Scene) -> None:
    """The scene puts its people where the tests above believe them to be."""
    assert {m.role for m in scene.viewer.memberships} == {Role.ORGANISATION_VIEWER}
    with scene.world.session() as session:
        assert session.get(Round, scene.round.id) is not None
        assert session.get(Return, scene.row.id) is not None
