"""A running round is amended: nothing that anybody said changes, and each is asked what is new in their own way."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.amendments.operations import (
    QuestionWords,
    add_question,
    correct,
    discard,
    drop,
    make,
    prepare,
    remind,
    take_back,
)  # fmt: skip
from audit.rooms.amendments.queries import amendments_of
from audit.rooms.assessments.models import Answer, Submission
from audit.rooms.assessments.operations import recall, reopen, return_to_lead, save_answer
from audit.rooms.assessments.queries import return_of_organisation
from audit.rooms.board.queries import board_round, round_figures
from audit.rooms.outbox.models import Letter
from audit.rooms.questionnaires.models import Edition, EditionQuestion
from audit.rooms.questionnaires.queries import editions, question_ids
from tests.rooms.amendments.scene import PEERS, Scene, make_scene
from tests.support.queries import count_queries
from tests.support.world import World, question_set

DAY = date(2026, 11, 20)


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def _figures(scene: Scene) -> object:
    with scene.world.unit_of_work.read() as session:
        scope = board_round(session, scene.admin, "autumn")
        found = round_figures(session, scope, date(2026, 9, 14))
        return (
            found.response,
            {code: found.by_question[code] for code in ("1.1", "1.2", "2.1", "2.2")},
            found.by_standard["1"],
            found.late,
            dict(found.states),
        )


def test_each_is_asked_in_their_own_way_and_nothing_said_changes(scene: Scene) -> None:
    with scene.world.session() as session:  # one answer stayed behind when the return was submitted
        left = question_ids(session, scene.edition.id)["2.2"]
        session.execute(
            update(Answer)
            .where(Answer.return_id == scene.returns["submitted"].id, Answer.question_id == left)
            .values(is_asked=False)
        )
    kept, figures = scene.kept(), _figures(scene)
    assert all(kept.values()), "a table without rows proves nothing"
    scene.amend()
    assert scene.kept() == kept
    submitted, waiting, answering = (scene.now(name) for name in ("submitted", "waiting", "answering"))
    assert (submitted.state, submitted.now, submitted.added_questions) == (
        ReturnState.SUBMITTED, ReturnState.NOT_STARTED, ["2.3"],
    )  # fmt: skip
    assert (submitted.due, answering.added_state) == (DAY, None)
    assert (waiting.state, waiting.added_state) == (ReturnState.IN_PROGRESS, None)
    with scene.world.unit_of_work.read() as session:
        view = return_of_organisation(session, scene.leads["submitted"], submitted.reference)
        assert list(view.questions) == ["2.3"]
        whole = return_of_organisation(session, scene.leads["answering"], answering.reference)
        assert list(whole.questions) == ["1.1", "1.2", "2.1", "2.2", "2.3"]
        letters = {
            letter.about_id: letter
            for letter in session.scalars(select(Letter).where(Letter.kind == "questions-added"))
        }
        assert len(letters) == 3
        assert "asked for what is added alone" in letters[submitted.reference].body
        assert "It is with you again" in letters[waiting.reference].body
        assert "20 November 2026" in letters[submitted.reference].body
        assert "30 October 2026" in letters[answering.reference].body
    # The waiting return was taken back by the amendment itself: that is the one figure that moves.
    response, by_question, standard, late, _ = _figures(scene)  # type: ignore[misc]
    assert (response, by_question, standard, late) == figures[:4]  # type: ignore[index]

    # An answer to what was asked before is refused; the new one counts only once it is signed.
    with scene.world.session() as session, pytest.raises(NotVisible):
        save_answer(
            session, scene.leads["submitted"], scene.world.clock, submitted.reference, "1.1",
            AnswerContent(grade="red"), seen_version=1,
        )  # fmt: skip
    scene.answer("submitted", "2.3")
    with scene.world.unit_of_work.read() as session:
        found = round_figures(session, board_round(session, scene.admin, "autumn"), DAY)
        assert found.by_question["2.3"].counts.get("green", 0) == 0
    scene.send("submitted")
    scene.sign("submitted", attempt=2)
    with scene.world.unit_of_work.read() as session:
        copies = session.scalars(select(Submission).order_by(Submission.number)).all()
        assert [list(copy.content["answers"]) for copy in copies] == [
            ["1.1", "1.2", "2.1", "2.2"], ["1.1", "1.2", "2.1", "2.2", "2.3"],
        ]  # fmt: skip
        found = round_figures(session, board_round(session, scene.admin, "autumn"), DAY)
        assert found.by_question["2.3"].counts["green"] == 1
    after = scene.now("submitted")
    assert (after.now, after.added_questions, after.submitted_at) == (
        ReturnState.SUBMITTED, None, submitted.submitted_at,
    )  # fmt: skip
    again = scene.kept()
    for table, rows in kept.items():
        assert again[table][: len(rows)] == rows, table


def test_a_board_that_reopens_meanwhile_asks_everything(scene: Scene) -> None:
    scene.amend()
    reference = scene.returns["submitted"].reference
    with scene.world.session() as session:
        reopen(session, scene.admin, scene.world.clock, reference, reason="Say more.", public_url="")
    row = scene.now("submitted")
    assert (row.state, row.added_state, row.added_questions) == (ReturnState.IN_PROGRESS, None, None)
    with scene.world.unit_of_work.read() as session:
        view = return_of_organisation(session, scene.leads["submitted"], reference)
        assert list(view.questions) == ["1.1", "1.2", "2.1", "2.2", "2.3"]


def test_what_is_added_can_be_taken_back_by_the_lead_and_given_back_by_the_approver(scene: Scene) -> None:
    scene.amend()
    reference, clock = scene.returns["submitted"].reference, scene.world.clock
    scene.answer("submitted", "2.3")

    def stands() -> tuple[ReturnState, ReturnState | None]:
        row = scene.now("submitted")
        return row.state, row.added_state

    scene.send("submitted")
    assert stands() == (ReturnState.SUBMITTED, ReturnState.AWAITING_SIGN_OFF)
    with scene.world.session() as session:
        recall(session, scene.leads["submitted"], clock, reference)
    assert stands() == (ReturnState.SUBMITTED, ReturnState.IN_PROGRESS)
    scene.send("submitted")
    with scene.world.session() as session:
        return_to_lead(
            session,
            scene.approvers["submitted"],
            clock,
            reference,
            attempt=3,
            reason="Say more.",
            public_url="",
        )
    assert stands() == (ReturnState.SUBMITTED, ReturnState.IN_PROGRESS)
    scene.send("submitted")
    scene.amend(QuestionWords("1", "text", "What else?"))  # it waits for sign-off again, and is asked more
    assert stands() == (ReturnState.SUBMITTED, ReturnState.IN_PROGRESS)
    assert scene.now("submitted").added_questions == ["2.3", "1.3"]


def test_only_what_is_new_has_rows_and_the_library_does_not_list_it(scene: Scene) -> None:
    before = scene.edition.id
    with scene.world.session() as session:
        ids = dict(question_ids(session, before))
    scene.amend()
    scene.amend(QuestionWords("new", "yes-no", "Is there a plan?", new_standard="Planning"))
    with scene.world.unit_of_work.read() as session:
        row = session.scalars(select(Edition).where(Edition.amendment == 2)).one()
        now = dict(question_ids(session, row.id))
        assert {code: now[code] for code in ids} == ids
        assert list(now) == ["1.1", "1.2", "2.1", "2.2", "2.3", "3.1"]
        own = select(EditionQuestion.code).where(EditionQuestion.edition_id == row.id)
        assert list(session.scalars(own)) == ["3.1"]
        assert [each.amendment for each in editions(session, scene.admin) if each.code == "small"] == [0]
    # Both questions are asked together of the one that had submitted before.
    assert scene.now("submitted").added_questions == ["2.3", "3.1"]


def test_it_is_taken_back_until_somebody_answers(scene: Scene) -> None:
    def back(id: int) -> None:
        with scene.world.session() as session:
            take_back(session, scene.admin, scene.world.clock, id, public_url="")

    first = scene.amend()
    second = scene.amend(QuestionWords("1", "text", "What else?"))
    with pytest.raises(RuleBroken, match="later amendment back first"):
        back(first)
    back(second)
    assert scene.now("submitted").added_questions == ["2.3"]
    back(first)
    assert (scene.now("submitted").added_questions, scene.now("submitted").now) == (
        None,
        ReturnState.SUBMITTED,
    )
    with pytest.raises(RuleBroken, match="not in force"):
        back(first)
    third = scene.amend()  # a code that a question once had is not given to another
    scene.answer("answering", "2.4")
    with pytest.raises(RuleBroken, match="The answering council answered"):
        back(third)
    with scene.world.session() as session:
        assert remind(session, scene.admin, scene.world.clock, third, public_url="") == 1
    scene.answer("submitted", "2.4")
    scene.send("submitted")
    with scene.world.session() as session, pytest.raises(RuleBroken, match="Everybody who had submitted"):
        remind(session, scene.admin, scene.world.clock, third, public_url="")


def test_bad_input_is_refused_in_words(scene: Scene, world: World) -> None:
    clock, admin = world.clock, scene.admin
    viewer = world.actor(world.person(Role.BOARD_VIEWER, board=scene.board))
    stranger = world.actor(world.person(Role.BOARD_ADMINISTRATOR, board=world.board("other")))
    with world.session() as session:
        for who, refusal in ((viewer, NotAllowed), (stranger, NotVisible)):
            with pytest.raises(refusal):
                prepare(session, who, clock, "autumn", reason="So", due_on=DAY)
        for reason, day, field in (("", DAY, "reason"), ("So", date(2026, 1, 1), "due_on")):
            with pytest.raises(RuleBroken) as refused:
                prepare(session, admin, clock, "autumn", reason=reason, due_on=day)
            assert refused.value.field == field
        id = prepare(session, admin, clock, "autumn", reason="So", due_on=DAY).id
    with world.session() as session:
        with pytest.raises(RuleBroken, match="is preparing an amendment"):
            prepare(session, admin, clock, "autumn", reason="So", due_on=DAY)
        with pytest.raises(RuleBroken, match="Nothing is in this amendment"):
            make(session, admin, clock, id, version=1, public_url="")
        for words, field in (
            (QuestionWords("1", "graded", ""), "text"),
            (QuestionWords("new", "graded", "So?"), "new_standard"),
            (QuestionWords("1", "graded", "So?", descriptors={"red": "No"}), "grades"),
        ):
            with pytest.raises(RuleBroken) as refused:
                add_question(session, admin, clock, id, words, version=1)
            assert refused.value.field == field
        with pytest.raises(RuleBroken, match="changes no meaning"):
            correct(session, admin, clock, id, "1.1", {"text": "Else?"}, confirmed=False, version=1)
        with pytest.raises(RuleBroken, match="cannot be empty"):
            correct(session, admin, clock, id, "1.1", {"text": ""}, confirmed=True, version=1)
        with pytest.raises(RuleBroken, match="Choose a question"):
            correct(session, admin, clock, id, "9.9", {"text": "So?"}, confirmed=True, version=1)
        with pytest.raises(NotVisible):
            drop(session, stranger, clock, id, "1.1", version=1)
        with pytest.raises(Stale):
            drop(session, admin, clock, id, "1.1", version=7)
    with world.session() as session:
        assert (
            correct(session, admin, clock, id, "1.1", {"hint": "Look here."}, confirmed=True, version=1) == 1
        )
    with world.session() as session:
        drop(session, admin, clock, id, "1.1", version=2)
    with world.session() as session:
        discard(session, admin, clock, id, version=3)
        assert amendments_of(session, scene.round) == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["amend", "spell", "back", "publish"]), min_size=1, max_size=4))
def test_no_publication_changes_an_answer(scene: Scene, steps: list[str]) -> None:
    kept = scene.kept()
    made: list[int] = []
    for step in steps:
        if step == "amend":
            made.append(scene.amend())
        elif step == "spell":
            with scene.world.session() as session:
                row = prepare(session, scene.admin, scene.world.clock, "autumn", reason="So", due_on=DAY)
            with scene.world.session() as session:
                words = {"hint": f"Hint {row.id}"}
                correct(
                    session, scene.admin, scene.world.clock, row.id, "1.1", words, confirmed=True, version=1
                )
            with scene.world.session() as session:
                make(session, scene.admin, scene.world.clock, row.id, version=2, public_url="")
            made.append(row.id)
        elif step == "back" and made:
            with scene.world.session() as session:
                take_back(session, scene.admin, scene.world.clock, made.pop(), public_url="")
        elif step == "publish":
            with scene.world.session() as session:
                number = len(session.scalars(select(Edition.id)).all())
            scene.world.edition(question_set(questions=3, edition=f"2027.{number}"))
    assert scene.kept() == kept


def test_making_takes_as_many_statements_whatever_the_number_of_returns(scene: Scene, engine: Engine) -> None:
    counts = []
    for more in (0, 6):
        for _ in range(more):
            organisation = scene.world.organisation(scene.board)
            scene.world.asked(scene.round, organisation, ReturnState.SUBMITTED)
        with scene.world.session() as session:
            row = prepare(session, scene.admin, scene.world.clock, "autumn", reason="So", due_on=DAY)
        with scene.world.session() as session:
            add_question(session, scene.admin, scene.world.clock, row.id, PEERS, version=1)
        with count_queries(engine) as counted, scene.world.session() as session:
            make(session, scene.admin, scene.world.clock, row.id, version=2, public_url="")
        counts.append(len(counted))
    assert counts[1] <= counts[0] + 2, counts  # one for each set of questions that somebody still owes
