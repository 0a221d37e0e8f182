"""What a briefing pack holds: read for one organisation or for the whole panel by the same number of statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.scales import Grade, Scale
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.queries import actions_of_organisations
from audit.rooms.challenge.models import ChallengeEvent, Line, LineNote, PanelSeat, Slot, SlotFile
from audit.rooms.challenge.policy import may_run
from audit.rooms.challenge.queries.agenda import slots_of
from audit.rooms.challenge.queries.day import notes_of
from audit.rooms.challenge.queries.events import event_to_read
from audit.rooms.challenge.queries.facts import copies_of, opened_evidence
from audit.rooms.challenge.queries.files import files_of
from audit.rooms.challenge.queries.lines import lines_of
from audit.rooms.challenge.queries.panel import Marks, SeatLine, marks_of, panel_of, seats_of
from audit.rooms.challenge.queries.slots import slot_to_read
from audit.rooms.moderation.models import AgreedGrade, Judgement
from audit.rooms.moderation.queries import agreed_of
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by


@dataclass(frozen=True)
class Said:
    """One verdict on an answer: a grade, not applicable, or nothing."""

    grade: Grade | None = None
    not_applicable: bool = False

    @property
    def words(self) -> str:
        """The verdict in a word."""
        if self.not_applicable:
            return "Not applicable"
        return self.grade.label if self.grade else "Not answered"


@dataclass(frozen=True)
class PackFile:
    """A file that an answer cites."""

    name: str
    is_opened: bool
    """Whether somebody of the board has opened it."""


@dataclass(frozen=True)
class PackAnswer:
    """A graded answer."""

    code: str
    text: str
    own: Said
    moderated: Said | None
    """What the moderator said; None where the answer was not moderated."""
    agreed: Said | None
    why: str
    """Why the grade moved: the moderator's comment, or the board's reason."""
    files: Sequence[PackFile]

    @property
    def stands(self) -> Said:
        """The verdict that counts."""
        return self.agreed or self.own

    @property
    def is_moved(self) -> bool:
        """Whether the agreed grade is another than the organisation's own."""
        return self.agreed is not None and self.agreed != self.own


@dataclass(frozen=True)
class PackStandard:
    """A standard with its graded answers."""

    code: str
    title: str
    answers: Sequence[PackAnswer]


@dataclass(frozen=True)
class PackSlot:
    """One organisation in a pack."""

    slot: Slot
    standards: Sequence[PackStandard]
    actions: Sequence[Action]
    lines: Sequence[Line]
    notes: Mapping[int, Sequence[LineNote]]
    """By line id."""
    files: Sequence[SlotFile]
    out: Sequence[tuple[str, str]]
    """Members of the panel who take no part, with why."""

    @property
    def answers(self) -> list[PackAnswer]:
        """All graded answers."""
        return [answer for standard in self.standards for answer in standard.answers]


@dataclass(frozen=True)
class Pack:
    """A briefing pack. ``left_out`` names organisations that its reader takes no part in."""

    event: ChallengeEvent
    panel: Sequence[SeatLine]
    scale: Scale | None
    slots: Sequence[PackSlot]
    left_out: Sequence[str] = field(default=())


def pack_of_slot(session: Session, actor: Actor, slot_id: int) -> Pack:
    """The pack about one organisation; raises NotVisible for those who take no part in its slot."""
    slot = slot_to_read(session, actor, slot_id)
    seats = seats_of(session, slot.event)
    marks = marks_of(session, slot.event, seats, [slot])
    return _pack(session, slot.event, seats, marks, [slot], ())


def pack_of_event(session: Session, actor: Actor, event_id: int) -> Pack:
    """The pack about all organisations of an event, without those in whose slots the actor takes no part."""
    event = event_to_read(session, actor, event_id)
    seats, slots = seats_of(session, event), slots_of(session, event)
    marks = marks_of(session, event, seats, slots)
    mine = next((seat for seat in seats if seat.person_id == actor.person_id), None)
    out: set[int] = set()
    if mine is not None and not may_run(actor, event.board_id):
        out = {slot.id for slot in slots if marks.why(slot.id, mine.id) is not None}
    heard = [slot for slot in slots if slot.id not in out]
    left = [slot.organisation.name for slot in slots if slot.id in out]
    return _pack(session, event, seats, marks, heard, left)


