"""The sample of one organisation: its cases and answers, for its own people and for the moderator who has it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from audit.domain.actor import Actor
from audit.domain.allocation import too_near
from audit.domain.answers import AnswerContent
from audit.domain.case_audits import (
    NOT_APPLICABLE,
    AuditState,
    CaseProgress,
    CaseState,
    Judged,
    SampleState,
    progress_of_case,
)
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Questionnaire, Respondent
from audit.rooms.case_audits.models import AuditedCase, CaseAnswer, CaseAudit, CaseAuditPlace, CaseJudgement
from audit.rooms.organisations.queries.near import home_organisations, interests_in, near_organisations
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by


def content_of(answer: CaseAnswer | None) -> AnswerContent:
    """What an answer says."""
    if answer is None:
        return AnswerContent()
    return AnswerContent(
        answer.grade, answer.value, answer.narrative, answer.not_applicable, answer.na_reason
    )


@dataclass(frozen=True)
class CaseView:
    """One case with what auditor and moderator say, by question code."""

    row: AuditedCase
    sample: CaseAuditPlace
    questionnaire: Questionnaire
    respondent: Respondent
    question_ids: Mapping[str, int]
    answers: dict[str, CaseAnswer] = field(default_factory=dict)
    judgements: dict[str, CaseJudgement] = field(default_factory=dict)

    def content(self, code: str) -> AnswerContent:
        """What the auditor says to one question."""
        return content_of(self.answers.get(code))

    @cached_property
    def progress(self) -> CaseProgress:
        """How far the form is."""
        contents = {code: content_of(answer) for code, answer in self.answers.items()}
        return progress_of_case(self.questionnaire, self.respondent, contents)

    @cached_property
    def asked(self) -> frozenset[str]:
        """Codes of the questions that are asked about this case."""
        return frozenset(each.question.code for each in self.progress.questions)

    def judged(self, code: str) -> Judged:
        """What stands about one graded question."""
        content, judgement = self.content(code), self.judgements.get(code)
        own = NOT_APPLICABLE if content.not_applicable else content.grade
        if judgement is None:
            return Judged(own)
        return Judged(own, judgement.grade, judgement.agreed_grade)


@dataclass(frozen=True)
class SampleView:
    """The sample of an organisation with its cases."""

    row: CaseAuditPlace
    questionnaire: Questionnaire
    cases: Sequence[CaseView]

    @property
    def audit(self) -> CaseAudit:
        """The audit that the sample is of."""
        return self.row.audit

    @property
    def finished(self) -> int:
        """How many cases the auditor has finished."""
        return sum(each.row.state is not CaseState.DRAFT for each in self.cases)

    @property
    def moderated(self) -> int:
        """How many cases the moderator has finished."""
        return sum(each.row.state is CaseState.MODERATED for each in self.cases)


def samples() -> Select[CaseAuditPlace]:
    """Samples of audits that were opened, with everything that their pages name."""
    return (
        select(CaseAuditPlace)
        .join(CaseAuditPlace.audit)
        .join(CaseAuditPlace.organisation)
        .where(CaseAudit.state != AuditState.DRAFT)
        .options(
            contains_eager(CaseAuditPlace.audit).joinedload(CaseAudit.board),
            contains_eager(CaseAuditPlace.audit).joinedload(CaseAudit.edition).defer(Edition.content),
            contains_eager(CaseAuditPlace.organisation),
        )
    )


def own_sample(
    session: Session,
    actor: Actor,
    sample_id: int,
    permission: Permission = Permission.CASE_AUDIT_READ,
    *,
    lock: bool = False,
) -> CaseAuditPlace:
    """A sample of an organisation in which the actor may do this; raises NotVisible otherwise."""
    return _one(
        session,
        samples().where(
            CaseAuditPlace.id == sample_id,
            CaseAuditPlace.organisation_id.in_(actor.organisations(permission)),
        ),
        lock,
    )


def own_case(session: Session, actor: Actor, case_id: int, *, lock: bool = False) -> CaseView:
    """A case of an organisation of the actor's; raises NotVisible otherwise."""
    row = _case(session, case_id)
    return view_of(
        session, own_sample(session, actor, row.place_id, lock=lock), [_fresh(session, row, lock)]
    ).cases[0]


def sample_to_moderate(
    session: Session, actor: Actor, sample_id: int, *, lock: bool = False
) -> CaseAuditPlace:
    """A sample that was given to the actor, who still moderates for the board and stands near to nobody in it.

    Raises NotVisible otherwise. Whether it was sent yet is for the caller to look at.
    """
    if actor.person_id is None:
        raise NotVisible
    row = _one(
        session,
        samples().where(
            CaseAuditPlace.id == sample_id,
            CaseAuditPlace.moderator_id == actor.person_id,
            CaseAudit.board_id.in_(actor.boards(Permission.CASE_AUDIT_MODERATE)),
        ),
        lock,
    )
    if why_too_near(session, row.audit.board_id, [actor.person_id], [row.organisation_id]):
        raise NotVisible
    return row


def case_to_moderate(session: Session, actor: Actor, case_id: int, *, lock: bool = False) -> CaseView:
    """A case of a sample that was given to the actor and sent; raises NotVisible otherwise."""
    row = _case(session, case_id)
    sample = sample_to_moderate(session, actor, row.place_id, lock=lock)
    if sample.state is SampleState.ANSWERING:
        raise NotVisible
    return view_of(session, sample, [_fresh(session, row, lock)]).cases[0]


