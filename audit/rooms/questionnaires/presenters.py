"""Question sets as pages show them: lists of editions and starters, and a preview as one sort of organisation."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from audit.domain.organisations import KIND_WORDS, PHASE_WORDS, TYPE_WORDS
from audit.domain.question_words import PROFILE_WORDS, say_counts
from audit.domain.questionnaire import (
    AppliesTo,
    Question,
    Questionnaire,
    Standard,
    Strength,
    fingerprint,
    questionnaire_from_data,
)
from audit.infra.questionnaire_files import FileProblem, Library
from audit.rooms.questionnaires.models import Edition

STRENGTH_COLOURS: Mapping[Strength, str] = {
    Strength.MUST: "blue",
    Strength.SHOULD: "turquoise",
    Strength.LOCAL: "grey",
}
NOT_PUBLISHED, PUBLISHED, OTHER_CONTENT = "not-published", "published", "other-content"


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


SHOWS: Mapping[str, str] = {
    "": "Every set",
    "own": "Your board’s own",
    "product": "Those that come with the service",
    "others": "Those of other boards",
}
SORTS: Mapping[str, str] = {"title": "Title", "published": "Published last"}


@dataclass(frozen=True)
class Chosen:
    """What of the library is shown, and in which order."""

    words: str = ""
    show: str = ""
    sort: str = "title"


def chosen_from(words: Mapping[str, str]) -> Chosen:
    """What an address asks of the library; a word that is not known counts as none."""
    show, sort = words.get("show", ""), words.get("sort", "")
    return Chosen(
        words.get("words", "").strip()[:100],
        show if show in SHOWS else "",
        sort if sort in SORTS else "title",
    )


@dataclass(frozen=True)
class Group:
    """Some of the library under a heading."""

    title: str
    key: str
    editions: Sequence[Edition]


def grouped(
    editions: Sequence[Edition], board_id: int, adopted: Collection[int], chosen: Chosen
) -> list[Group]:
    """The library of a board: its own sets, those that come with the product, those of others it uses, then offers."""
    words = chosen.words.casefold()
    found = [
        each
        for each in editions
        if words in f"{each.title} {each.code} {each.edition} {each.notes}".casefold()
    ]
    if chosen.sort == "published":
        found.sort(key=lambda each: each.published_at, reverse=True)
    else:
        found.sort(key=lambda each: each.published_at, reverse=True)
        found.sort(key=lambda each: each.title.casefold())
    others = [each for each in found if each.board_id not in (None, board_id)]
    groups = [
        Group("Your board’s own", "own", [each for each in found if each.board_id == board_id]),
        Group("Come with the service", "product", [each for each in found if each.board_id is None]),
        Group("Of other boards, adopted by yours", "others", [each for each in others if each.id in adopted]),
        Group("Offered by other boards", "others", [each for each in others if each.id not in adopted]),
    ]
    return [group for group in groups if group.editions and chosen.show in ("", group.key)]


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
