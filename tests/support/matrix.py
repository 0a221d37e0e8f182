"""One of everything, and one of every kind of person, for the access matrix."""

from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from audit.domain.actor import Actor
from audit.domain.answers import AnswerContent
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.assessments.operations import approve, save_answer, send_for_sign_off
from audit.rooms.assessments.operations.citing import cite
from audit.rooms.organisations.models import Board, Organisation, RoleHeld
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Return, Round
from tests.support.evidence import add_item
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


ROOMS = (
    "colleagues",
    "offline", "action_plans", "reviews", "allocation", "moderating", "outcomes", "good_practice", "challenge_planning",
    "visits", "challenge_day", "letter_wordings", "predecessors", "quarantine", "joint", "trusts",
    "drafts", "bringing", "amendments", "surveys", "levels", "case_audits",
    "scales",
)  # fmt: skip
"""Modules of ``tests.support.things``, each with ``add(world, app, things)``: what later rooms add, in this order."""


@dataclass
class MatrixWorld:
    """The people by kind, and the value of every argument that an address may carry.

    ``special`` has other values for some endpoints: a copy is of a return that was submitted.
    """

    people: dict[str, Person]
    values: dict[str, Any] = field(default_factory=dict)
    special: dict[str, dict[str, Any]] = field(default_factory=dict)
    board: Board = field(init=False)
    ours: Organisation = field(init=False)
    """The organisation of the lead, the contributor, the approver and the moderator of own organisation."""
    theirs: Organisation = field(init=False)
    """The organisation of the other organisation's lead, in the same board."""
    edition: Edition = field(init=False)
    autumn: Round = field(init=False)
    """An open round in which our return (``own``) is in progress and theirs is not started."""
    own: Return = field(init=False)
    spring: Round = field(init=False)
    """An open round in which our return (``submitted``) is submitted, all green."""
    submitted: Return = field(init=False)

    def arguments(self, rule: Rule) -> dict[str, Any]:
        """The arguments of an address; fails when an address carries one that nobody has taught us."""
        values = {**self.values, **self.special.get(rule.endpoint, {})}
        unknown = rule.arguments - set(values)
        assert not unknown, f"{rule.rule}: teach tests/support/matrix.py a value for {sorted(unknown)}."
        return {name: values[name] for name in rule.arguments}


def build(world: World, app: Flask) -> MatrixWorld:
    """A board with open rounds, an organisation with evidence and a return in each state, and everybody."""
    board, other_board = world.board(), world.board("othershire", "Othershire Partnership")
    ours = world.organisation(board, "Our council")
    theirs = world.organisation(board, "Their council")
    edition = world.edition()
    autumn = world.round(board, edition, theirs, code="autumn", due_on=date(2026, 10, 30))
    own = world.asked(autumn, ours)
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
    lead, approver = world.actor(people["lead"]), world.actor(people["approver"])
    item = add_item(world, app.config["AUDIT_SETTINGS"], ours, actor=lead)
    with world.session() as session:
        green = AnswerContent(grade="green")
        save_answer(session, lead, world.clock, own.reference, "1.1", green, seen_version=0)
        cite(session, lead, world.clock, own.reference, "1.1", [item.id])
    waiting = world.asked(world.round(board, edition, code="summer"), ours)
    spring = world.round(board, edition, code="spring")
    submitted = world.asked(spring, ours)
    for given in (waiting, submitted):
        _answer_and_send(world, lead, given.reference, item.id)
    with world.session() as session:
        approve(
            session, approver, world.clock, submitted.reference,
            attempt=1, step="chief-officer", title="Chief officer", declared=True, public_url="",
        )  # fmt: skip
    with world.session() as session:
        role_in_board = session.query(RoleHeld).filter_by(board_id=board.id).first()
        role_in_ours = session.query(RoleHeld).filter_by(organisation_id=ours.id).first()
        assert role_in_board is not None
        assert role_in_ours is not None
    values: dict[str, Any] = {
        "evidence_id": item.id,
        "board_code": board.code,
        "round_code": autumn.code,
        "organisation_id": ours.id,
        "reference": own.reference,
        "code": "1.1",
        "number": 1,
        "edition_id": edition.id,
        "edition": "2026.1",
        "key": "a-key-that-nobody-has",
        "signed_in_id": 999_999,
        "held_id": role_in_board.id,
    }
    of_submitted = {"reference": submitted.reference}
    starter, mine = {"code": "section-11"}, {"held_id": role_in_ours.id}
    special: dict[str, dict[str, Any]] = {
        "questionnaires.publish_starter": starter,
        "questionnaires.show_starter": starter,
        "assessments.show_standard": {"code": "1"},
        "assessments.save_standard": {"code": "1"},
        "assessments.sign_off": {"reference": waiting.reference},
        "assessments.decide_sign_off": {"reference": waiting.reference},
        "assessments.take_back": {"reference": waiting.reference},
        "organisations.end_colleague": mine,
        "organisations.invite_colleague_again": mine,
        **{
            f"assessments.{name}": of_submitted
            for name in (
                "ask_to_reopen", "reopen_return", "show_copy", "download_copy", "show_submitted", "download_evidence",
            )
        },
    }  # fmt: skip
    things = MatrixWorld(people, values, special)
    things.board, things.ours, things.theirs, things.edition = board, ours, theirs, edition
    things.autumn, things.own, things.spring, things.submitted = autumn, own, spring, submitted
    for room in ROOMS:
        if find_spec(f"tests.support.things.{room}"):
            import_module(f"tests.support.things.{room}").add(world, app, things)
    return things


def _answer_and_send(world: World, lead: Actor, reference: str, evidence_id: int) -> None:
    with world.session() as session:
        for code in ("1.1", "1.2", "2.1", "2.2"):
            save_answer(
                session, lead, world.clock, reference, code, AnswerContent(grade="green"), seen_version=0
            )
        cite(session, lead, world.clock, reference, "1.1", [evidence_id])
    with world.session() as session:
        send_for_sign_off(session, lead, world.clock, reference, public_url="")
