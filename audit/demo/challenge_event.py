"""Two challenge events: one held in the manner of South Tees, with three partners; one about action plans, ahead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

from audit.demo.challenge_words import (
    ATTENDING,
    INTEREST,
    NOT_LATE,
    NOTES,
    PAPER,
    PARTNERS,
    SECOND_NOTES,
    SUMMARY,
    THEMES,
    Heard,
)
from audit.demo.chance import number
from audit.demo.county import BOARD, County
from audit.demo.files import pdf_file
from audit.demo.names import STAFFORDSHIRE_DOMAIN, address, name_number
from audit.domain.actions import Priority
from audit.domain.actor import Actor
from audit.domain.challenge import EventKind, PanelRole, Pause
from audit.domain.permissions import Role
from audit.rooms.action_plans.operations import ActionFacts
from audit.rooms.challenge.models import ChallengeEvent, Line, Slot
from audit.rooms.challenge.operations import (
    EventPlan,
    add_line,
    add_presentation,
    add_slots,
    announce_event,
    change_line,
    drop_line,
    fill_agenda,
    give_seat,
    plan_event,
    propose_lines,
    say_attending,
    share_lines,
)
from audit.rooms.challenge.operations.after import (
    agree_action,
    proposed_feedback,
    save_feedback,
    save_report,
    send_feedback,
    send_report,
)
from audit.rooms.challenge.operations.day import (
    NoteWords,
    begin_event,
    end_event,
    note_attendance,
    note_panel,
    save_note,
    save_outcome,
)
from audit.rooms.challenge.policy.day import ANSWERED, ASKED
from audit.rooms.challenge.queries import lines_of, seats_of, slots_of
from audit.rooms.organisations.operations.interests import declare_interest

HELD_ON, AHEAD_ON = date(2011, 4, 6), date(2011, 9, 14)
_FIRST_GUEST = 70
"""The number of the first name of those who come for an organisation without having an account."""


def _panel(mailbox: str) -> str:
    return address(f"panel.{mailbox}", STAFFORDSHIRE_DOMAIN)


PANEL = (
    (_panel("chair"), "Independent chair", PanelRole.CHAIR),
    (_panel("member"), "Retired inspector", PanelRole.MEMBER),
    (_panel("lay"), "Lay member", PanelRole.MEMBER),
    (_panel("notes"), "Note-taker", PanelRole.NOTE_TAKER),
    (_panel("observer"), "Young people’s forum", PanelRole.OBSERVER),
)
_AGENDA_AHEAD = ("youth-offending", "hartsmoor", "adult-services", "brindle-vale")


def plan(county: County) -> None:
    """Plan both events."""
    event = _Event(county)
    at, held = county.at, HELD_ON
    at(date(2011, 3, 1), 10, event.seat_people)
    at(date(2011, 3, 28), 10, event.prepare)
    at(date(2011, 3, 29), 9, event.announce)
    at(date(2011, 3, 30), 11, event.present)
    at(held, 8, event.begin)
    for place, mailbox in enumerate(PARTNERS):
        at(held, 9 + place, lambda mailbox=mailbox: event.hear(mailbox), mailbox)  # type: ignore[misc]
    at(held, 13, event.end)
    at(held + timedelta(days=6), 10, event.feed_back)
    at(held + timedelta(days=14), 10, event.report)
    at(date(2011, 7, 25), 10, event.plan_next)


@dataclass
class _Event:
    county: County
    slots: dict[str, int] = field(default_factory=dict)
    """Ids, by the mailbox of the organisation."""
    id: int = 0

    @property
    def _row(self) -> ChallengeEvent:
        return self.county.stage.session.get_one(ChallengeEvent, self.id)

    def _actor(self, mailbox: str) -> Actor:
        return self.county.stage.cast.actor(_panel(mailbox))

    def seat_people(self) -> None:
        """Invite the members of the panel to the board; one of them declares an interest."""
        county, stage = self.county, self.county.stage
        for email, title, _ in PANEL:
            stage.cast.join(
                county.administrator, email, Role.PANEL_MEMBER, board_id=county.board_id, title=title
            )
        declare_interest(
            stage.session,
            self._actor("member"),
            stage.clock,
            county.board_id,
            county.organisations["police"],
            INTEREST,
            public_url=county.public_url,
        )

    def prepare(self) -> None:
        """Plan the event, fill panel and agenda, and take the proposed lines in hand."""
        county, stage = self.county, self.county.stage
        session, actor, clock = stage.session, county.administrator, stage.clock
        self.id = self._plan(
            EventPlan(
                "Challenge event, spring 2011",
                HELD_ON,
                round_id=county.returns["police"].round_id,
                place="Committee Room 2, County Buildings",
                notes=NOTES,
            ),
            list(PARTNERS),
        )
        fill_agenda(session, actor, clock, self.id, "09:30", 40, Pause("10:50", 15))
        self.slots = self._slots(self._row)
        propose_lines(session, actor, clock, self.id)
        for mailbox, heard in PARTNERS.items():
            self._take_in_hand(self.slots[mailbox], heard)

    def _plan(self, event: EventPlan, mailboxes: list[str]) -> int:
        county, stage = self.county, self.county.stage
        row = plan_event(stage.session, county.administrator, stage.clock, BOARD, event)
        for email, _, role in PANEL:
            person_id = stage.cast.actor(email).person_id
            assert person_id is not None
            stage.clock.wait(20)
            give_seat(stage.session, county.administrator, stage.clock, row.id, person_id, role)
        ids = [county.organisations[mailbox] for mailbox in mailboxes]
        add_slots(stage.session, county.administrator, stage.clock, row.id, ids)
        return row.id

    def _slots(self, event: ChallengeEvent) -> dict[str, int]:
        mailboxes = {id: mailbox for mailbox, id in self.county.organisations.items()}
        return {
            mailboxes[slot.organisation_id]: slot.id for slot in slots_of(self.county.stage.session, event)
        }

    def _take_in_hand(self, slot_id: int, heard: Sequence[Heard]) -> None:
        county, stage = self.county, self.county.stage
        session, actor, clock = stage.session, county.administrator, stage.clock
        wanted = {each.code: each for each in heard}
        for line in lines_of(session, [slot_id]).get(slot_id, []):
            each = wanted.get(line.question_code)
            clock.wait(60)
            if each is None:
                drop_line(session, actor, clock, line.id)
            else:
                change_line(
                    session,
                    actor,
                    clock,
                    line.id,
                    each.text or line.text,
                    is_shared=each.is_shared,
                    seen_version=line.version,
                )
        if "" in wanted:
            add_line(session, actor, clock, slot_id, wanted[""].text, is_shared=wanted[""].is_shared)

    def announce(self) -> None:
        """Announce the event, and share the lines that are meant for each organisation."""
        county, stage = self.county, self.county.stage
        announce_event(
            stage.session, county.administrator, stage.clock, self.id, public_url=county.public_url
        )
        for slot_id in self.slots.values():
            stage.clock.wait(90)
            share_lines(
                stage.session, county.administrator, stage.clock, slot_id, public_url=county.public_url
            )

    def _guests(self, mailbox: str) -> list[str]:
        first = _FIRST_GUEST + 2 * list(PARTNERS).index(mailbox)
        jobs = ATTENDING[mailbox]
        return [f"{name_number(first + place)}, {job}" for place, job in enumerate(jobs)]

    def present(self) -> None:
        """The organisations say who comes, and hand in what they present."""
        county, stage = self.county, self.county.stage
        for mailbox, slot_id in self.slots.items():
            stage.clock.wait(1800)
            say_attending(
                stage.session,
                county.lead(mailbox),
                stage.clock,
                slot_id,
                "\n".join(self._guests(mailbox)),
                seen="",
            )
            content = pdf_file("For the panel", [f"Made up, for the demonstration only ({mailbox}).", *PAPER])
            taken = stage.intake.take_in(BytesIO(content), "For the panel.pdf")
            add_presentation(stage.session, county.lead(mailbox), stage.clock, slot_id, taken)

    def begin(self) -> None:
        """Begin the day; one member of the panel could not come."""
        county, stage = self.county, self.county.stage
        begin_event(stage.session, county.administrator, stage.clock, self.id)
        away = self._actor("lay").person_id
        came = {seat.id: seat.person_id != away for seat in seats_of(stage.session, self._row)}
        note_panel(stage.session, county.administrator, stage.clock, self.id, came)

    def hear(self, mailbox: str) -> None:
        """One organisation's slot: who came, and line by line what was asked, answered and concluded."""
        county, stage = self.county, self.county.stage
        session, clock, slot_id = stage.session, stage.clock, self.slots[mailbox]
        guests = self._guests(mailbox)
        came = guests if mailbox != "police" else guests[1:]
        slot = session.get_one(Slot, slot_id)
        note_attendance(
            session,
            self._actor("notes"),
            clock,
            slot_id,
            True,
            "\n".join(came),
            seen=(slot.attended, slot.attending),
        )
        chair, notes = self._actor("chair"), self._actor("notes")
        for heard, line in zip(PARTNERS[mailbox], self._lines(mailbox), strict=True):
            clock.wait(120)
            self._note(notes, line, ASKED, chair.name, heard.asked)
            clock.wait(180)
            self._note(notes, line, ANSWERED, came[0], heard.answered)
            clock.wait(60)
            save_outcome(
                session, chair, clock, line.id, heard.outcome, heard.follow_up, seen_version=line.version
            )
            if heard.action:
                facts = ActionFacts(
                    heard.action,
                    AHEAD_ON - timedelta(days=7 + number("due", mailbox, heard.code, below=40)),
                    "Agreed at the challenge event.",
                    owner_id=county.lead(mailbox).person_id,
                    priority=Priority.HIGH,
                )
                agree_action(session, county.administrator, clock, line.id, facts)

    def _lines(self, mailbox: str) -> list[Line]:
        """The lines of a slot, in the order in which they are heard."""
        slot_id = self.slots[mailbox]
        by_code = {
            line.question_code: line
            for line in lines_of(self.county.stage.session, [slot_id]).get(slot_id, [])
        }
        return [by_code[heard.code] for heard in PARTNERS[mailbox]]

    def _note(self, actor: Actor, line: Line, kind: str, by_whom: str, text: str) -> None:
        stage = self.county.stage
        save_note(
            stage.session,
            actor,
            stage.clock,
            line.id,
            f"{kind}-{line.id}",
            NoteWords(kind, by_whom, text),
            seen_version=0,
        )

    def end(self) -> None:
        """End the day."""
        stage = self.county.stage
        end_event(stage.session, self.county.administrator, stage.clock, self.id)

    def feed_back(self) -> None:
        """Write to each organisation what the panel concluded."""
        county, stage = self.county, self.county.stage
        for slot_id in self.slots.values():
            slot = stage.session.get_one(Slot, slot_id)
            text = proposed_feedback(stage.session, slot)
            stage.clock.wait(600)
            save_feedback(stage.session, county.administrator, stage.clock, slot_id, text, seen=slot.feedback)
            send_feedback(
                stage.session,
                county.administrator,
                stage.clock,
                slot_id,
                seen=slot.feedback,
                public_url=county.public_url,
            )

    def report(self) -> None:
        """Send the report of the event to the panel and the board."""
        county, stage = self.county, self.county.stage
        save_report(stage.session, county.administrator, stage.clock, self.id, SUMMARY, THEMES, seen=("", ""))
        stage.clock.wait(900)
        send_report(
            stage.session,
            county.administrator,
            stage.clock,
            self.id,
            seen=(SUMMARY, THEMES),
            public_url=county.public_url,
        )

    def plan_next(self) -> None:
        """Announce the event about action plans, which begins with what is still open."""
        county, stage = self.county, self.county.stage
        session, actor, clock = stage.session, county.administrator, stage.clock
        partners = [mailbox for mailbox in PARTNERS if mailbox != "childrens-services"]
        event_id = self._plan(
            EventPlan(
                "Action plans: what is late, and what would help",
                AHEAD_ON,
                kind=EventKind.ACTION_PLANS,
                round_id=county.returns["police"].round_id,
                previous_id=self.id,
                place="Committee Room 2, County Buildings",
                notes=SECOND_NOTES,
            ),
            [*_AGENDA_AHEAD, *partners],
        )
        fill_agenda(session, actor, clock, event_id, "13:30", 25, Pause("14:45", 15))
        propose_lines(session, actor, clock, event_id)
        event = session.get_one(ChallengeEvent, event_id)
        for slot_id in self._slots(event).values():
            if not lines_of(session, [slot_id]).get(slot_id):
                add_line(session, actor, clock, slot_id, NOT_LATE)
        clock.wait(1800)
        announce_event(session, actor, clock, event_id, public_url=county.public_url)
        for slot_id in list(self._slots(event).values()):
            lines = lines_of(session, [slot_id]).get(slot_id, [])
            for line in lines[:2]:
                clock.wait(60)
                change_line(
                    session, actor, clock, line.id, line.text, is_shared=True, seen_version=line.version
                )
            if lines:
                share_lines(session, actor, clock, slot_id, public_url=county.public_url)
