"""What a question set must keep to beyond its schema, said so that its author can mend it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.domain.figure_check import check_figures
from audit.domain.organisations import OrganisationKind, Phase, SchoolType
from audit.domain.problem import Problem, use_one_of
from audit.domain.question_check import Asked, check_question
from audit.domain.questionnaire import HEADER_CODE, Profile
from audit.domain.scales import Scale

Path = tuple[str | int, ...]

AUDIENCE: Mapping[str, tuple[str, ...]] = {
    "kinds": tuple(OrganisationKind),
    "phases": tuple(Phase),
    "types": tuple(SchoolType),
    "profiles": tuple(Profile),
}
"""The words that each part of ``applies_to`` may use."""

EDUCATION_KINDS = frozenset(
    {
        OrganisationKind.EARLY_YEARS,
        OrganisationKind.SCHOOL,
        OrganisationKind.COLLEGE,
        OrganisationKind.ALTERNATIVE_PROVIDER,
    }
)
"""Kinds that may have a phase and a type. The others have the phase not-applicable and no type."""


def check_questionnaire(data: Mapping[str, Any], scales: Mapping[str, Scale]) -> list[Problem]:
    """What is wrong in a question set.

    ``data`` has already passed the schema of question sets, and names its scale by code; ``scales`` are
    the scales there are, by code. With an unknown scale the grades of the set are not looked at.
    """
    return list(_Check(data, scales).problems())


def check_links(data: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """What is wrong in the set's links to other sets, as far as those are at hand.

    A set or an edition that is not among ``others`` is not judged: it may be published and long gone
    from the folder.
    """
    return list(_links(data, others))


@dataclass(frozen=True)
class _Audience:
    """Who is asked, part by part, for a question and everything that it depends on."""

    parts: Mapping[str, frozenset[str]]

    @property
    def is_nobody(self) -> bool:
        if not all(self.parts.values()):
            return True
        if self.parts["kinds"] & EDUCATION_KINDS:
            return False
        return "not-applicable" not in self.parts["phases"] or self.parts["types"] != frozenset(SchoolType)


_EVERYBODY = {part: frozenset(words) for part, words in AUDIENCE.items()}


class _Check:
    def __init__(self, data: Mapping[str, Any], scales: Mapping[str, Scale]) -> None:
        self.data = data
        self.scales = scales
        self.scale = scales.get(data["scale"])
        self.asked = list(_asked(data))
        self.by_code = {asked.code: asked for asked in reversed(self.asked)}
        self.audiences: dict[str, _Audience] = {}

    def problems(self) -> Iterator[Problem]:
        if self.scale is None:
            yield Problem(
                ("scale",),
                f"There is no scale '{self.data['scale']}'. {use_one_of(sorted(self.scales), self.data['scale'])}",
            )
        if self.data.get("continues") == self.data["edition"]:
            yield Problem(
                ("continues",),
                f"The edition {self.data['edition']} cannot continue itself. Name an earlier edition, or write null.",
            )
        yield from self._standards()
        yield from self._question_codes()
        for asked in self.asked:
            yield from check_question(asked, self.scale)
            yield from self._continues(asked)
            yield from self._equivalent(asked)
            problems = [*self._condition(asked), *self._unknown_audience(asked)]
            yield from problems or self._nobody(asked)
        yield from check_figures(self.data, self.by_code)

    def _standards(self) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for place, standard in enumerate(self.data["standards"]):
            code = standard["code"].casefold()
            path: Path = ("standards", place, "code")
            if code == HEADER_CODE:
                yield Problem(
                    path, f"The code '{HEADER_CODE}' is kept for the header. Give the standard another."
                )
            if code in first:
                yield Problem(
                    path,
                    f"The code '{standard['code']}' is also that of standard {first[code] + 1} in the list. "
                    "Give each standard a code of its own.",
                )
            first.setdefault(code, place)
            maps_to = standard.get("maps_to")
            if maps_to and maps_to.partition("#")[0] == self.data["questionnaire"]:
                yield Problem(
                    ("standards", place, "maps_to"),
                    f"Standard {standard['code']} is mapped to this same set. Name a standard of another set, "
                    "or write null.",
                )

    def _question_codes(self) -> Iterator[Problem]:
        first: dict[str, Asked] = {}
        for asked in self.asked:
            earlier = first.setdefault(asked.code.casefold(), asked)
            if earlier is not asked:
                yield Problem(
                    (*asked.path, "code"),
                    f"The code '{asked.code}' stands twice; the first is in {earlier.where}. "
                    "Give each question a code of its own.",
                )

    def _continues(self, asked: Asked) -> Iterator[Problem]:
        this = f"{self.data['questionnaire']}/{self.data['edition']}"
        if (asked.row.get("continues") or "").partition("#")[0] == this:
            yield Problem(
                (*asked.path, "continues"),
                f"Question {asked.code} continues a question of this same edition. "
                "Name one of an earlier edition, or write null.",
            )

    def _equivalent(self, asked: Asked) -> Iterator[Problem]:
        for place, name in enumerate(asked.row.get("equivalent_to") or ()):
            if name.partition("#")[0].partition("/")[0] == self.data["questionnaire"]:
                yield Problem(
                    (*asked.path, "equivalent_to", place),
                    f"Question {asked.code} is declared equivalent to a question of this same set. "
                    "Name a question of another set.",
                )

    def _condition(self, asked: Asked) -> Iterator[Problem]:
        condition = asked.row.get("condition")
        if condition is None:
            return
        path = (*asked.path, "condition")
        target = self.by_code.get(condition["question"])
        begin = f"Question {asked.code} depends on question {condition['question']}"
        if target is None:
            yield Problem(
                (*path, "question"),
                f"{begin}, which this set does not have. {use_one_of(self._before(asked), condition['question'])}",
            )
            return
        if target.order >= asked.order:
            why = "and that one hangs on it in a circle" if self._circle(asked) else "which comes later"
            if target.code == asked.code:
                why = "which is itself"
            yield Problem((*path, "question"), f"{begin}, {why}. Name a question that comes before it.")
        yield from self._condition_values(begin, path, condition["is"], target)

    def _condition_values(
        self, begin: str, path: Path, values: Sequence[str], target: Asked
    ) -> Iterator[Problem]:
        possible = target.possible_values(self.scale)
        if possible == ():
            yield Problem(
                (*path, "question"),
                f"{begin}, which is of kind {target.kind}. Name a question of kind graded, yes-no or choice.",
            )
        elif possible is not None:
            for place, value in enumerate(values):
                if value not in possible:
                    yield Problem(
                        (*path, "is", place),
                        f"{begin} being '{value}', which cannot be answered there. {use_one_of(possible, value)}",
                    )

    def _before(self, asked: Asked) -> list[str]:
        """Codes of the questions before this one that a condition can look at."""
        return [a.code for a in self.asked[: asked.order] if a.possible_values(self.scale) != ()]

    def _circle(self, asked: Asked) -> bool:
        """Whether the conditions, followed from here, come back here."""
        seen: set[str] = set()
        at: Asked | None = asked
        while at is not None and at.code not in seen:
            seen.add(at.code)
            at = self.by_code.get((at.row.get("condition") or {}).get("question", ""))
        return at is not None and at.code == asked.code

    def _unknown_audience(self, asked: Asked) -> Iterator[Problem]:
        applies = asked.row.get("applies_to") or {}
        for part, known in AUDIENCE.items():
            for place, word in enumerate(applies.get(part) or ()):
                if word not in known:
                    yield Problem(
                        (*asked.path, "applies_to", part, place),
                        f"Question {asked.code} is for {part} '{word}', which there is not. {use_one_of(known, word)}",
                    )

    def _nobody(self, asked: Asked) -> Iterator[Problem]:
        """A question that no organisation is ever asked. Conditions are sound and point backwards here."""
        applies = asked.row.get("applies_to") or {}
        own = {part: frozenset(applies.get(part) or words) for part, words in AUDIENCE.items()}
        condition = asked.row.get("condition")
        before = self.audiences.get(condition["question"]) if condition else None
        above = before.parts if before else _EVERYBODY
        audience = _Audience({part: own[part] & above[part] for part in AUDIENCE})
        if audience.is_nobody:
            because = f", and question {condition['question']}, on which it depends" if condition else ""
            yield Problem(
                (*asked.path, "applies_to") if applies else (*asked.path, "condition"),
                f"No organisation is ever asked question {asked.code}. Look at its applies_to (a phase or a type is "
                f"only that of a school, a college or the like){because}.",
            )
            return
        self.audiences[asked.code] = audience


def _asked(data: Mapping[str, Any]) -> Iterator[Asked]:
    order = 0
    for place, row in enumerate(data.get("header") or ()):
        yield Asked(order, ("header", place), row, in_header=True, where="the header")
        order += 1
    for number, standard in enumerate(data["standards"]):
        for place, row in enumerate(standard["questions"]):
            path: Path = ("standards", number, "questions", place)
            yield Asked(order, path, row, in_header=False, where=f"standard {standard['code']}")
            order += 1


def _links(data: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    for place, standard in enumerate(data["standards"]):
        code, _, wanted = (standard.get("maps_to") or "").partition("#")
        there = {s["code"] for other in others if other["questionnaire"] == code for s in other["standards"]}
        if there and wanted not in there:
            yield Problem(
                ("standards", place, "maps_to"),
                f"The set {code} has no standard '{wanted}'. {use_one_of(sorted(there), wanted)}",
            )
    editions = {f"{other['questionnaire']}/{other['edition']}": other for other in others}
    for asked in _asked(data):
        edition, _, wanted = (asked.row.get("continues") or "").partition("#")
        if edition in editions and wanted not in {a.code for a in _asked(editions[edition])}:
            yield Problem(
                (*asked.path, "continues"),
                f"Question {asked.code} continues question {wanted}, which {edition} does not have. "
                "Check the code, or write null.",
            )
        yield from _equivalent_links(asked, editions)


def _equivalent_links(asked: Asked, editions: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    for place, name in enumerate(asked.row.get("equivalent_to") or ()):
        named, _, wanted = name.partition("#")
        there = [
            {a.code for a in _asked(data)}
            for edition, data in editions.items()
            if named in (edition, data["questionnaire"])
        ]
        if there and not any(wanted in codes for codes in there):
            yield Problem(
                (*asked.path, "equivalent_to", place),
                f"Question {asked.code} is declared equivalent to question {wanted}, which {named} does not have. "
                "Check the code, or take it out.",
            )
