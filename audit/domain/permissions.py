"""Who may do what, by name. The guard and the operations ask for these; nothing else decides."""

from enum import StrEnum


class Role(StrEnum):
    """A part that a person plays. One person may hold several, in several places."""

    SITE_ADMINISTRATOR = "site-administrator"
    BOARD_ADMINISTRATOR = "board-administrator"
    MODERATOR = "moderator"
    PANEL_MEMBER = "panel-member"
    BOARD_VIEWER = "board-viewer"
    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    APPROVER = "approver"
    ORGANISATION_VIEWER = "organisation-viewer"


BOARD_ROLES = frozenset({Role.BOARD_ADMINISTRATOR, Role.MODERATOR, Role.PANEL_MEMBER, Role.BOARD_VIEWER})
"""Roles held in a board. People who hold one sign in with a one-time code as well."""

ORGANISATION_ROLES = frozenset({Role.LEAD, Role.CONTRIBUTOR, Role.APPROVER, Role.ORGANISATION_VIEWER})
"""Roles held in an organisation."""

ROLE_TITLES: dict[Role, str] = {
    Role.SITE_ADMINISTRATOR: "Site administrator",
    Role.BOARD_ADMINISTRATOR: "Board administrator",
    Role.MODERATOR: "Moderator",
    Role.PANEL_MEMBER: "Panel member",
    Role.BOARD_VIEWER: "Board viewer",
    Role.LEAD: "Lead",
    Role.CONTRIBUTOR: "Contributor",
    Role.APPROVER: "Approver",
    Role.ORGANISATION_VIEWER: "Viewer",
}


class Permission(StrEnum):
    """One thing that may be done, written ``room:thing:verb``."""

    HOME_VIEW = "accounts:home:view"
    ACCOUNT_KEEP = "accounts:account:keep"
    SITE_KEEP = "organisations:site:keep"
    BOARD_VIEW = "organisations:board:view"
    BOARD_KEEP = "organisations:board:keep"
    REGISTER_VIEW = "organisations:register:view"
    REGISTER_KEEP = "organisations:register:keep"
    PEOPLE_KEEP = "organisations:people:keep"
    COLLEAGUES_VIEW = "organisations:colleagues:view"
    COLLEAGUES_KEEP = "organisations:colleagues:keep"
    QUESTIONNAIRE_VIEW = "questionnaires:edition:view"
    QUESTIONNAIRE_PUBLISH = "questionnaires:edition:publish"
    DRAFT_KEEP = "drafts:draft:keep"
    ROUND_VIEW = "rounds:round:view"
    ROUND_RUN = "rounds:round:run"
    RETURN_VIEW = "assessments:return:view"
    RETURN_ANSWER = "assessments:return:answer"
    RETURN_SEND = "assessments:return:send"
    RETURN_SIGN = "assessments:return:sign"
    RETURN_READ_SUBMITTED = "assessments:return:read-submitted"
    RETURN_REOPEN = "assessments:return:reopen"
    RETURN_QUARANTINE = "assessments:return:quarantine"
    RETURN_ENTER = "assessments:return:enter-from-paper"
    COPY_VIEW = "assessments:copy:view"
    EVERYTHING_TAKE = "takeaway:everything:take"
    EVIDENCE_VIEW = "evidence:library:view"
    EVIDENCE_KEEP = "evidence:library:keep"
    SUMMARY_VIEW = "board:summary:view"
    SUMMARY_EXPORT = "board:summary:export"
    INTEREST_DECLARE = "organisations:interest:declare"
    ACTION_VIEW = "action-plans:action:view"
    ACTION_KEEP = "action-plans:action:keep"
    PLANS_OVERSEE = "action-plans:plan:oversee"
    MODERATION_RUN = "moderation:round:run"
    MODERATION_DO = "moderation:return:moderate"
    MODERATION_READ = "moderation:return:read"
    MODERATION_REPLY = "moderation:return:reply"
    OUTCOME_WRITE = "moderation:outcome:write"
    OUTCOME_READ = "moderation:outcome:read"
    VISIT_RUN = "visits:visit:run"
    VISIT_DO = "visits:visit:do"
    VISIT_READ = "visits:visit:read"
    VISIT_REPLY = "visits:visit:reply"
    FEEDBACK_RUN = "visits:feedback:run"
    FEEDBACK_GIVE = "visits:feedback:give"
    GOOD_PRACTICE_VIEW = "good-practice:example:view"
    GOOD_PRACTICE_ASK = "good-practice:example:ask"
    GOOD_PRACTICE_CONSENT = "good-practice:example:consent"
    CHALLENGE_RUN = "challenge:event:run"
    CHALLENGE_SIT = "challenge:event:sit"
    CHALLENGE_ATTEND = "challenge:slot:attend"
    CHALLENGE_PRESENT = "challenge:slot:present"
    SURVEY_VIEW = "surveys:survey:view"
    SURVEY_RUN = "surveys:survey:run"
    SURVEY_SHARE = "surveys:link:share"
    ASSIGNMENT_KEEP = "colleagues:assignment:keep"
    DISCUSSION_WRITE = "colleagues:discussion:write"
    HAND_OVER = "colleagues:work:hand-over"
    JOINT_KEEP = "joint:work:keep"
    CASE_AUDIT_VIEW = "case-audits:audit:view"
    CASE_AUDIT_RUN = "case-audits:audit:run"
    CASE_AUDIT_READ = "case-audits:sample:read"
    CASE_AUDIT_ANSWER = "case-audits:case:answer"
    CASE_AUDIT_SEND = "case-audits:sample:send"
    CASE_AUDIT_MODERATE = "case-audits:case:moderate"
    LETTERS_VIEW = "outbox:letter:view"
    LETTERS_KEEP = "outbox:wording:keep"
    TRAIL_VIEW = "trail:entry:view"


