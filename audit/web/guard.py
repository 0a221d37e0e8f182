"""The guard: closed by default. Every view carries its permission as data, or says why it is public.

The guard answers "may this person ever"; *which* object they see is answered by the room's queries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from audit.domain.actor import Actor
from audit.domain.errors import NotAllowed
from audit.domain.permissions import Permission
from audit.web.identity import current_identity

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "_audit_access"


@dataclass(frozen=True)
class Access:
    """What a view says of who may come in."""

    permission: Permission | None
    why_public: str = ""
    before_second_factor: bool = False
    or_else: tuple[Permission, ...] = ()
    """Other permissions that open the same door: of the board, say, on a page of an organisation."""

    def lets_in(self, actor: Actor) -> bool:
        """Whether this person may ever come in."""
        return self.permission is None or any(actor.may(one) for one in (self.permission, *self.or_else))


class BareRoute(Exception):
    """A route was registered without saying who may come in."""


def allow(
    permission: Permission, *or_else: Permission, before_second_factor: bool = False
) -> Callable[[View], View]:
    """Let in people who hold this permission, or one of the others, somewhere.

    ``before_second_factor`` is for the pages on which the one-time code itself is set up and given.
    """

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, Access(permission, "", before_second_factor, or_else))
        return view

    return mark


def public(why: str) -> Callable[[View], View]:
    """Let in everybody, and say why."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, Access(None, why_public=why))
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What the view behind an endpoint says of who may come in."""
    access = getattr(app.view_functions[endpoint], _ATTRIBUTE, None)
    return access if isinstance(access, Access) else None


def init_guard(app: Flask) -> None:
    """Stand guard before every request."""
    app.before_request(_stand_guard)


def refuse_bare_routes(app: Flask) -> None:
    """Refuse to start with a route that does not say who may come in; raises BareRoute naming them."""
    setattr(app.view_functions["static"], _ATTRIBUTE, Access(None, why_public="style sheets and scripts"))
    bare = sorted(rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None)
    if bare:
        raise BareRoute(f"Mark these views with @allow(...) or @public(...): {', '.join(bare)}")


def actor() -> Actor:
    """The person who acts in this request. Only for views behind ``@allow``."""
    identity = current_identity()
    if identity is None:  # pragma: no cover - the guard has already turned them away
        abort(401)
    return identity.actor


def _stand_guard() -> Any:
    if request.endpoint is None:
        return None  # not found: nothing to guard
    access = access_of(current_app, request.endpoint)
    if access is None:
        abort(404)
    if access.permission is None:
        return None
    identity = current_identity()
    if identity is None:
        return current_app.extensions["audit.turn_away"]()
    if identity.owes_code and not access.before_second_factor:
        return current_app.extensions["audit.ask_for_code"]()
    if not access.lets_in(identity.actor):
        raise NotAllowed("Your role does not include this page. If you need it, ask your lead or your board.")
    return None
