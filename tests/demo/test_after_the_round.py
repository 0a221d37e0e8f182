"""The demonstration after the round: peer review, outcomes, actions, challenge, the review, and work that waits."""

import json
from collections import Counter
from datetime import timedelta

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.cli import main
from audit.demo.staffordshire import END
from audit.domain.actions import ActionOrigin, ActionState, add_months, is_overdue
from audit.domain.agreement import How
from audit.domain.allocation import too_near
from audit.domain.challenge import EnquiryOutcome, EventKind, EventState, PanelRole
from audit.domain.child_details import warnings_in
from audit.domain.good_practice import Sharing
from audit.domain.moderation import Coverage, Match, ModerationState, Moderators
from audit.domain.organisations import OrganisationKind
from audit.domain.permissions import Role
from audit.domain.workflows import ReturnState, RoundKind
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action, ActionNote
from audit.rooms.assessments.models import Answer
from audit.rooms.challenge.models import (
    ChallengeEvent,
    Line,
    LineAction,
    LineNote,
    MarkedOut,
    PanelSeat,
    Slot,
)
from audit.rooms.good_practice.models import GoodPractice
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan, Outcome
from audit.rooms.organisations.queries.near import home_organisations, interests_in, near_organisations
from audit.rooms.outbox.models import Letter
from audit.rooms.questionnaires.models import EditionQuestion
from audit.rooms.rounds.models import Return, Round
from tests.conftest import NOW
from tests.demo.conftest import Built
from tests.support.pages import PageClient

ROUND, REVIEW, OPEN = "staffordshire-2010", "staffordshire-2011-review", "section-11-demo"


def moderations(session: Session, code: str) -> list[Moderation]:
    statement = select(Moderation).join(Moderation.plan).join(ModerationPlan.round).where(Round.code == code)
    return list(session.scalars(statement.order_by(Moderation.id)))


def signed_in(app: Flask, session: Session, email: str) -> PageClient:
    """Somebody's browser. Without the one-time code, which may be used once only: other tests use it."""
    return PageClient(app).sign_in(session.scalars(select(Person.id).where(Person.email == email)).one())


# The peer review.


def test_everybody_is_moderated_by_peers_like_with_like_and_the_seed_is_kept(reading: Session) -> None:
    plan = reading.scalars(select(ModerationPlan).join(Round).where(Round.code == ROUND)).one()
    assert (plan.coverage, plan.moderators, plan.matching) == (
        Coverage.EVERYONE,
        Moderators.PEERS,
        Match.LIKE,
    )
    assert plan.seed == 2011
    rows = moderations(reading, ROUND)
    assert len({row.return_id for row in rows}) == 25
    assert all(row.why != "Chosen by hand." for row in rows), "the product proposed all of them"
    assert sum(row.why.startswith("Like with like") for row in rows) >= 8


def test_moderations_stand_in_every_state_and_most_are_agreed(reading: Session) -> None:
    states = Counter(row.state for row in moderations(reading, ROUND))
    assert set(states) == set(ModerationState)
    assert states[ModerationState.AGREED] == 18
    again = [row.return_id for row in moderations(reading, ROUND)]
    assert len(again) - len(set(again)) == 2, (
        "one was declined, one taken away, and both given to somebody else"
    )


def test_nobody_of_the_demonstration_moderates_what_is_too_near(reading: Session) -> None:
    for code in (ROUND, OPEN):
        rows = moderations(reading, code)
        board_id = rows[0].moderated.round.board_id
        people = [row.moderator_id for row in rows if row.moderator_id is not None]
        homes, interests = home_organisations(reading, people), interests_in(reading, board_id, people)
        near = near_organisations(reading, board_id, [row.moderated.organisation_id for row in rows])
        for row in rows:
            assert row.moderator_id is not None
            mine = homes.get(row.moderator_id, set())
            assert (
                too_near(mine, interests.get(row.moderator_id, {}), near, row.moderated.organisation_id)
                is None
            )
    assert interests_in(reading, board_id, people) == {}