_P = Permission
_EVERYBODY = frozenset({_P.HOME_VIEW, _P.ACCOUNT_KEEP})
_BOARD_READS = _EVERYBODY | {
    _P.BOARD_VIEW,
    _P.QUESTIONNAIRE_VIEW,
    _P.ROUND_VIEW,
    _P.SUMMARY_VIEW,
    _P.GOOD_PRACTICE_VIEW,
    _P.SURVEY_VIEW,
    _P.CASE_AUDIT_VIEW,
}
_BOARD_READS_RETURNS = _BOARD_READS | {
    _P.RETURN_READ_SUBMITTED,
    _P.COPY_VIEW,
    _P.REGISTER_VIEW,
    _P.SUMMARY_EXPORT,
}
_ORGANISATION_READS = _EVERYBODY | {
    _P.RETURN_VIEW,
    _P.COPY_VIEW,
    _P.EVIDENCE_VIEW,
    _P.COLLEAGUES_VIEW,
    _P.ACTION_VIEW,
    _P.MODERATION_READ,
    _P.OUTCOME_READ,
    _P.CHALLENGE_ATTEND,
    _P.VISIT_READ,
    _P.GOOD_PRACTICE_VIEW,
    _P.SURVEY_SHARE,
    _P.CASE_AUDIT_READ,
}
_ORGANISATION_ANSWERS = _ORGANISATION_READS | {
    _P.RETURN_ANSWER,
    _P.EVIDENCE_KEEP,
    _P.ACTION_KEEP,
    _P.CHALLENGE_PRESENT,
    _P.ASSIGNMENT_KEEP,
    _P.DISCUSSION_WRITE,
    _P.CASE_AUDIT_ANSWER,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SITE_ADMINISTRATOR: _EVERYBODY | {_P.SITE_KEEP},
    Role.BOARD_ADMINISTRATOR: _BOARD_READS_RETURNS
    | {
        _P.BOARD_KEEP,
        _P.REGISTER_KEEP,
        _P.PEOPLE_KEEP,
        _P.QUESTIONNAIRE_PUBLISH,
        _P.DRAFT_KEEP,
        _P.ROUND_RUN,
        _P.RETURN_REOPEN,
        _P.RETURN_QUARANTINE,
        _P.RETURN_ENTER,
        _P.ACTION_VIEW,
        _P.PLANS_OVERSEE,
        _P.MODERATION_RUN,
        _P.OUTCOME_WRITE,
        _P.OUTCOME_READ,
        _P.GOOD_PRACTICE_ASK,
        _P.CHALLENGE_RUN,
        _P.VISIT_RUN,
        _P.FEEDBACK_RUN,
        _P.CHALLENGE_SIT,
        _P.SURVEY_RUN,
        _P.INTEREST_DECLARE,
        _P.CASE_AUDIT_RUN,
        _P.LETTERS_VIEW,
        _P.LETTERS_KEEP,
        _P.TRAIL_VIEW,
    },
    # A moderator, often a peer from another organisation, reads the returns given to them while they have them, and
    # nothing else: no figures either, for a heat map names organisations.
    Role.MODERATOR: _EVERYBODY
    | {
        _P.MODERATION_DO,
        _P.VISIT_DO,
        _P.INTEREST_DECLARE,
        _P.GOOD_PRACTICE_VIEW,
        _P.CASE_AUDIT_MODERATE,
    },
    # A member of a panel reads what belongs to the events they sit on.
    Role.PANEL_MEMBER: _EVERYBODY | {_P.CHALLENGE_SIT, _P.INTEREST_DECLARE, _P.GOOD_PRACTICE_VIEW},
    Role.BOARD_VIEWER: frozenset(_BOARD_READS),
    Role.LEAD: _ORGANISATION_ANSWERS
    | {
        _P.RETURN_SEND,
        _P.JOINT_KEEP,
        _P.CASE_AUDIT_SEND,
        _P.COLLEAGUES_KEEP,
        _P.MODERATION_REPLY,
        _P.GOOD_PRACTICE_CONSENT,
        _P.EVERYTHING_TAKE,
        _P.HAND_OVER,
        _P.VISIT_REPLY,
        _P.FEEDBACK_GIVE,
    },
    Role.CONTRIBUTOR: frozenset(_ORGANISATION_ANSWERS),
    Role.APPROVER: _ORGANISATION_READS
    | {
        _P.RETURN_SIGN,
        _P.EVERYTHING_TAKE,
        _P.DISCUSSION_WRITE,
        _P.FEEDBACK_GIVE,
    },
    Role.ORGANISATION_VIEWER: frozenset(_ORGANISATION_READS),
}
"""What each role may ever do. *On which object* is decided by the queries, from the actor's places."""
