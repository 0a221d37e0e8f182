"""What a moderator, an organisation and the board read of a moderation, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from audit.domain.agreement import Exchange, JudgementStatus, Opinion, heard, may_follow
from audit.domain.child_details import warnings_in
from audit.domain.dates import in_london, say_date, say_time
from audit.domain.moderation import ModerationState
from audit.domain.questionnaire import Kind, Standard
from audit.rooms.moderation.models import Judgement, Moderation
from audit.rooms.moderation.queries.reading import Item, ModerationView

STATUS_COLOURS = {
    JudgementStatus.NOT_JUDGED: "grey",
    JudgementStatus.INCOMPLETE: "yellow",
    JudgementStatus.CHANGED: "orange",
    JudgementStatus.JUDGED: "green",
    JudgementStatus.NOT_ANSWERED: "grey",
}

STATE_COLOURS = {
    ModerationState.OFFERED: "grey",
    ModerationState.ACCEPTED: "blue",
    ModerationState.IN_PROGRESS: "yellow",
    ModerationState.WITH_ORGANISATION: "purple",
    ModerationState.REPLIED: "orange",
    ModerationState.WITH_BOARD: "purple",
    ModerationState.AGREED: "green",
}


@dataclass(frozen=True)
class StandardToJudge:
    """A standard with its questions, as the moderator's overview shows it."""

    standard: Standard
    items: tuple[Item, ...]

    @property
    def words(self) -> str:
        """``3 of 7 judged``; empty where there is nothing to judge."""
        counted = [i for i in self.items if i.is_graded and i.status is not JudgementStatus.NOT_ANSWERED]
        judged = sum(item.status is JudgementStatus.JUDGED for item in counted)
        return f"{judged} of {len(counted)} judged" if counted else ""

    @property
    def can_follow(self) -> int:
        """How many self-grades the button for the whole standard would take over."""
        return sum(
            item.is_graded
            and may_follow(item.own, item.opinion, files=len(item.files), opened=item.opened_at is not None)
            for item in self.items
        )

    @property
    def unopened(self) -> list[str]:
        """Codes of the questions that the button would leave, because their evidence was not opened."""
        return [
            item.code
            for item in self.items
            if item.is_graded
            and item.status is JudgementStatus.NOT_JUDGED
            and item.files
            and item.opened_at is None
        ]


def standards_to_judge(view: ModerationView) -> list[StandardToJudge]:
    """The copy by standard; what is not asked of this organisation is left out."""
    by_standard: dict[str, list[Item]] = {}
    for item in view.items.values():
        by_standard.setdefault(item.standard.code, []).append(item)
    return [StandardToJudge(items[0].standard, tuple(items)) for items in by_standard.values()]


@dataclass(frozen=True)
class Around:
    """The questions before and after one."""

    before: Item | None
    after: Item | None


def around(view: ModerationView, code: str) -> Around:
    """What stands before and after a question."""
    items = list(view.items.values())
    at = list(view.items).index(code)
    return Around(items[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None)


def saved_words(row: Judgement | None, now: datetime) -> str:
    """``Saved at 2:05pm``, with the day where it was another."""
    if row is None:
        return ""
    at, today = in_london(row.updated_at).date(), in_london(now).date()
    return f"Saved at {say_time(row.updated_at)}" if at == today else f"Saved on {say_date(at)}"


def child_warnings(texts: Iterable[str]) -> list[str]:
    """Sentences about what may tell who a child is. They never stop anybody."""
    return [warning.sentence for text in texts if text for warning in warnings_in(text)]


def words_of(opinion: Opinion) -> tuple[str, str, str]:
    """Everything that a moderator wrote at length."""
    return opinion.comment, opinion.good_practice, opinion.improvement


@dataclass(frozen=True)
class Side:
    """One line of the grades side by side, with what each may hear by now."""

    item: Item
    exchange: Exchange


def sides(view: ModerationView) -> list[Side]:
    """Every graded question with its grades, as they are heard in this state."""
    return [Side(item, heard(item.exchange, view.row.state)) for item in view.graded]


def window_words(row: Moderation, today: date) -> str:
    """``Reply by 20 November 2026``, or that the time has passed."""
    if row.reply_by is None:
        return ""
    if today > row.reply_by:
        return f"The time to reply ended on {say_date(row.reply_by)}"
    return f"Reply by {say_date(row.reply_by)}"


def window_closed(row: Moderation, today: date) -> bool:
    """Whether an organisation has let its time to reply pass, so that the board may take the matter up."""
    return (
        row.state is ModerationState.WITH_ORGANISATION and row.reply_by is not None and today > row.reply_by
    )


def answer_lines(item: Item) -> list[str]:
    """An answer without a grade, line by line: of a person, a number, a choice."""
    value, question = item.content.value, item.question
    if value in (None, "", []):
        return []
    if isinstance(value, Mapping):
        trained = value.get("trained_on")
        return [
            *(str(value[part]) for part in ("name", "role") if value.get(part)),
            *([f"Last trained on {say_date(date.fromisoformat(str(trained)))}"] if trained else []),
        ]
    if question.kind is Kind.YES_NO:
        return ["Yes" if value == "yes" else "No"]
    if question.kind is Kind.CHOICE:
        labels = dict(question.choices)
        return [labels.get(str(key), str(key)) for key in (value if isinstance(value, list) else [value])]
    if question.kind is Kind.DATE:
        return [say_date(date.fromisoformat(str(value)))]
    unit = "%" if question.kind is Kind.PERCENTAGE else question.unit
    return [f"{value} {unit}".strip()]


def review_dates(item: Item) -> dict[int, date]:
    """When the files of an answer are due for review, by evidence id."""
    return {file["id"]: date.fromisoformat(file["review_on"]) for file in item.files if file.get("review_on")}
