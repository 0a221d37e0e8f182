"""Every reading of returns, of what they say and of who signs them, scoped by the actor."""

from audit.rooms.assessments.queries.answers import (
    GivenAnswer,
    answer_to,
    answers_of,
    asked_now,
    content_of,
    content_seen,
    history_of,
    respondent_of,
)
from audit.rooms.assessments.queries.cited import (
    Citation,
    CitedFile,
    cited_by,
    count_uses,
)
from audit.rooms.assessments.queries.people import (
    approvers_of,
    colleagues_with,
    decisions_of,
    sign_off_of,
)
from audit.rooms.assessments.queries.returns import (
    ReturnView,
    copies_of,
    copy_of,
    in_organisations,
    organisation_with_returns,
    own_return,
    own_row,
    return_of_organisation,
    returns_of_actor,
    returns_with_rounds,
    submitted_evidence,
    submitted_return,
    view_of,
)
from audit.rooms.assessments.queries.rows import AnyReturn, ReturnRow

__all__ = [
    "AnyReturn",
    "Citation",
    "CitedFile",
    "GivenAnswer",
    "ReturnRow",
    "ReturnView",
    "answer_to",
    "answers_of",
    "approvers_of",
    "asked_now",
    "cited_by",
    "colleagues_with",
    "content_of",
    "content_seen",
    "copies_of",
    "copy_of",
    "count_uses",
    "decisions_of",
    "history_of",
    "in_organisations",
    "organisation_with_returns",
    "own_return",
    "own_row",
    "respondent_of",
    "return_of_organisation",
    "returns_of_actor",
    "returns_with_rounds",
    "sign_off_of",
    "submitted_evidence",
    "submitted_return",
    "view_of",
]
