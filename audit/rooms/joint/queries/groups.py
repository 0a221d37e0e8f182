"""The questions of several returns as one list: those that are the same stand together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.domain.answers import Status
from audit.domain.questionnaire import Question, Standard
from audit.domain.same_question import say_other_things
from audit.rooms.assessments.queries import AnyReturn, ReturnView

Same = Callable[[ReturnView, ReturnView], Mapping[str, str]]
"""Gives the same questions of two returns, by code."""


@dataclass(frozen=True)
class Member:
    """A question of one return."""

    view: ReturnView
    code: str
    narrative: bool
    """Whether its board has the same narrative as the others."""

    @property
    def question(self) -> Question:
        """The question as this board asks it."""
        return self.view.questions[self.code]

    @property
    def standard(self) -> Standard:
        """The standard in which it stands."""
        return self.view.questionnaire.standard_of[self.code]

    @property
    def status(self) -> Status:
        """How far it is in this return."""
        return self.view.progress.by_code[self.code].status


@dataclass(frozen=True)
class Group:
    """A question with its twins in the other returns. The first member leads: there it is answered."""

    members: tuple[Member, ...]

    @property
    def lead(self) -> Member:
        """The member that is answered."""
        return self.members[0]

    @property
    def others(self) -> tuple[Member, ...]:
        """Where else the answer goes."""
        return self.members[1:]

    @property
    def is_shared(self) -> bool:
        """Whether more than one board asks it."""
        return len(self.members) > 1

    @cached_property
    def is_done(self) -> bool:
        """Whether nothing is missing in any of the returns."""
        return all(member.status is Status.COMPLETE for member in self.members)

    @cached_property
    def is_begun(self) -> bool:
        """Whether something has been said in one of the returns."""
        return any(not member.view.content(member.code).is_empty for member in self.members)

    @cached_property
    def differs(self) -> bool:
        """Whether two of the returns say different things, of what is the same for their boards."""
        return any(
            say_other_things(
                one.view.content(one.code),
                other.view.content(other.code),
                narrative=one.narrative and other.narrative,
            )
            for place, one in enumerate(self.members)
            for other in self.members[place + 1 :]
        )

    @property
    def go_on_with(self) -> Member:
        """Where to go on: the first member that lacks something and can be answered; else the one that leads."""
        open_ones = (m for m in self.members if m.status is not Status.COMPLETE and m.view.may_be_answered)
        return next(open_ones, self.lead)

    @property
    def can_be_settled(self) -> bool:
        """Whether one of the returns can still be answered."""
        return any(member.view.may_be_answered for member in self.members)

    def goes_to(self, row: AnyReturn) -> Member | None:
        """The question of this return, if it is among the members."""
        return next((member for member in self.members if member.view.row.id == row.id), None)


def groups_of(views: Sequence[ReturnView], narratives: Mapping[int, bool], same: Same) -> list[Group]:
    """Every question of these returns once, in order; ``narratives`` tells by return id whether it shares them.

    Returns that can be answered now come first, so that a question is answered where it can be.
    """
    order = sorted(views, key=lambda view: (not view.may_be_answered, view.row.id))
    covered: set[tuple[int, str]] = set()
    found = []
    for place, view in enumerate(order):
        twins = [(other, same(view, other)) for other in order[place + 1 :]]
        for code in view.questions:
            if (view.row.id, code) in covered:
                continue
            members = [Member(view, code, narratives[view.row.id])]
            for other, codes in twins:
                twin = codes.get(code)
                if twin is not None and twin in other.questions and (other.row.id, twin) not in covered:
                    members.append(Member(other, twin, narratives[other.row.id]))
                    covered.add((other.row.id, twin))
            found.append(Group(tuple(members)))
    return found
