"""An organisation's pages: its links, its poster, and what its own staff said."""

from flask import render_template
from markupsafe import Markup

from audit.domain.disclosure import say_progress
from audit.domain.errors import NotVisible
from audit.domain.permissions import Permission
from audit.domain.surveys import Window, window_of
from audit.infra.clock import today
from audit.infra.one_time import qr_picture
from audit.rooms.surveys.models import SurveyPlace
from audit.rooms.surveys.presenters import standard_rows
from audit.rooms.surveys.queries import (
    organisation_with_surveys,
    own_place,
    own_places,
    replies_of,
    results_of,
)
from audit.rooms.surveys.views.blueprint import blueprint, link_and_code, public_url
from audit.web.guard import actor, allow
from audit.web.navigation import stand_in
from audit.web.transactions import clock, db


@blueprint.get("/organisations/<int:organisation_id>/surveys")
@allow(Permission.SURVEY_SHARE)
def list_own(organisation_id: int) -> str:
    """The surveys that ask the staff of an organisation."""
    organisation = organisation_with_surveys(db(), actor(), organisation_id)
    stand_in("organisation", organisation.id)
    places = own_places(db(), actor(), organisation_id)
    return render_template(
        "surveys/own_list.html",
        organisation=organisation,
        places=[(place, _window(place)) for place in places],
        windows=Window,
    )


@blueprint.get("/organisations/<int:organisation_id>/surveys/<int:survey_id>")
@allow(Permission.SURVEY_SHARE)
def show_own(organisation_id: int, survey_id: int) -> str:
    """The link and the code to pass on, how many have replied, and afterwards what they said."""
    place = _place(organisation_id, survey_id)
    link, code = link_and_code(place)
    rows = []
    if place.counted and place.survey.shares_results:
        results = results_of(db(), place.survey, [organisation_id])
        rows = standard_rows(results, results.of(organisation_id))
    return render_template(
        "surveys/own.html",
        row=place,
        survey=place.survey,
        link=link,
        code=code,
        enter=f"{public_url()}/survey",
        window=_window(place),
        windows=Window,
        progress=say_progress(replies_of(db(), place)),
        standards=rows,
    )


@blueprint.get("/organisations/<int:organisation_id>/surveys/<int:survey_id>/poster")
@allow(Permission.SURVEY_SHARE)
def show_poster(organisation_id: int, survey_id: int) -> str:
    """A page to print and hang up."""
    place = _place(organisation_id, survey_id)
    link, code = link_and_code(place)
    if not link:
        raise NotVisible
    return render_template(
        "surveys/poster.html",
        row=place,
        survey=place.survey,
        code=code,
        enter=f"{public_url()}/survey",
        picture=Markup(qr_picture(link)),  # noqa: S704  made by segno, from nothing that was typed
    )


def _place(organisation_id: int, survey_id: int) -> SurveyPlace:
    place = own_place(db(), actor(), organisation_id, survey_id)
    stand_in("organisation", organisation_id)
    return place


def _window(place: SurveyPlace) -> Window:
    survey = place.survey
    return window_of(survey.state, survey.opens_on, survey.closes_on, today(clock()))
