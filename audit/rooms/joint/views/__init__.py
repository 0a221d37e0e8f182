"""The pages of joint work, and what they add to the pages of other rooms."""

from flask import Flask

from audit.rooms.joint.views import agreeing, beside, settling, signing, working
from audit.rooms.joint.views.blueprint import blueprint
from audit.web.gathering import add_organisation_note, add_question_part, add_return_note

PAGES = (agreeing, settling, signing, working)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages, and what this room adds to others."""
    app.register_blueprint(blueprint)
    add_organisation_note(app, beside.organisation_note)
    add_return_note(app, beside.return_note)
    add_question_part(app, beside.question_part)
