"""When a return may be answered, and what an answer may hold."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from audit.domain.actor import Actor, Membership
from audit.domain.answers import AnswerContent
from audit.domain.dates import EARLIEST_YEAR, LATEST_YEAR
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission, Role
from audit.domain.questionnaire import Kind, Question
from audit.domain.scales import Scale
from audit.domain.workflows import ReturnState, ReturnVerb, RoundState, next_return_state
from audit.rooms.assessments.queries import AnyReturn

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but for line breaks and tabs, and halves of characters."""
LONGEST_TEXT = 20_000
"""Characters in one text; the same as ``audit.web.forms.LONGEST_TEXT``, which operations may not import."""
LONGEST_LINE = 200
"""Characters in a name or a role."""

YES_NO = {"yes": "Yes", "no": "No"}

ROUND_CLOSED = (
    "This round is closed, so nothing was saved. What you typed is still on this page. "
    "Copy it if you need it, or ask your board to open the round again."
)

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")


ENTERED_BY_BOARD = (
    "Your board is entering this return from the paper that you sent, so nothing was saved. What you typed is still "
    "on this page. A lead can take over on the page of the return; then you answer here again."
)


def enters(actor: Actor, row: AnyReturn) -> bool:
    """Whether this person enters the return, from paper for its board; nobody does for an organisation of theirs."""
    return (
        row.board_enters
        and row.round.board_id in actor.boards(Permission.RETURN_ENTER)
        and row.organisation_id not in actor.organisations(Permission.RETURN_VIEW)
    )


def may_write(actor: Actor, row: AnyReturn) -> bool:
    """Whether this person is among those who answer: of the organisation, or of a board that enters its return."""
    return (
        actor.is_operator
        or row.organisation_id in actor.organisations(Permission.RETURN_ANSWER)
        or enters(actor, row)
    )


def as_keeper(actor: Actor, row: AnyReturn) -> Actor:
    """Who keeps the library for this return: the person, who while entering it from paper may add files to it."""
    if not enters(actor, row):
        return actor
    role = Membership(0, Role.CONTRIBUTOR, organisation_id=row.organisation_id)
    return replace(actor, memberships=(*actor.memberships, role))


def require_answerable(actor: Actor, row: AnyReturn) -> ReturnState:
    """The state that a return has once it is answered; raises NotAllowed or RuleBroken with the reason."""
    if row.round.state is not RoundState.OPEN:
        raise NotAllowed(ROUND_CLOSED)
    if row.board_enters and not actor.is_operator and not enters(actor, row):
        raise NotAllowed(ENTERED_BY_BOARD)
    return next_return_state(row.now, ReturnVerb.ANSWER)


def checked_content(question: Question, scale: Scale, content: AnswerContent) -> AnswerContent:
    """The content as it is stored: tidied, and with only what a question of this kind holds.

    Raises RuleBroken, naming the field (``grade``, ``value``, ``narrative``, ``na_reason``, for a person
    ``name``, ``role`` or ``trained_on``), for what cannot be an answer. What is merely missing is no fault:
    answers are saved as they grow.
    """
    kept = AnswerContent(narrative=_text(content.narrative, "narrative", "Your narrative"))
    if content.not_applicable:
        if not question.allow_not_applicable:
            raise RuleBroken(
                "This question cannot be answered with “not applicable”. Choose another answer.", "grade"
            )
        return replace(
            kept, not_applicable=True, na_reason=_text(content.na_reason, "na_reason", "Your reason")
        )
    if question.kind is Kind.GRADED:
        return replace(kept, grade=_grade(scale, content.grade))
    return replace(kept, value=_CHECKS[question.kind](question, content.value))


def clean(text: str) -> str:
    """Text with line breaks alike, without control characters and halves of characters, trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", text).strip()


def _text(text: Any, field: str, what: str, longest: int = LONGEST_TEXT) -> str:
    cleaned = clean(str(text or ""))
    if len(cleaned) > longest:
        raise RuleBroken(
            f"{what} must be {longest:,} characters or fewer. It has {len(cleaned):,}, so it was not saved. "
            "Shorten it, or attach it as a file.",
            field,
        )
    return cleaned


def _grade(scale: Scale, grade: str | None) -> str | None:
    if grade and grade not in scale.by_key:
        raise RuleBroken("Choose one of the grades on this page", "grade")
    return grade or None


def _yes_no(_question: Question, value: Any) -> str | None:
    if value and value not in YES_NO:
        raise RuleBroken("Choose yes or no", "value")
    return value or None


def _choice(question: Question, value: Any) -> str | list[str] | None:
    chosen = value if isinstance(value, list) else [value] if value else []
    known = [key for key, _ in question.choices]
    if any(key not in known for key in chosen) or (len(chosen) > 1 and not question.multiple):
        raise RuleBroken("Choose one of the answers on this page", "value")
    if not chosen:
        return None
    return [key for key in known if key in chosen] if question.multiple else str(chosen[0])


def _free_text(_question: Question, value: Any) -> str | None:
    return _text(value, "value", "Your answer") or None


def _number(question: Question, value: Any) -> str | None:
    typed = clean(str(value if value is not None else ""))
    plain = typed.replace(",", "").replace(" ", "").replace("\u00a0", "")
    percentage = question.kind is Kind.PERCENTAGE
    if percentage:
        plain = plain.removesuffix("%")
    if not plain:
        return None
    example = "85" if percentage else "120"
    if not _NUMBER.fullmatch(plain):
        raise RuleBroken(
            f"Enter a number in figures, for example {example}. “{typed[:40]}” is not one.", "value"
        )
    number = Decimal(plain)
    least = question.minimum if question.minimum is not None else Decimal(0) if percentage else None
    most = question.maximum if question.maximum is not None else Decimal(100) if percentage else None
    if least is not None and number < least:
        raise RuleBroken(f"The number must be {least:,f} or more", "value")
    if most is not None and number > most:
        raise RuleBroken(f"The number must be {most:,f} or less", "value")
    return f"{number.normalize():f}" if number else "0"


def _day(value: Any, field: str, what: str) -> str | None:
    typed = str(value or "").strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise RuleBroken(f"{what} must be a real date", field) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise RuleBroken(
            f"The year of {what[0].lower()}{what[1:]} must be between {EARLIEST_YEAR} and {LATEST_YEAR}",
            field,
        )
    return day.isoformat()


def _date(_question: Question, value: Any) -> str | None:
    return _day(value, "value", "The date")


def _person(_question: Question, value: Any) -> dict[str, str] | None:
    parts: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    person = {
        "name": _text(parts.get("name"), "name", "The name", LONGEST_LINE),
        "role": _text(parts.get("role"), "role", "The role", LONGEST_LINE),
        "trained_on": _day(parts.get("trained_on"), "trained_on", "The training date") or "",
    }
    return person if any(person.values()) else None


_CHECKS = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.TEXT: _free_text,
    Kind.NUMBER: _number,
    Kind.PERCENTAGE: _number,
    Kind.DATE: _date,
    Kind.PERSON: _person,
}
