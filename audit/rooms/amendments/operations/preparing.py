"""Preparing an amendment: why, what is added, which spelling is put right. Nobody is told until it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.amending import (
    TEXTS,
    Addition,
    Changes,
    Correction,
    NewStandard,
    amended,
    changes_data,
    changes_from,
    free_question_code,
    questions_in,
)
from audit.domain.errors import RuleBroken, Stale
from audit.domain.workflows import RoundKind, RoundState
from audit.infra.clock import Clock, today
from audit.infra.questionnaire_files import content_problems
from audit.rooms.amendments.models import Amendment, AmendmentState
from audit.rooms.amendments.queries import amendment_to_keep, codes_of_other_rounds, content_before
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.operations import round_to_run
from audit.rooms.trail.operations import record

LONGEST_REASON = 2_000
NEW_STANDARD = "new"
"""Chosen instead of a standard's code, for one that the amendment adds."""

SEEN_BEFORE = (
    "Somebody changed this amendment since you opened it. Nothing was overwritten. Look at it again."
)


@dataclass(frozen=True)
class QuestionWords:
    """What a person says of a question that is added."""

    standard: str
    kind: str
    text: str
    new_standard: str = ""
    """The title of a standard that is added for it, where ``standard`` is ``NEW_STANDARD``."""
    hint: str = ""
    guidance: str = ""
    strength: str = "must"
    required: bool = True
    kinds: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    descriptors: Mapping[str, str] = field(default_factory=dict)


def prepare(
    session: Session, actor: Actor, clock: Clock, round_code: str, *, reason: str, due_on: date
) -> Amendment:
    """Begin an amendment of a running round. Raises NotVisible, NotAllowed, or RuleBroken with the field at fault."""
    row = round_to_run(session, actor, round_code)
    require_amendable(row)
    other = session.scalar(
        select(Amendment.prepared_by_name).where(
            Amendment.round_id == row.id, Amendment.state == AmendmentState.PREPARED
        )
    )
    if other is not None:
        raise RuleBroken(
            f"{other} is preparing an amendment of this round already. Go on with that one, or discard it."
        )
    amendment = Amendment(
        round_id=row.id,
        round=row,
        reason=_reason(reason),
        due_on=_due(due_on, today(clock)),
        changes=changes_data(Changes()),
        prepared_by_name=actor.name,
        prepared_at=clock(),
    )
    session.add(amendment)
    session.flush()
    _note(session, actor, clock, "amendment.prepared", amendment)
    return amendment


def describe(
    session: Session,
    actor: Actor,
    clock: Clock,
    amendment_id: int,
    *,
    version: int,
    reason: str,
    due_on: date,
) -> Amendment:
    """Say anew why, and by when what is added shall be answered."""
    row = to_prepare(session, actor, amendment_id, version)
    row.reason, row.due_on = _reason(reason), _due(due_on, today(clock))
    _note(session, actor, clock, "amendment.changed", row, what="reason and date")
    return row


def add_question(
    session: Session, actor: Actor, clock: Clock, amendment_id: int, words: QuestionWords, *, version: int
) -> str:
    """Add a question to an amendment that is being prepared, and give its code."""
    row = to_prepare(session, actor, amendment_id, version)
    content, changes = content_before(session, row), changes_from(row.changes)
    if not words.text:
        raise RuleBroken("Enter the question", "text")
    standard = words.standard
    if standard == NEW_STANDARD:
        if not words.new_standard:
            raise RuleBroken("Enter a title for the new standard", "new_standard")
        numbers = [each["code"] for each in content["standards"]] + [each.code for each in changes.standards]
        standard = _next_number(numbers)
        changes = replace(changes, standards=(*changes.standards, NewStandard(standard, words.new_standard)))
    code = free_question_code(content, changes, standard, codes_of_other_rounds(session, row.round))
    question = _question(code, words, content["scale"])
    changes = replace(changes, additions=(*changes.additions, Addition(standard, question)))
    require_sound(amended(content, changes))
    _keep(session, actor, clock, row, changes, f"added {code}")
    return code


def correct(
    session: Session,
    actor: Actor,
    clock: Clock,
    amendment_id: int,
    code: str,
    texts: Mapping[str, str],
    *,
    confirmed: bool,
    version: int,
) -> int:
    """Put spelling right in the texts of a question; gives how many texts change.

    Raises RuleBroken unless the person confirms that no meaning changes.
    """
    row = to_prepare(session, actor, amendment_id, version)
    content, changes = content_before(session, row), changes_from(row.changes)
    question = next((each for each in questions_in(content) if each["code"] == code), None)
    if question is None:
        raise RuleBroken("Choose a question of this round", "code")
    new = [
        Correction(code, part, text)
        for part, text in texts.items()
        if part in TEXTS and text != (question.get(part) or "").strip()
    ]
    if any(each.part == "text" and not each.after for each in new):
        raise RuleBroken("The question cannot be empty. To ask it no more, wait for the next round", "text")
    if new and not confirmed:
        raise RuleBroken(
            "Tick the box to confirm that this changes no meaning. A question that means something else is for the "
            "next round",
            "confirmed",
        )
    kept = tuple(each for each in changes.corrections if each.code != code)
    changes = replace(changes, corrections=(*kept, *new))
    require_sound(amended(content, changes))
    _keep(session, actor, clock, row, changes, f"spelling of {code}")
    return len(new)


