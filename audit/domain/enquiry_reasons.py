"""Why a panel might ask: each reason with its figures and the question that it leads to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from audit.domain.challenge import EnquiryOutcome, EnquiryReason
from audit.domain.dates import say_date
from audit.domain.enquiry_facts import OpenLine, OrganisationFacts, OverdueAction, QuestionFacts
from audit.domain.moderation import EvidenceQuality
from audit.domain.scales import Scale

FEWEST_PEERS = 5
"""Peers of the same sector that must have answered before an organisation is compared with them."""

STEPS_APART = 2
"""Grades between an organisation and its peers before it counts as unlike them."""

_LONGEST_TITLE = 90


@dataclass(frozen=True)
class Reason:
    """One reason to ask, with the question that it leads to."""

    kind: EnquiryReason
    text: str
    words: str
    depth: int = 0
    """How grave it is among reasons of its kind; greater is graver."""
    action_id: int | None = None
    carried_from_id: int | None = None


ORDER = (
    EnquiryReason.CARRIED,
    EnquiryReason.PRIORITY_GRADE,
    EnquiryReason.MOVED,
    EnquiryReason.OVERDUE,
    EnquiryReason.GREENER,
    EnquiryReason.EVIDENCE_WEAK,
    EnquiryReason.UNLIKE_PEERS,
    EnquiryReason.NEVER_OPENED,
)
"""The gravest reason first: it gives the line its question and its place."""


def grave(reason: Reason) -> tuple[int, int]:
    """The order of reasons, the gravest first."""
    return (ORDER.index(reason.kind), -reason.depth)


def reasons_of(question: QuestionFacts, facts: OrganisationFacts) -> list[Reason]:
    """Everything that a grade, its moderation, its evidence and its peers give reason to ask."""
    scale = facts.scale
    if scale is None:
        return []
    name = _named(question)
    found = [
        _priority(question, scale, name),
        _moved(question, scale, name),
        _greener(question, scale, name),
        _weak(question, name),
        _unlike(question, scale, name, facts.sector),
        _unopened(question, scale),
    ]
    return [reason for reason in found if reason is not None]


def _named(question: QuestionFacts) -> str:
    text = question.text
    if len(text) > _LONGEST_TITLE:
        text = text[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return f"{question.code} (“{text}”)"


def _label(scale: Scale, key: str | None) -> str:
    grade = scale.by_key.get(key or "")
    return grade.label if grade is not None else scale.not_applicable.label


def _priority(question: QuestionFacts, scale: Scale, name: str) -> Reason | None:
    grade = scale.by_key.get(question.standing or "")
    if grade is None or not grade.priority:
        return None
    if not question.is_agreed:
        words = f"Its own grade for {question.code} is {grade.label}."
    elif question.agreed == question.own:
        words = f"Its own grade for {question.code} is {grade.label}, and moderation agreed."
    else:
        words = f"The agreed grade for {question.code} is {grade.label}."
    return Reason(
        EnquiryReason.PRIORITY_GRADE,
        f"What stands in the way of {name}, which is graded {grade.label}, and by when will the minimum be met?",
        words,
        len(scale.grades) - scale.rank(grade.key),
    )


def _moved(question: QuestionFacts, scale: Scale, name: str) -> Reason | None:
    if not question.is_agreed or question.agreed == question.own:
        return None
    own, agreed = scale.by_key.get(question.own or ""), scale.by_key.get(question.agreed or "")
    steps = scale.rank(own.key) - scale.rank(agreed.key) if own is not None and agreed is not None else 0
    return Reason(
        EnquiryReason.MOVED,
        f"How do you see {name} now that moderation has moved it from {_label(scale, question.own)} to "
        f"{_label(scale, question.agreed)}?",
        f"Moderation moved {question.code} from {_label(scale, question.own)} to {_label(scale, question.agreed)}.",
        steps,
    )


def _greener(question: QuestionFacts, scale: Scale, name: str) -> Reason | None:
    now, before = scale.by_key.get(question.standing or ""), scale.by_key.get(question.previous or "")
    if now is None or before is None or question.files or scale.rank(now.key) <= scale.rank(before.key):
        return None
    mapped = ", counted by the declared mapping of the two scales," if question.is_mapped else ""
    return Reason(
        EnquiryReason.GREENER,
        f"What has changed since last time, when {name} was {before.label}, and how can you show it?",
        f"{question.code} was {before.label} in the round before{mapped} and is {now.label} now, without any evidence.",
        scale.rank(now.key) - scale.rank(before.key),
    )


def _weak(question: QuestionFacts, name: str) -> Reason | None:
    if question.quality not in (EvidenceQuality.WEAK, EvidenceQuality.ABSENT):
        return None
    absent = question.quality is EvidenceQuality.ABSENT
    return Reason(
        EnquiryReason.EVIDENCE_WEAK,
        f"What can you show us that bears out your answer to {name}?",
        f"The moderator found the evidence for {question.code} {'absent' if absent else 'weak'}.",
        int(absent),
    )


def _unlike(question: QuestionFacts, scale: Scale, name: str, sector: str) -> Reason | None:
    answered = Counter({key: count for key, count in question.peers.items() if key in scale.by_key})
    standing = scale.by_key.get(question.standing or "")
    if answered.total() < FEWEST_PEERS or standing is None:
        return None
    here = scale.rank(standing.key)
    most = max(answered.values())
    # Where two grades are as common, the one nearer to the organisation: doubt speaks for it.
    usual = min(
        (key for key in answered if answered[key] == most), key=lambda key: abs(scale.rank(key) - here)
    )
    steps = abs(scale.rank(usual) - here)
    if steps < STEPS_APART:
        return None
    among = f"{most} of {answered.total()} others of {sector or 'its sector'}"
    return Reason(
        EnquiryReason.UNLIKE_PEERS,
        f"Why does your answer to {name} differ so much from those of organisations like yours?",
        f"{question.code} is {_label(scale, question.standing)}; {among} are {_label(scale, usual)}.",
        steps,
    )


def _unopened(question: QuestionFacts, scale: Scale) -> Reason | None:
    """Evidence that claims something nobody has looked at. An answer below the minimum claims nothing."""
    if not question.files or question.opened or question.standing not in scale.by_key:
        return None
    if question.standing in scale.below_minimum:
        return None
    files = "file" if question.files == 1 else "files"
    return Reason(
        EnquiryReason.NEVER_OPENED,
        "",  # never the gravest reason of a question: alone it is part of the line that such answers share
        f"Nobody of the board has opened its evidence for {question.code} ({question.files} {files}).",
    )


def of_overdue(action: OverdueAction, today: date) -> Reason:
    """The reason that an action past its day gives."""
    late = (today - action.due_on).days
    since = f"{late} {'day' if late == 1 else 'days'} late"
    return Reason(
        EnquiryReason.OVERDUE,
        f"What has kept you from finishing “{action.what}”, and when will it be done?",
        f"The action “{action.what}” was due on {say_date(action.due_on)} ({since}).",
        late,
        action_id=action.id,
    )


def of_carried(line: OpenLine, event: str) -> Reason:
    """The reason that a line of the event before gives, which stays as it was asked."""
    where = f"at “{event}”" if event else "at the event before"
    if line.outcome is EnquiryOutcome.NOT_ASSURED:
        words = f"The panel was not assured {where}."
    elif line.outcome is EnquiryOutcome.PARTLY_ASSURED:
        words = f"The panel was partly assured {where}."
    elif line.outcome is EnquiryOutcome.ASSURED:
        words = f"The panel was assured {where}, and asked for a follow-up."
    else:
        words = f"It stayed open {where}."
    if line.follow_up:
        words += f" Follow-up: {' '.join(line.follow_up.split())}"
    return Reason(
        EnquiryReason.CARRIED,
        line.text,
        words,
        line.outcome is EnquiryOutcome.NOT_ASSURED,
        carried_from_id=line.id,
    )
