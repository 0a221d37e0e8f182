"""What the pages of joint work show, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.domain.answers import Status
from audit.domain.scales import Grade
from audit.rooms.joint.queries import Group, JointView, Member
from audit.rooms.offline.exports.cells import texts_of


@dataclass(frozen=True)
class Task:
    """Questions of one standard on the joint task list, with the question to go on with."""

    title: str
    done: int
    asked: int
    status: Status
    go_on_with: Member
    also_for: tuple[str, ...]
    """The other boards to which the answers go."""


@dataclass(frozen=True)
class Section:
    """A part of the joint task list."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Saying:
    """What one return says to a question."""

    member: Member
    board: str
    grade: Grade | None
    lines: tuple[str, ...]
    narrative: str
    by: str
    can_change: bool


def sections_of(joint: JointView) -> list[Section]:
    """The task list: what more than one board asks, then what each board asks alone."""
    found = [Section(together_words(len(joint.views)), _tasks(joint, joint.shared))]
    found += [
        Section(f"Only for {joint.name_of(view.row)}", _tasks(joint, joint.own(view))) for view in joint.views
    ]
    return [section for section in found if section.tasks]


def together_words(boards: int) -> str:
    """The heading over what is asked more than once."""
    return "For both boards" if boards == 2 else "For more than one board"


def sayings_of(joint: JointView, group: Group) -> list[Saying]:
    """What each of the returns says to a question."""
    found = []
    for member in group.members:
        view, content = member.view, member.view.content(member.code)
        scale = view.questionnaire.scale
        texts = texts_of(member.question, scale, content)
        grade = None if content.not_applicable else scale.by_key.get(content.grade or "")
        answer = view.answers.get(member.code)
        found.append(
            Saying(
                member,
                joint.name_of(view.row),
                grade,
                tuple(text for text in ("" if grade else texts.grade, texts.answer, texts.reason) if text),
                texts.narrative,
                answer.updated_by_name if answer else "",
                view.may_be_answered,
            )
        )
    return found


def and_words(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _tasks(joint: JointView, groups: Sequence[Group]) -> tuple[Task, ...]:
    by_standard: dict[tuple[int, str], list[Group]] = {}
    for group in groups:
        by_standard.setdefault((group.lead.view.row.id, group.lead.standard.code), []).append(group)
    return tuple(_task(joint, each) for each in by_standard.values())


def _task(joint: JointView, groups: Sequence[Group]) -> Task:
    standard, done = groups[0].lead.standard, sum(group.is_done for group in groups)
    begun = any(group.is_begun for group in groups)
    to_do = next((group for group in groups if not group.is_done), groups[0])
    boards = dict.fromkeys(joint.name_of(member.view.row) for group in groups for member in group.others)
    return Task(
        standard.title if standard.is_header else f"{standard.code}. {standard.title}",
        done,
        len(groups),
        Status.COMPLETE if done == len(groups) else Status.INCOMPLETE if begun else Status.NOT_STARTED,
        to_do.go_on_with,
        tuple(boards),
    )
