"""The trail in plain words."""

from typing import Any

from audit.rooms.trail.models import TrailEntry

EVENT_WORDS: dict[str, str] = {
    "signin.succeeded": "Signed in",
    "signin.failed": "Failed to sign in",
    "signin.throttled": "Was stopped after too many tries to sign in",
    "signed-in.ended": "Signed out",
    "password.set": "Set a password",
    "password.reset-asked": "Asked for a new password",
    "second-factor.set": "Set up one-time codes",
    "second-factor.removed": "Switched one-time codes off",
    "recovery-code.used": "Used a recovery code",
    "recovery-codes.made": "Made new recovery codes",
    "person.invited": "Invited a person",
    "person.joined": "Took up an invitation",
    "person.changed": "Changed a person’s account",
    "role.given": "Gave a role",
    "role.ended": "Ended a role",
    "board.added": "Added the board",
    "board.changed": "Changed the board’s settings",
    "organisation.added": "Added an organisation",
    "organisation.changed": "Changed an organisation",
    "organisation.left": "Took an organisation out of the area",
    "register.imported": "Brought in the register of schools",
    "edition.published": "Published a question set",
    "round.created": "Created a round",
    "round.changed": "Changed a round",
    "round.opened": "Opened a round",
    "round.closed": "Closed a round",
    "round.reopened": "Opened a round again",
    "round.extended": "Gave everybody more time",
    "round.reminded": "Sent reminders",
    "return.added": "Asked an organisation for a return",
    "return.removed": "Took a return out of the round",
    "return.extended": "Gave an organisation more time",
    "return.started": "Started a return",
    "return.sent-for-sign-off": "Sent a return for sign-off",
    "return.recalled": "Took a return back from sign-off",
    "return.returned-to-lead": "Sent a return back to the lead",
    "return.approved": "Approved a return",
    "return.submitted": "Submitted a return",
    "return.reopened": "Reopened a return",
    "evidence.added": "Added evidence",
    "evidence.changed": "Changed evidence",
    "evidence.withdrawn": "Withdrew evidence",
    "evidence.put-back": "Put evidence back",
    "evidence.opened": "Opened evidence",
    "evidence.cited": "Linked evidence to an answer",
    "evidence.citation-removed": "Removed evidence from an answer",
    "workbook.exported": "Downloaded the Excel workbook",
}
"""Each event as the board reads it, after the name of who did it."""

FACT_WORDS: dict[str, str] = {
    "reason": "Reason",
    "role": "Role",
    "due_on": "Due",
    "changed": "Changed",
    "added": "Added",
    "reference": "Reference",
    "question": "Question",
    "step": "Step",
    "title": "Title",
    "name": "Name",
    "place": "Place",
    "organisation": "Organisation",
    "organisations": "Organisations",
    "count": "How many",
}
"""Facts that are shown. Others (fingerprints, ids) are for those who check the chain."""

SUBJECT_WORDS: dict[str, str] = {
    "edition": "question set",
    "return": "return",
    "round": "round",
    "board": "board",
    "organisation": "organisation",
    "person": "person",
    "evidence": "evidence",
    "role": "role",
}


def say_event(entry: TrailEntry) -> str:
    """What happened, in plain words; an event without words keeps its name."""
    return EVENT_WORDS.get(entry.event, entry.event)


def say_subject(entry: TrailEntry) -> str:
    """What it happened to: ``return SAC-2026-0042``."""
    kind = SUBJECT_WORDS.get(entry.subject_kind, entry.subject_kind.replace("-", " "))
    return f"{kind} {entry.subject_id}".strip()


def say_facts(entry: TrailEntry) -> list[tuple[str, str]]:
    """The facts that a reader understands."""
    return [(FACT_WORDS[name], _say(value)) for name, value in entry.facts.items() if name in FACT_WORDS]


def _say(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_say(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(str(key).replace("_", " ") for key in value)
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)
