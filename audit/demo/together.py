"""Colleagues at one return: shared out, discussed, brought forward, answered in Excel; and an answer held back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from audit.demo.clock import Timeline, at_work
from audit.demo.names import address
from audit.demo.section_11 import FEATURED, ROUND
from audit.demo.stage import Stage
from audit.domain.actor import Actor
from audit.rooms.assessments.operations import carry_forward, save_answer
from audit.rooms.assessments.operations.quarantine import hold_back_answer, show_again
from audit.rooms.assessments.queries import offer_of, return_of_organisation
from audit.rooms.colleagues.operations import (
    About,
    AssignmentFacts,
    assign,
    begin_discussion,
    mark_looked_at,
    reply,
    resolve_discussion,
)
from audit.rooms.offline.exports import write_return
from audit.rooms.offline.operations import apply_upload, note_download, read_upload

CARRIED = ("10", "12")
"""The standards whose earlier answers the lead has said are still true."""
CHANGED = "10.2"
"""The one among them that has been changed since."""
FILLED: Mapping[str, tuple[str, str]] = {
    "16.1": ("Amber", "The filters were tried in March on every ward. Two tablets went round them; both are mended."),
    "16.2": ("Green", "All 42 play and youth staff took the course, and 40 passed the short test afterwards."),
}  # fmt: skip
"""What the contributor filled in away from the network."""
HELD_BACK, SHOWN_AGAIN = "5.3", "6.1"
HELD_BACK_OF = "birchcombe"


@dataclass(frozen=True)
class _Team:
    """The lead and the contributor of one agency, at its return."""

    stage: Stage
    administrator: Actor
    agencies: Mapping[str, int]
    now: datetime

    @property
    def _lead(self) -> Actor:
        return self.stage.cast.actor(address(f"{FEATURED}.lead"))

    @property
    def _contributor(self) -> Actor:
        return self.stage.cast.actor(address(f"{FEATURED}.contributor"))

    def _reference(self, mailbox: str = FEATURED) -> str:
        return self.stage.references(ROUND)[self.agencies[mailbox]]

    def bring_forward(self) -> None:
        """Two standards are as they were; one of their answers is then brought up to date."""
        session, clock, lead, reference = self.stage.session, self.stage.clock, self._lead, self._reference()
        offer = offer_of(session, lead, return_of_organisation(session, lead, reference), None)
        assert offer is not None
        for standard in CARRIED:
            clock.wait(240)
            codes = [
                code
                for code, each in offer.answers.items()
                if code.split(".")[0] == standard and each.carried is not None
            ]
            carry_forward(session, lead, clock, reference, codes, seen_copy=offer.source.submission_id)
        clock.wait(400)
        session.expire_all()
        view = return_of_organisation(session, lead, reference)
        content = view.content(CHANGED)
        words = f"{content.narrative} Since last year the two smaller sites do the same.".strip()
        seen = view.answers[CHANGED].version
        changed = replace(content, narrative=words)
        save_answer(session, lead, clock, reference, CHANGED, changed, seen_version=seen)

    def share_out(self) -> None:
        """What is left is shared out, with dates."""
        day, ours, mine = self.now.date(), self._contributor.person_id, self._lead.person_id
        assert ours is not None
        assert mine is not None
        given = (
            (
                About("11"),
                AssignmentFacts(ours, day + timedelta(days=6), "Human resources have the figures."),
            ),
            (
                About("14", "14.3"),
                AssignmentFacts(
                    ours, day + timedelta(days=3), "Reworded since last year: please read it afresh.", True
                ),
            ),
            (About("15"), AssignmentFacts(mine, day + timedelta(days=9))),
        )
        for about, facts in given:
            self.stage.clock.wait(90)
            assign(
                self.stage.session,
                self._lead,
                self.stage.clock,
                self._reference(),
                about,
                facts,
                seen_version=0,
                public_url=self.stage.settings.public_url,
            )

    def discuss(self) -> None:
        """One question is settled between the two, another still waits for the lead."""
        stage, lead, other, reference = self.stage, self._lead, self._contributor, self._reference()
        session, clock, url = stage.session, stage.clock, stage.settings.public_url
        assert lead.person_id is not None
        assert other.person_id is not None
        asked = begin_discussion(
            session, lead, clock, reference, "9.2", "Are agency staff counted in this?",
            mentions=[other.person_id], public_url=url,
        )  # fmt: skip
        clock.wait(1200)
        said = "Yes, everybody who worked a shift in the month. I have written that into the answer."
        reply(session, other, clock, asked.id, said, public_url=url)
        clock.wait(300)
        resolve_discussion(session, lead, clock, asked.id)
        clock.wait(600)
        begin_discussion(
            session, other, clock, reference, "14.3",
            "Last year this was about sexual exploitation alone. Shall I ask the emergency department for what it "
            "sees of criminal exploitation too?",
            mentions=[lead.person_id], public_url=url,
        )  # fmt: skip
        for code in ("5.2", "14.3"):
            clock.wait(60)
            mark_looked_at(session, other, clock, reference, code)

    def answer_in_excel(self) -> None:
        """The contributor takes the return along as a workbook, fills in two answers, and brings it back."""
        session, clock, by, reference = (
            self.stage.session,
            self.stage.clock,
            self._contributor,
            self._reference(),
        )
        name = f"answers-{reference}.xlsx"
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            view = return_of_organisation(session, by, reference)
            write_return(path, view, by=by.name, at=clock())
            note_download(session, by, clock, view.row)
            book = openpyxl.load_workbook(path)
            sheet = book["Answers"]
            column = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
            for row in range(2, sheet.max_row + 1):
                filled = FILLED.get(str(sheet.cell(row, 1).value))
                if filled is not None:
                    sheet.cell(row, column["Grade"]).value, sheet.cell(row, column["Narrative"]).value = (
                        filled
                    )
            book.save(path)
            clock.wait(3600)
            apply_upload(session, by, clock, reference, read_upload(path, name), name)

    def hold_back(self) -> None:
        """The board holds an answer back, and another for an hour only."""
        stage, reference = self.stage, self._reference(HELD_BACK_OF)
        session, clock, url = stage.session, stage.clock, stage.settings.public_url
        hold_back_answer(
            session, self.administrator, clock, reference, HELD_BACK, public_url=url,
            reason="The example is so particular that it may tell which family is meant.",
        )  # fmt: skip
        held = hold_back_answer(
            session, self.administrator, clock, reference, SHOWN_AGAIN, public_url=url,
            reason="Read as if it named a child.",
        )  # fmt: skip
        clock.wait(3600)
        show_again(session, self.administrator, clock, reference, held.id, public_url=url)


def plan(
    stage: Stage, timeline: Timeline, administrator: Actor, agencies: Mapping[str, int], now: datetime
) -> None:
    """Plan what happened the day before now."""
    team, day = _Team(stage, administrator, agencies, now), now - timedelta(days=1)
    timeline.at(at_work(day, 15), team.bring_forward)
    timeline.at(at_work(day, 15, 20), team.share_out)
    timeline.at(at_work(day, 15, 30), team.discuss)
    timeline.at(at_work(day, 16, 10), team.answer_in_excel)
    timeline.at(now - timedelta(hours=18), team.hold_back)
