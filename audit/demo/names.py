"""Names that are plainly made up, and addresses that nobody can have."""

from audit.demo.chance import number

DOMAIN, STAFFORDSHIRE_DOMAIN = "testshire.example", "staffordshire.example"
"""The domains of every demonstration address; names under ``.example`` are reserved and reach nobody."""

_FIRST = (
    "Avery Bailey Casey Darcy Ellis Finley Greer Harper Indigo Jules Kendall Lindsay Marlow Noel Oakley Perry "
    "Quinn Robin Sidney Tatum Unity Vivian Wren Xen Yael Zephyr Ashby Blair Corin Devon Emery Flynn Gale Hollis "
    "Ira Jocelyn Kit Lane Merrill Nevin"
).split()
_LAST = (
    "Samplewood Testbury Exampleton Mockford Demoworth Placeholme Fictionby Draftley Inkpenny Pretendham "
    "Makebelieve Storyfield Notreal Modelby Specimen Trialcroft Figment Quillmere Paperhouse Nonesuch"
).split()


def name_number(place: int) -> str:
    """The name with this number; there are 800, each different."""
    firsts = len(_FIRST)
    first, last = place % firsts, (place // firsts + place * 7) % len(_LAST)
    return f"{_FIRST[first]} {_LAST[last]}"


def address(mailbox: str, domain: str = DOMAIN) -> str:
    """An address for a mailbox."""
    return f"{mailbox}@{domain}"


def telephone(*words: object) -> str:
    """A number from the range that is kept for drama."""
    return f"01632 960{number(*words, below=1000):03}"
