"""What case audits add to the home page: cases to fill in, cases to moderate, samples without a moderator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from audit.domain.actor import Actor
from audit.domain.case_audits import AuditState, SampleState
from audit.rooms.case_audits.queries.audits import audits_without_moderator
from audit.rooms.case_audits.queries.samples import samples_given, samples_to_fill_in
from audit.web.home import Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """What waits for this person; three queries at most."""
    found = [
        Waiting(
            f"Case audit: {row.audit.title}",
            f"{row.organisation.name}. {finished} of {row.audit.cases_each} cases finished.",
            url_for("case_audits.show_sample", sample_id=row.id),
            "Fill in cases",
            row.audit.due_on,
        )
        for row, finished in samples_to_fill_in(session, actor)
    ]
    found += [
        Waiting(
            f"Cases to moderate: {row.audit.title}",
            f"{row.organisation.name} has sent its cases.",
            url_for("case_audits.show_given", sample_id=row.id),
            "Moderate",
            row.audit.moderation_by,
        )
        for row in samples_given(session, actor)
        if row.state is SampleState.SENT and row.audit.state is AuditState.OPEN
    ]
    return found + [
        Waiting(
            f"Cases without a moderator: {row.title}",
            "1 organisation has sent its cases."
            if count == 1
            else f"{count} organisations have sent their cases.",
            url_for("case_audits.choose_moderators", audit_code=row.code),
            "Choose moderators",
            None,
        )
        for row, count in audits_without_moderator(session, actor)
    ]
