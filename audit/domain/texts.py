"""Words that people type, as they are kept."""

from audit.domain.errors import RuleBroken


def tidy(text: str) -> str:
    """Text trimmed, its line breaks alike, without control characters that no document may hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32).strip()


def checked_words(text: str, what: str, field: str, longest: int, needed: str = "") -> str:
    """A text, tidied; raises RuleBroken when it is too long, or empty though it is needed."""
    said = tidy(text)
    if needed and not said:
        raise RuleBroken(needed, field)
    if len(said) > longest:
        raise RuleBroken(f"{what} must be {longest:,} characters or fewer. It has {len(said):,}.", field)
    return said
