"""A round with a praised answer and an all-green return, for the tests of good practice."""

from typing import Any

from audit.rooms.assessments.operations.citing import cite
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.good_practice.operations import agree, ask_for
from audit.settings import Settings
from tests.support.evidence import add_item
from tests.support.reviewing import PUBLIC_URL, Body, Reviewed
from tests.support.world import World

ALL_GREEN = dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "green")


class Practice(Reviewed):
    """Green council is all green; Mixed council has a green 1.1 that a moderator praised, and a red 2.1."""

    def __init__(self, world: World, settings: Settings) -> None:
        super().__init__(world)
        self.green, self.mixed = self.body("Green council"), self.body("Mixed council", kind="police")
        self.item = add_item(world, settings, self.green.organisation, "policy.pdf", actor=self.green.lead)
        self.secret = add_item(world, settings, self.green.organisation, "secret.pdf", actor=self.green.lead)
        row = world.asked(self.audit, self.green.organisation)
        self.answer(self.green, row.reference, ALL_GREEN)
        with world.session() as session:
            cite(session, self.green.lead, world.clock, row.reference, "1.1", [self.item.id, self.secret.id])
        self.submit(self.green, row.reference)
        self.green_return = row
        self.mixed_return = self.returned(self.mixed, {**ALL_GREEN, "2.1": "red"})
        self.moderate(self.mixed_return, {"1.1": "green"}, {"1.1": "Everybody knows whom to call."})

    def ask(self, *codes: str, reference: str = "", why: str = "") -> list[GoodPractice]:
        """Ask for answers with the best grade, of the all-green return unless another is named."""
        with self.world.session() as session:
            return ask_for(
                session, self.admin, self.world.clock, reference or self.green_return.reference, codes or ("1.1",),
                why, public_url=PUBLIC_URL,
            )  # fmt: skip

    def share(
        self,
        example: GoodPractice,
        words: str = "We supervise weekly.",
        body: Body | None = None,
        **more: Any,
    ) -> None:
        """Agree to share an example as it is now."""
        seen = self.now(example).version
        with self.world.session() as session:
            agree(
                session, (body or self.green).lead, self.world.clock, example.id, words=words,
                seen_version=more.pop("seen_version", seen), evidence_ids=more.pop("evidence_ids", ()),
            )  # fmt: skip

    def now(self, example: GoodPractice) -> GoodPractice:
        """An example as it stands."""
        with self.world.unit_of_work.read() as session:
            return session.get_one(GoodPractice, example.id)
