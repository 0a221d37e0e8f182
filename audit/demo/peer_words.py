"""What moderators of the demonstration say: which grades they move, how that ends, and words for praise and advice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.domain.moderation import EvidenceQuality


class Ending(StrEnum):
    """How a moved grade ends."""

    ACCEPTED = "accepted"
    GAVE_WAY = "gave way"
    KEPT = "kept"
    """Neither gives way, so that the board settles."""


@dataclass(frozen=True)
class Move:
    """A grade that a moderator moves."""

    code: str
    to: str
    comment: str
    ending: Ending = Ending.ACCEPTED
    reply: str = ""
    rejoinder: str = ""
    settled: str = ""
    reason: str = ""


MOVES: Mapping[str, Sequence[Move]] = {
    "childrens-services": (
        Move(
            "4.2",
            "amber",
            "One service changed after a survey, and the narrative says so. For outstanding we would look for more "
            "than one.",
        ),
        Move(
            "11.2",
            "amber",
            "Two of the four teams missed a third of their supervision dates in the spring. Good, but not beyond the "
            "minimum everywhere.",
        ),
    ),
    "probation": (
        Move(
            "5.2",
            "green",
            "The training plan goes down to single posts and is looked at every quarter. You are too modest here.",
        ),
    ),
    "adult-services": (
        Move(
            "9.1",
            "amber",
            "The procedure was tried out with two made-up cases and mended afterwards. That is better than adequate.",
        ),
    ),
    "ambulance": (
        Move(
            "8.4",
            "blue",
            "Records on paper still travel in unlocked bags at two stations. The minimum is met elsewhere.",
        ),
    ),
    "cawsey": (
        Move(
            "11.3",
            "green",
            "Every file that we were told about has a chronology, brought up to date each month.",
        ),
    ),
    "dunmere": (
        Move(
            "5.4",
            "green",
            "Managers ask three months later what people do differently. Few services do that.",
        ),
    ),
    "eastmarch": (
        Move("7.2", "green", "All of the staff who were asked in your own check could name the threshold."),
    ),
    "police": (
        Move(
            "6.4",
            "amber",
            "Special constables are vetted like staff; volunteers in the youth scheme are vetted later in the year.",
        ),
        Move(
            "10.3",
            "amber",
            "The monitoring counts incidents, and not yet the groups of children who are met.",
            Ending.GAVE_WAY,
            "The quarterly return has counted by group since April. The table is in our library.",
            "Thank you, I had looked at the older table. Your grade stands.",
        ),
    ),
    "court-advisory": (
        Move(
            "8.4",
            "blue",
            "Laptops are encrypted, but it is not said how paper is kept between hearings.",
            Ending.GAVE_WAY,
            "Paper is kept in the locked cabinets of the courts; each court has signed for it.",
            "That settles my question.",
        ),
    ),
    "hospitals-south": (
        Move(
            "9.2",
            "amber",
            "An officer is named, and nobody takes her place when she is away.",
            Ending.KEPT,
            "The on-call director takes the calls. We see no gap.",
            "The on-call director is not named in the procedure, and staff would not know.",
            "amber",
            "The procedure has to name a deputy. Until it does, this is good and not outstanding.",
        ),
    ),
    "hartsmoor": (
        Move(
            "6.2",
            "blue",
            "Three of ten files that your own check looked at had one reference.",
            Ending.KEPT,
            "Those three were volunteers who joined before the policy; their second references came in October.",
            "I have not seen them, so I keep to my grade.",
            "green",
            "The board has seen the second references for all three. The service’s own grade stands.",
        ),
    ),
    "young-offenders": (
        Move("2.2", "amber", "Night staff told your survey that they could not find the statement."),
        Move(
            "10.2",
            "blue",
            "Interpreters by telephone are used, and relatives still help out at visits now and then.",
        ),
    ),
    "fire": (
        Move(
            "6.1",
            "blue",
            "Retained crews began school visits before their checks had come back in two stations.",
            Ending.KEPT,
            "They went with a colleague who had been checked, as the procedure allows.",
        ),
        Move(
            "11.2",
            "green",
            "Sessions were held on time in every month that the log shows.",
        ),
    ),
    "ashmoor": (
        Move(
            "5.4",
            "blue",
            "Evaluation ends with the sheet that is filled in on the day.",
        ),
        Move(
            "9.3",
            "amber",
            "The log shows one report that took three working days.",
            Ending.KEPT,
            "That one came in on the Friday before a bank holiday, so it took one working day and a half.",
            "The procedure asks for one working day without exceptions, so I keep to my grade.",
        ),
    ),
}
"""By the mailbox of the service. What is agreed of the first eighteen returns leaves the published counts as they are:
as many answers come to each grade as leave it."""

PRAISE: Mapping[str, str] = {
    "training": "The training log warns managers in time, so that nobody’s course runs out unseen.",
    "recruitment": "Two people look through the record of checks, and neither of them keeps it.",
    "allegations": "Staff can say in their own words whom they would tell about a colleague.",
    "information": "A page on what may be shared, with whom and why, is at hand wherever people work.",
    "supervision": "Supervision is planned a year ahead, and a missed session is made up within the month.",
    "equality": "Families are asked how they want to be spoken to, and the answer opens the file.",
    "voice": "Young people are told what became of what they said, which is what they had asked for.",
    "agencies": "Referrals are followed up by telephone on the next working day.",
    "policy": "The short version of the policy fits a pocket and was written with staff.",
    "leadership": "The senior lead meets front-line staff twice a year and reports back what changed.",
    "online": "Filters are tested each term by somebody who does not look after them.",
    "general": "The arrangement is written down, known and looked at every year.",
}
ADVICE: Mapping[str, str] = {
    "training": "Ask three months after a course what people do differently, and keep the answers.",
    "recruitment": "Look at a sample of older files for missing references before the next audit.",
    "allegations": "Name a deputy for the days on which the senior officer is away.",
    "information": "Record the reason also where information is withheld.",
    "supervision": "Count the sessions that were missed, team by team, and report the figure.",
    "equality": "Show from the monitoring which groups of children are seldom met.",
    "voice": "Ask children who no longer come as well as those who do.",
    "agencies": "Write down how a disagreement was settled, so that the next one is quicker.",
    "policy": "Give the policy a date for its next review and somebody who sees to it.",
    "leadership": "Let the report to the governing body say what changed, not only what was done.",
    "online": "Keep the results of the tests of filters for a year.",
    "general": "Say how you know, with one figure or one example.",
}
"""By topic, see ``audit.demo.words.topic_of``."""

NOTHING_SENT = (
    "Nothing came with this answer, and a call to the lead brought nothing to light. Grey stands.",
    "The lead believes that this is done. Without a record it cannot be graded higher.",
    "Left open in the return. We suggest that it is looked at first.",
)
OF_EVIDENCE: Mapping[EvidenceQuality, str] = {
    EvidenceQuality.STRONG: "The file shows figures for the whole year and who looked at them.",
    EvidenceQuality.ADEQUATE: "The file shows what is said, for one quarter.",
    EvidenceQuality.WEAK: "The file is a policy. It does not show what happens from day to day.",
}
DECLINED = "I worked in this council until two years ago, and know the people who filled in the return."
WITHDRAWN = "The moderator has moved to another post, and the first half of the judgements is kept."
LINK = "The two trusts share a safeguarding team."
INTEREST = "My sister is a manager there."
