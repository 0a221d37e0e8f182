"""A moderation with everything that its pages need: the submitted copy, what was noted, which files were opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, defer

from audit.domain.agreement import (
    Exchange,
    JudgementStatus,
    Opinion,
    Verdict,
    answer_fingerprint,
    judgement_status,
    lacking,
)
from audit.domain.answers import AnswerContent
from audit.domain.inheriting import say_origin
from audit.domain.questionnaire import Kind, Question, Questionnaire, Standard
from audit.domain.workflows import ReturnState
from audit.rooms.assessments.models import Submission
from audit.rooms.evidence.models import EvidenceOpened
from audit.rooms.evidence.queries import shown_to_others
from audit.rooms.moderation.models import Judgement, Moderation
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class Item:
    """One question of the copy: what the organisation says, and what the moderator has noted."""

    question: Question
    standard: Standard
    answer: Mapping[str, Any]
    judgement: Judgement | None
    opened_at: datetime | None
    """When this moderator last opened a file of the answer; empty when they opened none."""

    @property
    def code(self) -> str:
        """The question's code."""
        return self.question.code

    @property
    def is_graded(self) -> bool:
        """Whether there is a grade to judge."""
        return self.question.kind is Kind.GRADED

    @property
    def own(self) -> Verdict:
        """The self-grade."""
        return Verdict(self.answer.get("grade"), bool(self.answer.get("not_applicable")))

    @property
    def content(self) -> AnswerContent:
        """The answer, as it was submitted."""
        return AnswerContent(
            grade=self.answer.get("grade"),
            value=self.answer.get("value"),
            narrative=self.answer.get("narrative") or "",
            not_applicable=bool(self.answer.get("not_applicable")),
            na_reason=self.answer.get("na_reason") or "",
        )

    @property
    def origin(self) -> str:
        """Where the answer came from, when not from the organisation itself."""
        origin = self.answer.get("origin")
        return say_origin(origin["by"] == "trust", origin["trust"], origin["reason"]) if origin else ""

    @property
    def files(self) -> list[Mapping[str, Any]]:
        """The evidence that the answer cites, as the copy names it."""
        return list(self.answer.get("evidence") or ())

    @cached_property
    def fingerprint(self) -> str:
        """Of the answer, to tell whether it changes."""
        return answer_fingerprint(self.answer)

    @property
    def changed(self) -> bool:
        """Whether the answer is another one than the moderator looked at."""
        return self.judgement is not None and self.judgement.answer_fingerprint != self.fingerprint

    @cached_property
    def opinion(self) -> Opinion | None:
        """What the moderator says."""
        return None if self.judgement is None else opinion_of(self.judgement)

    @cached_property
    def status(self) -> JudgementStatus:
        """How far the judgement is."""
        return judgement_status(
            self.own,
            self.opinion,
            files=len(self.files),
            opened=self.opened_at is not None,
            changed=self.changed,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """What the judgement still lacks, in words."""
        if self.changed:
            return ("The answer has changed. Read it again, then save your judgement",)
        return lacking(
            self.own, self.opinion or Opinion(), files=len(self.files), opened=self.opened_at is not None
        )

    @property
    def exchange(self) -> Exchange:
        """Everything that was said of this answer, by all sides."""
        row = self.judgement
        if row is None:
            return Exchange(self.own)
        return Exchange(
            own=self.own,
            moderated=Verdict(row.grade, row.not_applicable),
            accepted=row.accepted,
            reply=row.reply,
            gives_way=row.gives_way,
            rejoinder=row.rejoinder,
            settled=Verdict(row.settled_grade, row.settled_not_applicable),
            settled_reason=row.settled_reason,
        )


@dataclass(frozen=True)
class ModerationView:
    """A moderation in scope, with the latest submitted copy of its return."""

    row: Moderation
    number: int
    """The number of the copy; 0 when there is none."""
    content: Mapping[str, Any]
    questionnaire: Questionnaire
    question_ids: Mapping[str, int]
    judgements: Mapping[int, Judgement]
    """By question id."""
    opened: Mapping[int, datetime]
    """When the moderator last opened a file, by evidence id."""

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every question that was asked, by code and in order."""
        answers = self.content.get("answers", {})
        found = {}
        for code in self.content.get("asked", ()):
            answer = answers.get(code, {})
            moments = [
                self.opened[file["id"]] for file in answer.get("evidence") or () if file["id"] in self.opened
            ]
            found[code] = Item(
                self.questionnaire.questions[code],
                self.questionnaire.standard_of[code],
                answer,
                self.judgements.get(self.question_ids[code]),
                max(moments, default=None),
            )
        return found

    @cached_property
    def graded(self) -> tuple[Item, ...]:
        """The questions that there is a grade to judge of."""
        return tuple(item for item in self.items.values() if item.is_graded)

    @cached_property
    def to_judge(self) -> tuple[Item, ...]:
        """The graded questions that count: those answered, and those on which the moderator noted something."""
        return tuple(item for item in self.graded if item.status is not JudgementStatus.NOT_ANSWERED)

    @cached_property
    def judged(self) -> int:
        """How many of those are judged."""
        return sum(item.status is JudgementStatus.JUDGED for item in self.to_judge)

    @property
    def progress(self) -> str:
        """``12 of 67 judged``."""
        return f"{self.judged} of {len(self.to_judge)} judged"

    @property
    def unfinished(self) -> tuple[Item, ...]:
        """The questions that keep the moderation from being finalised."""
        return tuple(item for item in self.to_judge if item.status is not JudgementStatus.JUDGED)

    @property
    def moved(self) -> tuple[Item, ...]:
        """The questions whose grade the moderator moved."""
        return tuple(item for item in self.graded if item.exchange.differs)

    @property
    def is_reopened(self) -> bool:
        """Whether the board has reopened the return, so that another copy is to come."""
        return self.row.moderated.state is not ReturnState.SUBMITTED

    @property
    def organisation_name(self) -> str:
        """Whose return it is."""
        return self.row.moderated.organisation.name


def opinion_of(row: Judgement) -> Opinion:
    """What a judgement says."""
    return Opinion(
        Verdict(row.grade, row.not_applicable),
        row.evidence_quality,
        row.comment,
        row.good_practice,
        row.improvement,
    )


def moderations() -> Select[Moderation]:
    """Moderations with their plan, and their return with all that a page says of it, in one statement."""
    return (
        select(Moderation)
        .join(Moderation.plan)
        .join(Moderation.moderated)
        .join(Return.round)
        .join(Round.board)
        .join(Round.edition)
        .join(Return.organisation)
        .options(
            contains_eager(Moderation.plan),
            contains_eager(Moderation.moderated).options(
                contains_eager(Return.round).options(
                    contains_eager(Round.board),
                    contains_eager(Round.edition).options(defer(Edition.content)),
                ),
                contains_eager(Return.organisation),
            ),
        )
    )


def locked(statement: Select[Moderation]) -> Select[Moderation]:
    """The same, taking turns with others who change this moderation, until the end of the unit of work."""
    return statement.with_for_update(of=Moderation, key_share=True).execution_options(populate_existing=True)


def moderation_view(session: Session, row: Moderation) -> ModerationView:
    """Everything about a moderation that the caller has found in scope: three queries more."""
    copy = session.execute(
        select(Submission.number, Submission.content)
        .where(Submission.return_id == row.return_id)
        .order_by(Submission.number.desc())
        .limit(1)
    ).one_or_none()
    edition = row.moderated.round.edition
    judgements = session.scalars(
        select(Judgement).where(Judgement.moderation_id == row.id).execution_options(populate_existing=True)
    )
    content: Mapping[str, Any] = copy.content if copy is not None else {}
    content = shown_to_others(session, {row.return_id: content})[row.return_id]
    return ModerationView(
        row,
        copy.number if copy is not None else 0,
        content,
        questionnaire_by(session, edition),
        question_ids_of(session, edition),
        {judgement.question_id: judgement for judgement in judgements},
        _opened_by(session, row.moderator_id, content),
    )


def _opened_by(session: Session, person_id: int | None, content: Mapping[str, Any]) -> dict[int, datetime]:
    """When this person last opened, for the board, what a copy cites; by evidence id."""
    ids = {
        file["id"] for answer in content.get("answers", {}).values() for file in answer.get("evidence") or ()
    }
    if not ids or person_id is None:
        return {}
    rows = session.execute(
        select(EvidenceOpened.evidence_id, func.max(EvidenceOpened.at))
        .where(
            EvidenceOpened.evidence_id.in_(ids),
            EvidenceOpened.person_id == person_id,
            EvidenceOpened.on_behalf == "board",
        )
        .group_by(EvidenceOpened.evidence_id)
    )
    return {row[0]: row[1] for row in rows}
