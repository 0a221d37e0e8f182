"""Forms of actions."""

from collections.abc import Iterable, Sequence
from datetime import date

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from audit.domain.actions import PRIORITY_WORDS, Priority
from audit.rooms.action_plans.models import Action
from audit.rooms.action_plans.policy import LONGEST_OWNER, LONGEST_WORDS, ActionFacts
from audit.web.forms import DateInput, Form, at_most, needed

NO_CHILDREN = "No names or details of children."
SOMEBODY_ELSE = ""


class ActionForm(Form):
    """What an action says."""

    what = TextAreaField(
        "What will be done",
        [needed("Say what will be done"), at_most(LONGEST_WORDS, "What will be done")],
        description=f"One thing that can be finished. {NO_CHILDREN}",
    )
    why = TextAreaField(
        "Why",
        [at_most(LONGEST_WORDS, "The reason")],
        description=f"What it will put right. You can leave it empty. {NO_CHILDREN}",
    )
    owner = SelectField("Owner", description="The colleague who sees to it.", validate_choice=False)
    owner_name = StringField(
        "Name of somebody else",
        [at_most(LONGEST_OWNER, "The owner’s name")],
        description="Only if the owner is not in the list. Their post, if they have no account here.",
    )
    due_on = DateInput("Due date", [needed("Enter the due date")], description="For example, 4 3 2027.")
    priority = RadioField("Priority", [needed("Choose a priority")])
    board = SelectField("Board that sees it", validate_choice=False)
    version = HiddenField()

    def offer(
        self,
        owners: Sequence[tuple[int, str]],
        boards: Sequence[tuple[int, str]] = (),
        action: Action | None = None,
    ) -> "ActionForm":
        """Fill in what can be chosen. An owner who has left stays in the list of their own action."""
        known = {id for id, _ in owners}
        left = []
        if action is not None and action.owner_id is not None and action.owner_id not in known:
            left = [(str(action.owner_id), f"{action.owner_name} (has left)")]
        self.owner.choices = [
            (SOMEBODY_ELSE, "Somebody else"),
            *((str(id), name) for id, name in owners),
            *left,
        ]
        self.priority.choices = [(key.value, words) for key, words in PRIORITY_WORDS.items()]
        self.board.choices = [(str(id), name) for id, name in boards]
        return self

    def show(self, action: Action) -> "ActionForm":
        """Fill in what an action says now."""
        self.what.data, self.why.data = action.what, action.why
        self.owner.data = str(action.owner_id) if action.owner_id is not None else SOMEBODY_ELSE
        self.owner_name.data = "" if action.owner_id is not None else action.owner_name
        self.suggest(action.due_on, action.priority)
        self.version.data = str(action.version)
        return self

    def suggest(self, due_on: date, priority: Priority) -> None:
        """Fill in a due date and a priority."""
        self.due_on.process(None, due_on)
        self.priority.data = priority.value

    def is_good(self, *, owner_needed: bool = True) -> bool:
        """Whether everything needed was typed. ``owner_needed`` is so for an organisation's own people."""
        good = bool(self.validate())
        if owner_needed and not self._owner_id() and not self.owner_name.data:
            self.owner.errors = ["Choose the owner, or type the name of somebody else"]
            return False
        return good

    def facts(self) -> ActionFacts:
        """What was typed. A colleague who was chosen counts, whatever was typed beside."""
        owner_id = self._owner_id()
        assert self.due_on.data is not None
        return ActionFacts(
            what=self.what.data or "",
            why=self.why.data or "",
            owner_id=owner_id,
            owner_name="" if owner_id else self.owner_name.data or "",
            due_on=self.due_on.data,
            priority=Priority(self.priority.data),
        )

    def owner_words(self) -> str:
        """The owner that was chosen or typed, by name."""
        if self._owner_id():
            return next(
                (str(choice[1]) for choice in self.owner.choices or () if choice[0] == self.owner.data), ""
            )
        return self.owner_name.data or ""

    def _owner_id(self) -> int | None:
        text = self.owner.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class BoardActionForm(ActionForm):
    """What an action says that the board adds to an organisation's plan."""

    organisation = SelectField("Organisation", validate_choice=False)

    def offer_organisations(self, organisations: Sequence[tuple[int, str]]) -> "BoardActionForm":
        """Fill in the organisations of the area. The owner is named: the board does not choose among colleagues."""
        self.offer(())
        self.owner_name.label.text = "Owner"
        self.owner_name.description = (
            "A name or a post, if you know who will see to it. Their lead can change it."
        )
        self.organisation.choices = [
            ("", "Choose an organisation"),
            *((str(id), name) for id, name in organisations),
        ]
        return self


class NoteForm(Form):
    """A note of progress."""

    note = TextAreaField(
        "What has been done",
        [needed("Write what has been done since the last note"), at_most(LONGEST_WORDS, "The note")],
        description=NO_CHILDREN,
    )


class FinishForm(Form):
    """Marking an action as done."""

    impact = TextAreaField(
        "What is better now",
        [needed("Say what is better now that this is done"), at_most(LONGEST_WORDS, "The impact")],
        description=f"The difference it makes for children, and how you know. {NO_CHILDREN}",
    )
    note = TextAreaField("A last note", [at_most(LONGEST_WORDS, "The note")], description="Optional.")


class DropForm(Form):
    """Marking an action as no longer needed."""

    reason = TextAreaField(
        "Why it is no longer needed",
        [needed("Say why this is no longer needed"), at_most(LONGEST_WORDS, "The reason")],
        description=NO_CHILDREN,
    )


class TakeBackForm(Form):
    """Taking an action back into work."""

    note = TextAreaField("Why", [at_most(LONGEST_WORDS, "The note")], description="Optional.")


class VerifyForm(Form):
    """The board's verifying."""

    note = TextAreaField(
        "What you saw", [at_most(LONGEST_WORDS, "The note")], description=f"Optional. {NO_CHILDREN}"
    )
    version = HiddenField()


class SendBackForm(Form):
    """The board's sending back."""

    reason = TextAreaField(
        "What is still to be done",
        [needed("Say what is still to be done, so that they know"), at_most(LONGEST_WORDS, "The reason")],
        description=f"The owner and the leads are sent your words by letter. {NO_CHILDREN}",
    )
    version = HiddenField()


class HoldBackForm(Form):
    """The board holds back what may tell who a child is."""

    what = SelectField("What to hold back", choices=[], validate_choice=False)
    reason = TextAreaField(
        "Why it is held back",
        description="Everybody who reads the action sees this in its place. Do not repeat the details.",
    )

    def offer(self, words: bool, notes: Iterable[tuple[int, str]]) -> None:
        """Say what can be held back."""
        self.what.choices = [
            ("", "Choose"),
            *([("words", "The action’s words, with all of its notes")] if words else []),
            *((f"note:{id}", label) for id, label in notes),
        ]
