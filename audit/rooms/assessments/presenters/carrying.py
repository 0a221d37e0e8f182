"""What can be brought forward from an earlier return, in words: what it said, what has changed, what is new."""

from dataclasses import dataclass
from datetime import date

from audit.domain.answers import AnswerContent
from audit.domain.carrying import Differences, Fate, word_differences
from audit.domain.dates import say_date
from audit.domain.questionnaire import Question, Standard
from audit.domain.scales import Scale
from audit.rooms.assessments.presenters.returns import Said, say
from audit.rooms.assessments.queries import EarlierAnswer, EarlierFile, EarlierReturn, Offer, ReturnView


@dataclass(frozen=True)
class CarryFile:
    """A file that the earlier answer cited."""

    file: EarlierFile
    is_past_review: bool


@dataclass(frozen=True)
class Reworded:
    """A part of a question that has changed: its words before and now."""

    label: str
    differences: Differences


@dataclass(frozen=True)
class CarryItem:
    """One earlier answer, beside the question that is asked now."""

    question: Question
    before: Question
    said: Said
    agreed: Said | None
    """The grade agreed after moderation; None where there was no moderation."""
    agreed_differs: bool
    may_carry: bool
    why_not: str
    """Why the answer cannot be copied; empty when it can."""
    files: tuple[CarryFile, ...]
    reworded: tuple[Reworded, ...]
    scale: Scale
    """The scale that it was graded on."""
    whose: str
    """As for the page."""
    mapped: str = ""
    """What its grade counts as now and who has declared that; empty where the scale has not changed."""

    @property
    def past_review(self) -> list[CarryFile]:
        """The files whose review date has passed."""
        return [each for each in self.files if each.is_past_review]


@dataclass(frozen=True)
class CarryStandard:
    """The unchanged questions of a standard."""

    standard: Standard
    items: tuple[CarryItem, ...]


@dataclass(frozen=True)
class CarryPage:
    """Everything that the page of last time's answers shows."""

    source: EarlierReturn
    whose: str
    """The organisation that this one carries on, where the answers are that one's; else empty."""
    standards: tuple[CarryStandard, ...]
    afresh: tuple[CarryItem, ...]
    new: tuple[Question, ...]
    dropped: tuple[tuple[Question, Said], ...]

    @property
    def ready(self) -> int:
        """How many answers can be brought forward as they are."""
        return sum(len(each.items) for each in self.standards)

    @property
    def past_review(self) -> list[tuple[CarryFile, list[str]]]:
        """The files of those answers whose review date has passed, each with the codes of its questions."""
        found: dict[int, tuple[CarryFile, list[str]]] = {}
        for each in self.standards:
            for item in each.items:
                for file in item.past_review:
                    found.setdefault(file.file.id, (file, []))[1].append(item.question.code)
        return list(found.values())


def carry_page(view: ReturnView, offer: Offer, today: date) -> CarryPage:
    """What can be brought forward, by standard, and what has to be answered afresh."""
    items = {code: carry_item(view, offer, each, today) for code, each in offer.answers.items()}
    standards = [
        CarryStandard(
            standard,
            tuple(items[q.code] for q in standard.questions if q.code in items and items[q.code].may_carry),
        )
        for standard in view.questionnaire.standards
    ]
    source = offer.source
    return CarryPage(
        source,
        whose(view, source),
        tuple(each for each in standards if each.items),
        tuple(item for item in items.values() if not item.may_carry),
        offer.new,
        tuple(
            (question, say(question, source.questionnaire.scale, source.answer(question.code)))
            for question in offer.dropped
        ),
    )


def whose(view: ReturnView, source: EarlierReturn) -> str:
    """The organisation that this one carries on, where an earlier return is that one's; else empty."""
    return source.organisation_name if source.organisation_id != view.row.organisation_id else ""


def carry_item(view: ReturnView, offer: Offer, each: EarlierAnswer, today: date) -> CarryItem:
    """One earlier answer, as the pages show it."""
    scale = offer.source.questionnaire.scale
    standing, content = each.agreed, each.content
    agreed = (
        None
        if standing is None
        else say(
            each.before,
            scale,
            AnswerContent(grade=standing.grade, not_applicable=standing.not_applicable),
        )
    )
    return CarryItem(
        each.compared.question,
        each.before,
        say(each.before, scale, content),
        agreed,
        standing is not None
        and (standing.grade, standing.not_applicable) != (content.grade, content.not_applicable),
        each.carried is not None,
        "" if each.carried is not None else _why_not(each),
        tuple(CarryFile(file, file.is_past_review(today)) for file in each.files),
        tuple(_reworded(each, scale, view.questionnaire.scale)),
        scale,
        whose(view, offer.source),
        _mapped(each, view.questionnaire.scale),
    )


def _mapped(each: EarlierAnswer, now: Scale) -> str:
    """What the grade that stood counts as now, in a sentence; empty where it is not mapped."""
    if each.mapping is None or each.carried is None or each.carried.grade is None:
        return ""
    stood = each.agreed.grade if each.agreed is not None and each.agreed.grade else each.content.grade
    then = each.mapping.before.grade(stood or "").label
    return (
        f"{then} then counts as {now.grade(each.carried.grade).label} now, as {each.mapping.declared_by} "
        f"declared for the board on {say_date(each.mapping.declared_on)}."
    )


def _why_not(each: EarlierAnswer) -> str:
    if each.compared.fate is Fate.OTHER_SCALE and each.mapping is None:
        return "The grades mean something else now, so choose a grade again."
    if each.compared.fate is Fate.OTHER_SCALE:
        return "This grade has no equal on the scale used now, so choose a grade again."
    if each.compared.fate is Fate.CHANGED:
        return "The question has changed, so answer it afresh."
    return "“Not applicable” is no longer offered here, so answer it afresh."


def _reworded(each: EarlierAnswer, then: Scale, now: Scale) -> list[Reworded]:
    """What has changed in the wording of a question, its descriptors and the meanings of its grades."""
    old, new = each.before, each.compared.question
    parts = [("The question", old.text, new.text)]
    if old.descriptors or new.descriptors:
        labels = {grade.key: grade.label for scale in (then, now) for grade in scale.shown}
        before, after = old.descriptors or {}, new.descriptors or {}
        parts += [(label, before.get(key, ""), after.get(key, "")) for key, label in labels.items()]
    if each.compared.fate is Fate.OTHER_SCALE:
        parts.append(("The grades", _grades(then), _grades(now)))
    if old.choices or new.choices:
        before_labels, after_labels = (" · ".join(label for _, label in q.choices) for q in (old, new))
        parts.append(("The choices", before_labels, after_labels))
    found = [Reworded(label, word_differences(before, after)) for label, before, after in parts]
    return [part for part in found if not part.differences.is_empty]


def _grades(scale: Scale) -> str:
    return " · ".join(f"{grade.label}: {grade.meaning}" for grade in scale.shown)
