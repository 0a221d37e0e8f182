"""The exchange about moved grades: the organisation accepts or replies, the moderator gives way or keeps to it."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.agreement import Exchange, verb_to_answer, verb_to_reply
from audit.domain.errors import NotAllowed, NotVisible, RuleBroken, Stale
from audit.domain.moderation import ModerationState, ModerationVerb, next_moderation_state
from audit.domain.permissions import Permission
from audit.infra.clock import Clock
from audit.rooms.moderation.models import Judgement, Moderation
from audit.rooms.moderation.operations.agreeing import agree_grades, move, note, require_submitted
from audit.rooms.moderation.operations.grade_letters import tell_board, tell_moderator
from audit.rooms.moderation.policy import checked_text
from audit.rooms.moderation.queries.moderating import moderation_to_do, moderations_of_return
from audit.rooms.moderation.queries.reading import Item, ModerationView, moderation_view

ONLY_LEADS = "Only a lead of your organisation can reply to the moderator. Nothing was saved."


class WordsConflict(Stale):
    """Somebody else of the same side saved other words meanwhile. Carries what is saved."""

    def __init__(self, theirs: Judgement, code: str) -> None:
        super().__init__(
            f"What is said to {code} was changed in another window while you were writing. Nothing was overwritten: "
            "compare the two and save again."
        )
        self.theirs = theirs
        self.code = code


def say_reply(
    session: Session,
    actor: Actor,
    clock: Clock,
    reference: str,
    code: str,
    *,
    accepted: bool | None,
    reply: str,
    seen_version: int,
) -> Judgement:
    """Keep what a lead says to one moved grade. Nobody else reads it before it is sent.

    Raises NotVisible; NotAllowed for anybody but a lead; RuleBroken when it is not with the organisation or the reply
    is too long; WordsConflict.
    """
    view = _with_organisation(session, actor, reference)
    row = _moved(view, code)
    said = checked_text(reply, "reply", "Your reply")
    if (row.accepted, row.reply) != (accepted, said):
        _require_seen(row, code, seen_version)
        row.accepted, row.reply, row.replied_by_name = accepted, said, actor.name
        session.flush()
    return row


def send_replies(
    session: Session, actor: Actor, clock: Clock, reference: str, *, public_url: str
) -> Moderation:
    """Send what the organisation says. With every moved grade accepted, the grades are agreed.

    Raises NotVisible; NotAllowed for anybody but a lead; RuleBroken while something is missing or when it is not
    with the organisation.
    """
    view = _with_organisation(session, actor, reference)
    exchanges = _complete(view, Exchange.reply_lacks)
    row = view.row
    row.replied_at = clock()
    verb = verb_to_reply(exchanges)
    replies = sum(exchange.is_replied_to for exchange in exchanges)
    note(session, actor, clock, "moderation.replied", row, replies=replies)
    if verb is ModerationVerb.AGREE:
        agree_grades(session, actor, clock, view, verb, public_url=public_url)
    else:
        move(row, verb)
        tell_moderator(session, clock, row, "moderation-replied", public_url, "/replies", replies=replies)
    return row


def say_rejoinder(
    session: Session,
    actor: Actor,
    clock: Clock,
    moderation_id: int,
    code: str,
    *,
    gives_way: bool | None,
    rejoinder: str,
    seen_version: int,
) -> Judgement:
    """Keep what the moderator says to one reply. Nobody else reads it before it is sent.

    Raises NotVisible; RuleBroken when there is nothing to answer now or the words are too long; WordsConflict.
    """
    view = _replied(session, actor, moderation_id)
    row = _moved(view, code)
    if row.accepted is not False:
        raise NotVisible
    said = checked_text(rejoinder, "rejoinder", "Your words")
    if (row.gives_way, row.rejoinder) != (gives_way, said):
        _require_seen(row, code, seen_version)
        row.gives_way, row.rejoinder = gives_way, said
        session.flush()
    return row


def send_rejoinders(
    session: Session, actor: Actor, clock: Clock, moderation_id: int, *, public_url: str
) -> Moderation:
    """Send what the moderator says. Where they give way everywhere the grades are agreed, else the board settles.

    Raises NotVisible; RuleBroken while something is missing or when there is nothing to answer now.
    """
    view = _replied(session, actor, moderation_id)
    exchanges = _complete(view, Exchange.rejoinder_lacks)
    row = view.row
    verb = verb_to_answer(exchanges)
    remaining = sum(exchange.is_for_the_board for exchange in exchanges)
    note(session, actor, clock, "moderation.answered", row, remaining=remaining)
    if verb is ModerationVerb.AGREE:
        agree_grades(session, actor, clock, view, verb, public_url=public_url)
    else:
        move(row, verb)
        tell_board(
            session, clock, row, "moderation-to-settle", public_url, remaining=remaining, is_silent=False
        )
    return row


def _with_organisation(session: Session, actor: Actor, reference: str) -> ModerationView:
    row, found = moderations_of_return(session, actor, reference, lock=True)
    if not actor.is_operator and row.organisation_id not in actor.organisations(Permission.MODERATION_REPLY):
        raise NotAllowed(ONLY_LEADS)
    if not found:
        raise NotVisible
    waiting = [each for each in found if each.state is ModerationState.WITH_ORGANISATION]
    moderation = (waiting or found)[0]
    next_moderation_state(moderation.state, ModerationVerb.REPLY)
    view = moderation_view(session, moderation)
    require_submitted(view)
    return view


def _replied(session: Session, actor: Actor, moderation_id: int) -> ModerationView:
    view = moderation_to_do(session, actor, moderation_id, lock=True)
    next_moderation_state(view.row.state, ModerationVerb.ANSWER)
    require_submitted(view)
    return view


def _moved(view: ModerationView, code: str) -> Judgement:
    item = view.items.get(code)
    if item is None or item.judgement is None or not item.exchange.differs:
        raise NotVisible
    return item.judgement


def _require_seen(row: Judgement, code: str, seen_version: int) -> None:
    if row.version != seen_version:
        raise WordsConflict(row, code)


def _complete(view: ModerationView, lacks: Callable[[Exchange], Iterable[str]]) -> list[Exchange]:
    """The exchanges, when nothing is missing; raises RuleBroken naming the first that lacks something."""
    items: list[Item] = list(view.graded)
    for item in items:
        for sentence in lacks(item.exchange):
            raise RuleBroken(f"{item.code}: {sentence}", f"said-{item.code}")
    return [item.exchange for item in items]
