"""Surveys of ours: one that runs, with a reply, whose link is everybody's; a draft; and one that is closed."""

from datetime import date

from flask import Flask

from audit.infra.secrets import decrypt
from audit.infra.survey_links import new_form
from audit.rooms.surveys import operations
from audit.rooms.surveys.models import Survey, SurveyPlace
from tests.support.matrix import MatrixWorld
from tests.support.surveys import survey_set
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Three surveys of our board, each of our organisation."""
    admin = world.actor(things.people["board administrator"])
    secret = app.config["AUDIT_SETTINGS"].secret_key
    edition = world.edition(survey_set())

    def plan(title: str) -> Survey:
        with world.session() as session:
            return operations.create_survey(
                session, admin, world.clock, things.board.code,
                operations.SurveyPlan(title, edition.id, date(2026, 10, 9), round_id=things.spring.id),
                [things.ours.id], secret_key=secret,
            )  # fmt: skip

    def open_(survey: Survey) -> None:
        with world.session() as session:
            operations.open_survey(session, admin, world.clock, survey.id, public_url="", secret_key=secret)

    running, draft, closed = plan("Running survey"), plan("Draft of a survey"), plan("Closed survey")
    open_(running)
    open_(closed)
    keys, places = {}, {}
    with world.session() as session:
        for place in session.query(SurveyPlace):
            keys[place.survey_id], places[place.survey_id] = decrypt(place.sealed, secret), place.id
    with world.session() as session:
        for number in range(6):
            operations.take_reply(
                session, world.clock, keys[closed.id] or "", {"A.1": "agree"}, "front",
                form_token=new_form(secret, str(number)),
            )  # fmt: skip
    with world.session() as session:
        operations.close_survey(session, admin, world.clock, closed.id)
    things.values |= {"survey_id": running.id, "place_id": places[running.id]}
    of_draft, of_closed = {"survey_id": draft.id}, {"survey_id": closed.id}
    things.special |= {
        "surveys.reply": {"key": keys[running.id]},
        "surveys.ask_to_open": of_draft,
        "surveys.reopen": of_closed,
        "surveys.show_results": of_closed,
        "surveys.show_beside": of_closed,
        "surveys.download_workbook": of_closed,
    }
