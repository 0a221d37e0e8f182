"""Declaring interests, linking organisations, and what both do to moderation."""

import pytest

from audit.domain.errors import NotVisible, RuleBroken
from audit.domain.permissions import Role
from audit.rooms.organisations.models import Interest, OrganisationLink
from audit.rooms.organisations.operations import (
    declare_interest,
    end_interest,
    link_organisations,
    unlink_organisations,
)
from audit.rooms.organisations.queries.near import (
    home_organisations,
    interests_in,
    near_organisations,
)
from audit.rooms.outbox.models import Letter
from tests.rooms.moderation.area import URL, Area
from tests.support.kept import Keeper
from tests.support.pages import PageClient
from tests.support.queries import count_queries
from tests.support.world import World


@pytest.fixture
def area(keep: Keeper, world: World) -> Area:
    area: Area = keep(Area, world)
    return area


def interests(area: Area) -> list[Interest]:
    with area.world.session() as session:
        return session.query(Interest).order_by(Interest.id).all()


def letters(area: Area) -> list[Letter]:
    with area.world.session() as session:
        return session.query(Letter).filter_by(kind="interest-declared").all()


def test_an_interest_is_declared_and_ended(area: Area, visitor: PageClient) -> None:
    bo, owner = area.of_board(), area.owners[2]
    visitor.sign_in(bo.id)
    page = visitor.get("/interests")
    assert "Nothing yet." in page.text_words
    page = visitor.submit(
        page, {"organisation": f"{area.board.id}-{owner.id}", "why": "My sister is its head."}
    )
    assert "Declared: your interest in Health 3." in page.text_words
    [row] = interests(area)
    assert (row.person_id, row.organisation_id, row.why, row.ended_at) == (
        bo.id, owner.id, "My sister is its head.", None,
    )  # fmt: skip
    assert not letters(area), "nothing in hand is touched, so nobody is written to"
    page = visitor.submit(page, form=1)
    assert "Ended: your interest in Health 3." in page.text_words
    assert interests(area)[0].ended_at is not None
    with pytest.raises(RuleBroken, match="ended already"), area.world.session() as session:
        end_interest(session, area.world.actor(bo), area.world.clock, row.id)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"organisation": "", "why": "x"}, "Choose an organisation"),
        ({"organisation": "1-99999", "why": "x"}, "Choose an organisation"),
        ({"organisation": "nonsense", "why": "x"}, "Choose an organisation"),
        ({"why": ""}, "Say what connects you with it"),
        ({"why": "x" * 301}, "What connects you must be 300 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said(area: Area, visitor: PageClient, typed: dict[str, str], sentence: str) -> None:
    visitor.sign_in(area.of_board().id)
    right = {"organisation": f"{area.board.id}-{area.owners[2].id}", "why": "kin"}
    page = visitor.submit(visitor.get("/interests"), right | typed, 422)
    assert sentence in page.errors()
    assert page.values()["why"] == (right | typed)["why"]
    assert not interests(area)


def test_the_same_interest_is_not_declared_twice(area: Area, visitor: PageClient) -> None:
    visitor.sign_in(area.of_board().id)
    typed = {"organisation": f"{area.board.id}-{area.owners[2].id}", "why": "kin"}
    visitor.submit(visitor.get("/interests"), typed)
    page = visitor.submit(visitor.get("/interests"), typed, 422)
    assert "You have already declared an interest in Health 3." in page.errors()


def test_what_a_declaration_ends_is_shown_first_and_the_board_is_told(
    area: Area, visitor: PageClient
) -> None:
    bo = area.of_board()
    area.plan()
    area.give(3, bo)
    visitor.sign_in(bo.id)
    typed = {"organisation": f"{area.board.id}-{area.owners[2].id}", "why": "I was a governor there."}
    page = visitor.submit(visitor.get("/interests"), typed)
    assert "Before you declare it" in page.text_words
    assert "The return of Health 3 in Autumn audit" in page.text_words
    assert not interests(area)
    page = visitor.submit(page, {"organisation": typed["organisation"]})
    assert len(interests(area)) == 1
    [letter] = letters(area)
    assert letter.to_name == "Kit Board"
    assert letter.subject == "Bo Board-Moderator has declared an interest in Health 3"
    assert "The return of Health 3 in Autumn audit" in letter.body
    assert "It is hidden from you. Please give it back." in visitor.get("/moderations").text_words
    visitor.sign_in(area.administrator.id)
    listed = visitor.get("/boards/testshire/interests").text_words
    assert "Bo Board-Moderator Health 3 I was a governor there." in listed
    assert (
        "They have declared an interest: I was a governor there."
        in visitor.get("/rounds/autumn/moderation").text_words
    )


def test_nobody_ends_or_reads_what_others_declared(area: Area, visitor: PageClient) -> None:
    bo, cy = area.of_board(), area.of_board("Cy Second")
    with area.world.session() as session:
        row = declare_interest(
            session,
            area.world.actor(bo),
            area.world.clock,
            area.board.id,
            area.owners[0].id,
            "kin",
            public_url=URL,
        )
    visitor.sign_in(cy.id)
    visitor.post(f"/interests/{row.id}/end", status=404)
    assert "kin" not in visitor.get("/interests").text_words
    visitor.get("/boards/testshire/interests", 403)
    lead = area.world.person(Role.LEAD, organisation=area.owners[0])
    visitor.sign_in(lead.id).get("/interests", 403)
    other = area.world.board("othershire", "Othershire")
    visitor.sign_in(area.world.person(Role.BOARD_ADMINISTRATOR, board=other).id)
    visitor.get("/boards/testshire/interests", 404)
    visitor.get("/boards/testshire/links", 404)
    for board_id in (other.id, 999):
        with pytest.raises(NotVisible), area.world.session() as session:
            declare_interest(
                session,
                area.world.actor(bo),
                area.world.clock,
                board_id,
                area.owners[0].id,
                "kin",
                public_url=URL,
            )
    far = area.world.organisation(other, "Far away")
    with pytest.raises(RuleBroken, match="of your area"), area.world.session() as session:
        declare_interest(
            session, area.world.actor(bo), area.world.clock, area.board.id, far.id, "kin", public_url=URL
        )


def test_organisations_are_linked_and_unlinked(area: Area, visitor: PageClient) -> None:
    visitor.sign_in(area.administrator.id)
    page = visitor.get("/boards/testshire/links")
    one, other = area.owners[2], area.owners[0]
    page = visitor.submit(page, {"one": str(one.id), "other": str(other.id), "why": "A joint return"})
    with area.world.session() as session:
        link = session.query(OrganisationLink).one()
        assert (link.organisation_id, link.other_id) == (other.id, one.id)
        near = near_organisations(session, area.board.id, [one.id, other.id])
        assert (
            near[one.id][other.id] == near[other.id][one.id] == "the board has linked the two: A joint return"
        )
    for typed, sentence in (
        ({"one": str(one.id), "other": str(one.id)}, "Choose two different organisations"),
        ({"one": str(other.id), "other": str(one.id)}, "District 1 and Health 3 are linked already."),
        ({"one": str(one.id), "other": ""}, "Choose another organisation"),
        ({"one": str(one.id), "other": str(other.id), "why": ""}, "Say why, for example: a joint return"),
    ):
        refused = visitor.submit(visitor.get("/boards/testshire/links"), {"why": "x", **typed}, 422, form=1)
        assert sentence in refused.errors()
    page = visitor.submit(page)
    assert "Taken away." in page.text_words
    with area.world.session() as session:
        assert not session.query(OrganisationLink).count()


def test_a_link_is_of_one_board_alone(area: Area) -> None:
    other = area.world.board("othershire", "Othershire")
    stranger = area.world.actor(area.world.person(Role.BOARD_ADMINISTRATOR, board=other))
    one, two = area.owners[0].id, area.owners[1].id
    with area.world.session() as session:
        link = link_organisations(session, area.actor, area.world.clock, area.board.id, one, two, "joint").id
    with area.world.session() as session:
        assert near_organisations(session, other.id, [one]) == {}
        with pytest.raises(NotVisible):
            unlink_organisations(session, stranger, area.world.clock, other.id, link)
        with pytest.raises(NotVisible):
            unlink_organisations(session, stranger, area.world.clock, area.board.id, link)
        with pytest.raises(RuleBroken, match="of your area"):
            link_organisations(session, stranger, area.world.clock, other.id, one, two, "joint")


def test_what_belongs_together_is_found_by_a_constant_number_of_queries(area: Area) -> None:
    world = area.world
    trust = world.organisation(area.board, "Ash Trust", "trust")
    schools = [
        world.organisation(area.board, f"School {n}", "school", trust_name="ASH TRUST" if n % 2 else "")
        for n in range(6)
    ]
    agency = world.organisation(area.board, "Agency", "health")
    services = [
        world.organisation(area.board, f"Service {n}", "health", parent_id=agency.id) for n in range(3)
    ]
    everyone = [one.id for one in (trust, *schools, agency, *services)]
    with world.unit_of_work.read() as session, count_queries(world.unit_of_work.engine) as statements:
        near = near_organisations(session, area.board.id, everyone)
        assert interests_in(session, area.board.id, []) == {}
    assert len(statements) == 3
    assert near[schools[1].id] == {
        trust.id: "both belong to ASH TRUST", schools[3].id: "both belong to ASH TRUST",
        schools[5].id: "both belong to ASH TRUST",
    }  # fmt: skip
    assert schools[0].id not in near
    assert near[services[0].id] == {
        agency.id: "it is part of Agency", services[1].id: "both are part of Agency",
        services[2].id: "both are part of Agency",
    }  # fmt: skip
    assert near[agency.id] == {service.id: "it is part of Agency" for service in services}
    assert set(near[trust.id]) == {schools[n].id for n in (1, 3, 5)}


def test_where_people_work(area: Area) -> None:
    peer, bo = area.peer(area.owners[0], "Pe Peer"), area.of_board()
    area.world.give(peer, Role.LEAD, organisation=area.owners[1])
    with area.world.session() as session:
        assert home_organisations(session, [peer.id, bo.id]) == {
            peer.id: {area.owners[0].id, area.owners[1].id}
        }
