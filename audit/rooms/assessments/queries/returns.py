"""Returns, scoped by the actor, as their pages and operations need them.

People of the organisation see its return as it is now. People of the board see nothing of it before it is
submitted, and afterwards the copy that was submitted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, or_, select, true
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from audit.domain.actions import answers_for
from audit.domain.actor import Actor
from audit.domain.answers import (
    EMPTY,
    AnswerContent,
    ReturnProgress,
    StandardProgress,
    numbers_said,
    numbers_that_hinder,
    progress_of_return,
    progress_of_standard,
    questions_asked,
)
from audit.domain.errors import NotVisible
from audit.domain.figures import Check
from audit.domain.permissions import Permission
from audit.domain.questionnaire import Question, Questionnaire, Respondent, Standard
from audit.domain.workflows import ReturnState, RoundState
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.queries import actions_about
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.queries.answers import GivenAnswer, answers_of, content_of, respondent_of
from audit.rooms.assessments.queries.cited import Citation, cited_by, is_lent_to
from audit.rooms.assessments.queries.rows import AnyReturn, ReturnRow, in_scope, return_rows, to_lock
from audit.rooms.evidence.models import Evidence
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class ReturnView:
    """A return with everything that its pages need, found by a constant number of queries.

    ``answers``, ``contents`` and ``cited`` are keyed by question code and hold only what there is;
    ``cited`` holds the evidence that the answers cite now. What a page may do without is worked out when asked.
    """

    row: AnyReturn
    questionnaire: Questionnaire
    respondent: Respondent
    question_ids: Mapping[str, int]
    answers: Mapping[str, GivenAnswer]
    cited: Mapping[str, Sequence[Citation]]
    actions: Mapping[str, Sequence[Action]] | None = None
    """The actions of this return by question code, where its round asks for them; else they are not read."""

    @cached_property
    def contents(self) -> Mapping[str, AnswerContent]:
        """What the answers say."""
        return self._contents(self.answers)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions that this organisation is asked now, by code and in order."""
        deciding = self._contents(self.questionnaire.deciding)
        return questions_asked(self.questionnaire, self.respondent, deciding)

    @cached_property
    def progress(self) -> ReturnProgress:
        """How far the whole return is."""
        return progress_of_return(
            self.questionnaire, self.respondent, self.contents, self._files, self._actions
        )

    @cached_property
    def _files(self) -> Mapping[str, int]:
        return {code: len(citations) for code, citations in self.cited.items()}

    @cached_property
    def _actions(self) -> Mapping[str, int] | None:
        if self.actions is None or not self.row.round.actions_required:
            return None
        return {
            code: sum(answers_for(action.state) for action in actions)
            for code, actions in self.actions.items()
        }

    def _contents(self, codes: Iterable[str]) -> dict[str, AnswerContent]:
        return {code: content_of(self.answers[code]) for code in codes if code in self.answers}

    def content(self, code: str) -> AnswerContent:
        """What the answer to one question says; nothing where there is none."""
        answer = self.answers.get(code)
        return EMPTY if answer is None else content_of(answer)

    def question(self, code: str) -> Question:
        """A question that this organisation is asked; raises NotVisible for any other."""
        found = self.questions.get(code)
        if found is None:
            raise NotVisible
        return found

    def standard(self, code: str) -> Standard:
        """A standard of which this organisation is asked something; raises NotVisible for any other."""
        for standard in self.questionnaire.standards:
            if standard.code == code and any(q.code in self.questions for q in standard.questions):
                return standard
        raise NotVisible

    def standard_progress(self, standard: Standard) -> StandardProgress:
        """How far one standard is, without judging the others."""
        contents = self._contents(question.code for question in standard.questions)
        numbers = self._contents(self.questionnaire.figures.codes)
        unfit = numbers_that_hinder(self.questionnaire, self.questions, numbers)
        return progress_of_standard(
            standard, self.questionnaire.scale, self.questions, contents, self._files, self._actions, unfit
        )

    @cached_property
    def numbers(self) -> Mapping[str, Decimal]:
        """The numbers that checks and rates look at, by question code."""
        contents = self._contents(self.questionnaire.figures.codes)
        return numbers_said(self.questionnaire, self.questions, contents)

    @cached_property
    def broken_checks(self) -> Sequence[tuple[Check, str]]:
        """The checks that the numbers do not keep to, each with its sentence."""
        return self.questionnaire.figures.broken(self.numbers)

    @property
    def may_be_answered(self) -> bool:
        """Whether the round is open and the return is with those who answer."""
        return self.row.round.state is RoundState.OPEN and self.row.state in (
            ReturnState.NOT_STARTED,
            ReturnState.IN_PROGRESS,
        )


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
def _own_return(lock: bool, of_anybody: bool, entering: bool) -> Select[Return]:
    # Built once: every page and every save of a return runs it.
    statement = returns_with_rounds().where(
        to_lock() if lock else Return.reference == bindparam("reference"), Round.state != RoundState.DRAFT
    )
    if not of_anybody:
        statement = statement.where(in_scope(entering))
    if lock:
        statement = statement.order_by(Return.id).with_for_update(of=Return, key_share=True)
        statement = statement.execution_options(populate_existing=True)
    return statement


