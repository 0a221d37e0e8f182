"""The forms of a set's settings and of one standard."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit.domain.errors import RuleBroken
from audit.domain.instruments import INSTRUMENT_WORDS
from audit.domain.questionnaire import SIGN_OFF_TITLES
from audit.rooms.drafts.forms.figures import figure_fields
from audit.rooms.drafts.forms.parts import Field, one_of, set_or_drop, words
from audit.rooms.drafts.forms.questions import PROFILES

DUTIES = (
    ("section-11", "Section 11 of the Children Act 2004"),
    ("section-175", "Section 175 of the Education Act 2002"),
    ("other", "Another duty, or none"),
)
SIGNERS = tuple(
    (
        ",".join(steps),
        ", then ".join(title if place == 0 else title[0].lower() + title[1:] for place, title in enumerate(titles)),
    )
    for steps, titles in (
        (steps, [SIGN_OFF_TITLES[step] for step in steps])
        for steps in (
            ("chief-officer",), ("head",), ("chair",), ("head", "chair"), ("chief-officer", "chair"),
            ("head", "chief-officer"), ("chair", "head"), ("chair", "chief-officer"), ("chief-officer", "head"),
        )
    )
)  # fmt: skip
BLANK_ROWS = 2
"""Empty rows offered below those that are filled in."""


def settings_fields() -> list[Field]:
    """What is said of a set as a whole. The scale and the code have places of their own."""
    return [
        words("title", "Title", kept=True, most=200, hint="What people call the set."),
        words("about", "About", "area", most=5_000, hint="Who it is for and what it covers, in a few plain sentences."),
        words("edition", "Edition", kept=True, most=20, classes="govuk-input--width-10", hint="For example 2026.1."),
        words("notice", "Notice", "area", most=1_000, hint="A sentence shown with the set, such as a warning."),
        one_of("duty", "The duty that it serves", DUTIES, "other"),
        one_of(
            "instrument", "What the set is for", tuple(INSTRUMENT_WORDS.items()), "self-assessment",
        ),
        one_of("profile", "How long the set is", PROFILES, "full"),
        Field(
            "guidance", "Guidance that the set rests on", "rows", _read_guidance, _write_guidance,
            hint="Guidance changes every September, so each has its edition.",
            columns=(("title", "Name"), ("edition", "Edition"), ("part", "Part (optional)")),
        ),
        Field("sign_off", "Who signs a return", "one", _read_signers, _write_signers, choices=SIGNERS),
        Field(
            "governing_body_date", "Ask for the date of the governing body’s meeting", "tick",
            lambda row: "y" if (row.get("sign_off") or {}).get("governing_body_date") is True else "",
            _write_governing_body,
        ),
        *figure_fields(),
    ]  # fmt: skip


def standard_fields() -> list[Field]:
    """What is said of a standard."""
    return [
        words("code", "Code", kept=True, most=20, classes="govuk-input--width-5"),
        words("title", "Title", kept=True, most=300),
        words("about", "About", "area", most=2_000, hint="What the standard is about, in a sentence or two."),
        words(
            "maps_to", "Standard of another set that it compares with", most=81, classes="govuk-input--width-20",
            hint="So that results of a full and a short set can stand side by side: for example section-11#1.",
        ),
    ]  # fmt: skip


def _read_guidance(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        "\t".join(str(each.get(part) or "") for part in ("title", "edition", "part"))
        for each in row.get("guidance") or ()
    )


def _write_guidance(row: dict[str, Any], value: Sequence[str]) -> None:
    made = []
    for line in value:
        title, edition, part = (*line.split("\t"), "", "")[:3]
        if not title or not edition:
            raise RuleBroken("Give each guidance its name and its edition", "guidance")
        for text, most, what in ((title, 300, "name"), (edition, 60, "edition"), (part, 300, "part")):
            if len(text) > most:
                raise RuleBroken(f"The {what} of a guidance must be {most} characters or fewer", "guidance")
        made.append({"title": title, "edition": edition, **({"part": part} if part else {})})
    set_or_drop(row, "guidance", made)


def _read_signers(row: Mapping[str, Any]) -> str:
    return ",".join((row.get("sign_off") or {}).get("steps") or ("chief-officer",))


def _write_signers(row: dict[str, Any], value: str) -> None:
    if value not in dict(SIGNERS):
        raise RuleBroken("Choose who signs a return", "sign_off")
    row["sign_off"] = {**(row.get("sign_off") or {}), "steps": value.split(",")}


def _write_governing_body(row: dict[str, Any], value: str) -> None:
    kept = {key: part for key, part in (row.get("sign_off") or {}).items() if key != "governing_body_date"}
    set_or_drop(row, "sign_off", {**kept, **({"governing_body_date": True} if value else {})})
