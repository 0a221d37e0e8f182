"""Reading the panel of an event: who sits, who could, and who is marked out of which slot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from audit.domain.actor import Actor
from audit.domain.allocation import too_near
from audit.domain.challenge import PanelRole
from audit.domain.permissions import ROLE_TITLES, Role
from audit.rooms.accounts.models import Person
from audit.rooms.challenge.models import ChallengeEvent, MarkedOut, PanelSeat, Slot
from audit.rooms.challenge.policy import SITTING_ROLES
from audit.rooms.challenge.queries.agenda import slots_of
from audit.rooms.organisations.models import Interest, Organisation, RoleHeld
from audit.rooms.organisations.queries.near import home_organisations, interests_in, near_organisations


@dataclass(frozen=True)
class Marks:
    """Who takes no part in which slot, and why. By slot id, then by seat id."""

    by_rule: Mapping[int, Mapping[int, str]]
    """An own organisation, a linked one or a declared interest, as it is this minute."""
    by_hand: Mapping[int, Mapping[int, str]]
    """What the board marked, or what held when the panel was put together and holds no longer."""

    def why(self, slot_id: int, seat_id: int) -> str | None:
        """Why somebody takes no part in a slot; None when they do."""
        found = self.by_rule.get(slot_id, {}).get(seat_id)
        return found if found is not None else self.by_hand.get(slot_id, {}).get(seat_id)

    def out_of(self, slot_id: int) -> dict[int, str]:
        """Everybody who takes no part in a slot, by seat id, with why."""
        return {**self.by_hand.get(slot_id, {}), **self.by_rule.get(slot_id, {})}


@dataclass(frozen=True)
class SeatLine:
    """A seat as the board sees it."""

    seat: PanelSeat
    has_left: bool
    """Whether they hold no role in the board any more that lets them sit: they see nothing."""
    called: str
    """What they are called in the board: ``Panel member (lay member)``."""
    interests: Sequence[tuple[str, str]]
    """Organisations in which they have declared an interest, with why."""


_SEAT_ORDER = (PanelRole.CHAIR, PanelRole.MEMBER, PanelRole.NOTE_TAKER, PanelRole.OBSERVER)


def seats_of(session: Session, event: ChallengeEvent) -> list[PanelSeat]:
    """The seats of an event with their people, the chair first, then by name. One query."""
    rows = session.scalars(
        select(PanelSeat)
        .join(PanelSeat.person)
        .where(PanelSeat.event_id == event.id)
        .options(contains_eager(PanelSeat.person))
    )
    return sorted(rows, key=lambda s: (_SEAT_ORDER.index(s.role), s.person.name.casefold(), s.id))


def seat_of_actor(session: Session, actor: Actor, event: ChallengeEvent) -> PanelSeat | None:
    """The actor's own seat on the panel of an event."""
    return session.scalar(
        select(PanelSeat).where(PanelSeat.event_id == event.id, PanelSeat.person_id == actor.person_id)
    )


def marks_of(
    session: Session,
    event: ChallengeEvent,
    seats: Sequence[PanelSeat] | None = None,
    slots: Sequence[Slot] | None = None,
) -> Marks:
    """Who is marked out of which slot of an event. A constant number of queries."""
    seats = seats_of(session, event) if seats is None else seats
    slots = slots_of(session, event) if slots is None else slots
    people = [seat.person_id for seat in seats]
    interests = interests_in(session, event.board_id, people)
    homes = home_organisations(session, people)
    near = near_organisations(session, event.board_id, [slot.organisation_id for slot in slots])
    by_rule: dict[int, dict[int, str]] = {}
    for slot in slots:
        for seat in seats:
            why = too_near(
                homes.get(seat.person_id, ()), interests.get(seat.person_id, {}), near, slot.organisation_id
            )
            if why is not None:
                by_rule.setdefault(slot.id, {})[seat.id] = why
    by_hand: dict[int, dict[int, str]] = {}
    rows = session.execute(
        select(MarkedOut.slot_id, MarkedOut.seat_id, MarkedOut.why)
        .join(Slot, Slot.id == MarkedOut.slot_id)
        .where(Slot.event_id == event.id)
    )
    for slot_id, seat_id, why in rows:
        if seat_id not in by_rule.get(slot_id, {}):
            by_hand.setdefault(slot_id, {})[seat_id] = why
    return Marks(by_rule, by_hand)


def panel_of(
    session: Session, event: ChallengeEvent, seats: Sequence[PanelSeat] | None = None
) -> list[SeatLine]:
    """The panel as its page shows it: two queries, and one more when the seats are not given."""
    seats = seats_of(session, event) if seats is None else seats
    people = [seat.person_id for seat in seats]
    called = _called(session, event, people)
    interests: dict[int, list[tuple[str, str]]] = {}
    for person_id, name, why in session.execute(
        select(Interest.person_id, Organisation.name, Interest.why)
        .join(Organisation, Organisation.id == Interest.organisation_id)
        .where(
            Interest.board_id == event.board_id, Interest.ended_at.is_(None), Interest.person_id.in_(people)
        )
        .order_by(func.lower(Organisation.name))
    ):
        interests.setdefault(person_id, []).append((name, why))
    return [
        SeatLine(
            seat,
            seat.person_id not in called,
            called.get(seat.person_id, ""),
            interests.get(seat.person_id, ()),
        )
        for seat in seats
    ]


def people_to_seat(
    session: Session, event: ChallengeEvent, without: Sequence[PanelSeat]
) -> list[tuple[int, str]]:
    """The people of the board who may sit on its panels and do not yet on this: id and name with what they are."""
    taken = {seat.person_id for seat in without}
    rows = session.execute(
        select(Person.id, Person.name)
        .where(
            Person.is_closed.is_(False),
            Person.id.in_(
                select(RoleHeld.person_id).where(
                    RoleHeld.board_id == event.board_id, RoleHeld.role.in_(SITTING_ROLES)
                )
            ),
        )
        .order_by(func.lower(Person.name), Person.id)
    ).all()
    free = [(id, name) for id, name in rows if id not in taken]
    called = _called(session, event, [id for id, _ in free])
    return [(id, f"{name}, {called.get(id, '').lower()}") for id, name in free]


def _called(session: Session, event: ChallengeEvent, person_ids: Sequence[int]) -> dict[int, str]:
    """What these people are in the board, by person id, of the roles that let them sit; others are left out."""
    rows = session.execute(
        select(RoleHeld.person_id, RoleHeld.role, RoleHeld.title)
        .join(Person, Person.id == RoleHeld.person_id)
        .where(
            RoleHeld.board_id == event.board_id,
            RoleHeld.role.in_(SITTING_ROLES),
            RoleHeld.person_id.in_(person_ids),
            Person.is_closed.is_(False),
        )
        .order_by(RoleHeld.id)
    )
    found: dict[int, str] = {}
    for person_id, role, title in rows:
        words = f"{ROLE_TITLES[Role(role)]} ({title})" if title else ROLE_TITLES[Role(role)]
        found.setdefault(person_id, words)
    return found
