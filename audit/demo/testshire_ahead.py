"""What lies ahead of Testshire's board while its round is still open: returns to moderate, and two challenge events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from audit.demo.chance import pick
from audit.demo.clock import Timeline, at_work
from audit.demo.names import address
from audit.demo.peer_words import ADVICE, PRAISE
from audit.demo.section_11 import BOARD, ROUND
from audit.demo.stage import Stage
from audit.demo.words import topic_of_question
from audit.domain.actor import Actor
from audit.domain.agreement import Opinion
from audit.domain.challenge import EventKind, PanelRole, Pause
from audit.domain.moderation import EvidenceQuality, Moderators
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations import finish_action, note_progress
from audit.rooms.challenge.models import ChallengeEvent
from audit.rooms.challenge.operations import (
    EventPlan,
    add_line,
    add_slots,
    announce_event,
    fill_agenda,
    give_seat,
    plan_event,
    propose_lines,
    share_lines,
)
from audit.rooms.challenge.queries import slots_of
from audit.rooms.evidence.operations import record_opened
from audit.rooms.moderation.operations.accepting import accept
from audit.rooms.moderation.operations.allocating import give_to
from audit.rooms.moderation.operations.moderating import agree_with_standard, save_judgement
from audit.rooms.moderation.operations.planning import set_up_moderation
from audit.rooms.moderation.queries.moderating import evidence_to_open, moderation_to_do
from audit.rooms.moderation.queries.plans import PlanSettings
from audit.rooms.rounds.models import Round

MODERATOR, PANEL, SEVERAL = address("moderator"), address("panel"), address("several")
OFFERED, IN_PROGRESS = "probation", "community-health"
"""The agencies whose submitted returns lie with the board's moderator."""
HEARD = ("fire", "care-board", "early-help")
"""The agencies that are heard about their action plans."""
_JUDGED = 3
"""Standards that the moderator has judged."""
_SEED = 175
_LINES = (
    "Which of your actions would make the greatest difference to a child, and what stands in its way?",
    "Who in the organisation looks at the plan, and how often?",
)
BEGUN = ("fire", "care-board", "early-help", "homes", "faiths")
"""The agencies that have begun with their actions."""
_BEGUN_EACH = 4
_PROGRESS = (
    "Agreed at the team meeting, and begun in the first team.",
    "A date is set, and the two people who are needed have said yes.",
    "Half done. What is left waits for the new rota.",
    "Looked at with a neighbouring agency; we shall do it as they do.",
)
_IMPACT = (
    "Everybody who was asked in the corridor knew about it.",
    "The gap that the return showed is closed, and a second person knows how.",
    "Nobody has to wait for one colleague any more.",
)
_NOTES = (
    "A first talk about the plans that came with the returns. Twenty minutes each; bring nobody but the lead."
)


