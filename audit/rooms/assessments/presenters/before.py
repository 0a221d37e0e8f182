"""What was said and graded before, beside a question that a progress review asks again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from audit.domain.answers import AnswerContent
from audit.domain.questionnaire import Question
from audit.domain.review import Standing
from audit.domain.scales import Scale
from audit.rooms.assessments.presenters.copies import ReadFile, read_standards
from audit.rooms.assessments.presenters.returns import Said, say
from audit.rooms.assessments.queries import SubmittedBefore


@dataclass(frozen=True)
class Before:
    """One answer as it was submitted in the round that is reviewed, and the grade that moderation agreed."""

    round_title: str
    submitted_at: datetime
    said: Said
    agreed: Said | None
    """None where the answer was not moderated."""
    files: tuple[ReadFile, ...]


def befores(
    before: SubmittedBefore | None, agreed: Mapping[str, Standing], scale: Scale
) -> dict[str, Before]:
    """By question code, what was submitted before; nothing where there was no return."""
    if before is None:
        return {}
    return {
        answer.question.code: Before(
            before.round_title,
            before.submitted_at,
            answer.said,
            _agreed(answer.question, scale, agreed.get(answer.question.code)),
            answer.files,
        )
        for standard in read_standards(before.content)
        for answer in standard.answers
    }


def _agreed(question: Question, scale: Scale, standing: Standing | None) -> Said | None:
    if standing is None:
        return None
    return say(question, scale, AnswerContent(grade=standing.grade, not_applicable=standing.not_applicable))
