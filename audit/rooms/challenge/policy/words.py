"""What may be typed into an event and its lines."""

from audit.domain.challenge import check_link
from audit.domain.errors import RuleBroken

LONGEST_TITLE, LONGEST_PLACE, LONGEST_LINK, LONGEST_NOTES, LONGEST_LINE = 200, 300, 500, 5_000, 2_000
"""Characters."""


def checked_title(title: str) -> str:
    """The title of an event on one line; raises RuleBroken when there is none or it is too long."""
    title = " ".join(title.split())
    if not title:
        raise RuleBroken("Enter a title, for example Section 11 challenge day", "title")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(f"The title must be {LONGEST_TITLE} characters or fewer", "title")
    return title


def place_and_link(place: str, link: str) -> tuple[str, str]:
    """Where an event is: a place, a video link or both; raises RuleBroken for neither or for what is no link."""
    place, link = " ".join(place.split()), check_link(link)
    if not place and not link:
        raise RuleBroken("Enter a place, a video link or both, so that people know where to come", "place")
    if len(place) > LONGEST_PLACE:
        raise RuleBroken(f"The place must be {LONGEST_PLACE} characters or fewer", "place")
    if len(link) > LONGEST_LINK:
        raise RuleBroken(f"The video link must be {LONGEST_LINK} characters or fewer", "video_link")
    return place, link


def checked_text(text: str, most: int, what: str, field: str, *, needed: str = "") -> str:
    """Text without blanks at its ends; raises RuleBroken when it is too long, or empty and ``needed`` says why not."""
    text = text.strip()
    if needed and not text:
        raise RuleBroken(needed, field)
    if len(text) > most:
        raise RuleBroken(f"{what} must be {most:,} characters or fewer", field)
    return text
