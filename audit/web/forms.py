"""Forms: WTForms with CSRF, rendered by the design system's components (``components/fields.html``)."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import InputRequired, Length, StopValidation

from audit.domain import texts
from audit.domain.dates import DateProblem, parse_typed_date
from audit.domain.errors import RuleBroken

LONGEST_TEXT = 20_000
"""Characters in one narrative. Far above the longest seen, far below what hurts."""


class Form(FlaskForm):
    """The base of every form. Text is trimmed at the ends and its line breaks are made alike."""

    form_errors: list[str]

    class Meta(FlaskForm.Meta):
        """How every field behaves."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Trim what is typed into text fields."""
            filters = unbound_field.kwargs.get("filters", [])
            if unbound_field.field_class.__name__ in ("StringField", "TextAreaField", "EmailField"):
                filters = [*filters, tidy]
            return unbound_field.bind(form=form, filters=filters, **options)

    def error_list(self) -> list[dict[str, str]]:
        """The errors as the design system's error summary takes them, each linked to its field."""
        found = []
        for field in self:
            for error in field.errors:
                anchor = f"{field.id}-day" if isinstance(field, DateInput) else first_input(field)
                found.append({"text": str(error), "href": f"#{anchor}"})
        found += [{"text": str(error), "href": "#main-content"} for error in self.form_errors]
        return found

    def refuse(self, refusal: RuleBroken) -> None:
        """Show why an operation refused: beside the field at fault, else at the head of the form."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors = [*self.form_errors, refusal.sentence]
        else:
            field.errors = [*field.errors, refusal.sentence]


def first_input(field: Field) -> str:
    """The id of the input to which an error links: of a group, its first."""
    if field.type in ("RadioField", "SelectMultipleField"):
        return f"{field.id}-0"
    return str(field.id)


def tidy(text: Any) -> Any:
    """Trim text, make its line breaks alike and take out control characters that no document may hold."""
    return texts.tidy(text) if isinstance(text, str) else text


def needed(sentence: str) -> InputRequired:
    """The field must be filled in; the sentence says so kindly."""
    return InputRequired(sentence)


def at_most(characters: int, what: str) -> Length:
    """The text may not be longer than this."""
    return Length(max=characters, message=f"{what} must be {characters:,} characters or fewer")


class DateInput(Field):
    """A date in three fields, day, month and year, as the design system asks for it.

    ``called`` is what the date is called inside a sentence, where the label does not say it: ``the day of the event``.
    """

    def __init__(self, label: str = "", validators: Any = None, *, called: str = "", **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.called = called
        self.parts = ("", "", "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three parts; wtforms gives each field only its own name."""
        super().process(None, *(() if data is None else (data,)))
        if formdata is not None and f"{self.name}-day" in formdata:
            self.parts = tuple(
                formdata.get(f"{self.name}-{part}", "").strip() for part in ("day", "month", "year")
            )
            self.raw_data = ["/".join(self.parts)] if any(self.parts) else []
            self._read()
        elif isinstance(self.data, date):
            self.parts = (str(self.data.day), str(self.data.month), str(self.data.year))

    def _read(self) -> None:
        self.data = None
        if any(self.parts):
            try:
                name = self.label.text.removesuffix("(optional)").strip()
                called = self.called or f"the {name[:1].lower()}{name[1:]}"
                self.data = parse_typed_date(*self.parts, name=called)
            except DateProblem as problem:
                self.process_errors = [problem.sentence]

    def pre_validate(self, form: Any) -> None:
        """A date that was not understood is an error even where none is needed."""
        if self.process_errors:
            raise StopValidation  # the sentence is among the errors already
