"""Question sets as pages show them: lists of editions and starters, and a preview as one sort of organisation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from audit.domain.answers import ALWAYS
from audit.domain.organisations import KIND_WORDS, PHASE_WORDS, TYPE_WORDS
from audit.domain.questionnaire import (
    AppliesTo,
    Kind,
    Profile,
    Question,
    Questionnaire,
    Standard,
    Strength,
    fingerprint,
    questionnaire_from_data,
)
from audit.domain.scales import Need, Scale
from audit.infra.questionnaire_files import FileProblem, Library
from audit.rooms.questionnaires.models import Edition

STRENGTH_WORDS: Mapping[Strength, str] = {
    Strength.MUST: "Must",
    Strength.SHOULD: "Should",
    Strength.LOCAL: "Local",
}
STRENGTH_COLOURS: Mapping[Strength, str] = {
    Strength.MUST: "blue",
    Strength.SHOULD: "turquoise",
    Strength.LOCAL: "grey",
}
KIND_OF_ANSWER: Mapping[Kind, str] = {
    Kind.GRADED: "A grade",
    Kind.YES_NO: "Yes or no",
    Kind.CHOICE: "A choice",
    Kind.TEXT: "Text",
    Kind.NUMBER: "A number",
    Kind.PERCENTAGE: "A percentage",
    Kind.DATE: "A date",
    Kind.PERSON: "A person: name, role and training date",
}
PROFILE_WORDS: Mapping[str, str] = {
    Profile.FULL: "Full",
    Profile.SHORT: "Short",
    Profile.VERY_SHORT: "Very short",
}
NOT_PUBLISHED, PUBLISHED, OTHER_CONTENT = "not-published", "published", "other-content"
_YES_NO = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True)
class Offer:
    """A question set that stands ready to be published, and whether it has been."""

    questionnaire: Questionnaire
    data: Mapping[str, object]
    state: str

    @property
    def counts(self) -> str:
        """How long it is, in words."""
        return say_counts(self.questionnaire)


@dataclass(frozen=True)
class PreviewAs:
    """The sort of organisation a set is looked at as. An empty word leaves that side open."""

    kind: str = ""
    phase: str = ""
    type: str = ""
    profile: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing was chosen, so that every question is shown."""
        return not (self.kind or self.phase or self.type or self.profile)

    def includes(self, applies_to: AppliesTo) -> bool:
        """Whether such an organisation is asked a question (its condition apart)."""
        return all(
            not asked or not given or given in asked
            for given, asked in (
                (self.kind, applies_to.kinds),
                (self.phase, applies_to.phases),
                (self.type, applies_to.types),
                (self.profile, applies_to.profiles),
            )
        )


@dataclass(frozen=True)
class PreviewedStandard:
    """A standard with those of its questions that are shown."""

    standard: Standard
    questions: tuple[Question, ...]


def preview_from(words: Mapping[str, str]) -> PreviewAs:
    """The sort of organisation that an address names; a word that is not known counts as none."""
    choices = {"kind": KIND_WORDS, "phase": PHASE_WORDS, "type": TYPE_WORDS, "profile": PROFILE_WORDS}
    return PreviewAs(**{name: words[name] for name, known in choices.items() if words.get(name, "") in known})


def selects_of(preview: PreviewAs) -> list[dict[str, Any]]:
    """The selects of "preview as", as the design system's component takes them."""
    choices: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
        ("kind", "Kind of organisation", preview.kind, KIND_WORDS),
        ("phase", "Phase", preview.phase, PHASE_WORDS),
        ("type", "Type of school", preview.type, TYPE_WORDS),
        ("profile", "Profile", preview.profile, PROFILE_WORDS),
    )
    return [
        {
            "id": f"as-{name}",
            "name": name,
            "label": {"text": label},
            "items": [
                {"value": "", "text": "All"},
                *({"value": key, "text": word, "selected": key == chosen} for key, word in words.items()),
            ],
        }
        for name, label, chosen, words in choices
    ]


def previewed(questionnaire: Questionnaire, preview: PreviewAs) -> list[PreviewedStandard]:
    """The standards with the questions that such an organisation may be asked."""
    found = []
    for standard in questionnaire.standards:
        questions = tuple(q for q in standard.questions if preview.includes(q.applies_to))
        if questions:
            found.append(PreviewedStandard(standard, questions))
    return found


