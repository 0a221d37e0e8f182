"""The pages of a trust, and what its schools, their board and their moderators see."""

from io import BytesIO

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine

from audit.domain.permissions import Role
from audit.domain.workflows import RoundState
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Round
from tests.rooms.trusts.scene import AMBER, TrustScene
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


def place(scene: TrustScene, more: str = "") -> str:
    return f"/organisations/{scene.trust.id}/trust/{scene.round.code}{more}"


def test_a_trust_lead_chooses_answers_and_follows_the_schools(scene: TrustScene, app: Flask) -> None:
    scene.own(school=1)
    second = PageClient(app).sign_in(scene.person(Role.LEAD, 1).id)
    lead = PageClient(app).sign_in(scene.lead_person.id)
    home = lead.get("/")
    assert "Elm Trust: your schools" in home.text_words
    returns = lead.get(f"/organisations/{scene.trust.id}")
    assert returns.find("a", string="Schools of the trust") is not None
    assert "Autumn audit" in lead.get(f"/organisations/{scene.trust.id}/trust").text_words
    page = lead.get(place(scene))
    assert "0 of 3 schools have submitted" in page.text_words
    chosen = lead.submit(lead.get(place(scene, "/questions")), {"questions": ["1.1", "9.9"]})
    assert "Saved: 1 added." in chosen.text_words
    assert "2 not answered yet" in chosen.text_words
    question = lead.get(place(scene, "/questions/1.1"))
    home = lead.get("/").text_words
    assert "Elm Trust. 1 question to answer for all of your schools." in home
    empty = lead.submit(question, {}, 422)
    assert empty.errors() == [
        "Answer the question first. If your schools are to answer it themselves, take it off your list."
    ]
    saved = lead.submit(question, {"answer": "green", "narrative": "One policy for all."})
    assert "Your answer to 1.1 is saved. 2 schools have it. 1 was left as it is." in saved.text_words
    assert "2 have your answer 1 has its own answer" in saved.text_words
    assert "to answer for all" not in lead.get("/").text_words
    offered = second.get(f"/returns/{scene.returns[1].reference}").text_words
    assert "Elm Trust offers its answer to 1.1" in offered
    again = lead.get(place(scene, "/questions/1.1"))
    assert "Its own words are never replaced." in again.text_words
    # Typed over what a colleague saved in between: both are shown, nothing is lost.
    conflict = lead.submit(question, {"answer": "red", "narrative": "Mine."}, 409)
    assert "Nothing was overwritten" in conflict.text_words
    assert "One policy for all." in conflict.text_words
    assert conflict.find("textarea", id="narrative").get_text().strip() == "Mine."
    # The school's return, to read.
    school = lead.get(f"/organisations/{scene.trust.id}/trust/returns/{scene.returns[0].reference}")
    assert "Answered by Elm Trust for its schools" in school.text_words
    lead.get(f"/returns/{scene.returns[0].reference}", 404)
    lead.get(f"/returns/{scene.returns[0].reference}/questions/1.1/history", 404)
    scene.leave_trust()
    lead.get(f"/organisations/{scene.trust.id}/trust/returns/{scene.returns[0].reference}", 404)
    assert "School 01" not in lead.get(place(scene)).text_words


def test_others_see_no_trust_and_readers_change_nothing(scene: TrustScene, app: Flask, world: World) -> None:
    scene.choose("1.1")
    viewer = PageClient(app).sign_in(world.person(Role.ORGANISATION_VIEWER, organisation=scene.trust).id)
    assert "Choose other questions" not in viewer.get(place(scene)).text_words
    assert viewer.get(place(scene, "/questions/1.1")).find("textarea") is None
    viewer.get(place(scene, "/questions"), 403)
    viewer.post(place(scene, "/questions/1.1"), {"answer": "green"}, 403)
    viewer.post(place(scene, "/give"), {}, 403)
    contributor = PageClient(app).sign_in(world.person(Role.CONTRIBUTOR, organisation=scene.trust).id)
    contributor.get(place(scene, "/questions"), 403)
    head = PageClient(app).sign_in(scene.head_person.id)
    for more in ("", "/questions", "/questions/1.1"):
        head.get(place(scene, more), 404)
    head.get(f"/organisations/{scene.schools[0].id}/trust", 404)
    with world.session() as session:
        session.get_one(Round, scene.round.id).state = RoundState.CLOSED
    lead = PageClient(app).sign_in(scene.lead_person.id)
    assert "This round is closed." in lead.get(place(scene)).text_words
    lead.get(place(scene, "/questions"), 403)
    lead.post(place(scene, "/questions/1.1"), {"answer": "green"}, 403)


