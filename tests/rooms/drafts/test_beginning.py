"""A draft begins as a copy, as the next edition of the board's own set, or with nothing; it can be put away."""

from audit.rooms.drafts.models import Draft
from audit.rooms.questionnaires.operations import publish_edition
from tests.rooms.drafts.desk import Desk
from tests.support import question_sets

DRAFTS = "/boards/testshire/drafts"


def latest(desk: Desk) -> Draft:
    """The draft that was started last, as the desk's."""
    with desk.world.session() as session:
        row = session.query(Draft).order_by(Draft.id.desc()).first()
        assert row is not None
        desk.id = row.id
        return row


def test_a_shipped_set_is_copied_under_a_code_of_the_boards_own(desk: Desk) -> None:
    client = desk.client()
    new = client.get(f"{DRAFTS}/new")
    page = client.submit(new, {"source": "section-11/2026.1"})
    draft = latest(desk)
    assert page.heading == draft.title == "Section 11 self-assessment"
    assert (draft.code, draft.settings["edition"], "starter" in draft.settings) == (
        "section-11-testshire", "2026.1", False,
    )  # fmt: skip
    client.submit(new, {"source": "section-11/2026.1"})
    assert latest(desk).code == "section-11-testshire-2"
    for source in ("", "nonsense/1", "next:x", "blank"):
        assert client.submit(new, {"source": source}, 422).errors()
    client.post(f"{DRAFTS}/start", {"source": "99999999999"}, 404)
    desk.client(desk.viewer_person).post(f"{DRAFTS}/start", {"source": "section-11/2026.1"}, 403)


def test_the_next_edition_continues_the_boards_own_set(desk: Desk) -> None:
    client = desk.client()
    shipped = desk.world.edition()
    own = {**question_sets.content(), "questionnaire": "our-own", "title": "Our own"}
    with desk.world.session() as session:
        edition, _ = publish_edition(session, desk.admin, own, desk.world.clock, board_id=desk.board.id)
        id = edition.id
    page = client.get(f"{DRAFTS}/new")
    assert "The next edition of Our own" in page.text_words
    client.submit(page, {"source": f"next:{id}"})
    draft = latest(desk)
    assert (draft.code, draft.settings["edition"], draft.settings["continues"], draft.based_on_id) == (
        "our-own", "2026.2", "2026.1", id,
    )  # fmt: skip
    assert desk.question("1.1").content["continues"] == "our-own/2026.1#1.1"
    assert "Nothing. This draft can be published" in client.get(f"{desk.path}/check").text_words
    client.submit(page, {"source": f"next:{id}"})
    assert latest(desk).settings["edition"] == "2026.3"
    refused = client.submit(page, {"source": f"next:{shipped.id}"}, 422)
    assert "Only the board whose set this is" in refused.text_words
    client.submit(page, {"source": str(id)})
    assert latest(desk).code == "our-own-testshire"
    assert desk.question("2.1").content["continues"] == "our-own/2026.1#2.1"


def test_a_blank_set_is_filled_and_a_draft_is_put_away_and_back(desk: Desk) -> None:
    client = desk.client()
    page = client.get(f"{DRAFTS}/new")
    assert client.submit(page, {"title": "", "scale": "rag-compliance"}, 422, form=1).errors() == [
        "Give the question set a title"
    ]
    client.submit(page, {"title": "Our look at sport", "scale": "rag-compliance"}, form=1)
    draft = latest(desk)
    assert draft.scale["scale"] == "rag-compliance"
    assert "This standard has no question yet" in client.get(f"{desk.path}/check").text_words
    assert "There is nothing to show yet" in client.get(f"{desk.path}/preview").text_words
    assert "There is nothing to show yet" in client.get(f"{desk.path}/try").text_words
    home = client.post(f"{desk.path}/discard")
    assert "is discarded" in home.text_words
    assert "put back" in client.get(desk.path).text_words
    client.submit(home, form=0)
    assert latest(desk).state.value == "open"
    assert "Drafts of question sets" in client.get("/boards/testshire").text_words
