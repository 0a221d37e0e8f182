"""Questionnaire › standard › question: what an audit asks, of whom, and on what condition.

An edition is a published questionnaire. Its content never changes; its fingerprint proves it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from audit.domain.figures import NO_FIGURES, Figures, figures_from_data
from audit.domain.instruments import Instrument
from audit.domain.scales import Scale, scale_from_data


class Kind(StrEnum):
    """The kinds of question."""

    GRADED = "graded"
    YES_NO = "yes-no"
    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    DATE = "date"
    PERSON = "person"


class Strength(StrEnum):
    """How binding a question is: required by law or guidance, advised by it, or the board's own."""

    MUST = "must"
    SHOULD = "should"
    LOCAL = "local"


class Profile(StrEnum):
    """How long a set is, and how much a round asks of an organisation."""

    FULL = "full"
    SHORT = "short"
    VERY_SHORT = "very-short"


@dataclass(frozen=True)
class Respondent:
    """What decides which questions an organisation is asked."""

    kind: str
    phase: str = "not-applicable"
    type: str = ""
    profile: str = "full"
    only: frozenset[str] | None = None
    """Codes of the only questions asked, as in a progress review; None where everything that applies is."""


@dataclass(frozen=True)
class AppliesTo:
    """Which organisations a question is for. An empty set means all."""

    kinds: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()

    def includes(self, respondent: Respondent) -> bool:
        """Whether an organisation of this kind is asked."""
        return (
            (not self.kinds or respondent.kind in self.kinds)
            and (not self.phases or respondent.phase in self.phases)
            and (not self.types or respondent.type in self.types)
            and (not self.profiles or respondent.profile in self.profiles)
        )


@dataclass(frozen=True)
class Condition:
    """The question is asked only when an earlier question has one of these values."""

    question: str
    values: frozenset[str]


@dataclass(frozen=True)
class Reference:
    """Where a question comes from. Guidance changes every year, so the edition is always named."""

    title: str
    edition: str
    part: str = ""


@dataclass(frozen=True)
class Question:
    """One question of a standard. ``code`` is unique in the questionnaire."""

    code: str
    kind: Kind
    text: str
    hint: str = ""
    guidance: str = ""
    strength: Strength = Strength.MUST
    reference: Reference | None = None
    descriptors: Mapping[str, str] | None = None
    expected_evidence: tuple[str, ...] = ()
    narrative_for: frozenset[str] = frozenset()
    """Values (grade keys, yes, no) for which a narrative is required; ``always`` for every value."""
    evidence_for: frozenset[str] = frozenset()
    """Values for which evidence is required; ``always`` for every value."""
    required: bool = True
    applies_to: AppliesTo = AppliesTo()
    condition: Condition | None = None
    themes: tuple[str, ...] = ()
    continues: str | None = None
    equivalent_to: tuple[str, ...] = ()
    """Questions of other sets that ask the same: ``code#1.1``, or ``code/edition#1.1`` for one edition only."""
    choices: tuple[tuple[str, str], ...] = ()
    multiple: bool = False
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    allow_not_applicable: bool = True


@dataclass(frozen=True)
class Standard:
    """A group of questions. The return's own details are a standard too, with ``is_header`` set."""

    code: str
    title: str
    questions: tuple[Question, ...]
    about: str = ""
    maps_to: str | None = None
    is_header: bool = False


HEADER_CODE = "about"
"""The code of the standard that holds the return's own details (lead, dates, numbers)."""


@dataclass(frozen=True)
class SignOff:
    """Who signs a return before it is submitted: one to three approvers, in order."""

    steps: tuple[str, ...] = ("chief-officer",)
    governing_body_date: bool = False


SIGN_OFF_TITLES: Mapping[str, str] = {
    "chief-officer": "Chief officer",
    "head": "Head or principal",
    "chair": "Chair of governors or safeguarding governor",
}


