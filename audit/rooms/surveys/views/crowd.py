"""How much one network may do in a while. Kept in memory alone, by a hash that nobody can turn back.

Nothing of it reaches the database: who replied, and when, must not be found there. Each process counts for itself, so
an installation with several lets that many times as much through, which is still an end.
"""

import hashlib
import secrets
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

from flask import Flask, current_app, request

from audit.infra.networks import address_group
from audit.web.transactions import clock

_NAME = "surveys.crowd"
_MOST_NETWORKS = 20_000
"""Networks remembered at a time; beyond that the one that was quiet longest is forgotten."""


class Crowd:
    """Counts what networks did lately."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._seen: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def is_too_much(
        self, what: str, address: str | None, most: int, within: timedelta, now: datetime
    ) -> bool:
        """Whether this network has done this ``most`` times already in the last while; counts nothing."""
        with self._lock:
            return len(self._recent(what, address, within, now)) >= most

    def count(self, what: str, address: str | None, within: timedelta, now: datetime) -> None:
        """Count once."""
        with self._lock:
            self._recent(what, address, within, now).append(now)

    def _recent(self, what: str, address: str | None, within: timedelta, now: datetime) -> deque[datetime]:
        text = f"{what}:{address_group(address)}".encode()
        key = hashlib.sha256(self._salt + text).digest()[:16]
        moments = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        while moments and moments[0] <= now - within:
            moments.popleft()
        while len(self._seen) > _MOST_NETWORKS:
            self._seen.popitem(last=False)
        return moments


def init_crowd(app: Flask) -> None:
    """Give the application its counter."""
    app.extensions[_NAME] = Crowd()


def is_too_much(what: str, rule: tuple[int, timedelta]) -> bool:
    """Whether whoever is asking has done this too often."""
    return _crowd().is_too_much(what, request.remote_addr, *rule, clock()())


def count(what: str, rule: tuple[int, timedelta]) -> None:
    """Count it for whoever is asking."""
    _crowd().count(what, request.remote_addr, rule[1], clock()())


def _crowd() -> Crowd:
    found: Crowd = current_app.extensions[_NAME]
    return found
