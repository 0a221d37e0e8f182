"""Briefing packs as Word documents: one organisation's, or the whole panel's."""

from collections.abc import Sequence
from datetime import date, datetime

from audit.domain.actions import ACTION_STATE_WORDS, OUTSTANDING, is_overdue
from audit.domain.challenge import PANEL_ROLE_WORDS
from audit.domain.dates import say_date
from audit.infra.clock import Clock, today
from audit.infra.word import Paper, Tinted
from audit.infra.workbook import GRADE_GROUNDS
from audit.rooms.action_plans.models import Action
from audit.rooms.challenge.operations.letters import say_slot
from audit.rooms.challenge.presenters.lines import REASON_TITLES
from audit.rooms.challenge.presenters.planning import where
from audit.rooms.challenge.queries.pack import Pack, PackAnswer, PackSlot, PackStandard, Said

ROOM_TO_WRITE = 5
"""Empty lines after each line of enquiry."""


def slot_pack(pack: Pack, clock: Clock) -> bytes:
    """The pack about one organisation."""
    slot = pack.slots[0]
    paper = _paper(pack, f"Briefing: {slot.slot.organisation.name}", clock())
    paper.facts(
        [
            *_about_event(pack),
            ("Heard", say_slot(slot.slot)),
            *_attending(slot),
        ]
    )
    _panel(paper, pack)
    _organisation(paper, pack, slot, today(clock), level=1)
    return paper.content()


def event_pack(pack: Pack, clock: Clock) -> bytes:
    """The pack about everybody who is heard at an event."""
    paper = _paper(pack, f"Briefing: {pack.event.title}", clock())
    paper.facts(_about_event(pack))
    paper.paragraph(pack.event.notes)
    paper.heading("Who is heard when")
    if pack.slots:
        paper.table(
            ("Time", "Organisation", "Lines", "Will attend", "Without"),
            [
                (
                    say_slot(each.slot),
                    each.slot.organisation.name,
                    str(len(each.lines)),
                    each.slot.attending or "Not said yet",
                    "\n".join(name for name, _ in each.out),
                )
                for each in pack.slots
            ],
            (0.17, 0.25, 0.08, 0.3, 0.2),
        )
    if pack.left_out:
        paper.paragraph(
            f"Left out, because you take no part in the slot: {', '.join(pack.left_out)}.", bold=True
        )
    _panel(paper, pack)
    for each in pack.slots:
        paper.new_page()
        paper.heading(each.slot.organisation.name)
        paper.facts([("Heard", say_slot(each.slot)), *_attending(each)])
        _organisation(paper, pack, each, today(clock), level=2)
    return paper.content()


def _paper(pack: Pack, title: str, at: datetime) -> Paper:
    paper = Paper(title, author=pack.event.board.name, at=at)
    paper.footer(f"For the panel of {pack.event.title} only. Do not pass it on.")
    return paper


def _about_event(pack: Pack) -> list[tuple[str, str]]:
    event = pack.event
    return [
        ("Event", event.title),
        ("Day", say_date(event.held_on)),
        ("Where", ", ".join(each for each in (where(event), event.video_link) if each)),
        ("About", event.round.title if event.round else "Action plans"),
    ]


def _attending(slot: PackSlot) -> list[tuple[str, str]]:
    rows = [("Will attend", slot.slot.attending or "Not said yet")]
    if slot.files:
        rows.append(("Presentation", "\n".join(row.evidence.file_name for row in slot.files)))
    return rows


def _panel(paper: Paper, pack: Pack) -> None:
    paper.heading("Panel and interests")
    out: dict[str, list[str]] = {}
    for slot in pack.slots:
        for name, why in slot.out:
            out.setdefault(name, []).append(f"No part in {slot.slot.organisation.name}: {why}")
    shown = {slot.slot.organisation.name for slot in pack.slots}
    rows = []
    for line in pack.panel:
        if line.has_left:
            continue
        declared = [f"{name}: {why}" for name, why in line.interests if name in shown]
        name = line.seat.person.name
        rows.append(
            (name, PANEL_ROLE_WORDS[line.seat.role], "\n".join([*declared, *out.get(name, [])]) or "None")
        )
    if rows:
        paper.table(("Name", "Part", "Interests"), rows, (0.27, 0.18, 0.55))
    else:
        paper.paragraph("Nobody is on the panel yet.")


