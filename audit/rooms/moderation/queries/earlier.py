"""What the organisation said to the same question in an earlier round of the same board, and what was agreed then."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from audit.domain.agreement import Verdict
from audit.domain.carrying import codes_then
from audit.domain.scales import Scale
from audit.domain.workflows import RoundState
from audit.rooms.assessments.models import Submission
from audit.rooms.evidence.queries import shown_to_others
from audit.rooms.moderation.models import AgreedGrade
from audit.rooms.moderation.queries.reading import Item, ModerationView
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import EditionKey, question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class Earlier:
    """The answer of an earlier round."""

    round_title: str
    scale: Scale
    """With the meanings that its grades had then."""
    own: Verdict
    agreed: Verdict | None
    """Empty where that return was not moderated."""
    narrative: str


def earlier_answer(session: Session, view: ModerationView, item: Item) -> Earlier | None:
    """What this organisation answered last time to a question that this one is or continues; at most three queries.

    Last time is the latest earlier round of the same board in which the organisation submitted a return.
    """
    row = view.row.moderated
    rounds = session.execute(
        select(
            Round.title,
            Edition.id,
            Edition.fingerprint,
            Edition.code,
            Edition.edition,
            Return.id.label("return_id"),
        )
        .join(Edition, Edition.id == Round.edition_id)
        .outerjoin(
            Return,
            (Return.round_id == Round.id)
            & (Return.organisation_id == row.organisation_id)
            & exists().where(Submission.return_id == Return.id),
        )
        .where(
            Round.board_id == row.round.board_id,
            Round.id != row.round_id,
            Round.state != RoundState.DRAFT,
            Round.due_on <= row.round.due_on,
        )
        .order_by(Round.due_on.desc(), Round.id.desc())
    ).all()
    editions = {(each.code, each.edition): EditionKey(each.id, each.fingerprint) for each in rounds}
    codes = codes_then(
        view.questionnaire,
        item.question,
        lambda name: questionnaire_by(session, editions[name]) if name in editions else None,
    )
    for each in rounds:
        code = codes.get((each.code, each.edition))
        if each.return_id is not None and code is not None:
            key = EditionKey(each.id, each.fingerprint)
            return _answer_then(session, each.title, each.return_id, key, code)
    return None


def _answer_then(
    session: Session, title: str, return_id: int, edition: EditionKey, code: str
) -> Earlier | None:
    content = session.scalar(
        select(Submission.content)
        .where(Submission.return_id == return_id)
        .order_by(Submission.number.desc())
        .limit(1)
    )
    shown = shown_to_others(session, {return_id: content or {}})[return_id]
    answer: Mapping[str, Any] = shown.get("answers", {}).get(code, {})
    agreed = session.scalar(
        select(AgreedGrade).where(
            AgreedGrade.return_id == return_id,
            AgreedGrade.question_id == question_ids_of(session, edition).get(code),
            AgreedGrade.is_current,
        )
    )
    own = Verdict(answer.get("grade"), bool(answer.get("not_applicable")))
    if own.is_empty and agreed is None:
        return None
    return Earlier(
        title,
        questionnaire_by(session, edition).scale,
        own,
        None if agreed is None else Verdict(agreed.grade, agreed.not_applicable),
        answer.get("narrative") or "",
    )