def test_a_school_reads_differs_and_takes_again(scene: TrustScene, app: Flask) -> None:
    scene.choose("1.1", "1.2")
    scene.answer()
    head = PageClient(app).sign_in(scene.head_person.id)
    address = f"/returns/{scene.returns[0].reference}/questions/1.1"
    tasks = head.get(f"/returns/{scene.returns[0].reference}").text_words
    assert "1 answered by Elm Trust" in tasks
    assert "The people of Elm Trust can read this return" in tasks
    page = head.get(address)
    assert "Answered by Elm Trust for its schools" in page.text_words
    assert "Trudy Trust, 14 September 2026" in page.text_words
    assert page.find("form", id="answer-form") is None
    standard = head.get(f"/returns/{scene.returns[0].reference}/standards/1")
    assert standard.find(attrs={"name": "q-1.1-version"}) is None
    assert standard.find(attrs={"name": "q-1.2-version"}) is not None
    missing = head.submit(page, {"reason": " "})
    assert "Say why this school answers differently. Nothing was changed." in missing.text_words
    page = head.submit(page, {"reason": "We are a nursery."})
    assert "Reason: We are a nursery." in page.text_words
    page = head.submit(page, {"answer": "amber", "narrative": "Our own.", "action": "stay"})
    assert "Reason: We are a nursery." in head.get(f"{address}/history").text_words
    assert "Reason: We are a nursery." in head.get(f"/returns/{scene.returns[0].reference}/check").text_words
    lead = PageClient(app).sign_in(scene.lead_person.id)
    assert "Reason: We are a nursery." in lead.get(place(scene, "/questions/1.1")).text_words
    forms = [f for f in page.main.find_all("form") if str(f["action"]).endswith("/trust/take")]
    head.post(forms[0]["action"], {"seen": "1", "seen_trust": "1"})  # an old page: refused with a sentence
    assert "Answers differently" in lead.get(place(scene, "/questions/1.1")).text_words
    back = head.submit(page, form=page.main.find_all("form").index(forms[0]))
    assert "This school now has the answer of its trust." in back.text_words
    assert back.find("form", id="answer-form") is None
    assert "from the trust" in head.get(f"{address}/history").text_words


def test_a_reason_that_is_missing_is_asked_for(scene: TrustScene, app: Flask) -> None:
    scene.choose("1.1")
    scene.answer()
    scene.own(content=AMBER, seen=1)
    head = PageClient(app).sign_in(scene.head_person.id)
    reference = scene.returns[0].reference
    assert "1 reason missing" in head.get(f"/returns/{reference}").text_words
    check = head.get(f"/returns/{reference}/check")
    assert check.find(id="reasons") is not None
    assert "Say why you answer differently" in head.get(f"/returns/{reference}/questions/1.1").text_words
    assert (
        "1 answers differently, reason missing"
        in PageClient(app).sign_in(scene.lead_person.id).get(place(scene)).text_words
    )


def test_the_board_reads_where_answers_came_from(scene: TrustScene, app: Flask) -> None:
    codes = ("1.1", "1.2", "2.1", "2.2")
    scene.choose(*codes)
    for code in codes:
        scene.answer(code)
    scene.differ()
    scene.submit()
    board = PageClient(app).sign_in(scene.administrator.id)
    copy = f"/returns/{scene.returns[0].reference}/copies/1"
    page = board.get(copy)
    assert page.text_words.count("Answered by Elm Trust for its schools") == 3
    assert "Answered by the school, differently from Elm Trust. Reason: We are a nursery." in page.text_words
    book = load_workbook(BytesIO(board.raw.get(f"{copy}/workbook").data))
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert sum("Answered by Elm Trust for its schools" in text for text in cells) == 3
    # Words that are held back take the reason with them.
    board.post(
        f"/returns/{scene.returns[0].reference}/quarantine",
        {"what": "answer:1.1", "reason": "Names a child."},
    )
    assert "We are a nursery" not in board.get(copy).text_words


def test_pages_of_a_trust_ask_as_much_for_forty_schools_as_for_five(
    world: World, app: Flask, engine: Engine
) -> None:
    counts = []
    for board, schools in (("testshire", 5), ("othershire", 40)):
        scene = TrustScene(world, schools, board=board, edition=f"2026.{schools}")
        scene.choose("1.1", "1.2")
        scene.answer("1.1")
        lead = PageClient(app).sign_in(scene.lead_person.id)
        found = []
        for address in (place(scene), place(scene, "/questions"), place(scene, "/questions/1.1"), "/"):
            lead.get(address)
            with count_queries(engine) as asked:
                lead.get(address)
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0][:-1]) < 10, counts  # the last is home, to which every room adds a statement


def test_a_board_makes_a_trust_and_says_which_schools_are_its(world: World, app: Flask) -> None:
    board = world.board()
    administrator = PageClient(app).sign_in(world.person(Role.BOARD_ADMINISTRATOR, board=board).id)
    elsewhere = world.organisation(board, "Ash Trust", "trust")
    taken = world.organisation(board, "Taken", "school", parent_id=elsewhere.id)
    one = world.organisation(board, "One", "school", trust_name="Elm Trust")
    two = world.organisation(board, "Two", "school")
    far = world.organisation(world.board("othershire"), "Far", "school")
    page = administrator.get("/boards/testshire/organisations/add")
    made = administrator.submit(page, {"name": "Elm Trust", "kind": "trust"})
    assert "Say which schools belong to this trust" in made.text_words
    address = made.find("a", string="Say which schools belong to this trust")["href"]
    page = administrator.get(address)
    assert "The national register names this trust" in page.text_words
    assert page.find(value=str(taken.id)) is None
    shown = administrator.submit(page, {"schools": [str(one.id), str(two.id)]})
    assert "Saved: 2 added." in shown.text_words
    administrator.post(address, {"schools": [str(far.id)]}, 404)
    assert any(
        "belongs to another" in e
        for e in administrator.post(address, {"schools": [str(taken.id)]}, 422).errors()
    )
    assert (
        "Saved: 1 taken out."
        in administrator.submit(administrator.get(address), {"schools": [str(one.id)]}).text_words
    )
    with world.unit_of_work.read() as session:
        parents = {row.name: row.parent_id for row in session.query(Organisation)}
    assert parents["One"] is not None
    assert (parents["Two"], parents["Taken"]) == (None, elsewhere.id)
    stranger = PageClient(app).sign_in(world.person(Role.BOARD_VIEWER, board=board).id)
    stranger.get(address, 403)
    administrator.get(address.replace(address.split("/")[-2], str(one.id)), 404)
