"""The forms of the day, and after."""

from wtforms import HiddenField, RadioField, StringField, TextAreaField

from audit.domain.challenge import OUTCOME_WORDS, EnquiryOutcome
from audit.rooms.challenge.policy.day import NOTE_KINDS
from audit.web.forms import Form

NO_OUTCOME = ""
CAME = {"yes": True, "no": False, "": None}
"""What a form says of somebody's coming."""


class NoteForm(Form):
    """What was asked or answered. ``version`` is 0 for a new note."""

    kind = RadioField("What it is", choices=list(NOTE_KINDS.items()))
    by_whom = StringField("By whom")
    narrative = TextAreaField("What was said")
    version = HiddenField()


class OutcomeForm(Form):
    """What the panel concludes on a line. The names are those that ``static/js/answer.js`` compares."""

    answer = RadioField(
        "Outcome",
        choices=[
            *((str(outcome), words) for outcome, words in OUTCOME_WORDS.items()),
            (NO_OUTCOME, "None yet"),
        ],
        default=NO_OUTCOME,
    )
    narrative = TextAreaField(
        "What follows (optional)",
        description="What the organisation or the panel does next. It is still open until an action from it is done.",
    )
    version = HiddenField()

    @property
    def outcome(self) -> EnquiryOutcome | None:
        """What was chosen."""
        return EnquiryOutcome(self.answer.data) if self.answer.data in set(EnquiryOutcome) else None


class AttendanceForm(Form):
    """Who came for an organisation. ``seen_came`` and ``seen`` are what stood there when it was typed."""

    came = RadioField("Did they come?", choices=[("yes", "Yes"), ("no", "No"), ("", "Not noted")], default="")
    attending = TextAreaField("Who came", description="Names and jobs, one on each line.")
    seen_came = HiddenField()
    seen = HiddenField()


class FeedbackForm(Form):
    """The feedback to one organisation. ``seen`` is what was kept when it was typed."""

    feedback = TextAreaField(
        "Feedback",
        description="The organisation reads it as it stands here. No names or details of children.",
    )
    seen = HiddenField()


class ReportForm(Form):
    """What is typed into a report."""

    summary = TextAreaField(
        "Summary",
        description="What the partnership should take from the day. No names or details of children.",
    )
    themes = TextAreaField(
        "Themes (optional)", description="What came up again and again. The figures are added by themselves."
    )
    seen_summary = HiddenField()
    seen_themes = HiddenField()


class SendForm(Form):
    """Sending what was previewed."""

    seen = HiddenField()
    seen_summary = HiddenField()
    seen_themes = HiddenField()
