"""What is asked and answered at the challenge event, what the panel concludes, and what its report says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.domain.challenge import EnquiryOutcome

_ASSURED, _PARTLY, _NOT = EnquiryOutcome.ASSURED, EnquiryOutcome.PARTLY_ASSURED, EnquiryOutcome.NOT_ASSURED


@dataclass(frozen=True)
class Heard:
    """One line of enquiry: the words in which it is asked, what was noted, the outcome and what follows.

    ``code`` names the proposed line; empty for a line that the board writes itself. ``text`` empty: as proposed.
    """

    code: str
    text: str
    asked: str
    answered: str
    outcome: EnquiryOutcome
    follow_up: str = ""
    action: str = ""
    """What is agreed as an action of the organisation's plan."""
    is_shared: bool = True


PARTNERS: Mapping[str, Sequence[Heard]] = {
    "childrens-services": (
        Heard(
            "11.2",
            "Two teams fell behind with supervision in the spring of 2010. What has changed since?",
            "How many sessions were missed between January and March, and in which teams?",
            "Six of 118, all in the duty team. The team has had its third manager since October, and sessions are now "
            "booked for the whole year.",
            _PARTLY,
            "Figures for the duty team in September.",
            "Report missed supervision sessions, team by team, each quarter, beginning with the duty team.",
        ),
        Heard(
            "4.2",
            "",
            "Apart from the survey of 2009, which service is different because of what children said?",
            "Contact visits moved to Saturdays, and young people chose two of the foster carers’ courses. Both are in "
            "the annual report.",
            _ASSURED,
        ),
        Heard(
            "2.4",
            "The file is the policy itself. What shows that staff work by it?",
            "How do you know that the policy is used?",
            "Twenty files are read each quarter against it. The director read three of them aloud, without details.",
            _ASSURED,
            is_shared=False,
        ),
    ),
    "police": (
        Heard(
            "6.4",
            "",
            "Why do volunteers of the youth scheme wait longer to be vetted than special constables?",
            "One clerk does both. A second begins in May; until then nobody of the scheme is alone with young people.",
            _PARTLY,
            "Ask again in September how many wait.",
            "Vet the volunteers of the youth scheme before they begin, as special constables are.",
        ),
        Heard(
            "3.3",
            "Whom does an officer ask about a child at three in the morning?",
            "Does everybody on a night shift know the number?",
            "It is on the card, and the control room puts officers through. Of five asked last week four knew.",
            _ASSURED,
        ),
        Heard(
            "",
            "What do officers do for children whom they meet where adults quarrel?",
            "In how many of these calls was a child seen and spoken to?",
            "It is not counted. The form has no box for it, and the force does not want to guess.",
            _NOT,
            "The force comes back with figures.",
            "Record at every call to a quarrel between adults whether a child was there and was spoken to.",
        ),
    ),
    "hospitals-north": (
        Heard(
            "10.3",
            "29 of 45 answers were grey. What stood in the way of answering, and who answers now?",
            "Who filled in the return, and who read it before it was signed?",
            "The named nurse’s post was empty from July to December. The return was begun by a ward clerk. The new "
            "nurse began in January and has answered eleven since.",
            _NOT,
            "A whole new return by the review in July.",
            "Answer all 29 questions that were left grey, each with what shows it, and let the director of nursing "
            "read them before they go.",
        ),
        Heard(
            "1.2",
            "",
            "When did the management team last speak about safeguarding children?",
            "In February, and every quarter from now on. The minutes were handed round.",
            _PARTLY,
        ),
        Heard(
            "6.5",
            "How do wards know that an agency nurse has been checked?",
            "Could somebody work a night shift before the agency’s confirmation has come?",
            "Twice last year, on the adult wards. On the children’s wards never. The booking system now refuses it.",
            _PARTLY,
            "The report of the booking system, once a quarter.",
            "Let the booking system report each quarter whether any shift was worked without a confirmation.",
        ),
        Heard(
            "3.1",
            "",
            "Is there a chart now?",
            "Yes. It was shown, and it names a deputy for every post.",
            _ASSURED,
            is_shared=False,
        ),
    ),
}
"""By the mailbox of the organisation that is heard."""

ATTENDING: Mapping[str, tuple[str, str]] = {
    "childrens-services": ("Director", "Head of quality"),
    "police": ("Assistant chief constable", "Detective inspector, child protection"),
    "hospitals-north": ("Director of nursing", "Named nurse"),
}
NOTES = """\
Each organisation has forty minutes: ten to present, thirty for questions. Please send your presentation a week \
before. Papers are in your briefing pack. Coffee from nine o’clock."""
INTEREST = "I was an inspector with this force until 2008."
SUMMARY = """\
Three partners were heard about their returns of 2010. The panel read the returns, the moderators’ judgements and what \
was sent as evidence, and shared most of its lines of enquiry beforehand.

Children’s services could show what has changed and what has not. The police know where their figures end. The \
hospital trust had not answered most of its return; its director of nursing was open about why, and the panel will \
look again in summer."""
THEMES = """\
A post that stands empty leaves no trace until somebody asks: the return should name who fills in and who reads.

Policies were sent as evidence in all three cases. Figures and files that somebody has read say more.

Volunteers and agency workers wait for their checks in two of three organisations."""
PAPER = (
    "Three things that have changed since the return.",
    "One thing that has not, and why.",
    "What we should like from our partners.",
)
SECOND_NOTES = """\
This event is about action plans only: what is late, why, and what would help. Twenty-five minutes each, no \
presentations."""
NOT_LATE = "Nothing of your plan is late yet. Which action is the hardest to keep to, and what would help?"
