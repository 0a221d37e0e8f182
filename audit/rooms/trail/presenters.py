"""The trail in plain words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from audit.domain.dates import say_date
from audit.domain.permissions import ROLE_TITLES, Role
from audit.domain.sign_off import step_title
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
    "organisation.predecessor-named": "Said which organisation another one carries on",
    "organisation.predecessor-removed": "Took back which organisation another one carries on",
    "register.imported": "Brought in the register of schools",
    "edition.published": "Published a question set",
    "draft.started": "Started the draft of a question set",
    "draft.changed": "Changed the draft of a question set",
    "draft.discarded": "Discarded the draft of a question set",
    "draft.put-back": "Put the draft of a question set back",
    "draft.published": "Published the draft of a question set",
    "edition.offered": "Offered a question set to other boards",
    "edition.offer-withdrawn": "Stopped offering a question set to other boards",
    "edition.adopted": "Adopted a question set of another board",
    "edition.adoption-ended": "Stopped following a question set of another board",
    "round.profiles-set": "Chose how much a round asks of organisations",
    "amendment.prepared": "Began an amendment of a running round",
    "amendment.changed": "Changed an amendment of a running round",
    "amendment.discarded": "Discarded an amendment of a running round",
    "round.amended": "Amended a running round",
    "round.amendment-taken-back": "Took an amendment of a running round back",
    "scale.made": "Made a grade scale",
    "scale.changed": "Changed a grade scale",
    "scale.retired": "Retired a grade scale",
    "scale.put-back": "Put a grade scale back",
    "scale.deleted": "Deleted a grade scale",
    "scale-mapping.declared": "Declared what grades of one scale count as on another",
    "scale-mapping.withdrawn": "Withdrew what grades of one scale count as on another",
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
    "return.answers-carried": "Brought answers forward from an earlier return",
    "return.uploaded": "Took over answers from a filled workbook",
    "return.upload-undone": "Undid the answers of a filled workbook",
    "return.sent-for-sign-off": "Sent a return for sign-off",
    "return.recalled": "Took a return back from sign-off",
    "return.returned-to-lead": "Sent a return back to the lead",
    "return.approved": "Approved a return",
    "return.submitted": "Submitted a return",
    "return.reopened": "Reopened a return",
    "return.entering-asked": "Asked whether the board may enter a paper return",
    "return.entering-agreed": "Agreed that the board enters a paper return",
    "return.entering-declined": "Declined that the board enters a paper return",
    "return.entering-begun": "Began to enter a return from paper",
    "return.entering-taken-over": "Took a return over that the board entered from paper",
    "return.entering-undone": "Took out again what was entered from paper",
    "return.signed-on-paper": "Entered a signature from paper",
    "return.held-back": "Held back a part of a return",
    "return.shown-again": "Showed a part of a return again",
    "evidence.added": "Added evidence",
    "evidence.changed": "Changed evidence",
    "evidence.withdrawn": "Withdrew evidence",
    "evidence.put-back": "Put evidence back",
    "evidence.opened": "Opened evidence",
    "evidence.cited": "Linked evidence to an answer",
    "evidence.citation-removed": "Removed evidence from an answer",
    "action.added": "Added an action",
    "action.changed": "Changed an action",
    "action.noted": "Wrote a note of progress on an action",
    "action.finished": "Marked an action as done",
    "action.dropped": "Marked an action as no longer needed",
    "action.taken-back": "Took an action back to work on it",
    "action.verified": "Verified an action",
    "action.sent-back": "Sent an action back",
    "action.held-back": "Held back words of an action",
    "action.shown-again": "Showed words of an action again",
    "action.evidence-added": "Added evidence to an action",
    "action.evidence-removed": "Removed evidence from an action",
    "interest.declared": "Declared an interest",
    "interest.ended": "Ended a declared interest",
    "organisations.linked": "Linked two organisations",
    "organisations.unlinked": "Took a link between two organisations away",
    "moderation.planned": "Set up the moderation of a round",
    "moderation.plan-changed": "Changed the moderation of a round",
    "moderation.offered": "Gave a return to a moderator",
    "moderation.accepted": "Accepted a return to moderate",
    "moderation.declined": "Gave a return back that they were to moderate",
    "moderation.withdrawn": "Took a return from its moderator",
    "moderation.put-back": "Gave a return back to its moderator",
    "moderation.started": "Began to moderate a return",
    "moderation.finalised": "Finalised the moderation of a return",
    "moderation.replied": "Replied to the moderated grades",
    "moderation.answered": "Answered the replies to the moderated grades",
    "moderation.referred": "Brought unanswered grades before the board",
    "moderation.settled": "Settled the grades that were left",
    "moderation.agreed": "The grades of a return were agreed",
    "moderation.reopened": "The moderation of a return began again",
    "letter-wording.changed": "Changed the words of a letter",
    "letter-wording.dropped": "Went back to the product’s words for a letter",
    "outcome.drafted": "Drafted a written outcome",
    "outcome.sent": "Sent a written outcome",
    "challenge.planned": "Planned a challenge event",
    "challenge.changed": "Changed a challenge event",
    "challenge.cancelled": "Cancelled the draft of a challenge event",
    "challenge.put-back": "Put the draft of a challenge event back",
    "challenge.announced": "Announced a challenge event",
    "challenge.told-again": "Told people of a change to a challenge event",
    "challenge.seat-given": "Put a person on a panel",
    "challenge.seat-changed": "Gave a member of a panel another part",
    "challenge.seat-removed": "Took a person off a panel",
    "challenge.marked-out": "Marked a member of a panel out of a slot",
    "challenge.mark-removed": "Let a member of a panel take part in a slot again",
    "challenge.slot-added": "Put an organisation on an agenda",
    "challenge.slot-changed": "Changed the time of a slot",
    "challenge.slot-removed": "Took an organisation off an agenda",
    "challenge.slot-put-back": "Put an organisation back on an agenda",
    "challenge.agenda-filled": "Filled an agenda evenly",
    "challenge.lines-proposed": "Proposed lines of enquiry",
    "challenge.line-added": "Added a line of enquiry",
    "challenge.line-changed": "Changed a line of enquiry",
    "challenge.line-dropped": "Took a line of enquiry off",
    "challenge.line-put-back": "Put a line of enquiry back",
    "challenge.lines-shared": "Shared lines of enquiry",
    "challenge.attending-said": "Said who will attend a challenge event",
    "challenge.file-added": "Handed in a presentation",
    "challenge.file-removed": "Took a presentation away",
    "challenge.file-put-back": "Put a presentation back",
    "challenge.begun": "Began a challenge event",
    "challenge.ended": "Ended a challenge event",
    "challenge.resumed": "Took a challenge event up again",
    "challenge.panel-attendance": "Noted who of a panel came",
    "challenge.attendance": "Noted who came for an organisation",
    "challenge.noted": "Took a note on a line of enquiry",
    "challenge.note-removed": "Removed a note on a line of enquiry",
    "challenge.note-put-back": "Put a note on a line of enquiry back",
    "challenge.outcome-noted": "Noted the outcome of a line of enquiry",
    "challenge.action-agreed": "Made an action from a line of enquiry",
    "challenge.feedback-drafted": "Drafted the feedback of a challenge event",
    "challenge.feedback-sent": "Sent the feedback of a challenge event",
    "challenge.report-drafted": "Drafted the report of a challenge event",
    "challenge.reported": "Sent the report of a challenge event",
    "visit.asked": "Asked for an unannounced visit",
    "visit.started": "Began to fill in the form of a visit",
    "visit.declined": "Gave a visit back",
    "visit.withdrawn": "Took a visit back",
    "visit.sent": "Sent the form of a visit",
    "visit.shared": "Shared the form of a visit with the organisation",
    "visit.replied": "Replied to the form of a visit",
    "visit.action-made": "Made an action from a visit",
    "feedback.asked": "Asked for feedback on an audit",
    "feedback.stopped": "Stopped asking for feedback on an audit",
    "feedback.letters-sent": "Wrote to people about feedback on an audit",
    "feedback.given": "Gave feedback on an audit",
    "feedback.changed": "Changed feedback on an audit",
    "survey.created": "Planned a staff survey",
    "survey.changed": "Changed a staff survey",
    "survey.opened": "Opened a staff survey",
    "survey.closed": "Closed a staff survey and added its replies up",
    "survey.reopened": "Opened a staff survey again",
    "survey.links-sent": "Sent the links of a staff survey",
    "survey.link-renewed": "Made a new link to a staff survey",
    "survey.exported": "Downloaded the results of a staff survey",
    "good-practice.asked": "Asked to share an answer as good practice",
    "good-practice.ask-taken-back": "Took back the asking to share an answer",
    "good-practice.chosen": "Chose an answer to share as good practice",
    "good-practice.shared": "Shared an answer as good practice",
    "good-practice.declined": "Declined to share an answer",
    "good-practice.changed": "Changed what is shared as good practice",
    "good-practice.withdrawn": "Withdrew good practice from the library",
    "trust.schools-set": "Said which schools belong to the trust",
    "trust.questions-chosen": "Chose the questions that the trust answers for all of its schools",
    "trust.answered": "Answered a question for all schools of the trust",
    "return.answers-from-trust": "Took answers of the trust",
    "return.answered-differently": "Said that the school answers differently from its trust",
    "assignment.given": "Gave a colleague a question to see to",
    "assignment.changed": "Changed who sees to a question",
    "assignment.taken-back": "Took a question back from a colleague",
    "discussion.begun": "Began a discussion among colleagues",
    "discussion.replied": "Replied to a colleague",
    "discussion.resolved": "Resolved a discussion among colleagues",
    "discussion.reopened": "Opened a discussion among colleagues again",
    "discussion.words-removed": "Took words out of a discussion among colleagues",
    "question.looked-at": "Marked a question as looked at, not finished",
    "question.mark-removed": "Took the mark of a question away",
    "work.handed-over": "Handed a colleague’s work over",
    "joint.begun": "Began to answer returns to several boards together",
    "joint.agreed": "Agreed what is shared with the return to another board",
    "joint.left": "Answers this return by itself again",
    "joint.evidence-shared": "Attached the same evidence as in the return to another board",
    "joint.settled": "Chose one of two different answers for both boards",
    "workbook.exported": "Downloaded the Excel workbook",
    "level.agreed": "Recorded an agreed level of a maturity matrix",
    "case-audit.made": "Made a case audit",
    "case-audit.changed": "Changed a case audit",
    "case-audit.opened": "Opened a case audit",
    "case-audit.closed": "Closed a case audit",
    "case-audit.reopened": "Opened a case audit again",
    "case-audit.moderator-given": "Gave an organisation’s cases to a moderator",
    "case-audit.case-added": "Added a case",
    "case-audit.case-themed": "Gave a case another theme",
    "case-audit.case-finished": "Finished a case",
    "case-audit.case-reopened": "Opened a case again",
    "case-audit.sent": "Sent the cases of an organisation",
    "case-audit.taken-back": "Took the cases of an organisation back",
    "case-audit.case-moderated": "Moderated a case",
    "case-audit.case-judged-again": "Looked at a moderated case again",
    "case-audit.moderated": "Finished the moderation of an organisation’s cases",
    "case-audit.exported": "Took the workbook of a case audit away",
    "everything.taken": "Downloaded everything that the organisation has here",
}
"""Each event as the board reads it, after the name of who did it."""

FACT_WORDS: dict[str, str] = {
    "reason": "Reason",
    "what": "What",
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
    "moderator": "Moderator",
    "moved": "Grades moved",
    "replies": "Grades not accepted",
    "remaining": "Grades left to settle",
    "count": "How many",
    "time": "Time",
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
    "challenge-event": "challenge event",
    "survey": "staff survey",
}


def say_event(entry: TrailEntry) -> str:
    """What happened, in plain words; an event without words keeps its name."""
    return EVENT_WORDS.get(entry.event, entry.event)


def say_subject(entry: TrailEntry) -> str:
    """What it happened to: ``return SAC-2026-0042``."""
    if entry.subject_kind == "person" and entry.facts.get("name"):
        return str(entry.facts["name"])
    kind = SUBJECT_WORDS.get(entry.subject_kind, entry.subject_kind.replace("-", " "))
    return f"{kind} {entry.subject_id}".strip()


def say_facts(entry: TrailEntry) -> list[tuple[str, str]]:
    """The facts that a reader understands."""
    return [
        (FACT_WORDS[name], _IN_WORDS.get(name, _say)(value))
        for name, value in entry.facts.items()
        if name in FACT_WORDS and not (name == "name" and entry.subject_kind == "person")
    ]


def _day(value: Any) -> str:
    """A date as people say it; whatever else was written stays as it is."""
    try:
        return say_date(date.fromisoformat(str(value)))
    except ValueError:
        return _say(value)


def _role(value: Any) -> str:
    return ROLE_TITLES[Role(value)] if value in set(Role) else _say(value)


_IN_WORDS: Mapping[str, Callable[[Any], str]] = {
    "due_on": _day,
    "role": _role,
    "step": lambda value: step_title(str(value)),
}
"""Facts that are written as keys and read as words."""


def _say(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_say(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(str(key).replace("_", " ") for key in value)
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)
