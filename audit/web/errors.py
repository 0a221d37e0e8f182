"""Error pages: what happened, what was kept, what to do, and a reference that is found in the log."""

import logging
import secrets
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from audit.domain.errors import NotAllowed, NotVisible, Refusal, RuleBroken, Stale
from audit.infra.database import StaleRow
from audit.web.guard import access_of
from audit.web.identity import current_identity

log = logging.getLogger("audit")

_KEPT_FIELDS_LEFT_OUT = frozenset(
    {"csrf_token", "password", "new_password", "again", "code", "version", "kept", "next", "old"}
    | {"attempt", "decision", "step"}
)

_PAGES: dict[int, tuple[str, str]] = {
    400: ("Something in that request was not right", "Go back, check what you entered and try again."),
    403: ("You cannot do that", "If you think you should be able to, ask your lead or your board."),
    404: ("Page not found", "Check the address, or start again from your home page."),
    405: ("Page not found", "That page cannot be opened this way. Start again from your home page."),
    413: ("That is too large to send", "Nothing was saved. Send smaller or fewer files."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    500: ("Sorry, something went wrong", "It has been noted. What you had already saved is safe."),
    503: ("The service is busy", "Wait a minute, then try again. What you had already saved is safe."),
}


def init_errors(app: Flask) -> None:
    """Answer every error with a page, or with JSON where a script asked."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StaleRow, _stale)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """Whether a script of ours is asking."""
    return request.headers.get("X-Requested-With") == "fetch"


def error_answer(
    status: int, heading: str, sentence: str, kept: list[tuple[str, str]] | None = None
) -> Response:
    """An error page (or JSON) with its reference, which is also in the log."""
    g.error_reference = reference = secrets.token_hex(4)
    log.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "error %s: %s %s %s: %s",
        reference,
        status,
        request.method,
        request.path,
        sentence,
    )
    if wants_json():
        return make_response(jsonify(error=sentence, reference=reference), status)
    page = render_template(
        "errors/error.html",
        status=status,
        heading=heading,
        sentence=sentence,
        reference=reference,
        kept=kept or [],
    )
    return make_response(page, status)


def typed_text() -> list[tuple[str, str]]:
    """What the person typed into the form that could not be taken, to be shown and copied."""
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, value in request.form.items()
        if name not in _KEPT_FIELDS_LEFT_OUT and len(value.strip()) > 2
    ]


def _refused(refusal: Refusal) -> Response:
    if isinstance(refusal, NotVisible):
        return error_answer(404, *_PAGES[404])
    if isinstance(refusal, NotAllowed):
        return error_answer(403, "You cannot do that now", refusal.sentence, typed_text())
    status = 409 if isinstance(refusal, Stale) else 422 if isinstance(refusal, RuleBroken) else 400
    return error_answer(status, "That could not be done", refusal.sentence, typed_text())


def _stale(_error: StaleRow) -> Response:
    return error_answer(
        409,
        "Somebody else changed this first",
        "Your change was not saved over theirs. Open the page again to see what it says now.",
        typed_text(),
    )


def _form_too_old(_error: CSRFError) -> Any:
    access = access_of(current_app, request.endpoint or "static")
    if current_identity() is None and access is not None and access.permission is not None:
        # The browser was closed in between: the session and the form's token went together.
        return current_app.extensions["audit.turn_away"]()
    return error_answer(
        400,
        "This page was open for too long",
        "Nothing was saved. Go back, load the page again and send it once more.",
        typed_text(),
    )


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    heading, sentence = _PAGES.get(status, _PAGES[400 if status < 500 else 500])
    return error_answer(status, heading, sentence, typed_text() if status == 400 else [])


def _unexpected(error: Exception) -> Response:
    answer = error_answer(500, *_PAGES[500])
    log.exception("error %s in detail", g.get("error_reference"), exc_info=error)
    return answer
