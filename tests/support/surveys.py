"""A board's survey of staff, with organisations whose staff reply."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from audit.infra.secrets import decrypt
from audit.infra.survey_links import new_form
from audit.rooms.questionnaires.models import Edition
from audit.rooms.surveys import operations
from audit.rooms.surveys.models import Survey, SurveyPlace, SurveyReply
from tests.support.question_sets import shipped_set
from tests.support.reviewing import PUBLIC_URL, Body, Reviewed
from tests.support.world import World

SECRET = "a secret that only tests know, long enough"


def survey_set(**more: Any) -> dict[str, Any]:
    """A small survey that maps to the two standards of the small question set, with a kind of role."""
    agreement = shipped_set("staff-survey")["scale"]
    statement = {"kind": "graded", "strength": "local", "required": False}
    return {
        "questionnaire": "small-survey",
        "edition": "2026.1",
        "title": "A small survey",
        "duty": "other",
        "instrument": "staff-survey",
        "scale": agreement,
        "standards": [
            {
                "code": "A",
                "title": "Knowing",
                "maps_to": "small#1",
                "questions": [{"code": "A.1", "text": "I know whom to call.", **statement}],
            },
            {
                "code": "B",
                "title": "Speaking",
                "maps_to": "small#2",
                "questions": [
                    {"code": "B.1", "text": "I can speak up.", **statement},
                    {"code": "B.2", "text": "I am heard.", **statement},
                ],
            },
            {
                "code": "C",
                "title": "About you",
                "questions": [
                    {
                        "code": "C.1", "kind": "choice", "text": "What do you do?", "strength": "local",
                        "required": False,
                        "choices": [{"key": "front", "label": "Front line"}, {"key": "boss", "label": "Manage"}],
                    }
                ],
            },
        ],
        **more,
    }  # fmt: skip


class Surveyed(Reviewed):
    """A board with a submitted round, two organisations in it, and a draft of a survey beside it that asks both."""

    survey_edition: Edition
    survey: Survey

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.survey_edition = world.edition(survey_set())
        self.green, self.mixed = self.body("Green council"), self.body("Mixed council", kind="police")
        codes = ("1.1", "1.2", "2.1", "2.2")
        self.green_return = self.returned(self.green, dict.fromkeys(codes, "green"))
        self.mixed_return = self.returned(self.mixed, {**dict.fromkeys(codes, "green"), "2.1": "red"})
        self.survey = self.plan(self.green, self.mixed)

    def plan(self, *bodies: Body, **more: Any) -> Survey:
        """A draft that asks these."""
        plan = {
            "title": "Staff survey 2026",
            "closes_on": date(2026, 10, 9),
            "round_id": self.audit.id,
            **more,
        }
        with self.world.session() as session:
            return operations.create_survey(
                session, self.admin, self.world.clock, self.board.code,
                operations.SurveyPlan(edition_id=plan.pop("edition_id", self.survey_edition.id), **plan),
                [body.organisation.id for body in bodies], secret_key=SECRET,
            )  # fmt: skip

    def open(self, survey: Survey | None = None) -> operations.Sent:
        """Open it."""
        with self.world.session() as session:
            return operations.open_survey(
                session, self.admin, self.world.clock, (survey or self.survey).id,
                public_url=PUBLIC_URL, secret_key=SECRET,
            )  # fmt: skip

    def close(self) -> None:
        """Close it, which adds the replies up."""
        with self.world.session() as session:
            operations.close_survey(session, self.admin, self.world.clock, self.survey.id)

    def reopen(self, closes_on: date = date(2026, 10, 30)) -> None:
        """Open it again."""
        with self.world.session() as session:
            operations.reopen_survey(session, self.admin, self.world.clock, self.survey.id, closes_on)

    def place(self, body: Body, survey: Survey | None = None) -> SurveyPlace:
        """An organisation's place as it is now."""
        with self.world.unit_of_work.read() as session:
            return session.scalars(
                select(SurveyPlace).where(
                    SurveyPlace.organisation_id == body.organisation.id,
                    SurveyPlace.survey_id == (survey or self.survey).id,
                )
            ).one()

    def key(self, body: Body) -> str:
        """The key of its link."""
        key = decrypt(self.place(body).sealed, SECRET)
        assert key
        return key

    def reply(self, body: Body, chosen: Sequence[Mapping[str, str]], role: str = "") -> None:
        """Replies of its staff, each choosing these."""
        key = self.key(body)
        with self.world.session() as session:
            for one in chosen:
                token = new_form(SECRET, "any")
                assert operations.take_reply(session, self.world.clock, key, one, role, form_token=token)

    def everybody(self, body: Body, agree: int, disagree: int, role: str = "") -> None:
        """So many who agree with everything, and so many who disagree."""
        codes = ("A.1", "B.1", "B.2")
        self.reply(body, [dict.fromkeys(codes, "agree")] * agree, role)
        self.reply(body, [dict.fromkeys(codes, "disagree")] * disagree, role)

    def waiting(self) -> int:
        """How many replies are rows still."""
        with self.world.unit_of_work.read() as session:
            return session.scalar(select(func.count()).select_from(SurveyReply)) or 0

    @property
    def page(self) -> str:
        """The address of the survey's page."""
        return f"/boards/{self.board.code}/surveys/{self.survey.id}"
