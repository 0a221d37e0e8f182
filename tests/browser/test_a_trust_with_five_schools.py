"""A trust answers three questions once for five schools; one differs, one had its own, one submits to the board."""

import pytest
from playwright.sync_api import Page, expect

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.infra.unit_of_work import UnitOfWork
from audit.rooms.assessments.operations import approve
from tests.browser.checks import check
from tests.browser.clock import RunningClock
from tests.browser.people import People
from tests.rooms.trusts.scene import AMBER, TrustScene
from tests.support.world import World

CODES = ("1.1", "1.2", "2.1")
WHY = "Our nursery has a policy of its own for the youngest."


@pytest.fixture
def elm(world: World, unit_of_work: UnitOfWork, clock: RunningClock) -> TrustScene:
    """Elm Trust with five schools, of which the second has answered one question already."""
    scene = TrustScene(world, 5)
    scene.own(content=AMBER, school=1)
    return scene


def test_once_for_all_and_the_board_sees_where_it_came_from(people: People, elm: TrustScene) -> None:
    lead = people.signed_in(elm.lead_person)
    lead.goto("/")
    lead.get_by_role("link", name="Autumn audit").click()
    check(lead)
    lead.get_by_role("button", name="Choose questions").click()
    check(lead)
    for code in CODES:
        lead.get_by_role("checkbox", name=f"{code} Question").check()
    lead.get_by_role("button", name="Save").click()
    expect(lead.get_by_role("main")).to_contain_text("Saved: 3 added.")
    main = lead.get_by_role("main")
    for code, said in zip(
        CODES, ("4 schools have it. 1 was left as it is.", "5 schools", "5 schools"), strict=True
    ):
        answer(lead, code)
        expect(main).to_contain_text(said)
    expect(lead.get_by_role("row").filter(has_text="1.1 Question")).to_contain_text("1 has its own answer")
    expect(lead.get_by_role("row").filter(has_text="School 05")).to_contain_text("3 taken")
    lead.get_by_role("link", name="School 05").click()
    expect(main.get_by_text("Answered by Elm Trust for its schools")).to_have_count(3)
    check(lead)

    head = people.signed_in(elm.head_person)
    the_school_differs(head, elm)
    lead.goto(f"/organisations/{elm.trust.id}/trust/{elm.round.code}/questions/1.1")
    expect(lead.get_by_role("main")).to_contain_text(f"Reason: {WHY}")
    expect(lead.get_by_role("main")).to_contain_text("Its own words are never replaced")
    check(lead)

    it_submits(head, elm)
    board = people.signed_in(elm.administrator)
    board.goto(f"/returns/{elm.returns[0].reference}/copies/1")
    main = board.get_by_role("main")
    expect(main.get_by_text("Answered by Elm Trust for its schools")).to_have_count(2)
    expect(main).to_contain_text(f"Answered by the school, differently from Elm Trust. Reason: {WHY}")
    check(board)


def answer(lead: Page, code: str) -> None:
    """The trust answers one question."""
    lead.get_by_role("link", name=f"{code} Question").click()
    lead.get_by_role("radio", name="Green").check()
    lead.get_by_label("Narrative").fill(f"One policy for all, {code}.")
    if code == "1.1":
        check(lead)
    lead.get_by_role("button", name="Save and give to your schools").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Autumn audit")


def the_school_differs(head: Page, elm: TrustScene) -> None:
    """The first school reads the trust's answer, and says why its own is another."""
    head.goto(f"/returns/{elm.returns[0].reference}/questions/1.1")
    main = head.get_by_role("main")
    expect(main).to_contain_text("Answered by Elm Trust for its schools")
    expect(head.get_by_label("Narrative")).to_have_count(0)
    check(head)
    head.get_by_text("Answer differently for this school").click()
    head.get_by_label("Why does this school answer differently?").fill(WHY)
    head.get_by_role("button", name="Answer differently").click()
    expect(main).to_contain_text("You can now answer this question for your school.")
    head.get_by_role("radio", name="Amber").check()
    head.get_by_label("Narrative").fill("Ours is being written.")
    head.get_by_role("button", name="Save and come back later").click()
    expect(main).to_contain_text("1 answered by Elm Trust")
    head.goto(f"/returns/{elm.returns[0].reference}/questions/1.1")
    check(head)


def it_submits(head: Page, elm: TrustScene) -> None:
    """The school answers what is left, sends its return, and its head signs it."""
    elm.own("2.2", AnswerContent(grade="green"))
    approver = elm.world.actor(elm.person(Role.APPROVER))
    head.goto(f"/returns/{elm.returns[0].reference}/check")
    expect(head.get_by_role("main")).to_contain_text(f"Reason: {WHY}")
    head.get_by_role("button", name="Send for sign-off").click()
    expect(head.get_by_role("main")).to_contain_text("Sent for sign-off.")
    with elm.world.session() as session:
        approve(
            session, approver, elm.world.clock, elm.returns[0].reference,
            attempt=1, step="chief-officer", title="Head", declared=True, public_url="",
        )  # fmt: skip
