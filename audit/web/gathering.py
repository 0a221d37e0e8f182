"""What higher rooms add to the pages of lower ones: a lower room asks here, and never knows who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g

from audit.domain.actor import Actor
from audit.domain.permissions import Permission
from audit.web.guard import actor
from audit.web.navigation import address_of
from audit.web.transactions import db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_NOTES, _ENDED, _LINKS = "audit.return_notes", "audit.ended_by_interest", "audit.page_links"
_OVER_LIST = "audit.organisation_notes"
_FACTS = "audit.page_facts"
_COPY = "audit.copy_parts"
_PARTS, _MARKS, _AFTER, _HELD = (
    "audit.question_parts", "audit.return_marks", "audit.after_saving", "audit.held_by_person",
)  # fmt: skip


@dataclass(frozen=True)
class ReturnNote:
    """A sentence about a return, with the page that says more, if there is one."""

    text: str
    href: str = ""
    link: str = ""


ReturnNotes = Callable[["Session", Actor, Any], Sequence[ReturnNote]]
"""Says something about a return, which the caller has in scope."""
EndedByInterest = Callable[["Session", Actor, int, int], Sequence[str]]
"""Says, a sentence each, what an interest of the actor in a board's organisation would end."""


@dataclass(frozen=True)
class PageLink:
    """A link on the page of a ``round``, a ``board`` or an ``organisation``, for those who may follow it.

    ``when`` looks at the thing that the page is about, and says whether the link has its place there.
    """

    spot: str
    label: str
    endpoint: str
    permission: Permission
    order: int = 50
    about: str = ""
    """What is there, in a few words."""
    when: Callable[[Any], bool] = lambda _thing: True


