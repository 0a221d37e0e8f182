"""What the services do about their reds, as it is told: each action with its notes, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Story:
    """One action. ``due_on`` is empty for one that the board's written outcome asks for."""

    mailbox: str
    code: str
    what: str
    why: str = ""
    due_on: date | None = None
    notes: Sequence[tuple[date, str]] = ()
    done: tuple[date, str] | None = None
    """When it was done, and what is better since."""
    verified: tuple[date, str] | None = None
    sent_back: tuple[date, str] | None = None
    """Done once, and sent back by the board: what is done and verified comes after."""
    dropped: tuple[date, str] | None = None


STORIES = (
    Story(
        "adult-services",
        "4.4",
        "Print the complaints card for children in the five languages most spoken here, and give it out on visits.",
        "Children in the homes of adults whom we support had never been told how to complain.",
        date(2011, 5, 31),
        (
            (
                date(2011, 3, 3),
                "The card is written. A group of young carers has read it and asked for a telephone.",
            ),
            (date(2011, 4, 28), "Printed, with a free telephone number. Four of six teams hand it out."),
        ),
        (
            date(2011, 5, 19),
            "Seven children have used the number since. Two complaints were upheld and mended.",
        ),
        (date(2011, 6, 3), "Seen: the card, the log of calls and the two replies."),
    ),
    Story(
        "adult-services",
        "11.3",
        "Start a chronology in every file of a household with a child, and check a tenth of them each month.",
        "Our own look at files found a chronology in one of twelve.",
        date(2011, 7, 22),
        (
            (date(2011, 4, 6), "The form is in use in two teams. Older files are being worked through."),
            (date(2011, 6, 21), "61 of 140 files have a chronology. The work is slower than we thought."),
        ),
    ),
    Story(
        "hartsmoor",
        "10.2",
        "Sign a contract for interpreters who are independent of the family, by telephone and in person.",
        "Housing officers relied on relatives.",
        date(2011, 6, 30),
        ((date(2011, 3, 14), "Two firms have quoted. We shall share a contract with the county."),),
        (date(2011, 5, 5), "No visit has relied on a relative since the contract began on 18 April."),
        (date(2011, 5, 20), "Seen: the contract and three months of bookings."),
    ),
    Story(
        "hartsmoor",
        "11.1",
        "Write a policy on the supervision of staff who work with children, and agree it with the unions.",
        "There was a habit of meeting, and nothing in writing.",
        date(2011, 7, 15),
        ((date(2011, 3, 30), "A draft is with managers of leisure and housing."),),
        (
            date(2011, 7, 12),
            "Everybody who works with children has a named supervisor and dates for the year.",
        ),
        sent_back=(
            date(2011, 6, 10),
            "The policy leaves out casual staff at the leisure centres, who see most children.",
        ),
    ),
    Story(
        "hartsmoor",
        "11.4",
        "Read ten files a quarter with a manager from another service, and report what is found.",
        "Nobody has read a sample of files since 2008.",
        date(2011, 7, 8),
        (
            (date(2011, 5, 11), "The tool is agreed with Cawsey, who will read ours as we read theirs."),
            (date(2011, 7, 4), "The first reading had to be put off to September: the reader was ill."),
        ),
    ),
    Story(
        "ambulance",
        "5.2",
        "Match levels of training to every post on one page, and book what is missing.",
        "Courses were booked by whoever asked first.",
        date(2011, 6, 17),
        ((date(2011, 3, 22), "The page is done for crews, and under way for the control room."),),
        (date(2011, 6, 8), "96 % of crews have the level that their post needs; it was 71 % in January."),
        (date(2011, 6, 24), "Seen: the plan and the figures for all nine stations."),
    ),
    Story(
        "court-advisory",
        "4.3",
        "Ask parents and carers after each case, by post, how safe they found the service.",
        "We asked only at the end of hearings, when nobody wants to write.",
        date(2011, 7, 15),
        ((date(2011, 4, 19), "The first forty letters went out; eleven came back."),),
        (date(2011, 7, 6), "A third answer. Waiting rooms are now shared by fewer families at a time."),
    ),
    Story(
        "court-advisory",
        "5.4",
        "Find out three months after each course what staff do differently.",
        "We count who came, and nothing more.",
        date(2011, 7, 20),
        (
            (
                date(2011, 6, 27),
                "The questions are written. The first course to be followed up is that of May.",
            ),
        ),
    ),
    Story(
        "brindle-vale",
        "4.1",
        "Ask children for their views before the plan for play areas is decided.",
        "Plans were shown to parents only.",
        date(2011, 7, 14),
    ),
    Story(
        "youth-offending",
        "4.1",
        "Put two young people who have finished their orders on the group that plans the service.",
        notes=((date(2011, 5, 16), "Four have said yes. Travel is paid; the group now meets at five."),),
        done=(
            date(2011, 6, 14),
            "Two come to every meeting. Reporting times were changed because they asked.",
        ),
        verified=(date(2011, 7, 1), "Seen: the notes of two meetings, and the new times."),
    ),
    Story(
        "youth-offending",
        "4.2",
        "Publish each spring what was changed because of what young people said.",
        notes=((date(2011, 6, 7), "A first page hangs in the waiting room. The spring list follows."),),
    ),
    Story(
        "youth-offending",
        "4.3",
        "Ask parents and carers at the end of every order how safe they found the service.",
    ),
    Story(
        "youth-offending",
        "5.4",
        "Follow up each course after three months, with the manager of those who went.",
        done=(date(2011, 7, 19), "Of 22 staff 17 could name something that they now do otherwise."),
    ),
    Story(
        "youth-offending",
        "10.3",
        "Count by ethnic group, disability and ward which young people are met, and look at it each quarter.",
        notes=((date(2011, 6, 30), "The first count shows that two wards are hardly reached."),),
    ),
    Story(
        "youth-offending",
        "11.2",
        "Hold supervision every four weeks as the policy says, and report missed sessions to the management board.",
    ),
)
"""One for each red of the round."""

BY_HAND = (
    Story(
        "fire",
        "",
        "Leave the card with the children’s helpline at every home safety visit.",
        "Crews asked for something to leave behind.",
        date(2011, 12, 16),
        ((date(2011, 5, 9), "Two stations have begun; the cards are well liked."),),
    ),
    Story(
        "probation",
        "",
        "Keep a list of families in which an adult under supervision lives with children.",
        "It was agreed at the seminar of the partnership.",
        date(2011, 9, 30),
        dropped=(
            date(2011, 6, 15),
            "The national system shows this since June, so a list of our own is not needed.",
        ),
    ),
)
