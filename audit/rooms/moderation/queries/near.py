"""Whether somebody stands too near to an organisation to judge it, asked anew each time."""

from sqlalchemy.orm import Session

from audit.domain.actor import Actor
from audit.domain.allocation import too_near
from audit.rooms.moderation.models import Moderation
from audit.rooms.organisations.queries.near import home_organisations, interests_in, near_organisations


def why_too_near(session: Session, actor: Actor, row: Moderation) -> str | None:
    """Why the actor may not judge the return of this moderation, which the caller has found; ``None`` when they may.

    A role, a link or an interest that came later counts at once.
    """
    if actor.person_id is None:
        return None
    board_id, organisation_id = row.moderated.round.board_id, row.moderated.organisation_id
    person = [actor.person_id]
    return too_near(
        home_organisations(session, person).get(actor.person_id, set()),
        interests_in(session, board_id, person).get(actor.person_id, {}),
        near_organisations(session, board_id, [organisation_id]),
        organisation_id,
    )
