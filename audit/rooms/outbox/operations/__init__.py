"""Writing letters, posting those that wait, and keeping a board's own words for them."""

from audit.rooms.outbox.operations.posting import RETRY_AFTER, post_next_letter
from audit.rooms.outbox.operations.wordings import drop_wording, keep_wording
from audit.rooms.outbox.operations.writing import product_words, write_letter, write_letters

__all__ = [
    "RETRY_AFTER",
    "drop_wording",
    "keep_wording",
    "post_next_letter",
    "product_words",
    "write_letter",
    "write_letters",
]