def _pack(
    session: Session,
    event: ChallengeEvent,
    seats: Sequence[PanelSeat],
    marks: Marks,
    slots: Sequence[Slot],
    left_out: Sequence[str],
) -> Pack:
    ids, organisation_ids = [slot.id for slot in slots], [slot.organisation_id for slot in slots]
    lines = lines_of(session, ids)
    notes = notes_of(session, [line.id for each in lines.values() for line in each])
    files = files_of(session, ids)
    actions = actions_of_organisations(session, event.board_id, organisation_ids)
    grades = _Grades(session, event, slots)
    names = {seat.id: seat.person.name for seat in seats}
    return Pack(
        event,
        panel_of(session, event, seats),
        grades.scale,
        [
            PackSlot(
                slot,
                grades.of(slot),
                actions.get(slot.organisation_id, ()),
                lines.get(slot.id, ()),
                notes,
                files.get(slot.id, ()),
                [(names[id], why) for id, why in marks.out_of(slot.id).items() if id in names],
            )
            for slot in slots
        ],
        left_out,
    )


class _Grades:
    """The grades of the organisations of an event: from the submitted copies and what moderation agreed."""

    def __init__(self, session: Session, event: ChallengeEvent, slots: Iterable[Slot]) -> None:
        self.scale: Scale | None = None
        self._copies: Mapping[int, Mapping[str, Any]] = {}
        if event.round is None:
            return
        heard = [slot for slot in slots if slot.about is not None and slot.about.round_id == event.round_id]
        return_ids = [slot.return_id for slot in heard if slot.return_id is not None]
        self.scale = questionnaire_by(session, event.round.edition).scale
        self._question_ids = question_ids_of(session, event.round.edition)
        self._copies = copies_of(session, return_ids)
        self._agreed = agreed_of(session, return_ids)
        self._judged = _judgements(session, self._agreed)
        self._opened = opened_evidence(session, [slot.organisation_id for slot in heard])

    def of(self, slot: Slot) -> list[PackStandard]:
        """The standards of one organisation; those without a graded answer are left out."""
        copy = self._copies.get(slot.return_id or 0)
        if copy is None:
            return []
        agreed = self._agreed.get(slot.return_id or 0, {})
        found = []
        for standard in copy["standards"]:
            answers = [
                self._answer(question, copy["answers"].get(question["code"]) or {}, agreed)
                for question in standard["questions"]
                if question["kind"] == "graded"
            ]
            if answers:
                found.append(PackStandard(standard["code"], standard["title"], answers))
        return found

    def narrative(self, slot: Slot, code: str) -> str:
        """What one organisation wrote to a question."""
        answer = self._copies.get(slot.return_id or 0, {}).get("answers", {}).get(code) or {}
        return str(answer.get("narrative") or answer.get("na_reason") or "")

    def _answer(
        self, question: Mapping[str, Any], answer: Mapping[str, Any], agreed: Mapping[int, AgreedGrade]
    ) -> PackAnswer:
        id = self._question_ids.get(question["code"])
        row = agreed.get(id) if id is not None else None
        judged = self._judged.get((row.moderation_id, row.question_id)) if row is not None else None
        own = self._said(answer.get("grade"), bool(answer.get("not_applicable")))
        moderated = stands = None
        why = ""
        if row is not None:
            stands = self._said(row.grade, row.not_applicable)
            moderated = self._said(row.moderated_grade, False)
            if judged is not None:
                moderated = self._said(judged.grade, judged.not_applicable)
                why = judged.settled_reason or judged.comment
        files = [
            PackFile(item["file_name"], item["id"] in self._opened) for item in answer.get("evidence", ())
        ]
        return PackAnswer(question["code"], question["text"], own, moderated, stands, why, files)

    def _said(self, key: str | None, not_applicable: bool) -> Said:
        assert self.scale is not None
        return Said(self.scale.by_key.get(key) if key and not not_applicable else None, not_applicable)


def _judgements(
    session: Session, agreed: Mapping[int, Mapping[int, AgreedGrade]]
) -> dict[tuple[int, int], Judgement]:
    """The judgements from which agreed grades came, by moderation id and question id: none is unfinished."""
    ids: Collection[int] = {row.moderation_id for rows in agreed.values() for row in rows.values()}
    found: dict[tuple[int, int], Judgement] = {}
    for row in session.scalars(select(Judgement).where(Judgement.moderation_id.in_(ids))) if ids else ():
        found[(row.moderation_id, row.question_id)] = row
    return found


@dataclass(frozen=True)
class LineAnswer:
    """What an organisation answered to the question that a line is about."""

    answer: PackAnswer
    narrative: str


def answer_to(session: Session, slot: Slot, line: Line) -> LineAnswer | None:
    """The submitted answer that a line is about; None for a line about no answer. The caller has the slot in scope."""
    if not line.question_code:
        return None
    grades = _Grades(session, slot.event, [slot])
    for standard in grades.of(slot):
        for answer in standard.answers:
            if answer.code == line.question_code:
                return LineAnswer(answer, grades.narrative(slot, answer.code))
    return None
