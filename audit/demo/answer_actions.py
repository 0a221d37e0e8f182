"""The actions that leads add below the answers of an open round: one for each answer below the minimum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from audit.demo.chance import number, pick
from audit.demo.desk import Desk
from audit.demo.names import name_number
from audit.demo.words import topic_of_question
from audit.domain.actions import ActionOrigin, default_due_on, default_priority, needs_action
from audit.domain.answers import AnswerContent
from audit.domain.questionnaire import Questionnaire
from audit.rooms.action_plans.operations import ActionFacts, ReturnAbout, add_action
from audit.rooms.rounds.models import Return, Round

_WHAT: Mapping[str, Sequence[str]] = {
    "online": (
        "Test the filters every term and keep the results.",
        "Ask young people which apps they use now, and bring the guidance up to date.",
    ),
    "training": (
        "Book the staff whose training has run out on the courses of the spring.",
        "Show on one page which post needs which level of training.",
        "Ask managers three months after a course what has changed.",
    ),
    "recruitment": (
        "Look through the record of checks for gaps, and close them.",
        "Train a second person in safer recruitment, so that every panel has one.",
        "Ask agencies for their checks in writing before a first shift.",
    ),
    "allegations": (
        "Name a deputy for the senior officer, and tell staff.",
        "Put the telephone number of the designated officer on the staff card.",
    ),
    "information": (
        "Hold a workshop on sharing information, with made-up cases.",
        "Check a sample of records for the reason of sharing.",
        "Put the one-page guide on sharing into every office.",
    ),
    "supervision": (
        "Set dates for supervision for the whole year and count missed sessions.",
        "Write down what supervision of casual staff looks like, and begin with it.",
    ),
    "equality": (
        "Have the leaflets read by families who speak little English, and mend them.",
        "Count which groups of children are met, and look at the figures each quarter.",
    ),
    "voice": (
        "Ask children who have left the service what they would change.",
        "Show in the waiting room what was changed because of what children said.",
        "Put two young people on the interview panels of the summer.",
    ),
    "agencies": (
        "Agree with social care who rings back after a referral, and by when.",
        "Bring the steps for settling disagreements to the next team meeting.",
        "Send a deputy when the member of the sub-group cannot come.",
    ),
    "policy": (
        "Review the policy with staff, and give it a date for the next review.",
        "Write a short version for volunteers.",
    ),
    "leadership": (
        "Put safeguarding on the agenda of the management board each quarter.",
        "Name a governor or trustee who asks about safeguarding at every meeting.",
        "Bring the chart of who answers to whom up to date.",
    ),
    "general": (
        "Look at this again with the teams and write down what is done.",
        "Give this to somebody by name, with a date.",
        "Find out what a neighbouring agency does, and try it in one team.",
    ),
}
_WHY = (
    "The return showed the gap.",
    "It depends on one person now.",
    "It is done in some teams only.",
    "",
)


@dataclass(frozen=True)
class AnswerActions:
    """Adds actions to the plan of the organisation at one desk."""

    desk: Desk
    board_id: int
    questionnaire: Questionnaire
    name: str
    """Decides all that is left to chance."""

    def add_for(self, answers: Mapping[str, AnswerContent]) -> None:
        """Add an action for each of these answers that is below the minimum."""
        desk, scale = self.desk, self.questionnaire.scale
        row = desk.session.execute(
            select(Return.id, Return.round_id, Round.title)
            .join(Round)
            .where(Return.reference == desk.reference)
        ).one()
        for code, content in answers.items():
            grade = scale.by_key.get(content.grade or "")
            if not needs_action(grade):
                continue
            words = (self.name, code)
            question, standard = (
                self.questionnaire.questions[code],
                self.questionnaire.standard_of[code],
            )
            own = number("owner", *words, below=3) == 0
            desk.clock.wait(20)
            due = default_due_on(grade, desk.clock().date()) - timedelta(
                days=number("due", *words, below=100)
            )
            add_action(
                desk.session,
                desk.lead,
                desk.clock,
                organisation_id=desk.organisation_id,
                board_id=self.board_id,
                facts=ActionFacts(
                    pick(_WHAT[topic_of_question(question.text, standard.title)], "what", *words),
                    due,
                    pick(_WHY, "why", *words),
                    owner_id=desk.lead.person_id if own else None,
                    owner_name="" if own else name_number(500 + number("name", *words, below=200)),
                    priority=default_priority(grade),
                ),
                origin=ActionOrigin.ANSWER,
                origin_words=row.title,
                about=ReturnAbout(
                    row.id,
                    row.round_id,
                    f"{standard.code} {standard.title}",
                    code,
                    question.text,
                ),
            )
