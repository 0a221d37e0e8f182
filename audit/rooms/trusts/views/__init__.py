"""The pages of trusts, and what they add to the pages of other rooms."""

from flask import Flask

from audit.domain.organisations import OrganisationKind
from audit.domain.permissions import Permission
from audit.rooms.trusts.views import answering, beside, choosing, rounds, schools
from audit.rooms.trusts.views.blueprint import blueprint
from audit.web.gathering import PageLink, add_page_links, add_question_part, add_return_marks, add_return_note
from audit.web.home import add_standing, add_waiting

PAGES = (rounds, choosing, answering, schools)
"""The modules whose views stand on the blueprint."""


def register(app: Flask) -> None:
    """Register the pages, and what this room adds to others."""
    app.register_blueprint(blueprint)
    add_question_part(app, beside.question_part)
    add_return_marks(app, beside.marks_of)
    add_return_note(app, beside.return_note)
    add_standing(app, rounds.standing)
    add_waiting(app, rounds.waiting)
    add_page_links(
        app,
        PageLink(
            "organisation",
            "Schools of the trust",
            "trusts.show_rounds",
            Permission.RETURN_VIEW,
            5,
            "how far each return is, and the questions that the trust answers for all",
            lambda organisation: organisation.kind == OrganisationKind.TRUST,
        ),
    )
