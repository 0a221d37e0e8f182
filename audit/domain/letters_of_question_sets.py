"""The kinds of letter about question sets: a running round is amended, an adopted set has a successor."""

from datetime import date

from audit.domain.letter_facts import Fact, FactKind, LetterKind

_NAME = Fact("name", "The name of the person to whom it is sent", "Ana Example")
_BOARD = Fact("board", "The name of your board", "Testshire Safeguarding Children Partnership")
_ROUND_FACTS = (
    _NAME,
    Fact("organisation", "The organisation that it is about", "Testshire Council"),
    Fact("round", "The title of the round", "Section 11 audit 2026"),
    _BOARD,
    Fact("reference", "The reference of the return, which people quote", "SAC-2026-0042"),
    Fact("link", "The address of the return", "https://audit.example/returns/SAC-2026-0042"),
    Fact("contact_email", "Your board’s email address; empty when there is none", "board@testshire.example"),
    Fact("contact_phone", "Your board’s telephone number; empty when there is none", "01632 960001"),
)

OF_QUESTION_SETS = (
    LetterKind(
        "questions-added",
        "Questions are added to a running round",
        "To the leads of the organisations that are asked them, when you amend a round",
        (
            *_ROUND_FACTS,
            Fact("due", "The day by which they are to be answered", date(2026, 10, 30), FactKind.DATE),
            Fact("reason", "Why, as you wrote it", "Guidance has changed."),
            Fact(
                "questions",
                "What is added, a line each",
                ["1.3 Is peer-on-peer abuse dealt with?"],
                FactKind.LIST,
            ),
            Fact("is_submitted", "Whether the return was submitted before", True, FactKind.YES_NO),
            Fact(
                "was_waiting",
                "Whether it was waiting for sign-off and is with its lead again",
                True,
                FactKind.YES_NO,
            ),
        ),
        frozenset({"link", "due"}),
    ),
    LetterKind(
        "questions-taken-back",
        "Questions that were added are taken back",
        "To the leads who were told of them",
        (
            *_ROUND_FACTS,
            Fact(
                "questions", "What is asked no more, a line each", ["1.3 Is this dealt with?"], FactKind.LIST
            ),
        ),
        frozenset({"link"}),
    ),
    LetterKind(
        "set-has-successor",
        "A question set that you adopted has a new edition",
        "To your administrators, when the board that made it publishes its next edition",
        (
            _NAME,
            _BOARD,
            Fact("set", "The question set", "Section 11 audit"),
            Fact("owner", "The board that made it", "Othershire Safeguarding Children Partnership"),
            Fact("edition", "The number of the new edition", "2027.1"),
            Fact("notes", "What is new in it, in its board’s words; may be empty", "Online safety is added."),
            Fact(
                "link",
                "The address of the differences",
                "https://audit.example/boards/testshire/questionnaires/42/differences",
            ),
        ),
        frozenset({"link"}),
    ),
)
