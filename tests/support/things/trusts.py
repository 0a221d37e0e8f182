"""A trust of whose people ours are too, with a school in our round that has its answer."""

from flask import Flask

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.trusts.operations import answer_for_all, choose_questions
from tests.support.matrix import MatrixWorld
from tests.support.world import World

PLACES = {
    "contributor": Role.CONTRIBUTOR,
    "lead": Role.LEAD,
    "approver": Role.APPROVER,
    "organisation viewer": Role.ORGANISATION_VIEWER,
}


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Our people hold the same roles in the trust, and in its one school."""
    trust = world.organisation(things.board, "Our trust", "trust")
    school = world.organisation(things.board, "School of our trust", "school", parent_id=trust.id)
    asked = world.asked(things.autumn, school)
    for name, role in PLACES.items():
        world.give(things.people[name], role, organisation=trust)
        world.give(things.people[name], role, organisation=school)
    lead = world.actor(things.people["lead"])
    with world.session() as session:
        code = things.autumn.code
        choose_questions(session, lead, world.clock, trust.id, code, ["1.1"])
        green = AnswerContent(grade="green")
        answer_for_all(session, lead, world.clock, trust.id, code, "1.1", green, seen_version=0)
    here = {"organisation_id": trust.id, "reference": asked.reference}
    for name in (
        "show_rounds", "show_round", "give_answers", "choose", "save_choice", "show_question", "save_answer",
        "show_return", "differ", "take",
    ):  # fmt: skip
        things.special[f"trusts.{name}"] = here
    things.special["organisations.set_trust_schools"] = {"organisation_id": trust.id}
