"""Making a round and changing its plan."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, defer

from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.instruments import IN_ROUNDS
from audit.domain.permissions import Permission
from audit.domain.workflows import RoundKind, RoundState
from audit.infra.clock import Clock, today
from audit.rooms.organisations.queries import board_by_code
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.operations import adopt_edition
from audit.rooms.questionnaires.queries import edition_by_id, questionnaire_of
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.operations.choosing import put_returns
from audit.rooms.rounds.operations.loading import round_to_run
from audit.rooms.rounds.policy import DATE_NAMES, check_dates, check_steps
from audit.rooms.rounds.queries.rounds import CODE
from audit.rooms.trail.operations import record

LONGEST_TITLE, LONGEST_CODE, LONGEST_NOTES = 200, 60, 5000
_AFTER_OPENING = ("title", "notes", "sign_off_by", "moderation_by", "challenge_on", "review_on")
"""What may still be changed once organisations are answering. The due date is changed by extending."""


@dataclass(frozen=True)
class RoundPlan:
    """What a board decides of a round. ``sign_off_steps`` None: as the question set says."""

    title: str
    edition_id: int
    due_on: date
    opens_on: date | None = None
    sign_off_by: date | None = None
    moderation_by: date | None = None
    challenge_on: date | None = None
    review_on: date | None = None
    sign_off_steps: tuple[str, ...] | None = None
    governing_body_date: bool = False
    """Whether the chair gives the date of the governing body's meeting; the set decides when steps are None."""
    notes: str = ""
    actions_required: bool = False
    """Whether an answer below the minimum needs an action before the return can be sent for sign-off."""
    code: str = ""
    """Empty: made from the title."""


