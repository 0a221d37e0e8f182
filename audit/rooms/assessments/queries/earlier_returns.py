"""What an organisation submitted last time, compared with what it is asked now."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.carrying import (
    Compared,
    EditionName,
    Fate,
    Lookup,
    brought_forward,
    compare_questions,
    dropped,
    place_of,
)
from audit.domain.questionnaire import Question, Questionnaire
from audit.domain.review import Standing
from audit.domain.scale_mapping import ScaleMapping
from audit.domain.workflows import RoundKind, RoundState
from audit.rooms.assessments.models import Submission
from audit.rooms.assessments.queries.returns import ReturnView
from audit.rooms.assessments.queries.reviewing import is_review
from audit.rooms.evidence.models import Evidence
from audit.rooms.evidence.queries import held_texts
from audit.rooms.organisations.models import Board, Organisation
from audit.rooms.organisations.queries.predecessors import carried_on_by
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import EditionKey, mapping_between, question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Return, Round

AgreedBefore = Callable[[Session, Actor, int], Mapping[int, Standing]]
"""Gives the grades that moderation agreed for a return, by question id: a higher room knows them."""


@dataclass(frozen=True)
class EarlierReturn:
    """The latest copy that an organisation submitted before, with the edition that it answered."""

    submission_id: int
    submitted_at: datetime
    content: Mapping[str, Any]
    return_id: int
    organisation_id: int
    organisation_name: str
    round_title: str
    board_name: str
    edition: EditionKey
    questionnaire: Questionnaire
    lookup: Lookup

    def answer(self, code: str) -> AnswerContent:
        """What the copy says to one of its questions."""
        said: Mapping[str, Any] = self.content["answers"].get(code, {})
        return AnswerContent(
            said.get("grade"),
            said.get("value"),
            said.get("narrative") or "",
            bool(said.get("not_applicable")),
            said.get("na_reason") or "",
        )

    def files(self, code: str) -> list[Mapping[str, Any]]:
        """The evidence that the copy names for one of its questions."""
        return list(self.content["answers"].get(code, {}).get("evidence", ()))


@dataclass(frozen=True)
class EarlierFile:
    """A file that an earlier answer cited, as it stands in the library now."""

    id: int
    name: str
    description: str
    review_on: date | None
    in_library: bool
    """False where it was withdrawn or held back since, or is another organisation's: named, and not cited again."""

    def is_past_review(self, today: date) -> bool:
        """Whether its review date has passed."""
        return self.review_on is not None and self.review_on < today


@dataclass(frozen=True)
class EarlierAnswer:
    """The earlier answer to a question that nobody has answered yet this time."""

    compared: Compared
    before: Question
    content: AnswerContent
    agreed: Standing | None
    """The grade that moderation agreed; None where there was no moderation."""
    carried: AnswerContent | None
    """What is saved when it is still true; None where it has to be answered afresh."""
    files: tuple[EarlierFile, ...]
    mapping: ScaleMapping | None = None
    """Where the scale has changed since: what the board has declared between the two."""


@dataclass(frozen=True)
class Comparison:
    """What can be said of an earlier return without reading anything more."""

    source: EarlierReturn
    open: tuple[Compared, ...]
    """The questions not answered yet that continue one which was answered, in order."""
    new: tuple[Question, ...]
    mapping: ScaleMapping | None = None
    """What the board has declared between the two scales, where they differ."""

    @property
    def ready(self) -> int:
        """How many answers can be brought forward, as they stood before moderation."""
        return sum(
            each.before is not None
            and brought_forward(each, self.source.answer(each.before.code), None, self.mapping) is not None
            for each in self.open
        )


@dataclass(frozen=True)
class Offer:
    """Everything that can be brought forward into a return, and what cannot."""

    source: EarlierReturn
    answers: Mapping[str, EarlierAnswer]
    """By the code that the question has now, in order; only what is not answered yet."""
    new: tuple[Question, ...]
    dropped: tuple[Question, ...]


def compared_with_earlier(session: Session, view: ReturnView) -> Comparison | None:
    """The questions of a return beside those of the earlier one; None where there is none. At most three
    statements, and one more where the scale has changed.

    What the board holds back of the earlier return is left out: it is written anew, or not at all.
    A progress review shows what was said before in its own way, and has nothing to bring forward.
    """
    if is_review(view.row):
        return None
    unanswered = [q for code, q in view.questions.items() if view.content(code).is_empty]
    source = _earlier_return(session, view) if unanswered else None
    if source is None:
        return None
    compared = compare_questions(unanswered, view.questionnaire, source.questionnaire, source.lookup)
    held = held_texts(session, [source.return_id]).get(source.return_id, {})
    return Comparison(
        source,
        tuple(
            each
            for each in compared
            if each.before and each.before.code not in held and not source.answer(each.before.code).is_empty
        ),
        tuple(each.question for each in compared if each.fate is Fate.NEW),
        mapping_between(
            session, view.row.round.board_id, source.questionnaire.scale, view.questionnaire.scale
        ),
    )


