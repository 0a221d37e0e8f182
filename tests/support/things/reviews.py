"""A progress review of the round in which our return is submitted: it asks about an open action of ours."""

from datetime import date

from flask import Flask

from audit.domain.actions import ActionOrigin
from audit.rooms.action_plans.operations import ActionFacts, ReturnAbout, add_action
from audit.rooms.board.operations import create_review_of
from audit.rooms.rounds.models import Return
from audit.rooms.rounds.operations import ReviewPlan, open_round
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """The review is open, and our return in it has a note still to be written."""
    lead = world.actor(things.people["lead"])
    admin = world.actor(things.people["board administrator"])
    with world.session() as session:
        action = add_action(
            session, lead, world.clock, organisation_id=things.ours.id, board_id=things.board.id,
            facts=ActionFacts("Train everybody", date(2027, 3, 1)), origin=ActionOrigin.ANSWER,
            about=ReturnAbout(things.submitted.id, things.spring.id, "Standard number 1", "1.1", "Question 1.1"),
        )  # fmt: skip
    with world.session() as session:
        plan = ReviewPlan("Progress review", date(2027, 4, 30))
        review = create_review_of(session, admin, world.clock, things.spring.code, plan)
    with world.session() as session:
        open_round(session, admin, world.clock, review.code, public_url="", product="Audit")
    with world.unit_of_work.read() as session:
        row = session.query(Return).filter_by(round_id=review.id, organisation_id=things.ours.id).one()
    of_review = {"round_code": review.code}
    things.special |= {
        "assessments.show_progress": {"reference": row.reference},
        "assessments.save_progress": {"reference": row.reference, "action_id": action.id},
        "board.show_review": of_review,
        "board.ask_anew": of_review,
        "board.download_review": of_review,
        "board.new_review": {"round_code": things.spring.code},
    }
