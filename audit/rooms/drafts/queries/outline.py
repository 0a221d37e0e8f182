"""The outline of a draft: of each question only what names it, so that a long set opens at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.rooms.drafts.models import Draft, DraftQuestion, DraftStandard


class Asked(NamedTuple):
    """What names a question: its code, its text, and the code of the question on which it depends, if any."""

    id: int
    standard_id: int | None
    code: str
    text: str
    depends_on: str | None
    is_retired: bool


@dataclass(frozen=True)
class Outline:
    """The standards of a draft in order, and what names its questions; what is retired stands apart."""

    standards: Sequence[DraftStandard]
    retired_standards: Sequence[DraftStandard]
    questions: Mapping[int | None, Sequence[Asked]]
    """The questions by the id of their standard; under None the return's own details."""
    retired: Sequence[Asked]

    def in_order(self) -> list[Asked]:
        """The questions in the order in which they are asked."""
        found = list(self.questions.get(None, ()))
        for standard in self.standards:
            found += self.questions.get(standard.id, ())
        return found

    def depending_on(self, code: str) -> list[str]:
        """The codes of the questions that are asked on a condition on this one."""
        return [asked.code for asked in self.in_order() if asked.depends_on == code]


def outline_of(session: Session, draft: Draft) -> Outline:
    """The outline of a draft in scope: two queries."""
    standards = session.scalars(
        select(DraftStandard).where(DraftStandard.draft_id == draft.id).order_by(DraftStandard.position)
    ).all()
    content = DraftQuestion.content
    rows = session.execute(
        select(
            DraftQuestion.id,
            DraftQuestion.standard_id,
            content["code"].as_string(),
            content["text"].as_string(),
            content[("condition", "question")].as_string(),
            DraftQuestion.retired_at,
        )
        .where(DraftQuestion.draft_id == draft.id)
        .order_by(DraftQuestion.position, DraftQuestion.id)
    )
    questions: dict[int | None, list[Asked]] = {}
    retired: list[Asked] = []
    for id, standard_id, code, text, depends_on, retired_at in rows:
        asked = Asked(id, standard_id, code or "", text or "", depends_on, retired_at is not None)
        (retired if asked.is_retired else questions.setdefault(standard_id, [])).append(asked)
    return Outline(
        [standard for standard in standards if standard.retired_at is None],
        [standard for standard in standards if standard.retired_at is not None],
        questions,
        retired,
    )