def drop(
    session: Session, actor: Actor, clock: Clock, amendment_id: int, code: str, *, version: int
) -> Amendment:
    """Take what concerns one question out of an amendment that is being prepared."""
    row = to_prepare(session, actor, amendment_id, version)
    changes = changes_from(row.changes)
    additions = tuple(each for each in changes.additions if each.content["code"] != code)
    used = {each.standard for each in additions}
    changes = Changes(
        additions,
        tuple(each for each in changes.corrections if each.code != code),
        tuple(each for each in changes.standards if each.code in used),
    )
    _keep(session, actor, clock, row, changes, f"took {code[:20]} out")
    return row


def discard(session: Session, actor: Actor, clock: Clock, amendment_id: int, *, version: int) -> Amendment:
    """Give an amendment up that was never made."""
    row = to_prepare(session, actor, amendment_id, version)
    row.state = AmendmentState.DISCARDED
    _note(session, actor, clock, "amendment.discarded", row)
    return row


def to_prepare(session: Session, actor: Actor, amendment_id: int, version: int) -> Amendment:
    """The amendment, locked, if it is still being prepared; raises RuleBroken, or Stale when somebody changed it."""
    row = amendment_to_keep(session, actor, amendment_id)
    if row.state is not AmendmentState.PREPARED:
        raise RuleBroken("This amendment has been made already. Prepare another one to change more.")
    if row.version != version:
        raise Stale(SEEN_BEFORE)
    return row


def require_amendable(row: Round) -> None:
    """Raise RuleBroken for a round whose questions cannot be amended."""
    if row.kind is RoundKind.REVIEW:
        raise RuleBroken(
            "A progress review asks what its audit asked. Amend the audit, or ask in the next round."
        )
    if row.state is RoundState.DRAFT:
        raise RuleBroken(
            "This round has not been opened. Publish the changed set and choose it for the round."
        )
    if row.state is RoundState.CLOSED:
        raise RuleBroken("This round is closed, so nothing can be asked in it. Open it again first.")


def require_sound(content: Mapping[str, Any]) -> None:
    """Raise RuleBroken with the first thing that is wrong in an edition's content."""
    problems = content_problems(content)
    if problems:
        raise RuleBroken(problems[0].sentence)


def _question(code: str, words: QuestionWords, scale: Mapping[str, Any]) -> dict[str, Any]:
    question: dict[str, Any] = {
        "code": code,
        "kind": words.kind,
        "text": words.text,
        "strength": words.strength,
    }
    if words.hint:
        question["hint"] = words.hint
    if words.guidance:
        question["guidance"] = words.guidance
    if not words.required:
        question["required"] = False
    keys = [grade["key"] for grade in scale.get("grades") or ()]
    said = {key: words.descriptors[key] for key in keys if words.descriptors.get(key)}
    if words.kind == "graded" and said:
        if len(said) < len(keys):
            raise RuleBroken(
                "Say what every grade means for this question, or leave all of them empty", "grades"
            )
        question["descriptors"] = said
    audience = {
        name: list(chosen) for name, chosen in (("kinds", words.kinds), ("phases", words.phases)) if chosen
    }
    if audience:
        question["applies_to"] = audience
    return question


def _next_number(codes: list[str]) -> str:
    return str(max((int(code) for code in codes if code.isdecimal()), default=len(codes)) + 1)


def _reason(text: str) -> str:
    if not text:
        raise RuleBroken("Say why the round is amended. The leads read it", "reason")
    if len(text) > LONGEST_REASON:
        raise RuleBroken(f"The reason must be {LONGEST_REASON:,} characters or fewer", "reason")
    return text


def _due(day: date, now: date) -> date:
    if day < now:
        raise RuleBroken("This day has passed. Choose a later one", "due_on")
    return day


def _keep(session: Session, actor: Actor, clock: Clock, row: Amendment, changes: Changes, what: str) -> None:
    row.changes = changes_data(changes)
    _note(session, actor, clock, "amendment.changed", row, what=what)


def _note(session: Session, actor: Actor, clock: Clock, event: str, row: Amendment, **facts: Any) -> None:
    record(
        session, actor, clock, event,
        subject=("round", row.round.code), board_id=row.round.board_id, **facts,
    )  # fmt: skip
