"""A copy of a return, to be read from its content alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from audit.domain.actions import ActionState
from audit.domain.answers import AnswerContent
from audit.domain.inheriting import say_origin
from audit.domain.questionnaire import Kind, Question, Reference, Strength
from audit.domain.scales import Grade, NotApplicable, Order, Scale
from audit.rooms.assessments.presenters.returns import Said, say


@dataclass(frozen=True)
class ReadFile:
    """A file that an answer cites, as a copy names it."""

    id: int
    name: str
    description: str
    review_on: date | None


@dataclass(frozen=True)
class ReadAnswer:
    """One question with its answer, to be read. ``missing`` says what it still lacks."""

    question: Question
    said: Said
    files: tuple[ReadFile, ...]
    by: str
    at: datetime | None
    missing: tuple[str, ...] = ()
    actions: tuple["ReadAction", ...] = ()
    origin: str = ""
    """Where the answer came from, when not from the organisation itself."""


@dataclass(frozen=True)
class ReadStandard:
    """A standard with its answers, to be read."""

    code: str
    title: str
    is_header: bool
    answers: tuple[ReadAnswer, ...]


@dataclass(frozen=True)
class ReadNote:
    """A note of progress, as a copy holds it."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True)
class ReadAction:
    """An action of an answer, or one on which a progress review reports (with its notes), to be read."""

    what: str
    question: str
    owner: str
    due_on: date
    state: ActionState
    notes: tuple[ReadNote, ...]


def read_progress(progress: Iterable[Mapping[str, Any]]) -> list[ReadAction]:
    """What a copy of a progress review says about actions, from the copy alone."""
    return [
        ReadAction(
            each["what"],
            each["question"],
            each["owner"],
            date.fromisoformat(each["due_on"]),
            ActionState(each["state"]),
            tuple(
                ReadNote(note["by"], datetime.fromisoformat(note["at"]), note["text"])
                for note in each["notes"]
            ),
        )
        for each in progress
    ]


def read_scale(content: Mapping[str, Any]) -> Scale:
    """The scale of a copy, with the meanings that it had when the return was submitted."""
    data = content["scale"]
    return Scale(
        code=data["code"],
        title=data["title"],
        about=data["about"],
        order=Order(data["order"]),
        grades=tuple(Grade(**{**grade, "points": Decimal(grade["points"])}) for grade in data["grades"]),
        not_applicable=NotApplicable(**data["not_applicable"]),
    )


def read_standards(
    content: Mapping[str, Any], missing: Mapping[str, tuple[str, ...]] | None = None
) -> list[ReadStandard]:
    """Everything that a copy says, by standard, from the copy alone."""
    scale = read_scale(content)
    return [
        ReadStandard(
            standard["code"],
            standard["title"],
            standard["is_header"],
            tuple(
                _read(
                    data,
                    scale,
                    content["answers"].get(data["code"], {}),
                    (missing or {}).get(data["code"], ()),
                )
                for data in standard["questions"]
            ),
        )
        for standard in content["standards"]
    ]


def _read(
    data: Mapping[str, Any], scale: Scale, answer: Mapping[str, Any], missing: tuple[str, ...]
) -> ReadAnswer:
    question = Question(
        code=data["code"],
        kind=Kind(data["kind"]),
        text=data["text"],
        strength=Strength(data["strength"]),
        reference=Reference(**data["reference"]) if data.get("reference") else None,
        choices=tuple((choice["key"], choice["label"]) for choice in data.get("choices", ())),
        unit=data.get("unit", ""),
    )
    said = AnswerContent(
        grade=answer.get("grade"),
        value=answer.get("value"),
        narrative=answer.get("narrative", ""),
        not_applicable=answer.get("not_applicable", False),
        na_reason=answer.get("na_reason", ""),
    )
    return ReadAnswer(
        question,
        say(question, scale, said),
        tuple(
            ReadFile(file["id"], file["file_name"], file["description"], _iso_date(file["review_on"]))
            for file in answer.get("evidence", ())
        ),
        answer.get("updated_by") or "",
        datetime.fromisoformat(answer["updated_at"]) if answer.get("updated_at") else None,
        missing,
        tuple(
            ReadAction(
                action["what"],
                question.code,
                action["owner"],
                date.fromisoformat(action["due_on"]),
                ActionState(action["state"]),
                (),
            )
            for action in answer.get("actions", ())
        ),
        origin_words(answer),
    )


def origin_words(answer: Mapping[str, Any]) -> str:
    """Where an answer of a copy came from; empty when from the organisation itself."""
    origin = answer.get("origin")
    return say_origin(origin["by"] == "trust", origin["trust"], origin["reason"]) if origin else ""


def _iso_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
