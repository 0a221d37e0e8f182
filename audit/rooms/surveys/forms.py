"""The forms of surveys."""

from collections.abc import Iterable
from typing import Any, Self

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField

from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Round
from audit.rooms.surveys.models import Survey
from audit.rooms.surveys.operations import SurveyPlan
from audit.web.forms import DateInput, Form, at_most, needed


class ChangeSurveyForm(Form):
    """What may always be changed of a survey's plan. ``version`` is the one that was on the screen."""

    title = StringField(
        "Title",
        description="As staff see it, for example Staff survey 2026.",
        validators=[needed("Enter a title, for example Staff survey 2026"), at_most(200, "The title")],
    )
    round_id = SelectField(
        "Round beside which the results stand (optional)",
        description="What staff say is then shown beside the grades that their organisation gave itself.",
    )
    closes_on = DateInput("Last day", validators=[needed("Enter the last day")])
    shares_results = BooleanField(
        "Each organisation sees the results of its own staff",
        default=True,
        description="Only where at least five have replied, and after the survey has closed.",
    )
    version = HiddenField()

    def offer(self, editions: Iterable[Edition], rounds: Iterable[Round]) -> Self:
        """Fill in what can be chosen."""
        self.round_id.choices = [("", "None"), *((str(each.id), each.title) for each in rounds)]
        return self

    def plan(self, row: Survey | None = None) -> SurveyPlan:
        """What was typed, with what stands for the rest."""
        assert row is not None
        return SurveyPlan(
            title=self.title.data or "",
            edition_id=row.edition_id,
            closes_on=self.closes_on.data,
            opens_on=row.opens_on,
            round_id=_number(self.round_id.data) or None,
            shares_results=bool(self.shares_results.data),
        )


class SurveyForm(ChangeSurveyForm):
    """The whole plan of a draft."""

    edition_id = RadioField("Question set", validators=[needed("Choose a question set")])
    opens_on = DateInput(
        "First day (optional)", description="Left empty, staff can reply as soon as you open it."
    )

    def offer(self, editions: Iterable[Edition], rounds: Iterable[Round]) -> Self:
        """Fill in what can be chosen."""
        self.edition_id.choices = [
            (str(each.id), f"{each.title}, edition {each.edition}") for each in editions
        ]
        return super().offer(editions, rounds)

    def plan(self, row: Survey | None = None) -> SurveyPlan:
        """What was typed."""
        return SurveyPlan(
            title=self.title.data or "",
            edition_id=_number(self.edition_id.data),
            closes_on=self.closes_on.data,
            opens_on=self.opens_on.data,
            round_id=_number(self.round_id.data) or None,
            shares_results=bool(self.shares_results.data),
        )


class ReopenForm(Form):
    """A new last day."""

    closes_on = DateInput("New last day", validators=[needed("Enter the new last day")])


class CodeForm(Form):
    """The code from a poster."""

    code = StringField(
        "Code",
        description="It is on the poster or in the message that you were sent, for example kmtw-7r4x.",
        validators=[needed("Enter the code")],
    )


def plan_in_form(row: Survey) -> dict[str, Any]:
    """A survey as the form takes it."""
    return {
        "title": row.title,
        "edition_id": str(row.edition_id),
        "round_id": str(row.round_id or ""),
        "opens_on": row.opens_on,
        "closes_on": row.closes_on,
        "shares_results": row.shares_results,
        "version": str(row.version),
    }


def _number(text: Any) -> int:
    """A number that a form carries; 0, which no row has, when it is none."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
