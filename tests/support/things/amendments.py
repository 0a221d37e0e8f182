"""Drafts and amendments: one being prepared in a round that asks nobody of ours, and a draft of the board's own."""

from datetime import date

from flask import Flask

from audit.rooms.amendments.operations import make, prepare
from audit.rooms.amendments.operations.preparing import QuestionWords, add_question
from audit.rooms.drafts.operations import start_draft
from audit.rooms.questionnaires.operations import publish_edition
from tests.support.matrix import MatrixWorld
from tests.support.world import World, question_set


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Each page finds its amendment in the state that it is about."""
    admin, clock = world.actor(things.people["board administrator"]), world.clock
    day = date(2026, 11, 20)

    def prepared(code: str) -> int:
        world.round(things.board, things.edition, code=code)
        with world.session() as session:
            row = prepare(session, admin, clock, code, reason="Guidance has changed.", due_on=day)
        return row.id

    open_one, made = prepared("amended-soon"), prepared("amended")
    with world.session() as session:
        add_question(session, admin, clock, made, QuestionWords("1", "text", "What else?"), version=1)
    with world.session() as session:
        make(session, admin, clock, made, version=2, public_url="")
    with world.session() as session:
        own, _ = publish_edition(
            session, admin, question_set(questionnaire="own"), clock, board_id=things.board.id
        )
        draft = start_draft(session, admin, clock, things.board.id, question_set(questionnaire="own-draft"))
        things.values.setdefault("draft_id", draft.id)
        of_own = {"edition_id": own.id}
    things.values["amendment_id"] = open_one
    things.special |= {
        "amendments.take_back": {"amendment_id": made},
        "amendments.remind": {"amendment_id": made},
        "amendments.prepare": {"round_code": things.spring.code},
        **{
            f"drafts.{name}": of_own
            for name in ("offer_edition", "withdraw_offer", "adopt_edition", "end_adoption")
        },
    }