def say_counts(questionnaire: Questionnaire) -> str:
    """How many standards, questions and graded questions; what heads a return is not counted."""
    standards = [standard for standard in questionnaire.standards if not standard.is_header]
    questions = sum(len(standard.questions) for standard in standards)
    graded = sum(1 for _ in questionnaire.graded())
    return (
        f"{len(standards)} standard{'' if len(standards) == 1 else 's'}, "
        f"{questions} question{'' if questions == 1 else 's'}, {graded} graded"
    )


def who_is_asked(question: Question, questionnaire: Questionnaire) -> list[str]:
    """Of whom a question is asked, a line for each limit; "Everybody" where there is none."""
    limits = question.applies_to
    lines = [
        f"{title}: {', '.join(words[key] for key in words if key in keys)}"
        for title, words, keys in (
            ("Kinds", KIND_WORDS, limits.kinds),
            ("Phases", PHASE_WORDS, limits.phases),
            ("Types", TYPE_WORDS, limits.types),
            ("Profiles", PROFILE_WORDS, limits.profiles),
        )
        if keys
    ]
    if question.condition is not None:
        earlier = questionnaire.questions[question.condition.question]
        answers = " or ".join(_value_words(earlier, questionnaire.scale, question.condition.values))
        lines.append(f"Only when {earlier.code} is answered {answers}")
    return lines or ["Everybody"]


def what_is_needed(question: Question, scale: Scale) -> list[str]:
    """What an answer must bring beside itself, in words."""
    lines = []
    for what, values, need in (
        ("A narrative", question.narrative_for, Need.NARRATIVE),
        ("Evidence", question.evidence_for, Need.EVIDENCE),
    ):
        from_scale = (
            {g.key for g in scale.grades if need in g.needs} if question.kind is Kind.GRADED else set()
        )
        if ALWAYS in values:
            lines.append(f"{what}, whatever the answer")
        elif values | from_scale:
            lines.append(f"{what} for {' or '.join(_value_words(question, scale, values | from_scale))}")
    return lines


def _value_words(question: Question, scale: Scale, keys: frozenset[str] | set[str]) -> list[str]:
    """The words of grade keys, yes and no, or choice keys, in the order in which they are offered."""
    words: Mapping[str, str] = _YES_NO
    if question.kind is Kind.GRADED:
        words = {grade.key: grade.label for grade in scale.shown}
    elif question.kind is Kind.CHOICE:
        words = dict(question.choices)
    return [word for key, word in words.items() if key in keys]


def offers(library: Library, published: Sequence[Edition]) -> Iterator[Offer]:
    """The sets of a folder with what has become of each."""
    marks = {(edition.code, edition.edition): edition.fingerprint for edition in published}
    for loaded, questionnaire in _KEPT.questionnaires(library):
        mark = marks.get((questionnaire.code, questionnaire.edition))
        state = NOT_PUBLISHED
        if mark is not None:
            state = PUBLISHED if mark == fingerprint(loaded) else OTHER_CONTENT
        yield Offer(questionnaire, loaded, state)


def plain_problem(problem: FileProblem) -> str:
    """A problem as people without a text editor read it: the file's name, not where it lies."""
    name = problem.file.rpartition("/")[2]
    key = f" ({problem.key})" if problem.key else ""
    return f"{name}, line {problem.line}{key}: {problem.sentence}"


class _KeptQuestionnaires:
    """The questionnaires of the folder that was read last, so that they are built once for many pages."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._library: Library | None = None
        self._built: list[tuple[Mapping[str, object], Questionnaire]] = []

    def questionnaires(self, library: Library) -> list[tuple[Mapping[str, object], Questionnaire]]:
        with self._lock:
            if self._library is library:
                return self._built
        built: list[tuple[Mapping[str, object], Questionnaire]] = [
            (loaded.data, questionnaire_from_data(loaded.data)) for loaded in library.sets
        ]
        with self._lock:
            self._library, self._built = library, built
        return built


_KEPT = _KeptQuestionnaires()
