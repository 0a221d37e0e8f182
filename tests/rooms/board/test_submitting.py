"""What submitting does for the figures, through the operations of the return itself."""

from typing import Any

from sqlalchemy import select, update

from audit.domain.actor import OPERATOR
from audit.domain.answers import AnswerContent
from audit.infra.clock import today
from audit.rooms.board.queries import board_round, round_figures
from audit.rooms.organisations.models import Organisation
from tests.rooms.assessments.signing_scene import SigningScene
from tests.support.world import World, question_set


def graded(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": "graded", "text": f"Question {code}?", "strength": "must", **more}


def test_an_answer_that_stayed_behind_is_not_counted(world: World, unit_of_work: Any, clock: Any) -> None:
    data = question_set() | {
        "standards": [
            {"code": "1", "title": "One", "questions": [
                graded("1.1"), graded("1.2", condition={"question": "1.1", "is": ["red"]}),
                graded("1.3", applies_to={"kinds": ["council"]}), graded("1.4", strength="local"),
            ]}
        ]
    }  # fmt: skip
    scene = SigningScene(world, data=data)
    scene.save("1.1", AnswerContent(grade="red", narrative="Not yet."))
    scene.save("1.2", AnswerContent(grade="red", narrative="Not yet."))
    scene.save("1.3", AnswerContent(grade="green", narrative="Yes."))
    scene.save("1.1", AnswerContent(grade="green", narrative="Now it is."), seen=1)
    scene.send()
    assert scene.sign(scene.ash) is not None
    with world.session() as session:
        session.execute(update(Organisation).values(kind="health"))
    with unit_of_work.read() as session:
        figures = round_figures(session, board_round(session, OPERATOR, scene.round.code), today(clock))
        kind = session.scalar(select(Organisation.kind).where(Organisation.id == scene.organisation.id))
    assert kind == "health"
    assert (figures.overall.count("green"), figures.overall.count("red")) == (2, 0)
    assert figures.overall.not_answered == 1
    assert list(figures.sectors) == ["Councils"]
