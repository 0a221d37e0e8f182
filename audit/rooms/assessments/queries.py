"""Every reading of returns and answers, scoped by the actor.

People of the organisation see its return as it is now. People of the board see nothing of it before it is
submitted, and afterwards the copy that was submitted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from audit.domain.actor import Actor
from audit.domain.answers import EMPTY, AnswerContent, Progress, ReturnProgress, progress_of_return
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission, Role
from audit.domain.questionnaire import Question, Questionnaire, Respondent, Standard
from audit.domain.sign_off import Signature, SignOffStanding
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.models import Answer, AnswerRevision, CitedEvidence, SignOffDecision, Submission
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import Organisation, RoleHeld
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import question_ids, questionnaire_of
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class ReturnView:
    """A return with everything that its pages need, found by a constant number of queries.

    ``answers``, ``contents`` and ``cited`` are keyed by question code and hold only what there is;
    ``cited`` holds the evidence that the answers cite now.
    """

    row: Return
    questionnaire: Questionnaire
    respondent: Respondent
    question_ids: Mapping[str, int]
    answers: Mapping[str, Answer]
    contents: Mapping[str, AnswerContent]
    cited: Mapping[str, Sequence[CitedEvidence]]
    progress: ReturnProgress

    def asked(self, code: str) -> Progress | None:
        """How far this question is, or ``None`` when this organisation is not asked it now."""
        return self.progress.by_code.get(code)

    def question(self, code: str) -> Question:
        """A question that this organisation is asked; raises NotVisible for any other."""
        found = self.asked(code)
        if found is None:
            raise NotVisible
        return found.question

    def standard(self, code: str) -> Standard:
        """A standard of which this organisation is asked something; raises NotVisible for any other."""
        for progress in self.progress.standards:
            if progress.standard.code == code:
                return progress.standard
        raise NotVisible

    @property
    def may_be_answered(self) -> bool:
        """Whether the round is open and the return is with those who answer."""
        return self.row.round.state is RoundState.OPEN and self.row.state in (
            ReturnState.NOT_STARTED,
            ReturnState.IN_PROGRESS,
        )


def content_of(row: Answer | AnswerRevision) -> AnswerContent:
    """What an answer, or one entry of its history, says."""
    return AnswerContent(
        grade=row.grade,
        value=row.value,
        narrative=row.narrative,
        not_applicable=row.not_applicable,
        na_reason=row.na_reason,
    )


def respondent_of(row: Return) -> Respondent:
    """What decides which questions this return asks."""
    organisation = row.organisation
    return Respondent(organisation.kind, organisation.phase, organisation.type, row.profile)


def in_organisations(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """The condition that a return belongs to an organisation in which the actor may do this."""
    if actor.is_operator:
        return true()
    organisations = actor.organisations(permission)
    return Return.organisation_id.in_(organisations) if organisations else false()


def returns_with_rounds() -> Select[Return]:
    """Returns with their round, its board and edition, and their organisation, in one statement."""
    return (
        select(Return)
        .join(Return.round)
        .join(Round.board)
        .join(Round.edition)
        .join(Return.organisation)
        .options(
            contains_eager(Return.round).options(
                contains_eager(Round.board), contains_eager(Round.edition).options(defer(Edition.content))
            ),
            contains_eager(Return.organisation),
        )
    )


@cache
def _own_return(lock: bool, of_anybody: bool) -> Select[Return]:
    # Built once: every page and every save of a return runs it.
    statement = returns_with_rounds().where(
        Return.reference == bindparam("reference"), Round.state != RoundState.DRAFT
    )
    if not of_anybody:
        statement = statement.where(Return.organisation_id.in_(bindparam("organisations", expanding=True)))
    if lock:
        statement = statement.with_for_update(of=Return, key_share=True).execution_options(
            populate_existing=True
        )
    return statement


_ANSWERS = select(Answer).where(Answer.return_id == bindparam("return_id"))
_ANSWER = _ANSWERS.where(Answer.question_id == bindparam("question_id")).execution_options(
    populate_existing=True
)
_CITED = (
    select(CitedEvidence)
    .where(CitedEvidence.return_id == bindparam("return_id"), CitedEvidence.removed_at.is_(None))
    .options(joinedload(CitedEvidence.evidence, innerjoin=True).joinedload(Evidence.file, innerjoin=True))
    .order_by(CitedEvidence.id)
)


def own_return(
    session: Session, actor: Actor, reference: str, permission: Permission, *, lock: bool = False
) -> Return:
    """The organisation's own return by its reference; raises NotVisible for anybody else's.

    A return in a round that has not been opened does not exist for the organisation yet. ``lock`` makes
    changes of one return take turns until the end of the unit of work (on SQLite every writer has the write
    lock anyway), so that an answer cannot slip in behind a submission.
    """
    row = session.scalar(
        _own_return(lock, actor.is_operator),
        {"reference": reference, "organisations": list(actor.organisations(permission))},
    )
    if row is None:
        raise NotVisible
    return row


def return_of_organisation(
    session: Session, actor: Actor, reference: str, permission: Permission = Permission.RETURN_VIEW
) -> ReturnView:
    """The organisation's own return as it is now; raises NotVisible for anybody else's."""
    return view_of(session, own_return(session, actor, reference, permission))


def view_of(session: Session, row: Return) -> ReturnView:
    """Everything about a return that the caller has found in scope: two queries more."""
    questionnaire = questionnaire_of(row.round.edition)
    ids = question_ids(session, row.round.edition_id)
    codes = {id: code for code, id in ids.items()}
    found = {
        codes[answer.question_id]: answer
        for answer in session.scalars(_ANSWERS, {"return_id": row.id})
        if answer.question_id in codes
    }
    answers = {code: found[code] for code in ids if code in found}
    contents = {code: content_of(answer) for code, answer in answers.items()}
    cited: dict[str, list[CitedEvidence]] = {}
    for link in session.scalars(_CITED, {"return_id": row.id}):
        if link.question_id in codes:
            cited.setdefault(codes[link.question_id], []).append(link)
    respondent = respondent_of(row)
    progress = progress_of_return(
        questionnaire, respondent, contents, {code: len(links) for code, links in cited.items()}
    )
    return ReturnView(row, questionnaire, respondent, ids, answers, contents, cited, progress)


def submitted_return(session: Session, actor: Actor, reference: str) -> Return:
    """A return for people of its board, once it has been submitted; raises NotVisible before and otherwise."""
    boards = actor.boards(Permission.RETURN_READ_SUBMITTED)
    scope: ColumnElement[bool] = (
        true() if actor.is_operator else Round.board_id.in_(boards) if boards else false()
    )
    row = session.scalar(
        returns_with_rounds().where(
            Return.reference == reference, scope, exists().where(Submission.return_id == Return.id)
        )
    )
    if row is None:
        raise NotVisible
    return row


def answer_to(session: Session, row: Return, question_id: int) -> Answer | None:
    """The answer of this return, which the caller has in scope, to one question, read afresh."""
    return session.scalar(_ANSWER, {"return_id": row.id, "question_id": question_id})


def content_seen(session: Session, answer: Answer, version: int) -> AnswerContent | None:
    """What an answer, which the caller has in scope, said in one of its versions; nothing in version 0."""
    if version == 0:
        return EMPTY
    row = session.scalar(
        select(AnswerRevision).where(AnswerRevision.answer_id == answer.id, AnswerRevision.version == version)
    )
    return None if row is None else content_of(row)


def asked_now(session: Session, row: Return) -> list[Question]:
    """The questions that a return, which the caller has in scope, asks now, in order.

    Only the answers on which a condition hangs are read; none where the set has no conditions.
    """
    questionnaire = questionnaire_of(row.round.edition)
    sources = condition_sources(questionnaire)
    values: dict[str, frozenset[str]] = {}
    if sources:
        ids = question_ids(session, row.round.edition_id)
        codes = {ids[code]: code for code in sources}
        for answer in session.scalars(
            select(Answer).where(Answer.return_id == row.id, Answer.question_id.in_(codes))
        ):
            values[codes[answer.question_id]] = content_of(answer).chosen()
    return questionnaire.asked_of(respondent_of(row), values)


def condition_sources(questionnaire: Questionnaire) -> frozenset[str]:
    """Codes of the questions whose answers decide whether another question is asked."""
    return frozenset(
        q.condition.question for q in questionnaire.questions.values() if q.condition is not None
    )


def history_of(session: Session, answer: Answer) -> Sequence[AnswerRevision]:
    """Every change of an answer that the caller has in scope, the latest first."""
    return session.scalars(
        select(AnswerRevision)
        .where(AnswerRevision.answer_id == answer.id)
        .order_by(AnswerRevision.version.desc())
    ).all()


def organisation_with_returns(
    session: Session, actor: Actor, organisation_id: int
) -> tuple[Organisation, list[Return]]:
    """An organisation of the actor's with its returns, the latest due first; raises NotVisible for others."""
    if not actor.is_operator and organisation_id not in actor.organisations(Permission.RETURN_VIEW):
        raise NotVisible
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotVisible
    return organisation, _sorted_returns(
        session, returns_with_rounds().where(Return.organisation_id == organisation_id)
    )


