"""The columns of a question set's workbook: every key of the format, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.domain.instruments import INSTRUMENT_WORDS
from audit.domain.organisations import KIND_WORDS, PHASE_WORDS, TYPE_WORDS
from audit.domain.questionnaire import SIGN_OFF_TITLES
from audit.infra.workbook import LONGEST
from audit.rooms.drafts.exports.figure_words import (
    CHECKS_ABOUT,
    RATES_ABOUT,
    TOTALS_ABOUT,
    read_checks,
    read_rates,
    read_totals,
    say_checks,
    say_rates,
    say_totals,
)
from audit.rooms.drafts.exports.words import (
    NO,
    YES,
    Read,
    Row,
    Say,
    Words,
    as_written,
    one_of,
    plain,
    read_choices,
    read_flag,
    read_guidance,
    read_lines,
    read_needed,
    read_number,
    read_text,
    read_themes,
    read_values,
    say_choices,
    say_flag,
    say_guidance,
    say_lines,
    say_needed,
    say_number,
    say_text,
    say_themes,
    say_values,
    some_of,
)

ROW, STANDARD, CODE, KIND, TEXT, TITLE = "Row", "Standard", "Code", "Kind of answer", "Question", "Title"

KIND_NAMES = {
    "graded": "Grade",
    "yes-no": "Yes or no",
    "choice": "Choice",
    "text": "Text",
    "number": "Number",
    "percentage": "Percentage",
    "date": "Date",
    "person": "Person",
}
STRENGTH_NAMES = {"must": "Must", "should": "Should", "local": "Local"}
PROFILE_NAMES = {"full": "Full", "short": "Short", "very-short": "Very short"}
DUTY_NAMES = {"section-11": "Section 11", "section-175": "Section 175", "other": "Other"}


@dataclass(frozen=True)
class Field:
    """One column, or one line of the settings: where in the data it stands, how it is said and understood."""

    heading: str
    path: tuple[str, ...]
    say: Say = say_text
    read: Read = read_text
    width: float = 14
    wrap: bool = False
    choices: Sequence[str] = ()
    keeps_empty: bool = False
    """Whether an emptied cell is an empty text and not a key that is left out."""
    about: str = ""

    def said(self, row: Row, words: Words) -> str:
        """What the cell of a row holds."""
        value = value_at(row, self.path)
        return "" if value is None else as_written(self.say(value, row, words))

    def compared(self, row: Row, words: Words) -> str:
        """The same as it is read back."""
        value = row.get(self.path[0])
        if value is None:
            return ""
        if self.say is say_text and isinstance(value, str) and value.isprintable() and len(value) < LONGEST:
            return plain(value)
        return plain(self.said(row, words))


def _chosen(heading: str, path: tuple[str, ...], known: Mapping[str, str], **more: Any) -> Field:
    say, read = one_of(known)
    return Field(heading, path, say, read, choices=tuple(known.values()), **more)


def _several(heading: str, path: tuple[str, ...], known: Mapping[str, str]) -> Field:
    say, read = some_of(known)
    return Field(heading, path, say, read, width=22, wrap=True)


def _flag(heading: str, path: tuple[str, ...], **more: Any) -> Field:
    return Field(heading, path, say_flag, read_flag, choices=(YES, NO), **more)


CONDITION_VALUES = Field("If its answer is", ("condition", "is"), say_values, read_values, 18, wrap=True)

_BEGIN = (
    Field(CODE, ("code",), width=9, keeps_empty=True),
    _chosen(KIND, ("kind",), KIND_NAMES),
    Field(TEXT, ("text",), width=60, wrap=True, keeps_empty=True),
    Field("Hint", ("hint",), width=30, wrap=True),
    Field("Guidance", ("guidance",), width=40, wrap=True),
    _chosen("Strength", ("strength",), STRENGTH_NAMES, width=10),
)
_END = (
    Field("Expected evidence", ("expected_evidence",), say_lines, read_lines, 36, wrap=True),
    Field("Narrative needed for", ("requires", "narrative"), say_needed, read_needed, 18, wrap=True),
    Field("Evidence needed for", ("requires", "evidence"), say_needed, read_needed, 18, wrap=True),
    _flag("Must be answered", ("required",)),
    _several("Kinds of organisation", ("applies_to", "kinds"), KIND_WORDS),
    _several("Phases", ("applies_to", "phases"), PHASE_WORDS),
    _several("Types of school", ("applies_to", "types"), TYPE_WORDS),
    _several("Profiles", ("applies_to", "profiles"), PROFILE_NAMES),
    Field("Asked only after question", ("condition", "question"), width=14),
    CONDITION_VALUES,
    Field("Themes", ("themes",), say_themes, read_themes, 22, wrap=True),
    Field("Continues question", ("continues",), width=24),
    Field("Asks the same as", ("equivalent_to",), say_lines, read_lines, 24, wrap=True),
    Field("Choices", ("choices",), say_choices, read_choices, 30, wrap=True),
    _flag("Several may be chosen", ("multiple",)),
    Field("Unit", ("unit",)),
    Field("Smallest", ("minimum",), say_number, read_number),
    Field("Largest", ("maximum",), say_number, read_number),
    _flag("Not applicable allowed", ("allow_not_applicable",)),
    Field("Reference", ("reference", "title"), width=30, wrap=True),
    Field("Reference edition", ("reference", "edition")),
    Field("Reference part", ("reference", "part"), width=18, wrap=True),
)

STANDARD_FIELDS = (
    Field(CODE, ("code",), width=9, keeps_empty=True),
    Field(TITLE, ("title",), width=50, wrap=True, keeps_empty=True),
    Field("About", ("about",), width=70, wrap=True),
    Field("Compares with", ("maps_to",), width=24),
)

HEADER_FIELDS = (*_BEGIN, *_END)
"""The columns of the return's own details, which are never graded."""

