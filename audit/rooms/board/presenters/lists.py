"""Lists that are narrowed and cut into pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from audit.rooms.board.queries import AnswerFilter, RoundFigures

Item = TypeVar("Item")

ONLY_WORDS: Mapping[str, str] = {
    "": "All answers",
    "graded": "Graded",
    "priority": "Listed for the board",
    "below": "Below the minimum",
    "meets": "Meets the minimum",
    "not-applicable": "Not applicable",
    "not-answered": "Not answered",
}


def page_of(items: Sequence[Item], asked: str | None, size: int) -> tuple[list[Item], int, int]:
    """One page of a list, its number and how many there are. A page that is not there gives the nearest."""
    pages = max(1, -(-len(items) // size))
    wanted = int(asked[:9]) if asked and asked.isascii() and asked.isdigit() else 1
    number = min(max(1, wanted), pages)
    return list(items[(number - 1) * size : number * size]), number, pages


def pagination(number: int, pages: int, href: Callable[[int], str]) -> dict[str, Any] | None:
    """The design system's pagination; nothing when there is one page."""
    if pages < 2:
        return None
    shown = sorted({1, number - 1, number, number + 1, pages} & set(range(1, pages + 1)))
    items: list[dict[str, Any]] = []
    for before, page in zip([0, *shown], shown, strict=False):
        if page - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": page, "href": href(page), "current": page == number})
    found: dict[str, Any] = {"items": items}
    if number > 1:
        found["previous"] = {"href": href(number - 1)}
    if number < pages:
        found["next"] = {"href": href(number + 1)}
    return found


def filter_from(args: Mapping[str, str], figures: RoundFigures) -> AnswerFilter:
    """What the address asks for. What this round does not know narrows nothing."""
    scope = figures.scope

    def known(name: str, values: Any) -> str:
        value = args.get(name, "")
        return value if value in values else ""

    organisations = {str(each.organisation_id) for each in figures.returned}
    return AnswerFilter(
        standard=known("standard", figures.by_standard),
        question=known("question", figures.by_question),
        grade=known("grade", scope.scale.by_key),
        sector=known("sector", figures.sectors),
        organisation=int(known("organisation", organisations) or 0),
        only=known("only", ONLY_WORDS),
    )


def filter_words(wanted: AnswerFilter, figures: RoundFigures) -> list[tuple[str, str]]:
    """What the list is narrowed to, in words."""
    scope = figures.scope
    found = []
    if wanted.organisation:
        names = {each.organisation_id: each.name for each in figures.returned}
        found.append(("Organisation", names[wanted.organisation]))
    if wanted.sector:
        found.append(("Sector", wanted.sector))
    if wanted.standard:
        titles = {standard.code: standard.title for standard in scope.standards}
        found.append(("Standard", f"{wanted.standard} {titles[wanted.standard]}"))
    if wanted.question:
        found.append(("Question", f"{wanted.question} {scope.questionnaire.questions[wanted.question].text}"))
    if wanted.grade:
        found.append(("Grade", scope.scale.grade(wanted.grade).label))
    if wanted.only:
        found.append(("Only", ONLY_WORDS[wanted.only]))
    return found