def returns_of_actor(session: Session, actor: Actor, permission: Permission) -> list[Return]:
    """Every return, in a round that has been opened, of the organisations in which the actor may do this."""
    if not actor.organisations(permission):
        return []
    return _sorted_returns(session, returns_with_rounds().where(in_organisations(actor, permission)))


def _sorted_returns(session: Session, statement: Select[Return]) -> list[Return]:
    rows = session.scalars(statement.where(Round.state != RoundState.DRAFT)).all()
    return sorted(rows, key=lambda row: (row.due, row.id), reverse=True)


def copies_of(session: Session, rows: Sequence[Return]) -> dict[int, list[Submission]]:
    """The copies of these returns, which the caller has in scope, without their content, by return id."""
    found: dict[int, list[Submission]] = {}
    if rows:
        for copy in session.scalars(
            select(Submission)
            .where(Submission.return_id.in_([row.id for row in rows]))
            .options(defer(Submission.content))
            .order_by(Submission.return_id, Submission.number)
        ):
            found.setdefault(copy.return_id, []).append(copy)
    return found


def decisions_of(session: Session, rows: Sequence[Return]) -> dict[int, list[SignOffDecision]]:
    """What approvers said to the latest sending of these returns, which the caller has in scope, by return id."""
    found: dict[int, list[SignOffDecision]] = {row.id: [] for row in rows}
    if rows:
        for decision in session.scalars(
            select(SignOffDecision)
            .join(Return, Return.id == SignOffDecision.return_id)
            .where(SignOffDecision.return_id.in_(list(found)), SignOffDecision.attempt == Return.attempts)
            .order_by(SignOffDecision.id)
        ):
            found[decision.return_id].append(decision)
    return found


