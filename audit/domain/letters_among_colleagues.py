"""The kinds of letter that colleagues of one organisation are sent. They are of no board, which never sees them."""

from audit.domain.letter_facts import Fact, FactKind, LetterKind

_NAME = Fact("name", "The name of the person to whom it is sent", "Ana Example")
_BY = Fact("by", "The colleague who asks", "Kit Example")
_RETURN = (
    _NAME,
    Fact("organisation", "The organisation that it is about", "Testshire Council"),
    Fact("round", "The title of the round", "Section 11 audit 2026"),
    _BY,
)
_ADDRESS = "https://audit.example/"
_LINK = frozenset({"link"})

AMONG_COLLEAGUES = (
    LetterKind(
        "assigned",
        "A colleague gives a question that is urgent",
        "To the colleague, at once",
        (
            *_RETURN,
            Fact("what", "The question or the standard", "1.2 Is it so?"),
            Fact("by_when", "By when, in words; may be empty", "by 4 October 2026"),
            Fact("note", "What was written with it; may be empty", "Please look at supervision."),
            Fact("link", "The address of the question", f"{_ADDRESS}returns/SAC-2026-0042/questions/1.2"),
        ),
        _LINK,
        of_board=False,
    ),
    LetterKind(
        "mentioned",
        "A colleague asks for an answer at once",
        "To the colleague who is named, at once",
        (
            *_RETURN,
            Fact("what", "The question", "1.2 Is it so?"),
            Fact(
                "link",
                "The address of the discussion",
                f"{_ADDRESS}returns/SAC-2026-0042/questions/1.2/discussion",
            ),
        ),
        _LINK,
        of_board=False,
    ),
    LetterKind(
        "from-colleagues",
        "What colleagues gave and asked in a day",
        "To each colleague once a day, when there is something",
        (
            _NAME,
            Fact("product", "The name of this service", "Safeguarding audit"),
            Fact("given", "The questions given, a line each", ["1.2 Is it so?"], FactKind.LIST),
            Fact(
                "asked", "The questions at which they are named, a line each", ["1.3 Is it?"], FactKind.LIST
            ),
            Fact("link", "The address of their questions", f"{_ADDRESS}my-questions"),
        ),
        _LINK,
        of_board=False,
    ),
)
"""Every kind of letter among colleagues."""
