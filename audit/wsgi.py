"""The entry for a WSGI server: ``gunicorn audit.wsgi:app``."""

from audit.app import create_app
from audit.demo.start_page import show

app = create_app()
if app.config["AUDIT_SETTINGS"].is_demo:
    show(app)