def why_too_near(
    session: Session, board_id: int, person_ids: Collection[int], organisation_ids: Collection[int]
) -> dict[tuple[int, int], str]:
    """Who may not judge whose cases: (person, organisation) → why. Five queries, however many there are."""
    homes = home_organisations(session, person_ids)
    interests = interests_in(session, board_id, person_ids)
    near = near_organisations(session, board_id, organisation_ids)
    found = {}
    for person in person_ids:
        for organisation in organisation_ids:
            why = too_near(homes.get(person, set()), interests.get(person, {}), near, organisation)
            if why is not None:
                found[person, organisation] = why
    return found


def whole_sample(session: Session, row: CaseAuditPlace) -> SampleView:
    """A sample that the caller has in scope, with its cases and what is said about them. Three queries."""
    cases = session.scalars(
        select(AuditedCase).where(AuditedCase.place_id == row.id).order_by(AuditedCase.number)
    ).all()
    return view_of(session, row, cases)


def view_of(session: Session, row: CaseAuditPlace, cases: Sequence[AuditedCase]) -> SampleView:
    """These cases of a sample, with what auditor and moderator say about them."""
    questionnaire = questionnaire_by(session, row.audit.edition)
    ids = question_ids_of(session, row.audit.edition)
    codes = {id: code for code, id in ids.items()}
    body = row.organisation
    respondent = Respondent(body.kind, body.phase, body.type, questionnaire.profile)
    answers: dict[int, dict[str, CaseAnswer]] = {}
    judgements: dict[int, dict[str, CaseJudgement]] = {}
    wanted = [each.id for each in cases]
    if wanted:
        for answer in session.scalars(select(CaseAnswer).where(CaseAnswer.case_id.in_(wanted))):
            answers.setdefault(answer.case_id, {})[codes[answer.question_id]] = answer
        for judgement in session.scalars(select(CaseJudgement).where(CaseJudgement.case_id.in_(wanted))):
            judgements.setdefault(judgement.case_id, {})[codes[judgement.question_id]] = judgement
    return SampleView(
        row,
        questionnaire,
        [
            CaseView(
                each,
                row,
                questionnaire,
                respondent,
                ids,
                answers.get(each.id, {}),
                judgements.get(each.id, {}),
            )
            for each in cases
        ],
    )


def samples_of_organisation(session: Session, actor: Actor, organisation_id: int) -> Sequence[CaseAuditPlace]:
    """The samples of an organisation of the actor's, the latest first; raises NotVisible for any other's."""
    if organisation_id not in actor.organisations(Permission.CASE_AUDIT_READ):
        raise NotVisible
    return session.scalars(
        samples()
        .where(CaseAuditPlace.organisation_id == organisation_id)
        .order_by(CaseAudit.due_on.desc(), CaseAuditPlace.id.desc())
    ).all()


def samples_to_fill_in(session: Session, actor: Actor) -> list[tuple[CaseAuditPlace, int]]:
    """The open samples that wait for somebody of the actor's organisations, with how many cases are finished."""
    organisations = actor.organisations(Permission.CASE_AUDIT_ANSWER)
    if not organisations:
        return []
    finished = (
        select(func.count())
        .where(AuditedCase.place_id == CaseAuditPlace.id, AuditedCase.state != CaseState.DRAFT)
        .correlate(CaseAuditPlace)
        .scalar_subquery()
    )
    rows = session.execute(
        samples()
        .add_columns(finished)
        .where(
            CaseAuditPlace.organisation_id.in_(organisations),
            CaseAuditPlace.state == SampleState.ANSWERING,
            CaseAudit.state == AuditState.OPEN,
        )
        .order_by(CaseAudit.due_on, CaseAuditPlace.id)
    )
    return [(row, count) for row, count in rows]


def samples_given(session: Session, actor: Actor) -> Sequence[CaseAuditPlace]:
    """The samples that the actor was given to moderate, in open audits, by audit and organisation."""
    if actor.person_id is None:
        return []
    return session.scalars(
        samples()
        .where(
            CaseAuditPlace.moderator_id == actor.person_id,
            CaseAudit.board_id.in_(actor.boards(Permission.CASE_AUDIT_MODERATE)),
        )
        .order_by(CaseAudit.due_on.desc(), CaseAudit.id.desc(), CaseAuditPlace.id)
    ).all()


def _case(session: Session, case_id: int) -> AuditedCase:
    row = session.scalar(
        select(AuditedCase).where(AuditedCase.id == case_id).options(joinedload(AuditedCase.place))
    )
    if row is None:
        raise NotVisible
    return row


def _fresh(session: Session, row: AuditedCase, lock: bool) -> AuditedCase:
    # Read again once the sample is locked: somebody may have finished the case while we waited.
    if lock:
        session.refresh(row)
    return row


def _one(session: Session, statement: Select[CaseAuditPlace], lock: bool) -> CaseAuditPlace:
    if lock:
        statement = statement.with_for_update(of=CaseAuditPlace).execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotVisible
    if lock:
        # The audit may have been closed while we waited: the lock is on the sample alone.
        session.refresh(row.audit, ["state"])
    return row
