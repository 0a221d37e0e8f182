"""What a board may decide of a case audit, who may write into a case, and what may stand in a text."""

from collections.abc import Sequence

from audit.domain.actor import Actor
from audit.domain.case_audits import MOST_CASES, AuditState, CaseState, SampleState
from audit.domain.child_details import warnings_in
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken
from audit.domain.permissions import Permission
from audit.rooms.case_audits.models import AuditedCase, CaseAudit, CaseAuditPlace

LONGEST_TITLE, LONGEST_THEME, LONGEST_ABOUT, LONGEST_COMMENT = 200, 200, 5_000, 5_000
LONGEST_CATEGORY, MOST_CATEGORIES = 100, 20

READ_ONLY = (
    "Your role lets you read these cases, but not fill them in. Nothing was saved. "
    "Ask the lead of your organisation."
)
ONLY_LEAD = "Only a lead can send the cases, or take them back. Ask the lead of your organisation."
CLOSED = (
    "This case audit is closed, so nothing was saved. What you typed is still on this page. "
    "Copy it if you need it, or ask your board to open the audit again."
)


def require_run(actor: Actor, board_id: int) -> None:
    """Raise NotVisible for an audit out of the actor's sight, NotAllowed for one they may only look at."""
    if actor.is_operator or board_id in actor.boards(Permission.CASE_AUDIT_RUN):
        return
    if board_id in actor.boards(Permission.CASE_AUDIT_VIEW):
        raise NotAllowed("Only an administrator of the board can do this.")
    raise NotVisible


def may_fill_in(actor: Actor, sample: CaseAuditPlace) -> bool:
    """Whether the actor may add cases to a sample and fill them in now."""
    return (
        sample.organisation_id in actor.organisations(Permission.CASE_AUDIT_ANSWER)
        and sample.audit.state is AuditState.OPEN
        and sample.state is SampleState.ANSWERING
    )


def require_fill_in(actor: Actor, sample: CaseAuditPlace) -> None:
    """Raise NotAllowed or RuleBroken, with the reason, unless the actor may fill cases of the sample in now."""
    if sample.organisation_id not in actor.organisations(Permission.CASE_AUDIT_ANSWER):
        raise NotAllowed(READ_ONLY)
    require_open(sample.audit)
    if sample.state is not SampleState.ANSWERING:
        raise RuleBroken(
            "These cases have been sent, so they cannot be changed now. A lead can take them back until the "
            "moderator begins."
        )


def require_open(row: CaseAudit) -> None:
    """Raise NotAllowed unless the audit is open."""
    if row.state is not AuditState.OPEN:
        raise NotAllowed(CLOSED)


def require_send(actor: Actor, sample: CaseAuditPlace) -> None:
    """Raise NotAllowed unless the actor may send the sample, or take it back."""
    if sample.organisation_id not in actor.organisations(Permission.CASE_AUDIT_SEND):
        raise NotAllowed(ONLY_LEAD)
    require_open(sample.audit)


def may_judge(sample: CaseAuditPlace, case: AuditedCase) -> bool:
    """Whether the moderator of the sample may write about a case now."""
    return (
        sample.audit.state is AuditState.OPEN
        and sample.state is SampleState.SENT
        and case.state is CaseState.FINISHED
    )


def shows_judgements(sample: CaseAuditPlace, case: AuditedCase) -> bool:
    """Whether the organisation reads what the moderator said about a case: not before all its cases are moderated."""
    is_over = sample.state is SampleState.MODERATED or sample.audit.state is AuditState.CLOSED
    return is_over and case.state is CaseState.MODERATED


def checked_categories(typed: str) -> list[str]:
    """The themes of cases, a line each, without empty lines and doubles; raises RuleBroken when there is a fault.

    What looks like a child's detail is refused here, and not only warned of: everybody in the audit reads it.
    """
    found: list[str] = []
    for line in typed.splitlines():
        words = " ".join(line.split())
        if words and words.casefold() not in {each.casefold() for each in found}:
            found.append(words)
    if len(found) > MOST_CATEGORIES:
        raise RuleBroken(f"Give at most {MOST_CATEGORIES} themes. You gave {len(found)}", "categories")
    for words in found:
        if len(words) > LONGEST_CATEGORY:
            raise RuleBroken(
                f"A theme must be {LONGEST_CATEGORY} characters or fewer. “{words[:40]}…” is longer",
                "categories",
            )
        if warnings_in(words):
            raise RuleBroken(f"{warnings_in(words)[0].sentence}", "categories")
    return found


def checked_category(categories: Sequence[str], chosen: str) -> str:
    """The theme of a case: one of the audit's, or none where the audit has none; raises RuleBroken otherwise."""
    if not categories:
        return ""
    if chosen not in categories:
        raise RuleBroken("Choose the theme of the case", "category")
    return chosen


def checked_number(typed: object) -> int:
    """How many cases each organisation looks at; raises RuleBroken unless it is from 1 to the most there may be."""
    text = str(typed or "").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= number <= MOST_CASES:
        raise RuleBroken(
            f"Enter how many cases each organisation looks at, from 1 to {MOST_CASES}", "cases_each"
        )
    return number
