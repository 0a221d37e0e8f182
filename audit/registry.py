"""The one list of rooms. A new room is a folder in ``audit/rooms`` and a line here."""

ROOMS = (
    "trail",
    "outbox",
    "accounts",
    "organisations",
    "questionnaires",
    "rounds",
    "drafts",
    "evidence",
    "action_plans",
    "assessments",
    "offline",
    "colleagues",
    "joint",
    "trusts",
    "takeaway",
    "moderation",
    "amendments",
    "surveys",
    "case_audits",
    "visits",
    "good_practice",
    "challenge",
    "board",
)
"""From the lowest to the highest: a room may import the rooms before it, never those after it."""
