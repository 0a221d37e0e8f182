"""What comes after the returns, for 600 of them: moderation, outcomes, actions and the progress review."""

from datetime import date
from typing import Any

from sqlalchemy import insert, select

from audit.domain.actions import ActionOrigin
from audit.domain.actor import OPERATOR
from audit.domain.moderation import ModerationState, PlanState
from audit.domain.permissions import Role
from audit.rooms.accounts.models import Person
from audit.rooms.action_plans.models import Action
from audit.rooms.assessments.models import Answer
from audit.rooms.board.operations import create_review_of
from audit.rooms.moderation.models import AgreedGrade, Judgement, Moderation, ModerationPlan
from audit.rooms.organisations.models import AreaMembership, Board
from audit.rooms.rounds.models import Return, Round
from audit.rooms.rounds.operations import ReviewPlan, open_round
from bench.cases import page
from bench.measure import Measured
from bench.place import NOW, Place
from tests.support.pages import PageClient

AT_ONCE = 5_000


def measure(place: Place) -> list[Measured]:
    """The board's pages about all of the round's returns, against their bare templates."""
    administrator, review = _follow(place)
    board = PageClient(place.app).sign_in(administrator.id)
    whole = place.round.code
    pages = {
        "round_page": f"/rounds/{whole}",
        "moderation_page": f"/rounds/{whole}/moderation",
        "settling_page": f"/rounds/{whole}/moderation/settle",
        "calibration_page": f"/rounds/{whole}/calibration",
        "outcomes_page": f"/rounds/{whole}/outcomes",
        "plans_page": "/boards/testshire/actions",
        "review_page": f"/rounds/{review.code}/review",
    }
    return [page(place, name, path, client=board, runs=25) for name, path in pages.items()]


def _follow(place: Place) -> tuple[Person, Round]:
    """Every return moderated (half agreed, a quarter to settle, a quarter offered), two actions each, a review open."""
    with place.unit_of_work.read() as session:
        board = session.get_one(Board, place.round.board_id)
    moderator = place.world.person(Role.MODERATOR, board=board, name="Kit Peer")
    administrator = place.world.person(Role.BOARD_ADMINISTRATOR, board=board, name="Ada Board")
    states = (
        ModerationState.AGREED,
        ModerationState.AGREED,
        ModerationState.WITH_BOARD,
        ModerationState.OFFERED,
    )
    with place.unit_of_work.begin() as session:
        plan = ModerationPlan(round_id=place.round.id, state=PlanState.RUNNING, created_at=NOW)
        session.add(plan)
        session.flush()
        returns = session.scalars(
            select(Return).where(Return.round_id == place.round.id).order_by(Return.id)
        ).all()
        session.add_all(
            AreaMembership(board_id=board.id, organisation_id=row.organisation_id, joined_on=NOW.date())
            for row in returns
        )
        given = [
            Moderation(
                plan_id=plan.id, return_id=row.id, moderator_id=moderator.id, moderator_name=moderator.name,
                state=states[number % 4], offered_at=NOW, answered_at=NOW, finalised_at=NOW,
            )
            for number, row in enumerate(returns)
        ]  # fmt: skip
        session.add_all(given)
        session.flush()
        by_return = {row.return_id: row for row in given if row.state is not ModerationState.OFFERED}
        answers = session.execute(
            select(Answer.return_id, Answer.question_id, Answer.grade).where(Answer.return_id.in_(by_return))
        ).all()
        judged: list[dict[str, Any]] = []
        agreed: list[dict[str, Any]] = []
        for number, (return_id, question_id, grade) in enumerate(answers):
            moderation, own = by_return[return_id], "amber" if number % 9 == 0 else grade
            judged.append(
                {
                    "moderation_id": moderation.id, "question_id": question_id, "self_grade": grade, "grade": own,
                    "comment": "Half of it is in place.", "updated_by_name": "Kit Peer", "updated_at": NOW,
                }
            )  # fmt: skip
            if moderation.state is ModerationState.AGREED:
                agreed.append(
                    {
                        "moderation_id": moderation.id, "return_id": return_id, "question_id": question_id,
                        "self_grade": grade, "moderated_grade": own, "grade": own, "how": "same", "at": NOW,
                    }
                )  # fmt: skip
        actions = [
            {
                "board_id": place.round.board_id, "organisation_id": row.organisation_id, "round_id": place.round.id,
                "return_id": row.id, "question_code": code, "question_text": "Is this in place?",
                "standard_title": "Standard number 1", "origin": ActionOrigin.ANSWER, "what": f"Mend {code}.",
                "due_on": date(2027, 3, 14), "created_at": NOW, "created_by_name": "Lead",
            }
            for row in returns for code in ("1.1", "1.2")
        ]  # fmt: skip
        for model, rows in ((Judgement, judged), (AgreedGrade, agreed), (Action, actions)):
            for start in range(0, len(rows), AT_ONCE):
                session.execute(insert(model), rows[start : start + AT_ONCE])
        review = create_review_of(
            session, OPERATOR, lambda: NOW, place.round.code, ReviewPlan("The review", date(2027, 4, 30))
        )
        open_round(
            session, OPERATOR, lambda: NOW, review.code, public_url="https://audit.example", product="Audit"
        )
    return administrator, review
