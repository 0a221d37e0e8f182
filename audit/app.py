"""create_app(): a table of contents. It says what there is and in which order; the logic is elsewhere."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from audit.infra.clock import Clock, system_clock
from audit.infra.database import make_engine
from audit.infra.unit_of_work import UnitOfWork
from audit.registry import ROOMS
from audit.rooms.accounts.operations import touch
from audit.rooms.organisations.queries import find_identity
from audit.settings import ROOT, Settings, settings_from_environment
from audit.web.addresses import init_addresses
from audit.web.errors import init_errors
from audit.web.guard import init_guard, refuse_bare_routes
from audit.web.headers import init_headers
from audit.web.home import init_home
from audit.web.identity import init_identity
from audit.web.navigation import init_navigation
from audit.web.templates import init_templates
from audit.web.transactions import init_transactions


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> Flask:
    """Build the application.

    Raises UnsafeSettings when production would be unsafe, and BareRoute when a view does not say who
    may come in.
    """
    settings = settings or settings_from_environment()
    app = Flask("audit", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.config.update(
        AUDIT_SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.evidence_max_bytes * settings.evidence_max_files + 2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=16 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="__Host-audit" if settings.is_production else "audit",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.is_production,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]

    init_addresses(app)
    init_headers(app)
    init_errors(app)
    init_transactions(app, UnitOfWork(make_engine(settings.database_url)), clock)
    init_templates(app)
    CSRFProtect(app)
    init_identity(app, find_identity, touch)
    init_guard(app)
    init_navigation(app)
    init_home(app)
    for room in ROOMS:
        if find_spec(f"audit.rooms.{room}.views"):
            import_module(f"audit.rooms.{room}.views").register(app)
    refuse_bare_routes(app)
    return app
