"""A submitted return with its moderator, and the people on every side of a moved grade."""

from typing import Any

from sqlalchemy import select

from audit.domain.actor import Actor
from audit.domain.agreement import Opinion, Verdict
from audit.domain.answers import AnswerContent
from audit.domain.moderation import EvidenceQuality, ModerationState
from audit.domain.permissions import Role
from audit.domain.questionnaire import Kind
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.operations import record_opened
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan
from audit.rooms.moderation.operations.moderating import Saved, finalise, save_judgement
from audit.rooms.moderation.operations.replying import (
    say_rejoinder,
    say_reply,
    send_rejoinders,
    send_replies,
)
from audit.rooms.moderation.operations.settling import keep_settlement, settle
from audit.rooms.moderation.queries.moderating import moderation_to_do
from audit.rooms.moderation.queries.reading import ModerationView
from audit.rooms.rounds.models import Return
from audit.settings import Settings
from tests.rooms.assessments.signing_scene import GREEN as ALL_GREEN
from tests.rooms.assessments.signing_scene import PUBLIC_URL, SigningScene
from tests.support.evidence import add_item
from tests.support.world import World

CODES = ("1.1", "1.2", "2.1", "2.2")
GREEN, AMBER, RED = Verdict("green"), Verdict("amber"), Verdict("red")
SAME = Opinion(GREEN)
MOVED = Opinion(AMBER, comment="The policy is two years old.")


