"""The kinds of letter that are sent, and the facts that the words of each may and must name.

A board can write its own words for the letters that it sends. The facts are the only things that its words can name,
and what a letter cannot do without, such as its link, its words must say.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from audit.domain.letter_facts import Fact, FactKind, LetterKind
from audit.domain.letters_among_colleagues import AMONG_COLLEAGUES
from audit.domain.letters_of_case_audits import OF_CASE_AUDITS
from audit.domain.letters_of_question_sets import OF_QUESTION_SETS
from audit.domain.letters_of_visits import OF_VISITS
from audit.domain.letters_on_paper import OF_PAPER_AND_HOLDS

_NAME = Fact("name", "The name of the person to whom it is sent", "Ana Example")
_ORGANISATION = Fact("organisation", "The organisation that it is about", "Testshire Council")
_BOARD = Fact("board", "The name of your board", "Testshire Safeguarding Children Partnership")
_ROUND = Fact("round", "The title of the round", "Section 11 audit 2026")
_REFERENCE = Fact("reference", "The reference of the return, which people quote", "SAC-2026-0042")
_DUE = Fact("due", "The day by which the return is due", date(2026, 10, 30), FactKind.DATE)
_EMAIL = Fact(
    "contact_email", "Your board’s email address; empty when there is none", "board@testshire.example"
)
_PHONE = Fact("contact_phone", "Your board’s telephone number; empty when there is none", "01632 960001")
_PRODUCT = Fact("product", "The name of this service", "Safeguarding audit")
_WHAT = Fact("what", "The answer or the file, named without its words", "the answer to question 1.1")
_REASON = Fact("reason", "The reason that was given", "Please say more about supervision.")


def _link(about: str, path: str = "returns/SAC-2026-0042") -> Fact:
    return Fact("link", about, f"https://audit.example/{path}")


def _by(about: str) -> Fact:
    return Fact("by", about, "Kit Example")


def _days(name: str, about: str, day: date) -> Fact:
    return Fact(name, about, day, FactKind.DATE)


_RETURN = (_NAME, _ORGANISATION, _ROUND, _BOARD)
_OPEN_RETURN = (
    *_RETURN, _REFERENCE, _DUE, _link("The address of the return"), _EMAIL, _PHONE, _PRODUCT,
    Fact("is_late", "Whether the due date has passed", True, FactKind.YES_NO),
)  # fmt: skip
_LINK = frozenset({"link"})
_REVIEWS = Fact("reviews", "The title of the round that is reviewed", "Section 11 audit 2026")
_EVENT = (
    _NAME, _BOARD, Fact("event", "The title of the event", "Section 11 challenge day"),
    _days("held_on", "The day of the event", date(2026, 11, 18)),
    Fact("place", "Where it is; may be empty", "Town hall, room 3"),
    Fact("video_link", "The video link; may be empty", "https://video.example/room"),
    Fact("notes", "What you wrote for everybody who comes; may be empty", "Tea is at 11am."), _EMAIL, _PHONE,
)  # fmt: skip
_SLOT = (*_EVENT, _ORGANISATION, Fact("time", "When the organisation is heard", "9:30am to 10:00am"))
_CHANGE = Fact("is_change", "Whether they were told before, and something has changed", True, FactKind.YES_NO)

_EVERY = (
    LetterKind(
        "invitation-to-answer",
        "A return is asked for",
        "To the leads, when a round opens",
        (*_OPEN_RETURN, Fact("asked_for", "What the round asks for", "its self-assessment")),
        _LINK | {"due"},
    ),
    LetterKind("reminder", "Reminder", "To the leads of returns that have not come", _OPEN_RETURN, _LINK | {"due"}),
    LetterKind("extended", "More time", "To the leads, when the due date is moved", _OPEN_RETURN, _LINK | {"due"}),
    LetterKind(
        "invitation-to-review",
        "A progress report is asked for",
        "To the leads, when a progress review opens",
        (
            *_OPEN_RETURN, _REVIEWS, Fact("questions", "How many answers are asked for again; may be 0", 3),
            Fact("opening", "What you wrote when you planned the review; may be empty", "Bring your log."),
        ),
        _LINK | {"due"},
    ),
    LetterKind(
        "reminder-of-review",
        "Reminder of a progress report",
        "To the leads of progress reports that have not come",
        (*_OPEN_RETURN, _REVIEWS),
        _LINK | {"due"},
    ),
    LetterKind(
        "good-practice-asked",
        "Consent to share good practice",
        "To the leads, when you ask to share an answer in the library",
        (
            *_RETURN, _EMAIL, _PHONE,
            _link("The address at which they agree or decline", "organisations/42/good-practice"),
            Fact("examples", "What you ask to share, a line each", ["1.2 Is supervision regular?"], FactKind.LIST),
        ),
        _LINK,
    ),
    LetterKind(
        "survey-links",
        "The link to a staff survey",
        "To the leads, when you open a staff survey or send its links again",
        (
            _NAME, _ORGANISATION, _BOARD, Fact("survey", "The title of the survey", "Staff survey 2026"),
            Fact("staff_link", "The address that staff open", "https://audit.example/surveys/9f2c-example"),
            Fact("code", "The short code, for a poster", "kmtw-7r4x"),
            Fact("code_link", "The address at which the code is entered", "https://audit.example/survey"),
            _days("closes_on", "The last day on which staff can reply", date(2026, 10, 30)),
            _link("The address with the poster to print", "organisations/42/surveys/7"), _EMAIL, _PHONE,
        ),
        frozenset({"staff_link", "closes_on"}),
    ),
    LetterKind(
        "sign-off-asked",
        "A return waits to be signed",
        "To the approvers whose turn it is",
        (
            *_RETURN, _DUE,
            _link("The address at which the return is read and signed", "returns/SAC-2026-0042/sign-off"),
            Fact("step", "What the reader signs as", "Chief officer"),
            Fact("sent_by", "Who sent the return for sign-off", "Sam Example"),
            Fact("signed", "Who has signed before; empty for the first", ["Ash Example as Head"], FactKind.LIST),
        ),
        _LINK,
    ),
    LetterKind(
        "returned-to-lead",
        "A return comes back to its lead",
        "To the leads, when an approver asks for a change",
        (*_RETURN, _DUE, _link("The address of the return"), _by("Who asks for the change"), _REASON),
        _LINK | {"reason"},
        of_board=False,
    ),
    LetterKind(
        "receipt",
        "Receipt",
        "To the leads and approvers, when a return is submitted",
        (
            *_RETURN, _REFERENCE, _link("The address of the submitted copy", "returns/SAC-2026-0042/copies/1"),
            Fact("submitted_at", "When it came", datetime(2026, 10, 28, 14, 5, tzinfo=UTC), FactKind.MOMENT),
            Fact("signed", "Who signed it, a line each", ["Ash Example, Chief executive"], FactKind.LIST),
        ),
        _LINK | {"reference", "submitted_at"},
    ),
    LetterKind(
        "reopened",
        "A return is open again",
        "To the leads, when the board reopens a return",
        (*_RETURN, _DUE, _link("The address of the return"), _by("Who reopened it"), _REASON),
        _LINK | {"reason"},
    ),
    *OF_QUESTION_SETS,
    LetterKind(
        "held-back",
        "A part of a return is held back",
        "To the leads, when the board holds back an answer or a file that may tell who a child is",
        (*_RETURN, _link("The address of the return"), _by("Who held it back"), _WHAT, _REASON),
        _LINK | {"what", "reason"},
    ),
    LetterKind(
        "shown-again",
        "A part of a return is shown again",
        "To the leads, when the board shows again what was held back",
        (*_RETURN, _link("The address of the return"), _by("Who showed it again"), _WHAT),
        _LINK | {"what"},
    ),
    *OF_PAPER_AND_HOLDS,
    LetterKind(
        "moderation-finalised",
        "Grades were moved in moderation",
        "To the leads, when a moderator finalises with grades that differ",
        (
            *_RETURN, _REFERENCE, _link("The address of the moderated grades", "returns/SAC-2026-0042/moderation"),
            Fact("moved", "How many grades differ", 3),
            _days("reply_by", "The day by which the organisation may reply", date(2026, 11, 20)),
        ),
        _LINK | {"reply_by"},
    ),
    LetterKind(
        "moderation-replied",
        "An organisation replied to its moderator",
        "To the moderator, when the organisation does not accept every moved grade",
        (
            *_RETURN, _REFERENCE, _link("The address of the replies", "moderations/42/replies"),
            Fact("replies", "How many grades are not accepted", 2),
        ),
        _LINK,
    ),
    LetterKind(
        "moderation-to-settle",
        "Grades wait for the board",
        "To the administrators of the board, when neither side gives way or an organisation has not replied",
        (
            *_RETURN, _REFERENCE, _link("The address at which the grades are settled", "moderations/42/settle"),
            Fact("remaining", "How many grades are left", 1),
            Fact("is_silent", "Whether the organisation let its time to reply pass", True, FactKind.YES_NO),
        ),
        _LINK,
    ),
    LetterKind(
        "grades-agreed",
        "Grades are agreed",
        "To the leads and the moderator, when every grade of a return is agreed",
        (
            *_RETURN, _REFERENCE, _link("The address of the agreed grades", "returns/SAC-2026-0042/moderation"),
            Fact("otherwise", "How many agreed grades are not what the organisation gave itself", 1),
        ),
        _LINK,
    ),
    LetterKind(
        "action-sent-back",
        "An action is sent back",
        "To the leads and the owner, when the board sends an action back",
        (
            _NAME, _ORGANISATION, _BOARD, _by("Who sends it back"), _REASON,
            _link("The address of the action", "actions/42"),
            Fact("what", "What the action is", "Agree a policy for supervision"),
            Fact("owner", "Whose action it is; empty when nobody’s", "Robin Example"),
            Fact("due", "The day by which it is due", date(2027, 4, 30), FactKind.DATE),
        ),
        _LINK | {"reason", "what"},
    ),
    LetterKind(
        "action-added",
        "The board adds an action",
        "To the leads, when the board adds an action to their plan by hand",
        (
            _NAME, _ORGANISATION, _BOARD, _by("Who adds it"),
            Fact("reason", "Why; may be empty", "The policy that you sent ends in 2025."),
            _link("The address of the action", "actions/42"),
            Fact("what", "What the action is", "Agree a policy for supervision"),
            Fact("owner", "Whose action it is; empty when nobody’s", "Robin Example"),
            Fact("due", "The day by which it is due", date(2027, 4, 30), FactKind.DATE),
        ),
        _LINK | {"what"},
    ),
    LetterKind(
        "outcome",
        "The written outcome of a return",
        "To the leads and approvers, when the board sends the outcome",
        (*_RETURN, _REFERENCE, _link("The address of the outcome", "returns/SAC-2026-0042/outcome"), _EMAIL, _PHONE),
        _LINK,
    ),
    LetterKind(
        "moderation-offered",
        "Returns to moderate",
        "To a moderator, when returns are given to them",
        (
            _NAME, _ROUND, _BOARD, _link("The address at which they accept", "moderations"), _EMAIL, _PHONE,
            Fact("how_many", "How many returns", "2 returns"),
            Fact("organisations", "The organisations, a line each", ["Testshire Council"], FactKind.LIST),
            _days("moderate_by", "The day by which they should finish; empty when none is set", date(2026, 11, 20)),
        ),
        _LINK | {"how_many"},
    ),
    LetterKind(
        "moderation-withdrawn",
        "A return is taken from its moderator",
        "To the moderator, when the board takes a return back",
        (
            _NAME, _ORGANISATION, _ROUND, _BOARD, _link("The address of what they still have", "moderations"), _EMAIL,
            _PHONE, _REASON,
        ),
        frozenset({"organisation"}),
    ),
    LetterKind(
        "moderation-declined",
        "A moderator gives a return back",
        "To your administrators",
        (
            *_RETURN, _REFERENCE, _link("The address of the round’s moderation", "rounds/autumn/moderation"), _EMAIL,
            _PHONE, _REASON, Fact("moderator", "Who gives it back", "Kit Example"),
        ),
        _LINK | {"organisation"},
        of_board=False,
    ),
    LetterKind(
        "interest-declared",
        "An interest that touches work in hand",
        "To your administrators, when a moderator or panel member declares it",
        (
            _NAME, _ORGANISATION, _BOARD, _link("The address of the interests", "boards/testshire/interests"),
            Fact("person", "Who declares it", "Kit Example"), Fact("why", "What they said", "My sister is its head"),
            Fact("touched", "What it ends, a line each", ["The return of Testshire Council"], FactKind.LIST),
        ),
        _LINK | {"organisation"},
        of_board=False,
    ),
    LetterKind(
        "challenge-announced",
        "A challenge event is announced",
        "To the leads of each organisation on the agenda, and again when its day, time or place changes",
        (*_SLOT, _CHANGE, _link("The address of its slot", "challenge/slots/42/ours")),
        _LINK | {"held_on", "time"},
    ),
    LetterKind(
        "panel-invited",
        "A person is on the panel of a challenge event",
        "To each member of the panel, and again when the day, the place or their part changes",
        (
            *_EVENT, _CHANGE, _link("The address of the event", "challenge/42"), Fact("role", "Their part", "chair"),
            Fact("begins", "When the first organisation is heard", "9:30am"),
        ),
        _LINK | {"held_on"},
    ),
    LetterKind(
        "lines-shared",
        "Lines of enquiry are shared",
        "To the leads of an organisation, when lines are shared with it",
        (
            *_SLOT, _link("The address of its slot", "challenge/slots/42/ours"),
            Fact("lines", "The lines that are new to it", ["How do you know that supervision works?"], FactKind.LIST),
            Fact("is_again", "Whether lines were shared before", True, FactKind.YES_NO),
            Fact("count", "How many lines are shared altogether", 4),
        ),
        _LINK,
    ),
    LetterKind(
        "challenge-feedback",
        "Feedback after a challenge event",
        "To the leads of an organisation, when the board sends its feedback",
        (*_SLOT, _link("The address of its slot, where the feedback is", "challenge/slots/42/ours")),
        _LINK,
    ),
    LetterKind(
        "challenge-report",
        "The report of a challenge event",
        "To the panel and to your administrators, when the report is sent",
        (*_EVENT, _link("The address of the report", "challenge/42/report")),
        _LINK,
    ),
    LetterKind(
        "invitation",
        "A person is given a role",
        "To somebody who is invited to your board or to an organisation",
        (
            _NAME, _PRODUCT, Fact("invited_by", "Who invites", "Kit Example"),
            Fact("place", "The board or organisation", "Testshire Council"), Fact("role", "The role", "Lead"),
            _link("The address at which they sign in or choose a password; theirs alone", "invitations/an-example"),
            Fact("is_new", "Whether they have no password yet", True, FactKind.YES_NO),
            Fact("days", "For how many days the link works", 14),
        ),
        _LINK,
    ),
    *OF_VISITS,
    *AMONG_COLLEAGUES,
    *OF_CASE_AUDITS,
    LetterKind(
        "reset",
        "A new password was asked for",
        "To the person who asked",
        (
            _NAME, _PRODUCT,
            _link("The address at which they choose a password; theirs alone", "reset/an-example"),
            Fact("ask_again", "The address at which a new link is asked for", "https://audit.example/reset"),
        ),
        _LINK,
        of_board=False,
    ),
    LetterKind(
        "password-changed",
        "A password was changed",
        "To the person whose password it is",
        (
            _NAME, _PRODUCT,
            Fact("changed_at", "When it was changed", datetime(2026, 10, 28, 14, 5, tzinfo=UTC), FactKind.MOMENT),
            Fact("reset_page", "The address at which a new one is asked for", "https://audit.example/reset"),
        ),
        frozenset({"reset_page"}),
        of_board=False,
    ),
)  # fmt: skip

LETTER_KINDS: Mapping[str, LetterKind] = {each.kind: each for each in _EVERY}
"""Every kind of letter by its name, in the order in which a board sees them."""
