"""Visits to ours: one that the moderator is to make, one that is shared; and a round that asks for feedback."""

from flask import Flask

from audit.domain.answers import AnswerContent
from audit.rooms.visits.operations.after import share_visit
from audit.rooms.visits.operations.asking import VisitsAsked, ask_for_visits
from audit.rooms.visits.operations.feedback import ask_for_feedback
from audit.rooms.visits.operations.filling import (
    VisitDetails,
    save_visit_answer,
    save_visit_details,
    send_visit,
)
from tests.support.matrix import MatrixWorld
from tests.support.visits import FEEDBACK, FORM
from tests.support.world import World

OF_VISITOR = ("show_form", "save_form", "save_details", "save_answer", "give_back")


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Visits beside our submitted return."""
    form, feedback = world.edition(FORM), world.edition(FEEDBACK)
    admin, moderator = (world.actor(things.people[kind]) for kind in ("board administrator", "moderator"))
    asked = VisitsAsked(form.id, things.people["moderator"].id, [things.submitted.reference])
    with world.session() as session:
        shared = ask_for_visits(session, admin, world.clock, things.spring.code, asked, public_url="")[0].id
    with world.session() as session:
        details = VisitDetails(world.clock().date(), "9:30am", "The office manager")
        save_visit_details(session, moderator, world.clock, shared, details, seen_version=0)
        for code, content in (("1.1", AnswerContent(grade="green")), ("1.2", AnswerContent(value="yes"))):
            save_visit_answer(session, moderator, world.clock, shared, code, content, seen_version=0)
    with world.session() as session:
        send_visit(session, moderator, world.clock, shared, public_url="")
        share_visit(session, admin, world.clock, shared, public_url="")
    with world.session() as session:
        to_make = ask_for_visits(session, admin, world.clock, things.spring.code, asked, public_url="")[0].id
        ask_for_feedback(session, admin, world.clock, things.spring.code, feedback.id)
    things.values |= {"visit_id": shared, "visit_question": "1.1"}
    things.special |= {
        **{f"visits.{name}": {"visit_id": to_make} for name in OF_VISITOR},
        "visits.withdraw": {"visit_id": to_make},
        "visits.give": {"reference": things.submitted.reference},
        **{
            f"visits.{name}": {"round_code": things.spring.code}
            for name in ("list_visits", "ask", "show_feedback", "ask_feedback")
        },
    }
