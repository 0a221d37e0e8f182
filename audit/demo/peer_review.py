"""The peer review of the closed round: service leads moderate services like their own; most grades are agreed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from audit.demo.chance import number, pick, some
from audit.demo.county import ROUND, County
from audit.demo.names import STAFFORDSHIRE_DOMAIN, address
from audit.demo.peer_words import (
    ADVICE,
    DECLINED,
    INTEREST,
    LINK,
    MOVES,
    NOTHING_SENT,
    OF_EVIDENCE,
    PRAISE,
    WITHDRAWN,
    Ending,
    Move,
)
from audit.demo.words import topic_of_question
from audit.domain.actor import Actor
from audit.domain.agreement import Opinion, Verdict
from audit.domain.moderation import ENDED, EvidenceQuality, Match, Moderators
from audit.domain.permissions import Role
from audit.rooms.evidence.operations import record_opened
from audit.rooms.moderation.models import Moderation
from audit.rooms.moderation.operations.accepting import accept, hand_back
from audit.rooms.moderation.operations.allocating import allocate, withdraw
from audit.rooms.moderation.operations.moderating import agree_with_standard, finalise, save_judgement
from audit.rooms.moderation.operations.planning import set_up_moderation
from audit.rooms.moderation.operations.replying import (
    say_rejoinder,
    say_reply,
    send_rejoinders,
    send_replies,
)
from audit.rooms.moderation.operations.settling import keep_settlement, settle
from audit.rooms.moderation.queries.ground import ground_of
from audit.rooms.moderation.queries.moderating import evidence_to_open, moderation_to_do
from audit.rooms.moderation.queries.plans import PlanSettings, plans_of_round, round_to_moderate, settings_of
from audit.rooms.moderation.queries.reading import Item, ModerationView
from audit.rooms.organisations.operations.interests import declare_interest
from audit.rooms.organisations.operations.links import link_organisations

SEED = 2011
MODERATORS = (
    "childrens-services youth-service ashmoor cawsey dunmere eastmarch police probation fire young-offenders "
    "primary-care-north hospitals-north hospitals-south mental-health family-support court-advisory"
).split()
"""The services whose leads moderate."""
LATER = (
    "army-welfare",
    "fernlow",
    "primary-care-south",
    "mental-health",
    "young-offenders",
    "fire",
    "ashmoor",
)
"""The services that the board gives to moderators in summer only; they stand in every state on the way."""
DECLINING, MOVING_ON = "hartsmoor", "community-health"
"""One moderator declines the first of these; the moderator of the second moves on halfway."""
MODERATION_BY = date(2011, 3, 11)
_SPRING, _SUMMER = date(2011, 1, 17), date(2011, 7, 4)
_EVIDENCE = (
    EvidenceQuality.STRONG,
    EvidenceQuality.ADEQUATE,
    EvidenceQuality.ADEQUATE,
    EvidenceQuality.WEAK,
)


def plan(county: County) -> None:
    """Plan the whole peer review."""
    review = _PeerReview(county)
    at, days = county.at, timedelta
    first = [mailbox for mailbox in county.returns if mailbox not in LATER]
    at(_SPRING, 10, review.prepare)
    at(_SPRING + days(1), 9, lambda: review.give(first))
    for mailbox in first:
        begin = _SPRING + days(9 + number("begin", mailbox, below=9))
        accepted_on = _SPRING + days(2 + number("accept", mailbox, below=3))
        if mailbox == DECLINING:
            at(accepted_on, 11, lambda: review.hand_back(DECLINING))
            at(_SPRING + days(7), 10, lambda: review.give([DECLINING]))
            accepted_on, begin = _SPRING + days(8), _SPRING + days(11)
        elif mailbox == MOVING_ON:
            at(accepted_on, 12, lambda: review.accept(MOVING_ON))
            at(_SPRING + days(14), 10, lambda: review.sit(MOVING_ON, 0, 6))
            at(_SPRING + days(21), 14, lambda: review.take_away(MOVING_ON))
            accepted_on, begin = _SPRING + days(23), _SPRING + days(24)
        at(accepted_on, 12, lambda mailbox=mailbox: review.accept(mailbox), mailbox)  # type: ignore[misc]
        review.plan_judging(mailbox, begin)
        review.plan_exchange(mailbox, date(2011, 2, 24), upto=3)
    review.plan_summer(_SUMMER)


@dataclass
class _PeerReview:
    county: County
    rows: dict[str, Moderation] = field(default_factory=dict)
    """The live moderation of each return, by the mailbox of its service."""

    # The board.

    def prepare(self) -> None:
        """Service leads become moderators; two services are linked; somebody declares an interest."""
        county, stage = self.county, self.county.stage
        for mailbox in MODERATORS:
            stage.cast.join(
                county.administrator,
                address(f"{mailbox}.lead", STAFFORDSHIRE_DOMAIN),
                Role.MODERATOR,
                board_id=county.board_id,
                title="Peer moderator",
            )
            stage.clock.wait(30)
        ids = county.organisations
        link_organisations(
            stage.session, county.administrator, stage.clock, county.board_id,
            ids["hospitals-north"], ids["community-health"], LINK,
        )  # fmt: skip
        declare_interest(
            stage.session, county.lead("cawsey"), stage.clock, county.board_id, ids["eastmarch"], INTEREST,
            public_url=county.public_url,
        )  # fmt: skip
        self.set_up(date(2011, 2, 25))

    def set_up(self, moderate_by: date) -> None:
        """Everybody, by peers, like with like."""
        county, stage = self.county, self.county.stage
        row = round_to_moderate(stage.session, county.administrator, ROUND)
        there = plans_of_round(stage.session, row)
        settings = PlanSettings(
            moderators=Moderators.PEERS,
            matching=Match.LIKE,
            seed=SEED,
            reply_days=14,
            moderate_by=moderate_by,
        )
        set_up_moderation(
            stage.session, county.administrator, stage.clock, ROUND, 1, settings,
            seen_version=there[0].version if there else 0,
        )  # fmt: skip

    def give(self, mailboxes: Collection[str]) -> None:
        """Give returns to those whom the product proposes."""
        county, stage = self.county, self.county.stage
        row = round_to_moderate(stage.session, county.administrator, ROUND)
        ground = ground_of(stage.session, row, settings_of(plans_of_round(stage.session, row)[0]), 1)
        wanted = {county.returns[mailbox].reference for mailbox in mailboxes}
        choices = {
            line.reference: line.person_id
            for line in ground.propose()
            if line.reference in wanted and line.person_id is not None
        }
        allocate(
            stage.session, county.administrator, stage.clock, ROUND, 1, choices,
            seed=SEED, public_url=county.public_url,
        )  # fmt: skip
        ids = [county.returns[mailbox].id for mailbox in mailboxes]
        given = stage.session.scalars(
            select(Moderation).where(Moderation.return_id.in_(ids), Moderation.state.not_in(ENDED))
        )
        self.rows |= {county.service_of(each.moderated.reference): each for each in given}

    def take_away(self, mailbox: str) -> None:
        """Take a return from its moderator and give it to another."""
        county, stage = self.county, self.county.stage
        withdraw(
            stage.session, county.administrator, stage.clock, ROUND, 1, county.returns[mailbox].reference,
            WITHDRAWN, public_url=county.public_url,
        )  # fmt: skip
        stage.clock.wait(240)
        self.give([mailbox])

    def settle(self, mailbox: str) -> None:
        """The board decides what remains."""
        county, stage = self.county, self.county.stage
        for move in _kept(mailbox):
            keep_settlement(
                stage.session, county.administrator, stage.clock, self.rows[mailbox].id, move.code,
                verdict=Verdict(move.settled), reason=move.reason, seen_version=self._version(mailbox, move.code),
            )  # fmt: skip
        stage.clock.wait(120)
        settle(
            stage.session,
            county.administrator,
            stage.clock,
            self.rows[mailbox].id,
            public_url=county.public_url,
        )

    # The moderator.

    def moderator(self, mailbox: str) -> Actor:
        """Who moderates a service now."""
        return self.county.lead(self.county.mailbox_of(self.rows[mailbox].moderator_id))

    def accept(self, mailbox: str) -> None:
        """Accept a return."""
        stage = self.county.stage
        accept(stage.session, self.moderator(mailbox), stage.clock, self.rows[mailbox].id)

    def hand_back(self, mailbox: str) -> None:
        """Decline a return."""
        stage = self.county.stage
        hand_back(
            stage.session, self.moderator(mailbox), stage.clock, self.rows[mailbox].id, DECLINED,
            public_url=self.county.public_url,
        )  # fmt: skip

    def view(self, mailbox: str) -> ModerationView:
        """The moderation as its moderator has it."""
        session = self.county.stage.session
        return moderation_to_do(session, self.moderator(mailbox), self.rows[mailbox].id)

    def plan_judging(self, mailbox: str, begin: date) -> None:
        """Two sittings some days apart; at the end of the second it is finalised."""
        at, gap = self.county.at, timedelta(days=3 + number("gap", mailbox, below=3))
        at(begin, 14, lambda: self.sit(mailbox, 0, 6), mailbox)
        at(begin + gap, 15, lambda: self.sit(mailbox, 6, 11), mailbox)
        at(begin + gap, 16, lambda: self.finalise(mailbox), mailbox)

    def sit(self, mailbox: str, first: int, last: int) -> None:
        """Judge some of the standards, by their places."""
        stage, view, actor = self.county.stage, self.view(mailbox), self.moderator(mailbox)
        standards = view.questionnaire.standards[first:last]
        codes = {standard.code for standard in standards}
        items = [item for item in view.graded if item.standard.code in codes]
        for item, opinion in self._opinions(mailbox, items):
            stage.clock.wait(90 + number("judged", mailbox, item.code, below=200))
            for file in item.files:
                _, evidence = evidence_to_open(stage.session, actor, view.row.id, file["id"])
                record_opened(
                    stage.session,
                    actor,
                    stage.clock,
                    evidence,
                    on_behalf="board",
                    board_id=self.county.board_id,
                )
                stage.clock.wait(45)
            save_judgement(
                stage.session, actor, stage.clock, view.row.id, item.code, opinion,
                seen_version=0, seen_copy=view.number,
            )  # fmt: skip
        for standard in standards:
            stage.clock.wait(150)
            agree_with_standard(stage.session, actor, stage.clock, view.row.id, standard.code)

    def _opinions(self, mailbox: str, items: Sequence[Item]) -> list[tuple[Item, Opinion]]:
        """What is worth a word: moved grades, evidence, answers without any, some praise and some advice."""
        moves = {move.code: move for move in MOVES.get(mailbox, ())}
        best = [item.code for item in items if item.own.grade == "green" and item.code not in moves]
        fair = [item.code for item in items if item.own.grade in ("blue", "amber") and item.code not in moves]
        empty = [item.code for item in items if item.own.grade == "grey"]
        praised = set(some(best, 1, "praised", mailbox))
        advised = set(some(fair, 2, "advised", mailbox))
        remarked = set(some(empty, 3, "remarked", mailbox))
        found = []
        for item in items:
            code, topic = item.code, topic_of_question(item.question.text, item.standard.title)
            move, grade = moves.get(code), item.own
            quality = pick(_EVIDENCE, "quality", mailbox, code) if item.files else None
            comment = OF_EVIDENCE[quality] if quality else ""
            if move is not None:
                grade, comment = Verdict(move.to), move.comment
            elif code in remarked:
                quality, comment = EvidenceQuality.ABSENT, pick(NOTHING_SENT, "remark", mailbox, code)
            opinion = Opinion(
                grade,
                quality,
                comment,
                PRAISE[topic] if code in praised else "",
                ADVICE[topic] if code in advised else "",
            )
            if opinion != Opinion(item.own):
                found.append((item, opinion))
        return found

    def finalise(self, mailbox: str) -> None:
        """End the moderator's part."""
        stage = self.county.stage
        finalise(
            stage.session, self.moderator(mailbox), stage.clock, self.rows[mailbox].id,
            public_url=self.county.public_url,
        )  # fmt: skip

    # The exchange about moved grades.

    def plan_exchange(self, mailbox: str, begin: date, upto: int) -> None:
        """The organisation's answer, the moderator's, the board's: as many of these steps as are needed and asked."""
        moves = MOVES.get(mailbox, ())
        day = begin + timedelta(days=number("reply", mailbox, below=5))
        if moves:
            self.county.at(day, 11, lambda: self.reply(mailbox), mailbox)
        if upto > 1 and any(move.ending is not Ending.ACCEPTED for move in moves):
            self.county.at(day + timedelta(days=4), 13, lambda: self.answer(mailbox), mailbox)
        if upto > 2 and _kept(mailbox):
            self.county.at(day + timedelta(days=9), 15, lambda: self.settle(mailbox), mailbox)

    def reply(self, mailbox: str) -> None:
        """The organisation accepts, or says why not."""
        county, stage = self.county, self.county.stage
        reference = county.returns[mailbox].reference
        for move in MOVES[mailbox]:
            stage.clock.wait(180)
            say_reply(
                stage.session, county.lead(mailbox), stage.clock, reference, move.code,
                accepted=move.ending is Ending.ACCEPTED, reply=move.reply,
                seen_version=self._version(mailbox, move.code),
            )  # fmt: skip
        send_replies(
            stage.session, county.lead(mailbox), stage.clock, reference, public_url=county.public_url
        )

    def answer(self, mailbox: str) -> None:
        """The moderator gives way, or does not."""
        stage, actor, row = self.county.stage, self.moderator(mailbox), self.rows[mailbox]
        for move in MOVES[mailbox]:
            if move.ending is not Ending.ACCEPTED:
                stage.clock.wait(180)
                say_rejoinder(
                    stage.session, actor, stage.clock, row.id, move.code,
                    gives_way=move.ending is Ending.GAVE_WAY, rejoinder=move.rejoinder,
                    seen_version=self._version(mailbox, move.code),
                )  # fmt: skip
        send_rejoinders(stage.session, actor, stage.clock, row.id, public_url=self.county.public_url)

    def _version(self, mailbox: str, code: str) -> int:
        judgement = self.view(mailbox).items[code].judgement
        assert judgement is not None
        return judgement.version

    # Summer.

    def plan_summer(self, begin: date) -> None:
        """The returns that were left: given to moderators, and in every state on the way when the clock stops."""
        at, days = self.county.at, timedelta
        at(begin, 10, lambda: self.set_up(date(2011, 8, 12)))
        at(begin, 11, lambda: self.give(LATER))
        for mailbox in LATER[1:]:
            at(begin + days(2), 12, lambda mailbox=mailbox: self.accept(mailbox), mailbox)  # type: ignore[misc]
        at(begin + days(14), 10, lambda: self.sit("primary-care-south", 0, 5))
        at(begin + days(21), 10, lambda: self.sit("mental-health", 0, 3))
        for mailbox, after in (("ashmoor", 4), ("fire", 8), ("young-offenders", 15)):
            self.plan_judging(mailbox, begin + days(after))
        self.plan_exchange("ashmoor", begin + days(14), upto=2)
        self.plan_exchange("fire", begin + days(17), upto=1)


def _kept(mailbox: str) -> list[Move]:
    return [move for move in MOVES.get(mailbox, ()) if move.ending is Ending.KEPT]
