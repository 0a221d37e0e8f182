"""A school's own way with its trust's answer, and where answers came from."""

from dataclasses import replace

import pytest

from audit.domain.answers import AnswerContent
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.inheriting import Stand
from audit.domain.permissions import Role
from audit.domain.questionnaire import Kind, Question, Standard
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import AnswerRevision, Submission
from audit.rooms.assessments.operations import origins_of, send_for_sign_off
from audit.rooms.assessments.queries import return_of_organisation
from audit.rooms.moderation.queries.reading import Item
from audit.rooms.trusts.operations import answer_differently
from tests.rooms.trusts.scene import AMBER, GREEN, TrustScene

CODES = ("1.1", "1.2", "2.1", "2.2")


def origin(scene: TrustScene, code: str = "1.1"):  # type: ignore[no-untyped-def]
    with scene.world.unit_of_work.read() as session:
        view = return_of_organisation(session, scene.head, scene.returns[0].reference)
        return origins_of(session, view).get(code)


def test_a_school_answers_differently_and_gives_it_back(scene: TrustScene) -> None:
    scene.choose("1.1")
    scene.answer()
    kept = origin(scene)
    assert (kept.words, kept.is_kept, kept.by_name) == (
        "Answered by Elm Trust for its schools", True, "Trudy Trust",
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="Say why"):
        scene.differ("  ")
    with pytest.raises(RuleBroken, match="1,000 characters"):
        scene.differ("x" * 1_001)
    scene.differ()
    scene.own(content=AMBER, seen=1)
    assert scene.stands()[0].stand is Stand.DIFFERENT
    assert scene.stands()[0].reason == "We are a nursery."
    differs = origin(scene)
    assert not differs.is_kept
    assert differs.words.endswith("Reason: We are a nursery.")
    with pytest.raises(Stale, match="Look again"):
        scene.take(1, 1)
    scene.take(2, 1)
    said = scene.said()
    assert said is not None
    assert (said.grade, said.version) == ("green", 3)
    assert scene.stands()[0].stand is Stand.THE_TRUSTS
    assert origin(scene).by_name == "Sam School"


def test_whatever_way_it_was_changed_a_reason_is_wanted_before_it_is_sent(scene: TrustScene) -> None:
    scene.choose(*CODES)
    for code in CODES:
        scene.answer(code)
    scene.own(content=AMBER, seen=1)  # as an upload, or a page that was open before, would
    assert scene.stands()[0].stand is Stand.REASON_MISSING
    assert origin(scene).wants_reason
    scene.world.person(Role.APPROVER, organisation=scene.schools[0])
    with pytest.raises(RuleBroken, match="without saying why"), scene.world.session() as session:
        send_for_sign_off(session, scene.head, scene.world.clock, scene.returns[0].reference, public_url="")
    scene.own(content=GREEN, seen=2)  # undone: the same words again are the trust's
    assert scene.stands()[0].stand is Stand.THE_TRUSTS
    scene.own(content=AMBER, seen=3)
    scene.differ("Our own policy is stricter.")
    scene.submit()
    with scene.world.unit_of_work.read() as session:
        content = session.query(Submission).one().content
    assert content["answers"]["1.1"]["origin"] == {
        "by": "school", "trust": "Elm Trust", "reason": "Our own policy is stricter.",
    }  # fmt: skip
    assert content["answers"]["1.2"]["origin"]["by"] == "trust"


def test_a_school_with_its_own_answer_may_take_the_trusts(scene: TrustScene) -> None:
    scene.own()
    scene.choose("1.1")
    scene.answer()
    assert origin(scene) is None
    scene.take(1, 1)
    said = scene.said()
    assert said is not None
    assert said.narrative == GREEN.narrative
    with scene.world.unit_of_work.read() as session:
        ways = [row.via for row in session.query(AnswerRevision).filter_by(answer_id=said.id)]
    assert ways == ["typed", "from the trust"]
    assert origin(scene).is_kept


def test_a_school_that_leaves_the_trust_is_free_and_says_where_its_words_came_from(scene: TrustScene) -> None:
    scene.choose("1.1")
    scene.answer()
    scene.leave_trust()
    free = origin(scene)
    assert free.by_trust
    assert not free.is_kept
    with pytest.raises(RuleBroken, match="No reason is needed"):
        scene.differ()
    with pytest.raises(NotVisible):
        scene.take(1, 1)
    scene.own(content=AMBER, seen=1)
    assert origin(scene) is None
    # And the trust's next answer does not reach it.
    scene.answer(content=AnswerContent(grade="red"), seen=1)
    said = scene.said()
    assert said is not None
    assert said.grade == "amber"


def test_who_may_answer_differently(scene: TrustScene) -> None:
    scene.choose("1.1")
    scene.answer()
    viewer = scene.world.actor(scene.person(Role.ORGANISATION_VIEWER))
    for actor, refusal in ((viewer, NotAllowed), (scene.lead, NotVisible)):
        with pytest.raises(refusal), scene.world.session() as session:
            answer_differently(
                session, actor, scene.world.clock, scene.returns[0].reference, "1.1", "Because."
            )
    scene.state(0, ReturnState.SUBMITTED)
    with pytest.raises(RuleBroken):
        scene.differ()
    assert scene.stands()[0].stand is Stand.THE_TRUSTS


def test_moderators_read_where_an_answer_came_from() -> None:
    said = {"by": "school", "trust": "Elm Trust", "reason": "We are small."}
    item = Item(Question("1.1", Kind.GRADED, "?"), Standard("1", "One", ()), {"origin": said}, None, None)
    assert item.origin == "Answered by the school, differently from Elm Trust. Reason: We are small."
    assert replace(item, answer={}).origin == ""
