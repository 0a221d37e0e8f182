"""The form of one answer: what was typed for a question of any kind, read from a page and put back onto it.

A question of each kind has fields of its own, and a page may hold the answers to many questions, so these are
plain fields with a prefix rather than one class of form a question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from audit.domain.answers import AnswerContent
from audit.domain.dates import DateProblem, parse_typed_date
from audit.domain.errors import RuleBroken
from audit.domain.questionnaire import Kind, Question
from audit.domain.scales import Scale

NOT_APPLICABLE = "not-applicable"
"""The value of the radio or tick box for an answer that does not apply."""

_DATE_PARTS = ("day", "month", "year")
_ANCHORS = {"na_reason": "reason", "grade": "answer", "value": "answer"}


def prefix_of(code: str) -> str:
    """What the fields of a question begin with on a page that holds many."""
    return f"q-{code}-"


@dataclass
class AnswerForm:
    """What stands in the fields of one answer, with the sentences about what could not be taken.

    ``typed`` holds the raw text of each field by its name without the prefix: ``answer`` (or ``answer-day`` …),
    ``name``, ``role``, ``trained_on-day`` …, ``narrative``, ``reason``, ``not_applicable``. ``chosen`` holds the
    ticked values of a choice of several. ``version`` is the version of the answer that was on the page.
    """

    question: Question
    scale: Scale
    prefix: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    chosen: list[str] = field(default_factory=list)
    version: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        """How the answer is asked for: radios, select, checkboxes, text, line, date or person."""
        kind = self.question.kind
        if kind is Kind.GRADED:
            return "select" if self.scale.percent_step else "radios"
        if kind is Kind.CHOICE:
            return "checkboxes" if self.question.multiple else "radios"
        return {
            Kind.YES_NO: "radios",
            Kind.TEXT: "text",
            Kind.NUMBER: "line",
            Kind.PERCENTAGE: "line",
            Kind.DATE: "date",
            Kind.PERSON: "person",
        }[kind]

    @property
    def na_in_group(self) -> bool:
        """Whether "not applicable" is one of the radios, and not a tick box of its own."""
        return self.question.allow_not_applicable and self.shape == "radios"

    @property
    def has_narrative(self) -> bool:
        """Whether the page offers a narrative: not beside an answer that is itself free text or a person."""
        plain = self.question.kind in (Kind.TEXT, Kind.PERSON, Kind.DATE)
        return not plain or bool(self.question.narrative_for) or bool(self.typed.get("narrative"))

    @property
    def is_not_applicable(self) -> bool:
        """Whether "not applicable" is chosen."""
        return NOT_APPLICABLE in (self.typed.get("answer"), self.typed.get("not_applicable"))

    @property
    def long_text(self) -> str:
        """The field that holds this answer's long text."""
        return "narrative" if self.has_narrative else "answer"

    def get(self, name: str) -> str:
        """What stands in a field."""
        return self.typed.get(name, "")

    def id(self, name: str) -> str:
        """The id and the name of a field on the page."""
        return f"{self.prefix}{name}"

    def hidden(self) -> list[tuple[str, str]]:
        """The fields as they would be sent again, for a page that only carries them."""
        return [(name, text) for name, text in self.typed.items() if text] + [
            ("answer", k) for k in self.chosen
        ]

    def content(self) -> AnswerContent:
        """What was typed as the content of an answer; raises RuleBroken for a date that cannot be read."""
        not_applicable = self.question.allow_not_applicable and self.is_not_applicable
        answer = "" if self.get("answer") == NOT_APPLICABLE else self.get("answer")
        value: Any = answer or None
        if self.shape == "checkboxes":
            value = list(self.chosen)
        elif self.shape == "date":
            value = self._date("answer", "the date")
        elif self.shape == "person":
            value = {
                "name": self.get("name"),
                "role": self.get("role"),
                "trained_on": self._date("trained_on", "the training date"),
            }
        graded = self.question.kind is Kind.GRADED
        return AnswerContent(
            grade=value if graded else None,
            value=None if graded else value,
            narrative=self.get("narrative"),
            not_applicable=not_applicable,
            na_reason=self.get("reason"),
        )

    def _date(self, name: str, title: str) -> str:
        day, month, year = (self.get(f"{name}-{part}") for part in _DATE_PARTS)
        found = parse_typed_date(day, month, year, title, required=False, field=name)
        return found.isoformat() if found else ""

    def refuse(self, refusal: RuleBroken) -> None:
        """Note why this could not be taken, at the field at fault."""
        name = refusal.field or ""
        self.errors[_ANCHORS.get(name, name)] = refusal.sentence
        if isinstance(refusal, DateProblem):
            self.errors["parts"] = " ".join(refusal.parts)

    def error_list(self) -> list[dict[str, str]]:
        """The sentences for the error summary, each linked to its field."""
        return [
            {"text": sentence, "href": f"#{self._anchor(name)}"}
            for name, sentence in self.errors.items()
            if name != "parts"
        ]

    def _anchor(self, name: str) -> str:
        if not name:
            return "main-content"
        if name == "trained_on" or (name == "answer" and self.shape == "date"):
            return self.id(f"{name}-day")
        if name == "answer" and self.shape in ("radios", "checkboxes"):
            return self.id("answer-0")
        return self.id(name)


def form_of(
    question: Question, scale: Scale, content: AnswerContent, version: int, prefix: str = ""
) -> AnswerForm:
    """The form as it opens: with what the answer says now."""
    form = AnswerForm(question, scale, prefix, version=version)
    form.typed = {"narrative": content.narrative, "reason": content.na_reason}
    if content.not_applicable:
        form.typed["answer" if form.na_in_group else "not_applicable"] = NOT_APPLICABLE
    value: Any = content.grade if question.kind is Kind.GRADED else content.value
    if isinstance(value, list):
        form.chosen = [str(key) for key in value]
    elif isinstance(value, Mapping):
        form.typed |= {"name": str(value.get("name") or ""), "role": str(value.get("role") or "")}
        form.typed |= _parts("trained_on", value.get("trained_on"))
    elif question.kind is Kind.DATE:
        form.typed |= _parts("answer", value)
    elif value:
        form.typed["answer"] = str(value)
    return form


def _parts(name: str, iso: Any) -> dict[str, str]:
    if not iso:
        return {}
    day = date.fromisoformat(str(iso))
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


_FIELDS = (
    "answer",
    *(f"answer-{part}" for part in _DATE_PARTS),
    "name",
    "role",
    *(f"trained_on-{part}" for part in _DATE_PARTS),
    "narrative",
    "reason",
    "not_applicable",
)


def form_from(question: Question, scale: Scale, sent: MultiDict[str, str], prefix: str = "") -> AnswerForm:
    """The form as it was sent, whatever was typed into it."""
    form = AnswerForm(question, scale, prefix)
    form.typed = {name: sent.get(f"{prefix}{name}", "") for name in _FIELDS if f"{prefix}{name}" in sent}
    if form.shape == "checkboxes":
        form.typed.pop("answer", None)
        form.chosen = sent.getlist(f"{prefix}answer")
    form.version = _version(sent.get(f"{prefix}version", ""))
    return form


def _version(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0
