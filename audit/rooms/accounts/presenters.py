"""How sessions read to people."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("OPR", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def say_browser(header: str) -> str:
    """``Firefox on Windows``, from what a browser says of itself; a guess that helps to recognise it."""
    browser = next((name for mark, name in _BROWSERS if mark in header), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in header), "")
    return f"{browser} on {system}" if system else browser