def _organisation(paper: Paper, pack: Pack, slot: PackSlot, day: date, *, level: int) -> None:
    paper.heading("Lines of enquiry", level)
    if not slot.lines:
        paper.paragraph("No lines have been written.")
    for number, line in enumerate(slot.lines, 1):
        paper.heading(f"Line {number}. {line.text}", min(level + 1, 3))
        shared = line.is_shared and line.shared_at is not None
        read_by = "shared with the organisation" if shared else "the panel only"
        about = f" {line.standard_title}." if line.standard_title else ""
        paper.paragraph(f"{REASON_TITLES[line.reason]}, {read_by}.{about}")
        paper.paragraph(line.reason_words)
        paper.facts([("Notes", "\n" * ROOM_TO_WRITE), ("Outcome and follow-up", "\n")])
    _grades(paper, pack, slot, level)
    _actions(paper, slot.actions, day, level)


def _grades(paper: Paper, pack: Pack, slot: PackSlot, level: int) -> None:
    if pack.scale is None:
        return
    paper.heading("Grades", level)
    if not slot.standards:
        paper.paragraph("No submitted return.")
        return
    pressing = [answer for answer in slot.answers if answer.stands.grade and answer.stands.grade.priority]
    if pressing:
        paper.heading("Priority grades", min(level + 1, 3))
        paper.table(
            ("Question", "Grade"),
            [(f"{answer.code} {answer.text}", _cell(answer.stands)) for answer in pressing],
            (0.8, 0.2),
        )
    moved = [answer for answer in slot.answers if answer.is_moved]
    if moved:
        paper.heading("Moved by moderation", min(level + 1, 3))
        paper.table(
            ("Question", "Own grade", "Agreed", "Why"),
            [
                (f"{answer.code} {answer.text}", _cell(answer.own), _cell(answer.stands), answer.why)
                for answer in moved
            ],
            (0.34, 0.16, 0.16, 0.34),
        )
    for standard in slot.standards:
        _standard(paper, standard, level)


def _standard(paper: Paper, standard: PackStandard, level: int) -> None:
    paper.heading(f"{standard.code} {standard.title}", min(level + 1, 3))
    is_moderated = any(answer.agreed is not None for answer in standard.answers)
    header = ["Question", "Own grade", *(["Moderated", "Agreed"] if is_moderated else []), "Evidence"]
    paper.table(
        header,
        [_row(answer, is_moderated) for answer in standard.answers],
        (0.34, 0.13, 0.13, 0.13, 0.27) if is_moderated else (0.45, 0.17, 0.38),
    )


def _row(answer: PackAnswer, is_moderated: bool) -> Sequence[str | Tinted]:
    files = "\n".join(
        f"{file.name} ({'opened' if file.is_opened else 'not opened'} by the board)" for file in answer.files
    )
    judged = [_cell(each) if each else "" for each in (answer.moderated, answer.agreed)]
    return [
        f"{answer.code} {answer.text}",
        _cell(answer.own),
        *(judged if is_moderated else []),
        files or "No file",
    ]


def _actions(paper: Paper, actions: Sequence[Action], day: date, level: int) -> None:
    paper.heading("Actions still to do", level)
    open_ones = [action for action in actions if action.state in OUTSTANDING]
    if not open_ones:
        paper.paragraph("None.")
        return
    paper.table(
        ("What", "Owner", "Due", "State"),
        [
            (
                action.what,
                action.owner_name or "Nobody named",
                say_date(action.due_on),
                "Overdue"
                if is_overdue(action.state, action.due_on, day)
                else ACTION_STATE_WORDS[action.state],
            )
            for action in open_ones
        ],
        (0.48, 0.18, 0.18, 0.16),
    )


def _cell(said: Said) -> str | Tinted:
    return Tinted(said.words, GRADE_GROUNDS[said.grade.colour]) if said.grade else said.words
