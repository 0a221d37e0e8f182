"""Two case audits on neglect in the county of the closed round: autumn 2010, and the same again eight months later.

Five services look at four cases each. The board manager moderates, with the role of a moderator for as long as it
takes. Everything that is said about a case is made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select

from audit.demo.chance import pick, share
from audit.demo.clock import Happening, Timeline, moment, working_day
from audit.demo.names import STAFFORDSHIRE_DOMAIN, address
from audit.demo.stage import Stage
from audit.domain.actor import OPERATOR, Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.domain.questionnaire import Kind, Question
from audit.domain.scales import Scale
from audit.rooms.case_audits.models import CaseAuditPlace
from audit.rooms.case_audits.operations.auditing import add_case, finish_case, save_into, send_sample
from audit.rooms.case_audits.operations.making import AuditPlan, close_audit, make_audit, open_audit
from audit.rooms.case_audits.operations.moderating import (
    finish_judging,
    finish_sample,
    give_samples,
    judge_into,
)
from audit.rooms.case_audits.queries.samples import case_to_moderate, own_case, whole_sample
from audit.rooms.case_audits.queries.samples import sample_to_moderate as given
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.organisations.operations import end_role
from audit.rooms.questionnaires.operations import publish_edition

SERVICES = ("childrens-services", "youth-offending", "police", "community-health", "hospitals-north")
CASES = 4
CATEGORIES = ("Under 5", "School age", "Unborn child or baby")
_THEME_OF = (0, 1, 1, 0), (0, 1, 2, 0), (1, 1, 0, 2), (2, 0, 0, 1), (0, 2, 1, 2)
"""The theme of each case, by service."""
FIRST, SECOND = "neglect-case-audit-autumn-2010", "neglect-case-audit-summer-2011"
_TITLES = {FIRST: "Neglect: case audit, autumn 2010", SECOND: "Neglect: case audit, summer 2011"}
_BETTER = {FIRST: 0.0, SECOND: 0.28}
"""How much better the second time went."""
_SAID = {
    "inadequate": (
        "Three workers each noted something and nobody put it together. The child waited five months.",
        "The record tells what the adults said. What the child saw and felt is not in it.",
    ),
    "adequate": (
        "The signs were put together at the second meeting, later than they could have been.",
        "There is a chronology, but it stops in spring and nobody asked why.",
    ),
    "good": (
        "The school nurse rang on the same day, and the plan says who does what by when.",
        "A day in the life of the child is on the first page, in words of the child.",
    ),
    "outstanding": (
        "The child drew what should change, the drawing went to the meeting, and it did change.",
        "Every organisation knew the plan, and the child could say what had become better.",
    ),
}
_LEARNED = (
    "Read the chronology before each visit, not after it.",
    "Ask who else knows the family, and write down when they were asked.",
    "When a plan has not moved in three months, take it to a manager.",
)
_WHY = (
    "The record does not bear this out: there is no date after April.",
    "I read it as stronger than you do: the child’s view changed the plan.",
    "The meeting was held, but nobody wrote down what was agreed.",
)


@dataclass(frozen=True)
class _Days:
    """When an audit is opened, filled in, moderated and closed."""

    opened: date
    due: date
    filled: date
    moderated: date
    closed: date


_FIRST_DAYS = _Days(
    date(2010, 10, 4), date(2010, 10, 29), date(2010, 10, 18), date(2010, 11, 8), date(2010, 11, 19)
)
_SECOND_DAYS = _Days(
    date(2011, 6, 13), date(2011, 7, 1), date(2011, 6, 27), date(2011, 7, 11), date(2011, 7, 18)
)


@dataclass(frozen=True)
class CaseStory:
    """One of the two audits, with whoever takes part."""

    stage: Stage
    timeline: Timeline
    administrator: Actor
    board_id: int
    board_code: str
    organisations: Mapping[str, int]
    email: str
    """The address of the administrator, who moderates."""

    def plan_first(self) -> None:
        """Plan the audit of autumn 2010."""
        self._plan(FIRST, _FIRST_DAYS)

    def plan_second(self) -> None:
        """Plan the audit of summer 2011, which repeats it."""
        self._plan(SECOND, _SECOND_DAYS)

    def _plan(self, code: str, days: _Days) -> None:
        def at(day: date, hour: int, happening: Happening) -> None:
            self.timeline.at(moment(working_day(day), hour), happening)

        at(days.opened, 9, lambda: self._open(code, days))
        for place, service in enumerate(SERVICES):
            at(days.filled, 9 + place, partial(self._fill_in, code, place, service))
        at(days.moderated, 10, lambda: self._moderate(code))
        at(days.closed, 15, lambda: self._close(code))

    def _open(self, code: str, days: _Days) -> None:
        stage, clock = self.stage, self.stage.clock
        edition, _ = publish_edition(stage.session, OPERATOR, stage.sets["case-audit"], clock)
        plan = AuditPlan(
            title=_TITLES[code],
            theme="Neglect",
            edition_id=edition.id,
            cases_each=CASES,
            due_on=days.due,
            moderation_by=days.closed,
            about="Take cases in which neglect was the main worry and which were open in the last six months.",
            categories="\n".join(CATEGORIES),
            repeats_code=FIRST if code == SECOND else "",
        )
        asked = [self.organisations[service] for service in SERVICES]
        made = make_audit(stage.session, self.administrator, clock, self.board_code, plan, asked)
        if made.code != code:
            raise LookupError(f"The case audit of the demonstration is called {made.code}, not {code}.")
        clock.wait(600)
        open_audit(stage.session, self.administrator, clock, code, public_url=stage.settings.public_url)

    def _fill_in(self, code: str, place: int, service: str) -> None:
        stage, clock = self.stage, self.stage.clock
        lead = stage.cast.actor(address(f"{service}.lead", STAFFORDSHIRE_DOMAIN))
        sample = self._samples(code)[self.organisations[service]]
        for number, theme in enumerate(_THEME_OF[place]):
            clock.wait(300)
            case = add_case(stage.session, lead, clock, sample.id, CATEGORIES[theme])
            view = own_case(stage.session, lead, case.id, lock=True)
            for question in view.questionnaire.questions.values():
                clock.wait(60)
                content = _answer(code, service, number, question, view.questionnaire.scale)
                save_into(stage.session, lead, clock, view, question.code, content, seen_version=0)
            finish_case(stage.session, lead, clock, case.id)
        clock.wait(300)
        send_sample(stage.session, lead, clock, sample.id)

    def _moderate(self, code: str) -> None:
        stage, clock = self.stage, self.stage.clock
        stage.cast.join(
            self.administrator, self.email, Role.MODERATOR, board_id=self.board_id, title="Moderator"
        )
        moderator = stage.cast.actor(self.email)
        assert moderator.person_id is not None
        samples = self._samples(code)
        chosen = {sample.id: moderator.person_id for sample in samples.values()}
        url = stage.settings.public_url
        give_samples(stage.session, self.administrator, clock, code, chosen, public_url=url)
        for sample in (samples[self.organisations[service]] for service in SERVICES):
            for case in whole_sample(stage.session, given(stage.session, moderator, sample.id)).cases:
                view = case_to_moderate(stage.session, moderator, case.row.id, lock=True)
                for question in view.questionnaire.graded():
                    clock.wait(40)
                    own = view.judged(question.code).own or ""
                    grade = _moderated(
                        (code, sample.organisation_id, case.row.number, question.code),
                        own,
                        view.questionnaire.scale,
                    )
                    comment = "" if grade == own else pick(_WHY, code, case.row.number, question.code)
                    judge_into(
                        stage.session, moderator, clock, view, question.code,
                        grade=grade, comment=comment, seen_version=0,
                    )  # fmt: skip
                finish_judging(stage.session, moderator, clock, case.row.id)
            finish_sample(stage.session, moderator, clock, sample.id)

    def _close(self, code: str) -> None:
        stage = self.stage
        held = stage.session.scalars(
            select(RoleHeld.id).where(
                RoleHeld.board_id == self.board_id,
                RoleHeld.role == Role.MODERATOR,
                RoleHeld.person_id == self.administrator.person_id,
            )
        ).one()
        end_role(stage.session, self.administrator, stage.clock, held)
        stage.cast.forget(self.email)
        close_audit(
            stage.session, self.administrator, stage.clock, code, public_url=stage.settings.public_url
        )

    def _samples(self, code: str) -> dict[int, CaseAuditPlace]:
        rows = self.stage.session.scalars(
            select(CaseAuditPlace).join(CaseAuditPlace.audit).where(CaseAuditPlace.audit.has(code=code))
        )
        return {row.organisation_id: row for row in rows}


def _answer(code: str, service: str, number: int, question: Question, scale: Scale) -> AnswerContent:
    """What the auditor says: a little better the second time."""
    chance = share("case", code, service, number, question.code) + _BETTER[code]
    if question.kind is Kind.YES_NO:
        return AnswerContent(value="yes" if chance > 0.55 else "no")
    if question.kind is not Kind.GRADED:
        return AnswerContent(value=pick(_LEARNED, code, service, number))
    if question.code == "3.3" and chance < 0.2:
        return AnswerContent(not_applicable=True, na_reason="Everybody was of one mind throughout.")
    grade = _grade_at(chance, scale)
    return AnswerContent(grade=grade, narrative=pick(_SAID[grade], code, service, number, question.code))


def _grade_at(chance: float, scale: Scale) -> str:
    keys: Sequence[str] = [grade.key for grade in scale.grades]
    return keys[0 if chance < 0.22 else 1 if chance < 0.55 else 2 if chance < 1.05 else 3]


def _moderated(about: tuple[object, ...], own: str, scale: Scale) -> str:
    """The moderator's grade: the same in four of five, else one lower, or one higher now and then."""
    if own not in scale.by_key:
        return own
    chance, rank = share("judged", *about), scale.rank(own)
    step = -1 if chance < 0.15 else 1 if chance > 0.95 else 0
    return scale.grades[min(max(rank + step, 0), len(scale.grades) - 1)].key
