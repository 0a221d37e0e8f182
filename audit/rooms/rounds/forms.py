"""The forms of rounds."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField

from audit.domain.organisations import KIND_WORDS
from audit.domain.questionnaire import SIGN_OFF_TITLES
from audit.rooms.questionnaires.models import Edition
from audit.rooms.rounds.models import Round
from audit.rooms.rounds.operations import RoundPlan
from audit.rooms.rounds.policy import DATE_NAMES
from audit.web.forms import DateInput, Form, at_most, needed

_AS_SET = "edition"
_STEP_CHOICES = ("chief-officer", "head", "chair", "head+chair", "chief-officer+chair")


def say_steps(steps: Iterable[str]) -> str:
    """Who signs, in order: ``Head or principal, then chair of governors or safeguarding governor``."""
    titles = [SIGN_OFF_TITLES.get(step, step) for step in steps]
    return ", then ".join(titles[:1] + [title[:1].lower() + title[1:] for title in titles[1:]])


class RoundForm(Form):
    """The whole plan of a round. ``version`` is the one that was on the screen."""

    title = StringField(
        "Title",
        description="As organisations see it, for example Section 11 audit 2026.",
        validators=[needed("Enter a title, for example Section 11 audit 2026"), at_most(200, "The title")],
    )
    code = StringField(
        "Code (optional)",
        description="It stands in addresses and file names: small letters, numbers and hyphens. Left empty, it is "
        "made from the title.",
        validators=[at_most(60, "The code")],
    )
    edition_id = RadioField(
        "Question set",
        description="It stays as it is for the whole round, with the meanings of its grades.",
        validators=[needed("Choose a question set")],
    )
    opens_on = DateInput(
        "Planned opening (optional)", description="For your own planning. You open the round yourself."
    )
    sign_off_by = DateInput(
        "Ready for sign-off by (optional)",
        description="When answers should be with those who sign.",
        called="the day to be ready for sign-off",
    )
    due_on = DateInput(
        "Due date",
        description="The last day for a signed return. It can be extended, for one or for all.",
        validators=[needed("Enter the due date")],
    )
    moderation_by = DateInput("Moderation ends (optional)", called="the end of moderation")
    challenge_on = DateInput("Challenge event (optional)", called="the day of the challenge event")
    review_on = DateInput("Six-month review (optional)", called="the day of the six-month review")
    sign_off = RadioField("Who signs a return", default=_AS_SET, validators=[needed("Choose who signs")])
    actions_required = BooleanField(
        "An answer below the minimum needs an action before the return can be sent",
        default=True,
        description="Each such answer then needs at least one action with an owner and a due date.",
    )
    notes = TextAreaField(
        "Notes (optional)",
        description="Your own words about this round, printed with its figures. No names or details of children.",
        validators=[at_most(5000, "The notes")],
    )
    version = HiddenField()

    def offer(self, editions: Iterable[Edition], row: Round | None = None) -> "RoundForm":
        """Fill in what can be chosen."""
        self.edition_id.choices = [
            (str(each.id), f"{each.title}, edition {each.edition} ({each.code})") for each in editions
        ]
        steps = list(_STEP_CHOICES)
        if row is not None and "+".join(row.sign_off_steps) not in steps:
            steps.append("+".join(row.sign_off_steps))
        self.sign_off.choices = [
            (_AS_SET, "As the question set says"),
            *((choice, say_steps(choice.split("+"))) for choice in steps),
        ]
        return self

    def plan(self, row: Round | None = None) -> RoundPlan:
        """What was typed; where a field is not on the page (the round is open), what stands."""
        steps = None if self.sign_off.data in (None, _AS_SET) else tuple(self.sign_off.data.split("+"))
        dates: dict[str, Any] = {name: self[name].data for name in DATE_NAMES}
        if not isinstance(dates["due_on"], date):
            dates["due_on"] = row.due_on if row else None
        return RoundPlan(
            title=self.title.data or "",
            code=self.code.data or "",
            edition_id=int(self.edition_id.data) if str(self.edition_id.data).isdigit() else 0,
            sign_off_steps=steps,
            governing_body_date=steps is not None and {"head", "chair"} <= set(steps),
            notes=self.notes.data or "",
            actions_required=bool(self.actions_required.data),
            **dates,
        )


class NewRoundForm(RoundForm):
    """The plan of a new round, with who is asked."""

    who = RadioField("Who is asked", default="later", validators=[needed("Choose who is asked")])
    kinds = SelectMultipleField("Kinds of organisation")

    def offer_area(self, kinds: Mapping[str, int], schools: int, agencies: int) -> "NewRoundForm":
        """Fill in who can be asked, with how many there are."""
        self.who.choices = [
            ("schools", f"All schools, colleges and alternative providers ({schools:,})"),
            ("agencies", f"All agencies and their services ({agencies:,})"),
            ("kinds", "Every organisation of the kinds that I choose below"),
            ("later", "I choose them one by one on the next page"),
        ]
        self.kinds.choices = [
            (str(kind), f"{words} ({kinds[kind]:,})") for kind, words in KIND_WORDS.items() if kinds.get(kind)
        ]
        return self


class ChangeOpenRoundForm(Form):
    """What may still be changed while organisations answer."""

    title = StringField("Title", validators=[needed("Enter a title"), at_most(200, "The title")])
    sign_off_by = DateInput("Ready for sign-off by (optional)")
    moderation_by = DateInput("Moderation ends (optional)")
    challenge_on = DateInput("Challenge event (optional)")
    review_on = DateInput("Six-month review (optional)")
    notes = TextAreaField(
        "Notes (optional)",
        description="Printed with the figures of the round. No names or details of children.",
        validators=[at_most(5000, "The notes")],
    )
    version = HiddenField()

    def plan(self, row: Round) -> RoundPlan:
        """What was typed, with what stands for the rest."""
        return RoundPlan(
            title=self.title.data or "",
            edition_id=row.edition_id,
            due_on=row.due_on,
            opens_on=row.opens_on,
            sign_off_by=self.sign_off_by.data,
            moderation_by=self.moderation_by.data,
            challenge_on=self.challenge_on.data,
            review_on=self.review_on.data,
            sign_off_steps=tuple(row.sign_off_steps),
            governing_body_date=row.governing_body_date,
            notes=self.notes.data or "",
            actions_required=row.actions_required,
        )


class ExtendForm(Form):
    """A later due date."""

    due_on = DateInput("New due date", validators=[needed("Enter the new due date")])


def plan_in_form(row: Round, steps_of_set: Iterable[str]) -> dict[str, Any]:
    """A round as the form takes it. ``steps_of_set``: who signs by its question set."""
    as_set = list(steps_of_set) == list(row.sign_off_steps)
    return {
        "title": row.title,
        "code": row.code,
        "edition_id": str(row.edition_id),
        "sign_off": _AS_SET if as_set else "+".join(row.sign_off_steps),
        "notes": row.notes,
        "actions_required": row.actions_required,
        "version": str(row.version),
        **{name: getattr(row, name) for name in DATE_NAMES},
    }
