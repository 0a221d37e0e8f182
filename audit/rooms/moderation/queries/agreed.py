"""What moderation came to: the agreed grades of returns, and the judgements that they come from."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.moderation import ENDED
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan


def agreed_of(session: Session, return_ids: Collection[int]) -> dict[int, dict[int, AgreedGrade]]:
    """The agreed grades that count now, by return id and question id. The caller has the returns in scope.

    A return that is not moderated, or whose moderation has not ended, is left out. One query.
    """
    found: dict[int, dict[int, AgreedGrade]] = {}
    if return_ids:
        for row in session.scalars(
            select(AgreedGrade).where(AgreedGrade.return_id.in_(return_ids), AgreedGrade.is_current)
        ):
            found.setdefault(row.return_id, {})[row.question_id] = row
    return found


def judgements_of(session: Session, return_id: int) -> list[Judgement]:
    """The judgements of the latest live moderation of a return, which the caller has in scope. One query.

    They may be unfinished notes: an organisation sees none of them before its moderation is finalised.
    """
    latest = (
        select(Moderation.id)
        .join(ModerationPlan, ModerationPlan.id == Moderation.plan_id)
        .where(Moderation.return_id == return_id, Moderation.state.not_in(ENDED))
        .order_by(ModerationPlan.stage.desc(), Moderation.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return list(
        session.scalars(select(Judgement).where(Judgement.moderation_id == latest).order_by(Judgement.id))
    )
