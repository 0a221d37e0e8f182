"""The forms of planning moderation and of giving returns back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField

from audit.domain.moderation import Coverage, Match, Moderators, Stratum
from audit.rooms.moderation.models import ModerationPlan
from audit.rooms.moderation.queries.ground import AskedReturn
from audit.rooms.moderation.queries.plans import PlanSettings
from audit.web.forms import DateInput, Form, at_most, needed

COVERAGE_WORDS = {
    Coverage.EVERYONE: "Every return",
    Coverage.SAMPLE: "A random sample",
    Coverage.CHOSEN: "The returns that I choose",
}
STRATUM_WORDS = {
    Stratum.NONE: "From all returns together",
    Stratum.SECTOR: "So many from each sector",
    Stratum.PHASE: "So many from each phase of school",
}
MODERATOR_WORDS = {
    Moderators.PEERS: "Peers",
    Moderators.BOARD: "Moderators of the board",
    Moderators.BOTH: "Both",
}
MATCH_WORDS = {Match.LIKE: "Like with like", Match.ACROSS: "Across sectors"}
HINTS = {
    Moderators.PEERS.value: "Moderators who hold a role in an organisation of the area.",
    Moderators.BOARD.value: "Moderators who hold none.",
    Match.LIKE.value: "Districts with districts, health with health, schools with schools of their phase.",
    Match.ACROSS.value: "Somebody from another sector, for a fresh eye.",
}


class PlanForm(Form):
    """How a round is moderated. ``version`` is the one that was on the screen."""

    coverage = RadioField(
        "Which returns are moderated",
        choices=[(key.value, words) for key, words in COVERAGE_WORDS.items()],
        validators=[needed("Choose which returns are moderated")],
    )
    sample_size = StringField(
        "How many returns the sample holds",
        description="For a sample only. Drawn from every return of the round, those still to come as well.",
    )
    stratum = RadioField(
        "How the sample is drawn",
        choices=[(key.value, words) for key, words in STRATUM_WORDS.items()],
        validators=[needed("Choose how the sample is drawn")],
    )
    chosen = SelectMultipleField("Returns", validate_choice=False)
    seed = StringField(
        "Seed",
        description="A whole number. The same seed draws the same sample and makes the same proposal again.",
        validators=[needed("Enter a seed, any whole number")],
    )
    moderators = RadioField(
        "Who moderates",
        choices=[(key.value, words) for key, words in MODERATOR_WORDS.items()],
        validators=[needed("Choose who moderates")],
    )
    matching = RadioField(
        "Whom a peer is matched with",
        choices=[(key.value, words) for key, words in MATCH_WORDS.items()],
        validators=[needed("Choose whom a peer is matched with")],
    )
    allow_mutual = BooleanField(
        "Two organisations may moderate each other",
        description="Leave it empty unless your area is too small to do without.",
    )
    reply_days = StringField(
        "Days to reply",
        description="How many days an organisation has to answer when a grade was moved.",
        validators=[needed("Enter how many days there are to reply")],
    )
    moderate_by = DateInput("Moderate by (optional)", description="When moderators should have finished.")
    version = HiddenField()

    def offer(self, asked: Iterable[AskedReturn]) -> "PlanForm":
        """Fill in the returns that can be chosen."""
        self.chosen.choices = [(one.reference, f"{one.organisation} ({one.sector})") for one in asked]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Also read the numbers."""
        is_right = bool(super().validate(extra_validators))
        for field, words in ((self.seed, "The seed"), (self.reply_days, "The number of days")):
            if field.data and number_in(field.data) is None:
                field.errors = [*field.errors, f"{words} must be a whole number"]
                is_right = False
        if self.coverage.data == Coverage.SAMPLE and number_in(self.sample_size.data) is None:
            self.sample_size.errors = ["Enter how many returns the sample holds, a whole number"]
            is_right = False
        return is_right

    def settings(self) -> PlanSettings:
        """What was chosen and typed."""
        return PlanSettings(
            coverage=Coverage(self.coverage.data),
            sample_size=number_in(self.sample_size.data) if self.coverage.data == Coverage.SAMPLE else None,
            stratum=Stratum(self.stratum.data),
            seed=number_in(self.seed.data) or 0,
            moderators=Moderators(self.moderators.data),
            matching=Match(self.matching.data),
            allow_mutual=bool(self.allow_mutual.data),
            reply_days=number_in(self.reply_days.data) or 0,
            moderate_by=self.moderate_by.data if isinstance(self.moderate_by.data, date) else None,
            chosen=tuple(self.chosen.data or ()),
        )


class GiveBackForm(Form):
    """Why a moderator gives a return back."""

    reason = TextAreaField(
        "Why you give it back",
        description="The board reads it. For example: I used to work there. Do not name children.",
        validators=[at_most(1000, "The reason")],
    )


class WithdrawForm(Form):
    """Why the board takes a return from its moderator."""

    reason = StringField(
        "Why it is taken back",
        description="The moderator reads it in their letter.",
        validators=[needed("Say why, for example: she has left the council"), at_most(1000, "The reason")],
    )


def number_in(text: str | None) -> int | None:
    """A whole number as people type it, with or without commas; None for anything else."""
    plain = (text or "").replace(",", "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 10 else None


def settings_in_form(settings: PlanSettings, plan: ModerationPlan | None) -> dict[str, Any]:
    """A plan as the form takes it."""
    return {
        "coverage": settings.coverage.value,
        "sample_size": "" if settings.sample_size is None else str(settings.sample_size),
        "stratum": settings.stratum.value,
        "chosen": list(settings.chosen),
        "seed": str(settings.seed),
        "moderators": settings.moderators.value,
        "matching": settings.matching.value,
        "allow_mutual": settings.allow_mutual,
        "reply_days": str(settings.reply_days),
        "moderate_by": settings.moderate_by,
        "version": str(plan.version if plan else 0),
    }
