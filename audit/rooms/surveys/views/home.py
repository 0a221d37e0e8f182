"""What this room adds to the pages of others: what waits, and what staff say beside a submitted return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for

from audit.domain.actor import Actor
from audit.rooms.surveys.queries import beside_return, running_places, surveys_over
from audit.web.gathering import PagePart
from audit.web.home import Standing, Waiting

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def waiting(session: Session, actor: Actor, today: date) -> Sequence[Waiting]:
    """Surveys of a board whose last day has passed: nothing of them is shown until they are closed."""
    return [
        Waiting(
            f"{survey.title}: the last day has passed",
            "Close the survey to add the replies up.",
            url_for("surveys.show_survey", board_code=survey.board.code, survey_id=survey.id),
            "Go to the survey",
            survey.closes_on,
        )
        for survey in surveys_over(session, actor, today)
    ]


def standing(session: Session, actor: Actor, today: date) -> Sequence[Standing]:
    """The surveys that run now among the staff of a lead, with the link that is passed on."""
    return [
        Standing(
            f"{place.survey.title}: link and poster for your staff",
            place.organisation.name,
            url_for("surveys.show_own", organisation_id=place.organisation_id, survey_id=place.survey_id),
            "Open",
            "blue",
            place.survey.closes_on,
        )
        for place in running_places(session, actor, today)
    ]


def beside_copy(session: Session, actor: Actor, row: Any) -> PagePart | None:
    """What the staff of an organisation say, on the page of its submitted copy."""
    survey, lines = beside_return(session, actor, row)
    return PagePart("surveys/_beside_copy.html", {"survey": survey, "lines": lines}) if lines else None
