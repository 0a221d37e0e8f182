"""Lines of enquiry that are proposed from what is known."""

from copy import deepcopy
from datetime import date
from typing import Any

from audit.domain.actions import ActionOrigin
from audit.domain.challenge import EnquiryOutcome, EnquiryReason, EventKind, EventState
from audit.domain.moderation import EvidenceQuality, ModerationState
from audit.domain.permissions import Role
from audit.domain.scale_mapping import meaning_mark
from audit.domain.scales import scale_from_data
from audit.domain.workflows import ReturnState
from audit.rooms.action_plans.models import Action
from audit.rooms.assessments.models import Submission
from audit.rooms.challenge.models import ChallengeEvent, Line
from audit.rooms.challenge.operations import add_line, change_line
from audit.rooms.evidence.models import EvidenceOpened
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan
from audit.rooms.questionnaires.models import DeclaredMapping, EditionQuestion
from audit.rooms.rounds.models import Return
from tests.rooms.challenge.scene import Scene, wide_set
from tests.support.queries import count_queries
from tests.support.world import World

R = EnquiryReason


def reasons(scene: Scene, slot_id: int) -> dict[str, str]:
    """The reasons of a slot's lines by question code, or by their kind where they are about none."""
    return {line.question_code or line.reason.value: line.reason_words for line in scene.lines(slot_id)}


def question_id(session: Any, scene: Scene, code: str) -> int:
    return int(session.query(EditionQuestion.id).filter_by(edition_id=scene.edition.id, code=code).scalar())


def moderated(
    scene: Scene,
    row: Return,
    code: str,
    *,
    own: str = "green",
    grade: str | None = None,
    quality: EvidenceQuality | None = None,
    state: ModerationState = ModerationState.AGREED,
) -> None:
    """A moderation of one answer, with its agreed grade once it has ended."""
    world = scene.world
    with world.session() as session:
        plan = session.query(ModerationPlan).first() or ModerationPlan(
            round_id=scene.round.id, created_at=world.clock()
        )
        session.add(plan)
        session.flush()
        moderation = Moderation(
            plan_id=plan.id, return_id=row.id, moderator_name="Mod", state=state, offered_at=world.clock()
        )
        session.add(moderation)
        session.flush()
        id = question_id(session, scene, code)
        session.add(
            Judgement(
                moderation_id=moderation.id, question_id=id, evidence_quality=quality, updated_by_name="Mod",
                updated_at=world.clock(),
            )
        )  # fmt: skip
        if grade is not None:
            session.add(
                AgreedGrade(
                    moderation_id=moderation.id, return_id=row.id, question_id=id, self_grade=own,
                    moderated_grade=grade, grade=grade, how="accepted", at=world.clock(),
                )
            )  # fmt: skip


def test_lines_are_proposed_with_their_reasons_and_only_once(scene: Scene) -> None:
    event, slots = scene.planned()
    council = slots["Testshire Council"]
    browser = scene.browser(scene.admin_person)
    page = browser.get(f"/challenge/slots/{council}/lines")
    assert "Have lines proposed" in page.text_words
    page = browser.post(f"/challenge/slots/{council}/lines/propose")
    assert "1 line proposed" in page.text_words
    (line,) = scene.lines(council)
    assert (line.reason, line.reason_words) == (R.PRIORITY_GRADE, "Its own grade for 1.1 is Red.")
    assert line.standard_title == "Standard number 1"
    assert not line.is_shared
    page = browser.post(f"/challenge/{event.id}/lines/propose")
    assert "Nothing new to propose" in page.text_words
    browser.post(f"/challenge/lines/{line.id}/take-off")
    assert scene.propose(event) == 0, "what was taken off is not proposed again"
    page = browser.get(f"/challenge/slots/{council}/lines")
    assert "Taken off" in page.text_words
    browser.post(f"/challenge/lines/{line.id}/put-back")
    assert [each.id for each in scene.lines(council)] == [line.id]


