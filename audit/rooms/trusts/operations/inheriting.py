"""A school's own way: answering differently from its trust, with a reason, and taking the trust's answer again."""

from dataclasses import replace

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.inheriting import Bond, Stand
from audit.domain.permissions import Permission
from audit.domain.texts import checked_words
from audit.infra.clock import Clock
from audit.rooms.assessments.operations import add_origins, require_answerable
from audit.rooms.assessments.operations.noting import note_return
from audit.rooms.assessments.queries import answer_to, own_return, respondent_of
from audit.rooms.questionnaires.queries import question_ids_of, questionnaire_by
from audit.rooms.rounds.models import Return
from audit.rooms.trusts.models import InheritedAnswer
from audit.rooms.trusts.operations.giving import give, share_of
from audit.rooms.trusts.policy import LONGEST_REASON, SCHOOL_READ_ONLY, require
from audit.rooms.trusts.queries import SchoolStand, item_for, origins_of_return

NOTHING_TO_DIFFER_FROM = (
    "Your trust does not answer this question for you now, so you can answer it as you like. "
    "No reason is needed."
)
CHANGED = "This answer, or your trust’s, has changed since you opened this page. Look again, then choose."


def answer_differently(
    session: Session, actor: Actor, clock: Clock, reference: str, code: str, reason: str
) -> None:
    """Say that a school answers differently from its trust, and why. Its answer is then open to be changed.

    Raises NotVisible; NotAllowed for those who only read and when the round is closed; RuleBroken without a reason,
    once the return is past answering, or when the trust does not answer this question for the school now.
    """
    row, question_id = _to_answer(session, actor, reference, code)
    said = checked_words(
        reason, "The reason", "reason", LONGEST_REASON, "Say why this school answers differently"
    )
    bond = session.get(InheritedAnswer, (row.id, question_id), populate_existing=True)
    offer = item_for(session, row, question_id)
    if bond is None or offer is None or offer[1].answer is None or bond.trust_answer_id != offer[1].answer.id:
        raise RuleBroken(NOTHING_TO_DIFFER_FROM)
    bond.state, bond.reason, bond.by_name, bond.at = Bond.OVERRIDDEN, said, actor.name, clock()
    _note(session, actor, clock, row, "return.answered-differently", code)


def take_trusts_answer(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    code: str,
    *,
    seen_version: int,
    seen_trust_version: int,
) -> None:
    """Let a school take its trust's answer, in the place of its own, which stays in the history.

    The versions are those that were on the page. Raises NotVisible, also when there is nothing to take; NotAllowed
    for those who only read and when the round is closed; RuleBroken once the return is past answering; Stale when
    either answer changed since.
    """
    row, question_id = _to_answer(session, actor, reference, code)
    offer = item_for(session, row, question_id)
    if offer is None:
        raise NotVisible
    item = replace(offer[1], code=code)
    answer = answer_to(session, row, question_id)
    if item.version != seen_trust_version or (0 if answer is None else answer.version) != seen_version:
        raise Stale(CHANGED)
    give(session, actor, clock, [share_of(row, item, SchoolStand(Stand.ITS_OWN, answer))])


def _to_answer(session: Session, actor: Actor, reference: str, code: str) -> tuple[Return, int]:
    row = own_return(session, actor, reference, Permission.RETURN_VIEW, lock=True)
    require(actor, Permission.RETURN_ANSWER, row.organisation_id, SCHOOL_READ_ONLY)
    if not questionnaire_by(session, row.round.edition).may_ask(respondent_of(row), code):
        raise NotVisible
    require_answerable(actor, row)
    return row, question_ids_of(session, row.round.edition)[code]


def _note(session: Session, actor: Actor, clock: Clock, row: Return, event: str, code: str) -> None:
    note_return(session, actor, clock, event, row, question=code)


add_origins(origins_of_return)
