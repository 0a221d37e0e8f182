"""What follows the returns of an area: moderation, outcome, good practice, actions, challenge events and a review."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.domain.actions import ActionOrigin, Priority
from audit.domain.agreement import Opinion, Verdict
from audit.domain.answers import AnswerContent
from audit.domain.challenge import EnquiryOutcome, PanelRole
from audit.domain.moderation import EvidenceQuality
from audit.rooms.action_plans.operations import (
    ActionFacts,
    ReturnAbout,
    add_action,
    finish_action,
    note_progress,
)
from audit.rooms.assessments.operations import approve, save_answer, send_for_sign_off
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.assessments.queries import return_of_organisation
from audit.rooms.board.operations import create_review_of
from audit.rooms.challenge.models import Line, Slot
from audit.rooms.challenge.operations import (
    EventPlan,
    add_slots,
    announce_event,
    fill_agenda,
    give_seat,
    mark_line,
    plan_event,
    propose_lines,
    share_lines,
)
from audit.rooms.challenge.operations.after import (
    agree_action,
    save_feedback,
    save_report,
    send_feedback,
    send_report,
)
from audit.rooms.challenge.operations.day import NoteWords, begin_event, end_event, save_note, save_outcome
from audit.rooms.challenge.queries import lines_of
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.operations import record_opened
from audit.rooms.good_practice.operations import agree, ask_for
from audit.rooms.moderation.models import Moderation
from audit.rooms.moderation.operations import outcomes, planning, replying, settling
from audit.rooms.moderation.operations.accepting import accept
from audit.rooms.moderation.operations.allocating import allocate
from audit.rooms.moderation.operations.moderating import finalise, save_judgement
from audit.rooms.moderation.queries.moderating import moderation_of_board, moderation_to_do
from audit.rooms.moderation.queries.plans import PlanSettings
from audit.rooms.rounds.models import Return
from audit.rooms.rounds.operations import ReviewPlan, open_round
from tests.conftest import NOW

if TYPE_CHECKING:
    from audit.domain.actor import Actor
    from tests.browser.area import Area

TODAY = NOW.date()
WHY_MOVED = "The policy is sound, but the dip sample was of one team only."
REPLY = "A second sample, of all four teams, is attached to the answer."
FOLLOW_UP = "Sample all four teams in November, and tell the panel what was found."


def follow(area: Area) -> None:
    """Everything that comes after submission, through the product's own operations."""
    After(area).happen()