def test_an_edited_line_is_never_touched_by_proposing_again(scene: Scene) -> None:
    event, slots = scene.planned()
    scene.propose(event)
    council = slots["Testshire Council"]
    (line,) = scene.lines(council)
    with scene.world.session() as session:
        change_line(session, scene.admin, scene.world.clock, line.id, "Ours", is_shared=True, seen_version=1)
    moderated(scene, scene.council_return, "1.2", grade="amber")
    assert scene.propose(event) == 1
    first, second = scene.lines(council)
    assert (first.text, first.is_shared, second.question_code) == ("Ours", True, "1.2")


def test_moderation_weak_evidence_and_unopened_files_are_known(scene: Scene, world: World) -> None:
    health = world.organisation(scene.board, "Hospital", "health")
    lead = world.person(Role.LEAD, organisation=health)
    row = scene.submit(health, lead, {}, files=("1.1", "1.2", "2.1"))
    moderated(scene, row, "1.2", grade="red", quality=EvidenceQuality.WEAK)
    event = scene.draft()
    slots = scene.hear(event, health)
    scene.propose(event)
    found = reasons(scene, slots["Hospital"])
    assert found == {
        "1.2": "The agreed grade for 1.2 is Red.\nModeration moved 1.2 from Green to Red.\n"
        "The moderator found the evidence for 1.2 weak.",
        "never-opened": "Nobody of the board has opened the evidence of 2 answers at or above the minimum: 1.1, 2.1.",
    }
    with world.session() as session:
        session.query(Line).delete()
        for id in (1, 3):
            session.add(
                EvidenceOpened(evidence_id=id, person_name="Ada", on_behalf="board", at=world.clock())
            )
    scene.propose(event)
    assert set(reasons(scene, slots["Hospital"])) == {"1.2"}


def test_an_unfinished_moderation_gives_no_reason(scene: Scene) -> None:
    moderated(
        scene, scene.police_return, "1.1", quality=EvidenceQuality.ABSENT, state=ModerationState.IN_PROGRESS
    )
    event, slots = scene.planned()
    scene.propose(event)
    assert scene.lines(slots["Testshire Police"]) == []


def test_better_than_the_round_before_without_evidence(scene: Scene, world: World) -> None:
    before = world.round(scene.board, scene.edition, code="audit-2025", due_on=date(2025, 10, 30))
    scene.submit(scene.police, scene.police_lead, {"1.1": "red", "1.2": "amber"}, round=before)
    event, slots = scene.planned()
    scene.propose(event)
    assert reasons(scene, slots["Testshire Police"]) == {
        "1.1": "1.1 was Red in the round before and is Green now, without any evidence.",
        "1.2": "1.2 was Amber in the round before and is Green now, without any evidence.",
    }


def test_a_later_edition_is_compared_by_what_its_questions_continue(scene: Scene, world: World) -> None:
    data = wide_set()
    data["edition"] = "2027.1"
    data["standards"][0]["questions"][0]["continues"] = "small/2026.1#2.2"
    later = world.round(scene.board, world.edition(data), code="audit-2027", due_on=date(2027, 10, 30))
    service = world.organisation(scene.board, "Service")
    lead = world.person(Role.LEAD, organisation=service)
    scene.submit(service, lead, {"2.2": "amber", "1.2": "red"})
    scene.submit(service, lead, {}, round=later)
    event = scene.draft(round_id=later.id, held_on=date(2027, 11, 30))
    slots = scene.hear(event, service)
    scene.propose(event)
    assert list(reasons(scene, slots["Service"])) == ["1.1"], "1.2 continues nothing"


def test_a_scale_with_other_meanings_is_not_compared(scene: Scene, world: World) -> None:
    data = wide_set()
    data["edition"] = "2027.1"
    data["scale"]["grades"][2]["meaning"] = "Exceeded"
    for standard in data["standards"]:
        for question in standard["questions"]:
            question["continues"] = f"small/2026.1#{question['code']}"
    later = world.round(scene.board, world.edition(data), code="audit-2027", due_on=date(2027, 10, 30))
    scene.submit(scene.council, scene.council_lead, {}, round=later)
    event = scene.draft(round_id=later.id, held_on=date(2027, 11, 30))
    slots = scene.hear(event, scene.council)
    scene.propose(event)
    assert scene.lines(slots["Testshire Council"]) == []


