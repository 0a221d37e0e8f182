"""Whom an amendment reaches, and how: worked out before it is made, and once more when it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.domain.amending import Changes
from audit.domain.questionnaire import Questionnaire, Respondent
from audit.domain.workflows import ReturnState
from audit.rooms.organisations.models import Organisation
from audit.rooms.rounds.models import Return, Round


@dataclass(frozen=True)
class Asked:
    """A return that is asked some of what is added."""

    id: int
    reference: str
    organisation_id: int
    organisation: str
    due: date
    """By when its whole return is due."""
    codes: tuple[str, ...]
    added_before: tuple[str, ...]
    """What an earlier amendment added and it has not signed yet."""


@dataclass(frozen=True)
class Effect:
    """What an amendment does to the returns of its round."""

    answering: Sequence[Asked]
    """Still being answered: the question is one more among the others."""
    waiting: Sequence[Asked]
    """Waiting for sign-off: taken back to the lead, so that they are signed once, with the question."""
    submitted: Sequence[Asked]
    """Submitted: asked for what is added alone, and signed again."""
    not_asked: int
    """Returns of organisations to which nothing that is added applies."""

    @property
    def everybody(self) -> list[Asked]:
        """Every return that is asked something."""
        return [*self.answering, *self.waiting, *self.submitted]


def effect_of(session: Session, row: Round, changes: Changes, after: Questionnaire) -> Effect:
    """Whom the additions reach in a round, which the caller has in scope. One query.

    ``after`` is the questionnaire with the changes in it. What an organisation was when it submitted decides.
    """
    added = set(changes.added)
    found = session.execute(
        select(
            Return.id,
            Return.reference,
            Return.organisation_id,
            Organisation.name,
            Return.due_on,
            func.coalesce(Return.submitted_kind, Organisation.kind),
            func.coalesce(Return.submitted_phase, Organisation.phase),
            func.coalesce(Return.submitted_type, Organisation.type),
            Return.profile,
            Return.state,
            Return.added_state,
            Return.added_questions,
        )
        .join(Organisation, Organisation.id == Return.organisation_id)
        .where(Return.round_id == row.id)
        .order_by(func.lower(Organisation.name), Return.id)
    )
    answering: list[Asked] = []
    waiting: list[Asked] = []
    submitted: list[Asked] = []
    not_asked = 0
    for (
        id,
        reference,
        organisation_id,
        name,
        due,
        kind,
        phase,
        type,
        profile,
        state,
        added_state,
        before,
    ) in found:
        meant = after.meant_for(Respondent(kind, phase, type, profile))
        codes = tuple(question.code for question in meant if question.code in added)
        if not codes:
            not_asked += 1
            continue
        asked = Asked(id, reference, organisation_id, name, due or row.due_on, codes, tuple(before or ()))
        if (added_state or state) is ReturnState.AWAITING_SIGN_OFF:
            waiting.append(asked)
        elif state is ReturnState.SUBMITTED:
            submitted.append(asked)
        else:
            answering.append(asked)
    return Effect(answering, waiting, submitted, not_asked)
