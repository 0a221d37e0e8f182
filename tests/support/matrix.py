"""One of everything, and one of every kind of person, for the access matrix."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.operations import save_answer
from tests.support.world import World

PEOPLE = (
    "anonymous",
    "other organisation's lead",
    "contributor",
    "lead",
    "approver",
    "organisation viewer",
    "moderator",
    "moderator of own organisation",
    "panel member",
    "board viewer",
    "board administrator",
    "administrator of another board",
    "site administrator",
)
"""The kinds of person, in the order of the columns. ``anonymous`` is nobody signed in."""


@dataclass
class MatrixWorld:
    """The people by kind, and the value of every argument that an address may carry."""

    people: dict[str, Person]
    values: dict[str, Any] = field(default_factory=dict)

    def arguments(self, rule: Rule) -> dict[str, Any]:
        """The arguments of an address; fails when an address carries one that nobody has taught us."""
        unknown = rule.arguments - set(self.values)
        assert not unknown, f"{rule.rule}: teach tests/support/matrix.py a value for {sorted(unknown)}."
        return {name: self.values[name] for name in rule.arguments}


def build(world: World, app: Flask) -> MatrixWorld:
    """A board with an open round, an organisation with a return that has an answer and evidence, and everybody."""
    board, other_board = world.board(), world.board("othershire", "Othershire Partnership")
    ours = world.organisation(board, "Our council")
    theirs = world.organisation(board, "Their council")
    edition = world.edition()
    round_ = world.round(board, edition, ours, theirs, code="autumn", due_on=date(2026, 10, 30))
    own = world.asked_for(round_, ours)
    people = {
        "other organisation's lead": world.person(Role.LEAD, organisation=theirs),
        "contributor": world.person(Role.CONTRIBUTOR, organisation=ours),
        "lead": world.person(Role.LEAD, organisation=ours),
        "approver": world.person(Role.APPROVER, organisation=ours),
        "organisation viewer": world.person(Role.ORGANISATION_VIEWER, organisation=ours),
        "moderator": world.person(Role.MODERATOR, board=board),
        "moderator of own organisation": world.person(Role.MODERATOR, board=board),
        "panel member": world.person(Role.PANEL_MEMBER, board=board),
        "board viewer": world.person(Role.BOARD_VIEWER, board=board),
        "board administrator": world.person(Role.BOARD_ADMINISTRATOR, board=board),
        "administrator of another board": world.person(Role.BOARD_ADMINISTRATOR, board=other_board),
        "site administrator": world.person(Role.SITE_ADMINISTRATOR),
    }
    world.give(people["moderator of own organisation"], Role.LEAD, organisation=ours)
    lead = world.actor(people["lead"])
    with world.session() as session:
        save_answer(session, lead, world.clock, own.reference, "1.1", AnswerContent(grade="green"), seen_version=0)
    values: dict[str, Any] = {
        "board_code": board.code,
        "round_code": round_.code,
        "organisation_id": ours.id,
        "reference": own.reference,
        "code": "1.1",
        "number": 1,
        "edition_id": edition.id,
        "key": "a-key-that-nobody-has",
    }
    return MatrixWorld(people, values)


