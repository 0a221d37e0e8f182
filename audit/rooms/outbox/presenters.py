"""How letters read to a board's people."""

from audit.rooms.outbox.models import LetterState

STATE_WORDS: dict[LetterState, tuple[str, str]] = {
    LetterState.WAITING: ("Waiting", "blue"),
    LetterState.POSTED: ("Sent", "green"),
    LetterState.FAILED: ("Could not be sent", "red"),
}
"""The word for each state, and the colour of its tag."""
