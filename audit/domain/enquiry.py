"""Lines of enquiry: what a panel might ask an organisation, proposed from what is known of it, each with its reason.

Pure: the facts come in, the proposal goes out. What is proposed is a draft; people edit it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from audit.domain.challenge import EnquiryReason
from audit.domain.enquiry_facts import OpenLine, OrganisationFacts, OverdueAction, QuestionFacts
from audit.domain.enquiry_reasons import ORDER, Reason, grave, of_carried, of_overdue, reasons_of

__all__ = [
    "MOST_LINES",
    "OpenLine",
    "OrganisationFacts",
    "OverdueAction",
    "Proposed",
    "QuestionFacts",
    "key_of",
    "propose",
]

MOST_LINES = 12
"""Lines proposed for one organisation: more cannot be asked in one slot."""


@dataclass(frozen=True)
class Proposed:
    """One proposed line. ``key`` says what it is about, so that the same thing is not proposed twice."""

    text: str
    reason: EnquiryReason
    reason_words: str
    """Every reason with its figures, a sentence a line."""
    question_code: str = ""
    standard_title: str = ""
    action_id: int | None = None
    carried_from_id: int | None = None

    @property
    def key(self) -> str:
        """What the line is about: a question, an action, a line of the event before, or the return as a whole."""
        return key_of(self.reason, self.question_code, self.action_id, self.carried_from_id)


def key_of(
    reason: EnquiryReason, question_code: str, action_id: int | None, carried_from_id: int | None
) -> str:
    """What a line is about, for a line of the database as for a proposed one."""
    if question_code:
        return f"question {question_code}"
    if action_id is not None:
        return f"action {action_id}"
    if carried_from_id is not None:
        return f"line {carried_from_id}"
    return f"whole {reason.value}"


@dataclass
class _Subject:
    """One thing to ask about, with every reason for it."""

    place: int
    code: str = ""
    standard_title: str = ""
    reasons: list[Reason] = field(default_factory=list)

    def proposed(self) -> Proposed:
        reasons = sorted(self.reasons, key=grave)
        first = reasons[0]
        return Proposed(
            first.text,
            first.kind,
            "\n".join(reason.words for reason in reasons),
            self.code,
            self.standard_title,
            next((reason.action_id for reason in reasons if reason.action_id is not None), None),
            next((reason.carried_from_id for reason in reasons if reason.carried_from_id is not None), None),
        )

    def rank(self) -> tuple[int, int, int, int]:
        first = min(self.reasons, key=grave)
        return (ORDER.index(first.kind), -first.depth, -len(self.reasons), self.place)


def propose(facts: OrganisationFacts, today: date) -> list[Proposed]:
    """The lines to propose for one organisation: the gravest first, at most twelve, one for each question.

    Everything known of one question becomes one line with all of its reasons. Answers whose only fault is that
    nobody of the board has opened their evidence share one line.
    """
    subjects: dict[str, _Subject] = {}

    def subject(key: str, code: str = "", standard_title: str = "") -> _Subject:
        return subjects.setdefault(key, _Subject(len(subjects), code, standard_title))

    unopened = []
    for question in facts.questions:
        reasons = reasons_of(question, facts)
        if [reason.kind for reason in reasons] == [EnquiryReason.NEVER_OPENED]:
            unopened.append(question)
        elif reasons:
            subject(f"question {question.code}", question.code, question.standard_title).reasons += reasons
    titles = {question.code: question.standard_title for question in facts.questions}
    for action in facts.actions:
        code = action.question_code if action.question_code in titles else ""
        about = subject(
            f"question {code}" if code else f"action {action.id}",
            code,
            titles.get(code, action.standard_title),
        )
        about.reasons.append(of_overdue(action, today))
    for line in facts.carried:
        code = line.question_code if line.question_code in titles else ""
        about = subject(
            f"question {code}" if code else f"line {line.id}", code, titles.get(code, line.standard_title)
        )
        about.reasons.append(of_carried(line, facts.previous_event))
    moved_along = _rest_of_unopened(unopened, subjects, facts)
    if moved_along is not None:
        subject("whole never-opened").reasons.append(moved_along)
    return [each.proposed() for each in sorted(subjects.values(), key=_Subject.rank)][:MOST_LINES]


def _rest_of_unopened(
    unopened: Iterable[QuestionFacts], subjects: Mapping[str, _Subject], facts: OrganisationFacts
) -> Reason | None:
    """The one reason for all answers that nothing else asks about; those that something does are joined to it."""
    rest = []
    for question in unopened:
        about = subjects.get(f"question {question.code}")
        if about is None:
            rest.append(question)
        else:
            about.reasons += reasons_of(question, facts)
    if not rest:
        return None
    codes = ", ".join(question.code for question in rest)
    answers = "answer" if len(rest) == 1 else "answers"
    return Reason(
        EnquiryReason.NEVER_OPENED,
        "Which of your evidence shows best that the minimum is met, and what does it show?",
        f"Nobody of the board has opened the evidence of {len(rest)} {answers} at or above the minimum: {codes}.",
        len(rest),
    )