SETTING_FIELDS = (
    Field("Code of the set", ("questionnaire",), about="Stays the same from edition to edition."),
    Field("Edition", ("edition",), about="A changed set needs a new one, for example 2027.1."),
    Field(TITLE, ("title",), about="What people call the set."),
    Field("About", ("about",), about="Who it is for and what it covers."),
    _chosen("Duty", ("duty",), DUTY_NAMES, about="One of: Section 11, Section 175, Other."),
    _chosen(
        "What it is for",
        ("instrument",),
        {str(key): word for key, word in INSTRUMENT_WORDS.items()},
        about=f"Empty: a self-assessment. Else one of: {', '.join(INSTRUMENT_WORDS.values())}.",
    ),
    Field("Notice", ("notice",), about="A sentence shown with the set, such as a warning."),
    Field(
        "Guidance",
        ("guidance",),
        say_guidance,
        read_guidance,
        about="What the set rests on, one a line: title | edition | part.",
    ),
    _chosen("Length", ("profile",), PROFILE_NAMES, about="One of: Full, Short, Very short."),
    Field(
        "Continues edition", ("continues",), about="The earlier edition of the same set, for example 2025.1."
    ),
    Field(
        "Signed by",
        ("sign_off", "steps"),
        *some_of(SIGN_OFF_TITLES),
        about=f"In order, one a line. Each one of: {', '.join(SIGN_OFF_TITLES.values())}.",
    ),
    _flag(
        "Date of the governing body’s meeting",
        ("sign_off", "governing_body_date"),
        about="Yes when it is asked for on signing.",
    ),
    Field("Checks", ("checks",), say_checks, read_checks, about=CHECKS_ABOUT),
    Field("Rates", ("rates",), say_rates, read_rates, about=RATES_ABOUT),
    Field("Totals", ("totals",), say_totals, read_totals, about=TOTALS_ABOUT),
)


def grades_of(scale: Row) -> list[tuple[str, str]]:
    """Key and label of each grade, worst first; of a scale that may be unfinished."""
    if scale.get("kind") == "percent":
        step = (scale.get("percent") or {}).get("step") or 100
        return [(f"p{value}", f"{value} %") for value in range(0, 101, int(step))]
    return [(str(one.get("key", "")), str(one.get("label", ""))) for one in scale.get("grades") or ()]


def question_fields(content: Row) -> tuple[Field, ...]:
    """The columns of a set's questions: its grades have one each, those of a percent scale only where they are used."""
    scale = content["scale"]
    used = any(question.get("descriptors") for _, question in questions_of(content))
    grades = grades_of(scale) if used or scale.get("kind") != "percent" else []
    headings: dict[str, str] = {}
    for key, label in grades:
        heading = plain(as_written(f"“{label}” looks like"))
        is_taken = heading_of(heading) in map(heading_of, headings.values())
        headings[key] = f"{heading} ({key})" if is_taken else heading
    meanings = [
        Field(heading, ("descriptors", key), width=32, wrap=True) for key, heading in headings.items()
    ]
    return (*_BEGIN, *meanings, *_END)


def questions_of(content: Row) -> Iterator[tuple[Row | None, Row]]:
    """Every question with its standard; those of the header have none."""
    for question in content.get("header") or ():
        yield None, question
    for standard in content.get("standards") or ():
        for question in standard.get("questions") or ():
            yield standard, question


def words_for(content: Row) -> Words:
    """What the words of a set's cells are understood by."""
    return Words(
        grades_of(content["scale"]), {str(row.get("code", "")): row for _, row in questions_of(content)}
    )


def heading_of(text: str) -> str:
    """A heading as headings are compared."""
    return " ".join(text.split()).casefold()


def value_at(row: Row, path: Sequence[str]) -> Any:
    """What stands at a path of nested groups; None where nothing does."""
    value: Any = row
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def put(row: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set what stands at a path; None takes it out, and with it a group that is then empty."""
    *groups, last = path
    inner = row
    for key in groups:
        group = inner.get(key)
        inner[key] = dict(group) if isinstance(group, Mapping) else {}
        inner = inner[key]
    if value is None:
        inner.pop(last, None)
    else:
        inner[last] = value
    if groups and not row[groups[0]]:
        del row[groups[0]]
