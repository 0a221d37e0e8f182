"""Templates: where they are found, and the few words that every page may use."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, url_for
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, StrictUndefined

from audit.domain.dates import say_date, say_moment, say_time
from audit.web.guard import public

_HEX = frozenset("0123456789abcdef")


def init_templates(app: Flask) -> None:
    """Set up the template environment."""
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader,  # type: ignore[list-item]
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    settings = app.config["AUDIT_SETTINGS"]
    app.jinja_env.filters.update(date=say_date, moment=say_moment, clock_time=say_time)
    app.jinja_env.globals.update(asset=_asset, settings=settings)
    app.add_url_rule("/accent/<colour>.css", "accent", _accent)


def _asset(path: str) -> str:
    """The address of a file in ``static``, with a piece of its fingerprint so that it can be kept for ever."""
    return url_for("static", filename=path, v=_fingerprint(Path(str(current_app.static_folder)) / path))


@cache
def _fingerprint(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    except OSError:
        return "missing"


@public("a style sheet with one colour in it")
def _accent(colour: str) -> Response:
    """The accent colour of a board as a style sheet: nothing inline, so the policy stays strict."""
    if len(colour) != 6 or not set(colour) <= _HEX:
        abort(404)
    response = Response(f":root{{--accent:#{colour}}}", mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def strict(app: Flask) -> None:
    """In tests a template that names something that is not there fails."""
    app.jinja_env.undefined = StrictUndefined