def sign_off_of(row: Return, decisions: Sequence[SignOffDecision]) -> SignOffStanding:
    """Where the sign-off of a return stands, from what approvers said to its latest sending."""
    return SignOffStanding(
        tuple(row.round.sign_off_steps),
        tuple(
            Signature(d.step, d.by_id, d.by_name, d.by_title, d.at, d.governing_body_on)
            for d in decisions
            if d.approved
        ),
        row.round.governing_body_date,
    )


def colleagues_with(session: Session, row: Return, *roles: Role) -> list[RoleHeld]:
    """Who holds one of these roles in the organisation of this return, each person once."""
    held = session.scalars(
        select(RoleHeld)
        .join(RoleHeld.person)
        .where(
            RoleHeld.organisation_id == row.organisation_id,
            RoleHeld.role.in_(roles),
            Person.is_closed.is_(False),
        )
        .options(contains_eager(RoleHeld.person))
        .order_by(RoleHeld.id)
    )
    once: dict[int, RoleHeld] = {}
    for role in held:
        once.setdefault(role.person_id, role)
    return list(once.values())


def approvers_of(session: Session, row: Return) -> list[RoleHeld]:
    """Who can sign this return."""
    return colleagues_with(session, row, Role.APPROVER)


def copy_of(session: Session, actor: Actor, reference: str, number: int) -> tuple[Return, Submission]:
    """A submitted copy, for the organisation's people and for those of its board who read what was submitted.

    It is there for ever, whatever became of the return or the round since. Raises NotVisible for others.
    """
    boards = actor.boards(Permission.RETURN_READ_SUBMITTED)
    of_board: ColumnElement[bool] = Round.board_id.in_(boards) if boards else false()
    row = session.scalar(
        returns_with_rounds().where(
            Return.reference == reference, or_(in_organisations(actor, Permission.RETURN_VIEW), of_board)
        )
    )
    if row is None:
        raise NotVisible
    copy = session.scalar(
        select(Submission).where(Submission.return_id == row.id, Submission.number == number)
    )
    if copy is None:
        raise NotVisible
    return row, copy


def count_uses(session: Session, actor: Actor, organisation_id: int, ids: Sequence[int]) -> dict[int, int]:
    """How many answers cite each of these items of one of the actor's organisations now, by evidence id."""
    if not ids or organisation_id not in actor.organisations(Permission.RETURN_VIEW):
        return {}
    current = select(CitedEvidence.evidence_id, func.count()).join(
        Return, Return.id == CitedEvidence.return_id
    )
    current = current.where(CitedEvidence.evidence_id.in_(ids), CitedEvidence.removed_at.is_(None))
    current = current.where(Return.organisation_id == organisation_id)
    return {row[0]: row[1] for row in session.execute(current.group_by(CitedEvidence.evidence_id))}


def submitted_evidence(
    session: Session, actor: Actor, reference: str, evidence_id: int
) -> tuple[Return, Evidence]:
    """An item that a submitted copy of this return cites, for the board; raises NotVisible for any other item."""
    row = submitted_return(session, actor, reference)
    copies = session.scalars(select(Submission.content).where(Submission.return_id == row.id))
    answers = (answer for copy in copies for answer in copy.get("answers", {}).values())
    cited = {item["id"] for answer in answers for item in answer["evidence"]}
    evidence = session.get(Evidence, evidence_id, options=[joinedload(Evidence.file)])
    if evidence is None or evidence_id not in cited or evidence.organisation_id != row.organisation_id:
        raise NotVisible
    return row, evidence