class After:
    """Police: moderated, agreed, told, heard. District: moderated in part, being heard, and reviewed."""

    def __init__(self, area: Area) -> None:
        self.area, self.world = area, area.world
        self.clock, self.url = area.world.clock, area.settings.public_url
        self.admin = self._actor("board-administrator")
        self.moderator = self._actor("moderator")

    def happen(self) -> None:
        """In the order in which it happens to a board."""
        area = self.area
        self._do(
            planning.set_up_moderation, self.admin, area.round.code, 1,
            PlanSettings(moderate_by=date(2026, 12, 1)), seen_version=0,
        )  # fmt: skip
        finished, begun = self._given(area.submitted), self._given(area.submitted_too)
        self._judge(finished)
        self._agree(finished)
        self._judge(begun, part=0.4)
        self._tell()
        self._share()
        self._act()
        sent = self._hear("Challenge day, spring", [area.police.id])
        self._report(sent)
        begun_event = self._hear("Challenge day", [area.district.id, area.police.id])
        area.places = {
            "agreed": finished, "open": begun, "judged": self._codes("submitted_too", "amber")[0],
            "sent": sent, "begun": begun_event, "line": self._line(begun_event), "review": self._review(),
            "council": area.council.id,
        }  # fmt: skip

    def _actor(self, who: str) -> Actor:
        return self.world.actor(self.area.person(who))

    def _do(self, operation: Any, actor: Actor, *args: Any, **more: Any) -> Any:
        with self.world.session() as session:
            return operation(session, actor, self.clock, *args, **more)

    def _given(self, row: Return) -> int:
        """Allocated and accepted; gives the moderation's id."""
        choices = {row.reference: self.moderator.person_id}
        self._do(allocate, self.admin, self.area.round.code, 1, choices, public_url=self.url)
        with self.world.session() as session:
            id = session.scalars(select(Moderation.id).where(Moderation.return_id == row.id)).one()
        self._do(accept, self.moderator, id)
        return id

    def _judge(self, id: int, part: float = 1.0) -> None:
        """The evidence opened, every fifth green moved to amber, the rest judged as it is."""
        with self.world.session() as session:
            view = moderation_to_do(session, self.moderator, id)
            judged = [item for item in view.items.values() if item.is_graded and not item.own.is_empty]
            facts = [(item.code, item.own, [file["id"] for file in item.files]) for item in judged]
            number = view.number
        with self.world.session() as session:
            for evidence_id in {file for _, _, files in facts for file in files}:
                evidence = session.get_one(Evidence, evidence_id)
                record_opened(
                    session,
                    self.moderator,
                    self.clock,
                    evidence,
                    on_behalf="board",
                    board_id=self.area.board.id,
                )
        with self.world.session() as session:
            greens = 0
            for code, own, _ in facts[: int(len(facts) * part)]:
                greens += own.grade == "green"
                opinion = Opinion(own, quality=EvidenceQuality.ADEQUATE)
                if own.grade == "green" and greens % 5 == 0:
                    opinion = Opinion(Verdict("amber"), quality=EvidenceQuality.WEAK, comment=WHY_MOVED)
                elif greens == 1 and own.grade == "green":
                    opinion = Opinion(
                        own, quality=EvidenceQuality.STRONG, good_practice="Every new starter is told."
                    )
                save_judgement(
                    session, self.moderator, self.clock, id, code, opinion, seen_version=0, seen_copy=number
                )

    def _agree(self, id: int) -> None:
        """The lead accepts all but the last moved grade, the moderator keeps it, the board settles it."""
        lead, reference = self._actor("submitter"), self.area.submitted.reference
        self._do(finalise, self.moderator, id, public_url=self.url)
        with self.world.session() as session:
            moved = {
                item.code: item.judgement.version
                for item in moderation_of_board(session, self.admin, id).moved
            }
        *accepted, disputed = moved
        for code in accepted:
            self._do(
                replying.say_reply, lead, reference, code, accepted=True, reply="", seen_version=moved[code]
            )
        self._do(
            replying.say_reply,
            lead,
            reference,
            disputed,
            accepted=False,
            reply=REPLY,
            seen_version=moved[disputed],
        )
        self._do(replying.send_replies, lead, reference, public_url=self.url)
        said = self._do(
            replying.say_rejoinder, self.moderator, id, disputed, gives_way=False, rejoinder="It came too late.",
            seen_version=moved[disputed] + 1,
        )  # fmt: skip
        self._do(replying.send_rejoinders, self.moderator, id, public_url=self.url)
        self._do(
            settling.keep_settlement, self.admin, id, disputed, verdict=Verdict("amber"),
            reason="The sample is the standard’s own example.", seen_version=said.version,
        )  # fmt: skip
        self._do(settling.settle, self.admin, id, public_url=self.url)

    def _tell(self) -> None:
        """The written outcome of the police; the district's is a draft."""
        words = outcomes.OutcomeWords(
            strength_1="Supervision is regular, written down and checked by a second manager.",
            strength_2="Children are asked what helped, and the answers reach the chief officer.",
            next_steps="Widen the dip sample, and say how training is followed up.",
            actions_expected="An action for each answer below the minimum, with an owner and a date.",
        )
        reference = self.area.submitted.reference
        draft = self._do(outcomes.save_outcome, self.admin, reference, words, seen_version=0)
        self._do(
            outcomes.send_outcome, self.admin, reference, seen_version=draft.version, public_url=self.url
        )

    def _share(self) -> None:
        """One green answer of the police is in the library, another is asked for."""
        lead, reference = self._actor("submitter"), self.area.submitted.reference
        greens = self._codes("submitted", "green")[:2]
        shared, _ = self._do(
            ask_for, self.admin, reference, greens, "Others could begin with this.", public_url=self.url
        )
        self._do(
            agree, lead, shared.id, words="Every new starter is told in the first week.", evidence_ids=[],
            seen_version=shared.version,
        )  # fmt: skip

    def _codes(self, which: str, grade: str) -> list[str]:
        row: Return = getattr(self.area, which)
        who = {"submitted": "submitter", "submitted_too": "in-two-places", "to_answer": "lead"}[which]
        with self.world.unit_of_work.read() as session:
            view = return_of_organisation(session, self._actor(who), row.reference)
            return [code for code in view.answers if view.content(code).grade == grade]

    def _act(self) -> None:
        """Three actions of the council: one begun, one done, one overdue in the board's eyes soon."""
        lead, row = self._actor("lead"), self.area.to_answer
        code = self._codes("to_answer", "amber")[0]
        about = ReturnAbout(
            row.id, row.round_id, "Senior leadership", code, "Is a named senior person accountable?"
        )
        writer = self.area.person("contributor")
        for what, due_on, priority in (
            ("Have the policy read and signed by every manager.", date(2027, 3, 12), Priority.HIGH),
            ("Add the council’s own example to the induction pack.", date(2026, 12, 4), Priority.MEDIUM),
            ("Write down how the dip sample is drawn.", date(2026, 9, 30), Priority.LOW),
        ):
            facts = ActionFacts(
                what, due_on, owner_id=writer.id, priority=priority, why="So that nobody is left out."
            )
            origin = ActionOrigin.ANSWER if priority is Priority.HIGH else ActionOrigin.BY_HAND
            action = self._do(
                add_action, lead, organisation_id=self.area.council.id, board_id=self.area.board.id, facts=facts,
                origin=origin, about=about if origin is ActionOrigin.ANSWER else None,
            )  # fmt: skip
            if priority is not Priority.LOW:
                self._do(
                    note_progress, self._actor("contributor"), action.id, "Half of the teams have done it."
                )
            if priority is Priority.MEDIUM:
                self._do(
                    finish_action, lead, action.id, impact="New starters say that they know whom to tell."
                )

    def _hear(self, title: str, organisation_ids: list[int]) -> int:
        """An event that is under way today, with notes and an outcome on the first line of each; gives its id."""
        area, admin = self.area, self.admin
        plan = EventPlan(title, TODAY, round_id=area.round.id, place="Committee Room 1, County Hall")
        event = self._do(plan_event, admin, area.board.code, plan)
        panel = area.person("panel-member")
        self._do(give_seat, admin, event.id, panel.id, PanelRole.CHAIR)
        slots = [slot.id for slot in self._do(add_slots, admin, event.id, organisation_ids)]
        self._do(fill_agenda, admin, event.id, "10:10", 40, None)
        self._do(announce_event, admin, event.id, public_url=self.url)
        self._do(propose_lines, admin, event.id)
        with self.world.session() as session:
            first = {slot_id: lines[0].id for slot_id, lines in lines_of(session, slots).items()}
        for slot_id, line_id in first.items():
            self._do(mark_line, admin, line_id, is_shared=True)
            self._do(share_lines, admin, slot_id, public_url=self.url)
        self._do(begin_event, admin, event.id)
        for line_id in first.values():
            self._note(line_id)
        return int(event.id)

    def _note(self, line_id: int) -> None:
        chair = self._actor("panel-member")
        for number, (who, kind, by_whom, text) in enumerate(
            (
                (chair, "asked", "Pat Panel", "How do you know that the four teams do it in the same way?"),
                (chair, "answered", "Head of training", "We sampled one. The others follow in the autumn."),
                (self.admin, "asked", "Ashley Quality", "Who reads the result?"),
            )
        ):
            self._do(
                save_note, who, line_id, f"note-{number}", NoteWords(kind, by_whom, text), seen_version=0
            )
        with self.world.session() as session:
            save_outcome(
                session, chair, self.clock, line_id, EnquiryOutcome.PARTLY_ASSURED, FOLLOW_UP,
                seen_version=session.get_one(Line, line_id).version,
            )  # fmt: skip

    def _line(self, event_id: int) -> int:
        """The first line that has an outcome."""
        with self.world.unit_of_work.read() as session:
            return session.scalars(
                select(Line.id)
                .join(Slot)
                .where(Slot.event_id == event_id, Line.outcome.is_not(None))
                .order_by(Line.id)
            ).all()[0]

    def _report(self, event_id: int) -> None:
        """An action, the feedback and the report of an event that has ended."""
        admin = self.admin
        line_id = self._line(event_id)
        with self.world.session() as session:
            slot_id = session.get_one(Line, line_id).slot_id
        facts = ActionFacts(FOLLOW_UP, date(2027, 3, 1), owner_name="Head of training")
        self._do(agree_action, admin, line_id, facts)
        words = "Thank you for coming, and for saying plainly what is still to be done."
        self._do(save_feedback, admin, slot_id, words, seen="")
        self._do(end_event, admin, event_id)
        self._do(send_feedback, admin, slot_id, seen=words, public_url=self.url)
        report = ("Samples are taken, and too small.", "Training is given and seldom followed up.")
        self._do(save_report, admin, event_id, *report, seen=("", ""))
        self._do(send_report, admin, event_id, seen=report, public_url=self.url)

    def _review(self) -> str:
        """A progress review of the round, which the district has submitted and the police have not begun; its code."""
        area, lead = self.area, self._actor("in-two-places")
        review = self._do(
            create_review_of,
            self.admin,
            area.round.code,
            ReviewPlan("Progress review 2027", date(2027, 3, 31)),
        )
        self._do(open_round, self.admin, review.code, public_url=self.url, product="Safeguarding audit")
        with self.world.session() as session:
            reference = session.scalars(
                select(Return.reference).where(
                    Return.round_id == review.id, Return.organisation_id == area.district.id
                )
            ).one()
        with self.world.session() as session:
            policy = session.scalars(
                select(Evidence.id).where(Evidence.organisation_id == area.district.id)
            ).first()
            assert policy is not None
            view = return_of_organisation(session, lead, reference)
            for number, code in enumerate(view.respondent.only or ()):
                grade = "amber" if number % 3 == 0 else "green"
                content = AnswerContent(grade=grade, narrative="Since then every team has been sampled.")
                save_answer(session, lead, self.clock, reference, code, content, seen_version=0)
                cite(session, lead, self.clock, reference, code, [policy])
        self._do(send_for_sign_off, lead, reference, public_url=self.url)
        self._do(
            approve, self.world.actor(area.district_approver), reference, attempt=1, step="chief-officer",
            title="Chief officer", declared=True, public_url=self.url,
        )  # fmt: skip
        return str(review.code)
