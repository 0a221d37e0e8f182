"""A round of numbers and a maturity matrix, each with our return in it; in the matrix it is submitted."""

from flask import Flask

from audit.domain.answers import AnswerContent
from audit.rooms.assessments.operations import approve, save_answer, send_for_sign_off
from tests.support.matrix import MatrixWorld
from tests.support.number_sets import matrix_set, number_set
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """There is a level to agree on."""
    lead, approver = world.actor(things.people["lead"]), world.actor(things.people["approver"])
    numbers = world.round(things.board, world.edition(number_set()), things.ours, code="numbers")
    matrix = world.round(things.board, world.edition(matrix_set()), code="matrix")
    given = world.asked(matrix, things.ours)
    with world.session() as session:
        for code in ("1.1", "1.2"):
            save_answer(
                session,
                lead,
                world.clock,
                given.reference,
                code,
                AnswerContent(grade="green"),
                seen_version=0,
            )
    with world.session() as session:
        send_for_sign_off(session, lead, world.clock, given.reference, public_url="")
    with world.session() as session:
        approve(
            session, approver, world.clock, given.reference,
            attempt=1, step="chief-officer", title="Chief officer", declared=True, public_url="",
        )  # fmt: skip
    of_matrix = {"round_code": matrix.code}
    things.special |= {
        "board.show_totals": {"round_code": numbers.code},
        "board.show_levels": of_matrix,
        "board.agree_on_level": {**of_matrix, "question_code": "1.1"},
    }
