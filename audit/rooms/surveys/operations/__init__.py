"""What is done with surveys."""

from audit.rooms.surveys.operations.planning import (
    SurveyPlan,
    change_survey,
    choose_places,
    create_survey,
    renew_link,
)
from audit.rooms.surveys.operations.replying import Asked, NoSurvey, find_survey, take_reply
from audit.rooms.surveys.operations.running import (
    Sent,
    close_survey,
    note_export,
    open_survey,
    reopen_survey,
    send_links,
)

__all__ = [
    "Asked",
    "NoSurvey",
    "Sent",
    "SurveyPlan",
    "change_survey",
    "choose_places",
    "close_survey",
    "create_survey",
    "find_survey",
    "note_export",
    "open_survey",
    "renew_link",
    "reopen_survey",
    "send_links",
    "take_reply",
]
