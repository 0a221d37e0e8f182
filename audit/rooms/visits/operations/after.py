"""After the form was sent: sharing it, the organisation's one reply, and actions that come of it."""

from datetime import date

from sqlalchemy.orm import Session

from audit.domain.actions import ActionOrigin
from audit.domain.actor import Actor
from audit.domain.dates import say_date
from audit.domain.errors import RuleBroken
from audit.domain.texts import checked_words
from audit.domain.visits import VisitVerb, next_visit_state
from audit.infra.clock import Clock
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations import ActionFacts, ReturnAbout, add_action
from audit.rooms.organisations.queries import administrators_of, leads_of
from audit.rooms.outbox.operations import write_letters
from audit.rooms.visits.models import Visit
from audit.rooms.visits.operations.asking import note_in_trail
from audit.rooms.visits.policy import LONGEST_NOTE, must_reply
from audit.rooms.visits.queries.reading import view_of_visit
from audit.rooms.visits.queries.visits import is_read_by_board, visit_of_board, visit_of_organisation


def share_visit(
    session: Session, actor: Actor, clock: Clock, visit_id: int, note: str = "", *, public_url: str
) -> Visit:
    """Share the form with the organisation, with a word of the board's. The leads have a letter."""
    row = visit_of_board(session, actor, visit_id, lock=True)
    state = next_visit_state(row.state, VisitVerb.SHARE)
    row.shared_note = checked_words(note, "Your note", "note", LONGEST_NOTE)
    row.state, row.shared_at, row.shared_by_name = state, clock(), actor.name
    board, organisation = row.visited.round.board, row.visited.organisation
    note_in_trail(session, actor, clock, "visit.shared", row, board.id)
    letters = [
        {
            "to_email": lead.email,
            "to_name": lead.name,
            "about": ("visit", str(row.id)),
            "organisation": organisation.name,
            "round": row.visited.round.title,
            "board": board.name,
            "visited_on": row.visited_on,
            "note": row.shared_note,
            "contact_email": board.contact_email,
            "contact_phone": board.contact_phone,
            "link": f"{public_url}/visits/{row.id}/ours",
        }
        for lead in leads_of(session, actor, [organisation.id])
    ]
    write_letters(session, clock, "visit-shared", letters, board_id=board.id)
    return row


def reply_to_visit(
    session: Session, actor: Actor, clock: Clock, visit_id: int, words: str, *, public_url: str
) -> Visit:
    """Reply once for the organisation. The board's administrators have a letter."""
    row = visit_of_organisation(session, actor, visit_id, lock=True)
    must_reply(actor, row.visited.organisation_id)
    state = next_visit_state(row.state, VisitVerb.REPLY)
    row.reply = checked_words(words, "Your reply", "reply", LONGEST_NOTE, "Write your reply")
    row.state, row.replied_at, row.replied_by_name = state, clock(), actor.name
    board, organisation = row.visited.round.board, row.visited.organisation
    note_in_trail(session, actor, clock, "visit.replied", row, board.id)
    letters = [
        {
            "to_email": one.email,
            "to_name": one.name,
            "about": ("visit", str(row.id)),
            "organisation": organisation.name,
            "round": row.visited.round.title,
            "board": board.name,
            "link": f"{public_url}/visits/{row.id}",
        }
        for one in administrators_of(session, actor, board.id)
    ]
    write_letters(session, clock, "visit-replied", letters, board_id=board.id)
    return row


def make_action(
    session: Session, actor: Actor, clock: Clock, visit_id: int, code: str, what: str, due_on: date | None
) -> Action:
    """Make an action of the organisation's plan from what was seen to one question.

    Only once the form is shared: an action would tell the organisation of the visit. Raises RuleBroken with the
    field (``what``, ``due_on``, ``question``).
    """
    row = visit_of_board(session, actor, visit_id)
    if not is_read_by_board(row) or row.shared_at is None:
        raise RuleBroken("Share the form with the organisation first: an action would tell it of the visit.")
    view = view_of_visit(session, row)
    line = view.lines.get(code)
    if line is None or code not in view.asked:
        raise RuleBroken("Choose a question of the form", "question")
    if due_on is None:
        raise RuleBroken("Enter the day by which it is due", "due_on")
    own = line.said.question if line.said else None
    visited, standards = row.visited, view.questionnaire.standard_of
    seen_on = f" on {say_date(row.visited_on)}" if row.visited_on else ""
    action = add_action(
        session,
        actor,
        clock,
        organisation_id=visited.organisation_id,
        board_id=visited.round.board_id,
        facts=ActionFacts(what=what, due_on=due_on, why=line.content.narrative[:2000]),
        origin=ActionOrigin.BY_HAND,
        origin_words=f"Visit{seen_on}",
        about=ReturnAbout(
            visited.id,
            visited.round_id,
            standards[code].title,
            own.code if own else "",
            own.text if own else line.question.text,
        ),
    )
    note_in_trail(session, actor, clock, "visit.action-made", row, visited.round.board_id, action=action.id)
    return action