def once(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
    """What was made for this key before in this request, else made now: several parts of a page ask for the same."""
    known: dict[tuple[Any, ...], Any] = g.setdefault("made_once", {})
    if key not in known:
        known[key] = make()
    return known[key]


def add_return_note(app: Flask, provider: ReturnNotes) -> None:
    """Let a higher room say something on the page of a return; at most one query for it, please."""
    app.extensions.setdefault(_NOTES, []).append(provider)


def return_notes(row: Any) -> list[ReturnNote]:
    """Everything that other rooms say of this return, which the caller has in scope."""
    return [
        note for provide in current_app.extensions.get(_NOTES, ()) for note in provide(db(), actor(), row)
    ]


def add_organisation_note(app: Flask, provider: ReturnNotes) -> None:
    """Let a higher room say something over an organisation's list of returns; few queries for it, please."""
    app.extensions.setdefault(_OVER_LIST, []).append(provider)


def organisation_notes(organisation: Any) -> list[ReturnNote]:
    """What other rooms say over the list of returns of an organisation, which the caller has in scope."""
    return [
        note
        for provide in current_app.extensions.get(_OVER_LIST, ())
        for note in provide(db(), actor(), organisation)
    ]


def add_ended_by_interest(app: Flask, provider: EndedByInterest) -> None:
    """Let a higher room say what a declared interest ends (arguments: session, actor, board, organisation)."""
    app.extensions.setdefault(_ENDED, []).append(provider)


def ended_by_interest(board_id: int, organisation_id: int) -> list[str]:
    """What an interest of this person in an organisation of a board would end."""
    return [
        sentence
        for provide in current_app.extensions.get(_ENDED, ())
        for sentence in provide(db(), actor(), board_id, organisation_id)
    ]


def add_page_links(app: Flask, *links: PageLink) -> None:
    """Put a room's links on the pages of lower rooms."""
    app.extensions.setdefault(_LINKS, []).extend(links)


def page_links(
    spot: str, thing: Any, *, board_id: int | None = None, organisation_id: int | None = None, **values: Any
) -> list[tuple[str, str, str]]:
    """The links for this person on a page: label, address and what is there, in order.

    ``thing`` is what the page is about, in a board or an organisation; ``values`` make the addresses.
    """
    here = actor()
    if organisation_id is not None:
        values["organisation_id"] = organisation_id
    found = [
        link
        for link in current_app.extensions.get(_LINKS, ())
        if link.spot == spot
        and (
            board_id in here.boards(link.permission) or organisation_id in here.organisations(link.permission)
        )
        and link.when(thing)
    ]
    return [
        (link.label, address_of(link.endpoint, **values), link.about)
        for link in sorted(found, key=lambda link: link.order)
    ]


Facts = Callable[["Session", Actor, Any], Any]
"""What a higher room knows of the thing that a page is about, which the caller has in scope."""


def add_page_facts(app: Flask, spot: str, provider: Facts) -> None:
    """Let one higher room supply what the page at a spot shows of its work; a constant number of queries, please."""
    app.extensions.setdefault(_FACTS, {})[spot] = provider


def page_facts(spot: str, thing: Any) -> Any:
    """What a higher room says at a spot; None where none does."""
    provider = current_app.extensions.get(_FACTS, {}).get(spot)
    return None if provider is None else provider(db(), actor(), thing)


@dataclass(frozen=True)
class PagePart:
    """A part that a higher room puts on a page: its template, which finds ``values`` as ``part``."""

    template: str
    values: Any


@dataclass(frozen=True)
class ReturnMarks:
    """What a higher room says of the standards and the questions of a return, by code."""

    standards: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """A few words each, for the task list."""
    unfinished: Mapping[str, str] = field(default_factory=dict)
    """Questions that somebody looked at and that are not finished, with who that was."""
    questions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """A few words each, for a page that holds many questions."""


QuestionPart = Callable[["Session", Actor, Any, Any], PagePart | None]
"""What stands on the page of a question (arguments: session, actor, the return's view, the question)."""
MarksOfReturn = Callable[["Session", Actor, Any], ReturnMarks]
"""What is said of the standards and questions of a return, whose view the caller has in scope."""
AfterSaving = Callable[[str, str], str]
"""Where a button leads once the answer is saved (arguments: the return's reference, the question's code)."""
CopyPart = Callable[["Session", Actor, Any], PagePart | None]
"""What stands on the page of a submitted copy (arguments: session, actor, the return)."""
HeldByPerson = Callable[["Session", Actor, int, int], Sequence[ReturnNote]]
"""What a person still holds in an organisation (arguments: session, actor, organisation, person)."""


def add_question_part(app: Flask, provider: QuestionPart) -> None:
    """Let a higher room put a part on the page of a question."""
    app.extensions.setdefault(_PARTS, []).append(provider)


def question_parts(view: Any, question: Any) -> list[PagePart]:
    """The parts of other rooms on the page of a question of a return that the caller has in scope."""
    made = [provide(db(), actor(), view, question) for provide in current_app.extensions.get(_PARTS, ())]
    return [part for part in made if part is not None]


def add_return_marks(app: Flask, provider: MarksOfReturn) -> None:
    """Let a higher room say something of single standards and questions; a constant number of queries, please."""
    app.extensions.setdefault(_MARKS, []).append(provider)


def return_marks(view: Any) -> ReturnMarks:
    """Everything that other rooms say of the standards and questions of a return."""
    standards: dict[str, list[str]] = {}
    unfinished: dict[str, str] = {}
    questions: dict[str, list[str]] = {}
    for provide in current_app.extensions.get(_MARKS, ()):
        marks = provide(db(), actor(), view)
        unfinished.update(marks.unfinished)
        for code, words in marks.standards.items():
            standards.setdefault(code, []).extend(words)
        for code, words in marks.questions.items():
            questions.setdefault(code, []).extend(words)
    return ReturnMarks(standards, unfinished, questions)


def add_after_saving(app: Flask, action: str, go: AfterSaving) -> None:
    """Let a button of a higher room, whose ``action`` this is, save the answer first and then lead elsewhere."""
    app.extensions.setdefault(_AFTER, {})[action] = go


def after_saving(action: str, reference: str, code: str) -> str:
    """Where a button of another room leads once the answer is saved; empty for a button of no other room."""
    go = current_app.extensions.get(_AFTER, {}).get(action)
    return go(reference, code) if go else ""


def add_held_by_person(app: Flask, provider: HeldByPerson) -> None:
    """Let a higher room say what a person whose role is about to end still holds."""
    app.extensions.setdefault(_HELD, []).append(provider)


def held_by_person(organisation_id: int, person_id: int) -> list[ReturnNote]:
    """What a person still holds in an organisation, a sentence each with the page that puts it right."""
    return [
        note
        for provide in current_app.extensions.get(_HELD, ())
        for note in provide(db(), actor(), organisation_id, person_id)
    ]


def add_copy_part(app: Flask, provider: CopyPart) -> None:
    """Let a higher room put a part on the page of a submitted copy; a constant number of queries, please."""
    app.extensions.setdefault(_COPY, []).append(provider)


def copy_parts(row: Any) -> list[PagePart]:
    """The parts of other rooms on the page of a copy of a return that the caller has in scope."""
    made = [provide(db(), actor(), row) for provide in current_app.extensions.get(_COPY, ())]
    return [part for part in made if part is not None]