class ModeratingScene(SigningScene):
    """A return of four green answers, of which 1.1 cites a file, submitted and given to a peer."""

    def __init__(
        self,
        world: World,
        settings: Settings,
        data: dict[str, Any] | None = None,
        state: ModerationState = ModerationState.ACCEPTED,
        **more: Any,
    ) -> None:
        super().__init__(world, data=data, **more)
        self.file: Evidence = add_item(world, settings, self.organisation, actor=self.lead)
        self.complete()
        with world.session() as session:
            cite(session, self.lead, world.clock, self.reference, "1.1", [self.file.id])
        self.send()
        self.sign(self.ash)
        self.peer_organisation = world.organisation(self.board, "Peer council")
        self.moderator_person = world.person(
            Role.LEAD, organisation=self.peer_organisation, name="Mo Moderator"
        )
        world.give(self.moderator_person, Role.MODERATOR, board=self.board)
        self.moderator = world.actor(self.moderator_person)
        self.moderation = self.give(state=state)
        self.id = self.moderation.id

    def complete(self) -> "ModeratingScene":
        """Answer every question."""
        for code, question in self.view().questions.items():
            graded = question.kind is Kind.GRADED
            self.save(code, ALL_GREEN if graded else AnswerContent(value="Nothing else."))
        return self

    def give(
        self,
        *,
        stage: int = 1,
        state: ModerationState = ModerationState.ACCEPTED,
        to: Any = None,
    ) -> Moderation:
        """Give the return to somebody to moderate, without the operations of allocation."""
        person = to or self.moderator_person
        with self.world.session() as session:
            plan = session.scalar(
                select(ModerationPlan).where(
                    ModerationPlan.round_id == self.round.id, ModerationPlan.stage == stage
                )
            )
            if plan is None:
                plan = ModerationPlan(
                    round_id=self.round.id, stage=stage, chosen=[], created_at=self.world.clock()
                )
                session.add(plan)
                session.flush()
            row = Moderation(
                plan_id=plan.id,
                return_id=self.row.id,
                moderator_id=person.id,
                moderator_name=person.name,
                state=state,
                offered_at=self.world.clock(),
            )
            session.add(row)
        return row

    def judge(
        self,
        code: str,
        opinion: Opinion = SAME,
        *,
        seen: int | None = None,
        copy: int | None = None,
        actor: Actor | None = None,
    ) -> Saved:
        """Save one judgement, over what is there unless told otherwise."""
        view = self.seen()
        row = view.items[code].judgement if code in view.items else None
        version = (row.version if row else 0) if seen is None else seen
        with self.world.session() as session:
            return save_judgement(
                session,
                actor or self.moderator,
                self.world.clock,
                self.id,
                code,
                opinion,
                seen_version=version,
                seen_copy=view.number if copy is None else copy,
            )

    def judge_all(self, **moved: Opinion) -> "ModeratingScene":
        """Judge everything as it is, but for what is given as ``q1_1=…``."""
        for code in CODES:
            self.judge(code, moved.get(f"q{code.replace('.', '_')}", SAME))
        return self

    def open_file(self, actor: Actor | None = None) -> None:
        """The moderator opens the file."""
        with self.world.session() as session:
            evidence = session.get_one(Evidence, self.file.id)
            record_opened(
                session, actor or self.moderator, self.world.clock, evidence,
                on_behalf="board", board_id=self.board.id,
            )  # fmt: skip

    def finalise(self, actor: Actor | None = None) -> Moderation:
        """Finalise."""
        with self.world.session() as session:
            return finalise(
                session, actor or self.moderator, self.world.clock, self.id, public_url=PUBLIC_URL
            )

    def with_organisation(self) -> "ModeratingScene":
        """Finalised with 1.1 and 1.2 moved to amber."""
        self.judge_all(q1_1=MOVED, q1_2=MOVED).finalise()
        return self

    def say_reply(
        self,
        code: str,
        accepted: bool | None,
        reply: str = "",
        *,
        actor: Actor | None = None,
        seen: int | None = None,
    ) -> Judgement:
        """A lead says something to a moved grade."""
        version = self.judgement(code).version if seen is None else seen
        with self.world.session() as session:
            return say_reply(
                session, actor or self.lead, self.world.clock, self.reference, code,
                accepted=accepted, reply=reply, seen_version=version,
            )  # fmt: skip

    def send_replies(self, actor: Actor | None = None) -> Moderation:
        """The lead sends."""
        with self.world.session() as session:
            return send_replies(
                session, actor or self.lead, self.world.clock, self.reference, public_url=PUBLIC_URL
            )

    def replied(self) -> "ModeratingScene":
        """1.1 accepted, 1.2 replied to, and sent."""
        self.with_organisation()
        self.say_reply("1.1", True)
        self.say_reply("1.2", False, "A new policy is attached.")
        self.send_replies()
        return self

    def say_rejoinder(
        self, code: str, gives_way: bool | None, rejoinder: str = "", *, seen: int | None = None
    ) -> Judgement:
        """The moderator answers a reply."""
        version = self.judgement(code).version if seen is None else seen
        with self.world.session() as session:
            return say_rejoinder(
                session, self.moderator, self.world.clock, self.id, code,
                gives_way=gives_way, rejoinder=rejoinder, seen_version=version,
            )  # fmt: skip

    def send_rejoinders(self) -> Moderation:
        """The moderator sends."""
        with self.world.session() as session:
            return send_rejoinders(session, self.moderator, self.world.clock, self.id, public_url=PUBLIC_URL)

    def with_board(self) -> "ModeratingScene":
        """The moderator keeps the grade of 1.2."""
        self.replied()
        self.say_rejoinder("1.2", False, "It is still a draft.")
        self.send_rejoinders()
        return self

    def keep(
        self,
        code: str,
        verdict: Verdict = RED,
        reason: str = "We read both.",
        *,
        actor: Actor | None = None,
        seen: int | None = None,
    ) -> Judgement:
        """The board decides one grade."""
        version = self.judgement(code).version if seen is None else seen
        with self.world.session() as session:
            return keep_settlement(
                session, actor or self.admin, self.world.clock, self.id, code,
                verdict=verdict, reason=reason, seen_version=version,
            )  # fmt: skip

    def settle(self, actor: Actor | None = None) -> Moderation:
        """The board's decisions count."""
        with self.world.session() as session:
            return settle(session, actor or self.admin, self.world.clock, self.id, public_url=PUBLIC_URL)

    def resubmit(self, **changed: AnswerContent) -> None:
        """The organisation changes answers (``q1_1=…``), sends and signs again."""
        for name, content in changed.items():
            code = name.removeprefix("q").replace("_", ".")
            self.save(code, content, seen=self.view().answers[code].version)
        self.send()
        self.sign(self.ash)

    def seen(self, actor: Actor | None = None, moderation_id: int | None = None) -> ModerationView:
        """The moderation as its moderator sees it."""
        with self.world.unit_of_work.read() as session:
            view = moderation_to_do(session, actor or self.moderator, moderation_id or self.id)
            _ = [item.status for item in view.items.values()]
            session.expunge_all()
            return view

    def judgement(self, code: str, moderation_id: int | None = None) -> Judgement:
        """What is noted of one question."""
        question_id = self.view().question_ids[code]
        with self.world.unit_of_work.read() as session:
            return session.scalars(
                select(Judgement).where(
                    Judgement.moderation_id == (moderation_id or self.id),
                    Judgement.question_id == question_id,
                )
            ).one()

    def state(self, moderation_id: int | None = None) -> ModerationState:
        """Where the moderation stands."""
        with self.world.unit_of_work.read() as session:
            return session.get_one(Moderation, moderation_id or self.id).state

    def set_moderation(self, **columns: Any) -> None:
        """Put the moderation into a state of the test's own."""
        with self.world.session() as session:
            row = session.get_one(Moderation, self.id)
            for name, value in columns.items():
                setattr(row, name, value)

    def agreed(self, *, current: bool = True) -> dict[str, tuple[str | None, str | None, str | None, str]]:
        """Self, moderated and agreed grade and how, by question code."""
        codes = {id: code for code, id in self.view().question_ids.items()}
        with self.world.unit_of_work.read() as session:
            rows = session.scalars(
                select(AgreedGrade).where(
                    AgreedGrade.return_id == self.row.id, AgreedGrade.is_current.is_(current)
                )
            ).all()
            return {
                codes[row.question_id]: (row.self_grade, row.moderated_grade, row.grade, row.how)
                for row in rows
            }

    def return_row(self) -> Return:
        """The return as it is now."""
        return self.now()


STRONG = EvidenceQuality.STRONG