def test_an_answer_unlike_five_peers_of_the_sector(scene: Scene, world: World) -> None:
    for number in range(6):
        one = world.organisation(scene.board, f"Hospital {number}", "health")
        grades = {"2.2": "green"} if number == 0 else {"2.2": "red"}
        scene.submit(one, world.person(Role.LEAD, organisation=one), grades)
        if number == 0:
            first = one
    event = scene.draft()
    slots = scene.hear(event, first, scene.police)
    scene.propose(event)
    assert reasons(scene, slots["Hospital 0"]) == {"2.2": "2.2 is Green; 5 of 5 others of Health are Red."}
    assert scene.lines(slots["Testshire Police"]) == [], "another sector is no peer"


def test_a_reopened_return_is_read_as_it_was_submitted(scene: Scene, world: World) -> None:
    with world.session() as session:
        session.get_one(Return, scene.council_return.id).state = ReturnState.IN_PROGRESS
    event, slots = scene.planned()
    scene.propose(event)
    assert list(reasons(scene, slots["Testshire Council"])) == ["1.1"]


def test_overdue_actions_join_the_question_that_they_are_about(scene: Scene, world: World) -> None:
    event, slots = scene.planned()
    with world.session() as session:
        for what, code in (("Appoint a lead", "1.1"), ("Write a policy", "")):
            session.add(
                Action(
                    board_id=scene.board.id, organisation_id=scene.council.id, round_id=scene.round.id,
                    return_id=scene.council_return.id, question_code=code, origin=ActionOrigin.ANSWER, what=what,
                    due_on=date(2026, 9, 4), created_at=world.clock(), created_by_name="Lee",
                )
            )  # fmt: skip
    scene.propose(event)
    first, second = scene.lines(slots["Testshire Council"])
    assert first.reason_words.splitlines() == [
        "Its own grade for 1.1 is Red.",
        "The action “Appoint a lead” was due on 4 September 2026 (10 days late).",
    ]
    assert (second.reason, second.question_code) == (R.OVERDUE, "")
    assert second.action_id is not None


def test_the_next_event_starts_from_what_is_still_open(scene: Scene, world: World) -> None:
    event, slots = scene.planned()
    council = slots["Testshire Council"]
    texts = ("Not assured?", "Followed up?", "Assured?", "Never reached?", "Taken off?")
    with world.session() as session:
        ids = [add_line(session, scene.admin, world.clock, council, text).id for text in texts]
    with world.session() as session:
        session.get_one(ChallengeEvent, event.id).state = EventState.HELD
        for id, outcome in zip(
            ids, [EnquiryOutcome.NOT_ASSURED, EnquiryOutcome.ASSURED, EnquiryOutcome.ASSURED], strict=False
        ):
            session.get_one(Line, id).outcome = outcome
        session.get_one(Line, ids[1]).follow_up = "Show us in May."
        session.get_one(Line, ids[4]).dropped_at = world.clock()
    following = scene.draft(title="The next", previous_id=event.id)
    slots = scene.hear(following, scene.council)
    scene.propose(following)
    found = [line for line in scene.lines(slots["Testshire Council"]) if line.reason is R.CARRIED]
    assert [line.text for line in found] == ["Not assured?", "Followed up?", "Never reached?"]
    assert found[0].carried_from_id == ids[0]
    assert "at “Challenge day”" in found[0].reason_words


