"""The kinds of letter about unannounced visits and about feedback on an audit."""

from datetime import date

from audit.domain.letter_facts import Fact, FactKind, LetterKind

_NAME = Fact("name", "The name of the person to whom it is sent", "Ana Example")
_ORGANISATION = Fact("organisation", "The organisation that was visited", "Testshire Primary School")
_ROUND = Fact("round", "The title of the round", "Section 175 audit 2026")
_BOARD = Fact("board", "The name of your board", "Testshire Safeguarding Children Partnership")
_VISITOR = Fact("visitor", "Who was asked to visit", "Kit Example")
_REASON = Fact("reason", "The reason that was given", "I am ill that week.")
_EMAIL = Fact(
    "contact_email", "Your board’s email address; empty when there is none", "board@testshire.example"
)
_PHONE = Fact("contact_phone", "Your board’s telephone number; empty when there is none", "01632 960001")
_VISIT = (_NAME, _ORGANISATION, _ROUND, _BOARD)
_ADDRESS = "https://audit.example/"
_LINK = frozenset({"link"})


def _link(about: str, path: str) -> Fact:
    return Fact("link", about, f"{_ADDRESS}{path}")


OF_VISITS = (
    LetterKind(
        "visit-asked",
        "Unannounced visits are asked for",
        "To a moderator, when you ask them to visit organisations",
        (
            _NAME, _ROUND, _BOARD, _EMAIL, _PHONE, _link("The address of their visits", "visits"),
            Fact("organisations", "The organisations, a line each", ["Testshire Primary School"], FactKind.LIST),
            Fact("visit_by", "The day by which they should go; may be empty", date(2026, 12, 4), FactKind.DATE),
            Fact("note", "What you ask them to look at; may be empty", "Look at the gate at home time."),
        ),
        _LINK,
    ),
    LetterKind(
        "visit-withdrawn",
        "A visit is taken back",
        "To its visitor, when you take it back",
        (*_VISIT, _EMAIL, _PHONE, _REASON, _link("The address of the visits that they still have", "visits")),
        frozenset({"organisation"}),
    ),
    LetterKind(
        "visit-declined",
        "A visitor gives a visit back",
        "To your administrators",
        (*_VISIT, _VISITOR, _REASON, _link("The address of the round’s visits", "rounds/autumn/visits")),
        _LINK | {"organisation"},
        of_board=False,
    ),
    LetterKind(
        "visit-sent",
        "The form of a visit has come",
        "To your administrators, when a visitor sends it",
        (
            *_VISIT, _VISITOR, _link("The address of the form", "visits/42"),
            Fact("different", "How many answers differ from what the organisation said", 2),
        ),
        _LINK | {"organisation"},
        of_board=False,
    ),
    LetterKind(
        "visit-shared",
        "The form of a visit is shared",
        "To the leads of the organisation, when you share it",
        (
            *_VISIT, _EMAIL, _PHONE, _link("The address at which they read it and reply", "visits/42/ours"),
            Fact("visited_on", "The day of the visit", date(2026, 11, 18), FactKind.DATE),
            Fact("note", "What you wrote with it; may be empty", "Thank you for your welcome."),
        ),
        _LINK,
    ),
    LetterKind(
        "visit-replied",
        "An organisation replies to the form of a visit",
        "To your administrators",
        (*_VISIT, _link("The address of the form with the reply", "visits/42")),
        _LINK | {"organisation"},
        of_board=False,
    ),
    LetterKind(
        "feedback-asked",
        "Feedback on the audit is asked for",
        "To the leads and approvers of returns that were submitted, once",
        (
            _NAME, Fact("organisation", "Their organisation", "Testshire Council"), _ROUND, _BOARD,
            _link("The address at which they give it", "returns/SAC-2026-0042/feedback"),
        ),
        _LINK,
    ),
)  # fmt: skip
