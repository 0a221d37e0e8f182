"""Giving samples to moderators, and what moderators say about cases."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.case_audits import (
    NOT_APPLICABLE,
    AuditState,
    CaseState,
    CaseVerb,
    SampleState,
    SampleVerb,
    judgement_lacks,
    next_case_state,
    next_sample_state,
)
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.questionnaire import Kind
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.operations import checked_content
from audit.rooms.case_audits.models import AuditedCase, CaseAudit, CaseAuditPlace, CaseJudgement
from audit.rooms.case_audits.operations.auditing import note
from audit.rooms.case_audits.operations.letters import write_to_moderator
from audit.rooms.case_audits.operations.making import audit_to_run
from audit.rooms.case_audits.policy import LONGEST_COMMENT, may_judge, require_open
from audit.rooms.case_audits.queries.moderators import moderators_of
from audit.rooms.case_audits.queries.samples import CaseView, case_to_moderate, sample_to_moderate, samples


class JudgementChanged(Stale):
    """Somebody, or oneself in another window, saved this judgement in between. Carries what is saved."""

    def __init__(self, saved: CaseJudgement) -> None:
        super().__init__("This was changed while you were writing. Nothing was overwritten.")
        self.saved = saved


def give_samples(
    session: Session, actor: Actor, clock: Clock, code: str, chosen: Mapping[int, int], *, public_url: str
) -> list[CaseAuditPlace]:
    """Give samples (by id) to moderators (by person id; 0 for nobody); gives those that changed hands.

    Raises NotVisible for a sample of another audit or somebody who does not moderate for the board, and RuleBroken,
    with the sample's id as field, for somebody too near to the organisation, or once the moderator has finished.
    """
    row = audit_to_run(session, actor, code)
    if row.state is AuditState.DRAFT:
        raise RuleBroken("Open the case audit first, then give the cases to moderators.")
    people = moderators_of(session, row, [])
    wanted = samples().where(CaseAudit.id == row.id, CaseAuditPlace.id.in_(list(chosen)))
    places = {place.id: place for place in session.scalars(wanted.with_for_update(of=CaseAuditPlace))}
    if set(chosen) - set(places) or set(chosen.values()) - set(people.people) - {0}:
        raise NotVisible
    ties = moderators_of(session, row, [place.organisation_id for place in places.values()]).ties
    changed = []
    for id, place in sorted(places.items()):
        person = chosen[id]
        if person == (place.moderator_id or 0):
            continue
        if place.state is SampleState.MODERATED:
            raise RuleBroken(f"The cases of {place.organisation.name} have been moderated already.", str(id))
        if (person, place.organisation_id) in ties:
            why = ties[person, place.organisation_id]
            raise RuleBroken(
                f"{people.people[person]} cannot moderate {place.organisation.name}: {why}.", str(id)
            )
        place.moderator_id, place.moderator_name = person or None, people.people.get(person, "")
        session.flush()
        note(session, actor, clock, "case-audit.moderator-given", place, moderator=place.moderator_name)
        if person:
            write_to_moderator(session, clock, place, session.get_one(Person, person), public_url)
        changed.append(place)
    return changed


def save_judgement(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_id: int,
    code: str,
    *,
    grade: str,
    comment: str,
    agreed: str = "",
    seen_version: int,
) -> CaseJudgement | None:
    """Save what the moderator says to one graded question; gives it, or None where nothing is said nor was.

    ``grade`` and ``agreed`` are keys of the scale, ``not-applicable`` or empty. What is merely missing is no fault.
    Raises NotVisible for a case that is not the actor's to moderate or a question without a grade, RuleBroken when it
    cannot be judged now or a field cannot be taken, JudgementChanged when another version is there.
    """
    return judge_into(
        session, actor, clock, case_to_moderate(session, actor, case_id, lock=True), code,
        grade=grade, comment=comment, agreed=agreed, seen_version=seen_version,
    )  # fmt: skip


def judge_into(
    session: Session,
    actor: Actor,
    clock: Clock,
    view: CaseView,
    code: str,
    *,
    grade: str,
    comment: str,
    agreed: str = "",
    seen_version: int,
) -> CaseJudgement | None:
    """``save_judgement`` for a case that was locked in this unit of work."""
    question = view.questionnaire.questions.get(code)
    if question is None or question.kind is not Kind.GRADED or code not in view.asked:
        raise NotVisible
    require_open(view.sample.audit)
    if not may_judge(view.sample, view.row):
        raise RuleBroken(
            "This case is finished, so what you said stays as it is. Open it again to change it."
        )
    scale = view.questionnaire.scale
    for key, field in ((grade, "grade"), (agreed, "agreed")):
        if key and key not in scale.by_key and not (key == NOT_APPLICABLE and question.allow_not_applicable):
            raise RuleBroken("Choose one of the grades on this page", field)
    # The same tidying as of any other text; the length is our own.
    words = checked_content(question, scale, AnswerContent(narrative=comment)).narrative
    if len(words) > LONGEST_COMMENT:
        raise RuleBroken(
            f"Your comment must be {LONGEST_COMMENT:,} characters or fewer. It has {len(words):,}.", "comment"
        )
    said = (grade or None, words, agreed or None)
    row = view.judgements.get(code)
    if said == ((None, "", None) if row is None else (row.grade, row.comment, row.agreed_grade)):
        return row
    if row is not None and row.version != seen_version:
        raise JudgementChanged(row)
    if row is None:
        row = CaseJudgement(case_id=view.row.id, question_id=view.question_ids[code])
        session.add(row)
        view.judgements[code] = row
    row.grade, row.comment, row.agreed_grade = said
    row.updated_by_name, row.updated_at = actor.name, clock()
    session.flush()
    return row


def lacking(view: CaseView) -> dict[str, str]:
    """What the judgements of a case still lack, by question code, a sentence each."""
    found = {}
    for each in view.progress.questions:
        code = each.question.code
        if each.question.kind is Kind.GRADED:
            judgement = view.judgements.get(code)
            sentence = judgement_lacks(view.judged(code), judgement.comment if judgement else "")
            if sentence:
                found[code] = sentence
    return found


def finish_judging(session: Session, actor: Actor, clock: Clock, case_id: int) -> CaseView:
    """Say that a case is moderated; raises RuleBroken, naming the question, when a judgement is missing."""
    view = case_to_moderate(session, actor, case_id, lock=True)
    require_open(view.sample.audit)
    next_sample_state(view.sample.state, SampleVerb.MODERATE)
    state = next_case_state(view.row.state, CaseVerb.MODERATE)
    missing = lacking(view)
    if missing:
        code, sentence = next(iter(missing.items()))
        raise RuleBroken(f"{code}: {sentence}", code)
    view.row.state, view.row.moderated_at = state, clock()
    session.flush()
    note(session, actor, clock, "case-audit.case-moderated", view.sample, case=view.row.number)
    return view


def judge_again(session: Session, actor: Actor, clock: Clock, case_id: int) -> CaseView:
    """Look at a moderated case once more, as long as the whole sample is not finished."""
    view = case_to_moderate(session, actor, case_id, lock=True)
    require_open(view.sample.audit)
    next_sample_state(view.sample.state, SampleVerb.MODERATE)
    view.row.state = next_case_state(view.row.state, CaseVerb.JUDGE_AGAIN)
    view.row.moderated_at = None
    session.flush()
    note(session, actor, clock, "case-audit.case-judged-again", view.sample, case=view.row.number)
    return view


def finish_sample(session: Session, actor: Actor, clock: Clock, sample_id: int) -> CaseAuditPlace:
    """Finish the moderation of an organisation's cases; raises RuleBroken while a case is left."""
    sample = sample_to_moderate(session, actor, sample_id, lock=True)
    require_open(sample.audit)
    state = next_sample_state(sample.state, SampleVerb.MODERATE)
    rows = session.scalars(select(AuditedCase).where(AuditedCase.place_id == sample.id)).all()
    left = sorted(row.number for row in rows if row.state is not CaseState.MODERATED)
    if left:
        named = ", ".join(str(number) for number in left)
        raise RuleBroken(f"Finish every case first. Still to moderate: case {named}.")
    sample.state, sample.moderated_at = state, clock()
    session.flush()
    note(session, actor, clock, "case-audit.moderated", sample, count=len(rows))
    return sample
