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
    "organisation.predecessor-named": _facts("predecessor", "reason"),
    "organisation.predecessor-removed": _facts("predecessor"),
    "register.imported": _facts("added", "changed"),
    # Question sets and rounds.
    "edition.published": _facts("fingerprint"),
    "draft.started": _facts("question_set"),
    "draft.changed": _facts("what"),
    "draft.discarded": _facts("question_set"),
    "draft.put-back": _facts("question_set"),
    "draft.published": _facts("question_set", "edition"),
    "edition.offered": _NONE,
    "edition.offer-withdrawn": _NONE,
    "edition.adopted": _NONE,
    "edition.adoption-ended": _NONE,
    "scale.made": _facts("scale"),
    "scale.changed": _facts("scale"),
    "scale.retired": _facts("scale"),
    "scale.put-back": _facts("scale"),
    "scale.deleted": _facts("scale"),
    "scale-mapping.declared": _facts("before", "now"),
    "scale-mapping.withdrawn": _facts("before", "now"),
    "round.created": _NONE,
    "round.changed": _facts("changed"),
    "round.opened": _NONE,
    "round.closed": _NONE,
    "round.reopened": _NONE,
    "round.extended": _facts("due_on"),
    "round.reminded": _NONE,
    "round.profiles-set": _facts("profile", "count"),
    "amendment.prepared": _NONE,
    "amendment.changed": _facts("what"),
    "amendment.discarded": _NONE,
    "round.amended": _facts("added", "corrected"),
    "round.amendment-taken-back": _facts("added"),
    # Returns.
    "return.added": _NONE,
    "return.removed": _NONE,
    "return.extended": _facts("due_on"),
    "return.started": _NONE,
    "return.answers-carried": _facts("answers", "evidence", "copy"),
    "return.uploaded": _facts("count"),
    "return.upload-undone": _facts("count"),
    "return.sent-for-sign-off": _NONE,
    "return.recalled": _NONE,
    "return.returned-to-lead": _facts("reason"),
    "return.approved": _facts("step"),
    "return.submitted": _facts("reference"),
    "return.reopened": _facts("reason"),
    "return.entering-asked": _facts("reason"),
    "return.entering-agreed": _NONE,
    "return.entering-declined": _NONE,
    "return.entering-begun": _facts("reason"),
    "return.entering-taken-over": _NONE,
    "return.entering-undone": _NONE,
    "return.signed-on-paper": _facts("step", "name"),
    "return.held-back": _facts("what", "reason"),
    "return.shown-again": _facts("what"),
    # Evidence.
    "evidence.added": _facts("sha256"),
    "evidence.changed": _facts("changed"),
    "evidence.withdrawn": _NONE,
    "evidence.put-back": _NONE,
    "evidence.opened": _NONE,
    "evidence.cited": _facts("question"),
    "evidence.citation-removed": _facts("question"),
    # Actions.
    "action.added": _facts("origin"),
    "action.changed": _facts("changed"),
    "action.noted": _NONE,
    "action.finished": _NONE,
    "action.dropped": _NONE,
    "action.taken-back": _NONE,
    "action.verified": _NONE,
    "action.sent-back": _NONE,
    "action.held-back": _facts("what", "reason"),
    "action.shown-again": _facts("what"),
    "action.evidence-added": _facts("evidence"),
    "action.evidence-removed": _facts("evidence"),
    # Who is kept apart from whom.
    "interest.declared": _facts("organisation"),
    "interest.ended": _facts("organisation"),
    "organisations.linked": _facts("organisations", "reason"),
    "organisations.unlinked": _facts("organisations"),
    # Moderation: its plan, and who has which return.
    "moderation.planned": _NONE,
    "moderation.plan-changed": _facts("changed"),
    "moderation.offered": _facts("moderator"),
    "moderation.accepted": _NONE,
    "moderation.declined": _facts("reason"),
    "moderation.withdrawn": _facts("reason"),
    "moderation.put-back": _facts("moderator"),
    "moderation.started": _NONE,
    "moderation.finalised": _facts("moved"),
    "moderation.replied": _facts("replies"),
    "moderation.answered": _facts("remaining"),
    "moderation.referred": _NONE,
    "moderation.settled": _facts("count"),
    "moderation.agreed": _facts("count"),
    "moderation.reopened": _facts("was"),
    # The board's own words for its letters.
    "letter-wording.changed": _NONE,
    "letter-wording.dropped": _NONE,
    # Written outcomes.
    "outcome.drafted": _NONE,
    "outcome.sent": _facts("number"),
    # Challenge events before the day. Facts name people and times, never what is asked.
    "challenge.planned": _NONE,
    "challenge.changed": _facts("changed"),
    "challenge.cancelled": _NONE,
    "challenge.put-back": _NONE,
    "challenge.announced": _facts("count"),
    "challenge.told-again": _facts("count"),
    "challenge.seat-given": _facts("name", "role"),
    "challenge.seat-changed": _facts("name", "role"),
    "challenge.seat-removed": _facts("name"),
    "challenge.marked-out": _facts("name"),
    "challenge.mark-removed": _facts("name"),
    "challenge.slot-added": _facts("time"),
    "challenge.slot-changed": _facts("time"),
    "challenge.slot-removed": _NONE,
    "challenge.slot-put-back": _NONE,
    "challenge.agenda-filled": _facts("count"),
    "challenge.lines-proposed": _facts("count"),
    "challenge.line-added": _NONE,
    "challenge.line-changed": _NONE,
    "challenge.line-dropped": _NONE,
    "challenge.line-put-back": _NONE,
    "challenge.lines-shared": _facts("count"),
    "challenge.attending-said": _NONE,
    "challenge.file-added": _NONE,
    "challenge.file-removed": _NONE,
    "challenge.file-put-back": _NONE,
    # The day, and after. What was said and concluded is never a fact.
    "challenge.begun": _NONE,
    "challenge.ended": _NONE,
    "challenge.resumed": _NONE,
    "challenge.panel-attendance": _facts("count"),
    "challenge.attendance": _NONE,
    "challenge.noted": _NONE,
    "challenge.note-removed": _NONE,
    "challenge.note-put-back": _NONE,
    "challenge.outcome-noted": _NONE,
    "challenge.action-agreed": _facts("action"),
    "challenge.feedback-drafted": _NONE,
    "challenge.feedback-sent": _facts("count"),
    "challenge.report-drafted": _NONE,
    "challenge.reported": _facts("count"),
    # Visits: never what the visitor saw. Feedback: never who gave it, to the board.
    "visit.asked": _facts("name"),
    "visit.started": _NONE,
    "visit.declined": _facts("reason"),
    "visit.withdrawn": _facts("reason"),
    "visit.sent": _NONE,
    "visit.shared": _NONE,
    "visit.replied": _NONE,
    "visit.action-made": _facts("action"),
    "feedback.asked": _facts("question_set"),
    "feedback.stopped": _NONE,
    "feedback.letters-sent": _facts("count"),
    "feedback.given": _NONE,
    "feedback.changed": _NONE,
    # Good practice. Never what is shared, which is the organisation's.
    # Surveys of staff. A reply leaves no entry: an entry says when, and could so tell whose it is.
    "survey.created": _NONE,
    "survey.changed": _facts("changed"),
    "survey.opened": _NONE,
    "survey.closed": _NONE,
    "survey.reopened": _facts("closes_on"),
    "survey.links-sent": _facts("count"),
    "survey.link-renewed": _NONE,
    "survey.exported": _NONE,
    "good-practice.asked": _facts("question"),
    "good-practice.ask-taken-back": _facts("question"),
    "good-practice.chosen": _facts("question"),
    "good-practice.shared": _facts("question"),
    "good-practice.declined": _facts("question"),
    "good-practice.changed": _facts("changed"),
    "good-practice.withdrawn": _facts("question"),
    # Colleagues of one organisation; never of a board, and never what was said.
    "assignment.given": _facts("question", "name"),
    "assignment.changed": _facts("question", "name"),
    "assignment.taken-back": _facts("question", "name"),
    "discussion.begun": _facts("question"),
    "discussion.replied": _facts("question"),
    "discussion.resolved": _facts("question"),
    "discussion.reopened": _facts("question"),
    "discussion.words-removed": _facts("question"),
    "question.looked-at": _facts("question"),
    "question.mark-removed": _facts("question"),
    "work.handed-over": _facts("name", "count"),
    # One piece of work for several boards. The organisation's own but for the fact itself.
    "joint.begun": _facts("changed"),
    "joint.agreed": _facts("changed"),
    "joint.left": _NONE,
    "joint.evidence-shared": _facts("added", "removed"),
    "joint.settled": _facts("question"),
    # A trust and its schools; never what was said, nor why.
    "trust.schools-set": _facts("added", "taken_out"),
    "trust.questions-chosen": _facts("added", "taken_out"),
    "trust.answered": _facts("question"),
    "return.answers-from-trust": _facts("answers"),
    "return.answered-differently": _facts("question"),
    # The whole.
    "everything.taken": _facts("returns", "files"),
    "workbook.exported": _NONE,
    "level.agreed": _facts("question", "grade"),
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
