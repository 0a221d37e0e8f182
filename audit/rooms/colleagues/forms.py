"""Forms of sharing out, discussing and handing over."""

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, TextAreaField

from audit.domain.together import LONGEST_NOTE, LONGEST_REMARK
from audit.rooms.colleagues.operations import AssignmentFacts
from audit.rooms.colleagues.queries import Given
from audit.web.forms import DateInput, Form, at_most, needed

NO_CHILDREN = "No names or details of children."


class AssignForm(Form):
    """Who sees to a question or a standard."""

    person = SelectField("Colleague", [needed("Choose a colleague")], validate_choice=False)
    due_on = DateInput(
        "Wanted by (optional)", description="For example, 4 10 2026. Without a date: with the return."
    )
    note = TextAreaField(
        "Note (optional)",
        [at_most(LONGEST_NOTE, "The note")],
        description=f"What they should know or look for. {NO_CHILDREN}",
    )
    is_urgent = BooleanField(
        "It is urgent: write to them now",
        description="Otherwise it goes into the one letter of the day, at 4pm.",
    )
    version = HiddenField()

    def offer(self, people: Sequence[tuple[int, str]], given: Given | None = None) -> "AssignForm":
        """Fill in the colleagues; somebody who has left stays in the list of what they have."""
        known = {id for id, _ in people}
        left = []
        if given is not None and given.person_id not in known:
            left = [(str(given.person_id), f"{given.name} (can no longer answer)")]
        self.person.choices = [
            ("", "Choose a colleague"),
            *((str(id), name) for id, name in people),
            *left,
        ]
        return self

    def show(self, given: Given | None) -> "AssignForm":
        """Fill in how it is now."""
        self.version.data = str(given.version) if given else "0"
        if given is not None:
            self.person.data, self.note.data = str(given.person_id), given.note
            self.is_urgent.data = given.is_urgent
            self.due_on.process(None, given.due_on)
        return self

    def facts(self) -> AssignmentFacts:
        """What was chosen and typed."""
        return AssignmentFacts(
            number_in(self.person.data), self.due_on.data, self.note.data or "", bool(self.is_urgent.data)
        )


class RemarkForm(Form):
    """Something said among colleagues."""

    text = TextAreaField(
        "What you want to say",
        [needed("Write something first"), at_most(LONGEST_REMARK, "What you write")],
        description=f"Only colleagues of your organisation read it, never the board. {NO_CHILDREN}",
    )
    mentions = SelectMultipleField(
        "Name colleagues (optional)", description="They are told by letter.", validate_choice=False
    )
    is_urgent = BooleanField(
        "It is urgent: write to them now",
        description="Otherwise it goes into the one letter of the day, at 4pm.",
    )

    def offer(self, people: Sequence[tuple[int, str]], own_id: int | None) -> "RemarkForm":
        """Fill in the colleagues who can be named: everybody else."""
        self.mentions.choices = [(str(id), name) for id, name in people if id != own_id]
        return self

    def named(self) -> list[int]:
        """The ids that were chosen."""
        return [number_in(text) for text in self.mentions.data or ()]


class HandOverForm(Form):
    """To whom a colleague's work goes."""

    person = SelectField("To", [needed("Choose a colleague")], validate_choice=False)


def number_in(text: str | None) -> int:
    """A number that was sent as text; 0 when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