def test_grades_were_moved_and_ended_in_each_way_and_the_counts_stay(
    reading: Session, operator: CliRunner
) -> None:
    rows = reading.scalars(select(AgreedGrade).where(AgreedGrade.is_current)).all()
    assert {How(row.how) for row in rows} == set(How)
    moved = [(row.self_grade, row.grade) for row in rows if row.self_grade != row.grade]
    assert len(moved) == 10
    assert Counter(before for before, _ in moved) == Counter(after for _, after in moved)
    found = json.loads(operator.invoke(main, ["board", "figures", "--round", ROUND]).stdout)
    assert found["grades_counted"] == "agreed"
    assert {row["grade"]: row["count"] for row in found["grades"]} == {
        "grey": 91, "red": 15, "blue": 102, "amber": 263, "green": 654,
    }  # fmt: skip


def test_judgements_speak_of_evidence_that_was_opened_and_praise_and_advise(reading: Session) -> None:
    rows = reading.scalars(select(Judgement)).all()
    assert {row.evidence_quality for row in rows if row.evidence_quality} >= {
        "strong",
        "adequate",
        "weak",
        "absent",
    }
    assert sum(bool(row.good_practice) for row in rows) > 20
    assert sum(bool(row.improvement) for row in rows) > 30
    assert all(row.comment for row in rows if row.grade != row.self_grade)


def test_some_outcomes_are_sent_some_lie_as_drafts_and_some_are_missing(reading: Session) -> None:
    rows = reading.scalars(select(Outcome)).all()
    assert (sum(row.sent_at is not None for row in rows), len(rows)) == (13, 15)
    assert all(row.strength_1 and row.strength_2 and row.strength_1 != row.strength_2 for row in rows)
    assert reading.scalars(select(Letter.id).where(Letter.kind == "outcome")).first()


# Actions.


def reds(session: Session) -> list[tuple[int, str]]:
    rows = session.execute(
        select(Answer.return_id, EditionQuestion.code)
        .join(EditionQuestion, EditionQuestion.id == Answer.question_id)
        .join(Answer.asked_in)
        .join(Round)
        .where(Round.code == ROUND, Answer.grade == "red")
    )
    return [(row.return_id, row.code) for row in rows]


def test_each_red_has_an_action_due_within_six_months(reading: Session) -> None:
    found = reds(reading)
    assert len(found) == 15
    states = Counter()
    for return_id, code in found:
        action = reading.scalars(
            select(Action).where(
                Action.return_id == return_id,
                Action.question_code == code,
                Action.origin.in_((ActionOrigin.ANSWER, ActionOrigin.MODERATION)),
            )
        ).one()
        assert action.due_on <= add_months(action.created_at.date(), 6)
        states[action.state] += 1
        if is_overdue(action.state, action.due_on, END.date()):
            states["overdue"] += 1
    assert states[ActionState.DONE] >= 3
    assert states[ActionState.VERIFIED] >= 3
    assert states["overdue"] >= 3


def test_actions_come_from_everywhere_and_stand_in_every_state(reading: Session) -> None:
    actions = reading.scalars(select(Action)).all()
    assert {action.state for action in actions} == set(ActionState)
    assert {action.origin for action in actions} == set(ActionOrigin) - {ActionOrigin.REVIEW}
    assert all(
        action.impact for action in actions if action.state in (ActionState.DONE, ActionState.VERIFIED)
    )
    notes = reading.scalars(select(ActionNote).where(ActionNote.text != "")).all()
    assert len({note.text for note in notes}) > 15


def test_testshire_asks_for_actions_and_whoever_has_sent_the_return_has_them(reading: Session) -> None:
    assert reading.scalars(select(Round.actions_required).where(Round.code == OPEN)).one()
    sent = (ReturnState.SUBMITTED, ReturnState.AWAITING_SIGN_OFF)
    below = reading.execute(
        select(Answer.return_id, EditionQuestion.code)
        .join(EditionQuestion, EditionQuestion.id == Answer.question_id)
        .join(Answer.asked_in)
        .join(Round)
        .where(Round.code == OPEN, Return.state.in_(sent), Answer.grade.in_(("red", "amber")))
    ).all()
    there = set(
        reading.execute(
            select(Action.return_id, Action.question_code).where(Action.origin == ActionOrigin.ANSWER)
        )
    )
    assert len(below) > 200
    assert {(row.return_id, row.code) for row in below} <= there


