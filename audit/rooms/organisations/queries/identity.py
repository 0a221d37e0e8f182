"""Who holds a key: the signed-in person with their roles and places."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from audit.domain.actor import Actor, Membership
from audit.domain.identity import Identity, Limits, Place
from audit.domain.permissions import ROLE_TITLES, Role
from audit.infra.secrets import key_hash
from audit.rooms.accounts.models import Person, SignedIn
from audit.rooms.organisations.models import Board, Organisation, RoleHeld

# Built once: every request runs it, and building it anew took as long as running it.
_BY_KEY = (
    select(
        SignedIn.id,
        SignedIn.second_factor,
        SignedIn.started_at,
        SignedIn.last_seen_at,
        SignedIn.place,
        Person.id.label("person_id"),
        Person.name.label("person_name"),
        Person.email,
        Person.otp_secret.is_not(None).label("has_second_factor_set"),
        RoleHeld.id.label("held_id"),
        RoleHeld.role,
        RoleHeld.board_id,
        RoleHeld.organisation_id,
        RoleHeld.signs_as,
        Board.code.label("board_code"),
        Board.name.label("board_name"),
        Board.accent,
        Organisation.name.label("organisation_name"),
    )
    .join(Person, Person.id == SignedIn.person_id)
    .outerjoin(RoleHeld, RoleHeld.person_id == Person.id)
    .outerjoin(Board, Board.id == RoleHeld.board_id)
    .outerjoin(Organisation, Organisation.id == RoleHeld.organisation_id)
    .where(
        SignedIn.key_hash == bindparam("key_hash"),
        SignedIn.ended_at.is_(None),
        Person.is_closed.is_(False),
    )
    .order_by(RoleHeld.id)
)


def find_identity(session: Session, key: str, now: datetime, limits: Limits) -> Identity | None:
    """Who holds this key, with their roles and the names of their places, by one query."""
    rows = session.connection().execute(_BY_KEY, {"key_hash": key_hash(key)}).all()
    if not rows:
        return None
    first = rows[0]
    ends_at = first.started_at + limits.absolute
    if now >= ends_at or now - first.last_seen_at >= limits.idle:
        return None
    memberships: list[Membership] = []
    places: dict[str, Place] = {}
    for row in rows:
        if not row.held_id:  # the outer join's row of somebody without any role
            continue
        memberships.append(
            Membership(row.held_id, Role(row.role), row.board_id, row.organisation_id, row.signs_as)
        )
        if row.board_id is not None:
            place = Place("board", row.board_id, row.board_code, row.board_name, row.accent)
        elif row.organisation_id is not None:
            place = Place(
                "organisation", row.organisation_id, str(row.organisation_id), row.organisation_name
            )
        else:
            place = Place("site", 0, "site", "All boards")
        known = places.get(place.token, place)
        places[place.token] = Place(
            place.kind,
            place.id,
            place.key,
            place.name,
            place.accent,
            (*known.roles, ROLE_TITLES[Role(row.role)]),
        )
    return Identity(
        signed_in_id=first.id,
        key=key,
        email=first.email,
        actor=Actor(first.person_id, first.person_name, tuple(memberships)),
        second_factor=first.second_factor,
        has_second_factor_set=bool(first.has_second_factor_set),
        last_seen_at=first.last_seen_at,
        ends_at=ends_at,
        places=tuple(places.values()),
        place_token=first.place,
    )