def offer_of(
    session: Session,
    actor: Actor,
    view: ReturnView,
    agreed_before: AgreedBefore | None,
    codes: Collection[str] | None = None,
) -> Offer | None:
    """What can be brought forward into a return that the caller has in scope, of all questions or of some.

    A constant number of statements: at most two more than ``compared_with_earlier``.
    """
    comparison = compared_with_earlier(session, view)
    if comparison is None:
        return None
    source = comparison.source
    wanted = [each for each in comparison.open if codes is None or each.question.code in codes]
    agreed = _agreed(session, actor, source, agreed_before) if wanted else {}
    files = _files(session, view, source, wanted)
    asked = source.content.get("asked", ())
    return Offer(
        source,
        {each.question.code: _answer(each, comparison, agreed, files) for each in wanted},
        comparison.new,
        tuple(dropped(asked, view.questionnaire, source.questionnaire, source.lookup)),
    )


def _answer(
    compared: Compared,
    comparison: Comparison,
    agreed: Mapping[str, Standing],
    files: Mapping[int, EarlierFile],
) -> EarlierAnswer:
    before = compared.before
    assert before is not None
    source, mapping = comparison.source, comparison.mapping if compared.fate is Fate.OTHER_SCALE else None
    content, standing = source.answer(before.code), agreed.get(before.code)
    return EarlierAnswer(
        compared,
        before,
        content,
        standing,
        brought_forward(compared, content, standing, mapping),
        tuple(
            files.get(file["id"])
            or EarlierFile(file["id"], file["file_name"], file["description"], None, in_library=False)
            for file in source.files(before.code)
        ),
        mapping,
    )


def _earlier_return(session: Session, view: ReturnView) -> EarlierReturn | None:
    """The latest copy of the same organisation: for the same board, else for another one with the same set.

    Where it has submitted none, the latest that an organisation which it carries on submitted to this board.
    """
    row = view.row
    sets = {view.questionnaire.code} | {
        place_of(question.continues)[0][0]
        for question in view.questionnaire.questions.values()
        if question.continues
    }
    own = Return.organisation_id == row.organisation_id
    before = carried_on_by(row.round.board_id, row.organisation_id)
    nearest = case((own & (Round.board_id == row.round.board_id), 0), (own, 1), else_=2)
    found = session.execute(
        select(
            Submission.id,
            Submission.submitted_at,
            Submission.content,
            Return.id,
            Organisation.id,
            Organisation.name,
            Round.title,
            Board.name,
            Edition.id,
            Edition.fingerprint,
        )
        .join(Return, Return.id == Submission.return_id)
        .join(Organisation, Organisation.id == Return.organisation_id)
        .join(Round, Round.id == Return.round_id)
        .join(Board, Board.id == Round.board_id)
        .join(Edition, Edition.id == Round.edition_id)
        .where(
            or_(own, (Round.board_id == row.round.board_id) & Return.organisation_id.in_(before)),
            Return.id != row.id,
            Round.kind == RoundKind.AUDIT,
            Round.state != RoundState.DRAFT,
            Edition.code.in_(sets),
        )
        .order_by(nearest, Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    key = EditionKey(found[-2], found[-1])
    editions: dict[EditionName, EditionKey] = {
        (code, edition): EditionKey(id, mark)
        for code, edition, id, mark in session.execute(
            select(Edition.code, Edition.edition, Edition.id, Edition.fingerprint)
            .where(Edition.code.in_(sets))
            .order_by(
                Edition.amendment
            )  # the latest amendment has every question of its edition, and the added ones
        )
    }

    def lookup(name: EditionName) -> Questionnaire | None:
        return questionnaire_by(session, editions[name]) if name in editions else None

    read: tuple[Any, ...] = (key, questionnaire_by(session, key), lookup)
    return EarlierReturn(*found[:-2], *read)


def _agreed(
    session: Session, actor: Actor, source: EarlierReturn, agreed_before: AgreedBefore | None
) -> dict[str, Standing]:
    if agreed_before is None:
        return {}
    codes = {id: code for code, id in question_ids_of(session, source.edition).items()}
    found = agreed_before(session, actor, source.return_id)
    return {codes[id]: standing for id, standing in found.items() if id in codes}


def _files(
    session: Session, view: ReturnView, source: EarlierReturn, wanted: Collection[Compared]
) -> dict[int, EarlierFile]:
    """The files that these earlier answers cited, as the organisation's library has them now."""
    ids = {
        file["id"] for each in wanted if each.before is not None for file in source.files(each.before.code)
    }
    if not ids:
        return {}
    rows = session.execute(
        select(
            Evidence.id,
            Evidence.file_name,
            Evidence.description,
            Evidence.review_on,
            Evidence.withdrawn_at.is_(None) & (Evidence.held_back == ""),
        ).where(Evidence.id.in_(ids), Evidence.organisation_id == view.row.organisation_id)
    )
    return {row[0]: EarlierFile(*row) for row in rows}
