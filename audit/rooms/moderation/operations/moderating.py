"""The moderator's work: judging answer by answer, in several sittings, and finalising."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.agreement import JudgementStatus, Opinion, may_follow, verb_to_finalise
from audit.domain.errors import NotVisible, RuleBroken, Stale
from audit.domain.moderation import ModerationState, ModerationVerb, next_moderation_state
from audit.infra.clock import Clock, today
from audit.rooms.moderation.models import Judgement, Moderation
from audit.rooms.moderation.operations.agreeing import agree_grades, move, note, require_submitted
from audit.rooms.moderation.operations.grade_letters import tell_organisation
from audit.rooms.moderation.policy import checked_opinion
from audit.rooms.moderation.queries.moderating import moderation_to_do
from audit.rooms.moderation.queries.reading import Item, ModerationView


class JudgementConflict(Stale):
    """The judgement was saved in another window in between. Carries what is saved there."""

    def __init__(self, theirs: Judgement) -> None:
        super().__init__(
            "You saved this judgement in another window while you were writing here. Nothing was overwritten: compare "
            "the two and save again."
        )
        self.theirs = theirs


class AnswerChanged(Stale):
    """The organisation submitted its return anew while the moderator was reading the copy before."""

    def __init__(self) -> None:
        super().__init__(
            "The organisation has submitted its return again since you opened this page. Nothing was saved yet: read "
            "the answer as it is now, then save again."
        )


@dataclass(frozen=True)
class Saved:
    """A judgement as it was saved, with what it still lacks."""

    row: Judgement | None
    status: JudgementStatus
    missing: tuple[str, ...]


def save_judgement(
    session: Session,
    actor: Actor,
    clock: Clock,
    moderation_id: int,
    code: str,
    opinion: Opinion,
    *,
    seen_version: int,
    seen_copy: int,
) -> Saved:
    """Save what the moderator says of one answer; it need not be complete.

    ``seen_version`` is the judgement's version that was on the page, 0 when there was none; ``seen_copy`` the number
    of the copy that was read. Saving what is there already changes nothing. Raises NotVisible for a moderation that is
    not theirs (now) or a question without a grade; RuleBroken when it is not accepted, finished or the return is
    reopened, or for words that are too long; AnswerChanged and JudgementConflict as they say.
    """
    view = moderation_to_do(session, actor, moderation_id, lock=True)
    item = _graded(view, code)
    require_submitted(view)
    _require_at_work(view.row)
    opinion = checked_opinion(item.question, view.questionnaire.scale, opinion)
    if seen_copy != view.number:
        raise AnswerChanged
    row = item.judgement
    if opinion == (item.opinion or Opinion()) and not item.changed:
        return _saved(session, view, code)
    if row is not None and row.version != seen_version:
        raise JudgementConflict(row)
    _begin(session, actor, clock, view.row)
    _write(session, actor, clock, view, item, opinion)
    return _saved(session, view, code)


@dataclass(frozen=True)
class Followed:
    """What came of agreeing with a whole standard: the questions judged, and those left with unopened evidence."""

    judged: tuple[str, ...]
    left: tuple[str, ...]


def agree_with_standard(
    session: Session, actor: Actor, clock: Clock, moderation_id: int, standard_code: str
) -> Followed:
    """Take over the self-grade of every answer of a standard on which nothing is noted yet.

    Answers whose evidence the moderator has not opened are left, and named. Raises NotVisible; RuleBroken as
    ``save_judgement`` does.
    """
    view = moderation_to_do(session, actor, moderation_id, lock=True)
    items = [item for item in view.graded if item.standard.code == standard_code]
    if not items:
        raise NotVisible
    require_submitted(view)
    _require_at_work(view.row)
    judged, left = [], []
    for item in items:
        if item.status is not JudgementStatus.NOT_JUDGED:
            continue
        opened = item.opened_at is not None
        if may_follow(item.own, item.opinion, files=len(item.files), opened=opened):
            _begin(session, actor, clock, view.row)
            _write(session, actor, clock, view, item, Opinion(item.own))
            judged.append(item.code)
        else:
            left.append(item.code)
    return Followed(tuple(judged), tuple(left))


def finalise(
    session: Session, actor: Actor, clock: Clock, moderation_id: int, *, public_url: str
) -> Moderation:
    """End the moderator's part. Where no grade moved the grades are agreed; else the organisation is asked.

    Raises NotVisible; RuleBroken while something is missing, the return is reopened, or it was finalised before.
    """
    view = moderation_to_do(session, actor, moderation_id, lock=True)
    row = view.row
    verb = verb_to_finalise(item.exchange for item in view.graded)
    require_submitted(view)
    _require_at_work(row)
    if view.unfinished:
        count = len(view.unfinished)
        answers = "One answer still needs" if count == 1 else f"{count} answers still need"
        raise RuleBroken(f"{answers} your judgement, so nothing was sent. Each is listed on this page.")
    # Where nothing was answered, or everything was judged before it was taken away and put back, no word was saved now.
    _begin(session, actor, clock, row)
    for judgement in view.judgements.values():  # an exchange about a copy before this one begins anew
        judgement.accepted = judgement.gives_way = judgement.settled_grade = None
        judgement.settled_not_applicable, judgement.settled_by_name = False, ""
    row.replied_at = None
    if verb is ModerationVerb.AGREE:
        row.finalised_at = clock()
        note(session, actor, clock, "moderation.finalised", row, moved=0)
        agree_grades(session, actor, clock, view, verb, public_url=public_url)
        return row
    move(row, verb)
    row.finalised_at = clock()
    row.reply_by = today(clock) + timedelta(days=row.plan.reply_days)
    moved = len(view.moved)
    note(session, actor, clock, "moderation.finalised", row, moved=moved)
    tell_organisation(
        session, clock, row, "moderation-finalised", public_url, moved=moved, reply_by=row.reply_by
    )
    return row


def _graded(view: ModerationView, code: str) -> Item:
    item = view.items.get(code)
    if item is None or not item.is_graded:
        raise NotVisible
    return item


def _require_at_work(row: Moderation) -> None:
    """Raise RuleBroken, with the reason, unless the moderator may write now."""
    next_moderation_state(row.state, ModerationVerb.RECORD)


def _begin(session: Session, actor: Actor, clock: Clock, row: Moderation) -> None:
    """With the first word that is noted, the work has begun."""
    if row.state is not ModerationState.IN_PROGRESS:
        move(row, ModerationVerb.RECORD)
        note(session, actor, clock, "moderation.started", row)


def _write(
    session: Session, actor: Actor, clock: Clock, view: ModerationView, item: Item, opinion: Opinion
) -> None:
    row = item.judgement
    if row is None:
        row = Judgement(moderation_id=view.row.id, question_id=view.question_ids[item.code])
        session.add(row)
    row.self_grade, row.self_not_applicable = item.own.grade, item.own.not_applicable
    row.answer_fingerprint = item.fingerprint
    row.grade, row.not_applicable = opinion.verdict.grade, opinion.verdict.not_applicable
    row.evidence_quality = opinion.quality
    row.comment, row.good_practice, row.improvement = (
        opinion.comment,
        opinion.good_practice,
        opinion.improvement,
    )
    row.updated_by_name, row.updated_at = actor.name, clock()


def _saved(session: Session, view: ModerationView, code: str) -> Saved:
    """The item once more, with what has just been written."""
    session.flush()
    item = view.items[code]
    row = item.judgement
    if row is None:
        row = session.scalar(
            select(Judgement).where(
                Judgement.moderation_id == view.row.id, Judgement.question_id == view.question_ids[code]
            )
        )
    now = Item(item.question, item.standard, item.answer, row, item.opened_at)
    return Saved(row, now.status, now.missing)
