"""The letters of case audits: to the leads who audit, to the moderators, and at the end."""

from datetime import date

from audit.domain.letter_facts import Fact, FactKind, LetterKind

_EVERY_TIME = (
    Fact("name", "The name of the person to whom it is sent", "Ana Example"),
    Fact("organisation", "The organisation that it is about", "Testshire Council"),
    Fact("board", "The name of your board", "Testshire Safeguarding Children Partnership"),
    Fact("audit", "The title of the case audit", "Neglect: case audit, autumn 2026"),
    Fact("theme", "Its theme", "Neglect"),
    Fact("contact_email", "Your board’s email address; empty when there is none", "board@testshire.example"),
    Fact("contact_phone", "Your board’s telephone number; empty when there is none", "01632 960001"),
)


def _link(about: str, path: str) -> Fact:
    return Fact("link", about, f"https://audit.example/{path}")


OF_CASE_AUDITS = (
    LetterKind(
        "case-audit-asked",
        "A case audit begins",
        "To the leads, when a case audit opens",
        (
            *_EVERY_TIME,
            Fact("due", "The day by which the cases are due", date(2026, 10, 30), FactKind.DATE),
            Fact("cases", "How many cases they look at", "6 cases"),
            Fact("notes", "What you tell the auditors; may be empty", "Cases open in the last six months."),
            _link("The address of their cases", "our-cases/42"),
        ),
        frozenset({"link", "due", "cases"}),
    ),
    LetterKind(
        "case-audit-to-moderate",
        "Cases to moderate",
        "To a moderator, when an organisation’s cases are given to them",
        (
            *_EVERY_TIME,
            Fact(
                "moderate_by",
                "The day by which they should finish; empty when none is set",
                date(2026, 11, 20),
                FactKind.DATE,
            ),
            Fact("are_sent", "Whether the organisation has sent its cases already", True, FactKind.YES_NO),
            _link("The address of the cases", "cases-to-moderate/42"),
        ),
        frozenset({"link", "organisation"}),
    ),
    LetterKind(
        "case-audit-results",
        "The results of a case audit",
        "To the leads, when a case audit closes",
        (*_EVERY_TIME, _link("The address of their results", "our-cases/42/results")),
        frozenset({"link"}),
    ),
)
