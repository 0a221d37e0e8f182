"""Discussing a question among colleagues. The board never sees any of it."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.permissions import Permission
from audit.domain.texts import checked_words
from audit.domain.together import LONGEST_REMARK
from audit.infra.clock import Clock
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.queries import AnyReturn, own_row, view_of
from audit.rooms.colleagues.models import Mention, Remark
from audit.rooms.colleagues.policy import may_take_out, require_writer
from audit.rooms.colleagues.queries import begun_to_change, colleagues_to_mention, said_to_remove
from audit.rooms.outbox.operations import write_letter
from audit.rooms.questionnaires.queries import questionnaire_by
from audit.rooms.rounds.models import Return
from audit.rooms.trail.operations import record


def begin_discussion(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    code: str,
    text: str,
    *,
    mentions: Collection[int] = (),
    is_urgent: bool = False,
    public_url: str,
) -> Remark:
    """Begin a discussion of a question, also when the return can no longer be answered.

    ``mentions`` are ids of colleagues. Raises NotVisible, NotAllowed, and RuleBroken with ``text`` or ``mentions``.
    """
    row = own_row(session, actor, reference, Permission.RETURN_VIEW)
    view_of(session, row, with_actions=False).question(code)
    require_writer(actor, row.organisation_id)
    remark = _say(session, actor, clock, row, code, None, text, mentions, is_urgent, public_url)
    _note(session, actor, clock, "discussion.begun", row, code)
    return remark


def reply(
    session: Session,
    actor: Actor,
    clock: Clock,
    remark_id: int,
    text: str,
    *,
    mentions: Collection[int] = (),
    is_urgent: bool = False,
    public_url: str,
) -> Remark:
    """Reply in a discussion that is open. Raises as ``begin_discussion``, and RuleBroken once it is resolved."""
    begin, asked = begun_to_change(session, actor, remark_id)
    require_writer(actor, asked.organisation_id)
    if begin.resolved_at is not None:
        raise RuleBroken("This discussion is resolved. Open it again to reply.", "text")
    remark = _say(
        session, actor, clock, asked, begin.question_code, begin.id, text, mentions, is_urgent, public_url
    )
    _note(session, actor, clock, "discussion.replied", asked, begin.question_code)
    return remark


def resolve_discussion(session: Session, actor: Actor, clock: Clock, remark_id: int) -> Remark:
    """Resolve a discussion; twice is once."""
    begin, asked = begun_to_change(session, actor, remark_id)
    require_writer(actor, asked.organisation_id)
    if begin.resolved_at is None:
        begin.resolved_at, begin.resolved_by_name = clock(), actor.name
        _note(session, actor, clock, "discussion.resolved", asked, begin.question_code)
    return begin


def reopen_discussion(session: Session, actor: Actor, clock: Clock, remark_id: int) -> Remark:
    """Open a resolved discussion again; twice is once."""
    begin, asked = begun_to_change(session, actor, remark_id)
    require_writer(actor, asked.organisation_id)
    if begin.resolved_at is not None:
        begin.resolved_at, begin.resolved_by_name = None, ""
        _note(session, actor, clock, "discussion.reopened", asked, begin.question_code)
    return begin


def take_out_words(session: Session, actor: Actor, clock: Clock, remark_id: int) -> Remark:
    """Take the words of a remark out for good; that it was made stays. Twice is once.

    For whoever wrote it and for leads. Raises NotVisible and NotAllowed.
    """
    remark, asked = said_to_remove(session, actor, remark_id)
    if not may_take_out(actor, remark.by_id, asked.organisation_id):
        raise NotAllowed("Only whoever wrote it, or a lead, takes it out.")
    if remark.removed_at is None:
        remark.text, remark.removed_at, remark.removed_by_name = "", clock(), actor.name
        session.execute(delete(Mention).where(Mention.remark_id == remark.id))
        _note(session, actor, clock, "discussion.words-removed", asked, remark.question_code)
    return remark


def _say(
    session: Session,
    actor: Actor,
    clock: Clock,
    row: AnyReturn,
    code: str,
    begins_id: int | None,
    text: str,
    mentions: Collection[int],
    is_urgent: bool,
    public_url: str,
) -> Remark:
    said = checked_words(text, "What you write", "text", LONGEST_REMARK, "Write something first")
    wanted = dict.fromkeys(mentions)
    if wanted and not set(wanted) <= set(dict(colleagues_to_mention(session, row))):
        raise RuleBroken("Choose colleagues from the list", "mentions")
    remark = Remark(
        return_id=row.id,
        question_code=code,
        begins_id=begins_id,
        text=said,
        by_id=actor.person_id,
        by_name=actor.name,
        at=clock(),
    )
    session.add(remark)
    session.flush()
    for person_id in wanted:
        if person_id == actor.person_id:
            continue
        session.add(Mention(remark_id=remark.id, person_id=person_id, told_at=clock() if is_urgent else None))
        if is_urgent:
            _write_at_once(session, actor, clock, row, code, person_id, public_url)
    session.flush()
    return remark


def _write_at_once(
    session: Session, actor: Actor, clock: Clock, row: AnyReturn, code: str, person_id: int, public_url: str
) -> None:
    person = session.get_one(Person, person_id)
    question = questionnaire_by(session, row.round.edition).questions[code]
    # The words themselves stay here; and of no board, so that no board lists the letter.
    write_letter(
        session,
        clock,
        "mentioned",
        to_email=person.email,
        to_name=person.name,
        about=("return", row.reference),
        organisation=row.organisation.name,
        round=row.round.title,
        by=actor.name,
        what=f"{question.code} {question.text}",
        link=f"{public_url}/returns/{row.reference}/questions/{code}/discussion",
    )


def _note(
    session: Session, actor: Actor, clock: Clock, event: str, row: AnyReturn | Return, code: str
) -> None:
    record(
        session, actor, clock, event,
        subject=("return", row.reference), organisation_id=row.organisation_id, question=code,
    )  # fmt: skip
