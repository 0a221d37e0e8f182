"""Reading surveys."""

from audit.rooms.surveys.queries.beside import BesideLine, beside_return, beside_round, survey_beside
from audit.rooms.surveys.queries.own import (
    organisation_with_surveys,
    own_place,
    own_places,
    place_by_code,
    place_by_link,
    replies_of,
    running_places,
)
from audit.rooms.surveys.queries.results import Results, View, results_of
from audit.rooms.surveys.queries.surveys import (
    PlaceLine,
    SurveyLine,
    asked_in_survey,
    places_of,
    rounds_to_stand_beside,
    survey_of_board,
    surveys_of_board,
    surveys_over,
)

__all__ = [
    "BesideLine",
    "PlaceLine",
    "Results",
    "SurveyLine",
    "View",
    "asked_in_survey",
    "beside_return",
    "beside_round",
    "organisation_with_surveys",
    "own_place",
    "own_places",
    "place_by_code",
    "place_by_link",
    "places_of",
    "replies_of",
    "results_of",
    "rounds_to_stand_beside",
    "running_places",
    "survey_beside",
    "survey_of_board",
    "surveys_of_board",
    "surveys_over",
]
