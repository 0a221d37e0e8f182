"""The actions of the services: one for each red, due within six months, some done, some verified, some overdue."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from audit.demo.action_stories import BY_HAND, STORIES, Story
from audit.demo.chance import number
from audit.demo.county import County
from audit.demo.names import name_number
from audit.domain.actions import ActionOrigin, Priority
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.operations import (
    ActionFacts,
    add_action,
    change_action,
    drop_action,
    finish_action,
    note_progress,
    send_back_action,
    verify_action,
)

_BEGUN, _OWNED = date(2011, 1, 26), date(2011, 4, 7)
_FIRST_OWNER = 80
"""The number of the first name among the owners, who hold no account."""


def plan(county: County) -> None:
    """Plan what each service does about its reds, and what two do besides."""
    for place, story in enumerate((*STORIES, *BY_HAND)):
        if story.due_on is not None:
            _plan_adding(county, story, place)
        elif story.notes or story.done:
            _plan_owner(county, story, place)
        _plan_progress(county, story)


def action_about(county: County, mailbox: str, code: str, what: str) -> Action:
    """The action of a service about an answer, by its first words."""
    return county.stage.session.scalars(
        select(Action).where(
            Action.organisation_id == county.organisations[mailbox],
            Action.question_code == code,
            Action.what == what,
        )
    ).one()


def _plan_adding(county: County, story: Story, place: int) -> None:
    stage, lead = county.stage, county.people[story.mailbox][0]
    day = _BEGUN + timedelta(days=number("added", story.mailbox, story.code, below=8))
    owned_by_lead = number("owner", story.mailbox, story.code, below=3) == 0

    def add() -> None:
        assert story.due_on is not None
        add_action(
            stage.session,
            lead,
            stage.clock,
            organisation_id=county.organisations[story.mailbox],
            board_id=county.board_id,
            facts=ActionFacts(
                story.what,
                story.due_on,
                story.why,
                owner_id=lead.person_id if owned_by_lead else None,
                owner_name="" if owned_by_lead else name_number(_FIRST_OWNER + place),
                priority=Priority.HIGH if story.code else Priority.LOW,
            ),
            origin=ActionOrigin.ANSWER if story.code else ActionOrigin.BY_HAND,
            origin_words="Section 11 audit 2010-11" if story.code else "",
            about=county.about(story.mailbox, story.code) if story.code else None,
        )

    county.at(day, 11, add, story.code)


def _plan_owner(county: County, story: Story, place: int) -> None:
    """The lead gives an action that the board asked for to somebody."""
    stage = county.stage

    def give() -> None:
        action = action_about(county, story.mailbox, story.code, story.what)
        facts = ActionFacts(
            action.what,
            action.due_on,
            action.why,
            owner_name=name_number(_FIRST_OWNER + place),
            priority=action.priority,
        )
        lead = county.lead(story.mailbox)
        change_action(stage.session, lead, stage.clock, action.id, facts, seen_version=action.version)

    county.at(_OWNED, 11, give, story.code)


def _plan_progress(county: County, story: Story) -> None:
    stage = county.stage

    def own(day: date, hour: int, operation: Any, *words: Any, **named: Any) -> None:
        """The lead does something with the action."""
        county.at(
            day,
            hour,
            lambda: operation(
                stage.session, county.lead(story.mailbox), stage.clock, found().id, *words, **named
            ),
            story.code,
        )

    def found() -> Action:
        return action_about(county, story.mailbox, story.code, story.what)

    for day, text in story.notes:
        own(day, 10, note_progress, text)
    if story.sent_back:
        day, reason = story.sent_back
        own(day - timedelta(days=9), 10, finish_action, impact="The policy is agreed and on the intranet.")
        county.at(
            day,
            11,
            lambda: send_back_action(
                stage.session,
                county.administrator,
                stage.clock,
                found().id,
                reason,
                seen_version=found().version,
                public_url=county.public_url,
            ),
        )
    if story.done:
        own(story.done[0], 14, finish_action, impact=story.done[1])
    if story.dropped:
        own(story.dropped[0], 14, drop_action, story.dropped[1])
    if story.verified:
        day, text = story.verified
        county.at(
            day,
            15,
            lambda: verify_action(
                stage.session,
                county.administrator,
                stage.clock,
                found().id,
                text,
                seen_version=found().version,
            ),
        )
