"""The choices and the words of a preview, for higher rooms that show a set as this room does."""

from audit.rooms.questionnaires.presenters import (
    KIND_OF_ANSWER,
    STRENGTH_COLOURS,
    STRENGTH_WORDS,
    PreviewAs,
    preview_from,
    previewed,
    selects_of,
    what_is_needed,
    who_is_asked,
)

__all__ = [
    "KIND_OF_ANSWER",
    "STRENGTH_COLOURS",
    "STRENGTH_WORDS",
    "PreviewAs",
    "preview_from",
    "previewed",
    "selects_of",
    "what_is_needed",
    "who_is_asked",
]
