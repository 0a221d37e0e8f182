"""What still hinders a draft from being published, each with the place where it can be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.domain.problem import Problem
from audit.domain.questionnaire import Questionnaire, questionnaire_from_data
from audit.domain.reading_age import hard_to_read
from audit.infra.questionnaire_files import content_problems
from audit.rooms.drafts.models import DraftQuestion, DraftStandard
from audit.rooms.drafts.operations.questions import ONLY_FOR, in_order
from audit.rooms.drafts.queries import Whole

_PLAINLY = (
    (", or write null", ", or leave it empty"),
    ("Look at its applies_to (a phase or a type is only that of a school, a college or the like)",
     "Look at who is asked (a phase or a type is only that of a school, a college or the like)"),
    ("Add choices: a list of {key, label}.", "Write the answers to choose from."),
    ("its requires can only say always", "a narrative or evidence can only be asked for whatever the answer"),
    ("descriptor", "description"),
    ("maps_to", "the standard that it compares with"),
    ("allow_not_applicable", "“not applicable”"),
    (" in quotes,", ""),
    (", in quotes", ""),
    ("Write false, or", "Take the tick away, or"),
    ("Swap or correct them", "Correct one of them"),
)  # fmt: skip
"""Words of files, and what an officer calls the same thing."""


@dataclass(frozen=True)
class Found:
    """One thing that hinders or is advised, and where: ``part`` is set, header, scale, standard or question."""

    sentence: str
    part: str
    id: int
    where: str
    anchor: str = ""


def hindrances(whole: Whole) -> list[Found]:
    """Everything that must be mended before the draft can be published."""
    return [_found(whole, problem) for problem in content_problems(whole.content)]


def advice(whole: Whole) -> list[Found]:
    """What could be better: questions that are much harder to read than the others."""
    by_id = {str(question.id): str(question.content.get("text") or "") for question in in_order(whole)}
    rows = {str(question.id): question for question in in_order(whole)}
    return [
        Found(
            f"This is much harder to read than the others: its reading age is about {min(hard.age, 25)}, that of most "
            f"questions of this set about {hard.usual}. Shorter sentences and shorter words help.",
            "question", rows[id].id, _question_words(rows[id]), "text",
        )
        for id, hard in hard_to_read(by_id).items()
    ]  # fmt: skip


def plainly(sentence: str) -> str:
    """A sentence that was written for authors of files, in the words of the editor."""
    for words, plain in _PLAINLY:
        sentence = sentence.replace(words, plain)
    return sentence.strip()


def _found(whole: Whole, problem: Problem) -> Found:
    sentence = plainly(problem.sentence)
    match problem.path:
        case ("header", int(place), *rest):
            return _in_question(whole.questions[None][place], rest, sentence)
        case ("standards", int(number), "questions", int(place), *rest):
            return _in_question(whole.questions[whole.standards[number].id][place], rest, sentence)
        case ("standards", int(number), *rest):
            standard = whole.standards[number]
            if rest and rest[0] == "questions":
                sentence = "This standard has no question yet. Add one, or take the standard out."
            return Found(sentence, "standard", standard.id, _standard_words(standard), _first(rest))
        case ("scale", *_):
            return Found(sentence, "scale", 0, "The scale")
        case ("standards",) | ("header",):
            return Found("A set has from 1 to 60 standards.", "set", 0, "The standards")
        case path:
            return Found(sentence, "settings", 0, "Settings", _first(path))


_ANCHORS: Mapping[str, str] = {"requires": "narrative", "applies_to": "kinds", "reference": "reference-title"}


def _in_question(question: DraftQuestion, rest: Sequence[str | int], sentence: str) -> Found:
    first = _first(rest)
    anchor = _ANCHORS.get(first, first)
    if question.content.get("kind") not in ONLY_FOR.get(first, {question.content.get("kind")}):
        # Its page has no field for what its kind has no use for: changing the kind, or keeping it, drops that.
        anchor, sentence = "kind", f"{sentence} “Change code or kind” does it."
    elif first == "descriptors" and len(rest) > 1:
        anchor = f"descriptors-{rest[1]}"
    return Found(sentence, "question", question.id, _question_words(question), anchor)


def _first(rest: Sequence[str | int]) -> str:
    return str(rest[0]) if rest else ""


def _question_words(question: DraftQuestion) -> str:
    return f"Question {question.content['code']}"


def _standard_words(standard: DraftStandard) -> str:
    return f"Standard {standard.content['code']}"


@dataclass(frozen=True)
class Sound:
    """As much of a draft as can be shown as a questionnaire, and the codes of the questions left out."""

    questionnaire: Questionnaire | None
    left_out: tuple[str, ...] = ()


_STOPGAPS: Mapping[str, Any] = {
    "title": "No title yet",
    "edition": "draft",
    "duty": "other",
    "questionnaire": "draft",
}


def sound(whole: Whole) -> Sound:
    """A questionnaire from a draft that may be unfinished: what has a fault is left out and named."""
    content = whole.content
    left_out: list[str] = []
    for _turn in range(20):
        problems = content_problems(content)
        if not problems:
            return Sound(questionnaire_from_data(content), tuple(left_out))
        if any(problem.path[:1] == ("scale",) for problem in problems):
            break
        content = _without(content, {problem.path for problem in problems}, left_out)
        if not content["standards"]:
            break
    return Sound(None, tuple(left_out))


def _without(
    content: Mapping[str, Any], paths: set[tuple[str | int, ...]], left_out: list[str]
) -> dict[str, Any]:
    made = dict(content)
    for path in paths:
        if path and path[0] not in ("header", "standards", "scale"):
            made.pop(str(path[0]), None)
    for key, stopgap in _STOPGAPS.items():
        made.setdefault(key, stopgap)
    made["header"] = _kept(
        content.get("header") or [], {p[1] for p in paths if len(p) > 1 and p[0] == "header"}, left_out
    )
    standards = []
    for number, standard in enumerate(content["standards"]):
        faults = {path[2:] for path in paths if path[:2] == ("standards", number)}
        questions = _kept(
            standard["questions"], {f[1] for f in faults if len(f) > 1 and f[0] == "questions"}, left_out
        )
        own = {key: value for key, value in standard.items() if (key,) not in faults or key == "questions"}
        if questions:
            standards.append(
                {"code": f"S{number + 1}", "title": "No title yet", **own, "questions": questions}
            )
    made["standards"] = standards
    return made


def _kept(
    questions: Sequence[Mapping[str, Any]], places: set[str | int], left_out: list[str]
) -> list[Mapping[str, Any]]:
    left_out += [str(question.get("code", "")) for place, question in enumerate(questions) if place in places]
    return [question for place, question in enumerate(questions) if place not in places]
