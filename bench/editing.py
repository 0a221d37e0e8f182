"""The editor of a question set of 500 questions in 40 standards, against its bare templates."""

from audit.domain.permissions import Role
from audit.rooms.drafts.operations import start_draft
from audit.rooms.drafts.queries import whole_draft
from audit.rooms.organisations.models import Board
from bench.cases import page
from bench.measure import Measured
from bench.place import NOW, Place
from tests.support.pages import PageClient
from tests.support.world import question_set


def measure(place: Place) -> list[Measured]:
    """The outline of the draft, and the page on which one of its questions is changed."""
    world = place.world
    with place.unit_of_work.read() as session:
        board = session.query(Board).filter_by(code="testshire").one()
    person = world.person(Role.BOARD_ADMINISTRATOR, board=board)
    with world.session() as session:
        actor = world.actor(person)
        draft = start_draft(
            session, actor, lambda: NOW, board.id, question_set(40, 13, questionnaire="large")
        )
        question = next(q for questions in whole_draft(session, draft).questions.values() for q in questions)
        at = f"/boards/{board.code}/drafts/{draft.id}"
        pages = {"editor_outline": at, "editor_question": f"{at}/questions/{question.id}"}
    client = PageClient(place.app).sign_in(person.id)
    return [page(place, name, path, client=client, runs=30) for name, path in pages.items()]