# Challenge.


def event(session: Session, board: str, state: EventState) -> ChallengeEvent:
    rows = session.scalars(select(ChallengeEvent).where(ChallengeEvent.state == state)).all()
    return next(row for row in rows if row.board.code == board)


def test_an_event_was_held_with_three_partners_and_has_its_report(reading: Session) -> None:
    held = event(reading, "staffordshire-demo", EventState.REPORTED)
    assert held.report_summary
    assert held.report_themes
    slots = reading.scalars(select(Slot).where(Slot.event_id == held.id)).all()
    assert {slot.organisation.kind for slot in slots} == {
        OrganisationKind.COUNCIL, OrganisationKind.POLICE, OrganisationKind.HEALTH,
    }  # fmt: skip
    assert all(slot.attended and slot.attending and slot.feedback and slot.feedback_sent_at for slot in slots)
    lines = reading.scalars(
        select(Line).where(Line.slot_id.in_([slot.id for slot in slots]), Line.dropped_at.is_(None))
    ).all()
    assert {line.outcome for line in lines} == set(EnquiryOutcome)
    assert {line.is_shared for line in lines} == {True, False}
    for line in lines:
        kinds = reading.scalars(select(LineNote.kind).where(LineNote.line_id == line.id)).all()
        assert sorted(kinds) == ["answered", "asked"]
    assert len(reading.scalars(select(LineAction.id)).all()) >= 4
    seats = reading.scalars(select(PanelSeat).where(PanelSeat.event_id == held.id)).all()
    assert {seat.role for seat in seats} == set(PanelRole)
    marked = reading.scalars(
        select(MarkedOut).where(MarkedOut.seat_id.in_([seat.id for seat in seats]))
    ).all()
    assert ["declared an interest" in row.why for row in marked] == [True]


def test_pages_of_the_whole_story_open_for_the_board(app: Flask, reading: Session) -> None:
    browser = signed_in(app, reading, "staffordshire@testshire.example")
    for path in (
        f"/rounds/{ROUND}/summary", f"/rounds/{ROUND}/moderation", f"/rounds/{ROUND}/moderation/settle",
        f"/rounds/{ROUND}/calibration", f"/rounds/{ROUND}/outcomes", "/boards/staffordshire-demo/actions",
        "/boards/staffordshire-demo/good-practice", f"/rounds/{REVIEW}/review",
    ):  # fmt: skip
        page = browser.get(path)
        assert page.status == 200, path
        assert page.select_one(".app-demo"), path


def test_the_report_is_on_screen_for_the_board(app: Flask, reading: Session) -> None:
    held = event(reading, "staffordshire-demo", EventState.REPORTED)
    page = signed_in(app, reading, "staffordshire@testshire.example").get(f"/challenge/{held.id}/report")
    assert page.status == 200
    assert "Three partners were heard" in page.text_words
    assert "Not assured" in page.text_words


def test_an_event_about_action_plans_lies_ahead_and_starts_from_what_is_open(reading: Session) -> None:
    ahead = event(reading, "staffordshire-demo", EventState.ANNOUNCED)
    assert ahead.kind is EventKind.ACTION_PLANS
    assert ahead.held_on > END.date()
    assert ahead.previous_id == event(reading, "staffordshire-demo", EventState.REPORTED).id
    lines = reading.scalars(select(Line).join(Slot).where(Slot.event_id == ahead.id)).all()
    assert {"carried", "overdue"} <= {line.reason for line in lines}


# Good practice, and the review.