def create_round(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_code: str,
    plan: RoundPlan,
    organisation_ids: Collection[int] = (),
) -> Round:
    """Make a draft of a round that asks these organisations.

    Raises NotVisible, NotAllowed, or RuleBroken with the field at fault.
    """
    board = board_by_code(session, actor, board_code, Permission.ROUND_VIEW)
    if not actor.is_operator and board.id not in actor.boards(Permission.ROUND_RUN):
        raise NotAllowed("Only an administrator of the board can make a round.")
    values = checked_plan(session, actor, plan, today(clock), None)
    code = code_of(session, plan.code, str(values["title"]))
    row = Round(
        code=code, board_id=board.id, board=board, state=RoundState.DRAFT, created_at=clock(), **values
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else took the code between our look and our writing
        raise code_taken(code) from None
    record(
        session,
        actor,
        clock,
        "round.created",
        subject=("round", row.code),
        board_id=board.id,
        title=row.title,
    )
    put_returns(session, actor, clock, row, organisation_ids)
    _use(session, actor, clock, row)
    return row


def change_round(
    session: Session, actor: Actor, clock: Clock, code: str, plan: RoundPlan, *, seen_version: int
) -> Round:
    """Change a round's plan: all of it while it is a draft, its title, notes and later dates once it is open.

    Raises NotVisible, NotAllowed, RuleBroken with the field at fault, or Stale when somebody else changed it
    since ``seen_version``.
    """
    row = round_to_run(session, actor, code)
    if row.state is RoundState.CLOSED:
        raise RuleBroken("This round is closed, so its plan stays as it was. Open it again to change it.")
    if row.version != seen_version:
        raise Stale("Somebody else changed this round while you had it open. Nothing was overwritten.")
    values = checked_plan(session, actor, plan, today(clock), row)
    if row.state is not RoundState.DRAFT:
        kept = {name: values[name] for name in _AFTER_OPENING}
        values = kept
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        record(
            session, actor, clock, "round.changed",
            subject=("round", row.code), board_id=row.board_id, changed=changed,
        )  # fmt: skip
        _use(session, actor, clock, row)
    return row


def _use(session: Session, actor: Actor, clock: Clock, row: Round) -> None:
    """A round that uses what another board offers adopts it, so that it keeps it whatever becomes of the offer."""
    edition = session.get_one(Edition, row.edition_id, options=[defer(Edition.content)])
    if edition.board_id not in (None, row.board_id) and edition.amends_id is None:
        adopt_edition(session, actor, clock, row.board_id, edition)


def suggest_code(title: str) -> str:
    """A code from a title: ``Section 11 audit 2026`` gives ``section-11-audit-2026``; ``round`` from nothing."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return words[:50].strip("-") or "round"


def checked_plan(
    session: Session, actor: Actor, plan: RoundPlan, day: date, row: Round | None
) -> dict[str, Any]:
    """The columns of a plan; raises RuleBroken with the field at fault. ``row`` is the round as it stands, if any."""
    title, notes = " ".join(plan.title.split()), plan.notes.strip()
    if not title:
        raise RuleBroken("Enter a title, for example Section 11 audit 2026", "title")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(f"The title must be {LONGEST_TITLE} characters or fewer", "title")
    if len(notes) > LONGEST_NOTES:
        raise RuleBroken(f"The notes must be {LONGEST_NOTES:,} characters or fewer", "notes")
    is_draft = row is None or row.state is RoundState.DRAFT
    # A review asks the questions of the round that it is about, so its edition stays.
    is_chosen = row is None or (row.state is RoundState.DRAFT and row.kind is not RoundKind.REVIEW)
    edition = row.edition if row is not None and not is_chosen else _edition(session, actor, plan.edition_id)
    sign_off = questionnaire_of(edition).sign_off
    steps = check_steps(sign_off.steps if plan.sign_off_steps is None else plan.sign_off_steps)
    for name in DATE_NAMES if is_draft else ():
        chosen = getattr(plan, name)
        if chosen is not None and chosen < day and (row is None or getattr(row, name) != chosen):
            raise RuleBroken(
                f"{DATE_NAMES[name][:1].upper()}{DATE_NAMES[name][1:]} ({say_date(chosen)}) has passed. "
                "Choose today or a later date",
                name,
            )
    check_dates({name: getattr(plan, name) for name in DATE_NAMES})
    return {
        "title": title,
        "notes": notes,
        "actions_required": plan.actions_required,
        "edition_id": edition.id,
        "sign_off_steps": list(steps),
        "governing_body_date": sign_off.governing_body_date
        if plan.sign_off_steps is None
        else plan.governing_body_date,
        **{name: getattr(plan, name) for name in DATE_NAMES},
    }


def _edition(session: Session, actor: Actor, edition_id: int) -> Edition:
    try:
        edition = edition_by_id(session, actor, edition_id)
    except NotVisible:
        raise RuleBroken("Choose a question set", "edition_id") from None
    if edition.instrument not in IN_ROUNDS:
        raise RuleBroken(
            f"{edition.title} is not answered in a round. Choose a question set for returns", "edition_id"
        )
    return edition


def code_of(session: Session, typed: str, title: str) -> str:
    """The code that was typed, if it is good and free; else one made from the title. Raises RuleBroken."""
    typed = typed.strip().lower()
    if typed:
        if not CODE.fullmatch(typed) or len(typed) > LONGEST_CODE:
            raise RuleBroken(
                "The code must be small letters, numbers and single hyphens, for example section-11-2026, and at "
                f"most {LONGEST_CODE} of them",
                "code",
            )
        if session.scalar(select(Round.id).where(Round.code == typed)) is not None:
            raise code_taken(typed)
        return typed
    first = suggest_code(title)
    taken = set(session.scalars(select(Round.code).where(Round.code.startswith(first, autoescape=True))))
    if first not in taken:
        return first
    return next(code for number in range(2, len(taken) + 3) if (code := f"{first}-{number}") not in taken)


def code_taken(code: str) -> RuleBroken:
    """What is said of a code that another round has."""
    return RuleBroken(f"There is already a round with the code {code}. Choose another code", "code")
