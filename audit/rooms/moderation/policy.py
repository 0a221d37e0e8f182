"""What may be written in a moderation."""

from dataclasses import replace

from audit.domain.agreement import Opinion, Verdict
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Question
from audit.domain.scales import Scale

LONGEST_TEXT = 5_000
"""Characters in one comment, reply or reason."""


def clean(text: str) -> str:
    """Text with line breaks alike, without control characters and halves of characters, trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c
        for c in text
        if c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) <= 0x9F and not 0xD800 <= ord(c) <= 0xDFFF)
    ).strip()


def checked_text(text: str, field: str, what: str, longest: int = LONGEST_TEXT) -> str:
    """A text as it is kept; raises RuleBroken, naming the field, when it is too long."""
    cleaned = clean(text)
    if len(cleaned) > longest:
        raise RuleBroken(f"{what} must be {longest:,} characters or fewer. It has {len(cleaned):,}.", field)
    return cleaned


def checked_verdict(question: Question, scale: Scale, verdict: Verdict, field: str = "grade") -> Verdict:
    """A grade of this scale, or that the question does not apply; raises RuleBroken for anything else."""
    if verdict.not_applicable:
        if not question.allow_not_applicable:
            raise RuleBroken("This question applies to everybody. Choose a grade.", field)
        return Verdict(None, not_applicable=True)
    if verdict.grade is not None and verdict.grade not in scale.by_key:
        raise RuleBroken("Choose one of the grades on this page", field)
    return verdict


def checked_opinion(question: Question, scale: Scale, opinion: Opinion) -> Opinion:
    """A judgement as it is kept. What is merely missing is no fault: judgements are saved as they grow."""
    return replace(
        opinion,
        verdict=checked_verdict(question, scale, opinion.verdict),
        comment=checked_text(opinion.comment, "comment", "Your comment"),
        good_practice=checked_text(opinion.good_practice, "good_practice", "The good practice"),
        improvement=checked_text(opinion.improvement, "improvement", "The area to improve"),
    )
