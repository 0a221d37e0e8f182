"""The kinds of letter about returns that a board enters from paper, and about words of actions that it holds back."""

from datetime import date

from audit.domain.letter_facts import Fact, FactKind, LetterKind

_NAME = Fact("name", "The name of the person to whom it is sent", "Ana Example")
_ORGANISATION = Fact("organisation", "The organisation that it is about", "Testshire Council")
_BOARD = Fact("board", "The name of your board", "Testshire Safeguarding Children Partnership")
_RETURN = (_NAME, _ORGANISATION, Fact("round", "The title of the round", "Section 11 audit 2026"), _BOARD)
_LINK = frozenset({"link"})
_REASON = Fact("reason", "The reason that was given", "Their network blocks this service.")
_RECEIVED = Fact("received_on", "The day on which you received the paper", date(2026, 9, 4), FactKind.DATE)
_ANSWER = Fact(
    "answer", "What the organisation answers", "Sam Colleague agrees. You can enter the return now."
)
_WORDS = Fact("what", "What it is, without its words", "a note of action 12")


def _link(about: str, path: str = "returns/SAC-2026-0042") -> Fact:
    return Fact("link", about, f"https://audit.example/{path}")


def _by(about: str) -> Fact:
    return Fact("by", about, "Kit Example")


OF_PAPER_AND_HOLDS = (
    LetterKind(
        "action-held-back",
        "Words of an action are held back",
        "To the leads and the owner, when the board holds back an action’s words or a note",
        (
            _NAME,
            _ORGANISATION,
            _BOARD,
            _link("The address of the action", "actions/12"),
            _by("Who held it back"),
            _WORDS,
            _REASON,
        ),
        _LINK | {"what", "reason"},
    ),
    LetterKind(
        "action-shown-again",
        "Words of an action are shown again",
        "To the leads and the owner, when the board shows again what was held back of an action",
        (
            _NAME,
            _ORGANISATION,
            _BOARD,
            _link("The address of the action", "actions/12"),
            _by("Who showed it again"),
            _WORDS,
        ),
        _LINK | {"what"},
    ),
    LetterKind(
        "paper-begun",
        "A return is entered from paper",
        "To the leads, when the board begins to enter the return that they sent on paper",
        (*_RETURN, _link("The address of the return"), _by("Who enters it"), _REASON, _RECEIVED),
        _LINK,
    ),
    LetterKind(
        "paper-asked",
        "May we enter your return from paper?",
        "To the leads, when the board would enter a return that was begun online already",
        (*_RETURN, _link("The address of the return"), _by("Who asks"), _REASON, _RECEIVED),
        _LINK,
    ),
    LetterKind(
        "paper-undone",
        "A return is not entered from paper",
        "To the leads, when the board takes out again what it entered from paper",
        (*_RETURN, _link("The address of the return"), _by("Who took it out"), _REASON, _RECEIVED),
        _LINK,
    ),
    LetterKind(
        "paper-answered",
        "An organisation answers about its paper return",
        "To whoever enters a return, when the organisation agrees, declines or takes over",
        (*_RETURN, _link("The address of the page"), _RECEIVED, _ANSWER),
        _LINK | {"answer"},
    ),
)
