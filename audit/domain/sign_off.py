"""Who signs a return, in which order, and what they must say. Each step is signed by a different person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import permutations

from audit.domain.errors import NotAllowed, RuleBroken
from audit.domain.questionnaire import SIGN_OFF_TITLES

CHAIR = "chair"


def step_title(step: str) -> str:
    """``Head or principal`` for ``head``; a step without a title of its own is shown by its key."""
    return SIGN_OFF_TITLES.get(step, step.replace("-", " ").capitalize())


@dataclass(frozen=True)
class Signature:
    """One approver's signature on one sending of a return."""

    step: str
    person_id: int | None
    """``None`` for the operator, or for somebody whose account is gone."""
    name: str
    title: str
    at: datetime
    governing_body_on: date | None = None
    on_paper_on: date | None = None
    """The day on which it was signed on paper; empty for a signature given here."""
    entered_by: str = ""
    """Who of the board entered a signature from paper."""


@dataclass(frozen=True)
class SignOffStanding:
    """Where the sign-off of one sending stands: the steps of the round and who has signed so far, in order."""

    steps: tuple[str, ...]
    signed: tuple[Signature, ...] = ()
    wants_governing_body_date: bool = False

    @property
    def next_step(self) -> str | None:
        """The step that is to be signed now, or ``None`` when all have been."""
        return self.steps[len(self.signed)] if len(self.signed) < len(self.steps) else None

    @property
    def how_many(self) -> str:
        """``Two different people``: each step is signed by somebody else."""
        return f"{('One', 'Two', 'Three')[len(self.steps) - 1]} different people"

    @property
    def is_last(self) -> bool:
        """Whether the next signature submits the return."""
        return len(self.signed) + 1 == len(self.steps)

    def asks_governing_body_date(self, step: str) -> bool:
        """Whether whoever signs this step gives the date of the governing body's meeting.

        The chair does where the chair signs, else whoever signs last.
        """
        asked = CHAIR if CHAIR in self.steps else self.steps[-1]
        return self.wants_governing_body_date and step == asked

    def has_signed(self, person_id: int | None) -> Signature | None:
        """This person's own signature, if there is one."""
        if person_id is None:
            return None
        return next((s for s in self.signed if s.person_id == person_id), None)

    def check_signer(self, person_id: int | None, posts: Collection[str] = ("",)) -> None:
        """Raise NotAllowed, saying why, for somebody who has signed an earlier step or does not sign this one.

        ``posts`` are the steps for which they approve; an empty one means any.
        """
        earlier = self.has_signed(person_id)
        if earlier is not None and self.next_step is not None:
            raise NotAllowed(
                f"You have already signed this return as {step_title(earlier.step)}. {self.how_many} sign "
                f"it, so that a second pair of eyes has read it. Somebody else must sign as "
                f"{step_title(self.next_step)}, even where one person holds both posts."
            )

        if self.next_step is not None and not signs(posts, self.next_step):
            named = " or ".join(step_title(post) for post in posts)
            raise NotAllowed(
                f"The next signature is that of the {_in_a_sentence(self.next_step)}. You sign as "
                f"{named or 'nobody'}, and are asked by letter when it is your turn."
            )

    def check_governing_body_date(self, step: str, day: date | None, today: date) -> date | None:
        """The date to keep with a signature; raises RuleBroken where it is missing or still to come."""
        if not self.asks_governing_body_date(step):
            return None
        if day is None:
            raise RuleBroken(
                "Enter the date of the governing body meeting that saw this return", "governing_body_on"
            )
        if day > today:
            raise RuleBroken(
                "The date of the governing body meeting must be today or in the past", "governing_body_on"
            )
        return day

    def lacks_approvers(self, approvers: Sequence[tuple[int, str]]) -> str | None:
        """Why these people are too few to sign every step, or ``None`` when they are enough.

        Each is an id with the one step that they sign, empty for any.
        """
        posts: dict[int, set[str]] = {}
        for person_id, post in approvers:
            posts.setdefault(person_id, set()).add(post)
        count = len(posts)
        if count == 0:
            return "Nobody in your organisation can sign this return yet. Invite an approver, then send it."
        if count < len(self.steps):
            names = " and ".join(step_title(step) for step in self.steps)
            return (
                f"{self.how_many} must sign this return ({names}), and your organisation has only "
                f"{'one approver' if count == 1 else 'two approvers'}. Invite another, then send it."
            )
        if not any(
            all(signs(posts[person], step) for person, step in zip(order, self.steps, strict=True))
            for order in permutations(posts, len(self.steps))
        ):
            alone = [step for step in self.steps if not any(signs(each, step) for each in posts.values())]
            if alone:
                return f"Nobody in your organisation signs as {step_title(alone[0])} yet. Invite them, then send it."
            return f"{self.how_many} must sign this return. Invite another approver, then send it."
        return None


def signs(posts: Collection[str], step: str) -> bool:
    """Whether somebody who approves for these steps signs this one. An empty one means any."""
    return "" in posts or step in posts


def _in_a_sentence(step: str) -> str:
    title = step_title(step)
    return title[0].lower() + title[1:]