def test_proposing_for_many_takes_as_many_queries_as_for_few(scene: Scene, world: World) -> None:
    engine = scene.app.extensions["audit.unit_of_work"].engine
    before = world.round(scene.board, scene.edition, code="audit-2025", due_on=date(2025, 10, 30))
    event = scene.draft()

    def hear(number: int) -> None:
        one = world.organisation(scene.board, f"Service {number:02}", "health")
        lead = world.person(Role.LEAD, organisation=one)
        scene.submit(one, lead, {"1.1": "green", "2.1": "red"}, round=before)
        scene.submit(one, lead, {"1.1": "red", "1.2": "amber"}, files=("2.2",))
        scene.hear(event, one)

    def count() -> int:
        with world.session() as session:
            session.query(Line).delete()
        with count_queries(engine) as statements:
            scene.propose(event)
        return len([text for text in statements if not text.startswith(("INSERT", "RELEASE", "SAVEPOINT"))])

    hear(0)
    count()
    few = count()
    for number in range(1, 8):
        hear(number)
    assert count() == few


def test_a_copy_that_says_nothing_gives_no_reason(scene: Scene, world: World) -> None:
    event, slots = scene.planned()
    with world.session() as session:
        session.add(
            Submission(
                return_id=scene.council_return.id, number=2, reference="TEST-2", content={}, fingerprint="0" * 64,
                submitted_at=world.clock(), submitted_by="Somebody",
            )
        )  # fmt: skip
    scene.propose(event)
    assert scene.lines(slots["Testshire Council"]) == []


def test_an_event_about_the_plans_of_a_round_asks_about_its_actions_alone(scene: Scene, world: World) -> None:
    with world.session() as session:
        for what, round_id in (("Of this round", scene.round.id), ("Of none", None)):
            session.add(
                Action(
                    board_id=scene.board.id, organisation_id=scene.council.id, round_id=round_id,
                    question_code="1.1", origin=ActionOrigin.ANSWER, what=what, due_on=date(2026, 9, 4),
                    created_at=world.clock(), created_by_name="Lee",
                )
            )  # fmt: skip
    event = scene.draft(kind=EventKind.ACTION_PLANS)
    slots = scene.hear(event, scene.council)
    assert scene.slot(slots["Testshire Council"]).return_id == scene.council_return.id
    scene.propose(event)
    (line,) = scene.lines(slots["Testshire Council"])
    assert (line.reason, line.question_code) == (R.OVERDUE, "")
    assert "“Of this round”" in line.text


def test_over_a_change_of_scale_only_a_declared_mapping_compares(scene: Scene, world: World) -> None:
    data = wide_set()
    data["edition"], stricter = "2027.1", deepcopy(data["scale"])
    stricter["grades"][-1]["meaning"] = "More than met"
    data["scale"] = stricter
    data["standards"][0]["questions"][0]["continues"] = f"{data['questionnaire']}/2026.1#1.1"
    scene.round = world.round(scene.board, world.edition(data), code="audit-2027", due_on=date(2027, 10, 30))
    scene.submit(scene.council, scene.council_lead, {})
    scene.submit(scene.police, scene.police_lead, {})
    event, slots = scene.planned()
    scene.propose(event)
    assert "1.1" not in reasons(scene, slots["Testshire Police"])
    then, now = scale_from_data(wide_set()["scale"]), scale_from_data(stricter)
    with world.session() as session:
        session.query(Line).delete()
        session.add(
            DeclaredMapping(
                board_id=scene.board.id, before=wide_set()["scale"], before_mark=meaning_mark(then), now=stricter,
                now_mark=meaning_mark(now), grades={"red": "red", "amber": None, "green": "amber"},
                declared_by_name="Ada", declared_at=world.clock(),
            )
        )  # fmt: skip
    scene.propose(event)
    assert reasons(scene, slots["Testshire Police"])["1.1"].startswith(
        "1.1 was Amber in the round before, counted by the declared mapping"
    )


def test_the_grade_agreed_last_time_is_the_one_compared_with(scene: Scene, world: World) -> None:
    before = world.round(scene.board, scene.edition, code="audit-2025", due_on=date(2025, 10, 30))
    row = scene.submit(scene.police, scene.police_lead, {}, round=before)
    moderated(scene, row, "1.1", grade="amber")
    event, slots = scene.planned()
    scene.propose(event)
    assert reasons(scene, slots["Testshire Police"]) == {
        "1.1": "1.1 was Amber in the round before and is Green now, without any evidence."
    }
