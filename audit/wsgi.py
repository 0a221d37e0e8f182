"""The entry for a WSGI server: ``gunicorn audit.wsgi:app``."""

from audit.app import create_app

app = create_app()
