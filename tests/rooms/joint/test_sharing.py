"""What is answered once stands in each board's own return, and nothing is ever written over silently."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import Engine

from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import AnswerRevision, CitedEvidence
from audit.rooms.assessments.operations import (
    approve,
    carry_forward,
    enter_on_behalf,
    save_answer,
    send_for_sign_off,
)
from audit.rooms.assessments.operations.citing import cite, cite_again, uncite
from audit.rooms.assessments.queries import history_of, shared_from
from audit.rooms.joint import operations
from audit.rooms.joint.operations import Agreement
from audit.rooms.joint.operations.settling import stand_of
from audit.rooms.trail.models import TrailEntry
from audit.settings import Settings
from tests.rooms.joint.force import Force
from tests.support.evidence import add_item
from tests.support.queries import count_queries


def green(words: str = "It is in place.") -> AnswerContent:
    return AnswerContent(grade="green", narrative=words)


def red(words: str = "It is missing.") -> AnswerContent:
    return AnswerContent(grade="red", narrative=words)


def test_an_answer_goes_into_the_twin_with_its_history_and_leaves_the_rest_alone(force: Force) -> None:
    joint_id = force.join()
    force.save(force.a, "1.1", green())
    assert force.says(force.b, "1.1") == ("green", "It is in place.")
    assert force.view(force.b).row.state is ReturnState.IN_PROGRESS
    force.save(force.b, "1.1", red())
    assert force.says(force.a, "1.1") == ("red", "It is missing.")
    # Declared equivalent, under another code; and each board's own.
    force.save(force.b, "2.1", green("Theirs and ours"))
    assert force.says(force.a, "2.2") == ("green", "Theirs and ours")
    force.save(force.b, "2.2", red("Only theirs"))
    assert force.says(force.a, "2.1") == (None, "")
    force.save(force.a, "1.1", EMPTY)
    assert force.says(force.b, "1.1") == (None, "")
    with force.world.unit_of_work.read() as session:
        answer = force.view(force.b).answers["1.1"]
        assert [row.via for row in history_of(session, answer)] == ["shared", "typed", "shared"]
        assert shared_from(session, answer) == {1: force.ours.name, 3: force.ours.name}
    joint = force.joint(joint_id)
    assert (len(joint.groups), len(joint.shared), joint.different) == (5, 3, [])
    # Each by itself again: nothing goes over any more, and nothing is taken away.
    with force.world.session() as session:
        operations.end(session, force.lead, force.world.clock, joint_id)
    force.save(force.a, "1.2", green())
    assert force.says(force.b, "1.2") == (None, "")
    assert force.says(force.a, "2.2") == ("green", "Theirs and ours")
    with pytest.raises(NotVisible):
        force.joint(joint_id)
    assert force.join() != joint_id
    assert force.says(force.b, "1.2") == ("green", "It is in place.")


def test_a_return_by_itself_costs_no_statement_more(force: Force, engine: Engine) -> None:
    force.save(force.a, "1.1", green())

    def cost(version: int, words: str) -> int:
        with force.world.session() as session, count_queries(engine) as found:
            save_answer(
                session, force.writer, force.world.clock, force.a.reference, "1.1", green(words),
                seen_version=version,
            )  # fmt: skip
        return found.count

    alone = cost(1, "Two")
    assert alone <= 4
    force.join()
    together = cost(2, "Three")
    assert alone < together <= alone + 5


def test_words_of_their_own_stay_until_somebody_chooses(force: Force) -> None:
    force.save(force.a, "1.1", green("Ours"))
    force.save(force.b, "1.1", red("Theirs"))
    force.save(force.a, "1.2", green("Said once"))
    joint_id = force.join()
    assert force.says(force.b, "1.2") == ("green", "Said once")
    assert (force.says(force.a, "1.1"), force.says(force.b, "1.1")) == (("green", "Ours"), ("red", "Theirs"))
    force.save(force.a, "1.1", green("Ours, later"))
    assert force.says(force.b, "1.1") == ("red", "Theirs")
    (group,) = force.joint(joint_id).different
    seen = stand_of(group)

    def settle(by: object = None, reference: str = force.b.reference, seen: str = seen) -> int:
        with force.world.session() as session:
            return operations.settle(
                session, by or force.writer, force.world.clock, joint_id, reference, "1.1", seen=seen
            )

    with pytest.raises(NotAllowed):
        settle(force.reader)
    with pytest.raises(NotVisible):
        settle(force.stranger)
    with pytest.raises(Stale):
        settle(seen="something else")
    assert settle() == 1
    assert force.says(force.a, "1.1") == ("red", "Theirs")
    assert force.joint(joint_id).different == []
    with force.world.unit_of_work.read() as session:
        kept = {row.narrative for row in session.query(AnswerRevision)}
    assert {"Ours", "Ours, later", "Theirs"} <= kept
    force.save(force.b, "1.1", green("Together again"))
    assert force.says(force.a, "1.1") == ("green", "Together again")


def test_without_agreement_the_narrative_and_the_evidence_are_each_boards_own(
    force: Force, settings: Settings
) -> None:
    policy = add_item(force.world, settings, force.police, actor=force.lead)
    clock = force.world.clock
    joint_id = force.join(narrative=False, evidence=False)
    force.save(force.a, "1.1", green("For Testshire only"))
    with force.world.session() as session:
        cite(session, force.writer, clock, force.a.reference, "1.1", [policy.id])
    assert force.says(force.b, "1.1") == ("green", "")
    assert not force.view(force.b).cited
    force.save(force.b, "1.1", AnswerContent(grade="green", narrative="For Othershire"))
    force.save(force.a, "1.1", AnswerContent(grade="amber", narrative="Testshire again"))
    assert force.says(force.b, "1.1") == ("amber", "For Othershire")
    assert force.joint(joint_id).different == []
    # Agreed for one board alone changes nothing; for both, what is missing is given and what differs is shown.
    force.change(joint_id, force.a)
    assert not force.view(force.b).cited
    force.change(joint_id, force.a, force.b)
    assert [link.evidence_id for link in force.view(force.b).cited["1.1"]] == [policy.id]
    assert [group.lead.code for group in force.joint(joint_id).different] == ["1.1"]
    with force.world.session() as session:
        assert uncite(session, force.writer, clock, force.b.reference, "1.1", policy.id)
    assert "1.1" not in force.view(force.a).cited
    with force.world.session() as session:
        assert cite_again(session, force.writer, clock, force.a.reference, "1.1", policy.id)
    assert "1.1" in force.view(force.b).cited
    # Withdrawn agreement takes back nothing.
    force.change(joint_id)
    assert "1.1" in force.view(force.b).cited
    with force.world.unit_of_work.read() as session:
        assert session.query(CitedEvidence).filter_by(return_id=force.b.id).count() == 2
        told = session.query(TrailEntry).filter(TrailEntry.event.like("joint.%")).all()
    assert {entry.event for entry in told} == {"joint.begun", "joint.agreed", "joint.evidence-shared"}


def test_what_is_brought_forward_goes_over_too(force: Force, settings: Settings) -> None:
    clock = force.world.clock
    policy = add_item(force.world, settings, force.police, actor=force.lead)
    force.answer_all()
    for row, code in ((force.a, "1.1"), (force.a, "2.1")):
        with force.world.session() as session:
            cite(session, force.writer, clock, row.reference, code, [policy.id])
    with force.world.session() as session:
        send_for_sign_off(session, force.lead, clock, force.a.reference, public_url="")
    with force.world.session() as session:
        copy = approve(
            session, force.chief, clock, force.a.reference, attempt=1, step="chief-officer", title="Chief",
            declared=True, public_url="",
        )  # fmt: skip
        assert copy is not None
        assert "together_with" not in copy.content
    later = force.world.asked(force.world.round(force.ours, force.edition_a), force.police)
    both = frozenset({later.reference, force.b.reference})
    with force.world.session() as session:
        operations.begin(session, force.lead, clock, force.police.id, Agreement(both, both, both))
    assert force.says(force.b, "1.1") == (None, "")
    codes = ["1.1", "1.2", "2.1", "2.2"]
    with force.world.session() as session:
        done = carry_forward(session, force.writer, clock, later.reference, codes, seen_copy=copy.id)
    assert list(done.saved) == codes
    assert force.says(force.b, "1.1") == ("green", "All is well with 1.1.")
    assert force.says(force.b, "2.1") == ("green", "All is well with 2.2.")
    assert force.says(force.b, "2.2") == ("green", "All is well with 2.2.")
    assert list(force.view(force.b).cited) == ["1.1"]


def test_who_may_and_what_can_be_joined(force: Force) -> None:
    world, clock = force.world, force.world.clock
    third_board = world.board("thirdshire", "Thirdshire Partnership")
    third = world.asked(world.round(third_board, world.edition()), force.police)
    again = world.asked(world.round(force.ours, world.edition()), force.police)

    def begin(by: object, *rows: object) -> None:
        with world.session() as session:
            wanted = Agreement(frozenset(row.reference for row in rows))
            operations.begin(session, by, clock, force.police.id, wanted)

    for actor, refusal in (
        (force.stranger, NotVisible),
        (force.board_a, NotVisible),
        (force.writer, NotAllowed),
        (force.chief, NotAllowed),
    ):
        with pytest.raises(refusal):
            begin(actor, force.a, force.b)
    with pytest.raises(RuleBroken, match="different boards"):
        begin(force.lead, force.a, again)
    joint_id = force.join()
    with pytest.raises(RuleBroken, match="cannot be answered together"):
        begin(force.lead, force.a, third)
    force.save(force.a, "1.1", green())
    force.change(joint_id, returns=(force.a, force.b, third))
    assert force.says(third, "1.1") == ("green", "")
    force.save(third, "2.2", red(""))
    assert (force.says(force.a, "2.2"), force.says(force.b, "2.1")) == (("red", ""), ("red", ""))
    with pytest.raises(RuleBroken, match="at least two"):
        force.change(joint_id, returns=(force.a,))
    seen = force.seen(joint_id)
    force.change(joint_id, returns=(force.b, third))
    with pytest.raises(Stale), world.session() as session:
        operations.change(
            session, force.lead, clock, joint_id, Agreement(frozenset({third.reference})), seen=seen
        )
    force.save(force.a, "1.2", green())
    assert force.says(third, "1.2") == (None, "")
    assert force.view(force.a).row.joint_id is None


def test_two_people_in_two_returns_never_wait_for_each_other(force: Force) -> None:
    joint_id = force.join()
    start = Barrier(2)

    def writes(row: object, by: object) -> None:
        start.wait()
        for number in range(15):
            for code in ("1.1", "1.2"):
                try:
                    answer = force.view(row).answers.get(code)
                    with force.world.session() as session:
                        save_answer(
                            session, by, force.world.clock, row.reference, code,
                            green(f"{row.reference} {number}"), seen_version=answer.version if answer else 0,
                        )  # fmt: skip
                except Stale:
                    continue

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(writes, force.a, force.lead), pool.submit(writes, force.b, force.writer)]
        for each in done:
            each.result()
    assert force.says(force.a, "1.1") == force.says(force.b, "1.1") != (None, "")
    assert force.says(force.a, "1.2") == force.says(force.b, "1.2") != (None, "")
    assert force.joint(joint_id).different == []


def test_what_is_answered_together_is_not_entered_from_paper_nor_the_other_way_round(force: Force) -> None:
    def enter() -> None:
        with force.world.session() as session:
            enter_on_behalf(
                session, force.board_b, force.world.clock, force.b.reference, reason="It came by post.",
                received_on=date(2026, 9, 10), public_url="",
            )  # fmt: skip

    joint_id = force.join()
    with pytest.raises(RuleBroken, match="answered together"):
        enter()
    with force.world.session() as session:
        operations.end(session, force.lead, force.world.clock, joint_id)
    enter()
    with pytest.raises(RuleBroken, match="cannot be answered together"):
        force.join()
