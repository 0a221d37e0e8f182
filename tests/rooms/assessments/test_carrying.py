"""Bringing last time's answers forward: what is offered, what is saved, what is left alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.carrying import Fate
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.review import Standing
from audit.domain.scale_mapping import meaning_mark
from audit.domain.workflows import ReturnState, RoundKind, RoundState
from audit.rooms.assessments.models import Answer, AnswerRevision, CarriedAnswer, CitedEvidence
from audit.rooms.assessments.operations import carry_forward
from audit.rooms.assessments.presenters.carrying import carry_page
from audit.rooms.assessments.queries import carried_from
from audit.rooms.evidence.models import Quarantine
from audit.rooms.questionnaires.models import DeclaredMapping
from audit.rooms.questionnaires.queries import question_ids
from audit.rooms.rounds.models import Round
from audit.rooms.trail.models import TrailEntry
from tests.rooms.assessments.carrying_scene import CarryingScene
from tests.support.queries import count_queries
from tests.support.world import RAG, World, question_set

GREEN = AnswerContent(grade="green", narrative="It is in place.")
STATEMENTS = 12
"""To bring forward any number of answers, with evidence, in a return that nobody has answered yet."""
EVERYTHING = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), GREEN)


@pytest.fixture
def scene(world: World) -> CarryingScene:
    return CarryingScene(world)


def test_unchanged_changed_new_and_dropped_questions_are_told_apart(scene: CarryingScene) -> None:
    scene.submit_then(EVERYTHING)
    offer = scene.offer()
    assert offer is not None
    fates = {code: each.compared.fate for code, each in offer.answers.items()}
    assert fates == {"1.1": Fate.UNCHANGED, "1.2": Fate.UNCHANGED, "2.1": Fate.CHANGED}
    assert [question.code for question in offer.new] == ["2.3"]
    assert [question.code for question in offer.dropped] == ["2.2"]
    assert offer.answers["1.1"].carried == GREEN
    assert offer.answers["2.1"].carried is None


def test_nothing_is_offered_without_an_earlier_copy_or_when_everything_is_answered(
    scene: CarryingScene,
) -> None:
    assert scene.offer() is None
    scene.submit_then(EVERYTHING)
    for code in ("1.1", "1.2", "2.1", "2.3"):
        scene.save(code, GREEN)
    assert scene.offer() is None


def test_what_is_still_true_is_saved_with_its_history_its_source_and_its_evidence(
    scene: CarryingScene,
) -> None:
    policy = scene.file("policy.pdf", review_on=date(2026, 1, 1))
    gone = scene.file("old.pdf", withdrawn_at=scene.world.clock())
    foreign = scene.file("theirs.pdf", organisation_id=scene.other.id)
    copy = scene.submit_then(EVERYTHING, policy, gone, foreign)
    done = scene.carry("1.1", copy=copy)
    assert (done.saved, done.answered_meanwhile, done.to_answer) == (("1.1",), (), ())
    view = scene.view()
    assert view.content("1.1") == GREEN
    assert view.answers["1.1"].version == 1
    assert view.answers["1.1"].updated_by_name == "Robin Writer"
    assert [link.evidence_id for link in view.cited["1.1"]] == [policy.id]
    assert view.row.state is ReturnState.IN_PROGRESS
    [revision] = scene.rows(AnswerRevision)
    assert (revision.via, revision.version, revision.grade) == ("carried", 1, "green")
    with scene.world.unit_of_work.read() as session:
        assert carried_from(session, view.answers["1.1"]) == {1: "Audit 2025"}
        events = [entry.event for entry in session.query(TrailEntry).filter_by(subject_id=scene.reference)]
        [entry] = session.query(TrailEntry).filter_by(event="return.answers-carried")
        assert (entry.facts["answers"], entry.facts["evidence"]) == (1, 1)
    assert events.count("return.started") == 1


def test_what_the_board_holds_back_is_not_brought_forward(scene: CarryingScene) -> None:
    held_file = scene.file("names.pdf", held_back="Held back.")
    copy = scene.submit_then(EVERYTHING, held_file)
    with scene.world.session() as session:
        session.add(
            Quarantine(
                return_id=scene.row_then.id, question_code="1.1", reason="A name", at=scene.world.clock(),
                by_name="Kit Board",
            )
        )  # fmt: skip
    offer = scene.offer()
    assert offer is not None
    assert sorted(offer.answers) == ["1.2", "2.1"]
    done = scene.carry("1.1", "1.2", copy=copy)
    assert (done.saved, done.to_answer) == (("1.2",), ("1.1",))
    assert scene.rows(CitedEvidence) == []


def test_an_answer_that_somebody_gave_meanwhile_is_never_overwritten(scene: CarryingScene) -> None:
    copy = scene.submit_then(EVERYTHING)
    mine = AnswerContent(grade="red", narrative="Not any more.")
    scene.save("1.1", mine)
    done = scene.carry("1.1", "1.2", "2.1", copy=copy)
    assert (done.saved, done.answered_meanwhile, done.to_answer) == (("1.2",), ("1.1",), ("2.1",))
    assert scene.view().content("1.1") == mine
    assert scene.view().content("2.1") == EMPTY
    assert [row.question_code for row in scene.rows(CarriedAnswer)] == ["1.2"]


def test_an_answer_that_was_emptied_is_filled_again_and_keeps_its_versions(scene: CarryingScene) -> None:
    copy = scene.submit_then(EVERYTHING)
    scene.save("1.1", AnswerContent(grade="red"))
    scene.save("1.1", EMPTY, seen=1)
    scene.carry("1.1", "1.2", copy=copy)
    assert scene.view().answers["1.1"].version == 3
    assert scene.view().content("1.1") == GREEN
    versions = sorted((row.answer_id, row.version) for row in scene.rows(AnswerRevision))
    assert [version for _, version in versions] == [1, 2, 3, 1]
    scene.save("1.1", AnswerContent(grade="amber"), seen=3)
    assert scene.view().answers["1.1"].version == 4


def test_the_agreed_grade_is_brought_forward_where_there_is_one(scene: CarryingScene) -> None:
    copy = scene.submit_then(EVERYTHING)
    with scene.world.unit_of_work.read() as session:
        ids = question_ids(session, scene.edition_then.id)

    def agreed(_session: Any, _actor: Any, return_id: int) -> dict[int, Standing]:
        assert return_id == scene.row_then.id
        return {ids["1.1"]: Standing("amber"), 999_999: Standing("red")}

    scene.carry("1.1", "1.2", copy=copy, agreed=agreed)
    assert scene.view().content("1.1").grade == "amber"
    assert scene.view().content("1.1").narrative == GREEN.narrative
    assert scene.view().content("1.2").grade == "green"


def regraded(world: World) -> CarryingScene:
    """Questions that were graded on a gentler scale, and one without a grade."""
    stricter = {**RAG, "grades": [dict(grade) for grade in RAG["grades"]]}
    stricter["grades"][2]["meaning"] = "More than met"
    data = question_set(scale=stricter)
    data["standards"][0]["questions"].append({"code": "1.9", "kind": "yes-no", "text": "Is there a policy?"})
    then = question_set(edition="2025.1")
    then["standards"][0]["questions"].append({"code": "1.9", "kind": "yes-no", "text": "Is there a policy?"})
    return CarryingScene(world, data, then)


def test_another_scale_is_never_copied(world: World) -> None:
    scene = regraded(world)
    copy = scene.submit_then({**EVERYTHING, "1.9": AnswerContent(value="yes")})
    offer = scene.offer()
    assert offer is not None
    assert offer.answers["1.1"].compared.fate is Fate.OTHER_SCALE
    assert scene.carry("1.1", "1.9", copy=copy).saved == ("1.9",)
    assert scene.view().content("1.1") == EMPTY
    assert scene.view().content("1.9").value == "yes"


def test_another_scale_goes_through_the_mapping_that_the_board_declared(world: World) -> None:
    scene = regraded(world)
    copy = scene.submit_then({**EVERYTHING, "1.2": AnswerContent(grade="amber", narrative="Partly.")})
    offer = scene.offer()
    assert offer is not None
    before, now = offer.source.questionnaire.scale, scene.view().questionnaire.scale
    with world.session() as session:
        declared = DeclaredMapping(
            board_id=scene.board.id, before=RAG, before_mark=meaning_mark(before), now=RAG,
            now_mark=meaning_mark(now), grades={"green": "amber", "amber": None, "red": "red"},
            declared_by_name="Kit Board", declared_at=world.clock(),
        )  # fmt: skip
        session.add(declared)
    offer = scene.offer()
    assert offer is not None
    assert carry_page(scene.view(), offer, date(2026, 9, 14)).standards[0].items[0].mapped == (
        "Green then counts as Amber now, as Kit Board declared for the board on 14 September 2026."
    )
    done = scene.carry("1.1", "1.2", copy=copy)
    assert (done.saved, done.to_answer) == (("1.1",), ("1.2",))
    assert scene.view().content("1.1") == AnswerContent(grade="amber", narrative=GREEN.narrative)
    assert [row.mapping_id for row in scene.rows(CarriedAnswer)] == [declared.id]
    with world.unit_of_work.read() as session:
        said = carried_from(session, scene.view().answers["1.1"])
    assert said == {1: "Audit 2025, its grade by the declared mapping of the two scales"}
    with world.session() as session:
        session.get_one(DeclaredMapping, declared.id).withdrawn_at = world.clock()
    scene.save("1.1", EMPTY, seen=1)
    assert scene.carry("1.1", copy=copy).saved == ()


def test_the_latest_copy_of_the_same_board_comes_before_one_of_another_board(
    scene: CarryingScene, world: World, clock: Any
) -> None:
    other_board = world.board("elsewhere", "Elsewhere Partnership")
    elsewhere = world.asked(scene.earlier_round(other_board, "Elsewhere 2025"), scene.organisation)
    scene.submit_then({"1.1": AnswerContent(grade="red")}, row=elsewhere)
    offer = scene.offer()
    assert offer is not None
    assert offer.source.round_title == "Elsewhere 2025"
    clock.now = datetime(2026, 9, 1, tzinfo=UTC) - timedelta(days=300)
    scene.submit_then({"1.1": AnswerContent(grade="amber")})
    clock.now = datetime(2026, 9, 1, tzinfo=UTC) - timedelta(days=200)
    scene.submit_then({"1.1": GREEN}, number=2)
    offer = scene.offer()
    assert offer is not None
    assert offer.source.round_title == "Audit 2025"
    assert offer.answers["1.1"].content == GREEN


def test_a_newer_copy_than_the_one_on_the_page_is_looked_at_first(scene: CarryingScene, clock: Any) -> None:
    seen = scene.submit_then(EVERYTHING)
    clock.now += timedelta(hours=1)
    scene.submit_then({"1.1": AnswerContent(grade="red")}, number=2)
    with pytest.raises(Stale, match="has changed since you opened this page"):
        scene.carry("1.1", copy=seen)
    assert scene.rows(Answer) == []


def test_who_may_bring_forward_and_when(scene: CarryingScene) -> None:
    copy = scene.submit_then(EVERYTHING)
    with pytest.raises(NotVisible):
        scene.carry("1.1", copy=copy, actor=scene.stranger)
    with pytest.raises(NotVisible):
        scene.carry("1.1", copy=copy, actor=scene.board_person)
    with pytest.raises(NotVisible):
        scene.carry("7.7", copy=copy)
    with pytest.raises(NotAllowed):
        scene.carry("1.1", copy=copy, actor=scene.viewer)
    scene.set_state(ReturnState.AWAITING_SIGN_OFF)
    with pytest.raises(RuleBroken):
        scene.carry("1.1", copy=copy)
    scene.set_state(ReturnState.IN_PROGRESS)
    scene.set_round_state(RoundState.CLOSED)
    with pytest.raises(NotAllowed):
        scene.carry("1.1", copy=copy)
    assert scene.rows(Answer) == []


def test_a_copy_of_another_organisation_is_never_offered(scene: CarryingScene, world: World) -> None:
    theirs = world.asked(scene.round_then, scene.other)
    scene.submit_then(EVERYTHING, row=theirs, organisation=scene.other)
    assert scene.offer() is None


def test_a_progress_review_offers_nothing_and_is_no_source(scene: CarryingScene) -> None:
    scene.submit_then(EVERYTHING)
    with scene.world.session() as session:
        session.get_one(Round, scene.round_then.id).kind = RoundKind.REVIEW
    assert scene.offer() is None
    with scene.world.session() as session:
        session.get_one(Round, scene.round_then.id).kind = RoundKind.AUDIT
        session.get_one(Round, scene.round.id).kind = RoundKind.REVIEW
    assert scene.offer() is None


@pytest.mark.parametrize(("standards", "questions"), [(1, 4), (12, 10)])
def test_a_hundred_and_twenty_answers_take_as_many_statements_as_four(
    world: World, engine: Engine, standards: int, questions: int
) -> None:
    then = question_set(standards, questions, edition="2025.1")
    scene = CarryingScene(world, question_set(standards, questions), then)
    policy = scene.file()
    codes = [q["code"] for standard in then["standards"] for q in standard["questions"]]
    copy = scene.submit_then(dict.fromkeys(codes, GREEN), policy)
    scene.offer()  # the editions are read once in the life of the process
    with scene.world.session() as session, count_queries(engine) as statements:
        done = carry_forward(
            session, scene.contributor, scene.world.clock, scene.reference, codes, seen_copy=copy.id
        )
    assert len(done.saved) == standards * questions
    assert len(scene.rows(CitedEvidence)) == standards * questions
    assert len(scene.rows(AnswerRevision)) == standards * questions
    assert statements.count == STATEMENTS, str(statements)
