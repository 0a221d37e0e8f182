"""Making a case audit, changing it, opening and closing it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.case_audits import AuditState, AuditVerb, next_audit_state
from audit.domain.dates import say_date
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.instruments import Instrument
from audit.domain.permissions import Permission
from audit.infra.clock import Clock, today
from audit.rooms.case_audits.models import CaseAudit, CaseAuditPlace
from audit.rooms.case_audits.operations.letters import write_to_leads
from audit.rooms.case_audits.policy import (
    LONGEST_ABOUT,
    LONGEST_THEME,
    LONGEST_TITLE,
    checked_categories,
    checked_number,
    require_run,
)
from audit.rooms.case_audits.queries.audits import asked_ids, audit_by_code, earlier_audits
from audit.rooms.organisations.queries import all_in_area, board_by_code
from audit.rooms.questionnaires.models import Edition
from audit.rooms.questionnaires.queries import edition_by_id
from audit.rooms.rounds.operations.drafting import suggest_code
from audit.rooms.trail.operations import record

_AFTER_OPENING = ("title", "about", "due_on", "moderation_by", "repeats_id")
"""What may still be changed once organisations fill in their cases."""


@dataclass(frozen=True)
class AuditPlan:
    """What a board decides of a case audit. ``categories`` holds a theme a line."""

    title: str
    theme: str
    edition_id: int
    cases_each: object
    due_on: date | None
    moderation_by: date | None = None
    about: str = ""
    categories: str = ""
    repeats_code: str = ""


def make_audit(
    session: Session,
    actor: Actor,
    clock: Clock,
    board_code: str,
    plan: AuditPlan,
    organisation_ids: Collection[int] = (),
) -> CaseAudit:
    """Make a draft that asks these organisations. Raises NotVisible, NotAllowed, or RuleBroken with the field."""
    board = board_by_code(session, actor, board_code, Permission.CASE_AUDIT_VIEW)
    require_run(actor, board.id)
    values = _checked(session, actor, board.id, plan, None)
    row = CaseAudit(
        code=_free_code(session, str(values["title"])),
        board=board,
        board_id=board.id,
        state=AuditState.DRAFT,
        created_at=clock(),
        **values,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else took the code between our look and our writing
        raise RuleBroken(
            "Somebody made an audit with this title just now. Choose another title", "title"
        ) from None
    _note(session, actor, clock, "case-audit.made", row, title=row.title)
    ask_organisations(session, actor, row, organisation_ids)
    return row


def change_audit(
    session: Session,
    actor: Actor,
    clock: Clock,
    code: str,
    plan: AuditPlan,
    organisation_ids: Collection[int] | None = None,
    *,
    seen_version: int,
) -> CaseAudit:
    """Change an audit: all of it while it is a draft, its words and dates once it is open.

    Raises NotVisible, NotAllowed, RuleBroken with the field at fault, or Stale when somebody else changed it since.
    """
    row = audit_to_run(session, actor, code)
    if row.state is AuditState.CLOSED:
        raise RuleBroken("This case audit is closed, so it stays as it was. Open it again to change it.")
    if row.version != seen_version:
        raise Stale("Somebody else changed this case audit while you had it open. Nothing was overwritten.")
    values = _checked(session, actor, row.board_id, plan, row)
    if row.state is not AuditState.DRAFT:
        values = {name: values[name] for name in _AFTER_OPENING}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        _note(session, actor, clock, "case-audit.changed", row, changed=sorted(changed))
    if row.state is AuditState.DRAFT and organisation_ids is not None:
        ask_organisations(session, actor, row, organisation_ids)
    session.flush()
    return row


def ask_organisations(
    session: Session, actor: Actor, row: CaseAudit, organisation_ids: Collection[int]
) -> None:
    """Let a draft ask exactly these organisations of the area; raises NotVisible for any other."""
    wanted = set(organisation_ids)
    if not wanted <= {each.id for each in all_in_area(session, actor, row.board_id)}:
        raise NotVisible
    there = asked_ids(session, row)
    for place in session.scalars(select(CaseAuditPlace).where(CaseAuditPlace.audit_id == row.id)):
        if place.organisation_id not in wanted:
            session.delete(place)
    session.add_all(CaseAuditPlace(audit_id=row.id, organisation_id=id) for id in sorted(wanted - there))
    session.flush()


def open_audit(
    session: Session, actor: Actor, clock: Clock, code: str, *, public_url: str
) -> tuple[CaseAudit, int]:
    """Open a draft and write to the leads; gives how many letters. Raises RuleBroken when nobody is asked."""
    row = audit_to_run(session, actor, code)
    state = next_audit_state(row.state, AuditVerb.OPEN if row.state is AuditState.DRAFT else AuditVerb.REOPEN)
    is_first = row.opened_at is None
    if not asked_ids(session, row):
        raise RuleBroken("Choose at least one organisation before you open this case audit.")
    if is_first and row.due_on < today(clock):
        raise RuleBroken(f"The due date, {say_date(row.due_on)}, has passed. Choose a later one first.")
    row.state, row.closed_at = state, None
    row.opened_at = row.opened_at or clock()
    _note(session, actor, clock, "case-audit.opened" if is_first else "case-audit.reopened", row)
    letters = write_to_leads(session, actor, clock, row, "case-audit-asked", public_url) if is_first else 0
    return row, letters


def close_audit(
    session: Session, actor: Actor, clock: Clock, code: str, *, public_url: str
) -> tuple[CaseAudit, int]:
    """Close an audit: nothing changes any more, and each organisation may read the results. Gives how many letters."""
    row = audit_to_run(session, actor, code)
    row.state = next_audit_state(row.state, AuditVerb.CLOSE)
    row.closed_at = clock()
    # Whoever is saving a case at this moment ends first; whoever comes later finds the audit closed.
    session.scalars(
        select(CaseAuditPlace.id).where(CaseAuditPlace.audit_id == row.id).with_for_update()
    ).all()
    _note(session, actor, clock, "case-audit.closed", row)
    return row, write_to_leads(session, actor, clock, row, "case-audit-results", public_url)


def note_export(session: Session, actor: Actor, clock: Clock, row: CaseAudit) -> None:
    """Note that the workbook was taken away."""
    _note(session, actor, clock, "case-audit.exported", row)


def audit_to_run(session: Session, actor: Actor, code: str) -> CaseAudit:
    """The audit with this code, locked, for an administrator of its board."""
    row = audit_by_code(session, actor, code, lock=True)
    require_run(actor, row.board_id)
    return row


def _checked(
    session: Session, actor: Actor, board_id: int, plan: AuditPlan, row: CaseAudit | None
) -> dict[str, Any]:
    title, theme = " ".join(plan.title.split()), " ".join(plan.theme.split())
    if not title:
        raise RuleBroken("Enter a title, for example Neglect: case audit, autumn 2026", "title")
    if not theme:
        raise RuleBroken("Enter the theme, for example Neglect", "theme")
    for words, field, longest in (
        (title, "title", LONGEST_TITLE),
        (theme, "theme", LONGEST_THEME),
        (plan.about, "about", LONGEST_ABOUT),
    ):
        if len(words) > longest:
            raise RuleBroken(f"This must be {longest:,} characters or fewer. It has {len(words):,}", field)
    if plan.due_on is None:
        raise RuleBroken("Enter the day by which cases are sent", "due_on")
    if plan.moderation_by is not None and plan.moderation_by < plan.due_on:
        raise RuleBroken(
            "The end of moderation is before the cases are due. Choose a later date", "moderation_by"
        )
    repeats = None
    if plan.repeats_code:
        known = {each.code: each for each in earlier_audits(session, actor, board_id, row)}
        if plan.repeats_code not in known:
            raise RuleBroken("Choose an earlier audit of your board, or none", "repeats")
        repeats = known[plan.repeats_code].id
    edition = (
        row.edition
        if row and row.edition_id == plan.edition_id
        else _edition(session, actor, plan.edition_id)
    )
    return {
        "title": title,
        "theme": theme,
        "about": plan.about.strip(),
        "edition_id": edition.id,
        "cases_each": checked_number(plan.cases_each),
        "due_on": plan.due_on,
        "moderation_by": plan.moderation_by,
        "categories": checked_categories(plan.categories),
        "repeats_id": repeats,
    }


def _edition(session: Session, actor: Actor, edition_id: int) -> Edition:
    wrong = RuleBroken("Choose a question set for case audits", "edition_id")
    try:
        edition = edition_by_id(session, actor, edition_id)
    except NotVisible:
        raise wrong from None
    if edition.instrument is not Instrument.CASE_AUDIT:
        raise wrong
    return edition


def _free_code(session: Session, title: str) -> str:
    first = suggest_code(title)[:50].rstrip("-") or "case-audit"
    taken = set(
        session.scalars(select(CaseAudit.code).where(CaseAudit.code.startswith(first, autoescape=True)))
    )
    if first not in taken:
        return first
    return next(code for number in range(2, len(taken) + 3) if (code := f"{first}-{number}") not in taken)


def _note(session: Session, actor: Actor, clock: Clock, event: str, row: CaseAudit, **facts: Any) -> None:
    record(session, actor, clock, event, subject=("case-audit", row.code), board_id=row.board_id, **facts)
