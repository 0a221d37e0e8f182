"""The form of one question: every key that the format knows for its kind, in an officer's words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from audit.domain.beginnings import slug
from audit.domain.drafting import free_code
from audit.domain.errors import RuleBroken
from audit.domain.organisations import KIND_WORDS, PHASE_WORDS, TYPE_WORDS
from audit.domain.questionnaire import Kind, Profile
from audit.domain.scales import Scale
from audit.rooms.drafts.forms.parts import Field, inside, one_of, set_or_drop, tick, words

KIND_CHOICES = (
    (Kind.GRADED, "A grade of the scale"),
    (Kind.YES_NO, "Yes or no"),
    (Kind.CHOICE, "A choice from a list"),
    (Kind.TEXT, "Text"),
    (Kind.NUMBER, "A number"),
    (Kind.PERCENTAGE, "A percentage"),
    (Kind.DATE, "A date"),
    (Kind.PERSON, "A person: name, role and training date"),
)
STRENGTHS = (
    ("must", "Must: required by law or guidance"),
    ("should", "Should: advised by guidance"),
    ("local", "Local: the board’s own"),
)
PROFILES = ((Profile.FULL, "Full"), (Profile.SHORT, "Short"), (Profile.VERY_SHORT, "Very short"))
_AUDIENCES: tuple[tuple[str, str, Sequence[tuple[str, str]]], ...] = (
    ("kinds", "Kinds of organisation", tuple(KIND_WORDS.items())),
    ("phases", "Phases of education", tuple(PHASE_WORDS.items())),
    ("types", "Types of school", tuple(TYPE_WORDS.items())),
    ("profiles", "Profiles", PROFILES),
)


@dataclass(frozen=True)
class Group:
    """Fields that belong together; those that are rarely used are folded away."""

    title: str
    names: tuple[str, ...]
    folded: bool = False
    about: str = ""


def groups_of(fields: Sequence[Field]) -> list[Group]:
    """The fields of a question in groups, without those that its kind does not have."""
    there = [field.name for field in fields]
    descriptors = tuple(name for name in there if name.startswith("descriptors-"))
    made = (
        Group("What is asked", ("text", "hint", "choices", "multiple", "unit", "minimum", "maximum")),
        Group("What each grade means here", descriptors, folded=True, about="Describe every grade, or none at all."),
        Group("How binding it is", ("strength", "required", "allow_not_applicable")),
        Group("What an answer must bring", ("narrative", "evidence", "expected_evidence"), folded=True),
        Group("Guidance and where it comes from",
              ("guidance", "reference-title", "reference-edition", "reference-part"), folded=True),
        Group("Who is asked", ("kinds", "phases", "types", "profiles"), folded=True,
              about="Tick nothing in a list to ask everybody."),
        Group("Themes and earlier editions", ("themes", "continues", "equivalent_to"), folded=True),
    )  # fmt: skip
    kept = [Group(g.title, tuple(n for n in g.names if n in there), g.folded, g.about) for g in made]
    return [group for group in kept if group.names]


def question_fields(content: Mapping[str, Any], scale: Scale | None, *, in_header: bool) -> list[Field]:
    """The fields of a question of this kind."""
    return list(_fields(content, str(content.get("kind", "")), scale, in_header))


def _fields(content: Mapping[str, Any], kind: str, scale: Scale | None, in_header: bool) -> Iterator[Field]:
    yield words("text", "The question", "area", kept=True, most=1_000, hint="One sentence, in plain words.")
    yield words("hint", "Hint", "area", most=500, hint="A short help under the question.")
    if kind == Kind.CHOICE:
        yield Field(
            "choices",
            "The answers to choose from",
            "area",
            _read_choices,
            _write_choices,
            hint="One on each line.",
        )
        yield tick("multiple", "Several may be chosen", lambda row: row.get("multiple") is True)
    if kind in (Kind.NUMBER, Kind.PERCENTAGE):
        yield words(
            "unit", "What is counted", most=40, classes="govuk-input--width-20", hint="For example, staff."
        )
        yield _number("minimum", "Smallest answer")
        yield _number("maximum", "Largest answer")
    if not in_header:
        yield one_of("strength", "Strength", STRENGTHS, "must")
    yield tick("required", "It must be answered before a return can be sent", _is_required)
    if kind == Kind.YES_NO or (kind == Kind.GRADED and (scale is None or scale.not_applicable.offered)):
        yield tick(
            "allow_not_applicable", "“Not applicable” may be answered",
            lambda row: row.get("allow_not_applicable", True) is True,
        )  # fmt: skip
    if kind == Kind.GRADED and scale is not None:
        for grade in scale.shown:
            yield inside("descriptors", grade.key, grade.label, sort="area", most=1_500)
    answers = [("always", "Whatever the answer"), *values_of(content, scale)]
    yield _needed("narrative", "A narrative is needed for", answers)
    yield _needed("evidence", "Evidence is needed for", answers)
    yield Field(
        "expected_evidence", "Evidence that could show it", "area",
        lambda row: "\n".join(row.get("expected_evidence") or ()), _write_lines,
        hint="One kind of evidence on each line.",
    )  # fmt: skip
    yield words("guidance", "Guidance", "area", most=10_000, hint="A longer help, in plain paragraphs.")
    yield inside("reference", "title", "Law or guidance it comes from", most=300)
    yield inside("reference", "edition", "Its edition or year", most=60, classes="govuk-input--width-10")
    yield inside("reference", "part", "Part, section or paragraph", most=300)
    for part, label, choices in _AUDIENCES:
        yield _audience(part, label, choices)
    yield Field(
        "themes", "Themes", "text", lambda row: ", ".join(row.get("themes") or ()), _write_themes,
        hint="Words to gather questions by over all standards, with commas between: online-safety, training.",
    )  # fmt: skip
    yield words(
        "continues", "Question of an earlier edition that it continues", most=110,
        hint="For example section-11/2025.1#1.1. It is filled in when you start the next edition of a set.",
    )  # fmt: skip
    yield Field(
        "equivalent_to", "Questions of other sets that ask the same", "area",
        lambda row: "\n".join(row.get("equivalent_to") or ()), _write_equivalents,
        hint="One on each line, for example section-11#1.1. Whoever answers both sets then answers it once.",
    )  # fmt: skip


def values_of(content: Mapping[str, Any], scale: Scale | None) -> list[tuple[str, str]]:
    """The answers to a question that conditions and needs can name, with their words."""
    kind = content.get("kind")
    if kind == Kind.GRADED:
        return [(grade.key, grade.label) for grade in scale.shown] if scale is not None else []
    if kind == Kind.YES_NO:
        return [("yes", "Yes"), ("no", "No")]
    return [(choice["key"], choice["label"]) for choice in content.get("choices") or ()]


def _is_required(row: Mapping[str, Any]) -> bool:
    return row.get("required", row.get("strength", "must") != "local") is True


def _read_choices(row: Mapping[str, Any]) -> str:
    return "\n".join(choice["label"] for choice in row.get("choices") or ())


def _write_choices(row: dict[str, Any], value: str) -> None:
    """A line that stood there keeps its key; so does one that was only reworded. A new one gets a key of its words."""
    old = list(row.get("choices") or ())
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    keys = {choice["label"]: choice["key"] for choice in old}
    made: list[dict[str, str]] = []
    reworded = len(lines) == len(old)
    for place, line in enumerate(lines):
        if len(line) > 200:
            raise RuleBroken(f"The answer “{line[:40]}…” is too long; at most 200 characters fit.", "choices")
        key = keys.get(line)
        if key is None and reworded and old[place]["label"] not in lines:
            key = old[place]["key"]
        taken = {choice["key"] for choice in made} | ({*keys.values()} if key is None else set())
        made.append({"key": free_code(key or slug(line) or "answer", taken, 30), "label": line})
    set_or_drop(row, "choices", made)


def _number(name: str, label: str) -> Field:
    def read(row: Mapping[str, Any]) -> str:
        return "" if row.get(name) is None else str(row[name])

    def write(row: dict[str, Any], value: str) -> None:
        row.pop(name, None)
        if value:
            try:
                number = Decimal(value.replace(",", ""))
            except InvalidOperation:
                number = Decimal("NaN")
            if not number.is_finite() or abs(number) > 10**12:
                raise RuleBroken(f"{label}: write a number, such as 0 or 100", name)
            row[name] = int(number) if number == number.to_integral_value() else float(number)

    return Field(name, label, "text", read, write, classes="govuk-input--width-5")


def _needed(name: str, label: str, answers: Sequence[tuple[str, str]]) -> Field:
    """For which answers a narrative or evidence is needed; what the answers no longer have is dropped on a change."""

    def read(row: Mapping[str, Any]) -> tuple[str, ...]:
        value = (row.get("requires") or {}).get(name) or ()
        found = {value} if isinstance(value, str) else set(value)
        return tuple(key for key, _label in answers if key in found)

    def write(row: dict[str, Any], value: tuple[str, ...]) -> None:
        kept = {key: needed for key, needed in (row.get("requires") or {}).items() if key != name}
        if value:
            kept[name] = "always" if "always" in value else list(value)
        set_or_drop(row, "requires", kept)

    return Field(name, label, "many", read, write, choices=answers)


def _audience(part: str, label: str, choices: Sequence[tuple[str, str]]) -> Field:
    def read(row: Mapping[str, Any]) -> tuple[str, ...]:
        chosen = (row.get("applies_to") or {}).get(part) or ()
        return tuple(str(key) for key, _label in choices if key in chosen)

    def write(row: dict[str, Any], value: tuple[str, ...]) -> None:
        kept = {key: keys for key, keys in (row.get("applies_to") or {}).items() if key != part}
        if value:
            kept[part] = list(value)
        set_or_drop(row, "applies_to", kept)

    return Field(part, label, "many", read, write, choices=choices, classes="govuk-checkboxes--small")


def _write_lines(row: dict[str, Any], value: str) -> None:
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    if any(len(line) > 300 for line in lines):
        raise RuleBroken("Each kind of evidence must be 300 characters or fewer", "expected_evidence")
    set_or_drop(row, "expected_evidence", lines)


def _write_equivalents(row: dict[str, Any], value: str) -> None:
    set_or_drop(row, "equivalent_to", list(dict.fromkeys(value.split())))


def _write_themes(row: dict[str, Any], value: str) -> None:
    themes = [slug(word, 60) for word in re.split(r"[,\n]", value)]
    set_or_drop(row, "themes", list(dict.fromkeys(theme for theme in themes if theme)))
