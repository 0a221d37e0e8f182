"""Amending the questions of a round that is running: questions are added and spelling is put right, and nothing else.

What is asked already keeps its code, its kind, its grades and its conditions, so that whatever has been answered,
graded or moderated means what it meant. Anything more is for the next round.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.domain.drafting import next_code
from audit.domain.errors import RuleBroken

TEXTS: Mapping[str, str] = {"text": "Question", "hint": "Hint", "guidance": "Guidance"}
"""The texts of a question in which spelling can be put right."""


@dataclass(frozen=True)
class NewStandard:
    """A standard that an amendment adds, for questions that belong to none of those there are."""

    code: str
    title: str


@dataclass(frozen=True)
class Addition:
    """A question that an amendment adds. ``content`` is what a file would say of it, its code with it."""

    standard: str
    """The code of its standard: one of the round, or one of the new ones."""
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Correction:
    """Spelling put right in one text of a question; somebody confirmed that it changes no meaning."""

    code: str
    part: str
    """One of ``TEXTS``."""
    after: str


@dataclass(frozen=True)
class Changes:
    """Everything that one amendment does to the questions of its round."""

    additions: Sequence[Addition] = ()
    corrections: Sequence[Correction] = ()
    standards: Sequence[NewStandard] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether it does nothing yet."""
        return not self.additions and not self.corrections

    @property
    def added(self) -> tuple[str, ...]:
        """The codes of the questions that it adds."""
        return tuple(each.content["code"] for each in self.additions)


def amended(content: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """The content of an edition with these changes in it; ``content`` itself is left as it is.

    A new question comes last in its standard, a new standard last in the set, so that nothing that is asked already
    moves. Raises RuleBroken for a standard or a question that is not there, and for a code that is taken.
    """
    taken = {each["code"] for each in questions_in(content)}
    standards = [{**each, "questions": list(each["questions"])} for each in content["standards"]]
    by_code = {each["code"]: each for each in standards}
    for new in changes.standards:
        if not any(each.standard == new.code for each in changes.additions):
            continue  # a standard that asks nothing is none
        if new.code in by_code:
            raise RuleBroken(
                f"There is a standard {new.code} already. Give the new one another code.", "standard"
            )
        by_code[new.code] = {"code": new.code, "title": new.title, "questions": []}
        standards.append(by_code[new.code])
    for addition in changes.additions:
        code = addition.content["code"]
        if addition.content.get("condition"):
            raise RuleBroken(
                "A question that is added to a running round cannot hang on another one.", "code"
            )
        if code in taken:
            raise RuleBroken(f"There is a question {code} already. Give the new one another code.", "code")
        if addition.standard not in by_code:
            raise RuleBroken(f"This round has no standard {addition.standard}. Choose another.", "standard")
        taken.add(code)
        by_code[addition.standard]["questions"].append(dict(addition.content))
    result = {**content, "standards": standards}
    if content.get("header"):
        result["header"] = list(content["header"])
    for correction in changes.corrections:
        _correct(result, correction)
    return result


def _correct(content: Mapping[str, Any], correction: Correction) -> None:
    if correction.part not in TEXTS:
        raise RuleBroken("Only the words of a question can be put right in a running round.", "part")
    for group in (content.get("header") or [], *(each["questions"] for each in content["standards"])):
        for place, question in enumerate(group):
            if question["code"] == correction.code:
                group[place] = {**question, correction.part: correction.after}
                return
    raise RuleBroken(f"This round has no question {correction.code}.", "code")


def questions_in(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every question of an edition's content, those of the header first."""
    return [
        *(content.get("header") or ()),
        *(question for standard in content["standards"] for question in standard["questions"]),
    ]


def free_question_code(
    content: Mapping[str, Any], changes: Changes, standard: str, taken: Iterable[str]
) -> str:
    """The code that a new question of a standard gets: one that nothing of this set has, or ever had in a round."""
    codes = [each["code"] for each in questions_in(content)]
    return next_code(standard, [*codes, *changes.added, *taken])


def changes_from(data: Mapping[str, Any]) -> Changes:
    """The changes as they are kept."""
    return Changes(
        tuple(Addition(each["standard"], each["content"]) for each in data.get("additions", ())),
        tuple(Correction(each["code"], each["part"], each["after"]) for each in data.get("corrections", ())),
        tuple(NewStandard(each["code"], each["title"]) for each in data.get("standards", ())),
    )


def changes_data(changes: Changes) -> dict[str, Any]:
    """The changes as they are kept: ``changes_from`` gives them back."""
    return {
        "additions": [
            {"standard": each.standard, "content": dict(each.content)} for each in changes.additions
        ],
        "corrections": [
            {"code": each.code, "part": each.part, "after": each.after} for each in changes.corrections
        ],
        "standards": [{"code": each.code, "title": each.title} for each in changes.standards],
    }
