"""What an organisation does with its sample: adding cases, filling them in, finishing, sending and taking back."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY, AnswerContent
from audit.domain.case_audits import CaseState, CaseVerb, SampleVerb, next_case_state, next_sample_state
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.infra.clock import Clock
from audit.rooms.assessments.operations import checked_content
from audit.rooms.case_audits.models import (
    AuditedCase,
    CaseAnswer,
    CaseAnswerRevision,
    CaseAuditPlace,
    CaseJudgement,
)
from audit.rooms.case_audits.operations.letters import say_cases
from audit.rooms.case_audits.policy import checked_category, require_fill_in, require_send
from audit.rooms.case_audits.queries.samples import CaseView, content_of, own_case, own_sample
from audit.rooms.trail.operations import record

TYPED, CHOSEN = "typed", "chosen in a conflict"


class CaseConflict(Stale):
    """Somebody else saved this answer in between. Carries their answer and what was typed over an older one."""

    def __init__(self, theirs: CaseAnswer, mine: AnswerContent) -> None:
        super().__init__(
            f"{theirs.updated_by_name} changed this answer while you were writing. "
            "Nothing was overwritten: choose what it should say."
        )
        self.theirs = theirs
        self.mine = mine


def add_case(session: Session, actor: Actor, clock: Clock, sample_id: int, category: str = "") -> AuditedCase:
    """Add the next case to a sample, with its theme.

    Raises NotVisible for another organisation's, NotAllowed, or RuleBroken when there are enough cases already.
    """
    sample = own_sample(session, actor, sample_id, lock=True)
    require_fill_in(actor, sample)
    chosen = checked_category(sample.audit.categories, category)
    there = session.scalar(select(func.max(AuditedCase.number)).where(AuditedCase.place_id == sample.id)) or 0
    if there >= sample.audit.cases_each:
        raise RuleBroken(
            f"All {say_cases(sample.audit.cases_each)} that this audit asks for are here already."
        )
    row = AuditedCase(
        place_id=sample.id,
        number=there + 1,
        category=chosen,
        state=CaseState.DRAFT,
        added_at=clock(),
        added_by_name=actor.name,
    )
    session.add(row)
    session.flush()
    note(session, actor, clock, "case-audit.case-added", sample, case=row.number)
    return row


def give_theme(session: Session, actor: Actor, clock: Clock, case_id: int, category: str) -> CaseView:
    """Give a case another theme while it is a draft; raises as ``save_answer``."""
    view = own_case(session, actor, case_id, lock=True)
    require_fill_in(actor, view.sample)
    next_case_state(view.row.state, CaseVerb.ANSWER)
    chosen = checked_category(view.sample.audit.categories, category)
    if chosen != view.row.category:
        view.row.category = chosen
        note(session, actor, clock, "case-audit.case-themed", view.sample, case=view.row.number)
    return view


def save_answer(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_id: int,
    code: str,
    content: AnswerContent,
    *,
    seen_version: int,
    via: str = TYPED,
) -> CaseAnswer | None:
    """Save the answer to one question about a case; gives it, or None where nothing was said and nothing is there.

    ``seen_version`` is the version that was on the page; 0 when there was none. Raises NotVisible for another
    organisation's case or a question that its form never asks, NotAllowed when the person may not write or the audit
    is closed, RuleBroken when the case is finished or the content cannot be an answer, and CaseConflict when another
    version is there.
    """
    return save_into(
        session, actor, clock, own_case(session, actor, case_id, lock=True), code, content,
        seen_version=seen_version, via=via,
    )  # fmt: skip


def save_into(
    session: Session,
    actor: Actor,
    clock: Clock,
    view: CaseView,
    code: str,
    content: AnswerContent,
    *,
    seen_version: int,
    via: str = TYPED,
) -> CaseAnswer | None:
    """``save_answer`` for a case that was locked in this unit of work."""
    question = view.questionnaire.questions.get(code)
    if question is None or not view.questionnaire.may_ask(view.respondent, code):
        raise NotVisible
    require_fill_in(actor, view.sample)
    next_case_state(view.row.state, CaseVerb.ANSWER)
    content = checked_content(question, view.questionnaire.scale, content)
    answer = view.answers.get(code)
    if content == (EMPTY if answer is None else content_of(answer)):
        return answer
    if answer is not None and answer.version != seen_version:
        if content == _seen(session, answer, seen_version):
            return answer  # nothing was typed over the older version: theirs stands
        raise CaseConflict(answer, content)
    said: dict[str, Any] = {
        "grade": content.grade,
        "value": content.value,
        "narrative": content.narrative,
        "not_applicable": content.not_applicable,
        "na_reason": content.na_reason,
    }
    who = {"updated_by_id": actor.person_id, "updated_by_name": actor.name, "updated_at": clock()}
    if answer is None:
        answer = CaseAnswer(case_id=view.row.id, question_id=view.question_ids[code], **said, **who)
        session.add(answer)
        session.flush()  # the lock of the sample makes savers take turns
        view.answers[code] = answer
    else:
        for name, value in (said | who).items():
            setattr(answer, name, value)
        session.flush()
    session.add(
        CaseAnswerRevision(
            answer_id=answer.id,
            version=answer.version,
            **said,
            by_id=actor.person_id,
            by_name=actor.name,
            at=clock(),
            via=via,
        )
    )
    return answer


def finish_case(session: Session, actor: Actor, clock: Clock, case_id: int) -> CaseView:
    """Say that a case is filled in; raises RuleBroken naming what is missing, and as ``save_answer``."""
    view = own_case(session, actor, case_id, lock=True)
    require_fill_in(actor, view.sample)
    state = next_case_state(view.row.state, CaseVerb.FINISH)
    missing = view.progress.missing
    if missing:
        first = missing[0]
        more = f" {len(missing) - 1} more questions lack something." if len(missing) > 2 else ""
        if len(missing) == 2:
            more = " 1 more question lacks something."
        raise RuleBroken(f"{first.question.code}: {'. '.join(first.missing)}.{more}", first.question.code)
    view.row.state, view.row.finished_at = state, clock()
    session.flush()
    note(session, actor, clock, "case-audit.case-finished", view.sample, case=view.row.number)
    return view


def reopen_case(session: Session, actor: Actor, clock: Clock, case_id: int) -> CaseView:
    """Open a finished case again while the sample has not been sent."""
    view = own_case(session, actor, case_id, lock=True)
    require_fill_in(actor, view.sample)
    view.row.state = next_case_state(view.row.state, CaseVerb.REOPEN)
    view.row.finished_at = None
    session.flush()
    note(session, actor, clock, "case-audit.case-reopened", view.sample, case=view.row.number)
    return view


def send_sample(
    session: Session, actor: Actor, clock: Clock, sample_id: int, *, fewer: bool = False
) -> CaseAuditPlace:
    """Send the cases of an organisation to the board and its moderator.

    All cases that there are must be finished, and there must be as many as the audit asks for, unless ``fewer`` says
    that the organisation has no more. Raises NotVisible, NotAllowed, or RuleBroken with the reason.
    """
    sample = own_sample(session, actor, sample_id, lock=True)
    require_send(actor, sample)
    state = next_sample_state(sample.state, SampleVerb.SEND)
    rows = session.scalars(select(AuditedCase).where(AuditedCase.place_id == sample.id)).all()
    drafts = sorted(row.number for row in rows if row.state is CaseState.DRAFT)
    if not rows:
        raise RuleBroken("Add a case before you send.")
    if drafts:
        named = ", ".join(str(number) for number in drafts)
        raise RuleBroken(f"Finish every case before you send. Still in draft: case {named}.")
    if len(rows) < sample.audit.cases_each and not fewer:
        raise RuleBroken(
            f"This audit asks for {say_cases(sample.audit.cases_each)} and there are {len(rows)}. Add the others, or "
            "say that there are no more.",
            "fewer",
        )
    sample.state, sample.sent_at, sample.sent_by_name = state, clock(), actor.name
    session.flush()
    note(session, actor, clock, "case-audit.sent", sample, count=len(rows))
    return sample


def take_back(session: Session, actor: Actor, clock: Clock, sample_id: int) -> CaseAuditPlace:
    """Take a sent sample back, as long as the moderator has written nothing; raises RuleBroken afterwards."""
    sample = own_sample(session, actor, sample_id, lock=True)
    require_send(actor, sample)
    state = next_sample_state(sample.state, SampleVerb.TAKE_BACK)
    begun = session.scalar(
        select(func.count())
        .select_from(CaseJudgement)
        .join(CaseJudgement.case)
        .where(AuditedCase.place_id == sample.id)
    )
    if begun:
        raise RuleBroken(
            "The moderator has begun with these cases, so they cannot be taken back. Ask your board."
        )
    sample.state, sample.sent_at, sample.sent_by_name = state, None, ""
    session.flush()
    note(session, actor, clock, "case-audit.taken-back", sample)
    return sample


def note(
    session: Session, actor: Actor, clock: Clock, event: str, sample: CaseAuditPlace, **facts: Any
) -> None:
    """Note in the trail what happened to a sample; never what is said about a case."""
    record(
        session,
        actor,
        clock,
        event,
        subject=("case-audit", sample.audit.code),
        board_id=sample.audit.board_id,
        organisation_id=sample.organisation_id,
        **facts,
    )


def _seen(session: Session, answer: CaseAnswer, version: int) -> AnswerContent:
    """What the answer said in the version that somebody saw; nothing before the first."""
    row = session.scalar(
        select(CaseAnswerRevision).where(
            CaseAnswerRevision.answer_id == answer.id, CaseAnswerRevision.version == version
        )
    )
    if row is None:
        return EMPTY
    return AnswerContent(row.grade, row.value, row.narrative, row.not_applicable, row.na_reason)