@dataclass(frozen=True)
class _Board:
    stage: Stage
    administrator: Actor
    agencies: Mapping[str, int]
    now: datetime

    @property
    def _public_url(self) -> str:
        return self.stage.settings.public_url

    def moderate(self) -> None:
        """Give two returns to the board's moderator."""
        stage, actor = self.stage, self.administrator
        round_ = stage.session.scalars(select(Round).where(Round.code == ROUND)).one()
        settings = PlanSettings(moderators=Moderators.BOTH, seed=_SEED, moderate_by=round_.moderation_by)
        set_up_moderation(stage.session, actor, stage.clock, ROUND, 1, settings, seen_version=0)
        references, person_id = stage.references(ROUND), stage.cast.actor(MODERATOR).person_id
        assert person_id is not None
        for mailbox in (OFFERED, IN_PROGRESS):
            stage.clock.wait(120)
            row = give_to(
                stage.session,
                actor,
                stage.clock,
                ROUND,
                1,
                references[self.agencies[mailbox]],
                person_id,
                public_url=self._public_url,
            )
        self._judge(row.id)

    def _judge(self, moderation_id: int) -> None:
        """Accept a return and judge its first standards, opening what they cite."""
        stage, actor = self.stage, self.stage.cast.actor(MODERATOR)
        session, clock = stage.session, stage.clock
        clock.wait(1800)
        accept(session, actor, clock, moderation_id)
        view = moderation_to_do(session, actor, moderation_id)
        standards = list({item.standard.code: item.standard for item in view.graded}.values())[:_JUDGED]
        for standard in standards:
            items = [item for item in view.graded if item.standard.code == standard.code]
            for item in items:
                topic = topic_of_question(item.question.text, standard.title)
                for file in item.files:
                    clock.wait(60)
                    _, evidence = evidence_to_open(session, actor, moderation_id, file["id"])
                    board_id = view.row.moderated.round.board_id
                    record_opened(session, actor, clock, evidence, on_behalf="board", board_id=board_id)
                if item.files:
                    opinion = Opinion(
                        item.own,
                        EvidenceQuality.ADEQUATE,
                        "The file bears out what is said.",
                        PRAISE[topic] if item.own.grade == "green" else "",
                        ADVICE[topic] if item.own.grade != "green" else "",
                    )
                    clock.wait(180)
                    save_judgement(
                        session,
                        actor,
                        clock,
                        moderation_id,
                        item.code,
                        opinion,
                        seen_version=0,
                        seen_copy=view.number,
                    )
            clock.wait(120)
            agree_with_standard(session, actor, clock, moderation_id, standard.code)

    def progress(self) -> None:
        """Some agencies have begun with their actions, and finished a few."""
        stage = self.stage
        for mailbox in BEGUN:
            lead = stage.cast.actor(address(f"{mailbox}.lead"))
            actions = stage.session.scalars(
                select(Action)
                .where(Action.organisation_id == self.agencies[mailbox])
                .order_by(Action.due_on, Action.id)
                .limit(_BEGUN_EACH)
            ).all()
            for place, action in enumerate(actions):
                stage.clock.wait(180)
                said = pick(_PROGRESS, mailbox, action.question_code)
                note_progress(stage.session, lead, stage.clock, action.id, said)
                if place == 0:
                    impact = pick(_IMPACT, mailbox, action.question_code)
                    finish_action(stage.session, lead, stage.clock, action.id, impact=impact)

    def challenge(self) -> None:
        """Announce an event about action plans, and draft the one about the returns."""
        stage, actor = self.stage, self.administrator
        session, clock = stage.session, stage.clock
        round_ = session.scalars(select(Round).where(Round.code == ROUND)).one()
        soon = self._event(
            "Action plans: a first conversation",
            at_work(self.now + timedelta(days=26), 9).date(),
            EventKind.ACTION_PLANS,
            round_.id,
            HEARD,
        )
        for slot in slots_of(session, soon):
            for text in _LINES:
                clock.wait(40)
                add_line(session, actor, clock, slot.id, text, is_shared=text == _LINES[0])
        announce_event(session, actor, clock, soon.id, public_url=self._public_url)
        for slot in slots_of(session, soon):
            share_lines(session, actor, clock, slot.id, public_url=self._public_url)
        assert round_.challenge_on is not None
        draft = self._event(
            "Challenge event about this year’s returns",
            round_.challenge_on,
            EventKind.RETURNS,
            round_.id,
            (OFFERED, IN_PROGRESS, "homes"),
        )
        propose_lines(session, actor, clock, draft.id)

    def _event(
        self, title: str, held_on: date, kind: EventKind, round_id: int, mailboxes: Sequence[str]
    ) -> ChallengeEvent:
        stage, actor = self.stage, self.administrator
        session, clock = stage.session, stage.clock
        event = plan_event(
            session,
            actor,
            clock,
            BOARD,
            EventPlan(
                title,
                held_on,
                kind,
                round_id,
                place="The Corn Hall, Alderbrook",
                notes=_NOTES if kind is EventKind.ACTION_PLANS else "",
            ),
        )
        for email, role in ((PANEL, PanelRole.CHAIR), (SEVERAL, PanelRole.MEMBER)):
            person_id = stage.cast.actor(email).person_id
            assert person_id is not None
            give_seat(session, actor, clock, event.id, person_id, role)
        add_slots(session, actor, clock, event.id, [self.agencies[mailbox] for mailbox in mailboxes])
        fill_agenda(session, actor, clock, event.id, "14:00", 20, Pause("15:00", 15))
        return event


def plan(
    stage: Stage, timeline: Timeline, administrator: Actor, agencies: Mapping[str, int], now: datetime
) -> None:
    """Plan what the board has begun in the last two days."""
    board = _Board(stage, administrator, agencies, now)
    timeline.at(now - timedelta(hours=43), board.progress)
    timeline.at(now - timedelta(hours=40), board.moderate)
    timeline.at(now - timedelta(hours=34), board.challenge)