@dataclass(frozen=True)
class Questionnaire:
    """A whole set of questions with the scale they are graded on."""

    code: str
    edition: str
    title: str
    scale: Scale
    standards: tuple[Standard, ...]
    about: str = ""
    duty: str = "other"
    instrument: Instrument = Instrument.SELF_ASSESSMENT
    starter: bool = False
    notice: str = ""
    guidance: tuple[Reference, ...] = ()
    profile: str = "full"
    continues: str | None = None
    sign_off: SignOff = SignOff()
    figures: Figures = NO_FIGURES

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its code, in order."""
        return {q.code: q for standard in self.standards for q in standard.questions}

    @cached_property
    def standard_of(self) -> Mapping[str, Standard]:
        """The standard of each question, by the question's code."""
        return {q.code: standard for standard in self.standards for q in standard.questions}

    def graded(self) -> Iterator[Question]:
        """The questions that are answered with a grade."""
        return (q for q in self.questions.values() if q.kind is Kind.GRADED)

    @cached_property
    def deciding(self) -> frozenset[str]:
        """Codes of the questions whose answers decide whether another question is asked."""
        return frozenset(q.condition.question for q in self.questions.values() if q.condition is not None)

    @cached_property
    def _meant_for(self) -> dict[Respondent, tuple[Question, ...]]:
        # What asked_of has worked out before. There are only so many kinds of respondent.
        return {}

    def meant_for(self, respondent: Respondent) -> tuple[Question, ...]:
        """The questions for such an organisation, in order, whatever it answers."""
        if respondent.only is not None:
            # Not remembered: in a progress review each organisation has a list of its own.
            everything = self.meant_for(replace(respondent, only=None))
            return tuple(question for question in everything if question.code in respondent.only)
        found = self._meant_for.get(respondent)
        if found is None:
            found = tuple(q for q in self.questions.values() if q.applies_to.includes(respondent))
            self._meant_for[respondent] = found
        return found

    def may_ask(self, respondent: Respondent, code: str) -> bool:
        """Whether such an organisation can be asked the question with this code, whatever it answers."""
        return any(question.code == code for question in self.meant_for(respondent))

    def asked_of(self, respondent: Respondent, values: Mapping[str, frozenset[str]]) -> list[Question]:
        """The questions that this organisation is asked, in order, given its answers so far.

        ``values`` holds, by question code, the value or values answered (grade key, yes, no, choice
        keys); only those of ``deciding`` questions matter. A question on a condition is asked once the
        earlier question is itself asked and has one of the named values, so that a withdrawn condition
        withdraws everything that hangs on it. In a progress review, which asks only some of the questions,
        a condition on a question that is not among them was met when the return was submitted.
        """
        if not self.deciding:
            return list(self.meant_for(respondent))
        asked: dict[str, Question] = {}
        for question in self.meant_for(respondent):
            condition = question.condition
            is_open = (
                condition is None
                or (respondent.only is not None and condition.question not in respondent.only)
                or (
                    condition.question in asked
                    and bool(condition.values & values.get(condition.question, frozenset()))
                )
            )
            if is_open:
                asked[question.code] = question
        return list(asked.values())


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of an edition's content, scale included.

    The order of keys does not matter. Raises TypeError or ValueError for what JSON cannot say, because
    such content would not come back from the database as it went in.
    """
    canonical = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def questionnaire_from_data(data: Mapping[str, Any]) -> Questionnaire:
    """Build a questionnaire from checked data, in which ``scale`` holds the whole scale, not its code."""
    scale = scale_from_data(data["scale"])
    header = _questions(data.get("header") or [], scale)
    standards = [Standard(HEADER_CODE, "About this return", header, is_header=True)] if header else []
    standards += [
        Standard(
            code=row["code"],
            title=row["title"],
            about=row.get("about") or "",
            maps_to=row.get("maps_to"),
            questions=_questions(row["questions"], scale),
        )
        for row in data["standards"]
    ]
    sign_off = data.get("sign_off") or {}
    return Questionnaire(
        code=data["questionnaire"],
        edition=data["edition"],
        title=data["title"],
        about=data.get("about", ""),
        duty=data.get("duty", "other"),
        instrument=Instrument(data.get("instrument", Instrument.SELF_ASSESSMENT)),
        starter=data.get("starter", False),
        notice=data.get("notice", ""),
        guidance=tuple(_reference(row) for row in data.get("guidance") or ()),
        profile=data.get("profile", "full"),
        continues=data.get("continues"),
        scale=scale,
        sign_off=SignOff(
            steps=tuple(sign_off.get("steps") or ("chief-officer",)),
            governing_body_date=sign_off.get("governing_body_date", False),
        ),
        standards=tuple(standards),
        figures=figures_from_data(data),
    )


def _reference(row: Mapping[str, Any]) -> Reference:
    return Reference(title=row["title"], edition=row["edition"], part=row.get("part", ""))


def _questions(rows: list[Mapping[str, Any]], scale: Scale) -> tuple[Question, ...]:
    return tuple(_question(row, scale) for row in rows)


def _needed_for(value: str | list[str] | None) -> frozenset[str]:
    if value is None:
        return frozenset()
    return frozenset({value}) if isinstance(value, str) else frozenset(value)


def _bound(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _may_not_apply(row: Mapping[str, Any], kind: Kind, scale: Scale) -> bool:
    if kind is Kind.GRADED:
        # A scale without "not applicable" has no such cell to count a graded answer in.
        return scale.not_applicable.offered and row.get("allow_not_applicable", True) is True
    return row.get("allow_not_applicable", kind is Kind.YES_NO) is True


def _question(row: Mapping[str, Any], scale: Scale) -> Question:
    strength = Strength(row.get("strength", "must"))
    kind = Kind(row["kind"])
    requires = row.get("requires") or {}
    applies = row.get("applies_to") or {}
    condition = row.get("condition")
    return Question(
        code=row["code"],
        kind=kind,
        text=row["text"],
        hint=row.get("hint") or "",
        guidance=row.get("guidance") or "",
        strength=strength,
        reference=_reference(row["reference"]) if row.get("reference") else None,
        descriptors=row.get("descriptors") or None,
        expected_evidence=tuple(row.get("expected_evidence") or ()),
        narrative_for=_needed_for(requires.get("narrative")),
        evidence_for=_needed_for(requires.get("evidence")),
        required=row.get("required", strength is not Strength.LOCAL),
        applies_to=AppliesTo(
            kinds=frozenset(applies.get("kinds") or ()),
            phases=frozenset(applies.get("phases") or ()),
            types=frozenset(applies.get("types") or ()),
            profiles=frozenset(applies.get("profiles") or ()),
        ),
        condition=Condition(condition["question"], frozenset(condition["is"])) if condition else None,
        themes=tuple(row.get("themes") or ()),
        continues=row.get("continues"),
        equivalent_to=tuple(row.get("equivalent_to") or ()),
        choices=tuple((c["key"], c["label"]) for c in row.get("choices") or ()),
        multiple=row.get("multiple", False),
        unit=row.get("unit") or "",
        minimum=_bound(row.get("minimum")),
        maximum=_bound(row.get("maximum")),
        allow_not_applicable=_may_not_apply(row, kind, scale),
    )
