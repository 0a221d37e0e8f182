"""Feedback on the closed round, given in its last days by most of those who answered and signed."""

from collections.abc import Mapping
from datetime import date

from audit.demo.chance import number, pick
from audit.demo.clock import Timeline, moment
from audit.demo.stage import Stage
from audit.domain.actor import OPERATOR, Actor
from audit.domain.answers import AnswerContent
from audit.rooms.questionnaires.operations import publish_edition
from audit.rooms.visits.operations.feedback import ask_for_feedback, give_feedback, write_about_feedback

ASKED = date(2011, 1, 10)
GIVEN = date(2011, 1, 12)
_GRADED = ("1.2", "2.1", "2.2", "2.3", "3.1")
_GRADES = ("two", "three", "three", "four", "four", "four", "five")
_TIMES = ("half-day", "day", "two-days", "two-days", "week", "longer")
_HARD = (
    "Finding out which files count as evidence.",
    "Several questions ask for nearly the same thing in other words.",
    "Getting figures about training from our contractors.",
    "The time between the letter and the due date was short, with half-term in it.",
    "It was hard to choose between blue and amber where two of our services differ.",
)
_CHANGE = (
    "Send the questions a month before the form opens.",
    "Let us see last year’s answers beside this year’s.",
    "Say with each question what a good answer looks like.",
    "Ask fewer questions, and come and look instead.",
)


def plan(
    stage: Stage,
    timeline: Timeline,
    administrator: Actor,
    round_code: str,
    people: Mapping[str, tuple[Actor, Actor]],
    references: Mapping[str, str],
) -> None:
    """Ask for feedback, and let people give it. ``people`` and ``references`` are those of the returns, by mailbox."""
    session, clock = stage.session, stage.clock

    def ask() -> None:
        edition, _ = publish_edition(session, OPERATOR, stage.sets["feedback"], clock)
        ask_for_feedback(session, administrator, clock, round_code, edition.id)
        write_about_feedback(session, administrator, clock, round_code, public_url=stage.settings.public_url)

    def answer(mailbox: str, part: str, actor: Actor) -> None:
        contents = {
            code: AnswerContent(grade=pick(_GRADES, "feedback", mailbox, part, code)) for code in _GRADED
        }
        contents["1.1"] = AnswerContent(value=pick(_TIMES, "time", mailbox, part))
        if number("hard", mailbox, part, below=3) == 0:
            contents["3.2"] = AnswerContent(value=pick(_HARD, mailbox, part))
        if number("change", mailbox, part, below=4) == 0:
            contents["3.3"] = AnswerContent(value=pick(_CHANGE, mailbox, part))
        is_named = number("named", mailbox, part, below=5) == 0
        give_feedback(session, actor, clock, references[mailbox], contents, is_named=is_named)

    timeline.at(moment(ASKED, 10), ask)
    for mailbox, (lead, chief) in people.items():
        for part, actor, silent in (("lead", lead, 5), ("chief", chief, 2)):
            if number("gives", mailbox, part, below=silent) == 0:
                continue
            at = moment(GIVEN, 9 + number("hour", mailbox, part, below=7), number(mailbox, part, below=59))
            timeline.at(at, lambda mailbox=mailbox, part=part, actor=actor: answer(mailbox, part, actor))  # type: ignore[misc]
