"""A draft of our board's own question set, with a change and a comment, and others for what ends or needs more."""

from flask import Flask

from audit.domain.questionnaire import Kind
from audit.rooms.drafts.operations import start_draft
from audit.rooms.drafts.operations.arranging import add_question, retire_question
from audit.rooms.drafts.operations.beginning import discard_draft
from audit.rooms.drafts.operations.comments import add_comment
from audit.rooms.drafts.operations.undoing import undo_change
from audit.rooms.drafts.queries import changes_of, whole_draft
from tests.support import question_sets
from tests.support.matrix import MatrixWorld
from tests.support.world import World


def add(world: World, app: Flask, things: MatrixWorld) -> None:
    """Drafts of the small set in our board."""
    admin = world.actor(things.people["board administrator"])
    with world.session() as session:
        draft, away = (
            start_draft(session, admin, world.clock, things.board.id, question_sets.content())
            for _ in range(2)
        )
        standard = whole_draft(session, draft).standards[0]
        question = whole_draft(session, draft).questions[standard.id][1]
        aside = add_question(session, admin, world.clock, draft.id, standard.id, "Taken out?", Kind.TEXT)
        retire_question(session, admin, world.clock, draft.id, aside.id, drop_conditions=False)
        comment = add_comment(session, admin, world.clock, draft.id, question.id, "Clear.")
        (last, first), _number = changes_of(session, draft)
        undo_change(session, admin, world.clock, draft.id, last.id)
        things.values |= {
            "draft_id": draft.id,
            "standard_id": standard.id,
            "question_id": question.id,
            "comment_id": comment.id,
            "change_id": first.id,
        }
        things.special |= {
            "drafts.redo": {"change_id": last.id},
            "drafts.return_question": {"question_id": aside.id},
            "drafts.put_back": {"draft_id": away.id},
            "drafts.discard": {"draft_id": away.id},
        }
        discard_draft(session, admin, world.clock, away.id)