def own_return(
    session: Session,
    actor: Actor,
    reference: str,
    permission: Permission,
    *,
    lock: bool = False,
    entering: bool = False,
) -> Return:
    """The organisation's own return by its reference; raises NotVisible for anybody else's.

    With ``entering``, those of its board who enter it from paper have it too while they do. A return in a round
    that has not been opened does not exist for the organisation yet. ``lock`` makes changes of one return take
    turns until the end of the unit of work (on SQLite every writer has the write lock anyway), so that an answer
    cannot slip in behind a submission.
    """
    boards = _boards_entering(actor, entering)
    found = session.scalars(
        _own_return(lock, actor.is_operator, bool(boards)), _scope(actor, reference, permission, boards)
    ).all()
    row = next((row for row in found if row.reference == reference), None)
    if row is None:
        raise NotVisible
    return row


def own_row(
    session: Session,
    actor: Actor,
    reference: str,
    permission: Permission,
    *,
    lock: bool = False,
    entering: bool = False,
) -> ReturnRow:
    """``own_return`` as a plain row: for pages, and for the saving of answers."""
    session.flush()  # as the ORM does before it reads
    boards = _boards_entering(actor, entering)
    statement = return_rows(lock, actor.is_operator, bool(boards))
    found = session.connection().execute(statement, _scope(actor, reference, permission, boards)).all()
    row = next((row for row in found if row.reference == reference), None)
    if row is None:
        raise NotVisible
    return ReturnRow.of(row)


def _boards_entering(actor: Actor, entering: bool) -> list[int]:
    """The boards whose returns from paper this person may have open."""
    return list(actor.boards(Permission.RETURN_ENTER)) if entering and not actor.is_operator else []


def _scope(actor: Actor, reference: str, permission: Permission, boards: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = {"reference": reference}
    if not actor.is_operator:
        found["organisations"] = list(actor.organisations(permission))
    return found | ({"boards": boards} if boards else {})


def return_of_organisation(
    session: Session,
    actor: Actor,
    reference: str,
    permission: Permission = Permission.RETURN_VIEW,
    *,
    with_actions: bool | None = None,
    entering: bool = False,
) -> ReturnView:
    """The organisation's own return as it is now; raises NotVisible for anybody else's. See ``own_return``."""
    row = own_row(session, actor, reference, permission, entering=entering)
    return view_of(session, row, with_actions=with_actions)


def view_of(session: Session, row: AnyReturn, *, with_actions: bool | None = None) -> ReturnView:
    """Everything about a return that the caller has found in scope: two queries more.

    A third reads its actions; unless ``with_actions`` says so, only where the round asks for them.
    """
    wanted = row.round.actions_required if with_actions is None else with_actions
    ids = question_ids_of(session, row.round.edition)
    found = {answer.question_id: answer for answer in answers_of(session, row)}
    links = cited_by(session, row)
    return ReturnView(
        row,
        questionnaire_by(session, row.round.edition),
        respondent_of(row),
        ids,
        {code: found[id] for code, id in ids.items() if id in found},
        {code: links[id] for code, id in ids.items() if id in links} if links else {},
        actions_about(session, row.id) if wanted else None,
    )


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


# Built once: the task list of every return that was sent for sign-off runs it.
_COPIES = (
    select(Submission)
    .where(Submission.return_id.in_(bindparam("returns", expanding=True)))
    .options(defer(Submission.content))
    .order_by(Submission.return_id, Submission.number)
)


def copies_of(session: Session, rows: Sequence[AnyReturn]) -> dict[int, list[Submission]]:
    """The copies of these returns, which the caller has in scope, without their content, by return id."""
    found: dict[int, list[Submission]] = {}
    # What was never sent for sign-off was never submitted.
    sent = [row.id for row in rows if row.attempts or row.submitted_at is not None]
    if sent:
        for copy in session.scalars(_COPIES, {"returns": sent}):
            found.setdefault(copy.return_id, []).append(copy)
    return found


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


def submitted_evidence(
    session: Session, actor: Actor, reference: str, evidence_id: int
) -> tuple[Return, Evidence]:
    """An item that a submitted copy of this return cites, for the board; raises NotVisible for any other item."""
    row = submitted_return(session, actor, reference)
    copies = session.scalars(select(Submission.content).where(Submission.return_id == row.id)).all()
    answers = (answer for copy in copies for answer in copy.get("answers", {}).values())
    cited = {item["id"] for answer in answers for item in answer["evidence"]}
    # A board that entered a return from paper kept the scan of it.
    cited |= {scan["id"] for copy in copies if (scan := (copy.get("on_behalf") or {}).get("scan"))}
    evidence = session.get(Evidence, evidence_id, options=[joinedload(Evidence.file)])
    if evidence is None or evidence_id not in cited:
        raise NotVisible
    if evidence.organisation_id != row.organisation_id and not is_lent_to(session, row, evidence_id):
        raise NotVisible
    return row, evidence
