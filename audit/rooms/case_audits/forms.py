"""The forms of case audits."""

from collections.abc import Iterable, Mapping, Sequence

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField

from audit.rooms.case_audits.models import CaseAudit
from audit.rooms.case_audits.operations.making import AuditPlan
from audit.rooms.organisations.models import Organisation
from audit.rooms.questionnaires.models import Edition
from audit.web.forms import DateInput, Form, at_most, needed


class AuditForm(Form):
    """The whole plan of a case audit. ``version`` is the one that was on the screen."""

    title = StringField(
        "Title",
        description="As organisations see it, for example Neglect: case audit, autumn 2026.",
        validators=[
            needed("Enter a title, for example Neglect: case audit, autumn 2026"),
            at_most(200, "The title"),
        ],
    )
    theme = StringField(
        "Theme",
        description="What the cases are about, for example Neglect.",
        validators=[needed("Enter the theme, for example Neglect"), at_most(200, "The theme")],
    )
    edition_id = RadioField(
        "Question set",
        description="The short form that is filled in for each case.",
        validators=[needed("Choose a question set for case audits")],
    )
    cases_each = StringField(
        "Number of cases from each organisation",
        validators=[needed("Enter how many cases each organisation looks at, from 1 to 50")],
    )
    categories = TextAreaField(
        "Themes of cases (optional)",
        description="A line each, for example Under 5, or Disabled child. The auditor chooses one for each case. Broad "
        "themes only: nothing that could tell who a child is.",
    )
    about = TextAreaField(
        "What auditors should know (optional)",
        description="How to choose the cases: from which months, at which stage. It stands in the letter.",
        validators=[at_most(5000, "This text")],
    )
    due_on = DateInput(
        "Cases sent by",
        validators=[needed("Enter the day by which cases are sent")],
        called="the day by which cases are sent",
    )
    moderation_by = DateInput("Moderation ends (optional)", called="the end of moderation")
    repeats = SelectField(
        "It repeats (optional)",
        description="The results are then shown beside those of the earlier audit.",
        validate_choice=False,
    )
    organisations = SelectMultipleField("Organisations", validate_choice=False)
    version = HiddenField()

    def offer(
        self, editions: Iterable[Edition], earlier: Iterable[CaseAudit], organisations: Iterable[Organisation]
    ) -> "AuditForm":
        """Fill in what can be chosen."""
        self.edition_id.choices = [
            (str(each.id), f"{each.title}, edition {each.edition} ({each.code})") for each in editions
        ]
        self.repeats.choices = [("", "No earlier audit"), *((each.code, each.title) for each in earlier)]
        self.organisations.choices = [(str(each.id), each.name) for each in organisations]
        return self

    def show(self, row: CaseAudit, asked: Iterable[int]) -> "AuditForm":
        """Fill in what stands."""
        self.process(
            data={
                "title": row.title,
                "theme": row.theme,
                "edition_id": str(row.edition_id),
                "cases_each": str(row.cases_each),
                "categories": "\n".join(row.categories),
                "about": row.about,
                "due_on": row.due_on,
                "moderation_by": row.moderation_by,
                "repeats": row.repeats.code if row.repeats else "",
                "organisations": [str(id) for id in asked],
                "version": str(row.version),
            }
        )
        return self

    def plan(self, row: CaseAudit | None = None) -> AuditPlan:
        """What was typed; where a field is not on the page (the audit is open), what stands."""
        chosen = str(self.edition_id.data)
        fixed = row is not None and row.opened_at is not None
        return AuditPlan(
            title=self.title.data or "",
            theme=row.theme if row and fixed else self.theme.data or "",
            edition_id=row.edition_id
            if row and fixed
            else int(chosen)
            if chosen.isdigit() and len(chosen) < 10
            else 0,
            cases_each=row.cases_each if row and fixed else self.cases_each.data,
            due_on=self.due_on.data,
            moderation_by=self.moderation_by.data,
            about=self.about.data or "",
            categories="\n".join(row.categories) if row and fixed else self.categories.data or "",
            repeats_code=self.repeats.data or "",
        )

    def organisation_ids(self) -> list[int]:
        """The organisations that were ticked."""
        return [
            int(id) for id in self.organisations.data or () if id.isascii() and id.isdigit() and len(id) < 10
        ]


class NewCaseForm(Form):
    """A new case: its theme, where the audit has themes."""

    category = RadioField("Theme of the case", validate_choice=False)

    def offer(self, categories: Sequence[str]) -> "NewCaseForm":
        """Fill in what can be chosen."""
        self.category.choices = [(each, each) for each in categories]
        return self


class SendForm(Form):
    """Sending: whether there are no more cases than those that are here."""

    fewer = HiddenField()


class GivingForm(Form):
    """Who moderates whose cases: read from the request, because there is one field for each organisation."""

    chosen: Mapping[int, int] = {}
