"""What the trail records: the names of events, in the past tense, and the facts that each must carry.

When, who, about what (round, return, person, …) and in which board or organisation are columns of every entry
and are not repeated among the facts. More facts may be given than are asked for. Facts never hold a password,
a code, a token, or what an organisation wrote in its answers: answers keep their own history.
"""

from collections.abc import Iterable, Mapping
from typing import Any


def _facts(*names: str) -> frozenset[str]:
    return frozenset(names)


_NONE = _facts()

EVENTS: Mapping[str, frozenset[str]] = {
    # Signing in. A failed attempt names no address: it may be a password typed in the wrong field.
    "signin.succeeded": _NONE,
    "signin.failed": _NONE,
    "signin.throttled": _NONE,
    "signed-in.ended": _NONE,
    "password.set": _NONE,
    "password.reset-asked": _NONE,
    "second-factor.set": _NONE,
    "second-factor.removed": _NONE,
    "recovery-code.used": _NONE,
    "recovery-codes.made": _NONE,
    # People and their roles.
    "person.invited": _NONE,
    "person.joined": _NONE,
    "person.changed": _facts("changed"),
    "role.given": _facts("role"),
    "role.ended": _facts("role"),
    # Boards and organisations.
    "board.added": _NONE,
    "board.changed": _facts("changed"),
    "organisation.added": _NONE,
    "organisation.changed": _facts("changed"),
    "organisation.left": _NONE,
    "register.imported": _facts("added", "changed"),
    # Question sets and rounds.
    "edition.published": _facts("fingerprint"),
    "round.created": _NONE,
    "round.changed": _facts("changed"),
    "round.opened": _NONE,
    "round.closed": _NONE,
    "round.reopened": _NONE,
    "round.extended": _facts("due_on"),
    "round.reminded": _NONE,
    # Returns.
    "return.added": _NONE,
    "return.removed": _NONE,
    "return.extended": _facts("due_on"),
    "return.started": _NONE,
    "return.sent-for-sign-off": _NONE,
    "return.recalled": _NONE,
    "return.returned-to-lead": _facts("reason"),
    "return.approved": _facts("step"),
    "return.submitted": _facts("reference"),
    "return.reopened": _facts("reason"),
    # Evidence.
    "evidence.added": _facts("sha256"),
    "evidence.changed": _facts("changed"),
    "evidence.withdrawn": _NONE,
    "evidence.put-back": _NONE,
    "evidence.opened": _NONE,
    "evidence.cited": _facts("question"),
    "evidence.citation-removed": _facts("question"),
    # The whole.
    "workbook.exported": _NONE,
}
"""Every event with the facts that it must carry. ``changed`` names the fields that changed, or counts them
in an import."""


def check_event(name: str, facts: Mapping[str, Any] | Iterable[str] = ()) -> None:
    """Raise ValueError, saying how to mend it, for an event that is not known or lacks a fact."""
    required = EVENTS.get(name)
    if required is None:
        raise ValueError(
            f"The trail knows no event {name}: add it to EVENTS in audit/domain/trail_events.py."
        )
    missing = required - set(facts)
    if missing:
        raise ValueError(f"The event {name} must say {', '.join(sorted(missing))}.")
