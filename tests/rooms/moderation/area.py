"""A board whose round is to be moderated: organisations with submitted returns, and people to moderate them."""

from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState
from audit.rooms.accounts.models import Person
from audit.rooms.moderation.models import Moderation, ModerationPlan
from audit.rooms.moderation.operations.allocating import allocate
from audit.rooms.moderation.operations.planning import set_up_moderation
from audit.rooms.moderation.queries.plans import DEFAULTS, PlanSettings
from audit.rooms.organisations.models import Organisation
from audit.rooms.outbox.models import Letter
from audit.rooms.rounds.models import Return
from audit.rooms.trail.models import TrailEntry
from tests.support.world import World

URL = "https://audit.example"
PAGE = "/rounds/autumn/moderation"


class Area:
    """Two districts, a health body and a school, all submitted; a peer in each agency; a moderator of the board."""

    def __init__(
        self, world: World, kinds: tuple[str, ...] = ("district", "district", "health", "school")
    ) -> None:
        self.world = world
        self.board = world.board()
        self.edition = world.edition()
        self.owners: list[Organisation] = [
            world.organisation(self.board, f"{kind.title()} {number}", kind)
            for number, kind in enumerate(kinds, 1)
        ]
        self.round = world.round(self.board, self.edition, code="autumn", title="Autumn audit")
        self.returns: list[Return] = [
            world.asked(
                self.round,
                owner,
                ReturnState.SUBMITTED,
                reference=f"RET-{number}",
                submitted_at=world.clock(),
            )
            for number, owner in enumerate(self.owners, 1)
        ]
        self.administrator = world.person(Role.BOARD_ADMINISTRATOR, board=self.board, name="Kit Board")
        self.actor = world.actor(self.administrator)

    def peer(self, home: Organisation, name: str) -> Person:
        """A moderator who works in an organisation."""
        person = self.world.person(Role.MODERATOR, board=self.board, name=name)
        self.world.give(person, Role.CONTRIBUTOR, organisation=home)
        return person

    def of_board(self, name: str = "Bo Board-Moderator") -> Person:
        """A moderator of the board."""
        return self.world.person(Role.MODERATOR, board=self.board, name=name)

    def plan(self, settings: PlanSettings = DEFAULTS, stage: int = 1) -> None:
        """Set up the moderation."""
        with self.world.session() as session:
            set_up_moderation(
                session, self.actor, self.world.clock, "autumn", stage, settings, seen_version=0
            )

    def give(self, number: int, person: Person, stage: int = 1) -> int:
        """Give return number so and so to somebody; the moderation's id."""
        with self.world.session() as session:
            choices = {f"RET-{number}": person.id}
            allocate(session, self.actor, self.world.clock, "autumn", stage, choices, public_url=URL)
        return self.live()[f"RET-{number}"].id

    def live(self) -> dict[str, Moderation]:
        """The live moderations by the reference of the return."""
        with self.world.session() as session:
            rows = session.query(Moderation).filter(Moderation.state.not_in(["declined", "withdrawn"])).all()
            return {row.moderated.reference: row for row in rows}

    def the_plan(self) -> ModerationPlan:
        """The one plan there is."""
        with self.world.session() as session:
            return session.query(ModerationPlan).one()


def letters(area: Area, kind: str) -> list[Letter]:
    """The letters of one kind, the oldest first."""
    with area.world.session() as session:
        return session.query(Letter).filter_by(kind=kind).order_by(Letter.id).all()


def events(area: Area) -> list[str]:
    """What the trail has noted, the oldest first."""
    with area.world.session() as session:
        return [row.event for row in session.query(TrailEntry).order_by(TrailEntry.id)]


def rows(area: Area) -> list[Moderation]:
    """Every moderation, also those that have ended."""
    with area.world.session() as session:
        return session.query(Moderation).order_by(Moderation.id).all()
