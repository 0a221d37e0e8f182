"""Each request is one unit of work: committed once when an unsafe method ends well, else undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from audit.infra.clock import Clock
from audit.infra.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_transactions(app: Flask, unit_of_work: UnitOfWork, clock: Clock) -> None:
    """Give every request its session and commit it at the end."""
    app.extensions["audit.unit_of_work"] = unit_of_work
    app.extensions["audit.clock"] = clock
    app.after_request(_commit)
    app.teardown_request(_close)


def db() -> Session:
    """The session of this request. On a safe method it is for reading and never committed."""
    if "db" not in g:
        if request.method in SAFE:
            g.db = unit_of_work().reading()
        else:
            # The whole body is read before the write lock is taken: a slow upload must not hold it.
            try:
                request.form, request.files  # noqa: B018
                g.db = unit_of_work().writing()
            except HTTPException:
                if "error_reference" not in g:
                    raise
                g.db = unit_of_work().reading()  # the page that says that the body could not be read
    session: Session = g.db
    return session


def unit_of_work() -> UnitOfWork:
    """For the rare work that stands apart from the request's own unit."""
    found: UnitOfWork = current_app.extensions["audit.unit_of_work"]
    return found


def clock() -> Clock:
    """The application's clock, to hand to operations."""
    found: Clock = current_app.extensions["audit.clock"]
    return found


def let_go() -> None:
    """End the transaction of this request while something slow is done, before anything was changed.

    On SQLite one writer holds up all the others: a file is checked and stored without the write lock.
    """
    session: Session | None = g.get("db")
    if session is not None:
        session.rollback()


def keep_despite_refusal() -> None:
    """Commit this unit although the answer is a refusal: a failed sign-in must be counted."""
    g.keep_despite_refusal = True


def _commit(response: Response) -> Response:
    session = g.get("db")
    if session is None:
        return response
    if request.method in SAFE:
        return response  # nothing to commit; closing the session undoes the transaction
    if response.status_code < 400 or g.get("keep_despite_refusal", False):
        unit_of_work().commit(session)
    else:
        session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    session = g.pop("db", None)
    if session is not None:
        session.close()  # undoes what was not committed
