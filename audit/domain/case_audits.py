"""Case audits: how an audit, an organisation's sample and a single case move on, and which grade of a case stands.

In a case audit (a dip sample) every organisation fills one short form for a few anonymised cases; a moderator from
elsewhere grades the same cases beside it. A case is known by a running number and a theme, and by nothing else.
Source: the multi-agency case audits that partnerships run beside Section 11, in the manner of joint inspections.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeVar

from audit.domain.answers import EMPTY, AnswerContent, Progress, Status, progress_of, questions_asked
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Question, Questionnaire, Respondent

NOT_APPLICABLE = "not-applicable"
"""What stands in the place of a grade where the question does not apply; no grade of a scale has this key."""
FEWEST_CASES = 5
"""A part of the cases with fewer than these is not shown apart: few cases are soon recognised."""
FEWEST_ORGANISATIONS = 3
"""An organisation sees the whole only when at least so many are in it, so that the rest is never one neighbour."""
MOST_CASES = 50
"""Cases that one organisation may be asked for."""


class AuditState(StrEnum):
    """Where a case audit stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class AuditVerb(StrEnum):
    """What a board does to a case audit."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"


class SampleState(StrEnum):
    """Where the sample of one organisation stands."""

    ANSWERING = "answering"
    SENT = "sent"
    MODERATED = "moderated"


class SampleVerb(StrEnum):
    """What is done to the sample of an organisation."""

    SEND = "send"
    TAKE_BACK = "take-back"
    MODERATE = "moderate"


class CaseState(StrEnum):
    """Where one case stands."""

    DRAFT = "draft"
    FINISHED = "finished"
    MODERATED = "moderated"


class CaseVerb(StrEnum):
    """What is done to one case."""

    ANSWER = "answer"
    FINISH = "finish"
    REOPEN = "reopen"
    JUDGE = "judge"
    MODERATE = "moderate"
    JUDGE_AGAIN = "judge-again"


AUDIT_STATE_WORDS: Mapping[AuditState, str] = {
    AuditState.DRAFT: "Draft",
    AuditState.OPEN: "Open",
    AuditState.CLOSED: "Closed",
}
SAMPLE_STATE_WORDS: Mapping[SampleState, str] = {
    SampleState.ANSWERING: "Being filled in",
    SampleState.SENT: "Sent",
    SampleState.MODERATED: "Moderated",
}
CASE_STATE_WORDS: Mapping[CaseState, str] = {
    CaseState.DRAFT: "Draft",
    CaseState.FINISHED: "Finished",
    CaseState.MODERATED: "Moderated",
}

AUDIT_WORKFLOW: Mapping[tuple[AuditState, AuditVerb], AuditState] = {
    (AuditState.DRAFT, AuditVerb.OPEN): AuditState.OPEN,
    (AuditState.OPEN, AuditVerb.CLOSE): AuditState.CLOSED,
    (AuditState.CLOSED, AuditVerb.REOPEN): AuditState.OPEN,
}
SAMPLE_WORKFLOW: Mapping[tuple[SampleState, SampleVerb], SampleState] = {
    (SampleState.ANSWERING, SampleVerb.SEND): SampleState.SENT,
    (SampleState.SENT, SampleVerb.TAKE_BACK): SampleState.ANSWERING,
    (SampleState.SENT, SampleVerb.MODERATE): SampleState.MODERATED,
}
CASE_WORKFLOW: Mapping[tuple[CaseState, CaseVerb], CaseState] = {
    (CaseState.DRAFT, CaseVerb.ANSWER): CaseState.DRAFT,
    (CaseState.DRAFT, CaseVerb.FINISH): CaseState.FINISHED,
    (CaseState.FINISHED, CaseVerb.REOPEN): CaseState.DRAFT,
    (CaseState.FINISHED, CaseVerb.JUDGE): CaseState.FINISHED,
    (CaseState.FINISHED, CaseVerb.MODERATE): CaseState.MODERATED,
    # Until the whole sample is moderated, a moderator may look at a case once more.
    (CaseState.MODERATED, CaseVerb.JUDGE_AGAIN): CaseState.FINISHED,
}
_AUDIT_WHY_NOT: Mapping[AuditState, str] = {
    AuditState.DRAFT: "This case audit has not been opened yet.",
    AuditState.OPEN: "This case audit is already open.",
    AuditState.CLOSED: "This case audit is closed. The board can open it again.",
}
_SAMPLE_WHY_NOT: Mapping[SampleState, str] = {
    SampleState.ANSWERING: "These cases have not been sent yet.",
    SampleState.SENT: "These cases have been sent. A lead can take them back until the moderator begins.",
    SampleState.MODERATED: "These cases have been moderated, so they stay as they are.",
}
_CASE_WHY_NOT: Mapping[CaseState, str] = {
    CaseState.DRAFT: "This case is still being filled in.",
    CaseState.FINISHED: "This case is finished. Open it again to change it.",
    CaseState.MODERATED: "This case has been moderated, so it stays as it is.",
}

_State = TypeVar("_State", bound=StrEnum)
_Verb = TypeVar("_Verb", bound=StrEnum)


def _next(
    workflow: Mapping[tuple[_State, _Verb], _State], why: Mapping[_State, str], state: _State, verb: _Verb
) -> _State:
    try:
        return workflow[(state, verb)]
    except KeyError:
        raise RuleBroken(why[state]) from None


def next_audit_state(state: AuditState, verb: AuditVerb) -> AuditState:
    """The state that a case audit moves to; raises RuleBroken with the reason when the verb is not open."""
    return _next(AUDIT_WORKFLOW, _AUDIT_WHY_NOT, state, verb)


def next_sample_state(state: SampleState, verb: SampleVerb) -> SampleState:
    """The state that a sample moves to; raises RuleBroken with the reason when the verb is not open."""
    return _next(SAMPLE_WORKFLOW, _SAMPLE_WHY_NOT, state, verb)


def next_case_state(state: CaseState, verb: CaseVerb) -> CaseState:
    """The state that a case moves to; raises RuleBroken with the reason when the verb is not open."""
    return _next(CASE_WORKFLOW, _CASE_WHY_NOT, state, verb)


@dataclass(frozen=True)
class CaseProgress:
    """How far the form of one case is: the questions that are asked, with what each lacks."""

    questions: tuple[Progress, ...]

    @property
    def done(self) -> int:
        """How many questions are complete."""
        return sum(each.status is Status.COMPLETE for each in self.questions)

    @property
    def asked(self) -> int:
        """How many questions are asked."""
        return len(self.questions)

    @property
    def missing(self) -> tuple[Progress, ...]:
        """The questions that still lack something, in order."""
        return tuple(each for each in self.questions if each.status is not Status.COMPLETE)

    @property
    def has_begun(self) -> bool:
        """Whether anything has been said at all."""
        return any(each.said for each in self.questions)


def progress_of_case(
    questionnaire: Questionnaire, respondent: Respondent, answers: Mapping[str, AnswerContent]
) -> CaseProgress:
    """Judge the form of one case. Nothing is attached to a case: what asks for evidence asks for nothing here."""
    return CaseProgress(
        tuple(
            _progress(question, questionnaire, answers.get(code, EMPTY))
            for code, question in questions_asked(questionnaire, respondent, answers).items()
        )
    )


def _progress(question: Question, questionnaire: Questionnaire, content: AnswerContent) -> Progress:
    plain = replace(question, evidence_for=frozenset())
    # A file that is counted as there settles what the scale itself asks for.
    return progress_of(plain, questionnaire.scale, content, 0 if content.is_empty else 1)


class Judged(NamedTuple):
    """What stands about one question of one case. Grades are keys, ``not-applicable``, or None for none."""

    own: str | None = None
    moderated: str | None = None
    agreed: str | None = None
    """What auditor and moderator agreed after they had talked; None where they did not need to."""

    @property
    def differs(self) -> bool:
        """Whether the moderator graded otherwise."""
        return self.moderated is not None and self.moderated != self.own

    @property
    def stands(self) -> str | None:
        """The grade that counts: what was agreed, else the moderator's, else the auditor's own."""
        return self.agreed or self.moderated or self.own


def judgement_lacks(judged: Judged, comment: str) -> str:
    """What a moderator's judgement still lacks, in a sentence; empty when it is complete.

    A question that the auditor left empty needs no judgement.
    """
    if judged.moderated is None:
        return "Choose a grade" if judged.own else ""
    if judged.differs and not comment.strip():
        return "Say why your grade differs"
    return ""


def shown_parts(parts: Mapping[str, int], fewest: int = FEWEST_CASES) -> frozenset[str]:
    """Which parts of a whole are shown apart; ``parts`` gives how many cases each has.

    A part with fewer than ``fewest`` cases is not. Where the parts held back would add up to fewer than that, the whole
    less the parts shown would tell them after all, so that the smallest part shown is held back as well.
    """
    filled = {key: count for key, count in parts.items() if count}
    shown = {key for key, count in filled.items() if count >= fewest}
    held = sum(filled.values()) - sum(filled[key] for key in shown)
    if held and held < fewest and shown:
        shown.discard(min(shown, key=lambda key: (filled[key], key)))
    return frozenset(shown)


def whole_may_be_shown(organisations: Collection[int], own: int) -> bool:
    """Whether an organisation may see the figures of the whole: what is not its own is then never one neighbour's."""
    return len({*organisations, own}) >= FEWEST_ORGANISATIONS


def earlier_codes(now: Questionnaire, before: Questionnaire) -> dict[str, str]:
    """The question of an earlier set that each question of this one repeats, by its code.

    By what the question says that it continues; else the question with the same code, where both are editions of one
    set and it is of the same kind.
    """
    found = {}
    prefix = f"{before.code}/{before.edition}#"
    for code, question in now.questions.items():
        if question.continues and question.continues.startswith(prefix):
            earlier = question.continues.removeprefix(prefix)
        else:
            earlier = code if now.code == before.code else ""
        if earlier in before.questions and before.questions[earlier].kind is question.kind:
            found[code] = earlier
    return found
