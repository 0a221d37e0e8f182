"""The signed-in person as the furniture of the web needs them: found by one query, kept for one request."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from audit.domain.actor import Actor


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: unseen, and altogether."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class Place:
    """A board or an organisation in which the signed-in person holds a role."""

    kind: str
    """``board``, ``organisation`` or ``site``."""
    id: int
    key: str
    """What its addresses carry: a board's code, an organisation's id."""
    name: str
    accent: str = ""
    roles: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        """The place as it is remembered with the session."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Identity:
    """The signed-in person, with everything that the furniture needs, found by one query."""

    signed_in_id: int
    key: str
    email: str
    actor: Actor
    second_factor: bool
    has_second_factor_set: bool
    last_seen_at: datetime
    ends_at: datetime
    """The absolute end of this signing-in."""
    places: tuple[Place, ...] = field(default=())
    place_token: str = ""

    @property
    def owes_code(self) -> bool:
        """Whether a one-time code must still be given, or first be set up, in this session."""
        return not self.second_factor and (self.has_second_factor_set or self.actor.needs_second_factor)

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The key that the cookie holds: Flask-Login never sees a person's id."""
        return self.key

    @cached_property
    def place(self) -> Place | None:
        """Where the person is now: what was last looked at, else the first place."""
        for place in self.places:
            if place.token == self.place_token:
                return place
        return self.places[0] if self.places else None