def test_three_examples_are_shared_and_one_is_asked_for(reading: Session) -> None:
    rows = reading.scalars(select(GoodPractice)).all()
    assert Counter(row.state for row in rows) == {Sharing.SHARED: 3, Sharing.ASKED: 1}
    assert any(row.evidence for row in rows if row.state is Sharing.SHARED)


def test_the_review_is_half_reported_and_shows_what_became_better(
    app: Flask, built: Built, reading: Session
) -> None:
    review = reading.scalars(select(Round).where(Round.code == REVIEW)).one()
    assert review.kind is RoundKind.REVIEW
    states = Counter(reading.scalars(select(Return.state).where(Return.round_id == review.id)))
    assert states[ReturnState.SUBMITTED] * 2 == sum(states.values())
    assert states[ReturnState.IN_PROGRESS] == 1
    again = {
        (row.organisation_id, row.code): row.grade
        for row in reading.execute(
            select(Return.organisation_id, EditionQuestion.code, Answer.grade)
            .join(Answer, Answer.return_id == Return.id)
            .join(EditionQuestion, EditionQuestion.id == Answer.question_id)
            .where(Return.round_id == review.id, Return.state == ReturnState.SUBMITTED)
        )
    }
    owners = dict(reading.execute(select(Return.id, Return.organisation_id)).all())
    after = [again.get((owners[return_id], code)) for return_id, code in reds(reading)]
    assert 6 <= sum(grade is not None for grade in after) <= 9
    assert sum(grade not in (None, "red") for grade in after) >= 4
    page = signed_in(app, reading, "staffordshire@testshire.example").get(f"/rounds/{REVIEW}")
    assert page.status == 200


# Whoever signs in has something to do.


def test_the_moderators_and_the_panel_of_testshire_have_work_waiting(
    app: Flask, built: Built, reading: Session
) -> None:
    roles = {(row["email"], row["role"]) for row in built.credentials}
    assert ("moderator@testshire.example", Role.MODERATOR) in roles
    assert ("panel@testshire.example", Role.PANEL_MEMBER) in roles
    home = signed_in(app, reading, "moderator@testshire.example").get("/").text_words
    assert "Testshire Probation Service" in home
    assert "Testshire Community Health NHS Trust" in home
    home = signed_in(app, reading, "panel@testshire.example").get("/").text_words
    assert "Action plans: a first conversation" in home
    assert "this year’s returns" not in home, "a draft is the board’s alone"
    home = signed_in(app, reading, "board@testshire.example").get("/").text_words
    assert "Challenge event about this year’s returns" in home


def test_a_service_lead_of_staffordshire_moderates_and_leads(built: Built) -> None:
    mine = [
        row for row in built.credentials if row["email"] == "childrens-services.lead@staffordshire.example"
    ]
    assert {row["role"] for row in mine} == {Role.LEAD, Role.MODERATOR}
    assert all(row["otp_secret"] for row in mine)


def test_testshires_moderations_are_offered_and_in_progress(reading: Session) -> None:
    states = {row.state for row in moderations(reading, OPEN)}
    assert states == {ModerationState.OFFERED, ModerationState.IN_PROGRESS}
    ahead = event(reading, "testshire", EventState.ANNOUNCED)
    assert NOW.date() < ahead.held_on < NOW.date() + timedelta(days=40)
    assert event(reading, "testshire", EventState.DRAFT).held_on > NOW.date()


def test_no_text_of_the_new_work_looks_as_if_it_named_a_child(reading: Session) -> None:
    texts: list[str] = []
    for columns in (
        (
            Judgement.comment,
            Judgement.good_practice,
            Judgement.improvement,
            Judgement.reply,
            Judgement.rejoinder,
        ),
        (Action.what, Action.why, Action.impact),
        (ActionNote.text,),
        (Line.text, Line.follow_up),
        (LineNote.text,),
        (Outcome.strength_1, Outcome.next_steps, Outcome.actions_expected),
        (GoodPractice.words, GoodPractice.why),
    ):
        texts += [text for row in reading.execute(select(*columns)) for text in row if text]
    assert len(texts) > 500
    assert not [text for text in texts if warnings_in(text)]
