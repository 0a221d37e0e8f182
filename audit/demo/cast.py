"""The people of the demonstration: invited, joined, and as operations see them."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.demo.clock import DemoClock
from audit.demo.credentials import PASSWORD, otp_secret
from audit.demo.names import name_number
from audit.domain.actor import Actor, Membership
from audit.domain.permissions import BOARD_ROLES, Role
from audit.infra.one_time import code_at
from audit.rooms.accounts.models import LinkPurpose, Person
from audit.rooms.accounts.operations import confirm_second_factor, use_link
from audit.rooms.organisations.models import RoleHeld
from audit.rooms.organisations.operations import invite_person
from audit.rooms.outbox.models import Letter
from audit.settings import Settings

_LINK = re.compile(r"/invitations/(\S+)")


class Cast:
    """Invites people and lets them join; names are given in order, so that they are always the same."""

    def __init__(self, session: Session, clock: DemoClock, settings: Settings, first_name: int = 0) -> None:
        self.session = session
        self.clock = clock
        self.settings = settings
        self._next_name = first_name
        self._actors: dict[str, Actor] = {}

    def join(
        self,
        inviter: Actor,
        email: str,
        role: Role,
        *,
        board_id: int | None = None,
        organisation_id: int | None = None,
        title: str = "",
        signs_as: str = "",
    ) -> Actor:
        """Give a role, unless they hold it in that place already.

        Whoever is new opens the letter, chooses the password and, for a board, sets up the code.
        """
        person = self._person(email)
        if person is not None and any(
            (held.role, held.board_id, held.organisation_id) == (role, board_id, organisation_id)
            for held in self.actor(email).memberships
        ):
            return self.actor(email)
        self.invite(
            inviter,
            email,
            role,
            board_id=board_id,
            organisation_id=organisation_id,
            title=title,
            signs_as=signs_as,
        )
        if person is None:
            person = self._take_up(email)
        self._actors.pop(email, None)
        actor = self.actor(email)
        if (role in BOARD_ROLES or role is Role.SITE_ADMINISTRATOR) and person.otp_secret is None:
            secret = otp_secret(email)
            code = code_at(secret, self.clock())
            confirm_second_factor(self.session, actor, self.clock, secret, code, self.settings.secret_key)
        return actor

    def invite(
        self,
        inviter: Actor,
        email: str,
        role: Role,
        *,
        board_id: int | None = None,
        organisation_id: int | None = None,
        title: str = "",
        signs_as: str = "",
    ) -> None:
        """Give a role, and write to whoever is to hold it."""
        person = self._person(email)
        name = person.name if person else self._new_name()
        invite_person(
            self.session,
            inviter,
            self.clock,
            email=email,
            name=name,
            role=role,
            public_url=self.settings.public_url,
            product=self.settings.product_name,
            board_id=board_id,
            organisation_id=organisation_id,
            title=title,
            signs_as=signs_as,
        )
        self.session.flush()

    def actor(self, email: str) -> Actor:
        """Somebody with the roles that they hold now."""
        if email not in self._actors:
            person = self._person(email)
            if person is None:
                raise LookupError(f"Nobody of the demonstration has the address {email}.")
            held = self.session.scalars(select(RoleHeld).where(RoleHeld.person_id == person.id))
            memberships = tuple(
                Membership(h.id, Role(h.role), h.board_id, h.organisation_id, h.signs_as) for h in held
            )
            self._actors[email] = Actor(person.id, person.name, memberships)
        return self._actors[email]

    def forget(self, email: str) -> None:
        """Look up anew, the next time, which roles somebody holds: one of them has ended."""
        self._actors.pop(email, None)

    def _take_up(self, email: str) -> Person:
        letter = self.session.scalars(
            select(Letter)
            .where(Letter.to_email == email, Letter.kind == "invitation")
            .order_by(Letter.id.desc())
            .limit(1)
        ).one()
        link = _LINK.search(letter.body)
        if link is None:
            raise LookupError(f"The invitation to {email} has no link in it.")
        self.clock.wait(120)
        return use_link(
            self.session,
            self.clock,
            link[1],
            LinkPurpose.INVITATION,
            PASSWORD,
            public_url=self.settings.public_url,
            product=self.settings.product_name,
        )

    def _person(self, email: str) -> Person | None:
        return self.session.scalar(select(Person).where(Person.email == email))

    def _new_name(self) -> str:
        name = name_number(self._next_name)
        self._next_name += 1
        return name
