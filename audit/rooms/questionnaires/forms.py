"""The choices and the words of a preview, for higher rooms that show a set as this room does."""

from audit.domain.question_words import KIND_OF_ANSWER, STRENGTH_WORDS, what_is_needed, who_is_asked
from audit.rooms.questionnaires.presenters import (
    STRENGTH_COLOURS,
    PreviewAs,
    preview_from,
    previewed,
    selects_of,
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
